import { Failure } from "./failure.js";
import { FrameMessages } from "./frame-messages.js";
import { LiveFigures } from "./live-figures.js";
import { parseMessage } from "./messages.js";
import { postOffer } from "./offer.js";
import { PendingRequests } from "./pending-requests.js";

/** @typedef {import("./messages.js").ServerMessage} ServerMessage */
/** @typedef {import("./messages.js").Kind} Kind */
/** @typedef {import("./messages.js").Step} Step */
/** @typedef {import("./messages.js").TransformMessage} TransformMessage */
/** @typedef {import("./messages.js").ChainMessage} ChainMessage */
/** @typedef {import("./messages.js").OptionsMessage} OptionsMessage */
/** @typedef {(signal: AbortSignal, token: string) => Promise<RTCIceServer[]>} IceServersSource */
/** @typedef {() => string | Promise<string>} TokenSource */
/** @typedef {"idle" | "connecting" | "live" | "interrupted"} State */
/**
 * @typedef {{
 *   video?: MediaStreamTrack | null, audio?: MediaStreamTrack | null,
 *   transform?: string, options?: Record<string, unknown>, chains?: Partial<Record<Kind, Step[]>>,
 * }} Start the transforms to begin with: one for the picture by `transform` and `options`, or whole chains
 */

const CONNECT_TIMEOUT_MS = 15_000;

/**
 * One stream between this page and a djinar server. The server's side of the talk is in docs/protocol.md.
 *
 * Events, each a `CustomEvent` with this `detail`:
 * - `statechange`: the new state; `interrupted` means that the network is gone and may come back
 * - `message`: a text that `Stream.send` sent
 * - `transform`, `chain`, `options`, `stats`: the server's message of that type
 * - `frame`: what a transform told, as the server's message of that type, when its picture is shown: see `watch`
 * - `error`: the server's message of that type, unless it is the answer to `setTransform`, `setChain` or `setOptions`
 * - `ping`: `{roundTripMs}`, every second
 * - `figures`: a `Figures` of figures.js, every second
 * - `draining`: the server's message of that type; the stream ends within so many `seconds`
 * - `ended`: `{reason, detail}` once a live stream is over, with reason `stopped` when this page did it
 */
export class StreamConnection extends EventTarget {
  /**
   * Opens the stream in place of cookies, for a page of another origin. A function is asked at each start, since tokens are
   * good for minutes.
   *
   * @type {string | TokenSource}
   */
  token = "";
  #offerUrl;
  #iceServers;
  /** @type {State} */
  #state = "idle";
  #returned = new MediaStream();
  #pending = new PendingRequests();
  #frames = new FrameMessages((message) => this.#dispatch("frame", message));
  #figures = new LiveFigures((figures) => this.#dispatch("figures", figures));
  #life = new AbortController();
  /** @type {RTCPeerConnection | null} */
  #peer = null;
  /** @type {RTCDataChannel | null} */
  #channel = null;

  /**
   * @param {string} offerUrl where offers are posted, relative to the page
   * @param {RTCIceServer[] | IceServersSource} [iceServers] a function is asked at each start: credentials may end
   */
  constructor(offerUrl, iceServers = []) {
    super();
    this.#offerUrl = offerUrl;
    this.#iceServers = iceServers;
  }

  /** @returns {State} */
  get state() {
    return this.#state;
  }

  /** What the server sends back; its tracks come and go, the object stays. */
  get returned() {
    return this.#returned;
  }

  /**
   * Tells where `returned` is shown, so that `frame` events come with their pictures; until then they come at once, some
   * 50 ms too early.
   *
   * @param {HTMLVideoElement | null} video
   */
  watch(video) {
    this.#frames.watch(video);
  }

  /** Whether a camera can be swapped in without starting anew. */
  get takesVideo() {
    return this.#senderOf("video") !== undefined;
  }

