"""What becomes of a test whose needs are not met."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).parent.parent
TESTS = """
import pytest
from tests.needs import cannot_run, needs

def test_with_all_it_needs():
    needs(sys_is_there := True, "never said")

def test_without_a_browser():
    needs(None, "install a browser")

@pytest.mark.skip(reason="marked")
def test_marked(): ...

@pytest.fixture
def server():
    pytest.skip("no server")

def test_whose_fixture_is_missing(server): ...

def test_that_cannot_run_here():
    cannot_run("no Qdrant server")

@pytest.mark.xfail(reason="known", strict=True)
def test_known_to_fail():
    assert False
"""
FILE = """
import pytest
pytest.skip("whole file", allow_module_level=True)
"""


def run(folder: Path, source: str, *, require_all: str) -> tuple[int, str]:
    (folder / "test_some.py").write_text(source)
    (folder / "pytest.ini").write_text("[pytest]\n")
    command = [
        *(sys.executable, "-m", "pytest", "-ra", "-p", "tests.needs"),
        *("-p", "no:cacheprovider", str(folder)),
    ]
    there = {
        **os.environ,
        "PYTHONPATH": str(HOUSE),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # none is needed, and they take seconds
        "REQUIRE_ALL": require_all,
    }
    done = subprocess.run(
        command, env=there, cwd=folder, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout


def test_what_is_missing_is_a_skip_and_its_reason_is_shown(tmp_path: Path) -> None:
    code, said = run(tmp_path, TESTS, require_all="0")

    assert code == 0
    assert "1 passed, 4 skipped, 1 xfailed" in said
    assert "install a browser" in said


def test_under_require_all_only_what_cannot_be_had_at_all_is_skipped(
    tmp_path: Path,
) -> None:
    code, said = run(tmp_path, TESTS, require_all="1")

    assert code == 1
    assert "1 failed, 1 passed, 1 skipped, 1 xfailed, 2 errors" in said
    for reason in ("install a browser", "marked", "no server"):
        assert f"REQUIRE_ALL=1, and yet this was skipped: {reason}" in said
    assert "NOT RUN: no Qdrant server" in said


def test_under_require_all_a_file_that_skips_itself_fails(tmp_path: Path) -> None:
    code, said = run(tmp_path, FILE, require_all="1")

    assert code == 2
    assert "REQUIRE_ALL=1, and yet this was skipped: whole file" in said
