"""Live video and audio for Django.

A browser posts an offer to an async class-based view; the server answers, receives the camera and the microphone over
WebRTC, runs Python on every frame and sends the result back.

.. code-block:: python

    # streams.py
    from djinar import BgrImage, Stream, transform

    @transform
    def negative(image: BgrImage) -> BgrImage:
        return 255 - image

    class Studio(Stream):
        transforms = ["negative", "none"]

    # urls.py
    from djinar.views import OfferView, StreamPageView

    urlpatterns = [
        path("", StreamPageView.as_view(stream=Studio)),
        path("offer", OfferView.as_view(stream=Studio)),
    ]
"""

from djinar.stream import Stream
from djinar.transforms.colour import Colour
from djinar.transforms.frame import Frame
from djinar.transforms.image import BgrImage, GrayImage, I420Image, RgbImage
from djinar.transforms.registry import transform
from djinar.transforms.sound import Sound

__all__ = ["BgrImage", "Colour", "Frame", "GrayImage", "I420Image", "RgbImage", "Sound", "Stream", "transform"]

__version__ = "0.1.0"
