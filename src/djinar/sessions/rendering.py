"""Runs the chosen transforms on every picture of a session, and fails closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import takewhile
from time import perf_counter

from djinar.media.recent import Recent
from djinar.media.video import Planes, ReceivedPicture
from djinar.sessions.chosen import ChosenTransforms
from djinar.sessions.failures import Failures
from djinar.sessions.turns import StepFailed, Told, Turn, Turns
from djinar.transforms.chain import Step
from djinar.transforms.form import Form
from djinar.transforms.frame import Frame
from djinar.transforms.image import Image


class Renderer:
    """In use on the media loop, the pixels on worker threads.

    A picture whose transform fails is never sent: the transform may be there to hide what is in it.
    """

    def __init__(
        self, chosen: ChosenTransforms, turns: Turns, failures: Failures, tell: Callable[[Told, int | None], None]
    ) -> None:
        """``tell`` gets what transforms told with a picture that was sent, and its RTP timestamp where known."""
        self._chosen = chosen
        self._turns = turns
        self._failures = failures
        self._tell = tell
        self._told: list[Told] = []
        self._first_timestamp_us: int | None = None
        self.durations_ms = Recent()
        """From the turn of the transforms until their result, conversions included."""
        self.frames_rendered = 0

    async def __call__(self, picture: ReceivedPicture) -> ReceivedPicture | Planes | None:
        """The picture to send, or ``None`` when a transform failed.

        Raises:
            TransformGaveUp: that happened too many times.
            ServerStopping: there are no threads any more.
        """
        time_seconds = self._time_seconds(picture)
        self._told = []
        rendered: ReceivedPicture | Planes = picture
        if steps := self._chosen.changing:
            started = perf_counter()
            try:
                rendered = await self._apply(steps, picture, time_seconds)
            except StepFailed as failed:
                self._failures.add(failed)
                return None
            self.durations_ms.add((perf_counter() - started) * 1000)
        self._failures.reset()
        self.frames_rendered += 1
        return rendered

    def sent(self, rtp_timestamp: int | None) -> None:
        """The picture rendered last is on its way."""
        for told in self._told:
            self._tell(told, rtp_timestamp)

    async def _apply(self, steps: Sequence[Step], picture: ReceivedPicture, time_seconds: float) -> Planes:
        planes = picture.planes()
        turn = Turn()
        frame = Frame(
            time_seconds=time_seconds,
            number=self.frames_rendered + self._failures.count,
            rotation=picture.rotation,
            planes=planes,
        )
        # A transform that works on the planes may write to them, and another may ask for what was received.
        image = Image(Form.I420, planes.copy() if steps[0].transform.takes is Form.I420 else planes)
        while True:
            plain = list(takewhile(lambda step: not step.transform.is_async, steps))
            awaited = steps[len(plain) : len(plain) + 1]
            image = await self._turns.on_thread(turn, _seen, frame, plain, image, awaited)
            if not awaited:
                self._told = turn.told
                return image.pixels
            image = await self._awaited(turn, frame, awaited[0], image)
            steps = steps[len(plain) + 1 :]

    async def _awaited(self, turn: Turn, frame: Frame, step: Step, image: Image) -> Image:
        returned = await self._turns.here(step, lambda: step.see(image, frame))
        with turn.of(step, frame):
            return step.checked(returned)

    def _time_seconds(self, picture: ReceivedPicture) -> float:
        if self._first_timestamp_us is None:
            self._first_timestamp_us = picture.timestamp_us
        return (picture.timestamp_us - self._first_timestamp_us) / 1_000_000


def _seen(turn: Turn, frame: Frame, steps: Sequence[Step], image: Image, awaited: Sequence[Step]) -> Image:
    """The picture after the transforms, in the form that is wanted by the one that is awaited next, or else to send."""
    for step in steps:
        with turn.of(step, frame):
            image = step.checked(step.see(image, frame))
    form = Form.I420
    for step in awaited:
        turn.prepare(step)
        form = step.transform.takes
    return Image(form, image.to(form))
