import { StepCard } from "./step-card.js";

/**
 * One of the two groups of effects as `djinar/effects.html` renders it: radio buttons, the cards of those in use, a button
 * to add one. Emits `choose` and `add` with the name of a transform as `detail`.
 */
export class EffectsView extends EventTarget {
  #root;
  #cardsMade = 0;

  /**
   * @param {HTMLElement} root
   * @param {AbortSignal} signal
   */
  constructor(root, signal) {
    super();
    this.#root = root;
    this.#part("transforms").addEventListener("change", ({ target }) => this.#choose(target), { signal });
    this.#part("add").addEventListener("click", ({ target }) => this.#add(target), { signal });
  }

  /** @returns {import("./messages.js").Kind} */
  get kind() {
    return this.#root.dataset.kind === "audio" ? "audio" : "video";
  }

  /** The name of the transform that is chosen when the page opens. */
  get chosen() {
    return this.#radios.find((radio) => radio.checked)?.value ?? "";
  }

  /** @param {boolean} isBusy */
  set busy(isBusy) {
    this.#part("transforms").setAttribute("aria-busy", String(isBusy));
  }

  /**
   * @param {string} name
   * @returns {string} as a person reads it
   */
  labelOf(name) {
    return this.#radioOf(name)?.dataset.label ?? name;
  }

  /** Whether a transform hands everything on as it is. @param {string} name */
  keeps(name) {
    return this.#radioOf(name)?.hasAttribute("data-keeps") ?? false;
  }

  /** @param {string} name */
  makeCard(name) {
    this.#cardsMade += 1;
    return new StepCard({
      name,
      label: this.labelOf(name),
      id: `djinar-${this.kind}-${this.#cardsMade}`,
      frame: /** @type {HTMLTemplateElement} */ (this.#part("step")),
      fields: this.#root.querySelector(`template[data-transform="${CSS.escape(name)}"]`),
    });
  }

  /** @param {StepCard[]} cards in order, at least one */
  show(cards) {
    const count = cards.length;
    cards.forEach((card, index) => card.place(index, count));
    this.#part("steps").replaceChildren(...cards.map(({ element }) => element));
    this.#root.toggleAttribute("data-chain", count > 1);
    for (const radio of this.#radios) {
      radio.checked = count === 1 && radio.value === cards[0].name;
    }
    const summary = this.#part("summary");
    const alone = this.#radioOf(cards[0].name)?.dataset.summary ?? "";
    summary.textContent = count === 1 ? alone : fill(summary.dataset.many, { count });
    this.#part("add").toggleAttribute("data-full", count >= Number(this.#root.dataset.maxSteps));
  }

  /** @param {string} name */
  focusRadio(name) {
    this.#radioOf(name)?.focus({ preventScroll: true });
  }

  /**
   * For who cannot see it.
   *
   * @param {"added" | "moved" | "removed" | "reset"} what
   * @param {StepCard} card
   * @param {StepCard[]} cards
   */
  announce(what, card, cards) {
    const announcement = this.#part("announcement");
    const place = cards.indexOf(card) + 1;
    announcement.textContent = fill(announcement.dataset[what], { effect: card.label, place, count: cards.length });
  }

  /** @param {EventTarget | null} target */
  #choose(target) {
    if (target instanceof HTMLInputElement) {
      this.dispatchEvent(new CustomEvent("choose", { detail: target.value }));
    }
  }

  /** @param {EventTarget | null} target */
  #add(target) {
    const name = target instanceof Element ? target.closest("button")?.dataset.add : undefined;
    if (name !== undefined) {
      /** @type {HTMLDetailsElement} */ (this.#part("add")).open = false;
      this.dispatchEvent(new CustomEvent("add", { detail: name }));
    }
  }

  get #radios() {
    return [.../** @type {NodeListOf<HTMLInputElement>} */ (this.#part("transforms").querySelectorAll("input"))];
  }

  /** @param {string} name */
  #radioOf(name) {
    return this.#radios.find((radio) => radio.value === name);
  }

  /** @param {string} name */
  #part(name) {
    const element = this.#root.querySelector(`[data-part="${name}"]`);
    if (element instanceof HTMLElement) {
      return element;
    }
    throw new TypeError(`The effects of <djinar-stream> need an element with data-part="${name}"; hide it if it is not wanted.`);
  }
}

/**
 * @param {string | undefined} words with names in braces
 * @param {Record<string, unknown>} facts
 */
function fill(words = "", facts) {
  return words.replace(/\{(\w+)\}/g, (_, name) => String(facts[name] ?? ""));
}
