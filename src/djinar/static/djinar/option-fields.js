import { showRangeValue } from "./range-value.js";

/** @typedef {boolean | number | string} OptionValue */

/** The option that a finger or a mouse holds. @type {Element | null} */
let held = null;

for (const type of ["pointerdown", "pointerup", "pointercancel"]) {
  document.addEventListener(type, ({ target }) => {
    held = type === "pointerdown" && target instanceof Element ? target.closest("[data-option]") : null;
  });
}

/**
 * The fields of one transform's options, as `djinar/options.html` renders them. Emits `change` with `{name: value}` as
 * `detail` at each step of a slider and each letter of a text.
 */
export class OptionFields extends EventTarget {
  /** @type {Map<string, HTMLElement>} */
  #rows = new Map();
  /** @type {Record<string, OptionValue>} */
  #accepted;

  /** @param {ParentNode} root */
  constructor(root) {
    super();
    for (const row of root.querySelectorAll("[data-option]")) {
      if (row instanceof HTMLElement) {
        this.#rows.set(row.dataset.option ?? "", row);
      }
    }
    this.#accepted = this.defaults;
    this.show(this.#accepted);
    for (const [name, row] of this.#rows) {
      row.addEventListener("input", () => this.#change(name, row));
    }
  }

  get isEmpty() {
    return this.#rows.size === 0;
  }

  /**
   * What the fields say; where that was refused, or is not finished, the value before.
   *
   * @returns {Record<string, OptionValue>}
   */
  get values() {
    return Object.fromEntries(
      [...this.#rows].map(([name, row]) => {
        const value = isRefused(row) ? null : valueIn(row);
        return [name, value ?? this.#accepted[name]];
      }),
    );
  }

  /** @returns {Record<string, OptionValue>} */
  get defaults() {
    return Object.fromEntries([...this.#rows].map(([name, row]) => [name, defaultOf(row)]));
  }

  /**
   * Sets fields, but not one that a person is holding or writing in, nor one whose refused value waits to be mended.
   *
   * @param {Record<string, unknown>} values those that the server has
   */
  show(values) {
    for (const [name, value] of Object.entries(values)) {
      const row = value === null ? undefined : this.#rows.get(name);
      if (row) {
        this.#accepted[name] = /** @type {OptionValue} */ (value);
      }
      if (row && !isHeld(row) && !isRefused(row)) {
        fill(row, /** @type {OptionValue} */ (value));
      }
    }
  }

  /**
   * @param {string} name
   * @param {string} detail
   * @returns {boolean} false when there is no such option
   */
  showError(name, detail) {
    const row = this.#rows.get(name);
    if (!row) {
      return false;
    }
    const error = /** @type {HTMLElement} */ (row.querySelector(".djinar-error"));
    error.textContent = detail;
    error.hidden = false;
    for (const field of fieldsIn(row)) {
      field.setAttribute("aria-invalid", "true");
      describe(field, error.id, true);
    }
    return true;
  }

  /** @param {Iterable<string>} names */
  clearErrors(names = this.#rows.keys()) {
    for (const name of names) {
      const row = this.#rows.get(name);
      const error = /** @type {HTMLElement | null | undefined} */ (row?.querySelector(".djinar-error"));
      if (row && error && !error.hidden) {
        error.textContent = "";
        error.hidden = true;
        for (const field of fieldsIn(row)) {
          field.removeAttribute("aria-invalid");
          describe(field, error.id, false);
        }
      }
    }
  }

  /**
   * @param {string} name
   * @param {HTMLElement} row
   */
  #change(name, row) {
    // A number that is none goes out as null: the server has the words for it.
    this.dispatchEvent(new CustomEvent("change", { detail: { [name]: valueIn(row) } }));
  }
}

/** @typedef {HTMLInputElement | HTMLSelectElement} Field */

/**
 * @param {HTMLElement} row
 * @returns {Field[]} more than one only for radio buttons
 */
function fieldsIn(row) {
  return [.../** @type {NodeListOf<Field>} */ (row.querySelectorAll("input, select"))];
}

/** @param {HTMLElement} row */
function isHeld(row) {
  const { activeElement } = document;
  const isWrittenIn = activeElement?.matches("[type=text], [type=number], [type=color]") ?? false;
  return row === held || (isWrittenIn && row.contains(activeElement));
}

/** @param {HTMLElement} row */
function isRefused(row) {
  return fieldsIn(row)[0]?.getAttribute("aria-invalid") === "true";
}

/**
 * @param {HTMLElement} row
 * @returns {OptionValue}
 */
function defaultOf(row) {
  return JSON.parse(row.dataset.default ?? '""');
}

/**
 * @param {HTMLElement} row
 * @returns {OptionValue | null}
 */
function valueIn(row) {
  const fields = fieldsIn(row);
  const field = fields.length > 1 ? fields.find((radio) => /** @type {HTMLInputElement} */ (radio).checked) : fields[0];
  switch (typeof defaultOf(row)) {
    case "boolean":
      return /** @type {HTMLInputElement} */ (field).checked;
    case "number":
      return field === undefined || field.value === "" ? null : Number(field.value);
    default:
      return field?.value ?? null;
  }
}

/**
 * @param {HTMLElement} row
 * @param {OptionValue} value
 */
function fill(row, value) {
  /** Python writes a number otherwise than JavaScript: 1.0 for 1. @param {{value: string}} choice */
  const isChosen = (choice) => (typeof value === "number" ? Number(choice.value) === value : choice.value === value);
  for (const field of fieldsIn(row)) {
    if (field instanceof HTMLSelectElement) {
      field.selectedIndex = [...field.options].findIndex(isChosen);
    } else if (field.type === "checkbox") {
      field.checked = Boolean(value);
    } else if (field.type === "radio") {
      field.checked = isChosen(field);
    } else {
      field.value = String(value);
    }
    if (field instanceof HTMLInputElement && field.type === "range") {
      showRangeValue(field);
    }
  }
}

/**
 * @param {Field} field
 * @param {string} id
 * @param {boolean} isDescribed
 */
function describe(field, id, isDescribed) {
  const ids = new Set((field.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  ids[isDescribed ? "add" : "delete"](id);
  field.setAttribute("aria-describedby", [...ids].join(" "));
}
