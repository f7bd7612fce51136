"""A test client for streams: a real WebRTC peer with a camera and a microphone that are synthetic.

.. code-block:: python

    from djinar.testing import Scene, resembles, stream_client
    from studio.streams import Studio

    async def test_negative_shows_every_colour_as_its_opposite():
        async with stream_client(Studio, transform="negative") as peer:
            picture = await peer.frame()

        assert resembles(picture, 255 - Scene().still())

The stream runs in the test's own process, on its event loop: no server, no browser, no network; a tenth of a second.
A transform alone needs none of this. Decorated, it still is the function, or the class, that you wrote:

.. code-block:: python

    assert (negative(np.zeros((2, 2, 3), np.uint8)) == 255).all()
"""

from djinar.sessions.limits import Limits
from djinar.testing.arrivals import Told
from djinar.testing.client import stream_client
from djinar.testing.connection import ReturnedPicture
from djinar.testing.devices import Camera, Microphone
from djinar.testing.errors import NothingArrived, RequestRefused, SessionEnded, StreamReported
from djinar.testing.peer import StreamPeer
from djinar.testing.pictures import Scene, difference, resembles
from djinar.testing.sounds import Tone, loudness, pitch_hz

__all__ = [
    "Camera",
    "Limits",
    "Microphone",
    "NothingArrived",
    "RequestRefused",
    "ReturnedPicture",
    "Scene",
    "SessionEnded",
    "StreamPeer",
    "StreamReported",
    "Told",
    "Tone",
    "difference",
    "loudness",
    "pitch_hz",
    "resembles",
    "stream_client",
]
