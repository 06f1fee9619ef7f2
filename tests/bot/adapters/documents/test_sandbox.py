"""Reading in worker processes: what files do to those stays there."""

from __future__ import annotations

import dataclasses
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.adapters.documents import wire
from bot.adapters.documents.limits import MIB, Limits
from bot.adapters.documents.sandbox import NotStarted, Sandbox, _reading
from bot.domain.errors import DocumentUnreadable
from tests.bot.adapters.documents.made.office import docx, paragraph
from tests.bot.adapters.documents.made.pdfs import Words, pdf

GOOD = docx(paragraph("연차는 15일"))
# Seconds of work for the reader of pages: paragraphs in paragraphs, links, tables.
SLOW = b"<table>" + b"<tr><td><b>a</b> <i>b</i></td></tr>" * 200_000
NOISE = random.Random(1)  # noqa: S311 - bytes that do not pack well, no secret
DENSE = docx(*(paragraph(NOISE.randbytes(4 * MIB).hex()) for _ in range(3)))
LARGE = docx(*(paragraph(f"{at} a paragraph of some length") for at in range(20_000)))


@pytest.fixture
def sandbox() -> Iterator[Callable[..., Sandbox]]:
    made: list[Sandbox] = []

    def make(**limits: float) -> Sandbox:
        made.append(Sandbox(dataclasses.replace(Limits(), **limits)))  # type: ignore[arg-type] # by name
        return made[-1]

    yield make
    for each in made:
        each.close()


def trouble(sandbox: Sandbox, raw: bytes, path: str) -> str:
    with pytest.raises(DocumentUnreadable) as error:
        sandbox.read(raw, path)
    return error.value.reason


def pid(sandbox: Sandbox) -> int:
    (worker,) = sandbox._all
    return worker._process.pid


def test_a_reading_comes_back_whole(sandbox: Callable[..., Sandbox]) -> None:
    raw = pdf(
        [Words("First page, 첫 쪽".encode().decode())], [Words("Second"), Words("x", mode=3)]
    )

    reading, version = sandbox().read(raw, "a/휴가-규정.pdf")

    assert version == "pdf/2"
    assert reading.title == "휴가 규정"
    assert reading.text[reading.pages[1] :] == "Second\n"
    assert "hidden text" in reading.remarks[0]


def test_a_refusal_comes_back_with_its_reason(sandbox: Callable[..., Sandbox]) -> None:
    assert "empty" in trouble(sandbox(), b"", "a.csv")


def test_one_worker_reads_one_file_after_the_other(sandbox: Callable[..., Sandbox]) -> None:
    readers = sandbox()
    readers.read(GOOD, "a.docx")
    first = pid(readers)

    readers.read(GOOD, "b.docx")

    assert pid(readers) == first


@pytest.mark.parametrize(
    ("limits", "raw", "path", "told"),
    [
        ({"memory": 110 * MIB}, DENSE, "a.docx", "MiB of memory"),
        ({"processor": 1}, SLOW, "a.html", "seconds of processor"),
        ({"wall": 0.5}, SLOW, "a.html", "0.5 seconds"),
        ({"text": 1000}, LARGE, "a.docx", "1,000 characters"),
        ({"unpacked": MIB}, LARGE, "a.docx", "unpack"),
    ],
)
def test_a_limit_ends_one_file_and_its_neighbour_is_read(
    sandbox: Callable[..., Sandbox],
    limits: dict[str, float],
    raw: bytes,
    path: str,
    told: str,
) -> None:
    readers = sandbox(**limits)

    assert told in trouble(readers, raw, path)
    if "wall" in limits:
        return  # half a second may be too short for the neighbour on a busy machine
    assert readers.read(GOOD, "b.docx")[0].text == "연차는 15일\n"


def test_a_worker_that_dies_over_a_file_costs_that_file(
    sandbox: Callable[..., Sandbox],
) -> None:
    readers = sandbox()
    reasons: list[str] = []
    reading = threading.Thread(
        target=lambda: reasons.append(trouble(readers, SLOW, "a.html")), daemon=True
    )
    reading.start()
    _wait_until(lambda: bool(readers._all))

    os.kill(pid(readers), signal.SIGSEGV)
    reading.join(timeout=60)

    assert "crashed" in reasons[0]
    assert readers.read(GOOD, "b.docx")[0].text == "연차는 15일\n"


def test_a_worker_that_died_while_idle_is_replaced(sandbox: Callable[..., Sandbox]) -> None:
    readers = sandbox()
    readers.read(GOOD, "a.docx")
    first = pid(readers)
    os.kill(first, signal.SIGKILL)

    assert readers.read(GOOD, "b.docx")[0].text == "연차는 15일\n"
    assert pid(readers) != first


def test_close_ends_the_workers_and_reading_starts_new_ones(
    sandbox: Callable[..., Sandbox],
) -> None:
    readers = sandbox()
    readers.read(GOOD, "a.docx")
    first = pid(readers)

    readers.close()
    readers.close()

    assert not Path(f"/proc/{first}").exists()
    assert readers.read(GOOD, "b.docx")


def test_whoever_forgets_to_close_leaves_no_process_behind() -> None:
    readers = Sandbox(Limits())
    readers.read(GOOD, "a.docx")
    first = pid(readers)

    del readers

    assert not Path(f"/proc/{first}").exists()


def test_workers_know_none_of_the_settings(
    sandbox: Callable[..., Sandbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_SLACK__BOT_TOKEN", "secret")
    readers = sandbox()
    readers.read(GOOD, "a.docx")

    told = Path(f"/proc/{pid(readers)}/environ").read_bytes()

    assert b"secret" not in told


def test_workers_are_locked_before_their_first_file(sandbox: Callable[..., Sandbox]) -> None:
    readers = sandbox()
    readers.read(GOOD, "a.docx")
    (worker,) = readers._all

    assert isinstance(worker.locks, list)
    status = Path(f"/proc/{pid(readers)}/status").read_text()
    assert "limits" in worker.locks
    assert ("Seccomp:\t2" in status) == ("seccomp" in worker.locks)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"text": 1, "title": "t", "version": "v", "pages": [], "remarks": []},
        {"text": "x", "title": "t", "version": "v", "pages": "no", "remarks": []},
    ],
)
def test_an_answer_of_another_shape_is_not_believed(answer: dict[str, object]) -> None:
    with pytest.raises(DocumentUnreadable):
        _reading(answer, Limits())


@pytest.mark.parametrize("frame", [b"", b"[1]", b"{", b"[" * 100_000])
def test_a_frame_that_holds_no_message_is_cut(frame: bytes) -> None:
    with pytest.raises(wire.Cut):
        wire.unpacked(frame)


def test_no_process_to_be_had_says_nothing_about_the_file() -> None:
    assert issubclass(NotStarted, DocumentUnreadable)


def _wait_until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.01)
