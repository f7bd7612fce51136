"""Offers of real peers pass, and nothing of a stranger's text gets further than the parser."""

from __future__ import annotations

import random
import time
from contextlib import suppress
from pathlib import Path

import pytest

from djinar.exceptions import OfferError, UnsupportedOffer
from djinar.sdp import MAX_SDP_BYTES, Answer, Offer

OFFERS = Path(__file__).parents[1] / "corpus" / "offers"
PEERS = sorted(path.stem for path in OFFERS.glob("*.sdp"))


def offered_by(peer: str) -> str:
    return (OFFERS / f"{peer}.sdp").read_bytes().decode()


def with_sections(*kinds: str, direction: str = "sendrecv") -> str:
    """An offer of Chromium's, made of these sections in this order."""
    session, *media = offered_by("chromium").split("\r\nm=")
    by_kind = {section.partition(" ")[0]: section.removesuffix("\r\n") for section in media}
    parts = [session.replace("BUNDLE 0 1 2", " ".join(["BUNDLE", *map(str, range(len(kinds)))]))]
    for mid, kind in enumerate(kinds):
        lines = by_kind[kind].replace("sendrecv", direction).split("\r\n")
        parts.append("\r\n".join(f"a=mid:{mid}" if line.startswith("a=mid:") else line for line in lines))
    return "\r\nm=".join(parts) + "\r\n"


def without(text: str, start: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(start))


@pytest.mark.parametrize("peer", PEERS)
def test_a_real_peer_offers_camera_microphone_and_data_channel(peer: str) -> None:
    offer = Offer.parse(offered_by(peer))

    assert [(section.kind, section.mid, section.direction) for section in offer.sections] == [
        ("audio", "0", "sendrecv"),
        ("video", "1", "sendrecv"),
        ("application", "2", "sendrecv"),
    ]


@pytest.mark.parametrize("peer", PEERS)
def test_no_candidate_survives_and_nothing_else_is_lost(peer: str) -> None:
    text = offered_by(peer)

    kept = Offer.parse(text).sdp

    assert "candidate" in text
    assert kept == without(without(text, "a=candidate:"), "a=end-of-candidates")


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_either_line_end_is_read(line_end: str) -> None:
    text = offered_by("chromium").replace("\r\n", line_end).removesuffix(line_end)

    assert Offer.parse(text) == Offer.parse(offered_by("chromium"))


@pytest.mark.parametrize("kinds", [("audio",), ("video",), ("application",), ("application", "video")], ids=str)
def test_any_of_camera_microphone_and_data_channel_is_enough(kinds: tuple[str, ...]) -> None:
    offer = Offer.parse(with_sections(*kinds))

    assert tuple(section.kind for section in offer.sections) == kinds


@pytest.mark.parametrize("direction", ["sendrecv", "sendonly", "recvonly"])
def test_the_direction_is_that_of_the_section(direction: str) -> None:
    offer = Offer.parse(with_sections("video", direction=direction))

    assert offer.sections[0].direction == direction


def test_a_direction_of_the_session_stands_for_its_sections() -> None:
    text = without(with_sections("video"), "a=sendrecv").replace("t=0 0\r\n", "t=0 0\r\na=sendonly\r\n")

    assert Offer.parse(text).sections[0].direction == "sendonly"


def test_a_peer_at_many_addresses_is_welcome() -> None:
    candidates = "".join(f"a=candidate:{n} 1 udp 1 192.0.2.{n} 9 typ host\r\n" for n in range(1, 201))

    offer = Offer.parse(with_sections("video") + candidates)

    assert "a=candidate" not in offer.sdp


def test_a_section_that_the_peer_has_given_up_does_not_count() -> None:
    text = with_sections("application", "video", "video", "application")
    first, second = text.split("\r\nm=video", maxsplit=1)
    given_up = first.replace("m=application 50759", "m=application 0") + "\r\nm=video 0 UDP/TLS/RTP/SAVPF 96"
    text = given_up + second[second.index("\r\n") :]

    offer = Offer.parse(text.replace("BUNDLE 0 1 2 3", "BUNDLE 2 3"))

    assert [section.direction for section in offer.sections] == ["inactive", "inactive", "sendrecv", "sendrecv"]


@pytest.mark.parametrize(
    ("kinds", "words"),
    [(("video", "video"), "cameras"), (("audio", "audio"), "microphones"), (("application",) * 2, "data-channel")],
    ids=str,
)
def test_two_of_a_kind_are_refused_by_name(kinds: tuple[str, ...], words: str) -> None:
    with pytest.raises(UnsupportedOffer, match=f"2 {words}"):
        Offer.parse(with_sections(*kinds))


@pytest.mark.parametrize(
    "text",
    [
        with_sections(),
        with_sections("video", direction="inactive"),
        with_sections("application").replace("m=application 50759", "m=application 0"),
    ],
    ids=["no section", "inactive camera", "data channel given up"],
)
def test_an_offer_of_nothing_is_refused(text: str) -> None:
    with pytest.raises(UnsupportedOffer):
        Offer.parse(text)


GOOD = with_sections("audio", "video")


