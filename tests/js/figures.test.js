import assert from "node:assert/strict";
import { test } from "node:test";

import { countersOf, figuresBetween } from "../../src/djinar/static/djinar/figures.js";

/** @type {import("../../src/djinar/static/djinar/messages.js").StatsMessage} */
const STATS = {
  type: "stats",
  transforms: ["edges"],
  frames_in: 90,
  frames_out: 88,
  frames_dropped: 2,
  frames_failed: 0,
  width_px: 640,
  height_px: 480,
  frame_age_ms: 9,
  transform_ms: 4,
  sound_blocks_failed: 0,
};

/** A report after that many seconds of 30 frames/s: each waits 20 ms and takes 5 ms to decode. */
function reportAfter(/** @type {number} */ seconds) {
  const frames = seconds * 30;
  return [
    { id: "T", type: "transport", selectedCandidatePairId: "P2" },
    { id: "P1", type: "candidate-pair", currentRoundTripTime: 9 },
    { id: "P2", type: "candidate-pair", currentRoundTripTime: 0.04 },
    { id: "OV", type: "outbound-rtp", kind: "video", bytesSent: seconds * 100_000, framesSent: frames },
    { id: "OA", type: "outbound-rtp", kind: "audio", bytesSent: seconds * 4_000 },
    {
      id: "IV",
      type: "inbound-rtp",
      kind: "video",
      bytesReceived: seconds * 200_000,
      framesDecoded: frames,
      framesDropped: 1,
      totalDecodeTime: frames * 0.005,
      jitterBufferDelay: frames * 0.02,
      jitterBufferEmittedCount: frames,
      frameWidth: 640,
      frameHeight: 480,
    },
    { id: "IA", type: "inbound-rtp", kind: "audio", bytesReceived: seconds * 4_000 },
  ];
}

test("rates are those of the time between two looks", () => {
  const before = countersOf(reportAfter(10), 10_000);
  const after = countersOf(reportAfter(12), 12_000);

  const figures = figuresBetween(before, after, { stats: STATS, roundTripMs: 8 });

  assert.equal(figures.sentFps, 30);
  assert.equal(figures.returnedFps, 30);
  assert.equal(figures.upBps, 832_000);
  assert.equal(figures.downBps, 1_632_000);
});

test("the frame age adds the network, the server, the wait and the decoding", () => {
  const before = countersOf(reportAfter(10), 10_000);
  const after = countersOf(reportAfter(11), 11_000);

  const { frameAgeMs } = figuresBetween(before, after, { stats: STATS, roundTripMs: 8 });

  assert.equal(Math.round(frameAgeMs ?? 0), 40 + 9 + 20 + 5);
});

test("the frame age is unknown while no picture comes back", () => {
  const before = countersOf(reportAfter(10), 10_000);
  const after = countersOf(reportAfter(10), 11_000);

  const { frameAgeMs, returnedFps } = figuresBetween(before, after, { stats: STATS, roundTripMs: 8 });

  assert.equal(frameAgeMs, null);
  assert.equal(returnedFps, 0);
});

test("frames that the server and the browser passed over are added up", () => {
  const before = countersOf(reportAfter(10), 10_000);
  const after = countersOf(reportAfter(11), 11_000);

  const { droppedFrames } = figuresBetween(before, after, { stats: STATS, roundTripMs: null });

  assert.equal(droppedFrames, 3);
});

test("with sound only there is nothing to say of pictures", () => {
  const soundOnly = (/** @type {number} */ seconds) => reportAfter(seconds).filter((stat) => stat.kind !== "video");
  const before = countersOf(soundOnly(10), 10_000);
  const after = countersOf(soundOnly(11), 11_000);

  const figures = figuresBetween(before, after, { stats: null, roundTripMs: 8 });

  assert.deepEqual(
    [figures.sentFps, figures.returnedFps, figures.frameAgeMs, figures.widthPx, figures.droppedFrames],
    [null, null, null, null, null],
  );
  assert.equal(figures.upBps, 32_000);
});

test("the network's time is found where a browser reports no transport, as Firefox", () => {
  const report = reportAfter(1).filter((stat) => stat.type !== "transport" && stat.type !== "candidate-pair");
  const pair = { id: "P", type: "candidate-pair", nominated: true, state: "succeeded", currentRoundTripTime: 0.03 };

  const { pathRoundTripMs } = countersOf([...report, pair], 0);

  assert.equal(pathRoundTripMs, 30);
});
