import { Failure } from "./failure.js";

/**
 * @typedef {{
 *   sdp: string, type: "offer", video_transform?: string, options?: Record<string, unknown>,
 *   chains?: Partial<Record<import("./messages.js").Kind, import("./messages.js").Step[]>>,
 * }} Offer
 * @typedef {{sdp: string, type: "answer", session: string}} Answer
 */

/** @type {Record<number, string>} */
const CODE_BY_STATUS = {
  401: "login-required",
  403: "not-allowed",
  429: "too-many-offers",
  502: "server-unreachable",
  503: "server-unreachable",
  504: "server-unreachable",
};

const KNOWN_CODES = new Set([
  "server-full",
  "server-busy",
  "server-stopping",
  "too-many-offers",
  "too-many-sessions",
  "login-required",
  "invalid-token",
  "not-allowed",
  "cross-site",
  "unknown-transform",
  "invalid-option",
  "chain-too-long",
]);

/**
 * Posts the offer as docs/protocol.md says.
 *
 * @param {string} url
 * @param {Offer} offer
 * @param {AbortSignal} signal
 * @param {string} [token] in place of the cookies
 * @returns {Promise<Answer>} rejected with a `Failure` for each refusal, with the signal's reason when aborted
 */
export async function postOffer(url, offer, signal, token = "") {
  return requested(url, signal, token, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(offer),
  });
}

/**
 * Asks for the ICE servers to make one offer with; their credentials soon end.
 *
 * @param {string} url where the offer will be posted
 * @param {AbortSignal} signal
 * @param {string} [token]
 * @returns {Promise<RTCIceServer[]>} rejected as `postOffer` is
 */
export async function getIceServers(url, signal, token = "") {
  return (await requested(url, signal, token)).ice_servers;
}

/**
 * @param {string} url
 * @param {AbortSignal} signal
 * @param {string} token
 * @param {RequestInit} [request]
 */
async function requested(url, signal, token, request = {}) {
  /** @type {HeadersInit} */
  const authorization = token === "" ? {} : { Authorization: `Bearer ${token}` };
  let response;
  try {
    response = await fetch(url, {
      ...request,
      headers: { ...request.headers, ...authorization, Accept: "application/json, application/problem+json" },
      // A redirect means a login page: following it would end in a page of HTML with status 200.
      redirect: "manual",
      signal,
    });
  } catch (cause) {
    throw signal.aborted ? signal.reason : new Failure("server-unreachable", { cause });
  }
  if (!response.ok) {
    throw await failureOf(response);
  }
  try {
    return await response.json();
  } catch (cause) {
    throw signal.aborted ? signal.reason : new Failure("offer-refused", { cause });
  }
}

/**
 * @param {Response} response
 * @returns {Promise<Failure>}
 */
async function failureOf(response) {
  if (response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400)) {
    return new Failure("login-required");
  }
  const problem = await response.json().catch(() => ({}));
  const code = KNOWN_CODES.has(problem.code) ? problem.code : (CODE_BY_STATUS[response.status] ?? "offer-refused");
  const retryAfterSeconds = secondsUntil(response.headers.get("Retry-After"));
  return new Failure(code, { detail: problem.detail ?? "", retryAfterSeconds, option: problem.option });
}

/**
 * @param {string | null} retryAfter a number of seconds or a date. Source: RFC 9110, section 10.2.3
 * @returns {number | null}
 */
function secondsUntil(retryAfter) {
  if (retryAfter === null) {
    return null;
  }
  const seconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) : Math.ceil((Date.parse(retryAfter) - Date.now()) / 1000);
  return Number.isFinite(seconds) ? Math.max(1, seconds) : null;
}