BROKEN = {
    "empty": ("", "Line 1"),
    "no SDP": ("hello", "Line 1"),
    "first line only": ("v=0\r\n", "o="),
    "another version": (GOOD.replace("v=0", "v=1"), "v=0"),
    "Latin letter": (GOOD.replace("s=-", "s=caf\xe9"), "printable ASCII"),
    "NUL": (GOOD.replace("s=-", "s=\0"), "printable ASCII"),
    "lone carriage return": (GOOD.replace("s=-", "s=-\r"), "printable ASCII"),
    "lone surrogate": (GOOD.replace("s=-", "s=\ud800"), "printable ASCII"),
    "empty line": (GOOD.replace("s=-\r\n", "s=-\r\n\r\n"), "Line 4"),
    "too many lines": (GOOD + "a=x\r\n" * 2_000, "2000 lines"),
    "too long": (GOOD + "a=" + "x" * MAX_SDP_BYTES, "longer than 65536"),
    "too many sections": (GOOD + "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n" * 7, "9 media sections"),
    "unknown kind": (GOOD.replace("m=video", "m=image"), "kind"),
    "no port": (GOOD.replace("m=video 35724", "m=video"), "port"),
    "negative port": (GOOD.replace("m=video 35724", "m=video -1"), "port"),
    "port over 65535": (GOOD.replace("m=video 35724", "m=video 65536"), "port"),
    "port of 5000 digits": (GOOD.replace("m=video 35724", "m=video " + "9" * 5_000), "port"),
    "too many formats": (GOOD.replace("SAVPF 96", "SAVPF 96" + " 97" * 100), "formats"),
    "feedback flood": (GOOD + "".join(f"a=rtcp-fb:* x{n}\r\n" for n in range(17)), "a=rtcp-fb:"),
    "feedback for a thousand formats": (GOOD + "".join(f"a=rtcp-fb:{n} nack\r\n" for n in range(1_000)), "a=rtcp-fb:"),
    "parameter flood": (GOOD + "a=fmtp:96 x=1\r\n" * 3, "a=fmtp:"),
    "no mid": (without(GOOD, "a=mid:"), "a=mid"),
    "two mids": (GOOD.replace("a=mid:1", "a=mid:1\r\na=mid:2"), "a=mid"),
    "long mid": (GOOD.replace("a=mid:1", "a=mid:" + "1" * 65), "a=mid"),
    "same mid": (GOOD.replace("a=mid:1", "a=mid:0"), "same a=mid"),
    "bundle of absent sections": (GOOD.replace("BUNDLE 0 1", "BUNDLE 0 1 7"), "does not exist"),
    "bundle of one": (GOOD.replace("BUNDLE 0 1", "BUNDLE 0"), "must be bundled"),
    "bundled twice": (GOOD.replace("BUNDLE 0 1", "BUNDLE 0 1 1"), "must be bundled"),
    "two bundles": (GOOD.replace("BUNDLE 0 1", "BUNDLE 0\r\na=group:BUNDLE 1"), "must be bundled"),
    "no bundle": (without(GOOD, "a=group:"), "must be bundled"),
    "no rtcp-mux": (without(GOOD, "a=rtcp-mux"), "a=rtcp-mux"),
    "no ice-ufrag": (without(GOOD, "a=ice-ufrag"), "a=ice-ufrag"),
    "no ice-pwd": (without(GOOD, "a=ice-pwd"), "a=ice-pwd"),
    "no fingerprint": (without(GOOD, "a=fingerprint"), "a=fingerprint"),
    "no setup": (without(GOOD, "a=setup"), "a=setup"),
    "unknown setup": (GOOD.replace("setup:actpass", "setup:holdconn"), "a=setup"),
    "two directions": (GOOD.replace("a=sendrecv", "a=sendrecv\r\na=recvonly"), "more than one direction"),
}


@pytest.mark.parametrize(("text", "reason"), BROKEN.values(), ids=BROKEN)
def test_what_breaks_a_rule_is_refused_with_the_rule(text: str, reason: str) -> None:
    with pytest.raises(OfferError, match=reason):
        Offer.parse(text)


def test_an_offer_that_is_cut_anywhere_is_refused_or_whole() -> None:
    text = offered_by("chromium")

    for length in range(0, len(text), 37):
        try:
            offer = Offer.parse(text[:length])
        except OfferError:
            continue
        assert "m=audio" in offer.sdp


@pytest.mark.parametrize("peer", PEERS)
def test_a_mutated_offer_raises_nothing_but_offer_errors(peer: str) -> None:
    chance = random.Random(peer)  # noqa: S311  (the same mutations in every run)
    lines = offered_by(peer).split("\r\n")

    for _ in range(300):
        mutated = mutate(lines, chance)
        with suppress(OfferError):
            assert "a=candidate:" not in Offer.parse("\r\n".join(mutated)).sdp


