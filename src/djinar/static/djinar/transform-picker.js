/** @typedef {import("./stream-connection.js").StreamConnection} StreamConnection */

/**
 * The transforms as radio buttons. While live a choice is sent to the server, and taken back if that refuses it.
 * Emits `confirmed`, or `refused` with the `Failure` as `detail`.
 */
export class TransformPicker extends EventTarget {
  #fieldset;
  #summary;
  #connection;
  #confirmed;

  /**
   * @param {HTMLFieldSetElement} fieldset
   * @param {HTMLElement} summary where the chosen one is described
   * @param {StreamConnection} connection
   * @param {AbortSignal} signal
   */
  constructor(fieldset, summary, connection, signal) {
    super();
    this.#fieldset = fieldset;
    this.#summary = summary;
    this.#connection = connection;
    this.#confirmed = this.chosen;
    fieldset.addEventListener("change", () => this.#change(), { signal });
    connection.addEventListener("transform", (event) => this.#check(/** @type {CustomEvent} */ (event).detail.name), { signal });
    this.#describe();
  }

  /** @returns {string} the name of the transform; "" for the stream's first */
  get chosen() {
    return this.#checked?.value ?? "";
  }

  get #checked() {
    return /** @type {HTMLInputElement | null} */ (this.#fieldset.querySelector("input:checked"));
  }

  async #change() {
    const name = this.chosen;
    this.#describe();
    if (this.#connection.state === "idle") {
      this.#confirmed = name;
      return;
    }
    this.#fieldset.setAttribute("aria-busy", "true");
    try {
      await this.#connection.setTransform(name);
      this.#confirmed = name;
      this.dispatchEvent(new CustomEvent("confirmed"));
    } catch (failure) {
      // A later choice, still on its way, is not taken back.
      if (this.chosen === name) {
        this.#check(this.#confirmed);
      }
      this.dispatchEvent(new CustomEvent("refused", { detail: failure }));
    } finally {
      this.#fieldset.removeAttribute("aria-busy");
    }
  }

  /** @param {string} name */
  #check(name) {
    for (const radio of this.#fieldset.querySelectorAll("input")) {
      radio.checked = radio.value === name;
    }
    this.#describe();
  }

  #describe() {
    this.#summary.textContent = this.#checked?.dataset.summary ?? "";
  }
}
