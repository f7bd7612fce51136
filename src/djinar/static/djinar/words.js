import { gettext, ngettext } from "./gettext.js";

/** @typedef {{title: string, advice: string}} Words */

/** What went wrong, and what to do about it. @type {Record<string, Words>} */
const FAILURES = {
  "insecure-address": {
    title: gettext("This address is not secure"),
    advice: gettext("Browsers give out camera and microphone only at an https:// address or on localhost. Open this page at one of those."),
  },
  "browser-too-old": {
    title: gettext("This browser is too old"),
    advice: gettext("It cannot make live calls. A current Firefox, Chrome, Edge or Safari can."),
  },
  "devices-missing": {
    title: gettext("No camera and no microphone found"),
    advice: gettext("Plug one in or switch it on, then press Start again."),
  },
  "camera-missing": {
    title: gettext("No camera found"),
    advice: gettext("Going on with sound only. Plug a camera in and choose it below to be seen."),
  },
  "permission-refused": {
    title: gettext("Camera and microphone are blocked"),
    advice: gettext("Allow them for this page with the sign beside the address, then press Start again."),
  },
  "device-busy": {
    title: gettext("The camera or microphone is in use"),
    advice: gettext("Another program holds it. Close that program, then try again."),
  },
  "device-gone": {
    title: gettext("The camera or microphone is gone"),
    advice: gettext("Plug it in again, or choose another one below."),
  },
  "server-full": {
    title: gettext("All places are taken"),
    advice: gettext("The server takes no more streams at the moment. Try again soon."),
  },
  "server-busy": {
    title: gettext("The server is busy"),
    advice: gettext("Many streams start at this moment. Try again soon."),
  },
  "too-many-offers": {
    title: gettext("That was too often"),
    advice: gettext("The server takes so many starts in a minute. Wait a moment, then press Start again."),
  },
  "too-many-sessions": {
    title: gettext("Too many streams of yours are running"),
    advice: gettext("Stop one in another tab or on another device, then press Start again."),
  },
  "server-stopping": {
    title: gettext("The server is restarting"),
    advice: gettext("Give it a moment, then press Start again."),
  },
  "server-unreachable": {
    title: gettext("The server cannot be reached"),
    advice: gettext("Check your network connection, then press Start again."),
  },
  "login-required": {
    title: gettext("Please log in first"),
    advice: gettext("This stream is for people with an account. Log in, then come back to this page."),
  },
  "invalid-token": {
    title: gettext("This page has been open for too long"),
    advice: gettext("Its permission to start the stream has run out. Reload the page and try again."),
  },
  "not-allowed": {
    title: gettext("You may not use this stream"),
    advice: gettext("Your account lacks the permission. Ask whoever runs this site."),
  },
  "cross-site": {
    title: gettext("The server does not trust this page"),
    advice: gettext("The page and the stream live at different addresses, and the server does not know this one."),
  },
  "offer-refused": {
    title: gettext("The server refused the stream"),
    advice: gettext("Reload the page and try again."),
  },
  "no-route": {
    title: gettext("Picture and sound cannot get through"),
    advice: gettext("The server answers, but something between you blocks live media: most likely a firewall or a VPN. Try another network."),
  },
  "connection-lost": {
    title: gettext("The connection was lost"),
    advice: gettext("The network or the server went away. Press Start to come back."),
  },
  "connection-weak": {
    title: gettext("The connection is interrupted"),
    advice: gettext("Waiting for the network to come back."),
  },
  "transform-failed": {
    title: gettext("The effect failed"),
    advice: gettext("The last good picture stays until it works again. Choose another effect if it does not."),
  },
  "stream-failed": {
    title: gettext("The server could not handle a message"),
    advice: gettext("The stream goes on."),
  },
  "unknown-transform": {
    title: gettext("The server does not offer this effect"),
    advice: gettext("The one before stays. Reload the page to see what there is now."),
  },
  "invalid-option": {
    title: gettext("The server refused this setting"),
    advice: gettext("The one before stays."),
  },
  "chain-too-long": {
    title: gettext("That is one effect too many"),
    advice: gettext("The ones before stay. Remove one to add another."),
  },
  "too-fast": {
    title: gettext("That was too fast"),
    advice: gettext("The server passed over some messages. Try again a little slower."),
  },
};

