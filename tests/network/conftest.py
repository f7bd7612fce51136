from __future__ import annotations

import pytest

from tests.network.namespaces import missing

_SKIPPED = "The tests of networks did not run: "


@pytest.fixture(scope="session", autouse=True)
def network_tools() -> None:
    """What these tests need of the machine."""
    if lacking := missing():
        pytest.skip(_SKIPPED + lacking)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A skipped proof is no proof: say so where nobody overlooks it."""
    reasons = {str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])}
    if skipped := next((reason for reason in reasons if _SKIPPED in reason), None):
        terminalreporter.section("NETWORKS NOT TESTED", red=True)
        terminalreporter.line(skipped[skipped.index(_SKIPPED) :].rstrip("')"), red=True)
