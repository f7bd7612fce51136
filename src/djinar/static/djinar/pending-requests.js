import { Failure } from "./failure.js";

/** @typedef {import("./messages.js").ServerMessage} ServerMessage */
/** @typedef {{type: string, resolve: (message: any) => void, reject: (failure: Failure) => void}} Request */

const REFUSALS = new Set([
  "unknown-transform",
  "invalid-option",
  "chain-too-long",
  "invalid-message",
  "too-fast",
  "message-too-large",
]);

/**
 * Requests that the server has not answered yet. It answers in order, so the first of a kind is the one answered.
 */
export class PendingRequests {
  /** @type {Request[]} */
  #requests = [];

  /**
   * @param {"transform" | "chain" | "options"} type
   * @returns {Promise<any>} the confirming message; rejected with a `Failure` when the server refuses or the stream ends
   */
  add(type) {
    return new Promise((resolve, reject) => this.#requests.push({ type, resolve, reject }));
  }

  /**
   * @param {ServerMessage} message
   * @returns {boolean} whether somebody was waiting for it
   */
  settle(message) {
    if (message.type === "error") {
      if (!REFUSALS.has(message.code)) {
        return false;
      }
      const refused = this.#requests.shift();
      refused?.reject(new Failure(message.code, { detail: message.detail, option: message.option }));
      return refused !== undefined;
    }
    const index = this.#requests.findIndex((request) => request.type === message.type);
    if (index < 0) {
      return false;
    }
    this.#requests.splice(index, 1)[0].resolve(message);
    return true;
  }

  /** @param {Failure} failure */
  rejectAll(failure) {
    for (const request of this.#requests.splice(0)) {
      request.reject(failure);
    }
  }
}
