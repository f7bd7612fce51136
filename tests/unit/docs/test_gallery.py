"""docs/gallery.md shows every built-in transform as it is."""

from __future__ import annotations

import re
import subprocess
import sys
from pkgutil import iter_modules
from types import ModuleType

import cv2
import numpy as np
import pytest

from djinar.transforms import pictures, sounds
from docs.pages import PAGES

GALLERY = (PAGES / "gallery.md").read_text()
WIDEST_PX = 480


def test_the_tables_are_what_the_declarations_say() -> None:
    # In a process of its own, where no test has registered a transform under a built-in one's name.
    checked = subprocess.run(
        [sys.executable, "-m", "docs.make_pictures", "--check"],
        cwd=PAGES.parent,
        check=False,
        capture_output=True,
        text=True,
    )

    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("package", [pictures, sounds], ids=["pictures", "sounds"])
def test_every_built_in_transform_has_a_section(package: ModuleType) -> None:
    names = {module.name for module in iter_modules(package.__path__)} - {"onnx"}

    assert names <= set(re.findall(r"^### (\w+)$", GALLERY, re.MULTILINE))


def test_every_built_in_transform_has_its_cost() -> None:
    costs = GALLERY.partition("## What they cost")[2].partition("\n## ")[0]

    names = {module.name for package in (pictures, sounds) for module in iter_modules(package.__path__)} - {"onnx"}
    assert names <= set(re.findall(r"`(\w+)`", costs))


def test_every_picture_is_there_small_and_used() -> None:
    named = set(re.findall(r"images/(transforms-[\w-]+\.jpg)", GALLERY + (PAGES / "first-transform.md").read_text()))
    there = {path.name: path for path in (PAGES / "images").glob("transforms-*.jpg")}

    assert set(there) == named
    assert max(np.asarray(cv2.imread(str(path))).shape[1] for path in there.values()) <= WIDEST_PX
