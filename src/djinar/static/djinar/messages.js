/**
 * @typedef {{type: "pong", sentAtMs: number}} Pong
 * @typedef {"video" | "audio"} Kind which of the two chains
 * @typedef {{name: string, options?: Record<string, unknown>}} Step one transform of a chain
 * @typedef {{type: "transform", kind: Kind, name: string, options: Record<string, unknown>}} TransformMessage
 * @typedef {{type: "chain", kind: Kind, transforms: Required<Step>[]}} ChainMessage
 * @typedef {{type: "options", kind: Kind, index: number, options: Record<string, unknown>}} OptionsMessage
 * @typedef {{
 *   type: "error", code: string, detail: string, kind?: Kind, index?: number, option?: string, transform?: string,
 * }} ErrorMessage
 * @typedef {{
 *   type: "frame", transform: string, number: number, time_seconds: number, rtp_timestamp?: number,
 *   message: Record<string, unknown>,
 * }} FrameMessage what a transform told with a picture or a sound
 * @typedef {{type: "draining", seconds: number}} DrainingMessage the server stops so soon
 * @typedef {{type: "ended", reason: string, detail: string}} EndedMessage
 * @typedef {{
 *   type: "stats", transforms: string[], frames_in: number, frames_out: number, frames_dropped: number,
 *   frames_failed: number, width_px: number, height_px: number,
 *   frame_age_ms: number | null, transform_ms: number | null, sound_blocks_failed: number,
 * }} StatsMessage
 * @typedef {Pong | TransformMessage | ChainMessage | OptionsMessage | FrameMessage | ErrorMessage | DrainingMessage | EndedMessage | StatsMessage} ServerMessage
 */

const OWN_TYPES = new Set(["transform", "chain", "options", "frame", "stats", "error", "draining", "ended"]);

/**
 * Tells the server's own messages from those that `Stream.send` sent.
 *
 * @param {string} text
 * @returns {ServerMessage | null} null for a message of the stream's author
 */
export function parseMessage(text) {
  if (text.startsWith("pong ")) {
    const sentAtMs = Number(text.slice(5));
    return Number.isFinite(sentAtMs) ? { type: "pong", sentAtMs } : null;
  }
  try {
    const message = JSON.parse(text);
    return OWN_TYPES.has(message?.type) ? message : null;
  } catch {
    return null;
  }
}
