/** @typedef {import("./failure.js").Failure} Failure */

/**
 * Sends whole chains, one at a time: of those that change while one is awaited only the newest goes.
 *
 * @template Chain
 */
export class ChainSender {
  #send;
  #settled;
  /** @type {Chain} */
  #confirmed;
  /** @type {{chain: Chain} | null} */
  #waiting = null;
  #isBusy = false;

  /**
   * @param {Chain} first what the server knows already
   * @param {(chain: Chain) => Promise<unknown>} send settles with the server's answer
   * @param {(confirmed: Chain, failure: Failure | null) => void} settled once nothing is awaited any more: the chain that
   *   the server has now, which with a failure is an earlier one than was sent
   */
  constructor(first, send, settled) {
    this.#confirmed = first;
    this.#send = send;
    this.#settled = settled;
  }

  get isBusy() {
    return this.#isBusy;
  }

  /** What the server has without being told. @param {Chain} chain */
  set confirmed(chain) {
    this.#confirmed = chain;
  }

  /** @param {Chain} chain */
  async change(chain) {
    this.#waiting = { chain };
    if (this.#isBusy) {
      return;
    }
    this.#isBusy = true;
    /** @type {Failure | null} */
    let failure = null;
    while (this.#waiting) {
      const { chain: newest } = this.#waiting;
      this.#waiting = null;
      failure = null;
      try {
        await this.#send(newest);
        this.#confirmed = newest;
      } catch (error) {
        failure = /** @type {Failure} */ (error);
      }
    }
    this.#isBusy = false;
    this.#settled(this.#confirmed, failure);
  }
}
