"""What a user's class of a stream says, and what it hears when that is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from djinar import BgrImage, Sound, Stream, transform
from djinar.exceptions import ConfigurationError
from djinar.transforms import registry
from djinar.transforms.pictures.edges import edges
from djinar.transforms.registry import every_transform
from djinar.transforms.sounds.echo import echo
from tests.site.streams import Greeter, Studio

SITE = Path(__file__).parents[1] / "site"


class Silent(Stream):
    pass


def nobody_decorated_this(image: object) -> object:
    return image


def muffled(sound: Sound) -> Sound:
    return sound


@pytest.fixture(autouse=True)
def muffled_is_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    every_transform()  # ours are registered when their modules are first imported, which is once
    monkeypatch.setattr(registry, "_transforms", dict(vars(registry)["_transforms"]))
    transform(muffled)


def offering(*transforms: Any) -> type[Stream]:
    return type("Offering", (Stream,), {"transforms": transforms})


def hearing(audio: Any) -> type[Stream]:
    return type("Hearing", (Stream,), {"audio": audio, "__module__": __name__})


def test_a_stream_that_says_nothing_returns_the_camera_and_no_sound() -> None:
    assert list(Silent.offered_transforms()) == ["none"]
    assert Silent.sound_file() is None
    assert Silent.offered_sound_transforms() == {}


def test_transforms_are_offered_in_their_order_by_name_or_as_functions() -> None:
    assert list(offering("rotate", edges, "none").offered_transforms()) == ["rotate", "edges", "none"]
    assert list(Studio.offered_transforms())[:5] == ["none", "cartoon", "edges", "rotate", "negative"]


@pytest.mark.parametrize(
    ("stream", "reason"),
    [
        (offering("sparkle"), r"Offering\.transforms: There is no transform 'sparkle'.*Import the module"),
        (offering(nobody_decorated_this), r"nobody_decorated_this.*registers it with @transform"),
        (offering(), r"Offering\.transforms is empty"),
        (type("Plain", (Stream,), {"transforms": "none"}), r"Plain\.transforms must be a list, such as \['none'\]"),
        (offering("none", "echo"), r"Offering\.transforms: 'echo' is for sound\. Name it in audio"),
        (hearing("nowhere.wav"), r'Hearing\.audio: there is no file nowhere\.wav.*"echo" or "mute"'),
        (hearing("."), r"Hearing\.audio: there is no file"),
        (hearing(""), r"Hearing\.audio: there is no file"),
        (hearing(["echo", "sparkle"]), r"Hearing\.audio: There is no transform 'sparkle'.*Import the module"),
        (hearing(["echo", "mute"]), r"Hearing\.audio: There is no transform 'mute'"),
        (hearing(nobody_decorated_this), r"Hearing\.audio: .*nobody_decorated_this"),
        (hearing("edges"), r"Hearing\.audio: 'edges' is for pictures\. Name it in transforms"),
        (hearing(["echo", edges]), r"Hearing\.audio: 'edges' is for pictures"),
        (hearing(["echo", Path("tone.wav")]), r"Hearing\.audio: a file stands alone"),
    ],
    ids=[
        "unknown name",
        "unregistered function",
        "nothing",
        "a text",
        "sound as a picture",
        "no file",
        "a folder",
        "empty",
        "unknown sound",
        "mute among sounds",
        "unregistered sound",
        "picture as a sound",
        "picture among sounds",
        "file among sounds",
    ],
)
def test_a_mistake_is_told_with_the_class_and_the_way_out(stream: type[Stream], reason: str) -> None:
    with pytest.raises(ConfigurationError, match=reason):
        _ = stream.offered_transforms(), stream.sound_file(), stream.offered_sound_transforms()


@pytest.mark.parametrize("audio", ["echo", "mute"])
def test_echo_and_mute_are_no_files(audio: str) -> None:
    assert hearing(audio).sound_file() is None


@pytest.mark.parametrize(
    ("audio", "names"),
    [
        ("mute", []),
        ("echo", ["echo"]),
        ("muffled", ["muffled"]),
        (echo, ["echo"]),
        (["echo", "muffled"], ["echo", "muffled"]),
        ((muffled, "echo"), ["muffled", "echo"]),
        ([], []),
    ],
    ids=str,
)
def test_the_peers_own_sound_may_go_through_one_transform_or_a_choice_of_them(audio: object, names: list[str]) -> None:
    stream = hearing(audio)

    assert list(stream.offered_sound_transforms()) == names
    assert stream.sound_file() is None


def test_a_class_of_the_site_may_change_the_sound() -> None:
    @transform
    @dataclass
    class OwnEcho:
        def __call__(self, sound: Sound) -> Sound:
            return sound

    class Hearing(Stream):
        audio = OwnEcho

    assert list(Hearing.offered_sound_transforms()) == ["own_echo"]


def test_a_stream_that_plays_a_file_lets_nothing_be_done_to_the_peers_sound() -> None:
    assert Greeter.offered_sound_transforms() == {}


def test_a_function_and_a_class_may_change_the_picture() -> None:
    @transform
    def own_function(image: BgrImage) -> BgrImage:
        return image

    @transform
    @dataclass
    class OwnClass:
        def __call__(self, image: BgrImage) -> BgrImage:
            return image

    assert list(offering(OwnClass, own_function).offered_transforms()) == ["own_class", "own_function"]


def test_a_sound_file_lies_beside_the_module_that_names_it() -> None:
    assert Greeter.sound_file() == SITE / "tone.wav"


def test_a_subclass_in_another_module_hears_the_same_file() -> None:
    class Inheriting(Greeter):
        pass

    assert Inheriting.sound_file() == SITE / "tone.wav"


@pytest.mark.parametrize("kind", [str, Path])
def test_a_sound_file_may_be_anywhere(tmp_path: Path, kind: type) -> None:
    path = tmp_path / "hello.wav"
    path.touch()

    assert hearing(kind(path)).sound_file() == path


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
