"""Makes the pictures of the gallery from the photograph, and what it says of each transform from its declaration.

``python -m docs.make_pictures``, from the top folder. With ``--check`` it writes nothing, and ends with status 1 where
gallery.md is not what the declarations say.
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2

from benchmarks.servers.aiortc_way import cartoon as aiortc_cartoon
from djinar.transforms.image import BgrImage
from docs import gallery, scenes
from docs.pages import blocks, running

IMAGES = Path(__file__).with_name("images")
_WIDTH_PX = 400
_WIDTH_TO_COMPARE_PX = 480
_JPEG_QUALITY = 80


def save(name: str, picture: BgrImage, width_px: int = _WIDTH_PX) -> None:
    size = width_px, round(picture.shape[0] * width_px / picture.shape[1])
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    cv2.imwrite(str(IMAGES / f"transforms-{name}.jpg"), small, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])


def make_gallery() -> None:
    taken_of = {
        "motion": scenes.moving(),
        "optical_flow": scenes.moving(),
        "chroma_key": scenes.still(scenes.before_a_green_wall()),
        "codes": scenes.still(scenes.with_codes()),
    }
    anything_else = scenes.still(scenes.photograph())
    for transform in gallery.pictures():
        seen = taken_of.get(transform.name, anything_else)
        for example in gallery.examples(transform.name):
            chain = [*example.before, (transform.name, example.options)]
            save(example.file_name(transform.name), scenes.through(chain, seen))


def make_comparison() -> None:
    photograph = scenes.photograph()
    save("cartoon-aiortc", aiortc_cartoon(photograph), _WIDTH_TO_COMPARE_PX)
    save("cartoon-djinar", scenes.through([("cartoon", {})], [photograph]), _WIDTH_TO_COMPARE_PX)


def make_first_transform() -> None:
    """What the three versions of first-transform.md make of the photograph, the third of it moving."""
    seen = scenes.still(scenes.photograph()), scenes.still(scenes.photograph()), scenes.moving()
    for name, code, pictures in zip(("poster", "paper", "trail"), blocks("first-transform.md"), seen, strict=True):
        with running(code):
            save(f"first-{name}", scenes.through([("poster", {})], pictures))


def main() -> None:
    if "--check" in sys.argv[1:]:
        sys.exit(None if gallery.is_up_to_date() else "docs/gallery.md is stale: run python -m docs.make_pictures")
    make_gallery()
    make_comparison()
    make_first_transform()
    gallery.update()


if __name__ == "__main__":
    main()
