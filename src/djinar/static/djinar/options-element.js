import { OptionFields } from "./option-fields.js";

/** @typedef {import("./stream-element.js").StreamElement} StreamElement */
/** @typedef {import("./messages.js").Step} Step */

/**
 * `<djinar-options transform="edges">`, which `{% djinar_options %}` renders: the options of one transform at a place of
 * one's own. They act on the page's `<djinar-stream>`, or on the one that the attribute `stream` selects, and can be
 * used while that has the transform in use.
 */
export class OptionsElement extends HTMLElement {
  #life = new AbortController();

  async connectedCallback() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    await customElements.whenDefined("djinar-stream");
    const wanted = this.getAttribute("stream") ?? "djinar-stream";
    const stream = /** @type {StreamElement | null} */ (document.querySelector(wanted));
    if (stream === null || signal.aborted) {
      return;
    }
    const fields = new OptionFields(this);
    const name = this.getAttribute("transform") ?? "";
    const kind = this.getAttribute("kind") === "audio" ? "audio" : "video";
    /** @type {(source: EventTarget, type: string, listener: (detail: any) => void) => void} */
    const listen = (source, type, listener) =>
      source.addEventListener(type, (event) => listener(/** @type {CustomEvent} */ (event).detail), { signal });
    const show = () => this.#show(fields, stream.effects[kind].find((step) => step.name === name));
    listen(fields, "change", (values) => {
      fields.clearErrors(Object.keys(values));
      stream.setOptions(name, values, kind);
    });
    listen(stream, "effectschange", show);
    listen(stream, "optionrefused", (refused) => {
      if (refused.kind === kind && refused.transform === name) {
        fields.showError(refused.option, refused.detail);
      }
    });
    show();
  }

  disconnectedCallback() {
    this.#life.abort();
  }

  /**
   * @param {OptionFields} fields
   * @param {Step | undefined} step undefined when the stream does not use the transform
   */
  #show(fields, step) {
    for (const field of this.querySelectorAll("input, select")) {
      /** @type {HTMLInputElement} */ (field).disabled = step === undefined;
    }
    for (const [name, value] of Object.entries(step?.options ?? {})) {
      if (value !== fields.values[name]) {
        fields.show({ [name]: value });
      }
    }
  }
}

customElements.define("djinar-options", OptionsElement);
