import assert from "node:assert/strict";
import { test } from "node:test";

import { LiveFigures } from "../../src/djinar/static/djinar/live-figures.js";

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** Figures of a stream that is live, and a clock that a test moves on. */
async function live(/** @type {import("node:test").TestContext} */ context) {
  context.mock.timers.enable({ apis: ["setInterval"] });
  /** @type {string[]} */
  const sent = [];
  const channel = { readyState: "open", send: (/** @type {string} */ text) => sent.push(text) };
  const peer = { getStats: async () => new Map() };
  /** @type {import("../../src/djinar/static/djinar/figures.js").Figures[]} */
  const figures = [];
  const end = new AbortController();
  const watched = new LiveFigures((seen) => figures.push(seen));
  watched.start(
    /** @type {RTCPeerConnection} */ (/** @type {unknown} */ (peer)),
    /** @type {RTCDataChannel} */ (/** @type {unknown} */ (channel)),
    end.signal,
  );
  await nextTurn();
  const second = async () => {
    context.mock.timers.tick(1_000);
    await nextTurn();
  };
  return { watched, channel, sent, figures, end, second };
}

test("the server is asked every second from the start, and figures come from the second time on", async (context) => {
  const { sent, figures, second } = await live(context);
  const asked = sent.length;

  await second();

  assert.equal(asked, 2);
  assert.match(sent[0], /^ping \d/);
  assert.equal(sent[1], '{"type":"stats"}');
  assert.equal(sent.length, 4);
  assert.equal(figures.length, 1);
});

test("a ping that was not answered leaves no older round trip behind", async (context) => {
  const { watched, figures, second } = await live(context);

  const roundTripMs = watched.hearPong({ type: "pong", sentAtMs: performance.now() - 7 });
  await second();
  await second();

  assert.ok(roundTripMs >= 7 && roundTripMs < 1_000, String(roundTripMs));
  assert.deepEqual(figures.map((seen) => seen.roundTripMs), [roundTripMs, null]);
});

test("nothing is asked of a channel that has closed", async (context) => {
  const { channel, sent, second } = await live(context);

  channel.readyState = "closing";
  await second();

  assert.equal(sent.length, 2);
});

test("a stream that is over is asked nothing more", async (context) => {
  const { sent, end, second } = await live(context);

  end.abort();
  await second();

  assert.equal(sent.length, 2);
});
