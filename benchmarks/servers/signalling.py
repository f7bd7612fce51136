"""The least HTTP that carries an offer: any ``POST`` is JSON in, JSON out, one request a connection."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

Answerer = Callable[[dict[str, Any]], Awaitable[dict[str, str]]]


async def serve(port: int, answer: Answerer) -> None:
    """Listens on loopback until the process is ended."""

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            body = await reader.readexactly(_content_length(head))
            reply = json.dumps(await answer(json.loads(body))).encode()
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n" + reply)
            await writer.drain()
        except asyncio.IncompleteReadError:
            pass  # somebody only looked whether the port is open
        finally:
            writer.close()

    server = await asyncio.start_server(converse, "127.0.0.1", port)
    await server.serve_forever()


def _content_length(head: bytes) -> int:
    lines = head.decode("latin-1").lower().split("\r\n")
    return next((int(line.split(":", 1)[1]) for line in lines if line.startswith("content-length:")), 0)
