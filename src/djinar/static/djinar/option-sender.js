/** @typedef {import("./failure.js").Failure} Failure */
/** @typedef {Record<string, unknown>} Values */
/** @typedef {{now: () => number, call: (action: () => void, afterMs: number) => void}} Clock */

/** 25 messages a second: what an eye can follow, and half of what the server takes. */
export const SHORTEST_INTERVAL_MS = 40;

/** @type {Clock} */
const BROWSER_CLOCK = { now: () => performance.now(), call: (action, afterMs) => setTimeout(action, afterMs) };

/**
 * Sends options that change faster than they can be answered. The first change goes at once; what comes while its answer
 * is awaited is kept, the newest value of each option winning, and goes as soon as it may.
 *
 * @template Step what has the options
 */
export class OptionSender {
  /** @type {Map<Step, Values>} */
  #waiting = new Map();
  /** @type {Set<Step>} */
  #asked = new Set();
  #lastSentMs = -Infinity;
  #isCalled = false;
  #isPaused = false;
  #send;
  #confirmed;
  #refused;
  #clock;

  /**
   * @param {{
   *   send: (step: Step, values: Values) => Promise<{options: Values}>,
   *   confirmed: (step: Step, values: Values, options: Values) => void,
   *   refused: (step: Step, values: Values, failure: Failure) => void,
   *   clock?: Clock,
   * }} parts `confirmed` gets what was sent, and all options of the step as the server has them
   */
  constructor({ send, confirmed, refused, clock = BROWSER_CLOCK }) {
    this.#send = send;
    this.#confirmed = confirmed;
    this.#refused = refused;
    this.#clock = clock;
  }

  /**
   * @param {Step} step
   * @param {Values} values
   */
  change(step, values) {
    this.#waiting.set(step, { ...this.#waiting.get(step), ...values });
    this.#sendWhatMay();
  }

  /**
   * Whether a newer value than the server's last is on its way or waits for it.
   *
   * @param {Step} step
   */
  isBusy(step) {
    return this.#waiting.has(step) || this.#asked.has(step);
  }

  /** Drops what waits: it goes another way, or nowhere. */
  forget() {
    this.#waiting.clear();
  }

  /** While the chain itself changes, nobody knows at which place a step will be. */
  pause() {
    this.#isPaused = true;
  }

  resume() {
    this.#isPaused = false;
    this.#sendWhatMay();
  }

  #sendWhatMay() {
    for (const step of this.#isPaused ? [] : [...this.#waiting.keys()]) {
      if (this.#asked.has(step)) {
        continue;
      }
      const restMs = this.#lastSentMs + SHORTEST_INTERVAL_MS - this.#clock.now();
      if (restMs > 0) {
        this.#callAfter(restMs);
        return;
      }
      this.#ask(step);
    }
  }

  /** @param {number} restMs */
  #callAfter(restMs) {
    if (!this.#isCalled) {
      this.#isCalled = true;
      this.#clock.call(() => {
        this.#isCalled = false;
        this.#sendWhatMay();
      }, restMs);
    }
  }

  /** @param {Step} step */
  async #ask(step) {
    const values = this.#waiting.get(step) ?? {};
    this.#waiting.delete(step);
    this.#asked.add(step);
    this.#lastSentMs = this.#clock.now();
    try {
      const { options } = await this.#send(step, values);
      this.#asked.delete(step);
      this.#confirmed(step, values, options);
    } catch (error) {
      this.#asked.delete(step);
      const failure = /** @type {Failure} */ (error);
      this.#keepOthers(step, values, failure.option);
      this.#refused(step, values, failure);
    }
    this.#sendWhatMay();
  }

  /**
   * The server takes all values of a message or none: those beside the refused one go again, unless newer ones wait or
   * went with a whole chain.
   *
   * @param {Step} step
   * @param {Values} values
   * @param {string} refused
   */
  #keepOthers(step, values, refused) {
    const others = Object.entries(values).filter(([name]) => name !== refused);
    if (refused in values && others.length > 0 && !this.#isPaused) {
      this.#waiting.set(step, { ...Object.fromEntries(others), ...this.#waiting.get(step) });
    }
  }
}
