import { gettext } from "./gettext.js";
import { NONE } from "./devices.js";

/**
 * The two lists of cameras and microphones. Emits `change` with `detail` `"video"` or `"audio"`.
 */
export class DevicePicker extends EventTarget {
  #camera;
  #microphone;

  /**
   * @param {HTMLSelectElement} camera
   * @param {HTMLSelectElement} microphone
   * @param {AbortSignal} signal
   */
  constructor(camera, microphone, signal) {
    super();
    this.#camera = camera;
    this.#microphone = microphone;
    camera.addEventListener("change", () => this.dispatchEvent(new CustomEvent("change", { detail: "video" })), { signal });
    microphone.addEventListener("change", () => this.dispatchEvent(new CustomEvent("change", { detail: "audio" })), { signal });
    navigator.mediaDevices?.addEventListener("devicechange", () => this.refresh(), { signal });
    this.refresh();
  }

  get choices() {
    return { camera: this.#camera.value, microphone: this.#microphone.value };
  }

  /** Lists what is plugged in; before permission is given a browser tells neither names nor how many there are. */
  async refresh() {
    const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    const named = devices.filter((device) => device.deviceId !== "" && device.deviceId !== "default");
    const cameras = named.filter((device) => device.kind === "videoinput").map(optionOf);
    // A phone's cameras are better known by the way they look than by their names.
    const sides = matchMedia("(pointer: coarse)").matches
      ? [new Option(gettext("Front camera"), "facing:user"), new Option(gettext("Rear camera"), "facing:environment")]
      : [];
    fill(this.#camera, [...sides, ...cameras]);
    fill(this.#microphone, named.filter((device) => device.kind === "audioinput").map(optionOf));
  }
}

/**
 * @param {MediaDeviceInfo} device
 * @param {number} index
 */
function optionOf(device, index) {
  return new Option(device.label || `${gettext("Device")} ${index + 1}`, device.deviceId);
}

/**
 * Keeps the first entry, the browser's choice, and the last, without; what was chosen stays so if it is still there.
 *
 * @param {HTMLSelectElement} select
 * @param {HTMLOptionElement[]} options
 */
function fill(select, options) {
  const chosen = select.value;
  const fixed = [...select.options].filter((option) => option.value === "" || option.value === NONE);
  select.replaceChildren(fixed[0], ...options, fixed[1]);
  select.value = chosen;
  if (select.selectedIndex < 0) {
    select.value = "";
  }
}
