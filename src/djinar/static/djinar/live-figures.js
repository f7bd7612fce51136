import { countersOf, figuresBetween } from "./figures.js";

/** @typedef {import("./figures.js").Figures} Figures */
/** @typedef {import("./messages.js").Pong} Pong */
/** @typedef {import("./messages.js").StatsMessage} StatsMessage */

const LOOK_EVERY_MS = 1_000;

/** Pings, asks for `stats` and works out figures every second while a stream is live. */
export class LiveFigures {
  #deliver;
  /** @type {{roundTripMs: number | null, stats: StatsMessage | null}} */
  #heard = { roundTripMs: null, stats: null };

  /** @param {(figures: Figures) => void} deliver */
  constructor(deliver) {
    this.#deliver = deliver;
  }

  /**
   * @param {RTCPeerConnection} peer
   * @param {RTCDataChannel} channel
   * @param {AbortSignal} signal of the end
   */
  start(peer, channel, signal) {
    this.#heard = { roundTripMs: null, stats: null };
    /** @type {import("./figures.js").Counters | null} */
    let before = null;
    const look = async () => {
      const report = await peer.getStats();
      if (signal.aborted || channel.readyState !== "open") {
        return;
      }
      const after = countersOf(report.values(), performance.now());
      if (before !== null) {
        this.#deliver(figuresBetween(before, after, this.#heard));
      }
      before = after;
      this.#heard.roundTripMs = null;
      channel.send(`ping ${performance.now()}`);
      channel.send(JSON.stringify({ type: "stats" }));
    };
    const timer = setInterval(look, LOOK_EVERY_MS);
    signal.addEventListener("abort", () => clearInterval(timer));
    look();
  }

  /**
   * @param {Pong} pong
   * @returns {number} how long the ping took to the server and back
   */
  hearPong({ sentAtMs }) {
    return (this.#heard.roundTripMs = performance.now() - sentAtMs);
  }

  /** @param {StatsMessage} stats */
  hearStats(stats) {
    this.#heard.stats = stats;
  }
}
