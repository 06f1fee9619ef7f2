"""What a reply says about attachments: each that was not read, in the asker's language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core import rendering
from bot.core.sights import remarks
from bot.domain.conversation import Answer, Outcome
from bot.domain.language import Language
from bot.domain.pictures import Seen, Unread
from tests.samples import answer

KO, EN = Language.KOREAN, Language.ENGLISH


def unknown(seen: Seen, language: Language = KO) -> str:
    """An unanswered question with these attachments, as it is shown."""
    return rendering.render(Answer(Outcome.UNKNOWN, language, 0.0, seen=seen))


@pytest.mark.parametrize("language", [KO, EN])
@pytest.mark.parametrize("why", list(Unread))
def test_whatever_was_not_read_is_said_with_what_to_do(why: Unread, language: Language) -> None:
    said = remarks(Seen(unread=(why,)), language)
    assert ("읽" in said) is (language is KO)
    assert ("read" in said) is (language is EN)
    assert ("주세요" if language is KO else "Please") in said
    assert "{" not in said
    assert remarks(Seen(unread=(why, why)), language)


def test_without_attachments_nothing_is_said() -> None:
    assert remarks(Seen(), KO) == remarks(Seen("P-77", read=1), EN) == ""


def test_a_picture_of_which_only_the_text_was_read_is_said() -> None:
    seen = Seen("P-77", read=1, is_only_text=True)
    assert remarks(seen, KO) == (
        "그림은 글자만 읽었으며, 코드와 숫자는 잘못 읽었을 수 있습니다."
    )
    assert remarks(seen, EN) == (
        "Of the picture I read only the text, and may have misread codes and numbers."
    )


def test_of_several_pictures_it_is_said_how_many() -> None:
    seen = Seen("P-77", read=1, unread=(Unread.TOO_LARGE, Unread.NO_PICTURE))
    assert remarks(seen, KO) == (
        "그림 2개 가운데 1개: 그림이 너무 커서 읽지 못했습니다. 필요한 부분만 잘라서 올려 "
        "주세요. 그림이 아닌 첨부 파일은 읽지 않았습니다. 필요한 내용을 글로 적어 주세요."
    )
    assert remarks(seen, EN).startswith(
        "1 of 2 pictures: I did not read the picture: it is too"
    )


def test_an_answer_says_it_before_its_sources() -> None:
    seen = Seen(unread=(Unread.NO_READER,))
    for one in (answer(), replace(answer(), model="openai:x", prompt="v1")):
        said = rendering.render(replace(one, seen=seen))
        assert 0 < said.index(remarks(seen, KO)) < said.index("출처")


def test_no_answer_says_it_too() -> None:
    seen = Seen(unread=(Unread.LATE,))
    assert unknown(seen).startswith("문서에서 답을 찾지 못했습니다. 그림을 제때 읽지 못했")


def test_where_nothing_was_looked_up_nothing_is_missing_from_the_documents() -> None:
    seen = Seen(unread=(Unread.UNREACHABLE,), was_all=True)
    said = unknown(seen, EN)
    assert said.startswith("I could not download the picture")
    assert "documents" not in said
    assert "ask the team" in said
    read = Seen("P-77", read=1, was_all=True)
    assert unknown(read, EN).startswith("I could not find the answer in the documents.")


def test_what_was_read_stands_beside_the_words_and_is_marked() -> None:
    assert Seen("P-77").beside("뭐죠?", KO) == "뭐죠?\n[그림에서 읽은 글] P-77"
    assert Seen("P-77").beside("", EN) == "[read from the picture] P-77"
    assert Seen().beside("뭐죠?", KO) == "뭐죠?"
