"""What people read."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.core.rendering import render, sources
from bot.domain.conversation import Answer, Citation, Outcome, Pointer, Sentence
from bot.domain.language import Language
from tests.bot.core.evidence import unhurried

KO, EN = Language.KOREAN, Language.ENGLISH
PLAIN = Citation(
    number=1, path="hr/leave.md", title="Leave", heading="", page=None, url=None, quote="x"
)


def answered(*texts: str, language: Language = EN) -> Answer:
    return Answer(
        outcome=Outcome.ANSWERED,
        language=language,
        confidence=0.9,
        sentences=tuple(Sentence(text, (n,)) for n, text in enumerate(texts, 1)),
        citations=tuple(
            replace(PLAIN, number=n, quote=text) for n, text in enumerate(texts, 1)
        ),
    )


def unknown(*nearest: Pointer, language: Language = EN) -> Answer:
    return Answer(Outcome.UNKNOWN, language, confidence=0.1, nearest=nearest)


def test_an_english_answer_reads_like_this() -> None:
    assert render(answered("You get 15 days.", "Ask your lead.")) == (
        "Here is what the documents say:\n"
        "\n"
        "> You get 15 days. [1]\n"
        "\n"
        "> Ask your lead. [2]\n"
        "\n"
        "Sources\n"
        "[1][2] Leave (hr/leave.md)"
    )


def test_a_korean_answer_reads_like_this() -> None:
    assert render(answered("연차는 15일입니다.", language=KO)) == (
        "문서에 이렇게 나와 있습니다.\n"
        "\n"
        "> 연차는 15일입니다. [1]\n"
        "\n"
        "출처\n"
        "[1] Leave (hr/leave.md)"
    )


def test_the_frame_is_in_the_askers_language_and_the_quote_in_the_documents() -> None:
    text = render(answered("You get 15 days.", language=KO))
    assert "출처" in text
    assert "> You get 15 days. [1]" in text


def test_every_line_of_a_quote_is_marked_and_the_number_stands_at_its_end() -> None:
    text = render(answered("You need:\n\n- a badge\n- a laptop"))
    assert "\n> You need:\n>\n> - a badge\n> - a laptop [1]\n" in text


def test_the_number_of_a_code_block_stands_below_its_fence() -> None:
    text = render(answered("Run this.\n\n```sh\nvpn reset\n```"))
    assert "\n> ```sh\n> vpn reset\n> ```\n> [1]\n" in text


def test_a_sentence_names_all_its_citations() -> None:
    answer = replace(answered("a", "b"), sentences=(Sentence("Both.", (1, 2)),))
    assert "> Both. [1] [2]\n" in render(answer)


def test_a_source_names_document_heading_and_page() -> None:
    paged = replace(PLAIN, number=4, heading="Annual > Carry over", page=12)
    assert sources([paged], EN) == ["[4] Leave > Annual > Carry over (hr/leave.md, p. 12)"]
    assert sources([paged], KO) == ["[4] Leave > Annual > Carry over (hr/leave.md, 12쪽)"]


def test_a_source_with_an_address_shows_it_instead_of_the_path() -> None:
    linked = replace(PLAIN, url="https://wiki.example/leave")
    assert sources([linked], EN) == ["[1] Leave (https://wiki.example/leave)"]


def test_quotations_of_one_place_share_a_line_of_sources() -> None:
    others = [replace(PLAIN, number=2, path="it.md"), replace(PLAIN, number=3)]
    assert sources([PLAIN, *others], EN) == ["[1][3] Leave (hr/leave.md)", "[2] Leave (it.md)"]


def test_an_unknown_answer_shows_the_nearest_documents_and_the_way_to_a_person() -> None:
    nearest = (Pointer("hr/leave.md", "Leave", "Annual"), Pointer("it.md", "IT", ""))
    assert render(unknown(*nearest), contact="#it-help") == (
        "I could not find the answer in the documents.\n"
        "\n"
        "These documents come closest:\n"
        "- Leave > Annual (hr/leave.md)\n"
        "- IT (it.md)\n"
        "\n"
        "To ask a person: #it-help"
    )
    assert render(unknown(*nearest, language=KO), contact="#it-help") == (
        "문서에서 답을 찾지 못했습니다.\n"
        "\n"
        "가장 가까운 문서입니다.\n"
        "- Leave > Annual (hr/leave.md)\n"
        "- IT (it.md)\n"
        "\n"
        "담당자에게 문의해 주세요: #it-help"
    )


def test_an_unknown_answer_without_nearest_documents_and_contact_still_says_what_to_do() -> (
    None
):
    assert render(unknown()) == (
        "I could not find the answer in the documents.\n"
        "\n"
        "If it is urgent, please ask the team in charge directly."
    )
    assert render(unknown(language=KO)) == (
        "문서에서 답을 찾지 못했습니다.\n\n급하시면 담당 부서에 직접 문의해 주세요."
    )


def test_the_contact_is_not_shown_when_there_is_an_answer() -> None:
    assert "#it-help" not in render(answered("You get 15 days."), contact="#it-help")


@unhurried
@given(st.text(min_size=1, max_size=60).filter(str.strip))
def test_no_line_of_a_quote_escapes_its_mark(text: str) -> None:
    body = render(answered(text)).split("\n\n", 1)[1].rsplit("\n\nSources", 1)[0]
    assert all(line.startswith(">") for line in body.splitlines())
    assert body.endswith("[1]")
