import assert from "node:assert/strict";
import { test } from "node:test";

import { niceCeiling, pathOf } from "../../src/djinar/static/djinar/graph-scale.js";

const BOX = { widthPx: 100, heightPx: 50, capacity: 5, ceiling: 10 };

test("the scale ends at a round number that holds the highest value", () => {
  const ceilings = [0, 7, 10, 10.1, 49, 51, 180, 999, 1001].map(niceCeiling);

  assert.deepEqual(ceilings, [10, 10, 10, 20, 50, 100, 200, 1000, 2000]);
});

test("the newest value is at the right edge", () => {
  assert.equal(pathOf([0, 10], BOX), "M75.0 50.0L100.0 0.0");
});

test("a missing value leaves a gap in the line", () => {
  assert.equal(pathOf([10, 10, null, 10, 10], BOX), "M0.0 0.0L25.0 0.0M75.0 0.0L100.0 0.0");
});

test("a value over the ceiling is drawn at the ceiling", () => {
  assert.equal(pathOf([20], BOX), "M100.0 0.0");
});

test("without values there is no line", () => {
  assert.equal(pathOf([], BOX), "");
});
