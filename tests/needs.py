"""What a test does when a part that it needs is not there.

A skip is a gap in the proof. Wherever everything can be had, `REQUIRE_ALL=1` in the
environment turns each skip into a failure, save those whose reason starts with
`NOT RUN:`; they name what nobody can have here, and stay visible in the summary.
"""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest

_NOT_RUN = "NOT RUN:"


def needs(present: object, reason: str) -> None:
    """Skip the test unless `present` is true; `reason` says what to install or set.

    Fails instead under `REQUIRE_ALL=1`.
    """
    if not present:
        pytest.skip(reason)


def cannot_run(reason: str) -> None:
    """Skip the test, also under `REQUIRE_ALL=1`: what it needs cannot be had here."""
    pytest.skip(f"{_NOT_RUN} {reason}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Under `REQUIRE_ALL=1`, report a test that was skipped as failed."""
    report = yield
    if not hasattr(report, "wasxfail"):
        _insist(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole file that was skipped."""
    report = yield
    _insist(report)
    return report


def _insist(report: pytest.TestReport | pytest.CollectReport) -> None:
    if not report.skipped or os.environ.get("REQUIRE_ALL") != "1":
        return
    reason = _reason(report)
    if not reason.startswith(_NOT_RUN):
        report.outcome = "failed"
        report.longrepr = f"REQUIRE_ALL=1, and yet this was skipped: {reason}"


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    told = report.longrepr
    words = told[2] if isinstance(told, tuple) else str(told)
    return words.removeprefix("Skipped: ")
