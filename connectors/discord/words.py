"""Sentences that only Discord needs, Korean and English. Pure."""

from __future__ import annotations

import re

from bot.domain.language import Language

# Small print is ours alone: words of others cannot begin a line with its sign.
_NUMBER = re.compile(r"^-# \S.* · (?:문의 번호|Reference) ([0-9a-f]{8})$", re.MULTILINE)
_KO, _EN = Language.KOREAN, Language.ENGLISH


def language_of_locale(locale: str) -> Language:
    """The language of somebody whose Discord is set to `locale`, such as `ko`."""
    return _KO if locale.lower().partition("-")[0] == "ko" else _EN


def question(language: Language) -> str:
    """Stands before the question that somebody asked with a command."""
    return {_KO: "질문", _EN: "Question"}[language]


def press_button(language: Language) -> str:
    """The way to a person where the button under the message calls one."""
    return {
        _KO: "담당자의 도움이 필요하면 아래 버튼을 눌러 주세요.",
        _EN: "If you need a person, press the button below.",
    }[language]


def cut(language: Language) -> str:
    """Stands at the end of an answer that was too long for a channel."""
    return {
        _KO: "… 너무 길어서 여기까지만 보여 드립니다. 나머지는 출처에서 확인해 주세요.",
        _EN: "… That is too long to show here. Please read the rest at the source.",
    }[language]


def calling(language: Language) -> str:
    """Somebody pressed the button that calls a person; for their eyes only."""
    return {
        _KO: "담당자를 부르고 있습니다. 결과는 이 대화에 올라옵니다.",
        _EN: "I am calling a person. You will see here what comes of it.",
    }[language]


def told_in_private(language: Language) -> str:
    """The receipt of a privacy order went to the person alone; everybody reads this."""
    return {
        _KO: "다른 사람에게 보이지 않도록 개인 메시지로 답했습니다.",
        _EN: "I replied in a direct message, so that only you see it.",
    }[language]


def no_private_way(language: Language, *, is_done: bool) -> str:
    """The person takes no direct messages; everybody reads this."""
    where = {
        _KO: "개인 메시지를 보낼 수 없습니다. /개인정보 명령을 쓰시면 "
        "답이 본인에게만 보입니다.",
        _EN: "I cannot send you a direct message. Use /privacy: only you see its reply.",
    }[language]
    done = {_KO: "말씀하신 대로 했습니다. ", _EN: "Done as you asked. "}[language]
    return done + where if is_done else where


def forget_button(language: Language) -> str:
    """The button that confirms."""
    return {_KO: "모두 지우기", _EN: "Erase everything"}[language]


def shutting(language: Language) -> str:
    """The bot is going down just now and takes nothing in."""
    return {
        _KO: "지금 다시 시작하고 있습니다. 1분 뒤에 다시 시도해 주세요.",
        _EN: "I am restarting. Please try again in a minute.",
    }[language]


def reference(language: Language, number: str) -> str:
    """The number that asker and staff both see, and by which their messages are found."""
    return {_KO: f"문의 번호 {number}", _EN: f"Reference {number}"}[language]


def references(text: str) -> list[str]:
    """The numbers in the small print of one of our messages."""
    return _NUMBER.findall(text)


def somebody(language: Language) -> str:
    """Who asks, when that is not known any more."""
    return {_KO: "누군가", _EN: "Somebody"}[language]
