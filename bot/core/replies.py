"""Every sentence in the bot's own name, in Korean and in English. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime

from bot.domain.conversation import Approval, Side
from bot.domain.errors import (
    AskerError,
    BotError,
    BudgetSpent,
    OperatorError,
    QuestionEmpty,
    QuestionTooLong,
    StillReading,
)
from bot.domain.language import Language

_KO, _EN = Language.KOREAN, Language.ENGLISH
_SECONDS = 90.0  # up to here seconds are told
_MINUTES = 90 * 60.0  # up to here minutes, and then hours
_DAY = 24 * 3600.0


def found(language: Language) -> str:
    """Stands above quotations."""
    return {
        _KO: "문서에 이렇게 나와 있습니다.",
        _EN: "Here is what the documents say:",
    }[language]


def disagree(language: Language, sides: Sequence[Side]) -> str:
    """Stands above quotations that contradict each other, newest first; tells their days."""
    days = {side.number: side.updated.isoformat() for side in sides if side.updated}
    if not days:
        return {
            _KO: "문서마다 내용이 다릅니다. 어느 쪽이 맞는지 담당자에게 확인해 주세요.",
            _EN: "The documents disagree. Please ask the team in charge which one holds:",
        }[language]
    undated = {_KO: "날짜 없음", _EN: "no date"}[language]
    listed = ", ".join(f"[{s.number}] {days.get(s.number, undated)}" for s in sides)
    return {
        _KO: f"문서마다 내용이 다릅니다. 최근에 고친 문서부터 보여 드립니다 ({listed}).",
        _EN: f"The documents disagree. The one that was updated last comes first ({listed}):",
    }[language]


def quoted_instead(language: Language) -> str:
    """Stands above quotations when the chat model gave no answer."""
    return {
        _KO: "지금은 답변을 작성하는 모델이 응답하지 않아, 문서의 문장을 그대로 옮깁니다.",
        _EN: "The model that writes my answers is not responding, so here are the "
        "documents' own words:",
    }[language]


def approved(language: Language, approval: Approval) -> str:
    """Stands above an answer that a person wrote and approved."""
    day = approval.updated.isoformat() if approval.updated else ""
    known = ", ".join(filter(None, [approval.owner, day]))
    if language is Language.KOREAN:
        return f"담당자가 확인한 답변입니다{f' ({known})' if known else ''}."
    by = f" by {approval.owner}" if approval.owner else ""
    return f"This answer was approved{by}{f' ({day})' if day else ''}:"


def partial(language: Language) -> str:
    """The documents hold only a part of the answer, or the model came to its limit."""
    return {
        _KO: "질문의 일부에 대한 답입니다. 나머지는 문서에서 확인하지 못했습니다.",
        _EN: "This answers only part of the question. I could not find the rest in the "
        "documents.",
    }[language]


def unsure(language: Language) -> str:
    """Stands below an answer that may not be what was asked for."""
    return {
        _KO: "질문에 꼭 맞는 답이 아닐 수 있습니다. 출처를 확인하시고, 확실하지 않으면 "
        "담당자에게 물어보세요.",
        _EN: "I am not certain that this is what you asked for. Please check the source, "
        "and ask a person if it leaves you in doubt.",
    }[language]


def address_in_source(language: Language) -> str:
    """Stands in the place of an address that a model names: nobody should click on it."""
    return {_KO: "(주소는 출처 참고)", _EN: "(address in the source)"}[language]


def sources(language: Language) -> str:
    """Stands above the list of citations."""
    return {_KO: "출처", _EN: "Sources"}[language]


def not_found(language: Language) -> str:
    """The documents do not hold the answer."""
    return {
        _KO: "문서에서 답을 찾지 못했습니다.",
        _EN: "I could not find the answer in the documents.",
    }[language]


def nearest(language: Language) -> str:
    """Stands above the documents nearest to an unanswered question."""
    return {
        _KO: "가장 가까운 문서입니다.",
        _EN: "These documents come closest:",
    }[language]


def ask_a_person(language: Language, contact: str) -> str:
    """The way to a person; `contact` is what the operator set, and may be empty."""
    if contact:
        return {
            _KO: f"담당자에게 문의해 주세요: {contact}",
            _EN: f"To ask a person: {contact}",
        }[language]
    return {
        _KO: "급하시면 담당 부서에 직접 문의해 주세요.",
        _EN: "If it is urgent, please ask the team in charge directly.",
    }[language]


def handed_over(language: Language, where: str) -> str:
    """A person was told; `where` is how the platform calls that place."""
    return {
        _KO: f"{where}의 담당자에게 전달했습니다. 이 대화에서 답을 드릴 겁니다.",
        _EN: f"I have told the people in {where}. Somebody will answer you here.",
    }[language]


def nobody_to_call(language: Language, contact: str) -> str:
    """No place is set where a person could be told."""
    said = {
        _KO: "여기에서는 담당자를 불러 드릴 수 없습니다.",
        _EN: "I cannot call a person from here.",
    }[language]
    return f"{said} {ask_a_person(language, contact)}"


def nobody_reached(language: Language, contact: str, reference: str) -> str:
    """The place where people are told did not take the message."""
    said = {
        _KO: "담당자에게 알리지 못했습니다.",
        _EN: "I could not reach a person.",
    }[language]
    return _referred(language, f"{said} {ask_a_person(language, contact)}", reference)


def page(language: Language, number: int) -> str:
    """A page number in a citation."""
    return {_KO: f"{number}쪽", _EN: f"p. {number}"}[language]


def failed(
    language: Language, error: BotError, reference: str = "", *, now: datetime | None = None
) -> str:
    """Why there is no answer, and what the asker can do; tells nothing of the inside.

    `now` lets the sentence say how long a spent budget stays spent.
    """
    if isinstance(error, AskerError):
        return _reword(language, error)
    return _referred(language, _trouble(language, error, now), reference)


def stumbled(language: Language, reference: str) -> str:
    """Something went wrong that nobody foresaw."""
    said = {
        _KO: "답을 준비하다가 예상하지 못한 문제가 생겼습니다. 봇 운영자에게 알려 주세요.",
        _EN: "Something went wrong that nobody foresaw. Please tell the person who runs me.",
    }[language]
    return _referred(language, said, reference)


def set_aside(language: Language, reference: str) -> str:
    """The message made the worker crash every time."""
    said = {
        _KO: "이 메시지를 처리하다가 여러 번 멈췄습니다. 봇 운영자가 살펴봐야 합니다.",
        _EN: "This message made me stumble several times; a person should look at it.",
    }[language]
    return _referred(language, said, reference)


def memory_away(language: Language, reference: str) -> str:
    """The database has been away for a while."""
    said = {
        _KO: "기억 장치가 응답하지 않습니다. 다시 연결되는 대로 여기에 답하겠습니다.",
        _EN: "My memory is not responding. I will answer here as soon as it is back.",
    }[language]
    return _referred(language, said, reference)


def never_shown(language: Language, reference: str) -> str:
    """The platform took no message; who looks the exchange up elsewhere reads this."""
    said = {
        _KO: "답을 이 대화에 올리지 못했습니다. 봇 운영자에게 알려 주세요.",
        _EN: "I could not post my reply here. Please tell the person who runs me.",
    }[language]
    return _referred(language, said, reference)


def erased(language: Language) -> str:
    """Nothing is shown, because the asker had their words erased."""
    return {
        _KO: "요청에 따라 지워졌습니다.",
        _EN: "It was erased, as was asked for.",
    }[language]


def too_often(language: Language, seconds: float) -> str:
    """The asker is ahead of what one person may ask; `seconds` until they may ask again."""
    return {
        _KO: f"질문이 너무 잦습니다. {soon(_KO, seconds)}에 다시 물어봐 주세요.",
        _EN: f"You are asking too often. Please ask again {soon(_EN, seconds)}.",
    }[language]


def busy(language: Language) -> str:
    """More questions wait than can be answered in time."""
    return {
        _KO: "지금 질문이 몰리고 있습니다. 1분쯤 뒤에 다시 물어봐 주세요.",
        _EN: "Many are asking right now. Please try again in a minute.",
    }[language]


def soon(language: Language, seconds: float) -> str:
    """How long from now, rounded up; the same in every time zone."""
    if seconds <= _SECONDS:
        number, korean, english = max(1, math.ceil(seconds / 10)) * 10, "초", "second"
    elif seconds <= _MINUTES:
        number, korean, english = math.ceil(seconds / 60), "분", "minute"
    else:
        number, korean, english = math.ceil(seconds / 3600), "시간", "hour"
    many = "" if number == 1 else "s"
    return {_KO: f"약 {number}{korean} 뒤", _EN: f"in about {number} {english}{many}"}[language]


def _trouble(language: Language, error: BotError, now: datetime | None) -> str:
    if isinstance(error, OperatorError):
        return {
            _KO: "설정에 문제가 있어 지금은 답할 수 없습니다. 봇 운영자에게 알려 주세요.",
            _EN: "I cannot answer: my setup has a problem. Please tell the person who runs me.",
        }[language]
    if isinstance(error, StillReading):
        return {
            _KO: "문서를 처음으로 읽고 있습니다. 몇 분 뒤에 다시 물어봐 주세요.",
            _EN: "I am still reading the documents. Please ask again in a few minutes.",
        }[language]
    if isinstance(error, BudgetSpent):
        seconds = (error.until - now).total_seconds() if now else _DAY
        when = soon(language, seconds)
        return {
            _KO: f"오늘 쓸 수 있는 만큼 다 썼습니다. {when}에 다시 물어봐 주세요.",
            _EN: f"I have used up what I may spend today. Please ask again {when}.",
        }[language]
    return {
        _KO: "잠시 문제가 생겨 답하지 못했습니다. 조금 뒤에 다시 물어봐 주세요.",
        _EN: "Something I need is not responding. Please ask again in a few minutes.",
    }[language]


def _referred(language: Language, said: str, reference: str) -> str:
    """With what the asker can quote; the log has it too."""
    if not reference:
        return said
    return said + {_KO: f" (문의 번호 {reference})", _EN: f" (reference {reference})"}[language]


def _reword(language: Language, error: AskerError) -> str:
    if isinstance(error, QuestionTooLong):
        return {
            _KO: f"질문이 {error.length:,}자로 너무 깁니다. {error.limit:,}자 이내로, "
            "한 번에 한 가지씩 물어봐 주세요.",
            _EN: str(error),
        }[language]
    if isinstance(error, QuestionEmpty):
        return {_KO: "질문이 비어 있습니다. 궁금한 점을 적어 주세요.", _EN: str(error)}[
            language
        ]
    return {
        _KO: "질문을 이해하지 못했습니다. 다른 말로 다시 물어봐 주세요.",
        _EN: "I could not read the question. Please ask again in other words.",
    }[language]
