import assert from "node:assert/strict";
import { test } from "node:test";

import { Recovery } from "../../src/djinar/static/djinar/recovery.js";

const stats = (/** @type {number} */ frames_out, /** @type {number} */ frames_failed) => ({ frames_out, frames_failed });

test("an effect works again when pictures come out and none fails", () => {
  const recovery = new Recovery();
  recovery.isOver(stats(10, 0));
  recovery.await();

  assert.equal(recovery.isOver(stats(10, 30)), false);
  assert.equal(recovery.isOver(stats(10, 60)), false);
  assert.equal(recovery.isOver(stats(25, 75)), false);
  assert.equal(recovery.isOver(stats(55, 75)), true);
  assert.equal(recovery.isOver(stats(85, 75)), false);
});

test("an effect that hangs does not work again", () => {
  const recovery = new Recovery();
  recovery.await();
  recovery.isOver(stats(10, 1));

  assert.equal(recovery.isOver(stats(10, 1)), false);
});

test("what nobody waits for is not told", () => {
  const recovery = new Recovery();
  recovery.await();
  recovery.isOver(stats(10, 1));

  recovery.forget();

  assert.equal(recovery.isOver(stats(40, 1)), false);
});
