import assert from "node:assert/strict";
import { test } from "node:test";

import { parseMessage } from "../../src/djinar/static/djinar/messages.js";

test("a pong tells when its ping was sent", () => {
  assert.deepEqual(parseMessage("pong 1234.5"), { type: "pong", sentAtMs: 1234.5 });
});

test("the server's own messages are known by their type", () => {
  for (const type of ["transform", "chain", "options", "frame", "stats", "error", "draining", "ended"]) {
    assert.equal(parseMessage(JSON.stringify({ type }))?.type, type);
  }
});

for (const text of ["hello", "pong pong", "", "null", "42", "[1]", '{"type": "score", "points": 3}', '{"type": "stats"', "{}"]) {
  test(`a message of the stream's author is left alone: ${text || "an empty one"}`, () => {
    assert.equal(parseMessage(text), null);
  });
}
