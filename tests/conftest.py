"""What every test shares: nothing may be skipped under CI."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# The same examples each time, so that a run says something of the change and not of its luck; the long trials draw anew.
settings.register_profile("fixed", derandomize=not os.environ.get("SHOWWIRE_SOAK"), database=None)
settings.load_profile("fixed")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A machine that is to run everything fails when something was skipped."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and reporter is not None and reporter.stats.get("skipped") and exitstatus == 0:
        for report in reporter.stats["skipped"]:
            reporter.write_line(f"skipped under CI: {report.nodeid}: {report.longrepr}", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
