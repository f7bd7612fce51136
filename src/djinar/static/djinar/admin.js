const EVERY_MS = 2000;
const RUNNING = ["opening", "live"];

/** @typedef {Record<string, {state: string, cells: Record<string, string>}>} Said what of each session */

/**
 * `<djinar-live-sessions data-url="…">` keeps the figures of the sessions on a page of the admin as they are, until none
 * runs any more. It asks while somebody can see the page.
 */
class LiveSessions extends HTMLElement {
  connectedCallback() {
    void this.#run();
  }

  async #run() {
    let running = this.#running();
    while (running.length > 0 && this.isConnected) {
      const said = await this.#ask(running);
      if (said === "refused") {
        return;
      }
      if (said !== "unreachable") {
        running.forEach((id) => this.#show(id, said[id]));
      }
      await this.#renewPicture();
      await this.#pause();
      running = this.#running();
    }
    this.#all("[data-while-running]").forEach((element) => element.remove());
  }

  /** @returns {string[]} */
  #running() {
    const states = this.#all('[data-cell="state"]');
    return states.flatMap(({ dataset: { state = "", session = "" } }) => (RUNNING.includes(state) ? [session] : []));
  }

  /**
   * @param {string[]} ids
   * @returns {Promise<Said | "refused" | "unreachable">}
   */
  async #ask(ids) {
    try {
      const response = await fetch(`${this.dataset.url}?ids=${ids}`, { redirect: "manual" });
      if (response.ok) {
        return (await response.json()).sessions;
      }
      return response.status >= 500 ? "unreachable" : "refused";
    } catch {
      return "unreachable";
    }
  }

  /**
   * @param {string} id
   * @param {{state: string, cells: Record<string, string>} | undefined} said `undefined`: it was deleted
   */
  #show(id, { state, cells } = { state: "deleted", cells: {} }) {
    for (const cell of this.#all(`[data-session="${id}"]`)) {
      cell.dataset.state = state;
      cell.textContent = cells[cell.dataset.cell ?? ""] ?? cell.textContent;
    }
  }

  /** An old one is not left standing: the peer may have begun to hide something. */
  async #renewPicture() {
    for (const shown of this.#all("img[data-picture]")) {
      const next = new Image();
      Object.assign(next.dataset, shown.dataset);
      next.alt = shown.dataset.alt ?? "";
      next.src = `${shown.dataset.picture}&at=${Date.now()}`;
      try {
        await next.decode();
      } catch {
        next.removeAttribute("src");
        next.alt = "";
      }
      shown.replaceWith(next);
    }
  }

  async #pause() {
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    while (document.hidden) {
      await new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true }));
    }
  }

  /** @param {string} selector */
  #all(selector) {
    return [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(selector))];
  }
}

customElements.define("djinar-live-sessions", LiveSessions);
