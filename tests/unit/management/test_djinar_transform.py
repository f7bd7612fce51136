"""The command, called in this process with files that are made here."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import cv2
import numpy as np
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

from djinar.management.commands.djinar_transform import Command
from tests.integration.peers.pictures import difference, resembles, scene, shot
from tests.integration.peers.tones import loudness
from tests.integration.server import DEMO_FOLDER
from tests.unit.management import own_transforms
from tests.unit.media.files.clips import heard, read_pictures, sound_packets, write_clip, write_tone

OWN = own_transforms.__name__


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def run(*arguments: str | Path, stderr: StringIO | None = None) -> str:
    """What it prints."""
    stdout = StringIO()
    call_command("djinar_transform", *map(str, arguments), stdout=stdout, stderr=stderr or StringIO())
    return stdout.getvalue()


def refusal(*arguments: str | Path) -> tuple[str, int]:
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    return str(caught.value), caught.value.returncode


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write_clip(tmp_path / "clip.mp4")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    cv2.imwrite(str(path), scene())
    return path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out.mp4"


def test_a_picture_goes_through_a_transform(photo: Path, tmp_path: Path) -> None:
    run("negative", photo, tmp_path / "out.png")

    (image,) = read_pictures(tmp_path / "out.png")
    assert difference(image, 255 - scene()) <= 1


def test_a_video_goes_through_a_transform_and_keeps_its_sound(clip: Path, out: Path) -> None:
    run("negative", clip, out)

    assert all(resembles(image, 255 - shot(number)) for number, image in enumerate(read_pictures(out)))
    assert sound_packets(out) == sound_packets(clip)


@pytest.mark.parametrize("name", ["own_gray", "own_remote", f"{OWN}.own_remote"])
def test_own_transforms_of_every_kind_work(clip: Path, out: Path, name: str) -> None:
    run(name, clip, out)

    image = read_pictures(out)[0]
    assert resembles(image, 255 - (shot(0) if "remote" in name else as_gray(shot(0))))


def as_gray(image: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    return np.repeat(np.asarray(gray, np.uint8)[:, :, None], 3, axis=2)


def test_a_class_keeps_its_state_from_picture_to_picture(clip: Path, out: Path) -> None:
    run("own_counter", clip, out)

    shades = [round(float(image.mean()), -1) for image in read_pictures(out)]
    assert shades == [10.0 * number for number in range(1, 16)]


def test_a_transform_can_look_at_the_picture_as_it_came(photo: Path, tmp_path: Path) -> None:
    run("own_first", photo, tmp_path / "out.png")

    assert difference(read_pictures(tmp_path / "out.png")[0], scene()) == 0


def test_sound_goes_through_a_transform_and_the_pictures_stay(clip: Path, out: Path) -> None:
    run("own_quieter", clip, out, "--option", "share=0.25")

    assert loudness(heard(out)) == pytest.approx(loudness(heard(clip)) / 4, rel=0.1)
    assert all(np.array_equal(*pair) for pair in zip(read_pictures(out), read_pictures(clip), strict=True))


def test_a_sound_file_goes_through_a_sound_transform(tmp_path: Path) -> None:
    tone = write_tone(tmp_path / "tone.wav", "pcm_s16le", seconds=0.205)

    run("own_quieter", tone, tmp_path / "out.wav")

    assert len(heard(tmp_path / "out.wav")) == len(heard(tone))
    assert loudness(heard(tmp_path / "out.wav")) == pytest.approx(loudness(heard(tone)) / 2, rel=0.01)


def test_options_are_read_as_what_they_are(photo: Path, tmp_path: Path) -> None:
    given = ["count=7", "share=0.75", "on=yes", "text=a=b", "colour=#0000FF", "side=right", "corner=2"]

    lines = run(
        "own_everything", photo, tmp_path / "out.png", "--messages", *[f"--option={option}" for option in given]
    ).splitlines()

    told, colour = (json.loads(line) for line in lines)
    assert told == {
        "transform": "own_everything",
        "number": 0,
        "time_seconds": 0.0,
        "message": {"count": 7, "share": 0.75, "on": True, "text": "a=b", "side": "right", "corner": "BOTTOM"},
    }
    assert colour["message"] == {"colour": [255, 0, 0]}


@pytest.mark.parametrize(
    ("option", "reason"),
    [
        ("amount=1", "Option 'amount' does not exist; there are: count, share, on, text, colour, side, corner."),
        ("count=11", "Option 'count' must be at most 10."),
        ("count=many", "Option 'count' must be a whole number."),
        ("count=1.5", "Option 'count' must be a whole number."),
        ("share=nan", "Option 'share' must be a number."),
        ("share=0.3", "Option 'share' must be a multiple of 0.25."),
        ("on=maybe", "Option 'on' must be true or false."),
        ("text=too long", "Option 'text' must have at most 5 characters."),
        ("colour=red", "Option 'colour' must be a colour such as \"#ff8800\"."),
        ("side=top", "Option 'side' must be one of left, right."),
        ("count", "Option 'count' needs a value, as in NAME=VALUE."),
    ],
)
def test_a_wrong_option_is_refused(photo: Path, tmp_path: Path, option: str, reason: str) -> None:
    said, status = refusal("own_everything", photo, tmp_path / "out.png", "--option", option)

    assert status == 2
    assert said.startswith(reason.removesuffix(".").split(", right")[0])
    assert not (tmp_path / "out.png").exists()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nothing", "There is no transform 'nothing' here. Allowed are: "),
        ("no.such.module", "no.such.module cannot be imported: No module named 'no'."),
        (f"{OWN}.undecorated", f"{OWN}.undecorated is no transform: decorate it with @djinar.transform."),
        ("os.path", "os.path is no transform"),
    ],
)
def test_a_wrong_name_is_refused(photo: Path, out: Path, name: str, reason: str) -> None:
    said, status = refusal(name, photo, out)

    assert said.startswith(reason)
    assert status == 2


def test_a_missing_name_is_refused(photo: Path) -> None:
    assert refusal("negative", photo) == (
        "Give a transform, a file to read and a file to write. --list shows all transforms.",
        2,
    )


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, out: Path) -> None:
    letter = tmp_path / "letter.mp4"
    letter.write_text("Dear friend")

    assert refusal("negative", tmp_path / "none.mp4", out)[1] == 2
    assert refusal("negative", letter, out)[1] == 2


@pytest.mark.parametrize("name", ["out.xyz", "out", "nowhere/out.mp4", "out.png"])
def test_a_file_that_cannot_be_written_is_refused(clip: Path, tmp_path: Path, name: str) -> None:
    said, status = refusal("negative", clip, tmp_path / name)

    assert said.startswith(f"{tmp_path / name} cannot be written: ")
    assert status == 2


def test_a_file_that_exists_is_kept(clip: Path, out: Path) -> None:
    out.write_text("dear to somebody")

    assert refusal("negative", clip, out) == (f"{out} exists already. Add --overwrite to replace it.", 2)
    assert out.read_text() == "dear to somebody"


def test_a_file_that_exists_is_replaced_if_told_so(clip: Path, out: Path) -> None:
    out.write_text("of no use")

    run("negative", clip, out, "--overwrite")

    assert len(read_pictures(out)) == 15


def test_the_file_that_is_read_is_never_replaced(clip: Path) -> None:
    before = clip.read_bytes()
    same = clip.parent / "." / clip.name

    assert refusal("negative", clip, same, "--overwrite") == (
        f"{same} is the file to read. Name another one to write.",
        2,
    )
    assert clip.read_bytes() == before


def test_a_folder_is_no_file_to_write(clip: Path, tmp_path: Path) -> None:
    assert refusal("negative", clip, tmp_path) == (f"{tmp_path} is a folder. Name a file in it.", 2)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("own_failing", "own_failing failed at frame 7: RuntimeError: The seventh is one too many."),
        ("own_misshapen", "own_misshapen failed at frame 0: InvalidImage: A transform of bgr pictures must return"),
        ("own_clipped", "own_clipped failed at frame 0: InvalidSound: A sound transform must return"),
    ],
)
def test_a_transform_that_fails_leaves_nothing_behind(clip: Path, out: Path, name: str, reason: str) -> None:
    said, status = refusal(name, clip, out)

    assert said.startswith(reason)
    assert status == 1
    assert [path.name for path in clip.parent.iterdir()] == [clip.name]


def test_a_urlconf_that_cannot_be_imported_is_said_so(settings: Settings) -> None:
    settings.ROOT_URLCONF = "no_such_urls"

    assert refusal("--list") == (
        "The URLconf no_such_urls cannot be imported: ModuleNotFoundError: No module named 'no_such_urls'",
        2,
    )


def test_the_list_shows_options_as_they_are_typed() -> None:
    assert run("--list", "own_everything") == (
        "own_everything: Tells what it was given.\n"
        "    count=3  a whole number from 0 to 10. How many.\n"
        "    share=0.5  a number from 0 to 1 s in steps of 0.25.\n"
        "    on=false  true or false.\n"
        "    text=''  text, 5 characters at most.\n"
        "    colour='#ff8800'  a colour, #rrggbb.\n"
        "    side=left  left or right.\n"
        "    corner=1  1 or 2.\n"
    )


def test_the_list_is_as_the_docs_show_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    page = (DEMO_FOLDER.parent / "docs" / "commands.md").read_text()

    assert f"djinar_transform --list emboss\n{run('--list', 'emboss')}```" in page


def test_the_list_shows_pictures_before_sounds() -> None:
    names = [line.partition(":")[0] for line in run("--list").splitlines() if line and not line.startswith(" ")]

    assert "edges" in names
    pictures = [name for name in names if not name.endswith(" (sound)")]
    sounds = [name for name in names if name.endswith(" (sound)")]
    assert names == sorted(pictures) + sorted(sounds)
    assert "own_quieter (sound)" in sounds


def test_somebody_who_watches_sees_how_far_it_is(clip: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("djinar.management.progress._EVERY_SECONDS", 0)
    terminal = Terminal()

    run("negative", clip, out, stderr=terminal)

    *_, bar, cleared, last = terminal.getvalue().split("\r")
    assert bar == f"[{'#' * 30}] 100%  0.5 of 0.5 s"
    assert cleared == " " * len(bar)
    assert last.startswith(f"{out}: 15 frames in ")


def test_a_log_gets_one_line(clip: Path, out: Path) -> None:
    log = StringIO()

    run("own_everything", clip, out, stderr=log)

    assert log.getvalue().startswith(f"{out}: 15 frames in ")
    assert log.getvalue().endswith(" s; it told 30 messages, which --messages prints\n")


def test_nothing_is_said_if_nobody_wants_to_hear(clip: Path, out: Path) -> None:
    terminal = Terminal()

    assert run("own_everything", clip, out, "--verbosity=0", stderr=terminal) == ""
    assert terminal.getvalue() == ""


def test_the_help_says_what_is_imported() -> None:
    parser = Command().create_parser("manage.py", "djinar_transform")

    assert "root URLconf is imported first" in " ".join(parser.format_help().split())
