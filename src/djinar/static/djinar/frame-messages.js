/** @typedef {import("./messages.js").FrameMessage} FrameMessage */
/** @typedef {{message: FrameMessage, rtpTimestamp: number, timer: ReturnType<typeof setTimeout>}} Waiting */

const WAITING_AT_MOST = 100;
/** A page that is not looked at is shown no pictures. */
const LONGEST_WAIT_MS = 1_000;
const TICKS_A_MS = 90;
/** The server knows a timestamp to within 2 ms; pictures are much further apart. */
const TOLERANCE_TICKS = 5 * TICKS_A_MS;

/** Keeps what transforms told until the picture that it belongs to is shown. */
export class FrameMessages {
  #deliver;
  /** @type {HTMLVideoElement | null} */
  #video = null;
  /** @type {number | null} */
  #request = null;
  /** @type {number | null} */
  #shown = null;
  /** @type {Waiting[]} */
  #waiting = [];

  /** @param {(message: FrameMessage) => void} deliver */
  constructor(deliver) {
    this.#deliver = deliver;
  }

  /** @param {HTMLVideoElement | null} video where the pictures are shown; without one nothing waits */
  watch(video) {
    this.#stopLooking();
    this.#release(this.#waiting.length);
    this.#video = video;
    this.#shown = null;
  }

  /** @param {FrameMessage} message */
  add(message) {
    const { rtp_timestamp: rtpTimestamp } = message;
    if (rtpTimestamp === undefined || !this.#video?.requestVideoFrameCallback || this.#isShown(rtpTimestamp)) {
      this.#deliver(message);
      return;
    }
    // The oldest waits until its time is over, so it is always the first whose timer goes off.
    this.#waiting.push({ message, rtpTimestamp, timer: setTimeout(() => this.#release(1), LONGEST_WAIT_MS) });
    if (this.#waiting.length > WAITING_AT_MOST) {
      clearTimeout(this.#waiting.shift()?.timer);
    }
    this.#look();
  }

  /** Forgets what waits. */
  clear() {
    this.#stopLooking();
    for (const { timer } of this.#waiting.splice(0)) {
      clearTimeout(timer);
    }
    this.#shown = null;
  }

  #look() {
    this.#request ??= this.#video?.requestVideoFrameCallback((_now, { rtpTimestamp }) => {
      this.#request = null;
      this.#shown = rtpTimestamp ?? null;
      const next = this.#waiting.findIndex((waiting) => rtpTimestamp !== undefined && !this.#isShown(waiting.rtpTimestamp));
      this.#release(next < 0 ? this.#waiting.length : next);
      if (this.#waiting.length > 0) {
        this.#look();
      }
    }) ?? null;
  }

  #stopLooking() {
    if (this.#request !== null) {
      this.#video?.cancelVideoFrameCallback(this.#request);
      this.#request = null;
    }
  }

  /**
   * A picture that never came counts as shown when a later one is.
   *
   * @param {number} rtpTimestamp
   */
  #isShown(rtpTimestamp) {
    // Timestamps begin again after 2 ** 32; their difference in 32 bits does not mind.
    return this.#shown !== null && ((rtpTimestamp - this.#shown) | 0) <= TOLERANCE_TICKS;
  }

  /** @param {number} count */
  #release(count) {
    for (const { message, timer } of this.#waiting.splice(0, count)) {
      clearTimeout(timer);
      this.#deliver(message);
    }
  }
}
