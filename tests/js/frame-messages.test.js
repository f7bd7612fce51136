import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { FrameMessages } from "../../src/djinar/static/djinar/frame-messages.js";

const PICTURE_TICKS = 3_000;

/** Shows what it is told to. */
class FakeVideo {
  /** @type {Map<number, (now: number, metadata: {rtpTimestamp?: number}) => void>} */
  requests = new Map();
  #handle = 0;

  /** @param {(now: number, metadata: {rtpTimestamp?: number}) => void} callback */
  requestVideoFrameCallback(callback) {
    this.#handle += 1;
    this.requests.set(this.#handle, callback);
    return this.#handle;
  }

  /** @param {number} handle */
  cancelVideoFrameCallback(handle) {
    this.requests.delete(handle);
  }

  /** @param {number} [rtpTimestamp] */
  show(rtpTimestamp) {
    const callbacks = [...this.requests.values()];
    this.requests.clear();
    callbacks.forEach((callback) => callback(0, { rtpTimestamp }));
  }
}

/** @type {number[]} */
let delivered;
/** @type {FakeVideo} */
let video;
/** @type {FrameMessages} */
let messages;

beforeEach(() => {
  delivered = [];
  video = new FakeVideo();
  messages = new FrameMessages((message) => delivered.push(message.number));
  messages.watch(/** @type {any} */ (video));
});

/**
 * @param {number} number
 * @param {number} [rtp_timestamp]
 */
function told(number, rtp_timestamp) {
  messages.add({ type: "frame", transform: "codes", number, time_seconds: number / 30, rtp_timestamp, message: {} });
}

test("a message comes when its picture is shown, not before", () => {
  told(1, 1 * PICTURE_TICKS);
  told(2, 2 * PICTURE_TICKS);

  video.show(1 * PICTURE_TICKS);
  const withFirst = [...delivered];
  video.show(2 * PICTURE_TICKS);

  assert.deepEqual(withFirst, [1]);
  assert.deepEqual(delivered, [1, 2]);
});

for (const errorTicks of [-180, 180]) {
  test(`a timestamp that is wrong by ${errorTicks} means the same picture`, () => {
    told(1, 1 * PICTURE_TICKS + errorTicks);
    told(2, 2 * PICTURE_TICKS + errorTicks);

    video.show(1 * PICTURE_TICKS);

    assert.deepEqual(delivered, [1]);
  });
}

test("the message of a picture that was never shown comes with the next one", () => {
  told(1, 1 * PICTURE_TICKS);
  told(2, 2 * PICTURE_TICKS);

  video.show(2 * PICTURE_TICKS);

  assert.deepEqual(delivered, [1, 2]);
});

test("a message that comes later than its picture comes at once", () => {
  told(1, 1 * PICTURE_TICKS);
  video.show(2 * PICTURE_TICKS);

  told(2, 2 * PICTURE_TICKS);

  assert.deepEqual(delivered, [1, 2]);
});

test("a message without a timestamp comes at once", () => {
  told(1);

  assert.deepEqual(delivered, [1]);
});

test("messages come in time when timestamps begin again", () => {
  told(1, 2 ** 32 - PICTURE_TICKS / 2);
  told(2, PICTURE_TICKS / 2);

  video.show(2 ** 32 - PICTURE_TICKS / 2);
  const withFirst = [...delivered];
  video.show(PICTURE_TICKS / 2);

  assert.deepEqual(withFirst, [1]);
  assert.deepEqual(delivered, [1, 2]);
});

test("a browser that does not tell timestamps gets messages with the next picture", () => {
  told(1, 1 * PICTURE_TICKS);
  told(2, 2 * PICTURE_TICKS);

  video.show();

  assert.deepEqual(delivered, [1, 2]);
});

test("where nothing is shown messages come at once", () => {
  messages.watch(null);

  told(1, 1 * PICTURE_TICKS);

  assert.deepEqual(delivered, [1]);
});

test("a browser without frame callbacks gets messages at once", () => {
  messages.watch(/** @type {any} */ ({}));

  told(1, 1 * PICTURE_TICKS);

  assert.deepEqual(delivered, [1]);
});

test("no message waits for more than a second", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  told(1, 1 * PICTURE_TICKS);
  mock.timers.tick(600);
  told(2, 2 * PICTURE_TICKS);

  mock.timers.tick(400);
  const afterOneSecond = [...delivered];
  mock.timers.tick(600);
  mock.timers.reset();

  assert.deepEqual(afterOneSecond, [1]);
  assert.deepEqual(delivered, [1, 2]);
});

test("of more than a hundred that wait the oldest are dropped", () => {
  for (let number = 1; number <= 120; number += 1) {
    told(number, number * PICTURE_TICKS);
  }

  video.show(120 * PICTURE_TICKS);

  assert.equal(delivered.length, 100);
  assert.equal(delivered[0], 21);
});

test("pictures are looked at only while a message waits", () => {
  const before = video.requests.size;
  told(1, 1 * PICTURE_TICKS);
  const waiting = video.requests.size;
  video.show(1 * PICTURE_TICKS);

  assert.deepEqual([before, waiting, video.requests.size], [0, 1, 0]);
});

test("what waits is forgotten when the stream ends", () => {
  told(1, 1 * PICTURE_TICKS);

  messages.clear();
  video.show(1 * PICTURE_TICKS);

  assert.deepEqual(delivered, []);
  assert.equal(video.requests.size, 0);
});
