"""Every sentence in the bot's own name, in Korean and in English. Pure."""

from __future__ import annotations

from bot.domain.errors import (
    AskerError,
    BotError,
    OperatorError,
    QuestionEmpty,
    QuestionTooLong,
)
from bot.domain.language import Language

_KO, _EN = Language.KOREAN, Language.ENGLISH


def found(language: Language) -> str:
    """Stands above quotations."""
    return {
        _KO: "문서에 이렇게 나와 있습니다.",
        _EN: "Here is what the documents say:",
    }[language]


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


def page(language: Language, number: int) -> str:
    """A page number in a citation."""
    return {_KO: f"{number}쪽", _EN: f"p. {number}"}[language]


def failed(language: Language, error: BotError) -> str:
    """Why there is no answer, and what the asker can do; tells nothing of the inside."""
    if isinstance(error, AskerError):
        return _reword(language, error)
    if isinstance(error, OperatorError):
        return {
            _KO: "설정에 문제가 있어 지금은 답할 수 없습니다. 봇 운영자에게 알려 주세요.",
            _EN: "I cannot answer: my setup has a problem. Please tell the person who runs me.",
        }[language]
    return {
        _KO: "잠시 문제가 생겨 답하지 못했습니다. 조금 뒤에 다시 물어봐 주세요.",
        _EN: "Something I need is not responding. Please ask again in a few minutes.",
    }[language]


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
