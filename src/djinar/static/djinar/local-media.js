import { NONE, openDevices } from "./devices.js";

/** @typedef {{camera: string, microphone: string}} Choices */

/**
 * The camera and microphone of this page. Emits `gone` when a device is unplugged or taken away.
 */
export class LocalMedia extends EventTarget {
  #stream = new MediaStream();
  #isMuted = false;

  get stream() {
    return this.#stream;
  }

  /** @returns {MediaStreamTrack | null} */
  get video() {
    return this.#stream.getVideoTracks()[0] ?? null;
  }

  /** @returns {MediaStreamTrack | null} */
  get audio() {
    return this.#stream.getAudioTracks()[0] ?? null;
  }

  get muted() {
    return this.#isMuted;
  }

  set muted(muted) {
    this.#isMuted = muted;
    for (const track of this.#stream.getAudioTracks()) {
      track.enabled = !muted;
    }
  }

  /**
   * @param {Choices} choices
   * @param {AbortSignal} signal what is opened after it is closed at once
   * @returns {Promise<void>} rejected with a `Failure`
   */
  async open(choices, signal) {
    this.close();
    const { video, audio } = await openDevices(choices);
    this.#keep(video);
    this.#keep(audio);
    if (signal.aborted) {
      this.close();
    }
  }

  /**
   * Changes one device and leaves the other alone. The old one goes first: many phones open one camera at a time.
   *
   * @param {"video" | "audio"} kind
   * @param {Choices} choices
   * @returns {Promise<void>} rejected with a `Failure`; the old device is then open again, if it can be
   */
  async swap(kind, choices) {
    const old = this[kind];
    const oldId = old?.getSettings().deviceId ?? NONE;
    this.#drop(old);
    try {
      await this.#openOne(kind, choices);
    } catch (failure) {
      await this.#openOne(kind, { camera: oldId, microphone: oldId }).catch(() => {});
      throw failure;
    }
  }

  close() {
    for (const track of this.#stream.getTracks()) {
      this.#drop(track);
    }
  }

  /**
   * @param {"video" | "audio"} kind
   * @param {Choices} choices
   */
  async #openOne(kind, choices) {
    const { video, audio } = await openDevices({ camera: NONE, microphone: NONE, ...only(kind, choices) });
    this.#keep(video);
    this.#keep(audio);
  }

  /** @param {MediaStreamTrack | null} track */
  #keep(track) {
    if (track !== null) {
      track.enabled = track.kind === "video" || !this.#isMuted;
      track.addEventListener("ended", () => this.dispatchEvent(new Event("gone")));
      this.#stream.addTrack(track);
    }
  }

  /** @param {MediaStreamTrack | null} track */
  #drop(track) {
    if (track !== null) {
      track.stop();
      this.#stream.removeTrack(track);
    }
  }
}

/**
 * @param {"video" | "audio"} kind
 * @param {Choices} choices
 */
function only(kind, { camera, microphone }) {
  return kind === "video" ? { camera } : { microphone };
}
