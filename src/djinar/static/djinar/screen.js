/** A picture on the page: shows a stream in its own proportions, goes full screen, is saved as a PNG. */
export class Screen {
  #video;

  /**
   * @param {HTMLVideoElement} video
   * @param {AbortSignal} signal
   */
  constructor(video, signal) {
    this.#video = video;
    video.addEventListener("resize", () => this.#fit(), { signal });
  }

  get muted() {
    return this.#video.muted;
  }

  set muted(muted) {
    this.#video.muted = muted;
  }

  /** @param {MediaStream | null} stream */
  show(stream) {
    this.#video.srcObject = stream;
  }

  /** @returns {Promise<boolean>} false where the browser plays it only without sound */
  async play() {
    try {
      await this.#video.play();
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== "NotAllowedError") {
        return true;
      }
      this.muted = true;
      await this.#video.play().catch(() => {});
    }
    return !this.muted;
  }

  async toggleFullScreen() {
    if (document.fullscreenElement) {
      await document.exitFullscreen();
    } else if (this.#video.requestFullscreen) {
      await this.#video.requestFullscreen();
    } else {
      // An iPhone knows only this one.
      /** @type {{webkitEnterFullscreen?: () => void}} */ (this.#video).webkitEnterFullscreen?.();
    }
  }

  /** @param {string} fileName */
  async saveSnapshot(fileName) {
    const { videoWidth: width, videoHeight: height } = this.#video;
    if (width === 0) {
      return;
    }
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    canvas.getContext("2d")?.drawImage(this.#video, 0, 0);
    const png = await new Promise((/** @type {(blob: Blob | null) => void} */ resolve) => canvas.toBlob(resolve));
    if (png !== null) {
      const href = URL.createObjectURL(png);
      Object.assign(document.createElement("a"), { href, download: fileName }).click();
      setTimeout(() => URL.revokeObjectURL(href), 1_000);
    }
  }

  #fit() {
    const { videoWidth, videoHeight } = this.#video;
    if (videoWidth > 0) {
      this.#video.style.aspectRatio = `${videoWidth} / ${videoHeight}`;
    }
  }
}
