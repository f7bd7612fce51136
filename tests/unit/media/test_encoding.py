"""What the encoder is told, with a sender that only writes down what it hears."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import cast

import pytest
import webrtc

from djinar.media import encoding
from djinar.media.encoding import VideoEncoding

KEEPS_SIZE = webrtc.RTCDegradationPreference.maintain_resolution
KEEPS_RATE = webrtc.RTCDegradationPreference.maintain_framerate


@dataclass
class FakeSender:
    """Its network carries the ``available_bps`` one after another, then nothing that is known."""

    available_bps: list[float] = field(default_factory=list)
    told: list[webrtc.RTCRtpSendParameters] = field(default_factory=list)
    looked: asyncio.Event = field(default_factory=asyncio.Event)

    def get_parameters(self) -> webrtc.RTCRtpSendParameters:
        return webrtc.RTCRtpSendParameters(
            header_extensions=[],
            rtcp=webrtc.RTCRtcpParameters(),
            codecs=[],
            transaction_id="1",
            encodings=[webrtc.RTCRtpEncodingParameters()],
        )

    async def set_parameters(self, parameters: webrtc.RTCRtpSendParameters) -> None:
        self.told.append(parameters)

    async def get_stats(self) -> dict[str, webrtc.RTCIceCandidatePairStats]:
        if not self.available_bps:
            self.looked.set()
            await asyncio.Event().wait()
        pair = object.__new__(webrtc.RTCIceCandidatePairStats)
        pair.nominated = True
        pair.available_outgoing_bitrate = self.available_bps.pop(0)
        return {"pair": pair}


def encoding_of(sender: FakeSender, *, limit_bps: int = 30_000_000) -> VideoEncoding:
    return VideoEncoding(cast(webrtc.RTCRtpSender, sender), limit_bps=limit_bps)


async def preferences(available_bps: list[float], monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What gives way to what, each time that it changes, for a rendered picture that wants some 4 Mbit/s."""
    monkeypatch.setattr(encoding, "_FIRST_LOOK_SECONDS", 0)
    monkeypatch.setattr(encoding, "_LOOK_EVERY_SECONDS", 0)
    sender = FakeSender(available_bps)
    watched = encoding_of(sender)
    await watched.fit(640, 480)
    task = asyncio.create_task(watched.run())
    await sender.looked.wait()
    task.cancel()
    return [parameters.degradation_preference for parameters in sender.told]


async def test_a_rendered_picture_may_take_more_bits_the_larger_it_is() -> None:
    sender = FakeSender()
    fitted = encoding_of(sender)

    await fitted.fit(640, 480)
    await fitted.fit(1280, 960)

    limits = [parameters.encodings[0].max_bitrate or 0 for parameters in sender.told]
    assert limits == [int(640 * 480 * 30 * 0.45), int(1280 * 960 * 30 * 0.45)]


async def test_the_encoder_is_told_only_of_a_change() -> None:
    sender = FakeSender()
    fitted = encoding_of(sender)

    for _ in range(3):
        await fitted.fit(640, 480)

    assert len(sender.told) == 1


async def test_the_cameras_own_picture_is_left_to_the_engine() -> None:
    sender = FakeSender()
    fitted = encoding_of(sender)

    await fitted.fit()
    await fitted.fit(640, 480)
    await fitted.fit()

    assert [parameters.encodings[0].max_bitrate is None for parameters in sender.told] == [False, True]
    assert sender.told[-1].degradation_preference == KEEPS_RATE


async def test_no_picture_takes_more_bits_than_a_peer_may_get() -> None:
    sender = FakeSender()
    fitted = encoding_of(sender, limit_bps=1_000_000)

    await fitted.fit()
    await fitted.fit(640, 480)

    assert [parameters.encodings[0].max_bitrate for parameters in sender.told] == [1_000_000, 1_000_000]


async def test_a_good_network_keeps_the_size(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await preferences([6e6, 3e6, 2e6], monkeypatch) == [KEEPS_SIZE]


async def test_a_thin_network_keeps_the_rate_until_it_is_good_again(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await preferences([1e6, 2e6, 5e6], monkeypatch) == [KEEPS_SIZE, KEEPS_RATE, KEEPS_SIZE]


async def test_one_change_waits_for_another() -> None:
    class StrictSender(FakeSender):
        """Takes parameters only from whoever got them last, as the engine does."""

        got: webrtc.RTCRtpSendParameters | None = None

        def get_parameters(self) -> webrtc.RTCRtpSendParameters:
            self.got = super().get_parameters()
            return self.got

        async def set_parameters(self, parameters: webrtc.RTCRtpSendParameters) -> None:
            assert parameters is self.got
            await asyncio.sleep(0)
            self.told.append(parameters)

    sender = StrictSender()
    fitted = encoding_of(sender)

    await asyncio.gather(fitted.fit(640, 480), fitted.fit(320, 240), fitted.fit())

    assert len(sender.told) == 3
