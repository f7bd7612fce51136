import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { parseMessage } from "../../src/djinar/static/djinar/messages.js";

test("docs/writing-transforms.md shows how a page receives what a transform tells", async () => {
  const page = await readFile(new URL("../../docs/writing-transforms.md", import.meta.url), "utf8");
  const script = page.match(/```js\n(.*?)```/s)?.[1] ?? "";
  const connection = new EventTarget();
  const meter = { value: 0 };
  new Function("connection", "document", script)(connection, { querySelector: () => meter });

  const told = JSON.stringify({ type: "frame", transform: "exposure", number: 1, message: { mean: 97.5 } });
  const detail = parseMessage(told);
  connection.dispatchEvent(new CustomEvent(detail?.type ?? "", { detail }));

  assert.equal(meter.value, 97.5);
});
