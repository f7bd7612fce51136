import { Controls } from "./controls.js";
import { StreamConnection } from "./stream-connection.js";

/**
 * `<djinar-stream offer-url="offer">` brings to life the markup that `{% djinar_stream %}` renders inside it. That is in
 * the light DOM, so that Django translates it, a project's template replaces it and a page's style reaches it.
 */
export class StreamElement extends HTMLElement {
  /** @type {StreamConnection | null} */
  #connection = null;
  /** @type {Controls | null} */
  #controls = null;

  /** For the messages and events of one's own page. */
  get connection() {
    this.#connection ??= new StreamConnection(
      this.getAttribute("offer-url") ?? "offer",
      JSON.parse(this.getAttribute("ice-servers") ?? "[]"),
    );
    return this.#connection;
  }

  connectedCallback() {
    this.#controls = new Controls(this, this.connection);
  }

  disconnectedCallback() {
    this.#controls?.close();
  }
}

customElements.define("djinar-stream", StreamElement);
