"""What is written of files that were made here, and when nothing is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from djinar import BgrImage
from djinar.media.files.reading import FileError, MediaFile
from djinar.media.files.writing import picture_writer, sound_writer
from tests.integration.peers.pictures import HEIGHT_PX, WIDTH_PX, difference, resembles, scene, shot
from tests.integration.peers.tones import loudness
from tests.unit.media.files.clips import (
    NTSC,
    TONE_HZ,
    fps_of,
    heard,
    pitch_of,
    read_pictures,
    sound_codec,
    sound_packets,
    times_ms,
    write_clip,
    write_tone,
)

Change = Callable[[BgrImage, int], BgrImage]


def untouched(image: BgrImage, number: int) -> BgrImage:
    return image


def rewritten(path: Path, output: Path, change: Change = untouched) -> Path:
    """Each picture of a file changed."""
    source = MediaFile.opened(path)
    with picture_writer(output, source) as writer:
        for number, picture in enumerate(source.pictures()):
            writer.write(change(picture.image, number), picture)
    return output


def sound_rewritten(path: Path, output: Path) -> Path:
    source = MediaFile.opened(path)
    with sound_writer(output, source) as writer:
        for block in source.sound(480):
            writer.write(block)
    return output


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write_clip(tmp_path / "clip.mp4")


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv", ".webm"])
def test_a_video_has_the_changed_pictures_at_the_rate_of_the_first(clip: Path, tmp_path: Path, suffix: str) -> None:
    output = rewritten(clip, tmp_path / f"mirrored{suffix}", lambda image, _: image[:, ::-1])

    assert all(resembles(image, shot(number)[:, ::-1]) for number, image in enumerate(read_pictures(output)))
    assert len(read_pictures(output)) == 15
    assert fps_of(output) == NTSC


def test_sound_is_copied_where_it_can_be(clip: Path, tmp_path: Path) -> None:
    output = rewritten(clip, tmp_path / "copy.mp4")

    assert sound_packets(output) == sound_packets(clip)


@pytest.mark.parametrize(
    ("source", "encoder", "output", "codec"),
    [
        ("clip.mp4", "aac", "copy.webm", "opus"),
        ("clip.mkv", "libopus", "copy.mov", "aac"),
        ("clip.mov", "pcm_mulaw", "copy.mp4", "aac"),
    ],
)
def test_sound_is_encoded_anew_where_it_must_be(
    tmp_path: Path, source: str, encoder: str, output: str, codec: str
) -> None:
    path = rewritten(write_clip(tmp_path / source, sound=encoder, pictures=30), tmp_path / output)

    assert sound_codec(path) == codec
    assert pitch_of(path) == pytest.approx(TONE_HZ, abs=5)


def test_a_video_without_sound_stays_silent(tmp_path: Path) -> None:
    output = rewritten(write_clip(tmp_path / "clip.mp4", sound=None), tmp_path / "copy.mp4")

    assert len(read_pictures(output)) == 15
    with pytest.raises(FileError, match="holds no sound"):
        next(MediaFile.opened(output).sound(480))


def test_a_rate_that_varies_is_kept(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", times_ms=[0, 40, 55, 155, 160])

    output = rewritten(clip, tmp_path / "copy.mp4")

    assert times_ms(output) == [0, 40, 55, 155, 160]


def test_a_rate_that_matroska_rounds_is_exact_again(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mkv")

    output = rewritten(clip, tmp_path / "copy.mp4")

    assert fps_of(output) == NTSC


def test_a_phones_video_is_written_upright(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", rotation=90)

    output = rewritten(clip, tmp_path / "copy.mp4")

    assert resembles(read_pictures(output)[0], np.rot90(shot(0)))


def test_pictures_may_be_of_another_size(clip: Path, tmp_path: Path) -> None:
    output = rewritten(clip, tmp_path / "small.mp4", lambda image, _: image[:100, :60])

    assert {image.shape for image in read_pictures(output)} == {(100, 60, 3)}


def test_an_odd_size_loses_a_row_and_a_column(clip: Path, tmp_path: Path) -> None:
    output = rewritten(clip, tmp_path / "odd.mp4", lambda image, _: image[:101, :61])

    pictures = read_pictures(output)
    assert {image.shape for image in pictures} == {(100, 60, 3)}
    assert resembles(pictures[0], shot(0)[:100, :60])


def test_a_size_that_changes_is_scaled_to_the_first(clip: Path, tmp_path: Path) -> None:
    output = rewritten(clip, tmp_path / "changing.mp4", lambda image, number: image if number < 5 else image[::2, ::2])

    pictures = read_pictures(output)
    assert {image.shape for image in pictures} == {(HEIGHT_PX, WIDTH_PX, 3)}
    assert resembles(pictures[-1], shot(14))


@pytest.mark.parametrize(("name", "most"), [("out.png", 0), ("out.jpg", 2), ("out.JPEG", 2), ("out.webp", 4)])
def test_a_picture_is_written_as_its_name_says(tmp_path: Path, name: str, most: float) -> None:
    photo = tmp_path / "photo.png"
    cv2.imwrite(str(photo), scene()[:-1, :-1])

    output = rewritten(photo, tmp_path / name)

    written = cv2.imread(str(output))
    assert written is not None
    assert difference(np.asarray(written, np.uint8), scene()[:-1, :-1]) <= most


def test_a_picture_cannot_become_a_video(tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    cv2.imwrite(str(photo), scene())

    with pytest.raises(FileError, match=r"a picture ends in \.png, \.jpg, \.jpeg, \.webp"):
        rewritten(photo, tmp_path / "photo.mp4")


def test_a_video_cannot_become_a_picture(clip: Path, tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"a video ends in \.mp4, \.mov, \.mkv, \.webm"):
        rewritten(clip, tmp_path / "clip.png")


def test_sound_may_go_into_a_file_of_its_own(clip: Path, tmp_path: Path) -> None:
    for name in ("out.wav", "out.flac", "out.mp3", "out.m4a", "out.ogg"):
        output = sound_rewritten(clip, tmp_path / name)

        assert pitch_of(output) == pytest.approx(TONE_HZ, abs=5)


@pytest.mark.parametrize("source", ["clip.mp4", "clip.mkv"])
def test_a_video_whose_sound_is_changed_keeps_its_pictures(tmp_path: Path, source: str) -> None:
    clip = write_clip(tmp_path / source, channels=2)

    output = sound_rewritten(clip, tmp_path / f"louder{clip.suffix}")

    assert all(np.array_equal(*pair) for pair in zip(read_pictures(output), read_pictures(clip), strict=True))
    assert fps_of(output) == NTSC
    assert loudness(heard(output)) == pytest.approx(loudness(heard(clip)), rel=0.05)


def test_pictures_that_would_have_to_be_encoded_anew_are_refused(clip: Path, tmp_path: Path) -> None:
    with pytest.raises(FileError, match="'webm' format does not support 'h264' codec"):
        sound_rewritten(clip, tmp_path / "louder.webm")


def test_sound_of_a_sound_file_is_as_long_as_before(tmp_path: Path) -> None:
    tone = write_tone(tmp_path / "tone.wav", "pcm_s16le", seconds=0.205)

    output = sound_rewritten(tone, tmp_path / "copy.wav")

    assert np.array_equal(heard(output), heard(tone))


def left_behind(folder: Path) -> Iterator[str]:
    return (path.name for path in folder.iterdir())


def test_nothing_is_left_of_a_file_that_was_not_finished(clip: Path, tmp_path: Path) -> None:
    def fails_late(image: BgrImage, number: int) -> BgrImage:
        if number == 10:
            raise OSError("The model is gone.")
        return image

    with pytest.raises(OSError, match="The model is gone"):
        rewritten(clip, tmp_path / "copy.mp4", fails_late)

    assert [*left_behind(tmp_path)] == ["clip.mp4"]


def test_what_was_there_is_replaced_only_when_the_new_file_is_complete(clip: Path, tmp_path: Path) -> None:
    output = tmp_path / "copy.mp4"
    output.write_text("the old one")
    seen = []

    def looks(image: BgrImage, number: int) -> BgrImage:
        seen.append(output.read_text())
        return image

    rewritten(clip, output, looks)

    assert set(seen) == {"the old one"}
    assert len(read_pictures(output)) == 15


def test_a_link_goes_on_leading_to_its_file(clip: Path, tmp_path: Path) -> None:
    (tmp_path / "real.mp4").touch()
    link = tmp_path / "link.mp4"
    link.symlink_to("real.mp4")

    rewritten(clip, link)

    assert link.is_symlink()
    assert len(read_pictures(tmp_path / "real.mp4")) == 15


def test_a_folder_that_does_not_exist_is_refused(clip: Path, tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be written: No such file or directory"):
        rewritten(clip, tmp_path / "nowhere" / "copy.mp4")


def test_a_picture_that_no_encoder_takes_is_refused(tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    cv2.imwrite(str(photo), scene())

    with pytest.raises(FileError, match=r"wide\.webp cannot be written"):
        rewritten(photo, tmp_path / "wide.webp", lambda image, _: np.zeros((2, 20_000, 3), np.uint8))

    assert [*left_behind(tmp_path)] == ["photo.png"]


def test_a_video_that_begins_late_keeps_in_step_with_its_sound(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", times_ms=[200, 240, 280, 320], fps=Fraction(25))

    output = rewritten(clip, tmp_path / "copy.mp4")

    assert times_ms(output) == [200, 240, 280, 320]
