"""What the demo does with a camera and a microphone."""

from djinar import Stream


class Studio(Stream):
    transforms = ["cartoon", "edges", "rotate", "none"]
    audio = "greeting.wav"
