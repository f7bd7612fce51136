import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { ChainSender } from "../../src/djinar/static/djinar/chain-sender.js";
import { Failure } from "../../src/djinar/static/djinar/failure.js";

/** @type {{chain: string, accept: () => Promise<void>, refuse: () => Promise<void>}[]} */
let sent = [];
/** @type {{confirmed: string, code: string | undefined}[]} */
let settled = [];
/** @type {ChainSender<string>} */
let sender;

beforeEach(() => {
  sent = [];
  settled = [];
  const send = (/** @type {string} */ chain) =>
    new Promise((resolve, reject) => {
      sent.push({
        chain,
        accept: async () => {
          resolve(undefined);
          await new Promise(setImmediate);
        },
        refuse: async () => {
          reject(new Failure("chain-too-long"));
          await new Promise(setImmediate);
        },
      });
    });
  sender = new ChainSender(String("none"), send, (confirmed, failure) => settled.push({ confirmed, code: failure?.code }));
});

test("a chain that the server takes is the one in use", async () => {
  sender.change("edges");
  assert.equal(sender.isBusy, true);

  await sent[0].accept();

  assert.deepEqual(settled, [{ confirmed: "edges", code: undefined }]);
  assert.equal(sender.isBusy, false);
});

test("a refused chain gives way to the one before", async () => {
  sender.change("edges");

  await sent[0].refuse();

  assert.deepEqual(settled, [{ confirmed: "none", code: "chain-too-long" }]);
});

test("of those chosen in a hurry only the newest is sent", async () => {
  for (const chain of ["edges", "blur", "sepia"]) {
    sender.change(chain);
  }

  await sent[0].accept();
  await sent[1].accept();

  assert.deepEqual(sent.map(({ chain }) => chain), ["edges", "sepia"]);
  assert.deepEqual(settled, [{ confirmed: "sepia", code: undefined }]);
});

test("a later choice, still on its way, is not taken back with an earlier one", async () => {
  sender.change("broken");
  sender.change("sepia");

  await sent[0].refuse();
  assert.deepEqual(settled, []);
  await sent[1].accept();

  assert.deepEqual(settled, [{ confirmed: "sepia", code: undefined }]);
});
