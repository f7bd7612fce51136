import { DevicePicker } from "./device-picker.js";
import { NONE, obstacleIn } from "./devices.js";
import { Failure } from "./failure.js";
import { FiguresPanel } from "./figures-panel.js";
import { LocalMedia } from "./local-media.js";
import { Screen } from "./screen.js";
import { StreamConnection } from "./stream-connection.js";
import { TransformPicker } from "./transform-picker.js";
import { wordsOfEnd, wordsOfFailure } from "./words.js";

/** @typedef {import("./words.js").Words} Words */

/**
 * `<djinar-stream offer-url="offer">` brings to life the markup that `{% djinar_stream %}` renders inside it, found by
 * its `data-part`s. That is in the light DOM, so that Django translates it, a project's template replaces it and a page's
 * style reaches it.
 */
export class StreamElement extends HTMLElement {
  #local = new LocalMedia();
  #attempt = new AbortController();
  #life = new AbortController();
  /** @type {StreamConnection | null} */
  #connection = null;

  /** For the messages and events of one's own page. */
  get connection() {
    this.#connection ??= new StreamConnection(
      this.getAttribute("offer-url") ?? "offer",
      JSON.parse(this.getAttribute("ice-servers") ?? "[]"),
    );
    return this.#connection;
  }

  connectedCallback() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    const devices = new DevicePicker(this.#part("camera", HTMLSelectElement), this.#part("microphone", HTMLSelectElement), signal);
    const summary = this.#part("summary", HTMLElement);
    const transforms = new TransformPicker(this.#part("transforms", HTMLFieldSetElement), summary, this.connection, signal);
    const after = new Screen(this.#part("after", HTMLVideoElement));

    this.#on("start", () => (this.dataset.state === "idle" ? this.#start(devices, transforms) : this.#stop()));
    this.#on("mute-microphone", (button) => (this.#local.muted = toggle(button)));
    this.#on("mute-sound", (button) => (after.muted = toggle(button)));
    this.#on("full-screen", () => after.toggleFullScreen());
    this.#on("snapshot", () => after.saveSnapshot(`${transforms.chosen || "snapshot"}.png`));
    devices.addEventListener("change", (event) => this.#swap(/** @type {CustomEvent} */ (event).detail, devices, transforms));
    transforms.addEventListener("refused", (event) => this.#fail(/** @type {CustomEvent} */ (event).detail));
    transforms.addEventListener("confirmed", () => this.#say(null));
    this.#local.addEventListener("gone", () => this.#fail(new Failure("device-gone")), { signal });
    this.#follow(after, signal);
    // The server notices at once when a page says goodbye; of one that vanishes it learns seconds later.
    addEventListener("pagehide", () => this.#stop(), { signal });

    this.#show("idle");
    const obstacle = this.#obstacle();
    if (obstacle) {
      this.#fail(obstacle);
    }
  }

  disconnectedCallback() {
    this.#stop();
    this.#life.abort();
  }

  /**
   * @param {DevicePicker} devices
   * @param {TransformPicker} transforms
   */
  async #start(devices, transforms) {
    const attempt = new AbortController();
    this.#attempt = attempt;
    this.#say(null);
    this.#show("opening");
    try {
      const obstacle = this.#obstacle();
      if (obstacle) {
        throw obstacle;
      }
      await this.#local.open(devices.choices, attempt.signal);
      attempt.signal.throwIfAborted();
      this.#part("before", HTMLVideoElement).srcObject = this.#local.stream;
      this.toggleAttribute("data-sound-only", this.#local.video === null);
      devices.refresh();
      if (this.#local.video === null && devices.choices.camera !== NONE) {
        this.#fail(new Failure("camera-missing"));
      }
      await this.connection.start({ video: this.#local.video, audio: this.#local.audio, transform: transforms.chosen });
    } catch (error) {
      if (!attempt.signal.aborted) {
        this.#stop();
        this.#fail(error instanceof Failure ? error : new Failure("", { detail: String(error), cause: error }));
      }
    }
  }

  #stop() {
    this.#attempt.abort();
    this.connection.stop();
    this.#local.close();
    this.#show("idle");
  }

  /**
   * @param {"video" | "audio"} kind
   * @param {DevicePicker} devices
   * @param {TransformPicker} transforms
   */
  async #swap(kind, devices, transforms) {
    if (this.dataset.state === "idle") {
      return;
    }
    if (kind === "video" && !(this.connection.takesVideo && this.#local.video)) {
      // A stream that began without a picture has no room for one.
      this.#stop();
      await this.#start(devices, transforms);
      return;
    }
    this.#say(null);
    await this.#local.swap(kind, devices.choices).catch((failure) => this.#fail(failure));
    await this.connection.replaceTrack(kind, this.#local[kind]);
    this.toggleAttribute("data-sound-only", this.#local.video === null);
  }

  /**
   * Shows what the connection says.
   *
   * @param {Screen} after
   * @param {AbortSignal} signal
   */
  #follow(after, signal) {
    const figures = new FiguresPanel(this);
    const listen = (/** @type {string} */ type, /** @type {(detail: any) => void} */ listener) =>
      this.connection.addEventListener(type, (event) => listener(/** @type {CustomEvent} */ (event).detail), { signal });

    listen("figures", (detail) => figures.show(detail));
    listen("error", (message) => this.#fail(message));
    listen("ended", (end) => {
      this.#stop();
      this.#say(end.reason === "stopped" ? null : wordsOfEnd(end));
    });
    listen("statechange", async (state) => {
      this.#show(state);
      if (state === "connecting") {
        figures.clear();
        after.show(this.connection.returned);
      } else if (state === "live") {
        this.#part("mute-sound", HTMLButtonElement).setAttribute("aria-pressed", String(!(await after.play())));
      } else if (state === "interrupted") {
        this.#fail(new Failure("connection-weak"));
      }
    });
  }

  /** @param {string} state idle, opening (asking for the devices), connecting, live or interrupted */
  #show(state) {
    const wasInterrupted = this.dataset.state === "interrupted";
    this.dataset.state = state;
    const status = this.#part("status", HTMLElement);
    status.textContent = status.getAttribute(`data-${state}`);
    for (const name of ["snapshot", "full-screen"]) {
      this.#part(name, HTMLButtonElement).disabled = state !== "live" && state !== "interrupted";
    }
    if (wasInterrupted && state === "live") {
      this.#say(null);
    }
    if (state === "idle") {
      this.#part("before", HTMLVideoElement).srcObject = null;
      this.#part("after", HTMLVideoElement).srcObject = null;
    }
  }

  #obstacle() {
    const { mediaDevices } = navigator;
    return obstacleIn({ isSecureContext, mediaDevices, RTCPeerConnection: globalThis.RTCPeerConnection });
  }

  /** @param {{code: string, detail?: string}} failure */
  #fail(failure) {
    this.#say(wordsOfFailure(failure));
  }

  /** @param {Words | null} words */
  #say(words) {
    this.#part("alert", HTMLElement).hidden = words === null;
    this.#part("alert-title", HTMLElement).textContent = words?.title ?? "";
    this.#part("alert-advice", HTMLElement).textContent = words?.advice ?? "";
  }

  /**
   * @param {string} name of a button
   * @param {(button: HTMLButtonElement) => void} press
   */
  #on(name, press) {
    const button = this.#part(name, HTMLButtonElement);
    button.addEventListener("click", () => press(button), { signal: this.#life.signal });
  }

  /**
   * @template {HTMLElement} T
   * @param {string} name
   * @param {new () => T} type
   * @returns {T}
   */
  #part(name, type) {
    const element = this.querySelector(`[data-part="${name}"]`);
    if (element instanceof type) {
      return element;
    }
    throw new TypeError(`<djinar-stream> needs a ${type.name} with data-part="${name}"; hide it if it is not wanted.`);
  }
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

customElements.define("djinar-stream", StreamElement);
