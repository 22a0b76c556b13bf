"""A test that cannot run is not silent: under CI, every skip must be one of these."""

from __future__ import annotations

import os

import pytest

ALLOWED_SKIPS = (
    "the documents' texts are not beside the checkout",
    "the public test suites are not beside the checkout",
)

_other_skips: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember a skip that is not allowed."""
    reason = str(report.longrepr[2]) if report.skipped and isinstance(report.longrepr, tuple) else ""
    if report.skipped and not any(allowed in reason for allowed in ALLOWED_SKIPS):
        _other_skips.append(f"{report.nodeid}: {reason}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run under CI that skipped what it must not."""
    if os.environ.get("CI") and _other_skips:
        print("\nSkipped, and not on the list of tests/conftest.py:", *_other_skips, sep="\n  ")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
