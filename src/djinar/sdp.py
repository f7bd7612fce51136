"""Offers and answers as checked values.

An offer is parsed strictly before any library sees it, since it is a stranger's text: a few hundred kilobytes of it
stop an event loop for minutes. What is left of it names no address: a server that would follow candidates could be made
to probe the network that it stands in, and a peer that reaches the server is found by its own checks.
"""

from __future__ import annotations

import ipaddress
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from djinar.exceptions import OfferError, UnsupportedOffer

MAX_SDP_BYTES = 64 * 1024
MAX_LINES = 2_000
MAX_SECTIONS = 8
MAX_PAYLOAD_TYPES = 100
MAX_LINES_PER_FORMAT = {"a=rtpmap:": 1, "a=fmtp:": 2, "a=rtcp-fb:": 16}
"""In one section. The engine's time grows with the cube of some of them: 1,900 feedback lines stop it for a minute."""

_LINE = re.compile(r"[a-z]=[\x20-\x7e]*")
_VIDEO_HEAD = re.compile(r"^m=video .*\r\n(?:[ic]=.*\r\n)*", re.MULTILINE)
_RELATED_ADDRESS = re.compile(r" raddr \S+ rport \d+")
_SESSION_START = ("v=0", "o=", "s=")
_CANDIDATE_LINES = ("a=candidate:", "a=end-of-candidates", "a=remote-candidates:")
_DIRECTIONS = ("sendrecv", "sendonly", "recvonly", "inactive")
_KINDS = ("audio", "video", "application")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One media section of an offer, seen from the peer that made it."""

    kind: str
    mid: str
    direction: str
    is_rejected: bool = False
    """The peer keeps the section's place, but has given it up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An offer that holds to the rules, without candidates."""

    sdp: str
    sections: tuple[Section, ...]

    @classmethod
    def parse(cls, text: str) -> Offer:
        """Check a peer's offer.

        Raises:
            OfferError: it breaks a rule of SDP or one of the limits above.
            UnsupportedOffer: it is an offer, but with more cameras or microphones than one, or with nothing in it.

        Source: RFC 8866 section 5 (lines), RFC 9429 section 5.2.1 (what an offer holds), RFC 9143 (BUNDLE).
        """
        lines = _lines(text)
        session, *media = _split(lines)
        if len(media) > MAX_SECTIONS:
            raise OfferError(f"The offer has {len(media)} media sections; at most {MAX_SECTIONS} are allowed.")
        _check_session(session, media)
        sections = tuple(_section(session, section) for section in media)
        _check_bundle(session, sections)
        _check_supported(sections)
        kept = [line for line in lines if not line.startswith(_CANDIDATE_LINES)]
        return cls(sdp="\r\n".join(kept) + "\r\n", sections=sections)


def _lines(text: str) -> list[str]:
    if len(text) > MAX_SDP_BYTES:
        raise OfferError(f"The offer is longer than {MAX_SDP_BYTES} bytes.")
    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    if len(lines) > MAX_LINES:
        raise OfferError(f"The offer has more than {MAX_LINES} lines.")
    for number, line in enumerate(lines, start=1):
        if not _LINE.fullmatch(line):
            raise OfferError(f"Line {number} of the offer is not SDP: a letter, '=' and printable ASCII.")
    return lines


def _split(lines: Sequence[str]) -> Iterator[list[str]]:
    """The lines of the session, then those of each media section."""
    part: list[str] = []
    for line in lines:
        if line.startswith("m="):
            yield part
            part = []
        part.append(line)
    yield part


def _check_session(session: Sequence[str], media: Sequence[Sequence[str]]) -> None:
    for line, start in zip([*session, "", "", ""], _SESSION_START, strict=False):
        if not line.startswith(start):
            raise OfferError(f"The offer must begin with v=0, o= and s=; '{start}' is missing.")
    if not media:
        raise UnsupportedOffer("The offer has no media section: neither camera, microphone nor data channel.")


def _section(session: Sequence[str], lines: Sequence[str]) -> Section:
    fields = lines[0].removeprefix("m=").split()
    if len(fields) < 4 or fields[0] not in _KINDS:
        raise OfferError(
            "A media section must begin with m=, a kind (audio, video, application), port, protocol, format."
        )
    kind, port, _, *formats = fields
    if not re.fullmatch(r"[0-9]{1,5}", port) or int(port) > 65535:
        raise OfferError(f"A port of a media section must be 0 to 65535, not {port[:16]}.")
    if len(formats) > MAX_PAYLOAD_TYPES:
        raise OfferError(f"A media section has {len(formats)} formats; at most {MAX_PAYLOAD_TYPES} are allowed.")
    _check_formats(kind, lines)
    mids = [line.removeprefix("a=mid:") for line in lines if line.startswith("a=mid:")]
    if len(mids) != 1 or not re.fullmatch(r"[\x21-\x7e]{1,64}", mids[0]):
        raise OfferError("Every media section needs one a=mid of at most 64 characters.")
    if int(port) == 0 and "a=bundle-only" not in lines:
        return Section(kind=kind, mid=mids[0], direction="inactive", is_rejected=True)
    _check_transport(kind, [*session, *lines])
    return Section(kind=kind, mid=mids[0], direction=_direction(kind, session, lines))


