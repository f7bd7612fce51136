import { niceCeiling, pathOf } from "./graph-scale.js";

/** @typedef {import("./figures.js").Figures} Figures */

const SECONDS_SHOWN = 60;
const WIDTH_PX = 600;
const HEIGHT_PX = 120;

/** @type {Record<string, (figures: Figures) => string>} */
const TEXTS = {
  "round-trip": ({ roundTripMs }) => milliseconds(roundTripMs),
  "frame-age": ({ frameAgeMs }) => milliseconds(frameAgeMs),
  "sent": ({ sentFps }) => number(sentFps, 1),
  "returned": ({ returnedFps }) => number(returnedFps, 1),
  "dropped": ({ droppedFrames }) => number(droppedFrames, 0),
  "up": ({ upBps }) => megabits(upBps),
  "down": ({ downBps }) => megabits(downBps),
  "picture": ({ widthPx, heightPx }) => (widthPx === null ? "–" : `${widthPx} × ${heightPx}`),
};

/** Writes the figures into the elements named by `data-figure` and draws the last minute of the two times. */
export class FiguresPanel {
  #root;
  /** @type {(number | null)[]} */
  #roundTripsMs = [];
  /** @type {(number | null)[]} */
  #frameAgesMs = [];

  /** @param {ParentNode} root */
  constructor(root) {
    this.#root = root;
  }

  /** @param {Figures} figures */
  show(figures) {
    for (const element of this.#root.querySelectorAll("[data-figure]")) {
      element.textContent = TEXTS[/** @type {HTMLElement} */ (element).dataset.figure ?? ""]?.(figures) ?? "–";
    }
    this.#roundTripsMs = [...this.#roundTripsMs, figures.roundTripMs].slice(-SECONDS_SHOWN);
    this.#frameAgesMs = [...this.#frameAgesMs, figures.frameAgeMs].slice(-SECONDS_SHOWN);
    this.#draw();
  }

  clear() {
    this.#roundTripsMs = [];
    this.#frameAgesMs = [];
    this.#draw();
  }

  #draw() {
    const values = [...this.#roundTripsMs, ...this.#frameAgesMs].filter((value) => value !== null);
    const ceiling = niceCeiling(Math.max(10, ...values));
    const box = { widthPx: WIDTH_PX, heightPx: HEIGHT_PX, capacity: SECONDS_SHOWN, ceiling };
    this.#root.querySelector("[data-line=round-trip]")?.setAttribute("d", pathOf(this.#roundTripsMs, box));
    this.#root.querySelector("[data-line=frame-age]")?.setAttribute("d", pathOf(this.#frameAgesMs, box));
    const top = this.#root.querySelector("[data-part=graph-top]");
    if (top) {
      top.textContent = values.length > 0 ? `${ceiling} ms` : "";
    }
  }
}

/**
 * @param {number | null} value
 * @param {number} digits
 */
function number(value, digits) {
  return value === null ? "–" : value.toFixed(digits);
}

/** @param {number | null} value */
function milliseconds(value) {
  return value === null ? "–" : `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

/** @param {number | null} bps */
function megabits(bps) {
  return bps === null ? "–" : `${(bps / 1e6).toFixed(2)} Mbit/s`;
}
