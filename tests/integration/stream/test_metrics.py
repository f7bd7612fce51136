"""What Prometheus is told of a stream, while it runs and afterwards."""

from __future__ import annotations

import asyncio
import urllib.request

from prometheus_client.parser import text_string_to_metric_families

from tests.integration.peers.aiortc_peer import AiortcPeer
from tests.integration.server import DemoServer
from tests.integration.stream.serving import stream_ended, stream_server

SCRAPER = "what only it can know"


def text_of(server: DemoServer) -> str:
    asking = urllib.request.Request(f"{server.base_url}/metrics", headers={"Authorization": f"Bearer {SCRAPER}"})
    with urllib.request.urlopen(asking) as response:
        text: str = response.read().decode()
        return text


def samples(text: str) -> dict[tuple[str, ...], float]:
    """Each by its name and its labels' values."""
    families = text_string_to_metric_families(text)
    return {(sample.name, *sample.labels.values()): sample.value for family in families for sample in family.samples}


async def test_a_stream_is_counted_while_it_runs_and_when_it_is_over() -> None:
    with stream_server(METRICS_TOKEN=SCRAPER) as server:
        async with AiortcPeer(audio=None) as peer:
            await peer.connect(f"{server.base_url}/offer", "negative")
            for _ in range(5):
                await peer.pictures.next()
            running = samples(await asyncio.to_thread(text_of, server))
        await stream_ended(server, "peer-closed")
        over = samples(await asyncio.to_thread(text_of, server))

    assert running["djinar_sessions", "live"] == 1
    assert running["djinar_offers_total", "answered"] == 1
    assert running["djinar_frames_total", "sent"] >= 5
    assert running["djinar_frame_age_seconds_count",] == running["djinar_frames_total", "sent"]
    assert running["djinar_transform_seconds_count",] >= running["djinar_frames_total", "sent"]
    assert 0 < running["djinar_transform_seconds_sum",] < running["djinar_frame_age_seconds_sum",]
    assert over["djinar_sessions", "live"] == 0
    assert over["djinar_sessions_ended_total", "peer-closed"] == 1
    assert over["djinar_frames_total", "received"] >= running["djinar_frames_total", "received"]
    assert over["djinar_frames_total", "sent"] >= running["djinar_frames_total", "sent"]
    assert over["djinar_bytes_total", "in"] > 0


async def test_sound_that_became_silence_is_counted() -> None:
    with stream_server(METRICS_TOKEN=SCRAPER) as server:
        async with AiortcPeer(video=None) as peer:
            await peer.connect(f"{server.base_url}/hoarse")
            await peer.told("error")
            peer.tell("stats")
            told = await peer.told("stats")
            running = samples(await asyncio.to_thread(text_of, server))

    assert told["sound_blocks_failed"] > 0
    assert told["frames_failed"] == 0
    assert running["djinar_sound_blocks_failed_total",] >= told["sound_blocks_failed"]
    assert running["djinar_frames_total", "failed"] == 0


async def test_the_metrics_name_nobody() -> None:
    with stream_server(METRICS_TOKEN=SCRAPER) as server:
        async with AiortcPeer(video=None, audio=None) as peer:
            reply = await peer.connect(f"{server.base_url}/offer")
            text = await asyncio.to_thread(text_of, server)

    assert reply.document["session"][:6] not in text
    assert "127.0.0.1" not in text
    assert "Studio" not in text
    assert SCRAPER not in text
