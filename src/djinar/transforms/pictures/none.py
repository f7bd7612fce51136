"""The camera as it is."""

from __future__ import annotations

from djinar.transforms.image import BgrImage
from djinar.transforms.registry import transform


@transform(keeps_picture=True)
def none(image: BgrImage) -> BgrImage:
    """The camera as it is."""
    return image
