import { ChainSender } from "./chain-sender.js";
import { EffectsView } from "./effects-view.js";
import { FailureMarks } from "./failure-marks.js";
import { OptionSender } from "./option-sender.js";

/** @typedef {import("./failure.js").Failure} Failure */
/** @typedef {import("./messages.js").Kind} Kind */
/** @typedef {import("./messages.js").Step} Step */
/** @typedef {import("./step-card.js").StepCard} StepCard */
/** @typedef {import("./stream-connection.js").StreamConnection} StreamConnection */

/**
 * The transforms in use for the picture, or for the sound: chosen alone by a radio button, added one after another, each
 * with its options. While live all changes go to the server.
 *
 * Events:
 * - `confirmed` when the server took a chain; `refused` with the `Failure` when it did not and the one before is back
 * - `recovered` when what failed works again
 * - `effectschange` with `{kind, transforms}` when a chain or an option of it has another value
 * - `optionrefused` with `{kind, transform, option, detail}` when the server refused an option
 */
export class ChainEditor extends EventTarget {
  #view;
  #connection;
  /** @type {StepCard[]} */
  #cards = [];
  /** @type {OptionSender<StepCard>} */
  #options;
  /** @type {ChainSender<StepCard[]>} */
  #chains;
  #failures;
  #offered = "";

  /**
   * @param {HTMLElement} root as `djinar/effects.html` renders it
   * @param {StreamConnection} connection
   * @param {AbortSignal} signal
   */
  constructor(root, connection, signal) {
    super();
    this.#view = new EffectsView(root, signal);
    this.#connection = connection;
    const { kind } = this;
    this.#options = new OptionSender({
      send: (card, values) => connection.setOptions(values, { index: this.#cards.indexOf(card), kind }),
      confirmed: (card, values, options) => this.#afterOptions(card, values, options),
      refused: (card, values, failure) => this.#afterRefusedOptions(card, values, failure),
    });
    this.#cards = [this.#makeCard(this.#view.chosen)];
    this.#chains = new ChainSender(
      this.#cards,
      (cards) => connection.setChain(stepsOf(cards), kind),
      (cards, failure) => this.#afterChain(cards, failure),
    );
    this.#failures = new FailureMarks(connection, kind, () => this.#cards, signal);
    this.#view.show(this.#cards);

    /** @type {(source: EventTarget, type: string, listener: (detail: any) => void) => void} */
    const listen = (source, type, listener) =>
      source.addEventListener(type, (event) => listener(/** @type {CustomEvent} */ (event).detail), { signal });
    listen(this.#view, "choose", (name) => this.#use([this.#makeCard(name)]));
    listen(this.#view, "add", (name) => this.#add(name));
    listen(connection, "statechange", (state) => this.#follow(state));
    listen(connection, "transform", (message) => this.#adopt(message.kind, [message]));
    listen(connection, "chain", (message) => this.#adopt(message.kind, message.transforms));
    listen(connection, "options", (message) => this.#showOptions(message));
    listen(this.#failures, "recovered", () => this.#emit("recovered"));
  }

  get kind() {
    return this.#view.kind;
  }

  /** The transforms in use, in order. */
  get steps() {
    return stepsOf(this.#cards);
  }

  /** @returns {Step[]} what an offer is to say */
  offer() {
    const { steps } = this;
    this.#offered = JSON.stringify(steps);
    this.#chains.confirmed = this.#cards;
    return steps;
  }

  /**
   * @param {string} name
   * @returns {string} as a person reads it
   */
  labelOf(name) {
    return this.#view.labelOf(name);
  }

  /**
   * Changes options of a transform wherever it is in use.
   *
   * @param {string} name
   * @param {Record<string, unknown>} values
   */
  adjust(name, values) {
    for (const card of this.#cards.filter((known) => known.name === name)) {
      card.fields.clearErrors(Object.keys(values));
      card.fields.show(values);
      this.#change(card, values);
    }
  }

  /** @param {string} name */
  #add(name) {
    const card = this.#makeCard(name);
    // What changes nothing needs no place in a chain.
    this.#use([...this.#cards.filter((known) => !this.#view.keeps(known.name)), card]);
    card.focus();
    this.#view.announce("added", card, this.#cards);
  }

  /**
   * @param {StepCard} card
   * @param {"earlier" | "later"} way
   */
  #move(card, way) {
    const from = this.#cards.indexOf(card);
    this.#use(this.#cards.toSpliced(from, 1).toSpliced(from + (way === "earlier" ? -1 : 1), 0, card));
    card.focus(way);
    this.#view.announce("moved", card, this.#cards);
  }

  /** @param {StepCard} card */
  #remove(card) {
    const place = this.#cards.indexOf(card);
    this.#view.announce("removed", card, this.#cards);
    this.#use(this.#cards.toSpliced(place, 1));
    if (this.#cards.length > 1) {
      this.#cards[Math.min(place, this.#cards.length - 1)].focus("remove");
    } else {
      this.#view.focusRadio(this.#cards[0].name);
    }
  }

  /** @param {StepCard} card */
  #reset(card) {
    const { defaults } = card.fields;
    card.fields.clearErrors();
    card.fields.show(defaults);
    this.#change(card, defaults);
    this.#view.announce("reset", card, this.#cards);
  }

  /** @param {StepCard[]} cards */
  #use(cards) {
    this.#show(cards);
    if (this.#isLive) {
      this.#tell();
    }
  }

  /** @param {StepCard[]} cards */
  #show(cards) {
    this.#cards = cards;
    this.#view.show(cards);
    this.#report();
  }

  #report() {
    this.#emit("effectschange", { kind: this.kind, transforms: this.steps });
  }

