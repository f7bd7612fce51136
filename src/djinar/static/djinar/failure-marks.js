import { Recovery } from "./recovery.js";

/** @typedef {import("./messages.js").ErrorMessage} ErrorMessage */
/** @typedef {import("./messages.js").Kind} Kind */
/** @typedef {import("./step-card.js").StepCard} StepCard */

/** Marks the cards of transforms that failed. Emits `recovered` when these work again, which for sound nobody tells. */
export class FailureMarks extends EventTarget {
  #recovery = new Recovery();
  #cards;

  /**
   * @param {EventTarget} connection a `StreamConnection`
   * @param {Kind} kind
   * @param {() => StepCard[]} cards those in use
   * @param {AbortSignal} signal
   */
  constructor(connection, kind, cards, signal) {
    super();
    this.#cards = cards;
    const mark = (/** @type {Event} */ event) => {
      const message = /** @type {CustomEvent<ErrorMessage>} */ (event).detail;
      if (message.code === "transform-failed" && (message.kind ?? "video") === kind) {
        this.#mark(message);
      }
    };
    const look = (/** @type {Event} */ event) => {
      if (this.#recovery.isOver(/** @type {CustomEvent} */ (event).detail)) {
        this.clear();
        this.dispatchEvent(new CustomEvent("recovered"));
      }
    };
    connection.addEventListener("error", mark, { signal });
    if (kind === "video") {
      connection.addEventListener("stats", look, { signal });
    }
  }

  clear() {
    this.#recovery.forget();
    for (const card of this.#cards()) {
      card.showFailure("");
    }
  }

  /** @param {ErrorMessage} message */
  #mark({ transform, detail }) {
    this.#recovery.await();
    for (const card of this.#cards().filter(({ name }) => name === transform)) {
      card.showFailure(detail);
    }
  }
}
