"""What people see of an exchange, and what of it could act."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.core.rendering import render
from bot.domain.conversation import (
    QUOTATION,
    Addressed,
    Answer,
    Citation,
    Exchange,
    Outcome,
    Pointer,
    Sentence,
    State,
)
from bot.domain.language import Language
from connectors.slack.outbound import asked, compose, note, pressed_under
from tests.connectors.slack.reading import effects, shown
from tests.fakes.slack_server.blocks import check_words
from tests.samples import question

KO, EN = Language.KOREAN, Language.ENGLISH
LEAVE = Citation(1, "hr/leave.ko.md", "연차", "이월", None, None, "다섯 날")
WIKI = Citation(2, "it/vpn.md", "VPN", "Errors", 3, "https://wiki.example/vpn", "809")


def answered(*sentences: Sentence, language: Language = KO, model: str = QUOTATION) -> Exchange:
    answer = Answer(
        Outcome.ANSWERED,
        language,
        confidence=0.9,
        sentences=sentences,
        citations=(LEAVE, WIKI),
        model=model,
    )
    return Exchange(question(), State.ANSWERED, answer, render(answer))


def sent(exchange: Exchange, *, has_staff: bool = True, contact: str = "") -> dict[str, Any]:
    arguments = compose(exchange, has_staff=has_staff, contact=contact).arguments()
    check_words(arguments)
    return arguments


def seen(exchange: Exchange, *, has_staff: bool = True, contact: str = "") -> str:
    return shown(sent(exchange, has_staff=has_staff, contact=contact)["blocks"])


def test_quoted_sentences_stand_with_their_sources_and_a_label() -> None:
    exchange = answered(Sentence("다섯 날입니다.", (1,)), Sentence("809는 방화벽입니다.", (2,)))
    text = seen(exchange)
    parts = [
        "문서에 이렇게 나와 있습니다.",
        "다섯 날입니다. [1]",
        "809는 방화벽입니다. [2]",
        "출처",
    ]
    parts += ["[1] 연차 > 이월 (hr/leave.ko.md)", "[2] VPN > Errors (3쪽)", "AI 자동 답변"]
    assert [text.index(part) for part in parts] == sorted(text.index(part) for part in parts)
    assert "[도움됐어요][도움 안 됐어요][담당자 부르기]" in text


def test_written_sentences_stand_as_one_text() -> None:
    written = answered(
        Sentence("Five days.", (1,)), Sentence("By March.", (1, 2)), language=EN, model="gpt"
    )
    assert "Five days. [1] By March. [1] [2]" in seen(written)
    assert "Here is what the documents say" not in seen(written)


def test_a_notification_begins_with_the_answer() -> None:
    assert sent(answered(Sentence("다섯 날입니다.", (1,))))["text"].startswith(
        "다섯 날입니다. [1]"
    )


def test_only_sources_with_an_address_are_links() -> None:
    did = effects("chat.update", sent(answered(Sentence("x", (1, 2)))))
    assert did.links == ["https://wiki.example/vpn"]


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "ftp://x.example", "https://", "https://x y", "//x", "h"]
)
def test_an_address_that_is_no_web_address_is_text(address: str) -> None:
    exchange = answered(Sentence("x", (2,)))
    assert exchange.answer
    odd = replace(exchange.answer, citations=(replace(WIKI, url=address),))
    arguments = sent(replace(exchange, answer=odd))
    assert not effects("chat.update", arguments).links
    assert "it/vpn.md" in shown(arguments["blocks"])


def test_markdown_of_a_document_reads_as_words() -> None:
    text = seen(
        answered(Sentence("- **최대** `5일`\n- [포털](https://evil.example)\n\n> 인용", (1,)))
    )
    assert "• 최대 5일\n• 포털\n인용 [1]" in text
    assert "evil" not in text


def test_code_and_tables_keep_their_form() -> None:
    arguments = sent(answered(Sentence("Run:\n\n```sh\nvpn  --reset\n```", (1,))))
    assert "vpn  --reset\n[1]" in shown(arguments["blocks"])
    table = "| a | b |\n|---|---|\n| 1 | 2 |"
    assert table in seen(answered(Sentence(table, (1,))))


def test_a_long_answer_is_cut_after_a_sentence_and_says_so() -> None:
    long = Sentence("이 문장은 예순 글자쯤 되는 문장이라고 생각하면 됩니다. " * 700, (1,))
    text = seen(answered(long))
    assert "답이 길어 여기까지만 보여 드립니다" in text
    assert text.count("됩니다. [1]") == 1
    many = seen(answered(*[Sentence(f"{n}.", (1,)) for n in range(200)], language=EN))
    assert "was cut here" in many
    one = seen(answered(Sentence("가" * 50_000, (1,))))
    assert "가… [1]" in one


def test_what_is_not_in_the_documents_offers_the_nearest_and_a_person() -> None:
    nearest = (Pointer("it/vpn.md", "VPN", "Errors"),)
    answer = Answer(Outcome.UNKNOWN, EN, 0.1, nearest=nearest)
    exchange = Exchange(question(), State.ANSWERED, answer, render(answer))
    text = seen(exchange)
    assert "could not find" in text
    assert "• VPN > Errors (it/vpn.md)" in text
    assert text.endswith("[Ask a person]")
    without = seen(exchange, has_staff=False)
    assert "ask the team in charge" in without
    assert "[Ask a person]" not in without
    assert "To ask a person: #it-help" in seen(exchange, contact="#it-help")


def test_a_failure_shows_its_reason() -> None:
    text = seen(Exchange(question(), State.FAILED, reason="조금 뒤에 다시 물어봐 주세요."))
    assert text.startswith("조금 뒤에 다시 물어봐 주세요.")
    assert "[담당자 부르기]" in text
    assert "도움됐어요" not in text


def test_what_was_handed_over_has_no_buttons() -> None:
    told = Answer(Outcome.HANDED_OVER, EN, 0.0, (Sentence("I have told #it-help.", ()),))
    asked_for = replace(question("Ask a person"), addressed=Addressed.PERSON)
    text = seen(Exchange(asked_for, State.ANSWERED, told, render(told)))
    assert text.startswith("I have told #it-help.")
    assert "[Ask a person]" not in text


def test_an_unfinished_answer_says_that_it_is_being_written() -> None:
    text = seen(replace(answered(Sentence("다섯", (1,))), state=State.ANSWERING))
    assert "문서를 읽고 있습니다…" in text
    assert "도움됐어요" not in text


def test_an_exchange_without_words_can_be_shown() -> None:
    erased = Exchange(replace(question(), text=""), State.DELIVERED)
    assert sent(erased)["text"]


def test_a_message_carries_the_id_and_no_words() -> None:
    exchange = answered(Sentence("다섯 날입니다.", (1,)))
    metadata = sent(exchange)["metadata"]
    assert metadata["event_payload"] == {"exchange": exchange.question.id.hex}


HOSTILE = (
    "<!channel> <@U0LEE> <#C0HELP> <!subteam^S0IT> @here @channel :boom: "
    "<https://evil.example|the portal> https://evil.example www.evil.example evil.example "
    "![x](https://evil.example/x.png) [y](https://evil.example) mailto:a@evil.example "
    "\u202egpj.exe\u2066 &lt;!channel&gt;"
)


def test_nothing_that_others_wrote_can_act() -> None:
    exchange = answered(Sentence(HOSTILE, (1,)))
    assert exchange.answer
    cited = replace(LEAVE, title=HOSTILE, heading=HOSTILE, path=HOSTILE, url=None)
    unknown = Answer(Outcome.UNKNOWN, EN, 0.1, nearest=(Pointer(HOSTILE, HOSTILE, HOSTILE),))
    messages = [
        sent(replace(exchange, answer=replace(exchange.answer, citations=(cited,)))),
        sent(Exchange(question(), State.ANSWERED, unknown, render(unknown)), contact=HOSTILE),
        sent(Exchange(question(), State.FAILED, reason=HOSTILE)),
        asked(HOSTILE, HOSTILE).arguments(),
        asked(HOSTILE, HOSTILE).arguments(is_plain=True),
        note(HOSTILE).arguments(),
    ]
    for arguments in messages:
        did = effects("chat.update", arguments)
        assert (did.mentions, did.links, did.images) == ([], [], [])
        assert "\u202e" not in str(arguments)


def test_a_button_knows_its_exchange_and_its_language() -> None:
    exchange = answered(Sentence("x", (1,)))
    (actions,) = [one for one in sent(exchange)["blocks"] if one["type"] == "actions"]
    found = {pressed_under(one["value"]) for one in actions["elements"]}
    assert found == {(exchange.question.id, KO)}
    for odd in ("", "x:ko", f"{exchange.question.id.hex}:fr", ":"):
        assert pressed_under(odd) is None
