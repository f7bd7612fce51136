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
 * its `data-part`s. In the light DOM, so that Django translates it, a project's template replaces it and a page's style
 * reaches it.
 *
 * `connection` is the `StreamConnection`, for the messages and events of one's own page.
 */
export class StreamElement extends HTMLElement {
  #local = new LocalMedia();
  #start = new AbortController();
  #page = new AbortController();
  /** @type {StreamConnection | null} */
  #connection = null;

  get connection() {
    this.#connection ??= new StreamConnection(
      this.getAttribute("offer-url") ?? "offer",
      JSON.parse(this.getAttribute("ice-servers") ?? "[]"),
    );
    return this.#connection;
  }

  connectedCallback() {
    this.#page = new AbortController();
    const { signal } = this.#page;
    const before = new Screen(this.#part("before", HTMLVideoElement));
    const after = new Screen(this.#part("after", HTMLVideoElement));
    const devices = new DevicePicker(this.#part("camera", HTMLSelectElement), this.#part("microphone", HTMLSelectElement));
    const transforms = new TransformPicker(this.#part("transforms", HTMLFieldSetElement), this.connection);
    this.#listen(after, signal);
    this.#wireFigures(signal);
    this.#wireButtons({ before, after, devices, transforms }, signal);

    devices.addEventListener("change", (event) => this.#swap(/** @type {CustomEvent} */ (event).detail, devices), { signal });
    transforms.addEventListener("refused", (event) => this.#fail(/** @type {CustomEvent} */ (event).detail), { signal });
    transforms.addEventListener("confirmed", () => this.#say(null), { signal });
    navigator.mediaDevices?.addEventListener("devicechange", () => devices.refresh(), { signal });
    // The server notices a page that says goodbye at once, one that merely vanishes after seconds.
    addEventListener("pagehide", () => this.#stop(), { signal });
    devices.refresh();
    const obstacle = this.#obstacle();
    if (obstacle) {
      this.#fail(obstacle);
    }
    this.#show("idle");
  }

  disconnectedCallback() {
    this.#stop();
    this.#page.abort();
  }
}
