import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { test } from "node:test";

import { getIceServers, postOffer } from "../../src/djinar/static/djinar/offer.js";

/** @typedef {{status?: number, headers?: Record<string, string>, body?: string}} Reply */

/** @type {import("../../src/djinar/static/djinar/offer.js").Offer} */
const OFFER = { sdp: "v=0\r\n", type: "offer", video_transform: "edges" };

/**
 * Posts an offer to a server that replies so.
 *
 * @param {Reply} reply
 * @param {AbortSignal} [signal]
 */
function postTo(reply, signal = new AbortController().signal) {
  return exchange(reply, (url) => postOffer(url, OFFER, signal));
}

/**
 * @template Answer
 * @param {Reply} reply
 * @param {(url: string, signal: AbortSignal) => Promise<Answer>} ask
 */
async function exchange({ status = 200, headers = {}, body = "" }, ask) {
  /** @type {{type: string | undefined, authorization: string | undefined, body: string}} */
  const received = { type: undefined, authorization: undefined, body: "" };
  const server = createServer(async (request, response) => {
    received.type = request.headers["content-type"];
    received.authorization = request.headers.authorization;
    for await (const chunk of request) {
      received.body += chunk;
    }
    response.writeHead(status, headers).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  try {
    const answer = await ask(`http://127.0.0.1:${port}/offer`, new AbortController().signal);
    return { answer, received };
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

test("an offer is posted as JSON and its answer read", async () => {
  const reply = { sdp: "v=0\r\n", type: "answer", session: "Zm9v" };

  const { answer, received } = await postTo({ body: JSON.stringify(reply) });

  assert.deepEqual(answer, reply);
  assert.equal(received.type, "application/json");
  assert.deepEqual(JSON.parse(received.body), OFFER);
});

/** @type {[string, (url: string, signal: AbortSignal, token?: string) => Promise<unknown>][]} */
const WITH_TOKEN = [
  ["an offer is posted", (url, signal, token) => postOffer(url, OFFER, signal, token)],
  ["ICE servers are asked for", getIceServers],
];

for (const [what, ask] of WITH_TOKEN) {
  test(`${what} with a token where there is one`, async () => {
    const reply = { body: JSON.stringify({ ice_servers: [] }) };

    const { received } = await exchange(reply, (url, signal) => ask(url, signal, "eyJ1.Zm9v"));
    const { received: without } = await exchange(reply, ask);

    assert.equal(received.authorization, "Bearer eyJ1.Zm9v");
    assert.equal(without.authorization, undefined);
  });
}

test("a refusal has the server's code and words", async () => {
  const body = JSON.stringify({ code: "unknown-transform", detail: "No sepia here." });

  await assert.rejects(postTo({ status: 400, body }), { code: "unknown-transform", detail: "No sepia here." });
});

test("every refusal that tells a person something keeps its code", async () => {
  const protocol = await readFile(new URL("../../docs/protocol.md", import.meta.url), "utf8");
  const refusals = [...protocol.matchAll(/^\| (401|403|429|503) \| `([a-z-]+)`/gm)];

  assert.ok(refusals.length >= 8);
  for (const [, status, code] of refusals) {
    await assert.rejects(postTo({ status: Number(status), body: JSON.stringify({ code }) }), { code });
  }
});

test("a full server tells when to come again", async () => {
  const reply = { status: 503, headers: { "Retry-After": "7" }, body: JSON.stringify({ code: "server-full" }) };

  await assert.rejects(postTo(reply), { code: "server-full", retryAfterSeconds: 7 });
});

test("a time to come again may be a date", async () => {
  const headers = { "Retry-After": new Date(Date.now() + 60_000).toUTCString() };

  await assert.rejects(
    postTo({ status: 503, headers, body: JSON.stringify({ code: "server-stopping" }) }),
    (/** @type {{retryAfterSeconds: number}} */ { retryAfterSeconds }) => retryAfterSeconds > 50 && retryAfterSeconds <= 60,
  );
});

/** @type {[string, Reply, string][]} */
const REFUSALS = [
  ["a redirect to a login page asks to log in", { status: 302, headers: { Location: "/login" } }, "login-required"],
  ["a 401 without a problem document asks to log in", { status: 401, body: "<h1>401</h1>" }, "login-required"],
  ["a 403 without a problem document says that it is not allowed", { status: 403, body: "<h1>403</h1>" }, "not-allowed"],
  ["a proxy without its server is a server out of reach", { status: 502, body: "<h1>Bad gateway</h1>" }, "server-unreachable"],
  ["a server that breaks has refused", { status: 500, body: "<h1>500</h1>" }, "offer-refused"],
  ["an answer that is no JSON has refused", { status: 200, body: "<h1>Hello</h1>" }, "offer-refused"],
];

for (const [name, reply, code] of REFUSALS) {
  test(name, async () => {
    await assert.rejects(postTo(reply), { name: "Failure", code });
  });
}

test("a server that does not listen cannot be reached", async () => {
  const { signal } = new AbortController();

  await assert.rejects(postOffer("http://127.0.0.1:1/offer", OFFER, signal), { code: "server-unreachable" });
});

test("who gives up gets their own reason back", async () => {
  const reason = new Error("changed my mind");

  await assert.rejects(postTo({ body: "{}" }, AbortSignal.abort(reason)), reason);
});

test("the ICE servers for an offer are asked for where it will be posted", async () => {
  const servers = [{ urls: ["turn:turn.example.org"], username: "1:ada", credential: "hush" }];

  const { answer } = await exchange({ body: JSON.stringify({ ice_servers: servers }) }, getIceServers);

  assert.deepEqual(answer, servers);
});

test("who may not post an offer gets no ICE servers, and is told why", async () => {
  const body = JSON.stringify({ code: "login-required", detail: "Log in first." });

  await assert.rejects(exchange({ status: 401, body }, getIceServers), { code: "login-required" });
});
