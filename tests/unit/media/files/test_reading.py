"""What is read of files that were made here."""

from __future__ import annotations

import struct
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from djinar.media.files.reading import FileError, MediaFile
from tests.integration.peers.pictures import difference, resembles, scene, shot
from tests.integration.peers.tones import pitch_hz
from tests.unit.media.files.clips import NTSC, TONE_HZ, read_pictures, write_clip, write_tone

ANTICLOCKWISE = 6
"""Of EXIF's orientations the one whose picture lies on its left side."""


def write_png(path: Path) -> Path:
    av.VideoFrame.from_ndarray(scene(), format="bgr24").save(path)
    return path


def write_lying_jpeg(path: Path) -> Path:
    """As a phone that is held upright does."""
    av.VideoFrame.from_ndarray(scene(), format="bgr24").save(path)
    jpeg = path.read_bytes()
    orientation = struct.pack("<HHHIHHI", 1, 0x112, 3, 1, ANTICLOCKWISE, 0, 0)
    exif = b"Exif\0\0II*\0" + struct.pack("<I", 8) + orientation
    path.write_bytes(jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + jpeg[2:])
    return path


def test_the_pictures_of_a_video_come_in_order_at_its_rate(tmp_path: Path) -> None:
    clip = MediaFile.opened(write_clip(tmp_path / "clip.mp4"))

    pictures = list(clip.pictures())

    assert [picture.time_seconds for picture in pictures] == [number / NTSC for number in range(15)]
    assert {picture.duration_seconds for picture in pictures} == {1 / NTSC}
    assert all(resembles(picture.image, shot(number)) for number, picture in enumerate(pictures))
    assert pictures[0].image.flags.writeable


@pytest.mark.parametrize(
    ("suffix", "encoder", "sound"),
    [(".mkv", "libx264", "libopus"), (".webm", "libvpx-vp9", "libopus"), (".mov", "mpeg4", "pcm_s16le")],
)
def test_other_kinds_of_files_give_the_same(tmp_path: Path, suffix: str, encoder: str, sound: str) -> None:
    clip = MediaFile.opened(write_clip(tmp_path / f"clip{suffix}", encoder=encoder, sound=sound))

    pictures = list(clip.pictures())

    assert [picture.time_seconds for picture in pictures] == [number / NTSC for number in range(15)]
    assert all(resembles(picture.image, shot(number)) for number, picture in enumerate(pictures))


def test_an_avi_can_be_read(tmp_path: Path) -> None:
    clip = MediaFile.opened(write_clip(tmp_path / "clip.avi", encoder="mjpeg", sound="pcm_s16le", fps=Fraction(25)))

    pictures = list(clip.pictures())

    assert len(pictures) == 15
    assert clip.duration_seconds == pytest.approx(0.6, abs=0.01)
    assert resembles(pictures[-1].image, shot(14))


def test_a_file_whose_clock_began_long_ago_begins_at_0(tmp_path: Path) -> None:
    clip = MediaFile.opened(write_clip(tmp_path / "clip.ts", sound=None))

    times = [picture.time_seconds for picture in clip.pictures()]

    assert clip.start_seconds > 0
    assert times == [number / NTSC for number in range(15)]


def test_times_of_a_rate_that_varies_are_kept(tmp_path: Path) -> None:
    times_ms = [0, 40, 55, 155, 160]
    clip = MediaFile.opened(write_clip(tmp_path / "clip.mp4", times_ms=times_ms))

    assert [picture.time_seconds * 1000 for picture in clip.pictures()] == times_ms


@pytest.mark.parametrize("rotation", [90, 180, -90])
def test_a_phones_video_is_turned_upright(tmp_path: Path, rotation: int) -> None:
    clip = MediaFile.opened(write_clip(tmp_path / "clip.mp4", rotation=rotation))

    first = next(clip.pictures()).image

    assert resembles(first, np.rot90(shot(0), rotation // 90))


def test_a_phones_picture_is_turned_upright(tmp_path: Path) -> None:
    photo = MediaFile.opened(write_lying_jpeg(tmp_path / "photo.jpg"))

    (picture,) = photo.pictures()

    assert resembles(picture.image, np.rot90(scene(), -1))


def test_a_picture_is_a_file_of_one(tmp_path: Path) -> None:
    path = write_png(tmp_path / "100 %d.png")

    (picture,) = MediaFile.opened(path).pictures()

    assert MediaFile.opened(path).is_still
    assert difference(picture.image, scene()) == 0


def test_pictures_can_be_read_again(tmp_path: Path) -> None:
    clip = MediaFile.opened(write_clip(tmp_path / "clip.mp4", pictures=3))

    assert len(list(clip.pictures())) == len(list(clip.pictures())) == 3


@pytest.mark.parametrize("channels", [1, 2])
def test_sound_comes_in_blocks_of_the_length_asked_for(tmp_path: Path, channels: int) -> None:
    clip = MediaFile.opened(write_tone(tmp_path / "tone.wav", "pcm_s16le", seconds=0.205, channels=channels))

    blocks = list(clip.sound(480))

    assert [block.samples.shape for block in blocks] == [(480, channels)] * 20 + [(240, channels)]
    assert [block.time_seconds for block in blocks] == [Fraction(number, 100) for number in range(21)]
    assert pitch_hz(np.concatenate([block.samples[:, 0] for block in blocks])) == pytest.approx(TONE_HZ, abs=5)


def test_a_file_of_sound_holds_no_pictures(tmp_path: Path) -> None:
    song = MediaFile.opened(write_tone(tmp_path / "tone.wav", "pcm_s16le"))

    with pytest.raises(FileError, match="holds no pictures"):
        next(song.pictures())


def test_a_silent_video_holds_no_sound(tmp_path: Path) -> None:
    clip = MediaFile.opened(write_clip(tmp_path / "clip.mp4", sound=None))

    with pytest.raises(FileError, match="holds no sound"):
        next(clip.sound(480))


@pytest.mark.parametrize("content", [b"", b"a letter to a friend\n" * 100], ids=["nothing", "text"])
def test_what_is_no_media_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "letter.mp4"
    path.write_bytes(content)

    with pytest.raises(FileError, match=r"letter\.mp4 (cannot be read|holds neither)"):
        MediaFile.opened(path)


def test_a_file_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="No such file"):
        MediaFile.opened(tmp_path / "clip.mp4")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="directory"):
        MediaFile.opened(tmp_path)


def test_the_clips_of_these_tests_are_what_they_say(tmp_path: Path) -> None:
    pictures = read_pictures(write_clip(tmp_path / "clip.mp4"))

    assert all(resembles(picture, shot(number)) for number, picture in enumerate(pictures))
