"""What the doctor found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Grade: TypeAlias = Literal["ok", "note", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    grade: Grade
    about: str
    """A word or two, such as "ports"."""
    what: str
    advice: str = ""
    """What to do; for every grade but ``ok``."""

    def __str__(self) -> str:
        return f"{self.grade:5} {self.about}: {self.what}" + (f" {self.advice}" if self.advice else "")
