// A client as people write it after aiortc's example: a plain script, no library, a channel called "chat".
async ({ url, transform }) => {
  const peer = new RTCPeerConnection();
  const camera = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 640, height: 480 } });
  const video = Object.assign(document.createElement("video"), { autoplay: true, muted: true });
  document.body.replaceChildren(video);
  peer.addEventListener("track", ({ track, streams }) => {
    if (track.kind === "video") {
      video.dataset.part = "after";
      video.srcObject = streams[0] ?? new MediaStream([track]);
    }
  });
  for (const track of camera.getTracks()) {
    peer.addTrack(track, camera);
  }

  const began = performance.now();
  const chat = peer.createDataChannel("chat", { ordered: true });
  const pong = new Promise((resolve) => {
    chat.addEventListener("open", () => chat.send(`ping ${Math.round(performance.now() - began)}`));
    chat.addEventListener("message", ({ data }) => data.startsWith("pong") && resolve(data));
  });

  await peer.setLocalDescription(await peer.createOffer());
  const { sdp, type } = peer.localDescription;
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ sdp, type, video_transform: transform }),
  });
  await peer.setRemoteDescription(await response.json());
  return await pong;
};