/** Why a session that was running is over, by the reasons of docs/protocol.md. @type {Record<string, Words>} */
const ENDS = {
  "time-limit": {
    title: gettext("Time is up"),
    advice: gettext("The stream reached the longest time that the server allows. Press Start for another one."),
  },
  "idle-timeout": {
    title: gettext("The stream was idle"),
    advice: gettext("Nothing came from this page for a while, so the server ended it. Press Start to go on."),
  },
  "handshake-timeout": FAILURES["no-route"],
  "peer-lost": FAILURES["connection-lost"],
  "peer-closed": FAILURES["connection-lost"],
  "connection-lost": FAILURES["connection-lost"],
  "server-stopping": FAILURES["server-stopping"],
  "picture-too-large": {
    title: gettext("The camera's picture is too large"),
    advice: gettext("Choose another camera, or a lower resolution in its settings."),
  },
  "bit-rate-too-high": {
    title: gettext("The camera sends too much"),
    advice: gettext("Choose another camera, or a lower resolution in its settings."),
  },
  "message-rate-too-high": {
    title: gettext("The page sent too many messages"),
    advice: gettext("The server ended the stream. Press Start for another one."),
  },
  "transform-failed": {
    title: gettext("The effect failed too often"),
    advice: gettext("The server ended the stream. Choose another effect and press Start."),
  },
  "stream-ended": { title: gettext("The stream is over"), advice: gettext("The server ended it.") },
  "not-allowed": {
    title: gettext("You may not use this stream any more"),
    advice: gettext("You have logged out, or your account has changed. Log in, then come back to this page."),
  },
  "ended-by-operator": {
    title: gettext("The stream was ended"),
    advice: gettext("Somebody who looks after this site ended it."),
  },
};

/** @type {Words} */
const UNKNOWN = { title: gettext("Something went wrong"), advice: gettext("Press Start to try again.") };

/**
 * @param {{code: string, detail?: string, retryAfterSeconds?: number | null, transform?: string}} failure `transform` as
 *   a person reads it
 * @returns {Words} where there are no words for the code, or they are general, the server's own `detail` is the advice
 */
export function wordsOfFailure({ code, detail = "", retryAfterSeconds = null, transform = "" }) {
  const { title, advice } = FAILURES[code] ?? UNKNOWN;
  if (code === "transform-failed" && transform) {
    return { title: gettext("The effect “%s” failed").replace("%s", transform), advice: detail || advice };
  }
  if (retryAfterSeconds !== null) {
    return { title, advice: ngettext("Try again in %s second.", "Try again in %s seconds.", retryAfterSeconds) };
  }
  const saysLess = !(code in FAILURES) || code === "offer-refused" || code === "invalid-option";
  return { title, advice: saysLess && detail ? detail : advice };
}

/**
 * @param {{reason: string, detail?: string}} end
 * @returns {Words}
 */
export function wordsOfEnd({ reason, detail = "" }) {
  if (reason === "transform-failed" && detail) {
    const { title, advice } = ENDS[reason];
    return { title, advice: `${detail} ${advice}` };
  }
  if (reason in ENDS) {
    return ENDS[reason];
  }
  return { title: ENDS["stream-ended"].title, advice: detail || UNKNOWN.advice };
}

/**
 * @param {{seconds: number}} draining
 * @returns {Words}
 */
export function wordsOfDraining({ seconds }) {
  const ends = ngettext(
    "This stream ends within %s second; then press Start for another one.",
    "This stream ends within %s seconds; then press Start for another one.",
    Math.ceil(seconds),
  );
  return { title: gettext("The server is about to restart"), advice: ends };
}
