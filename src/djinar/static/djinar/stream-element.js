import { Controls } from "./controls.js";
import { getIceServers } from "./offer.js";
import { StreamConnection } from "./stream-connection.js";

/**
 * `<djinar-stream offer-url="offer">` brings to life the markup that `{% djinar_stream %}` renders inside it. That is in
 * the light DOM, so that Django translates it, a project's template replaces it and a page's style reaches it. The
 * attribute `token` is read at each start, unless `connection.token` is set.
 */
export class StreamElement extends HTMLElement {
  /** @type {StreamConnection | null} */
  #connection = null;
  /** @type {Controls | null} */
  #controls = null;

  /** For the messages and events of one's own page. */
  get connection() {
    if (this.#connection === null) {
      const offerUrl = this.getAttribute("offer-url") ?? "offer";
      this.#connection = new StreamConnection(offerUrl, this.#iceServersFrom(offerUrl));
      this.#connection.token = () => this.getAttribute("token") ?? "";
    }
    return this.#connection;
  }

  /** @param {string} offerUrl */
  #iceServersFrom(offerUrl) {
    if (this.hasAttribute("asks-for-ice-servers")) {
      return (/** @type {AbortSignal} */ signal, /** @type {string} */ token) => getIceServers(offerUrl, signal, token);
    }
    return JSON.parse(this.getAttribute("ice-servers") ?? "[]");
  }

  /** The transforms in use, or chosen for the start, with their options; an `effectschange` event tells of another. */
  get effects() {
    return this.#controls?.effects ?? { video: [], audio: [] };
  }

  /**
   * As if somebody moved the controls of a transform in use.
   *
   * @param {string} transform
   * @param {Record<string, unknown>} options
   * @param {import("./messages.js").Kind} [kind]
   */
  setOptions(transform, options, kind = "video") {
    this.#controls?.adjust(transform, options, kind);
  }

  connectedCallback() {
    this.#controls = new Controls(this, this.connection);
  }

  disconnectedCallback() {
    this.#controls?.close();
  }
}

customElements.define("djinar-stream", StreamElement);
