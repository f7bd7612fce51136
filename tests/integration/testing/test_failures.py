"""What a developer is told when a stream does not do what a test waits for."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import pytest

from djinar import Stream
from djinar.exceptions import OptionError, UnknownTransform
from djinar.sessions.reasons import EndReason
from djinar.sessions.session import Session
from djinar.testing import Limits, NothingArrived, Scene, SessionEnded, StreamReported, stream_client
from tests.integration.testing.streams import Salon


async def test_a_transform_that_raises_is_the_cause_of_no_picture() -> None:
    async with stream_client(Salon, transform="counted") as peer:
        await peer.frame()
        await peer.frame()

        with pytest.raises(StreamReported, match="'counted' raised LookupError") as reported:
            await peer.frame()

    assert reported.value.code == "transform-failed"
    assert isinstance(reported.value.__cause__, LookupError)
    assert str(reported.value.__cause__) == "This was one picture too many."


async def test_a_sound_transform_that_raises_is_the_cause_of_no_sound() -> None:
    async with stream_client(Salon) as peer:
        await peer.set_transform("out_of_tune", kind="audio")

        with pytest.raises(StreamReported, match="'out_of_tune' raised ArithmeticError") as reported:
            await peer.audio(seconds=1)

        picture = await peer.frame()

    assert isinstance(reported.value.__cause__, ArithmeticError)
    assert picture.any()


async def test_a_failure_is_told_to_whom_it_concerns() -> None:
    async with stream_client(Salon, transform="counted") as peer:
        await peer.error()
        await peer.send("hello")

        assert await peer.message() == "hello"


async def test_a_stream_that_raises_is_the_cause_of_no_message() -> None:
    async with stream_client(Salon) as peer:
        await peer.send("raise")

        with pytest.raises(StreamReported, match="stream-failed") as reported:
            await peer.message()

    assert isinstance(reported.value.__cause__, LookupError)


async def test_a_failure_can_be_awaited() -> None:
    async with stream_client(Salon, transform="counted") as peer:
        error = await peer.error()

    assert (error["code"], error["transform"]) == ("transform-failed", "counted")


async def test_a_failure_is_of_the_session_that_had_it() -> None:
    async with stream_client(Salon) as good, stream_client(Salon) as bad:
        await bad.send("raise")

        with pytest.raises(StreamReported):
            await bad.message()

        await good.send("hello")
        assert await good.message() == "hello"


async def test_the_cause_is_found_without_a_log(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("djinar")
    logger.propagate = False
    try:
        async with stream_client(Salon, transform="counted") as peer:
            with pytest.raises(StreamReported) as reported:
                await peer.frame(lambda image: False)
    finally:
        logger.propagate = True

    assert isinstance(reported.value.__cause__, LookupError)
    assert not caplog.records


async def test_a_transform_that_hangs_is_named() -> None:
    limits = Limits(transform_deadline_seconds=0.05)
    async with stream_client(Salon, transform="stuck", limits=limits) as peer:
        with pytest.raises(StreamReported, match="'stuck' did not return"):
            await peer.frame()


async def test_an_ended_session_is_the_cause_of_everything() -> None:
    async with stream_client(Salon) as peer:
        await peer.send("end")

        with pytest.raises(SessionEnded, match="stream-ended"):
            await peer.frame(lambda image: False)
        with pytest.raises(SessionEnded):
            await peer.stats()
        with pytest.raises(SessionEnded):
            await peer.send("hello")

        assert await peer.ended() == EndReason.STREAM_ENDED


async def test_a_session_that_its_transform_ended_has_that_as_its_cause() -> None:
    async with stream_client(Salon, transform="counted", limits=Limits(max_transform_failures=3)) as peer:
        assert await peer.ended() == EndReason.TRANSFORM_FAILED
        with pytest.raises(SessionEnded) as ended:
            await peer.message(lambda text: False)

    assert isinstance(ended.value.__cause__, LookupError)


async def test_a_camera_that_raises_is_the_cause_of_no_picture() -> None:
    async with stream_client(Salon, camera=lambda number: Scene()(number // (2 - number))) as peer:
        with pytest.raises(ZeroDivisionError):
            await peer.frame(lambda image: False)


async def test_a_wait_in_vain_says_what_the_session_did() -> None:
    async with stream_client(Salon, transform="dye", timeout_seconds=0.3) as peer:
        with pytest.raises(NothingArrived, match=r'No picture came within 0.3 s.*"transforms": \["dye"\]'):
            await peer.frame(lambda image: False)


async def test_nothing_comes_back_to_a_peer_without_devices() -> None:
    async with stream_client(Salon, camera=None, microphone=None) as peer:
        with pytest.raises(NothingArrived, match="no camera"):
            await peer.frame()
        with pytest.raises(NothingArrived, match="no microphone"):
            await peer.audio()


async def test_a_mute_stream_is_heard_in_vain() -> None:
    async with stream_client(Stream) as peer:
        with pytest.raises(NothingArrived, match='"mute"'):
            await peer.audio()


async def test_what_an_offer_would_be_refused_for_is_raised() -> None:
    with pytest.raises(UnknownTransform):
        async with stream_client(Salon, transform="nonsense"):
            pass
    with pytest.raises(OptionError):
        async with stream_client(Salon, transform="dye", options={"level": 900}):
            pass


async def test_what_the_stream_raises_when_it_is_made_is_raised() -> None:
    class Unmade(Stream):
        def __init__(self, session: Session, context: Mapping[str, Any]) -> None:
            raise LookupError("There is no such room.")

    with pytest.raises(LookupError, match="no such room"):
        async with stream_client(Unmade):
            pass
