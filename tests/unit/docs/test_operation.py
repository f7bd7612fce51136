"""The guide for operators, held against what it tells of."""

from __future__ import annotations

import logging.config
import re
from pathlib import Path

import pytest

from djinar.logs import JsonFormatter
from djinar.metrics import StreamCollector
from djinar.sessions.tally import Tally

GUIDE = (Path(__file__).parents[3] / "docs" / "operation.md").read_text()


class IdleBackend:
    async def tally(self) -> Tally:
        return Tally()


def test_every_metric_is_told_of_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("djinar.metrics.get_backend", IdleBackend)

    told = set(re.findall(r"^\| `(djinar_\w+)` \|", GUIDE, re.MULTILINE))
    metrics = StreamCollector().collect()

    assert told == {metric.name + "_total" * (metric.type == "counter") for metric in metrics}


def test_the_logging_of_the_guide_writes_json(capsys: pytest.CaptureFixture[str]) -> None:
    [block] = re.findall(r"```python\nLOGGING = (.+?)```", GUIDE, re.DOTALL)
    wanted = eval(block)  # noqa: S307 (our own guide)
    root = logging.getLogger()
    before = root.handlers[:], root.level

    try:
        logging.config.dictConfig(wanted)
        formatters = [handler.formatter for handler in root.handlers]
    finally:
        root.handlers, root.level = before[0], before[1]

    assert any(isinstance(formatter, JsonFormatter) for formatter in formatters)
