from __future__ import annotations

import re
from pathlib import Path

import pytest

from djinar.media.error_correction import without_error_correction

OFFERS = Path(__file__).parents[2] / "corpus" / "offers"


def video_codecs(sdp: str) -> list[str]:
    """Those of the first section of pictures, in the peer's order."""
    formats = re.findall(r"^m=video \d+ \S+ (.+?)\r?$", sdp, re.MULTILINE)[0].split(" ")
    names = dict(re.findall(r"^a=rtpmap:(\d+) ([\w-]+)/90000", sdp, re.MULTILINE))
    return [names[number] for number in formats]


@pytest.mark.parametrize("peer", ["chromium", "firefox", "wrtc", "aiortc"])
def test_only_codecs_of_pictures_and_what_repeats_them_are_left_in_their_order(peer: str) -> None:
    offer = (OFFERS / f"{peer}.sdp").read_bytes().decode()

    codecs = video_codecs(without_error_correction(offer))

    left_out = video_codecs(offer)[len(codecs) :]
    assert codecs == video_codecs(offer)[: len(codecs)]
    assert not {"red", "ulpfec", "flexfec-03"} & set(codecs)
    assert set(left_out) <= {"red", "ulpfec", "rtx"}
    assert "ulpfec" not in without_error_correction(offer)


def test_what_repeats_a_redundant_packet_goes_with_it() -> None:
    offer = "m=video 9 UDP/TLS/RTP/SAVPF 103 102 96 97\r\n" + "".join(
        f"a={attribute}\r\n"
        for attribute in (
            "rtpmap:96 VP8/90000",
            *("rtpmap:97 rtx/90000", "fmtp:97 apt=96"),
            "rtpmap:102 red/90000",
            *("rtpmap:103 rtx/90000", "fmtp:103 apt=102"),
        )
    )

    assert video_codecs(without_error_correction(offer)) == ["VP8", "rtx"]


def test_redundant_sound_is_left_alone() -> None:
    offer = "m=audio 9 UDP/TLS/RTP/SAVPF 111 63\r\na=rtpmap:111 opus/48000/2\r\na=rtpmap:63 red/48000/2\r\n"

    assert without_error_correction(offer) == offer


def test_sound_of_the_same_number_as_a_redundant_packet_is_left_alone() -> None:
    sound = "m=audio 9 UDP/TLS/RTP/SAVPF 102\r\na=rtpmap:102 opus/48000/2\r\n"
    picture = "m=video 9 UDP/TLS/RTP/SAVPF 96 102\r\na=rtpmap:96 VP8/90000\r\na=rtpmap:102 red/90000\r\n"

    left = without_error_correction(sound + picture + sound)

    assert left == sound + "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=rtpmap:96 VP8/90000\r\n" + sound
