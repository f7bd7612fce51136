"""What one load run does."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Sent to the load process as JSON."""

    transform: str
    """Or several, joined by ``+``."""
    seconds: float
    """Measured, after the warm-up in which the engine finds its bit rate."""
    warm_up_seconds: float = 6
    width_px: int = 640
    height_px: int = 480
    fps: int = 30
    peers: int = 1
    sound: bool = False