def _check_formats(kind: str, lines: Sequence[str]) -> None:
    for attribute, most in MAX_LINES_PER_FORMAT.items():
        formats = Counter(line.removeprefix(attribute).split(" ")[0] for line in lines if line.startswith(attribute))
        if len(formats) > MAX_PAYLOAD_TYPES or any(count > most for count in formats.values()):
            raise OfferError(f"The {kind} section has too many lines {attribute}; {most} a format are allowed.")


def _check_transport(kind: str, lines: Sequence[str]) -> None:
    for name in ("ice-ufrag", "ice-pwd", "fingerprint", "setup"):
        if not any(line.startswith(f"a={name}:") for line in lines):
            raise OfferError(f"The {kind} section has no a={name}: the offer is cut, or is not WebRTC's.")
    if "a=setup:actpass" not in lines and "a=setup:active" not in lines and "a=setup:passive" not in lines:
        raise OfferError(f"a=setup of the {kind} section must be actpass, active or passive.")
    if kind != "application" and "a=rtcp-mux" not in lines:
        raise OfferError(f"The {kind} section has no a=rtcp-mux, which WebRTC demands.")


def _direction(kind: str, session: Sequence[str], lines: Sequence[str]) -> str:
    for part in (lines, session):
        found = [direction for direction in _DIRECTIONS if f"a={direction}" in part]
        if len(found) > 1:
            raise OfferError(f"The {kind} section has more than one direction: {', '.join(found)}.")
        if found:
            return found[0]
    return "sendrecv"


def _check_bundle(session: Sequence[str], sections: Sequence[Section]) -> None:
    mids = [section.mid for section in sections]
    if len(set(mids)) < len(mids):
        raise OfferError("Two media sections have the same a=mid.")
    groups = [line.split()[1:] for line in session if line.split(" ")[0] == "a=group:BUNDLE"]
    named = [mid for group in groups for mid in group]
    if not set(named) <= set(mids):
        raise OfferError("a=group:BUNDLE names a media section that does not exist.")
    wanted = {section.mid for section in sections if not section.is_rejected}
    apart = len(wanted) > 1 and not wanted <= set(named)
    if apart or len(groups) > 1 or len(set(named)) < len(named):
        raise OfferError("The media sections must be bundled: one a=group:BUNDLE that names each once.")


def _check_supported(sections: Sequence[Section]) -> None:
    active = [
        section.kind
        for section in sections
        if not section.is_rejected and (section.direction != "inactive" or section.kind == "application")
    ]
    for kind, words in (("video", "cameras"), ("audio", "microphones"), ("application", "data-channel sections")):
        count = active.count(kind)
        if count > 1:
            raise UnsupportedOffer(f"The offer has {count} {words}; a session takes one.")
    if not active:
        raise UnsupportedOffer("Every media section of the offer is inactive.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Our answer, with all of our candidates."""

    sdp: str

    def limiting(self, bitrate_bps: int) -> Answer:
        """The answer with the wish that the peer's picture takes no more bits a second.

        Source: RFC 8866 section 5.8 for ``AS``, which browsers read, and RFC 3890 section 6.2 for ``TIAS``.
        """
        limits = f"b=AS:{max(1, bitrate_bps // 1_000)}\r\nb=TIAS:{bitrate_bps}\r\n"
        return Answer(sdp=_VIDEO_HEAD.sub(lambda head: head[0] + limits, self.sdp))

    def announcing(self, addresses: Sequence[str]) -> Answer:
        """The answer with ``addresses``, if any, in place of the private ones, for a server behind 1:1 NAT.

        Each candidate at a private address is given once for every public address of its IP version; one whose version
        has none stays as it is. Loopback stays.
        """
        if not addresses:
            return self
        lines = []
        for line in self.sdp.splitlines():
            if line.startswith("a=candidate:"):
                lines += _announced(_RELATED_ADDRESS.sub(" raddr 0.0.0.0 rport 0", line), addresses)
            else:
                # What is no candidate is a default for peers without ICE, which we have none of.
                lines.append("c=IN IP4 0.0.0.0" if line.startswith("c=") else line)
        return Answer(sdp="\r\n".join(lines) + "\r\n")


def _announced(line: str, addresses: Sequence[str]) -> list[str]:
    """Source: RFC 8839 section 5.1, whose fifth field is the connection address."""
    fields = line.split(" ")
    try:
        own = ipaddress.ip_address(fields[4])
    except ValueError:  # a host name, as that of multicast DNS
        return [line]
    if own.is_global or own.is_loopback or "host" not in fields:
        return [line]
    public = [address for address in addresses if ipaddress.ip_address(address).version == own.version]
    return list(dict.fromkeys(" ".join([*fields[:4], address, *fields[5:]]) for address in public)) or [line]
