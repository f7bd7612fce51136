import { wordsOfDraining, wordsOfEnd, wordsOfFailure } from "./words.js";

/** @typedef {import("./words.js").Words} Words */

/** The words above the buttons: one trouble at a time, and what to do about it. */
export class Alert {
  #box;
  #title;
  #advice;
  #code = "";
  /** @type {Words | null} what stays true until the stream ends, whatever comes and goes meanwhile */
  #lasting = null;

  /**
   * @param {HTMLElement} box hidden while there is nothing to say
   * @param {HTMLElement} title
   * @param {HTMLElement} advice
   */
  constructor(box, title, advice) {
    this.#box = box;
    this.#title = title;
    this.#advice = advice;
  }

  /** @param {{code: string, detail?: string}} failure */
  fail(failure) {
    this.#code = failure.code;
    this.#show(wordsOfFailure(failure));
  }

  /** @param {string} [code] of the failure that is over; whichever it is when left out */
  takeBack(code = this.#code) {
    if (code === this.#code) {
      this.#code = "";
      this.#show(this.#lasting);
    }
  }

  /** @param {{seconds: number}} draining */
  tellDraining(draining) {
    this.#lasting = wordsOfDraining(draining);
    this.takeBack();
  }

  /** @param {{reason: string, detail: string}} end */
  tellEnd(end) {
    this.#lasting = null;
    this.#code = "";
    this.#show(end.reason === "stopped" ? null : wordsOfEnd(end));
  }

  /** @param {Words | null} words */
  #show(words) {
    this.#box.hidden = words === null;
    this.#title.textContent = words?.title ?? "";
    this.#advice.textContent = words?.advice ?? "";
  }
}
