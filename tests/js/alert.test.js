import assert from "node:assert/strict";
import { test } from "node:test";

import { Alert } from "../../src/djinar/static/djinar/alert.js";

function shown() {
  const [box, title, advice] = [{ hidden: true }, { textContent: "" }, { textContent: "" }];
  const elements = /** @type {[HTMLElement, HTMLElement, HTMLElement]} */ (/** @type {unknown} */ ([box, title, advice]));
  return { alert: new Alert(...elements), box, title };
}

test("a failure that is over is not shown any more", () => {
  const { alert, box } = shown();
  alert.fail({ code: "invalid-option" });

  alert.takeBack();

  assert.equal(box.hidden, true);
});

test("a failure stays when another one is over", () => {
  const { alert, title } = shown();
  alert.fail({ code: "connection-weak" });

  alert.takeBack("transform-failed");

  assert.equal(title.textContent, "The connection is interrupted");
});

test("that the server stops is shown again once a failure in between is over", () => {
  const { alert, box, title } = shown();
  alert.tellDraining({ seconds: 60 });
  alert.fail({ code: "connection-weak" });

  alert.takeBack();

  assert.equal(box.hidden, false);
  assert.equal(title.textContent, "The server is about to restart");
});

test("whoever stops the stream meanwhile is told nothing more of the server", () => {
  const { alert, box } = shown();
  alert.tellDraining({ seconds: 60 });

  alert.tellEnd({ reason: "stopped", detail: "" });
  alert.takeBack();

  assert.equal(box.hidden, true);
});