def mutate(lines: list[str], chance: random.Random) -> list[str]:
    mutated = list(lines)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(mutated))
        line = mutated[place]
        cut = chance.randrange(len(line) + 1)
        mutated[place : place + 1] = chance.choice(
            [
                [],
                [line, line],
                [line[:cut]],
                [line[:cut] + chr(chance.randrange(0x110000)) + line[cut:]],
                [line.replace(" ", "", 1)],
                [line[:cut] + "9" * chance.choice([5, 5_000])],
                [chance.choice(mutated)],
                [line[:2]],
            ]
        )
        mutated = mutated or [""]
    return mutated


@pytest.mark.parametrize(
    "text",
    [
        "\n" * MAX_SDP_BYTES,
        "m=\n" * (MAX_SDP_BYTES // 3),
        "a=" + " " * (MAX_SDP_BYTES - 2),
        ("v=0\no=\ns=\n" + "m=video 9 x" + " 0" * 32_000)[:MAX_SDP_BYTES],
        ("v=0\no=\ns=\na=group:BUNDLE" + " x" * 32_000)[: MAX_SDP_BYTES - 30] + "\nm=video 0 x 0\na=mid:0\n",
        "x" * 10 * MAX_SDP_BYTES,
    ],
    ids=["line ends", "sections", "one line", "formats", "bundle", "too long"],
)
def test_nothing_of_64_kib_keeps_the_parser_busy(text: str) -> None:
    started = time.process_time()

    with pytest.raises(OfferError):
        Offer.parse(text)

    assert time.process_time() - started < 0.25


def answer_with(*candidates: str) -> Answer:
    return Answer(sdp="".join(f"{line}\r\n" for line in ("v=0", "m=video 9 UDP/TLS/RTP/SAVPF 96", *candidates)))


@pytest.mark.parametrize(
    ("head", "limited"),
    [
        ("m=video 9 x 96\r\na=mid:1\r\n", "m=video 9 x 96\r\nb=AS:500\r\nb=TIAS:500000\r\na=mid:1\r\n"),
        (
            "m=video 9 x 96\r\nc=IN IP4 0.0.0.0\r\n",
            "m=video 9 x 96\r\nc=IN IP4 0.0.0.0\r\nb=AS:500\r\nb=TIAS:500000\r\n",
        ),
        ("m=audio 9 x 111\r\nc=IN IP4 0.0.0.0\r\n", "m=audio 9 x 111\r\nc=IN IP4 0.0.0.0\r\n"),
    ],
)
def test_an_answer_may_ask_for_fewer_bits_of_the_picture(head: str, limited: str) -> None:
    assert Answer(sdp=f"v=0\r\n{head}").limiting(500_000) == Answer(sdp=f"v=0\r\n{limited}")


def candidate(address: str, rest: str = "typ host", transport: str = "udp") -> str:
    return f"a=candidate:1 1 {transport} 2122194687 {address} 50204 {rest}"


HOST_4, HOST_6 = candidate("10.0.0.5", "typ host generation 0"), candidate("fd00::5")


def test_a_private_address_gives_way_to_the_public_one_of_its_version() -> None:
    announced = answer_with(HOST_4, HOST_6).announcing(["203.0.113.9", "2001:db8::9"])

    assert announced == answer_with(candidate("203.0.113.9", "typ host generation 0"), candidate("2001:db8::9"))


def test_every_public_address_is_announced_once() -> None:
    announced = answer_with(HOST_4).announcing(["203.0.113.9", "203.0.113.8", "203.0.113.9"])

    assert announced.sdp.count("a=candidate:") == 2


def test_an_address_whose_version_has_no_public_one_stays() -> None:
    announced = answer_with(HOST_4, HOST_6).announcing(["203.0.113.9"])

    assert HOST_6 in announced.sdp
    assert HOST_4 not in announced.sdp


def test_a_candidate_over_tcp_is_announced_too() -> None:
    announced = answer_with(candidate("10.0.0.5", "typ host tcptype passive", "tcp")).announcing(["203.0.113.9"])

    assert announced == answer_with(candidate("203.0.113.9", "typ host tcptype passive", "tcp"))


@pytest.mark.parametrize(
    "line",
    [
        candidate("127.0.0.1"),
        candidate("::1"),
        candidate("8.8.8.8"),
        candidate("10.0.0.5", "typ relay raddr 0.0.0.0 rport 0"),
        candidate("5973af9b-aa34-421c-a28f-7145bbe4ae0f.local"),
    ],
    ids=["loopback", "loopback of IPv6", "public", "relay", "host name"],
)
def test_what_is_no_private_host_candidate_stays(line: str) -> None:
    assert answer_with(line).announcing(["203.0.113.9", "2001:db8::9"]) == answer_with(line)


def test_no_private_address_is_told_beside_a_public_one() -> None:
    answer = answer_with("c=IN IP4 10.0.0.5", candidate("8.8.8.8", "typ srflx raddr 10.0.0.5 rport 50204"))

    announced = answer.announcing(["203.0.113.9"])

    assert announced == answer_with("c=IN IP4 0.0.0.0", candidate("8.8.8.8", "typ srflx raddr 0.0.0.0 rport 0"))


def test_without_public_addresses_the_answer_stays_as_it_is() -> None:
    answer = answer_with(HOST_4, HOST_6)

    assert answer.announcing([]) == answer
