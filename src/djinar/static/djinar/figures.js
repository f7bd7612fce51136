/** @typedef {import("./messages.js").StatsMessage} StatsMessage */

/**
 * What a connection has counted since it began. `null`: the browser does not say.
 *
 * @typedef {{
 *   atMs: number, bytesSent: number, bytesReceived: number, framesSent: number, framesDecoded: number,
 *   framesDropped: number, decodeS: number, jitterBufferS: number, jitterBufferFrames: number,
 *   widthPx: number | null, heightPx: number | null, pathRoundTripMs: number | null,
 * }} Counters
 */

/**
 * What a person wants to know, over the time since the last look. `null`: not known (yet).
 *
 * @typedef {{
 *   roundTripMs: number | null, frameAgeMs: number | null, sentFps: number | null, returnedFps: number | null,
 *   droppedFrames: number | null, upBps: number | null, downBps: number | null,
 *   widthPx: number | null, heightPx: number | null,
 * }} Figures
 */

/**
 * @param {Iterable<any>} report the values of an RTCStatsReport. Source: W3C, Identifiers for WebRTC's Statistics API
 * @param {number} atMs when it was taken
 * @returns {Counters}
 */
export function countersOf(report, atMs) {
  const stats = [...report];
  const sum = (/** @type {string} */ type, /** @type {string} */ name) =>
    stats.filter((stat) => stat.type === type).reduce((total, stat) => total + (stat[name] ?? 0), 0);
  const picture = stats.find((stat) => stat.type === "inbound-rtp" && stat.kind === "video");
  const roundTripS = selectedPair(stats)?.currentRoundTripTime;
  return {
    atMs,
    bytesSent: sum("outbound-rtp", "bytesSent"),
    bytesReceived: sum("inbound-rtp", "bytesReceived"),
    framesSent: sum("outbound-rtp", "framesSent"),
    framesDecoded: picture?.framesDecoded ?? 0,
    framesDropped: picture?.framesDropped ?? 0,
    decodeS: picture?.totalDecodeTime ?? 0,
    jitterBufferS: picture?.jitterBufferDelay ?? 0,
    jitterBufferFrames: picture?.jitterBufferEmittedCount ?? 0,
    widthPx: picture?.frameWidth ?? null,
    heightPx: picture?.frameHeight ?? null,
    pathRoundTripMs: roundTripS === undefined ? null : roundTripS * 1000,
  };
}

/** @param {any[]} stats */
function selectedPair(stats) {
  const transport = stats.find((stat) => stat.type === "transport" && stat.selectedCandidatePairId);
  return transport
    ? stats.find((stat) => stat.id === transport.selectedCandidatePairId)
    : stats.find((stat) => stat.type === "candidate-pair" && stat.nominated && stat.state === "succeeded");
}

/**
 * @param {Counters} before
 * @param {Counters} after
 * @param {{stats: StatsMessage | null, roundTripMs: number | null}} server the last `stats`, the last ping's time
 * @returns {Figures}
 */
export function figuresBetween(before, after, { stats, roundTripMs }) {
  const seconds = (after.atMs - before.atMs) / 1000;
  const rate = (/** @type {number} */ from, /** @type {number} */ to) => (seconds > 0 ? Math.max(0, to - from) / seconds : null);
  const hasPicture = after.widthPx !== null;
  return {
    roundTripMs,
    frameAgeMs: frameAgeMs(before, after, stats?.frame_age_ms ?? null),
    sentFps: hasPicture ? rate(before.framesSent, after.framesSent) : null,
    returnedFps: hasPicture ? rate(before.framesDecoded, after.framesDecoded) : null,
    droppedFrames: stats === null ? null : stats.frames_dropped + after.framesDropped,
    upBps: rate(before.bytesSent * 8, after.bytesSent * 8),
    downBps: rate(before.bytesReceived * 8, after.bytesReceived * 8),
    widthPx: after.widthPx,
    heightPx: after.heightPx,
  };
}

/**
 * How old a returned frame is when it is shown, as far as it can be measured: the network both ways, the server from
 * decoded to handed to its encoder, then this browser's wait for a whole and steady picture, and its decoding. Not in
 * it: the camera, both encoders, the server's wait and decoding, the screen.
 *
 * @param {Counters} before
 * @param {Counters} after
 * @param {number | null} serverMs
 * @returns {number | null}
 */
function frameAgeMs(before, after, serverMs) {
  const waited = after.jitterBufferFrames - before.jitterBufferFrames;
  const decoded = after.framesDecoded - before.framesDecoded;
  if (serverMs === null || after.pathRoundTripMs === null || waited <= 0 || decoded <= 0) {
    return null;
  }
  const waitMs = ((after.jitterBufferS - before.jitterBufferS) / waited) * 1000;
  const decodeMs = ((after.decodeS - before.decodeS) / decoded) * 1000;
  return after.pathRoundTripMs + serverMs + waitMs + decodeMs;
}
