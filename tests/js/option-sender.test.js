import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Failure } from "../../src/djinar/static/djinar/failure.js";
import { OptionSender, SHORTEST_INTERVAL_MS } from "../../src/djinar/static/djinar/option-sender.js";

/** @typedef {{step: string, values: Record<string, unknown>, accept: () => Promise<void>, refuse: (option: string) => Promise<void>}} Sent */

/** A clock that a test turns on. */
class FakeClock {
  #nowMs = 0;
  /** @type {{dueMs: number, action: () => void}[]} */
  #calls = [];

  now() {
    return this.#nowMs;
  }

  /**
   * @param {() => void} action
   * @param {number} afterMs
   */
  call(action, afterMs) {
    this.#calls.push({ dueMs: this.#nowMs + afterMs, action });
  }

  /** @param {number} byMs */
  turn(byMs) {
    this.#nowMs += byMs;
    const due = this.#calls.filter(({ dueMs }) => dueMs <= this.#nowMs);
    this.#calls = this.#calls.filter(({ dueMs }) => dueMs > this.#nowMs);
    due.forEach(({ action }) => action());
  }
}

/** @type {Sent[]} */
let sent = [];
/** @type {unknown[][]} */
let told = [];
let clock = new FakeClock();
/** @type {OptionSender<string>} */
let sender;

beforeEach(() => {
  sent = [];
  told = [];
  clock = new FakeClock();
  sender = new OptionSender({
    send: (step, values) =>
      new Promise((resolve, reject) => {
        const settled = async (/** @type {() => void} */ settle) => {
          settle();
          await new Promise(setImmediate);
        };
        sent.push({
          step,
          values,
          accept: () => settled(() => resolve({ options: { ...values, all: true } })),
          refuse: (option) => settled(() => reject(new Failure("invalid-option", { detail: "Too low.", option }))),
        });
      }),
    confirmed: (step, values, options) => told.push(["confirmed", step, values, options]),
    refused: (step, values, failure) => told.push(["refused", step, values, failure.option]),
    clock,
  });
});

test("the first change goes at once", () => {
  sender.change("edges", { low: 1 });

  assert.deepEqual(sent.map(({ values }) => values), [{ low: 1 }]);
});

test("of what changes while an answer is awaited the newest goes", async () => {
  for (const low of [1, 2, 3, 4]) {
    sender.change("edges", { low });
  }
  clock.turn(SHORTEST_INTERVAL_MS);
  assert.equal(sent.length, 1);

  await sent[0].accept();

  assert.deepEqual(sent.map(({ values }) => values), [{ low: 1 }, { low: 4 }]);
});

test("options that change together go together", async () => {
  sender.change("edges", { low: 1 });
  sender.change("edges", { low: 2 });
  sender.change("edges", { high: 9 });
  clock.turn(SHORTEST_INTERVAL_MS);

  await sent[0].accept();

  assert.deepEqual(sent[1].values, { low: 2, high: 9 });
});

test("somebody who drags for two seconds sends no more than 25 messages a second", async () => {
  for (let movedMs = 0; movedMs < 2_000; movedMs += 8) {
    sender.change("edges", { low: movedMs });
    await sent.at(-1)?.accept();
    clock.turn(8);
  }

  assert.ok(sent.length <= 51, `${sent.length} messages`);
  assert.ok(sent.length >= 45, `${sent.length} messages`);
});

test("the last value is sent however fast it came", async () => {
  sender.change("edges", { low: 1 });
  await sent[0].accept();
  sender.change("edges", { low: 2 });
  sender.change("edges", { low: 3 });

  clock.turn(SHORTEST_INTERVAL_MS);

  assert.deepEqual(sent.map(({ values }) => values), [{ low: 1 }, { low: 3 }]);
});

test("one effect does not wait for the answer to another", () => {
  sender.change("edges", { low: 1 });
  sender.change("blur", { size: 5 });

  clock.turn(SHORTEST_INTERVAL_MS);

  assert.deepEqual(sent.map(({ step }) => step), ["edges", "blur"]);
});

test("a confirmation tells what was sent and all that the server has", async () => {
  sender.change("edges", { low: 1 });

  await sent[0].accept();

  assert.deepEqual(told, [["confirmed", "edges", { low: 1 }, { low: 1, all: true }]]);
  assert.equal(sender.isBusy("edges"), false);
});

test("a refusal is told, and the next value goes all the same", async () => {
  sender.change("edges", { low: -1 });
  sender.change("edges", { low: 1 });
  clock.turn(SHORTEST_INTERVAL_MS);

  await sent[0].refuse("low");

  assert.deepEqual(told, [["refused", "edges", { low: -1 }, "low"]]);
  assert.deepEqual(sent[1].values, { low: 1 });
});

test("what went with a refused value goes again without it", async () => {
  sender.change("edges", { low: -1, high: 9 });
  clock.turn(SHORTEST_INTERVAL_MS);

  await sent[0].refuse("low");

  assert.deepEqual(sent[1].values, { high: 9 });
});

test("a newer value is not undone by what goes again", async () => {
  sender.change("edges", { low: -1, high: 9 });
  sender.change("edges", { high: 10 });
  clock.turn(SHORTEST_INTERVAL_MS);

  await sent[0].refuse("low");

  assert.deepEqual(sent[1].values, { high: 10 });
});

test("while the chain changes nothing is sent", () => {
  sender.pause();
  sender.change("edges", { low: 1 });
  assert.equal(sent.length, 0);

  sender.resume();

  assert.equal(sent.length, 1);
});

test("what went with a whole chain is not sent again", async () => {
  sender.change("edges", { low: 1 });
  sender.change("edges", { low: 2 });
  clock.turn(SHORTEST_INTERVAL_MS);
  sender.forget();

  await sent[0].accept();

  assert.equal(sent.length, 1);
});
