import { Alert } from "./alert.js";
import { ChainEditor } from "./chain-editor.js";
import { DevicePicker } from "./device-picker.js";
import { NONE, obstacleIn } from "./devices.js";
import { Failure } from "./failure.js";
import { FiguresPanel } from "./figures-panel.js";
import { LocalMedia } from "./local-media.js";
import { Screen } from "./screen.js";

/** @typedef {import("./messages.js").Kind} Kind */
/** @typedef {import("./messages.js").Step} Step */
/** @typedef {import("./stream-connection.js").StreamConnection} StreamConnection */
/** @typedef {import("./stream-connection.js").State} State */

/**
 * What the buttons, lists and screens inside an element do, found by their `data-part`s, and what they show of the
 * connection. The element's `data-state` is `idle`, `opening` (asking for the devices), `connecting`, `live` or
 * `interrupted`.
 */
export class Controls {
  #root;
  #connection;
  #local = new LocalMedia();
  #life = new AbortController();
  #attempt = new AbortController();
  #swapping = Promise.resolve();
  #before;
  #after;
  #devices;
  #editors;
  #figures;
  #alert;

  /**
   * @param {HTMLElement} root
   * @param {StreamConnection} connection
   */
  constructor(root, connection) {
    const { signal } = this.#life;
    this.#root = root;
    this.#connection = connection;
    this.#before = new Screen(this.#part("before", HTMLVideoElement), signal);
    this.#after = new Screen(this.#part("after", HTMLVideoElement), signal);
    connection.watch(this.#part("after", HTMLVideoElement));
    this.#devices = new DevicePicker(
      this.#part("camera", HTMLSelectElement),
      this.#part("microphone", HTMLSelectElement),
      signal,
    );
    this.#editors = this.#parts("effects").map((part) => new ChainEditor(part, connection, signal));
    this.#figures = new FiguresPanel(root);
    this.#alert = new Alert(
      this.#part("alert", HTMLElement),
      this.#part("alert-title", HTMLElement),
      this.#part("alert-advice", HTMLElement),
    );

    this.#obeyButtons();
    this.#listen(this.#devices, "change", (kind) => this.#swap(kind));
    for (const editor of this.#editors) {
      this.#listen(editor, "refused", (failure) => this.#alert.fail(failure));
      this.#listen(editor, "confirmed", () => this.#alert.takeBack());
      this.#listen(editor, "recovered", () => this.#alert.takeBack("transform-failed"));
      for (const type of ["effectschange", "optionrefused"]) {
        this.#listen(editor, type, (detail) => root.dispatchEvent(new CustomEvent(type, { detail })));
      }
    }
    this.#listen(this.#local, "gone", () => this.#alert.fail(new Failure("device-gone")));
    this.#listen(connection, "statechange", (state) => this.#follow(state));
    this.#listen(connection, "figures", (figures) => this.#figures.show(figures));
    this.#listen(connection, "error", (message) => this.#alert.fail(this.#withLabel(message)));
    this.#listen(connection, "draining", (message) => this.#alert.tellDraining(message));
    this.#listen(connection, "ended", (end) => this.#afterEnd(end));
    // Enter in a text field would leave the page.
    root.addEventListener("submit", (event) => event.preventDefault(), { signal });
    // The server notices at once when a page says goodbye; of one that vanishes it learns seconds later.
    addEventListener("pagehide", () => this.#stop(), { signal });

    this.#show("idle");
    const obstacle = findObstacle();
    if (obstacle) {
      this.#alert.fail(obstacle);
    }
  }

  /** Ends the stream and lets go of the element. */
  close() {
    this.#stop();
    this.#life.abort();
  }

