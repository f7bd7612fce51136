"""Streams that the demo has no use for."""

from __future__ import annotations

from djinar import BgrImage, Stream, transform


@transform
def clumsy(image: BgrImage) -> BgrImage:
    """Drops every picture."""
    raise RuntimeError("This transform always fails.")


class Echo(Stream):
    transforms = ["none"]
    audio = "echo"

    async def message_received(self, message: str) -> None:
        await self.send(f"you said {message}")


class Clumsy(Stream):
    transforms = ["none", clumsy]
