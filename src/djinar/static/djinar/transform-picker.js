/** @typedef {import("./stream-connection.js").StreamConnection} StreamConnection */
/** @typedef {import("./failure.js").Failure} Failure */

/**
 * The transforms as radio buttons. While live a choice is sent to the server, and taken back if that refuses it.
 */
export class TransformPicker {
  #fieldset;
  #summary;
  #connection;
  #confirmed;

  /**
   * @param {HTMLFieldSetElement} fieldset
   * @param {HTMLElement | null} summary where the chosen one is described
   * @param {StreamConnection} connection
   * @param {(failure: Failure | null) => void} report null once a choice is confirmed
   */
  constructor(fieldset, summary, connection, report) {
    this.#fieldset = fieldset;
    this.#summary = summary;
    this.#connection = connection;
    this.#confirmed = this.chosen;
    fieldset.addEventListener("change", () => this.#change(report));
    connection.addEventListener("transform", (event) => this.#confirm(/** @type {CustomEvent} */ (event).detail.name));
    this.#describe();
  }

  /** @returns {string} the name of the transform; "" for the stream's first */
  get chosen() {
    return this.#checked?.value ?? "";
  }

  get #checked() {
    return /** @type {HTMLInputElement | null} */ (this.#fieldset.querySelector("input:checked"));
  }

  /** @param {(failure: Failure | null) => void} report */
  async #change(report) {
    this.#describe();
    if (this.#connection.state !== "live") {
      this.#confirmed = this.chosen;
      return;
    }
    const name = this.chosen;
    this.#fieldset.setAttribute("aria-busy", "true");
    try {
      const answer = await this.#connection.setTransform(name);
      this.#confirmed = answer.name;
      report(null);
    } catch (failure) {
      if (this.chosen === name) {
        this.#confirm(this.#confirmed);
      }
      report(/** @type {Failure} */ (failure));
    } finally {
      this.#fieldset.removeAttribute("aria-busy");
    }
  }

  /** @param {string} name */
  #confirm(name) {
    this.#confirmed = name;
    const radio = [...this.#fieldset.querySelectorAll("input")].find((input) => input.value === name);
    if (radio && !this.#fieldset.hasAttribute("aria-busy")) {
      radio.checked = true;
      this.#describe();
    }
  }

  #describe() {
    if (this.#summary) {
      this.#summary.textContent = this.#checked?.dataset.summary ?? "";
    }
  }
}
