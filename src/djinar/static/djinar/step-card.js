import { OptionFields } from "./option-fields.js";

/** @typedef {import("./messages.js").Step} Step */

/**
 * One transform in use: its name, its options and the buttons that move and remove it. Emits `change` as its
 * `OptionFields` do, and `reset`, `earlier`, `later` and `remove` when those buttons are pressed.
 */
export class StepCard extends EventTarget {
  #element;

  /**
   * @param {{name: string, label: string, id: string, frame: HTMLTemplateElement, fields: HTMLTemplateElement | null}} parts
   *   `frame` is the card without what belongs to this transform, `fields` its options; `id` is unique in the page
   */
  constructor({ name, label, id, frame, fields }) {
    super();
    this.name = name;
    this.label = label;
    this.#element = /** @type {HTMLElement} */ (copyOf(frame, id).firstElementChild);
    if (fields) {
      this.#slot("fields").append(copyOf(fields, id));
    }
    this.#slot("name").textContent = label;
    for (const button of this.#buttons) {
      const words = (button.getAttribute("aria-label") ?? "").replace("{effect}", label);
      button.setAttribute("aria-label", words);
      button.title = words;
      button.addEventListener("click", () => this.dispatchEvent(new CustomEvent(button.dataset.action ?? "")));
    }
    this.fields = new OptionFields(this.#element);
    this.fields.addEventListener("change", (event) => {
      this.dispatchEvent(new CustomEvent("change", { detail: /** @type {CustomEvent} */ (event).detail }));
    });
  }

  get element() {
    return this.#element;
  }

  /** @returns {Step} as an offer or a `chain` message has it */
  get step() {
    return this.fields.isEmpty ? { name: this.name } : { name: this.name, options: this.fields.values };
  }

  /**
   * @param {number} index
   * @param {number} count
   */
  place(index, count) {
    this.#element.hidden = count === 1 && this.fields.isEmpty;
    for (const button of this.#buttons) {
      const { action } = button.dataset;
      button.hidden = action === "reset" ? this.fields.isEmpty : count === 1;
      button.disabled = (action === "earlier" && index === 0) || (action === "later" && index === count - 1);
    }
  }

  /** @param {string} words "" when it works */
  showFailure(words) {
    const failure = this.#slot("failure");
    failure.textContent = words;
    failure.hidden = words === "";
    this.#element.toggleAttribute("data-failed", words !== "");
  }

  /** @param {"name" | "earlier" | "later" | "remove"} where a button that cannot be pressed gives way to its neighbour */
  focus(where = "name") {
    const buttons = this.#buttons.filter((button) => !button.disabled && !button.hidden);
    const button = buttons.find(({ dataset }) => dataset.action === where) ?? buttons.at(-1);
    const target = where === "name" ? this.#slot("name") : button;
    target?.focus({ preventScroll: true });
    this.#element.scrollIntoView({ block: "nearest" });
  }

  get #buttons() {
    return [.../** @type {NodeListOf<HTMLButtonElement>} */ (this.#element.querySelectorAll("button[data-action]"))];
  }

  /** @param {string} name */
  #slot(name) {
    return /** @type {HTMLElement} */ (this.#element.querySelector(`[data-slot="${name}"]`));
  }
}

/**
 * The template's content with its ids, and what refers to them, made this copy's own.
 *
 * @param {HTMLTemplateElement} template
 * @param {string} id
 */
function copyOf(template, id) {
  const copy = /** @type {DocumentFragment} */ (document.importNode(template.content, true));
  for (const element of copy.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      if (value.includes("__step__")) {
        element.setAttribute(name, value.replaceAll("__step__", id));
      }
    }
  }
  return copy;
}
