"""Sound files of every kind become blocks of 20 ms, 48 kHz, stereo."""

from __future__ import annotations

import wave
from pathlib import Path
from typing import cast

import av
import numpy as np
import numpy.typing as npt
import pytest

from djinar.exceptions import ConfigurationError
from djinar.media.samples import RATE_HZ, Samples
from djinar.media.sound import BLOCK_SAMPLES, CHANNELS, blocks

TONE_HZ = 440
AMPLITUDE = 16_000


def tone(rate_hz: int, samples: int) -> npt.NDArray[np.int16]:
    return (AMPLITUDE * np.sin(2 * np.pi * TONE_HZ * np.arange(samples) / rate_hz)).astype(np.int16)


def wav(path: Path, rate_hz: int, samples: int, *, left: bool = True, right: bool = True, channels: int = 2) -> Path:
    """A tone, on the channels named or on all."""
    played = np.repeat(tone(rate_hz, samples)[:, np.newaxis], channels, axis=1)
    if channels == 2:
        played = played * np.array([left, right], np.int16)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(played.astype("<i2").tobytes())
    return path


def compressed(path: Path, codec: str) -> Path:
    frame = av.AudioFrame.from_ndarray(np.repeat(tone(RATE_HZ, RATE_HZ), 2)[np.newaxis], format="s16", layout="stereo")
    frame.rate = RATE_HZ
    with av.open(str(path), "w") as container:
        stream = cast(av.AudioStream, container.add_stream(codec, rate=RATE_HZ, layout="stereo"))
        container.mux([*stream.encode(frame), *stream.encode(None)])
    return path


def played(path: Path) -> Samples:
    """All of it, left then right."""
    read = list(blocks(path))
    assert {block.shape for block in read} <= {(BLOCK_SAMPLES, CHANNELS)}
    return np.concatenate(read)


def level(samples: npt.NDArray[np.int16]) -> float:
    """Root mean square, 1 for the tone as it was made."""
    return float(np.sqrt(np.mean(samples.astype(float) ** 2))) / (AMPLITUDE / 2**0.5)


def pitch_hz(samples: npt.NDArray[np.int16]) -> float:
    return float(np.abs(np.fft.rfft(samples)).argmax()) * RATE_HZ / len(samples)


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000])
@pytest.mark.parametrize("channels", [1, 2, 6])
def test_a_second_stays_a_second_at_its_pitch(tmp_path: Path, rate_hz: int, channels: int) -> None:
    samples = played(wav(tmp_path / "tone.wav", rate_hz, rate_hz, channels=channels))

    assert abs(len(samples) - RATE_HZ) <= BLOCK_SAMPLES
    assert pitch_hz(samples[:, 0]) == pytest.approx(TONE_HZ, abs=2)
    assert level(samples) > 0.65
    assert np.array_equal(samples[:, 0], samples[:, 1])


def test_a_file_that_fits_is_played_bit_by_bit(tmp_path: Path) -> None:
    samples = played(wav(tmp_path / "tone.wav", RATE_HZ, 10 * BLOCK_SAMPLES))

    assert np.array_equal(samples[:, 0], tone(RATE_HZ, 10 * BLOCK_SAMPLES))


def test_left_stays_left(tmp_path: Path) -> None:
    samples = played(wav(tmp_path / "tone.wav", 44_100, 44_100, right=False))

    assert level(samples[:, 0]) == pytest.approx(1, abs=0.05)
    assert level(samples[:, 1]) < 0.01


@pytest.mark.parametrize(
    ("samples", "count"), [(1, 1), (BLOCK_SAMPLES - 1, 1), (BLOCK_SAMPLES, 1), (BLOCK_SAMPLES + 1, 2)]
)
def test_the_last_block_is_filled_up_with_silence(tmp_path: Path, samples: int, count: int) -> None:
    read = played(wav(tmp_path / "tone.wav", RATE_HZ, samples))

    assert len(read) == count * BLOCK_SAMPLES
    assert not read[samples:].any()
    assert np.array_equal(read[:samples, 0], tone(RATE_HZ, samples))


def test_a_file_without_a_sample_has_no_block(tmp_path: Path) -> None:
    assert list(blocks(wav(tmp_path / "tone.wav", RATE_HZ, 0))) == []


@pytest.mark.parametrize(
    ("name", "codec"), [("tone.mp3", "libmp3lame"), ("tone.ogg", "libopus"), ("tone.flac", "flac"), ("tone.m4a", "aac")]
)
def test_compressed_files_are_read(tmp_path: Path, name: str, codec: str) -> None:
    samples = played(compressed(tmp_path / name, codec))

    assert len(samples) == pytest.approx(RATE_HZ, rel=0.06)
    assert level(samples) == pytest.approx(1, abs=0.1)
    assert pitch_hz(samples[:, 0]) == pytest.approx(TONE_HZ, abs=2)


@pytest.mark.parametrize("content", [b"", b"Not a sound.", b"RIFF\x00\x00\x00\x00WAVE"], ids=["empty", "text", "cut"])
def test_what_is_no_sound_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "tone.wav"
    path.write_bytes(content)

    with pytest.raises(av.FFmpegError):
        list(blocks(path))


def test_a_film_without_sound_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "silent.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=5, width=64, height=64, pix_fmt="yuv420p")
        frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="bgr24")
        container.mux([*stream.encode(frame), *stream.encode(None)])

    with pytest.raises(ConfigurationError, match=r"silent\.mp4 holds no sound"):
        list(blocks(path))


def test_a_file_is_closed_when_nobody_wants_the_rest(tmp_path: Path) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    playing = blocks(wav(tmp_path / "tone.wav", RATE_HZ, RATE_HZ))

    next(playing)
    playing.close()  # type: ignore[attr-defined]  # an iterator to its callers, a generator to this test

    assert len(list(Path("/proc/self/fd").iterdir())) == before
