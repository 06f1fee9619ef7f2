"""The page's sentences, and who gets which."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.language import Language
from connectors.web.words import STATIC, Words, negotiated

WORDS = json.loads((STATIC / "words.json").read_text(encoding="utf-8"))
PYTHON = [path for path in Path(STATIC).parent.glob("*.py") if path.name != "words.py"]


def test_both_languages_say_the_same_things_with_the_same_facts() -> None:
    korean, english = WORDS["ko"], WORDS["en"]

    assert korean.keys() == english.keys()
    for key in korean:
        facts = [sorted(re.findall(r"\{(\w+)\}", words[key])) for words in (korean, english)]
        assert facts[0] == facts[1], key
        assert korean[key].strip()
        assert english[key].strip()


def test_every_sentence_that_is_named_somewhere_exists_and_none_lies_around_unused() -> None:
    pages = "".join(path.read_text("utf-8") for path in STATIC.glob("*.html"))
    code = "".join(path.read_text("utf-8") for path in [*STATIC.glob("*.js"), *PYTHON])
    named = set(re.findall(r"\{\{(\w+)\}\}", pages)) | set(re.findall(r'"(\w+)"', code))
    filled = {"language", "title", "path", "original", "notice", "document_language", "body"}
    filled |= {"current_ko", "current_en"}

    assert set(re.findall(r"\{\{(\w+)\}\}", pages)) - filled <= WORDS["en"].keys()
    said = set(re.findall(r'\bsay\(\s*"(\w+)"', code)) | set(re.findall(r'"(error_\w+)"', code))
    assert said <= WORDS["en"].keys()
    states = {"received", "answering", "answered", "unsent"}
    assert WORDS["en"].keys() - named - states - {"found", "unknown", "handed_over"} == set()


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("ko", "ko"),
        ("ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7", "ko"),
        ("en-GB,en;q=0.9,ko;q=0.8", "en"),
        ("fr-FR,ko;q=0.3,en;q=0.2", "ko"),
        ("fr", "en"),
        ("ko;q=0", "en"),
        ("en;q=0.1, KO", "ko"),
        ("ko;q=...;,,;;", "en"),
    ],
)
def test_the_browsers_first_language_of_ours_wins(accepted: str | None, language: str) -> None:
    assert negotiated(accepted=accepted) == language


def test_what_somebody_chose_wins_over_what_their_browser_prefers() -> None:
    assert negotiated("ko", accepted="en") is Language.KOREAN
    assert negotiated(None, "en", accepted="ko") is Language.ENGLISH
    assert negotiated("xx", "ko", accepted="en") is Language.KOREAN


@given(st.text(), st.text())
def test_no_header_is_too_strange(choice: str, accepted: str) -> None:
    assert negotiated(choice, accepted=accepted) in set(Language)


def test_a_page_escapes_its_sentences_but_not_the_markup_it_is_given() -> None:
    page = Words().page(
        "source.html",
        Language.KOREAN,
        title="&lt;T&gt;",
        path="p",
        original="",
        notice="",
        document_language="ko",
        body="<p>{{brand}}</p>",
    )

    assert '<html lang="ko">' in page
    assert "<p>{{brand}}</p>" in page  # what a document says is never a slot
    assert "&lt;T&gt;" in page
