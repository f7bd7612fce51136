"""Stream, the class that a user writes."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from djinar.exceptions import ConfigurationError, UnknownTransform
from djinar.transforms.registry import every_transform, resolve
from djinar.transforms.transform import Transform

if TYPE_CHECKING:
    from djinar.sessions.reasons import EndReason
    from djinar.sessions.session import Session


class Stream:
    """What one session does. Made anew for each; its coroutines run on the media loop, so they must not block."""

    transforms: ClassVar[Sequence[str | Callable[..., Any]]] = ("none",)
    """What the peer may choose, by name or as decorated functions; the first is the default."""

    audio: ClassVar[str | Path | Callable[..., Any] | Sequence[str | Callable[..., Any]]] = "mute"
    """What the peer hears: nothing, its own sound through a transform of sound, or a file, which is played once.

    ``"echo"`` is the transform that changes nothing. Of a list of them the peer may choose; the first is the default. A
    file may have any format, rate and channel count; a relative path begins at the module that defines the stream.
    """

    limits: ClassVar[Mapping[str, float]] = {}
    """Lower ones than the site's, such as ``{"max_session_seconds": 60}``: its settings, in lower case."""

    do_not_call_in_templates: ClassVar[bool] = True
    """A Django template calls every class that it meets, unless it is told not to."""

    @classmethod
    def has_permission(cls, request: Any) -> bool | Awaitable[bool]:  # noqa: ARG003 - for those who override it
        """Whether this request may open the stream; plain, on a thread where the ORM may be used, or a coroutine.

        Asked for the page, the ICE servers and the offer, after the mixins of the view and before anything of the offer
        is read; then every two seconds while the session runs, with a ``djinar.views.RepeatedRequest``, when ``False``
        ends it.
        """
        return True

    def __init__(self, session: Session, context: Mapping[str, Any]) -> None:
        self.session = session
        self.context = context
        """What the view handed over: JSON values, ``user_id`` among them."""

    async def started(self) -> None:
        """The peer is connected, and what it opens a channel for can be sent."""

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
        """The transforms of pictures by name, in order; the first is the default.

        Raises:
            ConfigurationError: there is none, one that nobody registered, or one of sound.
        """
        if isinstance(cls.transforms, str):
            raise ConfigurationError(f"{cls.__qualname__}.transforms must be a list, such as [{cls.transforms!r}].")
        found = cls._resolved("transforms", cls.transforms)
        if not found:
            raise ConfigurationError(f'{cls.__qualname__}.transforms is empty. Name at least one, such as "none".')
        if sounds := [name for name, offered in found.items() if offered.is_sound]:
            raise ConfigurationError(f"{cls.__qualname__}.transforms: {sounds[0]!r} is for sound. Name it in audio.")
        return found

    @classmethod
    def offered_sound_transforms(cls) -> dict[str, Transform]:
        """The transforms of the peer's own sound by name, in order; the first is the default. None for a file.

        Raises:
            ConfigurationError: one that nobody registered, or one of pictures.
        """
        if cls.audio == "mute" or cls.sound_file():
            return {}
        named = [cls.audio] if isinstance(cls.audio, str) or not isinstance(cls.audio, Sequence) else cls.audio
        transforms = [entry for entry in named if not isinstance(entry, Path)]
        if len(transforms) < len(named):
            raise ConfigurationError(f"{cls.__qualname__}.audio: a file stands alone, not in a list of transforms.")
        found = cls._resolved("audio", transforms)
        if pictures := [name for name, offered in found.items() if not offered.is_sound]:
            raise ConfigurationError(
                f"{cls.__qualname__}.audio: {pictures[0]!r} is for pictures. Name it in transforms."
            )
        return found

    @classmethod
    def sound_file(cls) -> Path | None:
        """The file that the peer hears.

        Raises:
            ConfigurationError: there is no such file.
        """
        if not isinstance(cls.audio, str | Path) or cls.audio == "mute" or cls.audio in every_transform():
            return None
        module = sys.modules[next(base.__module__ for base in cls.__mro__ if "audio" in vars(base))]
        path = Path(module.__file__ or "").parent / cls.audio
        if not path.is_file():
            raise ConfigurationError(
                f"{cls.__qualname__}.audio: there is no file {cls.audio}, and no transform of sound of that name. "
                'Give one of these, "echo" or "mute".'
            )
        return path

    @classmethod
    def _resolved(cls, attribute: str, entries: Iterable[str | Callable[..., Any]]) -> dict[str, Transform]:
        try:
            return resolve(entries)
        except UnknownTransform as error:
            raise ConfigurationError(
                f"{cls.__qualname__}.{attribute}: {error} Import the module that registers it with @transform, "
                "or take the name out."
            ) from None
