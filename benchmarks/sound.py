"""A microphone that clicks every two seconds, and an ear that hears the clicks come back."""

import asyncio
import time

import numpy as np
import webrtc

from benchmarks.findings import Log

_RATE_HZ = 48_000
_CHUNK_SECONDS = 0.01
_CLICK_HZ = 1_000
_CLICK_CHUNKS = 3
_CHUNKS_BETWEEN = 200
_LOUD = 4_000  # of 32,768; a click is sent at 20,000
_DEAF_SECONDS = 0.5  # after a click, so that its own tail is not another


async def clicks(microphone: webrtc.MediaStreamTrackGenerator, log: Log) -> None:
    """Keeps to its own clock, as a sound card does."""
    samples = int(_RATE_HZ * _CHUNK_SECONDS)
    silence = bytes(samples * 2)
    wave = 20_000 * np.sin(2 * np.pi * _CLICK_HZ * np.arange(samples) / _RATE_HZ)
    click = wave.astype(np.int16).tobytes()
    writer, began, number = microphone.writable.get_writer(), time.perf_counter(), 0
    while True:
        place = number % _CHUNKS_BETWEEN
        if place == 0:
            log.clicks_sent_at.append(time.perf_counter())
        init = webrtc.AudioDataInit(
            format=webrtc.AudioSampleFormat.s16,
            sample_rate=_RATE_HZ,
            number_of_frames=samples,
            number_of_channels=1,
            timestamp=int(number * _CHUNK_SECONDS * 1_000_000),
            data=click if place < _CLICK_CHUNKS else silence,
        )
        await writer.write(webrtc.AudioData(init))
        number += 1
        await asyncio.sleep(began + number * _CHUNK_SECONDS - time.perf_counter())


class Ear:
    """Notes when each click begins."""

    def __init__(self, log: Log) -> None:
        self._log = log

    def hear(self, chunk: webrtc.AudioData) -> None:
        now = time.perf_counter()
        options = webrtc.AudioDataCopyToOptions(plane_index=0, format=webrtc.AudioSampleFormat.s16)
        samples = bytearray(chunk.allocation_size(options))
        chunk.copy_to(samples, options)
        channels, rate_hz = chunk.number_of_channels, chunk.sample_rate
        chunk.close()
        loud = np.flatnonzero(np.abs(np.frombuffer(samples, np.int16)[::channels].astype(np.int32)) > _LOUD)
        heard = self._log.clicks_heard_at
        if loud.size and (not heard or now - heard[-1] > _DEAF_SECONDS):
            heard.append(now + float(loud[0]) / rate_hz)
