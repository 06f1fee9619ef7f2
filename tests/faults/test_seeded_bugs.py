"""Each control is taken away in a copy of the source: the suite must go red."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.control import Control
from tests.faults.controls_of_approved import APPROVED
from tests.faults.controls_of_audience import AUDIENCE
from tests.faults.controls_of_caches import CACHES
from tests.faults.controls_of_delivery import DELIVERY
from tests.faults.controls_of_models import MODELS
from tests.faults.controls_of_people import PEOPLE
from tests.faults.controls_of_pictures import PICTURES
from tests.faults.controls_of_quotation import QUOTATION
from tests.faults.controls_of_ranking import RANKING
from tests.faults.controls_of_search import SEARCH
from tests.needs import needs

_ROOT = Path(__file__).parents[2]
_SECONDS = 600  # only a test that hangs takes longer
_GREEN, _RED = 0, 1
_PACKAGES = ("bot", "connectors", "migrations", "tests")
CONTROLS = (
    *DELIVERY,
    *PEOPLE,
    *MODELS,
    *PICTURES,
    *APPROVED,
    *AUDIENCE,
    *CACHES,
    *RANKING,
    *SEARCH,
    *QUOTATION,
)
GUARDS = sorted({guard for control in CONTROLS for guard in control.guards})
# A bug of this kind would be one of ours here, and no control that is missing.
_BROKEN = re.compile(r"SyntaxError|NameError|ImportError|ModuleNotFoundError|IndentationError")


class Copy:
    """A copy of the working tree, with the changes that nobody has committed yet."""

    def __init__(self, folder: Path, postgres: str | None) -> None:
        self.folder = folder
        self._postgres = postgres
        for path in _sources():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(_ROOT / path, target)

    def take_away(self, control: Control) -> None:
        """Change the source; what is changed must be there exactly once."""
        for swap in control.swaps:
            file = self.folder / swap.path
            source = file.read_text("utf-8")
            assert source.count(swap.was) == 1, f"{swap.path} has changed: mend the controls"
            file.write_text(source.replace(swap.was, swap.now), "utf-8")

    def test(self, *guards: str) -> subprocess.CompletedProcess[str]:
        """Run these tests of the copy."""
        options = ["-x", "-q", "-n0", "-p", "no:cacheprovider", f"--rootdir={self.folder}"]
        return self.python("-m", "pytest", *options, *guards)

    def python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run Python in the copy, whose packages come before the installed ones."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("BOT_", "PYTEST_"))}
        kept |= {"PYTHONPATH": str(self.folder), "PYTHONUTF8": "1"}
        if self._postgres:
            kept["BOT_TEST_POSTGRES_URL"] = self._postgres
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env=kept,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )


@pytest.fixture
def copy(tmp_path: Path, request: pytest.FixtureRequest) -> Copy:
    needs(shutil.which("git") and (_ROOT / ".git").exists(), "this needs git and a clone")
    return Copy(tmp_path / "copy", request.getfixturevalue("postgres_server"))


@pytest.fixture(scope="module")
def table() -> Iterator[list[tuple[str, str]]]:
    """What went red, printed at the end."""
    rows: list[tuple[str, str]] = []
    yield rows
    width = max((len(name) for name, _ in rows), default=0)
    lines = [f"  {name:{width}}  {failed}" for name, failed in rows]
    print("\n".join(["", f"{len(rows)} controls taken away, all red:", *lines]))  # noqa: T201 - figures to quote


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.name)
def test_a_control_is_where_it_would_be_taken_from(control: Control) -> None:
    for swap in control.swaps:
        source = (_ROOT / swap.path).read_text("utf-8")
        assert source.count(swap.was) == 1, f"{swap.path} has changed: mend the controls"


@pytest.mark.proof
@pytest.mark.parametrize("guard", GUARDS)
def test_a_guard_is_green_while_every_control_is_there(copy: Copy, guard: str) -> None:
    done = copy.test(guard)
    assert done.returncode == _GREEN, done.stdout[-3000:] + done.stderr[-3000:]


@pytest.mark.proof
def test_it_is_the_copy_that_is_tested(copy: Copy) -> None:
    ask = f"import {', '.join(_PACKAGES)}; print({'.__file__, '.join(_PACKAGES)}.__file__)"
    paths = copy.python("-c", ask).stdout.split()
    assert len(paths) == len(_PACKAGES)
    assert all(Path(path).is_relative_to(copy.folder) for path in paths)


@pytest.mark.proof
@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.name)
def test_without_a_control_the_suite_goes_red(
    copy: Copy, control: Control, table: list[tuple[str, str]]
) -> None:
    copy.take_away(control)
    done = copy.test(*control.guards)
    failed = re.findall(r"^FAILED (.+)$", done.stdout, re.MULTILINE)
    assert (done.returncode, bool(failed)) == (_RED, True), done.stdout[-2000:] + done.stderr
    assert not _BROKEN.search(done.stdout), done.stdout[-2000:]
    table.append((control.name, failed[0].partition(" - ")[0]))


def _sources() -> list[str]:
    """Every file that git knows, or would take in."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(listing, cwd=_ROOT, capture_output=True, text=True, check=True)
    return [path for path in done.stdout.split("\0") if path and (_ROOT / path).is_file()]
