"""Stream, the class that a user writes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from djinar.exceptions import ConfigurationError, UnknownTransform
from djinar.transforms.registry import Transform, resolve

if TYPE_CHECKING:
    from djinar.sessions.reasons import EndReason
    from djinar.sessions.session import Session


class Stream:
    """What one session does. Made anew for each; its coroutines run on the media loop, so they must not block."""

    transforms: ClassVar[Sequence[str | Callable[..., Any]]] = ("none",)
    """What the peer may choose, by name or as decorated functions; the first is the default."""

    audio: ClassVar[str | Path] = "mute"
    """What the peer hears: ``"echo"`` (its own microphone), ``"mute"``, or a file, which is played once.

    Any format, rate and channel count; a relative path begins at the module that defines the stream.
    """

    do_not_call_in_templates: ClassVar[bool] = True
    """A Django template calls every class that it meets, unless it is told not to."""

    def __init__(self, session: Session, context: Mapping[str, Any]) -> None:
        self.session = session
        self.context = context
        """What the view handed over: JSON values, ``user_id`` among them."""

    async def started(self) -> None:
        """The peer is connected."""

    async def message_received(self, message: str) -> None:
        """A text arrived that is neither a ping nor one of djinar's own messages.

        An exception is logged and told to the peer as ``stream-failed``; the session goes on.
        """

    async def ended(self, reason: EndReason) -> None:
        """The session is over and everything of it is closed."""

    async def send(self, message: str) -> None:
        """Send a text on the peer's first data channel.

        Raises:
            NoChannel: the peer has opened none, or has closed it.
        """
        self.session.send(message)

    @classmethod
    def offered_transforms(cls) -> dict[str, Transform]:
        """The transforms by name, in order; the first is the default.

        Raises:
            ConfigurationError: there is none, or one that nobody registered.
        """
        try:
            found = resolve(cls.transforms)
        except UnknownTransform as error:
            raise ConfigurationError(
                f"{cls.__qualname__}.transforms: {error} Import the module that registers it with @transform, "
                "or take the name out."
            ) from None
        if not found:
            raise ConfigurationError(f'{cls.__qualname__}.transforms is empty. Name at least one, such as "none".')
        return found

    @classmethod
    def sound(cls) -> str | Path:
        """``"echo"``, ``"mute"`` or the path of the file that the peer hears.

        Raises:
            ConfigurationError: there is no such file.
        """
        if cls.audio in ("echo", "mute"):
            return cls.audio
        module = sys.modules[next(base.__module__ for base in cls.__mro__ if "audio" in vars(base))]
        path = Path(module.__file__ or "").parent / cls.audio
        if not path.is_file():
            name = cls.__qualname__
            raise ConfigurationError(f'{name}.audio: there is no file {cls.audio}. Give one, "echo" or "mute".')
        return path
