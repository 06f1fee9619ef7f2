"""What the commands print."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot import printing
from bot.checkup import Finding
from bot.domain.audience import OPERATOR, PUBLIC
from bot.domain.consent import Choice, Standing
from bot.domain.conversation import (
    Addressed,
    Answer,
    Citation,
    Exchange,
    Outcome,
    Place,
    Pointer,
    Question,
    Sentence,
    State,
    Tokens,
)
from bot.domain.knowledge import FailedDocument, Hit, IndexReport, Passage, Remark
from bot.domain.language import Language
from bot.domain.people import Person, Platform

QUESTION = Question(
    place=Place(Platform.CLI, "", "cli", "", OPERATOR),
    message="1",
    asker=Person(Platform.CLI, "", "me"),
    text="연차?",
    asked_at=datetime(2026, 3, 2, tzinfo=UTC),
    addressed=Addressed.COMMAND,
)
CITATION = Citation(
    number=1,
    path="hr/휴가.md",
    title="휴가",
    heading="연차 > 부여",
    page=None,
    url=None,
    quote="15일입니다.",
)
ANSWER = Answer(
    outcome=Outcome.ANSWERED,
    language=Language.KOREAN,
    confidence=0.876543,
    sentences=(Sentence("15일입니다.", (1,)),),
    citations=(CITATION,),
    nearest=(Pointer("a.md", "A", "B"),),
    model="quotation",
    tokens=Tokens(input=3, output=4),
    cost=0.5,
)
ANSWERED = Exchange(QUESTION, State.ANSWERED, answer=ANSWER, text="글")


def hit(text: str, *, heading: tuple[str, ...] = ("연차",)) -> Hit:
    passage = Passage(uuid.uuid4(), "hr/휴가.md", "휴가", heading, 0, text, PUBLIC)
    return Hit(passage, score=0.0327868852, dense=0.8, sparse=None)


REPORT = IndexReport(
    documents=3,
    written=2,
    removed=1,
    kept=1,
    passages=9,
    embedded=7,
    failed=(FailedDocument("a.html", "It is broken: save it again."),),
    seconds=1.25,
    remarks=(Remark("b.pdf", "hidden text was left out"),),
)


def test_the_shape_of_an_answer_is_a_promise() -> None:
    shape = printing.answer_shape(ANSWERED, seconds=0.123456)
    assert json.loads(printing.as_json(shape)) == {
        "outcome": "answered",
        "text": "글",
        "confidence": 0.8765,
        "sure": True,
        "citations": [
            {
                "number": 1,
                "path": "hr/휴가.md",
                "title": "휴가",
                "heading": "연차 > 부여",
                "page": None,
                "url": None,
                "quote": "15일입니다.",
            }
        ],
        "nearest": [{"path": "a.md", "title": "A", "heading": "B"}],
        "model": "quotation",
        "tokens": {"input": 3, "output": 4},
        "cost": 0.5,
        "seconds": 0.123,
    }


def test_an_exchange_without_an_answer_has_the_same_shape() -> None:
    failed = Exchange(QUESTION, State.FAILED, text="Later.", reason="Later.")
    shape = printing.answer_shape(failed, seconds=0.0)
    assert shape.keys() == printing.answer_shape(ANSWERED, seconds=0.0).keys()
    assert (shape["outcome"], shape["text"]) == ("failed", "Later.")
    assert shape["confidence"] == 0.0


def test_the_shape_of_a_search_is_a_promise() -> None:
    shape = printing.hits_shape([hit("하나"), hit("둘", heading=())])
    assert json.loads(printing.as_json(shape)) == {
        "hits": [
            {"path": "hr/휴가.md", "heading": "연차", "score": 0.032787, "text": "하나"},
            {"path": "hr/휴가.md", "heading": "", "score": 0.032787, "text": "둘"},
        ]
    }
    assert printing.hits_shape([]) == {"hits": []}


def test_the_shape_of_an_index_report_is_a_promise() -> None:
    assert json.loads(printing.as_json(printing.report_shape(REPORT))) == {
        "documents": 3,
        "written": 2,
        "removed": 1,
        "kept": 1,
        "passages": 9,
        "embedded": 7,
        "failed": [{"path": "a.html", "reason": "It is broken: save it again."}],
        "seconds": 1.25,
        "remarks": [{"path": "b.pdf", "said": "hidden text was left out"}],
    }


def test_json_keeps_korean_as_it_is() -> None:
    assert printing.as_json({"text": "한글 é"}) == '{"text": "한글 é"}'


def test_json_is_one_line_for_whoever_splits_it() -> None:
    shape = {"text": "".join(map(chr, range(0x3000)))}
    line = printing.as_json(shape)
    assert line.splitlines() == [line]
    assert json.loads(line) == shape


@pytest.mark.parametrize(
    ("language", "note"),
    [
        (Language.KOREAN, "(문서에 답이 있을 확률 88%, 1.2초)"),
        (Language.ENGLISH, "(88% sure that the documents hold the answer, 1.2 s)"),
    ],
)
def test_a_person_reads_the_answer_and_how_sure_the_bot_is(
    language: Language, note: str
) -> None:
    answer = Answer(Outcome.ANSWERED, language, confidence=0.88)
    exchange = Exchange(QUESTION, State.ANSWERED, answer=answer, text="Text.")
    assert printing.answer_lines(exchange, seconds=1.234) == f"Text.\n\n{note}"


@pytest.mark.parametrize(
    "answer", [None, Answer(Outcome.FAILED, Language.ENGLISH, confidence=0.0)]
)
def test_a_failure_is_its_sentence_alone(answer: Answer | None) -> None:
    exchange = Exchange(QUESTION, State.FAILED, answer=answer, text="Ask again later.")
    assert printing.answer_lines(exchange, seconds=1.0) == "Ask again later."


def test_a_person_reads_hits_with_their_place_and_the_beginning_of_their_words() -> None:
    lines = printing.hit_lines([hit("첫\n\n줄"), hit("word " * 100, heading=())])
    first, second = lines.split("\n\n")
    assert first == "1. 휴가 > 연차  (hr/휴가.md)\n   첫 줄"
    assert second.startswith("2. 휴가  (hr/휴가.md)\n   word word")
    assert second.endswith("word …")
    assert len(second) < 300


def test_no_hits_are_said_in_words() -> None:
    assert printing.hit_lines([]).startswith("Nothing found")


def test_a_person_reads_what_an_index_run_did_and_what_failed() -> None:
    lines = printing.report_lines(REPORT).splitlines()
    assert lines[0].startswith("3 documents, 9 passages: 2 written, 1 kept, 1 removed")
    assert lines[1:] == [
        "1 could not be indexed:",
        "  a.html: It is broken: save it again.",
        "1 to look at:",
        "  b.pdf: hidden text was left out",
    ]


def test_of_many_remarks_a_person_reads_the_first_and_where_all_are() -> None:
    remarks = tuple(Remark(f"{number}.md", "hidden") for number in range(21))
    lines = printing.report_lines(replace(REPORT, remarks=remarks)).splitlines()
    assert (
        lines[-22:]
        == [
            "21 to look at:",
            *(f"  {number}.md: hidden" for number in range(20)),
            "  … all of them: supportbot report knowledge",
        ][-22:]
    )


def test_where_a_person_stands_is_told_to_programs() -> None:
    standing = Standing(Choice.OUT, keeps_nothing=True)
    assert printing.consent_shape(standing) == {"choice": "out", "keeps_nothing": True}


def test_the_reason_of_a_failure_stands_where_the_answer_would() -> None:
    failed = Exchange(QUESTION, State.FAILED, reason="질문이 비어 있습니다.")
    assert printing.answer_shape(failed, seconds=0.0)["text"] == "질문이 비어 있습니다."
    assert printing.answer_lines(failed, seconds=0.0) == "질문이 비어 있습니다."


def test_findings_have_one_line_each_and_a_shape() -> None:
    findings = [
        Finding("home", ok=True, said="fine"),
        Finding("database", ok=False, said="gone: start it", exit_code=1),
    ]
    assert printing.findings_lines(findings) == (
        "ok    home      fine\nBAD   database  gone: start it\n\n1 to put right."
    )
    assert printing.findings_shape(findings) == {
        "findings": [
            {"part": "home", "ok": True, "said": "fine", "note": False},
            {"part": "database", "ok": False, "said": "gone: start it", "note": False},
        ]
    }
    assert printing.findings_lines([]) == "\nNothing to put right."
