import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { wordsOfDraining, wordsOfEnd, wordsOfFailure } from "../../src/djinar/static/djinar/words.js";

const UNKNOWN = wordsOfFailure({ code: "no such code" }).title;
const PROTOCOL = await readFile(new URL("../../docs/protocol.md", import.meta.url), "utf8");

const OF_THE_PAGE = [
  "insecure-address",
  "browser-too-old",
  "devices-missing",
  "camera-missing",
  "permission-refused",
  "device-busy",
  "device-gone",
  "server-unreachable",
  "no-route",
  "connection-lost",
  "connection-weak",
];

for (const code of OF_THE_PAGE) {
  test(`there are plain words for ${code}`, () => {
    const { title, advice } = wordsOfFailure({ code });

    assert.notEqual(title, UNKNOWN);
    assert.ok(advice.endsWith("."), advice);
  });
}

test("there are plain words for every refusal that tells a person something", () => {
  const codes = [...PROTOCOL.matchAll(/^\| (?:401|403|429|503) \| `([a-z-]+)`/gm)].map((match) => match[1]);

  assert.equal(codes.length, 9);
  for (const code of codes) {
    assert.notEqual(wordsOfFailure({ code }).title, UNKNOWN, code);
  }
});

test("there are plain words for every reason that a session ends", () => {
  const [, list] = PROTOCOL.match(/`ended` has these reasons: ([^.]*)\./) ?? [];
  const reasons = [...list.matchAll(/`([a-z-]+)`/g)].map((match) => match[1]);

  assert.ok(reasons.length >= 10);
  for (const reason of reasons) {
    assert.ok(wordsOfEnd({ reason }).title, reason);
  }
});

test("a stream that an effect ended says which one it was, why, and what to do", () => {
  const detail = "The transform 'edges' raised ValueError, too many times.";

  const { title, advice } = wordsOfEnd({ reason: "transform-failed", detail });

  assert.equal(title, "The effect failed too often");
  assert.equal(advice, `${detail} The server ended the stream. Choose another effect and press Start.`);
});

test("an effect that failed is named, with why", () => {
  const detail = "The transform 'edges' raised ValueError; the last good picture stays.";

  const { title, advice } = wordsOfFailure({ code: "transform-failed", transform: "Edges", detail });

  assert.equal(title, "The effect “Edges” failed");
  assert.equal(advice, detail);
});

test("a server that stops says how long a stream still has, and what to do then", () => {
  const { title, advice } = wordsOfDraining({ seconds: 30 });

  assert.equal(title, "The server is about to restart");
  assert.equal(advice, "This stream ends within 30 seconds; then press Start for another one.");
});

test("a last second is counted as one", () => {
  const { advice } = wordsOfDraining({ seconds: 0.5 });

  assert.match(advice, /within 1 second;/);
});

test("a full server says when to come again", () => {
  const { advice } = wordsOfFailure({ code: "server-full", retryAfterSeconds: 7 });

  assert.equal(advice, "Try again in 7 seconds.");
});

test("where there are no words for it, the server's own are shown", () => {
  const { advice } = wordsOfFailure({ code: "offer-refused", detail: "Two cameras in one offer." });

  assert.equal(advice, "Two cameras in one offer.");
});

test("words come in the page's language where Django's catalogue is loaded", async () => {
  const gettext = (/** @type {string} */ text) => `<${text}>`;
  const ngettext = (/** @type {string} */ _singular, /** @type {string} */ plural) => `<${plural}>`;
  Object.assign(globalThis, { gettext, ngettext });

  const translated = await import(`../../src/djinar/static/djinar/words.js?${"translated"}`);
  const { advice } = translated.wordsOfFailure({ code: "server-full", retryAfterSeconds: 1 });
  Reflect.deleteProperty(globalThis, "gettext");
  Reflect.deleteProperty(globalThis, "ngettext");

  assert.equal(advice, "<Try again in 1 seconds.>");
  assert.equal(translated.wordsOfFailure({ code: "server-full" }).title, "<All places are taken>");
});
