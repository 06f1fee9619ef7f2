"""Which folder a file of questions is about, and where its documents lie in it."""

from __future__ import annotations

from pathlib import Path
from unicodedata import normalize

import pytest

from bot.domain.errors import BadInput
from bot.question_sets import QuestionSet, read_sets


def written(folder: Path, name: str = "questions.jsonl", text: str = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(text or '{"question": "VPN?", "documents": "it/vpn.md"}\n', "utf-8")
    return file


def one(file: Path, **where: Path | None) -> QuestionSet:
    (found,) = read_sets(
        [file],
        corpus=where.get("corpus"),
        otherwise=where.get("otherwise") or Path("knowledge"),
    )
    return found


def many(folder: Path, count: int) -> QuestionSet:
    lines = (f'{{"question": "q{n}", "sample": {str(n < 3).lower()}}}' for n in range(count))
    return one(written(folder, text="\n".join(lines)))


def test_a_set_has_its_folders_name_and_is_about_the_docs_beside_it(tmp_path: Path) -> None:
    file = written(tmp_path / "사내 규정")
    (file.parent / "docs").mkdir()

    for given in (file, file.parent):
        found = one(given)
        assert (found.name, found.corpus) == ("사내-규정", file.parent / "docs")


def test_the_folder_that_was_named_wins_and_the_live_one_is_the_last_resort(
    tmp_path: Path,
) -> None:
    own, live = tmp_path / "own", tmp_path / "live"
    file = written(tmp_path, "ours.jsonl")
    assert one(file, otherwise=live).corpus == live
    assert one(file, otherwise=live, corpus=own).corpus == own
    (tmp_path / "docs").mkdir()
    assert one(file, otherwise=live).corpus == tmp_path / "docs"
    assert one(file, otherwise=live, corpus=own).corpus == own


def test_sets_with_one_name_are_told_apart(tmp_path: Path) -> None:
    files = [written(tmp_path / where / "staff") for where in "abc"]
    found = read_sets(files, corpus=None, otherwise=tmp_path)
    assert [each.name for each in found] == ["staff", "staff~2", "staff~3"]


def test_the_digest_changes_with_the_file(tmp_path: Path) -> None:
    first, second = one(written(tmp_path / "a")), one(written(tmp_path / "b"))
    third = one(written(tmp_path / "c", text='{"question": "Wi-Fi?"}'))
    assert first.digest == second.digest != third.digest


def test_a_folder_without_questions_and_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"holds no questions\.jsonl"):
        one(tmp_path)
    with pytest.raises(BadInput, match="cannot be read"):
        one(tmp_path / "none.csv")


@pytest.mark.parametrize("named", ["it/vpn.md", "./it/vpn.md", "docs/it/vpn.md"])
def test_a_document_may_be_named_from_its_folder_or_from_the_file(
    tmp_path: Path, named: str
) -> None:
    file = written(tmp_path, text=f'{{"question": "VPN?", "documents": "{named}"}}')
    (tmp_path / "docs").mkdir()
    found = one(file).located(["it/vpn.md", "it/wifi.md"])
    assert found.questions[0].documents == ("it/vpn.md",)


def test_a_korean_name_is_found_however_it_was_typed(tmp_path: Path) -> None:
    named = normalize("NFD", "docs/휴가.md")
    file = written(tmp_path, text=f'{{"question": "연차?", "documents": "{named}"}}')
    (tmp_path / "docs").mkdir()
    assert one(file).located(["휴가.md"]).questions[0].documents == ("휴가.md",)


@pytest.mark.parametrize("named", ["it/vnp.md", "../secret/vpn.md", "/etc/passwd"])
def test_a_document_that_is_not_there_is_told_with_its_line(tmp_path: Path, named: str) -> None:
    lines = f'{{"question": "a"}}\n{{"question": "VPN?", "documents": "{named}"}}'
    (tmp_path / "docs").mkdir()
    with pytest.raises(BadInput) as caught:
        one(written(tmp_path, text=lines)).located(["it/vpn.md"])
    assert str(caught.value).startswith(f"Line 2 of {tmp_path / 'questions.jsonl'} ")
    assert named in str(caught.value)


def test_a_near_name_is_suggested(tmp_path: Path) -> None:
    file = written(tmp_path, text='{"question": "VPN?", "documents": "it/vnp.md"}')
    with pytest.raises(BadInput, match=r"did you mean it/vpn\.md\?"):
        one(file).located(["it/vpn.md"])


def test_a_sample_is_what_the_file_marks(tmp_path: Path) -> None:
    narrowed = many(tmp_path, 9).narrowed(sample=True, limit=None)
    assert [asked.question for asked in narrowed.questions] == ["q0", "q1", "q2"]


def test_a_limit_draws_the_same_questions_each_time_and_not_just_the_first(
    tmp_path: Path,
) -> None:
    whole = many(tmp_path, 100)
    first, again = (whole.narrowed(sample=False, limit=10).questions for _ in range(2))
    fewer = whole.narrowed(sample=False, limit=5).questions
    assert len(first) == 10
    assert first == again
    assert set(fewer) < set(first)
    assert list(first) != list(whole.questions[:10])
    assert [asked.line for asked in first] == sorted(asked.line for asked in first)
    assert whole.narrowed(sample=False, limit=200) == whole
