"""Makes the pictures of transforms.md from the photograph: ``python -m docs.make_pictures``, from the top folder."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from benchmarks.camera import PHOTOGRAPH
from benchmarks.servers.aiortc_way import cartoon as aiortc_cartoon
from djinar.transforms.cartoon import cartoon
from djinar.transforms.edges import edges
from djinar.transforms.image import BgrImage, Frame
from djinar.transforms.rotate import rotate

IMAGES = Path(__file__).with_name("images")


def pictures() -> dict[str, BgrImage]:
    """By the last part of the file's name."""
    photograph = np.asarray(cv2.imread(str(PHOTOGRAPH)), np.uint8)
    after_a_second = Frame(time_seconds=1.0, number=30)
    return {
        "none": photograph,
        "cartoon": cartoon(photograph),
        "cartoon-aiortc": aiortc_cartoon(photograph),
        "cartoon-options": cartoon(photograph, smoothing=20, line_contrast=6),
        "edges": edges(photograph),
        "rotate": rotate(photograph, after_a_second),
    }


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    for name, picture in pictures().items():
        cv2.imwrite(str(IMAGES / f"transforms-{name}.jpg"), picture, [cv2.IMWRITE_JPEG_QUALITY, 80])


if __name__ == "__main__":
    main()
