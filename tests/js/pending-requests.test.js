import assert from "node:assert/strict";
import { test } from "node:test";

import { Failure } from "../../src/djinar/static/djinar/failure.js";
import { PendingRequests } from "../../src/djinar/static/djinar/pending-requests.js";

/** @returns {import("../../src/djinar/static/djinar/messages.js").TransformMessage} */
const confirming = (/** @type {string} */ name) => ({ type: "transform", kind: "video", name, options: {} });

test("each choice gets its own confirmation, in order", async () => {
  const requests = new PendingRequests();
  const first = requests.add("transform");
  const second = requests.add("transform");

  requests.settle(confirming("edges"));
  requests.settle(confirming("rotate"));

  assert.equal((await first).name, "edges");
  assert.equal((await second).name, "rotate");
});

test("a refusal goes to who asked first, with its reason", async () => {
  const requests = new PendingRequests();
  const refused = requests.add("transform");
  const kept = requests.add("options");

  const isAnswer = requests.settle({ type: "error", code: "invalid-option", detail: "Too low.", option: "low" });
  requests.settle({ type: "options", kind: "video", index: 0, options: { low: 5 } });

  assert.equal(isAnswer, true);
  await assert.rejects(refused, { name: "Failure", code: "invalid-option", detail: "Too low.", option: "low" });
  assert.deepEqual((await kept).options, { low: 5 });
});

test("a transform that fails later is no answer to a choice", () => {
  const requests = new PendingRequests();
  requests.add("transform");

  const isAnswer = requests.settle({ type: "error", code: "transform-failed", detail: "" });

  assert.equal(isAnswer, false);
});

test("a message that nobody waits for is nobody's answer", () => {
  const requests = new PendingRequests();

  assert.equal(requests.settle(confirming("edges")), false);
  assert.equal(requests.settle({ type: "error", code: "invalid-option", detail: "" }), false);
});

test("what is still waited for fails when the stream ends", async () => {
  const requests = new PendingRequests();
  const waiting = requests.add("transform");

  requests.rejectAll(new Failure("connection-lost"));

  await assert.rejects(waiting, { code: "connection-lost" });
});