  /**
   * @param {string} type
   * @param {unknown} [detail]
   */
  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #tell() {
    this.#options.pause();
    this.#options.forget();
    this.#view.busy = true;
    this.#chains.change([...this.#cards]);
  }

  /**
   * @param {StepCard[]} confirmed
   * @param {Failure | null} failure
   */
  #afterChain(confirmed, failure) {
    this.#view.busy = false;
    if (failure) {
      this.#show(confirmed);
    } else {
      this.#failures.clear();
    }
    this.#options.resume();
    this.#emit(failure ? "refused" : "confirmed", failure);
  }

  /**
   * @param {StepCard} card
   * @param {Record<string, unknown>} values
   */
  #change(card, values) {
    if (this.#isLive) {
      this.#options.change(card, values);
    } else {
      card.fields.clearErrors(Object.keys(values));
    }
    this.#report();
  }

  /**
   * @param {StepCard} card
   * @param {Record<string, unknown>} values
   * @param {Record<string, unknown>} options
   */
  #afterOptions(card, values, options) {
    card.fields.clearErrors(Object.keys(values));
    if (!this.#options.isBusy(card)) {
      card.fields.show(options);
    }
  }

  /**
   * @param {StepCard} card
   * @param {Record<string, unknown>} values
   * @param {Failure} failure
   */
  #afterRefusedOptions(card, values, failure) {
    const isShown = failure.option in values && card.fields.showError(failure.option, failure.detail);
    if (isShown) {
      const { option, detail } = failure;
      this.#emit("optionrefused", { kind: this.kind, transform: card.name, option, detail });
    } else if (this.#isLive) {
      this.#emit("refused", failure);
    }
  }

  /** @param {import("./messages.js").OptionsMessage} message */
  #showOptions({ kind, index, options }) {
    const card = this.#cards[index];
    if (kind === this.kind && card && !this.#chains.isBusy && !this.#options.isBusy(card)) {
      card.fields.show(options);
      this.#report();
    }
  }

  /**
   * What the page's own script chose.
   *
   * @param {Kind} kind
   * @param {Step[]} steps
   */
  #adopt(kind, steps) {
    if (kind !== this.kind || this.#chains.isBusy) {
      return;
    }
    if (String(steps.map(({ name }) => name)) !== String(this.#cards.map(({ name }) => name))) {
      this.#show(steps.map(({ name }) => this.#makeCard(name)));
      this.#chains.confirmed = this.#cards;
    }
    steps.forEach(({ options = {} }, index) => this.#cards[index].fields.show(options));
    this.#report();
  }

  /** @param {import("./stream-connection.js").State} state */
  #follow(state) {
    if (state === "connecting") {
      this.#failures.clear();
    } else if (state === "idle") {
      this.#options.forget();
    } else if (state === "live" && JSON.stringify(this.steps) !== this.#offered) {
      // Chosen while the server was still being reached.
      this.#tell();
    }
  }

  get #isLive() {
    return this.#connection.state === "live" || this.#connection.state === "interrupted";
  }

  /** @param {string} name */
  #makeCard(name) {
    const card = this.#view.makeCard(name);
    card.addEventListener("change", (event) => this.#change(card, /** @type {CustomEvent} */ (event).detail));
    card.addEventListener("reset", () => this.#reset(card));
    card.addEventListener("earlier", () => this.#move(card, "earlier"));
    card.addEventListener("later", () => this.#move(card, "later"));
    card.addEventListener("remove", () => this.#remove(card));
    return card;
  }
}

/** @param {StepCard[]} cards */
function stepsOf(cards) {
  return cards.map(({ step }) => step);
}
