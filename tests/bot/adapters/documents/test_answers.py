"""Files of approved answers, whole and broken."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.adapters.documents.answers import LONGEST_ANSWER, LONGEST_QUESTION, MOST_QUESTIONS
from bot.adapters.documents.folder import FolderSource
from bot.domain.audience import COMMUNITY, PUBLIC
from bot.domain.errors import DocumentUnreadable
from bot.domain.knowledge import Document

WHOLE = """---
questions:
  - How many days can I carry over?
  - "Carry over:  how many\tdays?"
owner: People team
audience: public
valid_from: 2026-01-01
valid_until: 2026-12-31
updated: 2026-02-01
---

Up to **five** days.
"""


async def read(
    root: Path, text: str, path: str = "answers/carry.en.md", **more: str
) -> Document:
    """The document in a file below the folder; `more` are other files."""
    for name, content in {path: text, **more}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, "utf-8")
    source = FolderSource(root, largest_file=1_000_000)
    (file,) = [one for one in (await source.inventory()).found if one.path == path]
    return await source.read(file)


async def refused(root: Path, text: str) -> DocumentUnreadable:
    with pytest.raises(DocumentUnreadable) as trouble:
        await read(root, text)
    return trouble.value


async def test_a_whole_file_is_read_with_all_that_it_says(tmp_path: Path) -> None:
    document = await read(tmp_path, WHOLE)
    assert document.questions == (
        "How many days can I carry over?",
        "Carry over: how many days?",
    )
    labels = document.labels
    assert (labels.owner, labels.approved, document.audience) == ("People team", True, PUBLIC)
    days = (labels.valid_from, labels.valid_until, labels.updated)
    assert days == (date(2026, 1, 1), date(2026, 12, 31), date(2026, 2, 1))
    assert document.text == "\nUp to **five** days.\n"
    assert (document.title, document.remarks) == ("How many days can I carry over?", ())


@pytest.mark.parametrize(
    ("front", "title"),
    [("title: Carrying over\nquestions: [a]", "Carrying over"), ("questions: [a]", "Heading")],
)
async def test_its_title_is_its_own_before_it_is_a_question(
    tmp_path: Path, front: str, title: str
) -> None:
    document = await read(tmp_path, f"---\n{front}\nowner: x\n---\n# Heading\n\nYes.\n")
    assert document.title == title


async def test_a_single_question_needs_no_list(tmp_path: Path) -> None:
    document = await read(tmp_path, "---\nquestions: 며칠인가요?\n---\n5일입니다.\n")
    assert document.questions == ("며칠인가요?",)
    assert document.remarks == (
        "no owner is named, so askers do not see who stands behind the answer: add 'owner: …'",
    )


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("Five days.\n", "write 'questions:' between the lines ---"),
        ("---\nowner: x\n---\nFive days.\n", "write 'questions:' between the lines ---"),
        ("---\nquestions:\n---\nFive days.\n", "write 'questions:' between the lines ---"),
        ('---\nquestions: [""]\n---\nFive days.\n', "write 'questions:' between the lines"),
        ("---\nquestions: [a]\n---\n", "it has no answer: write it below"),
        ("---\nquestions: [a]\n---\n<!-- later -->\n", "it has no answer: write it below"),
        ("---\nquestions: [a]\nvalid_until: soon\n---\nFive.\n", "line 3: 'soon' is no day"),
        ("---\nquestions: [a]\nvalid-from: 2026-13-01\n---\nFive.\n", "is no day: write year"),
        ("---\nquestions: [a]\nvalid_until: [2026-01-01]\n---\nFive.\n", "'valid_until' must"),
        (
            "---\nquestions:\n  - VPN: how?\n---\nFive.\n",
            "line 2: a question there is no plain",
        ),
        ("---\nquestions: [a]\napproved: false\n---\nFive.\n", "take that line out once it is"),
        ("---\nquestions: [a\n---\nFive.\n", "this is not YAML"),
        ("---\nquestions: [a]\naudience: all\n---\nFive.\n", "'all' is no audience"),
        ("---\nquestions: [a]\n---\n" + "x" * (LONGEST_ANSWER + 1), "characters: shorten it"),
        (f"---\nquestions: [{'a' * (LONGEST_QUESTION + 1)}]\n---\nx\n", "in one sentence"),
        (
            f"---\nquestions: [{', '.join(map(str, range(MOST_QUESTIONS + 1)))}]\n---\nx\n",
            "leave out the least likely",
        ),
    ],
)
async def test_a_broken_one_is_not_used_and_says_how_to_mend_it(
    tmp_path: Path, text: str, remedy: str
) -> None:
    trouble = await refused(tmp_path, text)
    assert remedy in trouble.reason
    assert trouble.withhold  # what was approved before is not given any longer either


async def test_the_folder_may_be_spelt_as_people_spell_it(tmp_path: Path) -> None:
    assert (await read(tmp_path, WHOLE, "Answers/hr/carry.MD")).questions


@pytest.mark.parametrize("path", ["hr/answers/carry.md", "hr/carry.md"])
async def test_elsewhere_questions_alone_make_no_approved_answer(
    tmp_path: Path, path: str
) -> None:
    document = await read(tmp_path, WHOLE, path)
    assert (document.questions, document.labels.approved) == ((), False)


async def test_elsewhere_a_file_or_its_folder_may_say_that_it_is_one(tmp_path: Path) -> None:
    own = WHOLE.replace("---\n", "---\napproved: yes\n", 1)
    assert (await read(tmp_path, own, "hr/a.md")).questions
    labels = {"faq/_folder.yaml": "approved: true\naudience: community\n"}
    text = "---\nquestions: [a]\n---\nFive.\n"
    of_folder = await read(tmp_path, text, "faq/a.md", **labels)
    assert (of_folder.questions, of_folder.audience) == (("a",), COMMUNITY)
    plain = WHOLE.replace("---\n", "---\napproved: false\n", 1)
    assert not (await read(tmp_path, plain, "faq/b.md", **labels)).labels.approved


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("answers/carry.txt", "Five days."),
        ("hr/a.md", "---\napproved: true\n---\nFive days.\n"),
    ],
)
async def test_without_questions_a_document_stays_one_and_says_so(
    tmp_path: Path, path: str, text: str
) -> None:
    document = await read(tmp_path, text, path)
    assert not document.labels.approved
    assert any("not as an approved answer" in remark for remark in document.remarks)


async def test_the_same_file_elsewhere_is_another_document(tmp_path: Path) -> None:
    there = await read(tmp_path, WHOLE, "hr/carry.md")
    here = await read(tmp_path, WHOLE)
    assert there.fingerprint != here.fingerprint