  /** The transforms in use, or chosen for the start. @returns {Record<Kind, Step[]>} */
  get effects() {
    return { video: [], audio: [], ...Object.fromEntries(this.#editors.map(({ kind, steps }) => [kind, steps])) };
  }

  /**
   * @param {string} transform
   * @param {Record<string, unknown>} options
   * @param {Kind} kind
   */
  adjust(transform, options, kind) {
    this.#editors.find((editor) => editor.kind === kind)?.adjust(transform, options);
  }

  #obeyButtons() {
    const press = (/** @type {string} */ name, /** @type {(button: HTMLButtonElement) => void} */ action) => {
      const button = this.#part(name, HTMLButtonElement);
      button.addEventListener("click", () => action(button), { signal: this.#life.signal });
    };
    press("start", () => (this.#state === "idle" ? this.#start() : this.#stop()));
    this.#part("start", HTMLButtonElement).disabled = false; // a press before this would have been lost
    press("mute-microphone", (button) => (this.#local.muted = toggle(button)));
    press("mute-sound", (button) => (this.#after.muted = toggle(button)));
    press("snapshot", () => {
      const names = this.effects.video.map(({ name }) => name);
      this.#after.saveSnapshot(`${names.join("-") || "snapshot"}.png`);
    });
    press("full-screen", () => this.#after.toggleFullScreen());
  }

  async #start() {
    const attempt = new AbortController();
    this.#attempt = attempt;
    this.#alert.takeBack();
    this.#show("opening");
    try {
      const obstacle = findObstacle();
      if (obstacle) {
        throw obstacle;
      }
      await this.#local.open(this.#devices.choices, attempt.signal);
      attempt.signal.throwIfAborted();
      this.#devices.refresh();
      this.#showLocal();
      if (this.#local.video === null && this.#devices.choices.camera !== NONE) {
        this.#alert.fail(new Failure("camera-missing"));
      }
      const { video, audio } = this.#local;
      const chains = Object.fromEntries(this.#editors.map((editor) => [editor.kind, editor.offer()]));
      await this.#connection.start({ video, audio, chains });
    } catch (error) {
      if (!attempt.signal.aborted) {
        this.#stop();
        this.#alert.fail(error instanceof Failure ? error : new Failure("", { detail: String(error), cause: error }));
      }
    }
  }

  #stop() {
    this.#attempt.abort();
    this.#connection.stop();
    this.#local.close();
    this.#show("idle");
  }

  /**
   * One device after the other, when somebody walks through the list with the arrow keys.
   *
   * @param {"video" | "audio"} kind
   */
  #swap(kind) {
    this.#swapping = this.#swapping.then(() => this.#swapNow(kind));
  }

  /** @param {"video" | "audio"} kind */
  async #swapNow(kind) {
    if (this.#state === "idle") {
      return;
    }
    if (kind === "video" && !this.#connection.takesVideo) {
      // A stream that began without a picture has no room for one.
      this.#stop();
      await this.#start();
      return;
    }
    this.#alert.takeBack();
    const { signal } = this.#attempt;
    await this.#local.swap(kind, this.#devices.choices).catch((failure) => this.#alert.fail(failure));
    if (signal.aborted) {
      this.#local.close();
      return;
    }
    await this.#connection.replaceTrack(kind, this.#local[kind]);
    this.#showLocal();
  }

  /** @param {State} state */
  async #follow(state) {
    const wasInterrupted = this.#state === "interrupted";
    this.#show(state);
    if (state === "connecting") {
      this.#figures.clear();
      this.#after.show(this.#connection.returned);
    } else if (state === "interrupted") {
      this.#alert.fail(new Failure("connection-weak"));
    } else if (state === "live" && wasInterrupted) {
      this.#alert.takeBack();
    } else if (state === "live") {
      const isHeard = await this.#after.play();
      this.#part("mute-sound", HTMLButtonElement).setAttribute("aria-pressed", String(!isHeard));
    }
  }

  /** @param {{reason: string, detail: string}} end */
  #afterEnd(end) {
    this.#stop();
    this.#alert.tellEnd(end);
  }

  get #state() {
    return this.#root.dataset.state;
  }

  /** @param {State | "opening"} state */
  #show(state) {
    this.#root.dataset.state = state;
    const status = this.#part("status", HTMLElement);
    status.textContent = status.getAttribute(`data-${state}`);
    const isLive = state === "live" || state === "interrupted";
    this.#part("snapshot", HTMLButtonElement).disabled = !isLive;
    this.#part("full-screen", HTMLButtonElement).disabled = !isLive;
    if (state === "idle") {
      this.#before.show(null);
      this.#after.show(null);
    }
  }

  #showLocal() {
    this.#before.show(this.#local.stream);
    this.#root.toggleAttribute("data-sound-only", this.#local.video === null);
  }

  /** @param {import("./messages.js").ErrorMessage} message */
  #withLabel(message) {
    const editor = this.#editors.find(({ kind }) => kind === (message.kind ?? "video"));
    return { ...message, transform: message.transform && editor?.labelOf(message.transform) };
  }

  /**
   * @param {EventTarget} target
   * @param {string} type
   * @param {(detail: any) => void} listener
   */
  #listen(target, type, listener) {
    const { signal } = this.#life;
    target.addEventListener(type, (event) => listener(/** @type {CustomEvent} */ (event).detail), { signal });
  }

  /** @param {string} name */
  #parts(name) {
    return [.../** @type {NodeListOf<HTMLElement>} */ (this.#root.querySelectorAll(`[data-part="${name}"]`))];
  }

  /**
   * @template {HTMLElement} T
   * @param {string} name
   * @param {new () => T} type
   * @returns {T}
   */
  #part(name, type) {
    const element = this.#root.querySelector(`[data-part="${name}"]`);
    if (element instanceof type) {
      return element;
    }
    throw new TypeError(`<djinar-stream> needs a ${type.name} with data-part="${name}"; hide it if it is not wanted.`);
  }
}

function findObstacle() {
  const { mediaDevices } = navigator;
  return obstacleIn({ isSecureContext, mediaDevices, RTCPeerConnection: globalThis.RTCPeerConnection });
}

/**
 * @param {HTMLButtonElement} button
 * @returns {boolean} whether it is pressed now
 */
function toggle(button) {
  const isPressed = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(isPressed));
  return isPressed;
}
