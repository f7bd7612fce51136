/** @typedef {import("./messages.js").StatsMessage} StatsMessage */

/** Finds out from the counts whether pictures come again after a transform failed. The server tells only of failures. */
export class Recovery {
  /** @type {Pick<StatsMessage, "frames_out" | "frames_failed"> | null} */
  #before = null;
  #isAwaited = false;

  /** A transform has failed. */
  await() {
    this.#isAwaited = true;
    this.#before = null;
  }

  /** Nobody waits for it any more. */
  forget() {
    this.#isAwaited = false;
  }

  /**
   * @param {Pick<StatsMessage, "frames_out" | "frames_failed">} stats the next ones
   * @returns {boolean} true once when it works again
   */
  isOver(stats) {
    const before = this.#before;
    this.#before = stats;
    if (!this.#isAwaited || before === null) {
      return false;
    }
    const isOver = stats.frames_failed === before.frames_failed && stats.frames_out > before.frames_out;
    this.#isAwaited = !isOver;
    return isOver;
  }
}
