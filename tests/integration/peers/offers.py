"""Posting an offer as aiortc's example page does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    status: int
    headers: Message
    document: Mapping[str, Any]


class Refused(Exception):
    """The server did not answer the offer."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(f"{reply.status}: {reply.document}")
        self.reply = reply

    @property
    def code(self) -> str:
        return str(self.reply.document["code"])

    @property
    def detail(self) -> str:
        return str(self.reply.document["detail"])


async def post_offer(
    url: str, sdp: str, video_transform: str = "", options: Mapping[str, object] | None = None
) -> Reply:
    """Raises:
    Refused: the status is not 200.
    """
    members = {"sdp": sdp, "type": "offer", "video_transform": video_transform, "options": options or {}}
    reply = await asyncio.to_thread(request, url, json.dumps(members).encode())
    if reply.status != 200:
        raise Refused(reply)
    return reply


def request(url: str, body: bytes | None = None) -> Reply:
    """A POST of JSON, or a GET when there is no body. Blocking."""
    asked = Request(url, body, {"Content-Type": "application/json"} if body else {})
    try:
        with urlopen(asked, timeout=15) as response:
            return Reply(status=response.status, headers=response.headers, document=json.load(response))
    except HTTPError as error:
        with error:
            return Reply(status=error.code, headers=error.headers, document=json.load(error))