  /**
   * Settles once messages can be sent. The tracks stay the caller's: stopping the connection does not stop them.
   *
   * @param {Start} [start]
   * @returns {Promise<void>} rejected with a `Failure`, whose code is `stopped` when `stop()` came first
   */
  async start({ video = null, audio = null, transform = "", options, chains } = {}) {
    this.stop();
    const life = new AbortController();
    this.#life = life;
    let lateCode = "server-unreachable";
    const deadline = setTimeout(() => this.#close(new Failure(lateCode)), CONNECT_TIMEOUT_MS);
    this.#setState("connecting");
    try {
      const { peer, channel } = await orAborted(life.signal, async () => {
        const token = typeof this.token === "function" ? await this.token() : this.token;
        const servers = this.#iceServers;
        const iceServers = typeof servers === "function" ? await servers(life.signal, token) : servers;
        // Taken back meanwhile, this start leaves the connection to the next.
        life.signal.throwIfAborted();
        const { peer, channel, opened } = this.#open(video, audio, iceServers, life.signal);
        await peer.setLocalDescription();
        // Candidates are not waited for: the server ignores them and learns this page's address from its checks.
        const sdp = peer.localDescription?.sdp ?? "";
        const offer = { sdp, type: /** @type {const} */ ("offer"), video_transform: transform, options, chains };
        const answer = await postOffer(this.#offerUrl, offer, life.signal, token);
        lateCode = "no-route";
        await peer.setRemoteDescription(answer);
        await opened;
        return { peer, channel };
      });
      this.#figures.start(peer, channel, life.signal);
    } catch (error) {
      const failure = error instanceof Failure ? error : new Failure("offer-refused", { cause: error });
      if (!life.signal.aborted) {
        this.#close(failure);
      }
      throw failure;
    } finally {
      clearTimeout(deadline);
    }
    this.#setState("live");
  }

  /** Ends the stream at once; the server notices and frees the place. */
  stop() {
    this.#end("stopped", "");
  }

  /**
   * One transform alone.
   *
   * @param {string} name
   * @param {Record<string, unknown>} [options]
   * @param {Kind} [kind]
   * @returns {Promise<TransformMessage>} once the server has confirmed it; rejected with a `Failure` when it refuses
   */
  async setTransform(name, options, kind = "video") {
    return this.#ask("transform", { name, options, kind });
  }

  /**
   * Several transforms, one after the other.
   *
   * @param {Step[]} transforms
   * @param {Kind} [kind]
   * @returns {Promise<ChainMessage>}
   */
  async setChain(transforms, kind = "video") {
    return this.#ask("chain", { transforms, kind });
  }

  /**
   * @param {Record<string, unknown>} options those to change; the others stay
   * @param {{index?: number, kind?: Kind}} [where] which transform of the chain
   * @returns {Promise<OptionsMessage>}
   */
  async setOptions(options, { index = 0, kind = "video" } = {}) {
    return this.#ask("options", { options, index, kind });
  }

  /**
   * @param {"transform" | "chain" | "options"} type
   * @param {Record<string, unknown>} members
   */
  #ask(type, members) {
    this.send(JSON.stringify({ type, ...members }));
    return this.#pending.add(type);
  }

  /**
   * Sends a message to `Stream.message_received`.
   *
   * @param {string} text
   */
  send(text) {
    if (this.#channel?.readyState !== "open") {
      throw new Failure("connection-lost");
    }
    this.#channel.send(text);
  }

  /**
   * Swaps camera or microphone while live, without starting anew.
   *
   * @param {"video" | "audio"} kind
   * @param {MediaStreamTrack | null} track null sends nothing for a while
   */
  async replaceTrack(kind, track) {
    await this.#senderOf(kind)?.replaceTrack(track);
  }

  /** @param {"video" | "audio"} kind */
  #senderOf(kind) {
    return this.#peer?.getTransceivers().find((transceiver) => transceiver.receiver.track.kind === kind)?.sender;
  }

  /**
   * @param {MediaStreamTrack | null} video
   * @param {MediaStreamTrack | null} audio
   * @param {RTCIceServer[]} iceServers
   * @param {AbortSignal} signal
   */
  #open(video, audio, iceServers, signal) {
    const peer = new RTCPeerConnection({ iceServers });
    this.#peer = peer;
    peer.addEventListener("track", ({ track }) => this.#returned.addTrack(track), { signal });
    peer.addEventListener("connectionstatechange", () => this.#follow(peer.connectionState), { signal });
    const together = new MediaStream([video, audio].filter((track) => track !== null));
    if (video !== null) {
      peer.addTransceiver(video, { direction: "sendrecv", streams: [together] });
    }
    // Without a microphone too: the peer may hear the server, and one can be put in later.
    peer.addTransceiver(audio ?? "audio", { direction: "sendrecv", streams: [together] });

    const channel = peer.createDataChannel("djinar");
    this.#channel = channel;
    channel.addEventListener("message", ({ data }) => this.#receive(String(data)), { signal });
    channel.addEventListener("close", () => this.#end("connection-lost", ""), { signal });
    const opened = new Promise((resolve) => channel.addEventListener("open", resolve, { signal }));
    return { peer, channel, opened };
  }

  /** @param {RTCPeerConnectionState} connectionState */
  #follow(connectionState) {
    if (connectionState === "failed") {
      this.#end("connection-lost", "");
    } else if (connectionState === "disconnected" && this.#state === "live") {
      this.#setState("interrupted");
    } else if (connectionState === "connected" && this.#state === "interrupted") {
      this.#setState("live");
    }
  }

  /** @param {string} text */
  #receive(text) {
    const message = parseMessage(text);
    if (message === null) {
      this.#dispatch("message", text);
    } else if (message.type === "pong") {
      this.#dispatch("ping", { roundTripMs: this.#figures.hearPong(message) });
    } else if (message.type === "frame") {
      this.#frames.add(message);
    } else if (message.type === "ended") {
      this.#end(message.reason, message.detail);
    } else {
      if (message.type === "stats") {
        this.#figures.hearStats(message);
      }
      const isAnswer = this.#pending.settle(message);
      if (message.type !== "error" || !isAnswer) {
        this.#dispatch(message.type, message);
      }
    }
  }

  /**
   * @param {string} reason
   * @param {string} detail
   */
  #end(reason, detail) {
    const { state } = this;
    if (state === "idle") {
      return;
    }
    this.#close(new Failure(state === "connecting" && reason === "connection-lost" ? "no-route" : reason, { detail }));
    if (state !== "connecting") {
      this.#dispatch("ended", { reason, detail });
    }
  }

  /** @param {Failure} reason what is still awaited gets */
  #close(reason) {
    this.#life.abort(reason);
    this.#peer?.close();
    this.#peer = null;
    this.#channel = null;
    this.#pending.rejectAll(reason);
    this.#frames.clear();
    for (const track of this.#returned.getTracks()) {
      this.#returned.removeTrack(track);
    }
    this.#setState("idle");
  }

  /** @param {State} state */
  #setState(state) {
    this.#state = state;
    this.#dispatch("statechange", state);
  }

  /**
   * @param {string} type
   * @param {unknown} detail
   */
  #dispatch(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/**
 * Runs the steps until the signal: a closed RTCPeerConnection leaves what was awaited of it pending for ever.
 *
 * @template T
 * @param {AbortSignal} signal
 * @param {() => Promise<T>} steps
 * @returns {Promise<T>}
 */
function orAborted(signal, steps) {
  /** @type {Promise<never>} */
  const aborted = new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  return Promise.race([steps(), aborted]);
}
