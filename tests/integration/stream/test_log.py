"""What the log keeps to itself, whatever peers send."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path

from tests.integration.peers.aiortc_peer import AiortcPeer
from tests.integration.peers.offers import request
from tests.integration.stream.serving import stream_ended, stream_server

OFFER = (Path(__file__).parents[2] / "corpus" / "offers" / "chromium.sdp").read_bytes().decode()
FORGED = "x\r\n2026-01-01 CRITICAL root: all is lost\x1b[2J\x00\u2028\u202eevil"
ADDRESS = "203.0.113.77"
SECRET = re.compile(r"a=(?:ice-ufrag|ice-pwd|fingerprint):(?:sha-256 )?(\S+)")


def hostile_bodies() -> list[dict[str, object]]:
    candidate = f"a=candidate:1 1 udp 2122260223 {ADDRESS} 54321 typ host"
    offers = [
        OFFER.replace("a=mid:0", f"a=mid:0\r\n{candidate}"),
        OFFER.replace("m=video 9", f"m={FORGED} 9"),
        OFFER.replace("a=mid:0", f"a=mid:{FORGED}"),
        OFFER.replace("a=mid:0", "a=mid:" + "\x1b[31m"),
        OFFER.replace("c=IN IP4 0.0.0.0", f"c=IN IP4 {ADDRESS}"),
        OFFER.replace("a=setup:actpass", f"a=setup:{FORGED}"),
        OFFER.replace("UDP/TLS/RTP/SAVPF", "RTP/AVP"),
        OFFER[: len(OFFER) // 2],
        FORGED,
    ]
    named: list[dict[str, object]] = [
        {"sdp": OFFER, "video_transform": FORGED},
        {"sdp": OFFER, "video_transform": "shade", "options": {FORGED: 1}},
        {"sdp": OFFER, "video_transform": "shade", "options": {"level": FORGED}},
        {"sdp": OFFER, "chains": {FORGED: []}},
        {"sdp": OFFER, "chains": {"video": [{"name": FORGED}]}},
    ]
    named += [{"sdp": sdp} for sdp in offers]
    return [{"type": "offer", **members} for members in named]


async def test_the_log_holds_no_offer_no_address_and_no_line_of_a_peers_making() -> None:
    with stream_server("uvicorn", "--no-access-log", HANDSHAKE_TIMEOUT_SECONDS=1) as server:
        for body in hostile_bodies():
            await asyncio.to_thread(request, f"{server.base_url}/offer", json.dumps(body).encode())
        async with AiortcPeer(audio=None) as peer:
            reply = await peer.connect(f"{server.base_url}/offer", "failing")
            peer.send(FORGED)
            peer.tell("transform", name=FORGED)
            peer.tell("options", options={FORGED: FORGED})
            while (await peer.told("error"))["code"] != "transform-failed":
                pass
            descriptions = [peer.connection.localDescription.sdp, reply.document["sdp"]]
        await stream_ended(server, "peer-closed")

    text = server.output.replace("Uvicorn running on http://127.0.0.1", "")
    assert "refused" in text
    assert "opened" in text
    assert "always fails" in text
    assert not re.search(r"[^\n\x20-\x7e]", text)
    assert "\n2026-01-01" not in text
    assert "candidate:" not in text
    assert not re.search(r"\b\d{1,3}(?:\.\d{1,3}){3}\b", text)
    secrets = [secret for sdp in (OFFER, *descriptions) for secret in SECRET.findall(sdp)]
    assert len(secrets) >= 9
    assert not [secret for secret in secrets if secret in text]
    assert reply.document["session"] not in text
