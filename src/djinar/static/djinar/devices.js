import { Failure } from "./failure.js";

/** What is asked of a camera. More would cost the server more than it shows. */
const PICTURE = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30, max: 30 } };

/** The choice that means "without". */
export const NONE = "none";

/** @type {Record<string, string>} */
const CODE_BY_ERROR = {
  NotAllowedError: "permission-refused",
  SecurityError: "permission-refused",
  NotFoundError: "devices-missing",
  NotReadableError: "device-busy",
  AbortError: "device-busy",
  OverconstrainedError: "device-gone",
};

/**
 * @param {{isSecureContext: boolean, mediaDevices: unknown, RTCPeerConnection: unknown}} browser
 * @returns {Failure | null} why this browser cannot stream from this address
 */
export function obstacleIn({ isSecureContext, mediaDevices, RTCPeerConnection }) {
  if (!isSecureContext) {
    return new Failure("insecure-address");
  }
  return mediaDevices && RTCPeerConnection ? null : new Failure("browser-too-old");
}

/**
 * @param {string} choice a device's id, `facing:user`, `facing:environment`, `none`, or "" for the browser's choice
 * @returns {MediaTrackConstraints | boolean}
 */
export function cameraConstraints(choice) {
  if (choice.startsWith("facing:")) {
    return { ...PICTURE, facingMode: choice.slice("facing:".length) };
  }
  return choice === NONE ? false : { ...PICTURE, ...exactly(choice) };
}

/**
 * @param {string} choice a device's id, `none`, or "" for the browser's choice
 * @returns {MediaTrackConstraints | boolean}
 */
export function microphoneConstraints(choice) {
  return choice === NONE ? false : choice === "" || exactly(choice);
}

/** @param {string} deviceId */
function exactly(deviceId) {
  return deviceId === "" ? {} : { deviceId: { exact: deviceId } };
}

/**
 * Opens what was chosen, as far as it is there: with no camera the microphone alone, and the other way round.
 *
 * @param {{camera: string, microphone: string}} choices
 * @returns {Promise<{video: MediaStreamTrack | null, audio: MediaStreamTrack | null}>} rejected with a `Failure`
 */
export async function openDevices({ camera, microphone }) {
  const found = await navigator.mediaDevices.enumerateDevices();
  const has = (/** @type {MediaDeviceKind} */ kind) => found.some((device) => device.kind === kind);
  const video = has("videoinput") && cameraConstraints(camera);
  const audio = has("audioinput") && microphoneConstraints(microphone);
  if (!video && !audio) {
    if (camera === NONE && microphone === NONE) {
      return { video: null, audio: null };
    }
    throw new Failure("devices-missing");
  }
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video, audio });
    return { video: stream.getVideoTracks()[0] ?? null, audio: stream.getAudioTracks()[0] ?? null };
  } catch (cause) {
    const code = cause instanceof DOMException ? CODE_BY_ERROR[cause.name] : undefined;
    throw new Failure(code ?? "device-busy", { cause });
  }
}
