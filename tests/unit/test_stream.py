"""What a user's class of a stream says, and what it hears when that is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from djinar import Stream
from djinar.exceptions import ConfigurationError
from djinar.transforms.edges import edges
from tests.site.streams import Greeter, Studio

SITE = Path(__file__).parents[1] / "site"


class Silent(Stream):
    pass


def nobody_decorated_this(image: object) -> object:
    return image


def offering(*transforms: Any) -> type[Stream]:
    return type("Offering", (Stream,), {"transforms": transforms})


def hearing(audio: str | Path) -> type[Stream]:
    return type("Hearing", (Stream,), {"audio": audio, "__module__": __name__})


def test_a_stream_that_says_nothing_returns_the_camera_and_no_sound() -> None:
    assert list(Silent.offered_transforms()) == ["none"]
    assert Silent.sound() == "mute"


def test_transforms_are_offered_in_their_order_by_name_or_as_functions() -> None:
    assert list(offering("rotate", edges, "none").offered_transforms()) == ["rotate", "edges", "none"]
    assert list(Studio.offered_transforms())[:5] == ["none", "cartoon", "edges", "rotate", "negative"]


@pytest.mark.parametrize(
    ("stream", "reason"),
    [
        (offering("sparkle"), r"Offering\.transforms: There is no transform 'sparkle'.*Import the module"),
        (offering(nobody_decorated_this), r"nobody_decorated_this.*registers it with @transform"),
        (offering(), r"Offering\.transforms is empty"),
        (type("Plain", (Stream,), {"transforms": "none"}), r"Plain\.transforms"),
        (hearing("nowhere.wav"), r'Hearing\.audio: there is no file nowhere\.wav.*"echo" or "mute"'),
        (hearing("."), r"Hearing\.audio: there is no file"),
        (hearing(""), r"Hearing\.audio: there is no file"),
    ],
    ids=["unknown name", "unregistered function", "nothing", "a text", "no file", "a folder", "empty"],
)
def test_a_mistake_is_told_with_the_class_and_the_way_out(stream: type[Stream], reason: str) -> None:
    with pytest.raises(ConfigurationError, match=reason):
        _ = stream.offered_transforms(), stream.sound()


@pytest.mark.parametrize("audio", ["echo", "mute"])
def test_echo_and_mute_are_no_files(audio: str) -> None:
    assert hearing(audio).sound() == audio


def test_a_sound_file_lies_beside_the_module_that_names_it() -> None:
    assert Greeter.sound() == SITE / "tone.wav"


def test_a_subclass_in_another_module_hears_the_same_file() -> None:
    class Inheriting(Greeter):
        pass

    assert Inheriting.sound() == SITE / "tone.wav"


@pytest.mark.parametrize("kind", [str, Path])
def test_a_sound_file_may_be_anywhere(tmp_path: Path, kind: type) -> None:
    path = tmp_path / "hello.wav"
    path.touch()

    assert hearing(kind(path)).sound() == path


class FakeSession:
    def __init__(self) -> None:
        self.sent: list[str] = []

    def send(self, text: str) -> None:
        self.sent.append(text)


async def test_what_a_stream_sends_goes_to_its_session() -> None:
    session = FakeSession()
    stream = Silent(session, {"user_id": 7})  # type: ignore[arg-type]  # as much of a session as sending takes

    await stream.send("hello")

    assert session.sent == ["hello"]
    assert stream.context["user_id"] == 7


async def test_a_stream_may_ignore_what_it_is_told() -> None:
    stream = Silent(FakeSession(), {})  # type: ignore[arg-type]

    await stream.started()
    await stream.message_received("hello")
