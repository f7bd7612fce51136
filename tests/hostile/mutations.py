"""What an attacker makes of an offer: strategies for Hypothesis."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, TypeAlias

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

OFFERS = Path(__file__).parents[1] / "corpus" / "offers"
REAL = [path.read_bytes().decode() for path in sorted(OFFERS.glob("*.sdp"))]
SECTIONS_OF_REAL = [f"m={section}" for sdp in REAL for section in re.split(r"^m=", sdp, flags=re.MULTILINE)[1:]]
LINES_OF_REAL = sorted({line for sdp in REAL for line in sdp.splitlines()})

NUMBERS = ["-1", "0", "1", "127", "65535", "65536", "4294967295", "4294967296", "18446744073709551616", "1e308", "0x1f"]
WORDS = ["", " ", "*", "%s%n", "../../x", "A" * 300, "9" * 300, "\0", "\ud800", "\u2028", "é", ";;;", "a=b:c/d", "-"]
LINES = [
    *(
        "a=group:BUNDLE 0 0",
        "a=group:BUNDLE 0 1 2 3",
        "a=group:LS 0 1",
        "a=group:BUNDLE",
        "a=ice-lite",
        "a=ice-options:x",
    ),
    *(
        "a=rid:0 send pt=96;max-width=99999999;depend=0",
        "a=rid:0 recv",
        "a=simulcast:send 0;~1,2;*",
        "a=simulcast:recv",
    ),
    *("a=ssrc:1 cname:x", "a=ssrc:0", "a=ssrc-group:FID 1 1", "a=ssrc-group:SIM 1 2 3", "a=ssrc-group:FEC-FR 1"),
    *("a=extmap:0 urn:x", "a=extmap:15 urn:x", "a=extmap:1/sendonly urn:x", "a=extmap:256 urn:3gpp:video-orientation"),
    *(
        "a=rtpmap:96 VP8/90000",
        "a=rtpmap:96 H264/0",
        "a=rtpmap:111 opus/48000/255",
        "a=rtpmap:0 PCMU/8000",
        "a=rtpmap:",
    ),
    *(
        "a=fmtp:96 apt=96",
        "a=fmtp:97 apt=97",
        "a=fmtp:111 maxplaybackrate=0;stereo=-1",
        "a=fmtp:* x",
        "a=rtcp-fb:* nack",
    ),
    *(
        "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAA",
        "a=fingerprint:sha-1 00",
        "a=fingerprint:md5 00:11",
        "a=setup:holdconn",
    ),
    *("a=sctp-port:0", "a=sctp-port:65536", "a=max-message-size:0", "a=sctpmap:5000 webrtc-datachannel 65535"),
    *("a=mid:0", "a=mid:9", "a=msid:- -", "a=msid:a b c", "a=msid-semantic:WMS *", "a=bundle-only", "a=rtcp-rsize"),
    *(
        "a=sendrecv",
        "a=inactive",
        "a=recvonly",
        "b=AS:0",
        "b=TIAS:-1",
        "b=X",
        "a=ptime:0",
        "a=maxptime:-1",
        "a=framerate:0",
    ),
    *(
        "a=candidate:1 1 udp 1 127.0.0.1 1 typ host",
        "a=candidate:",
        "a=remote-candidates:1 127.0.0.1 1",
        "a=end-of-candidates",
    ),
    *("m=video 9 UDP/TLS/RTP/SAVPF 96", "m=audio 0 RTP/AVP 0", "m=application 9 DTLS/SCTP 5000", "m=text 9 X 1", "m="),
    *(
        "c=IN IP6 ::1",
        "c=IN IP4 224.0.0.1/127",
        "k=clear:x",
        "i=x",
        "z=0 0",
        "r=1 1 1",
        "t=-1 -1",
        "a=",
        "a=x:" + "y" * 2_000,
    ),
]

Json: TypeAlias = SearchStrategy[Any]


def any_json() -> Json:
    """Values of every type, the worst of each among them."""
    numbers = st.integers() | st.floats() | st.sampled_from([10**400, -(10**400), 1e308, -0.0])
    texts = st.text(max_size=50) | st.sampled_from([*WORDS, "__proto__", "constructor", "offer", "none", "edges"])
    return st.recursive(
        st.none() | st.booleans() | numbers | texts,
        lambda inner: st.lists(inner, max_size=5) | st.dictionaries(texts, inner, max_size=5),
        max_leaves=8,
    )


def _position(draw: DrawFn, text: str) -> int:
    return draw(st.integers(0, max(0, len(text) - 1)))


def _byte(draw: DrawFn, sdp: str) -> str:
    at = _position(draw, sdp)
    return sdp[:at] + draw(st.characters(max_codepoint=0x2FF)) + sdp[at + draw(st.integers(0, 1)) :]


def _cut(draw: DrawFn, sdp: str) -> str:
    return sdp[: _position(draw, sdp)]


def _gap(draw: DrawFn, sdp: str) -> str:
    at = _position(draw, sdp)
    return sdp[:at] + sdp[at + draw(st.integers(1, 200)) :]


def _line(draw: DrawFn, sdp: str) -> str:
    """One line is gone, there often, elsewhere, or another."""
    lines = sdp.splitlines()
    at = draw(st.integers(0, max(0, len(lines) - 1)))
    other = draw(st.sampled_from(LINES) | st.sampled_from(LINES_OF_REAL) | st.sampled_from(lines or [""]))
    instead = draw(st.sampled_from([[], [other], [*lines[at : at + 1], other], [other] * draw(st.integers(1, 120))]))
    return "\r\n".join([*lines[:at], *instead, *lines[at + 1 :], ""])


def _part(draw: DrawFn, sdp: str, pattern: str, others: list[str]) -> str:
    """One match of the pattern becomes another."""
    found = list(re.finditer(pattern, sdp))
    if not found:
        return sdp
    chosen = draw(st.sampled_from(found))
    other = draw(st.sampled_from(others) | st.sampled_from(found).map(lambda same: same[0]))
    return sdp[: chosen.start()] + other + sdp[chosen.end() :]


def _number(draw: DrawFn, sdp: str) -> str:
    return _part(draw, sdp, r"\d+", NUMBERS)


def _word(draw: DrawFn, sdp: str) -> str:
    return _part(draw, sdp, r"[^\s:;=/]+", WORDS)


def _value(draw: DrawFn, sdp: str) -> str:
    return _part(draw, sdp, r"(?<=:).+", [*WORDS, *NUMBERS])


def _section(draw: DrawFn, sdp: str) -> str:
    """One media section is gone, there twice, that of another peer, or of another kind."""
    session, *media = re.split(r"(?=^m=)", sdp, flags=re.MULTILINE)
    if not media:
        return sdp
    at = draw(st.integers(0, len(media) - 1))
    other = draw(st.sampled_from(SECTIONS_OF_REAL))
    kind = draw(st.sampled_from(["audio", "video", "application", "image"]))
    renamed = re.sub(r"^m=\w+", f"m={kind}", media[at])
    instead = draw(st.sampled_from([[], [media[at]] * 2, [other], [renamed], [media[at], other]]))
    return "".join([session, *media[:at], *instead, *media[at + 1 :]])


_IN_THE_SMALL = [_number, _word, _value, _line]
_IN_THE_LARGE = [_byte, _cut, _gap, _section]


@st.composite
def hostile_sdp(draw: DrawFn) -> str:
    """Mostly small changes, so that many get past our parser and into the engine."""
    sdp = draw(st.sampled_from(REAL))
    for _ in range(draw(st.integers(1, 4))):
        change = draw(st.sampled_from(3 * _IN_THE_SMALL + _IN_THE_LARGE))
        sdp = change(draw, sdp)
    return sdp


def _chains() -> Json:
    """Most of them of the form that they should have."""
    names = st.sampled_from(["none", "shade", "edges", "echo"]) | st.text(max_size=5)
    options = st.dictionaries(st.sampled_from(["level", "low", "high", "x", ""]), any_json(), max_size=3)
    step = st.fixed_dictionaries({"name": names}, optional={"options": options, "x": any_json()})
    steps = st.lists(step, max_size=10) | st.lists(st.just({"name": "none"}), min_size=8, max_size=60)
    return st.dictionaries(st.sampled_from(["video", "audio"]), steps, min_size=1)


@st.composite
def _hostile_members(draw: DrawFn) -> dict[str, Any]:
    members: dict[str, Any] = {"sdp": draw(st.sampled_from(REAL)), "type": "offer"}
    if draw(st.booleans()):
        return members | {"chains": draw(_chains())}
    names = ["sdp", "type", "video_transform", "options", "chains", "__proto__", "constructor"]
    return members | {name: draw(any_json()) for name in draw(st.lists(st.sampled_from(names), min_size=1, max_size=3))}


def as_body(sdp: str) -> bytes:
    return json.dumps({"sdp": sdp, "type": "offer"}).encode()


@st.composite
def hostile_body(draw: DrawFn) -> bytes:
    """What is posted: of five, three with a hostile offer, one with hostile members, one that is hardly JSON."""
    way = draw(st.integers(0, 4))
    if way < 3:
        return as_body(draw(hostile_sdp()))
    text = json.dumps(draw(_hostile_members()))
    if way == 3:
        return text.encode()
    body = text.encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32-be"])))
    at = draw(st.integers(0, len(body)))
    return draw(st.sampled_from([body, body[:at], body[at:], body[:at] + draw(st.binary(max_size=20)) + body[at:]]))
