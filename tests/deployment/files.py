"""The files of ``deploy``, with places of a test's own."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy"


def text(name: str, places: Mapping[str, object]) -> str:
    """A file with each of the places that it names replaced; it must name them all."""
    found = (FOLDER / name).read_text("utf-8")
    for place, own in places.items():
        if place not in found:
            raise LookupError(f"{name} does not name {place}")
        found = found.replace(place, str(own))
    return found


def options(unit: str) -> dict[str, list[str]]:
    """What a unit says, whatever the section; an option may come several times."""
    said: dict[str, list[str]] = {}
    for line in unit.splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            said.setdefault(name, []).append(value)
    return said


def environment(written: Path) -> dict[str, str]:
    """As a shell reads it that is told to."""
    told = subprocess.run(
        ["env", "-i", "sh", "-c", 'set -a; . "$1"; env -0', "sh", written], capture_output=True, text=True, check=True
    )
    variables = dict(pair.split("=", 1) for pair in told.stdout.rstrip("\0").split("\0"))
    return {name: value for name, value in variables.items() if name not in ("PWD", "_", "SHLVL")}
