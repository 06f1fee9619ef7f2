"""What people are told about their words, in Korean and in English. Pure.

Each receipt says what changed, what was erased, what stays, and how to undo it. It is
for the person's eyes only.
"""

from __future__ import annotations

import math
from datetime import timedelta

from bot.core.commands import WORDS
from bot.domain.commands import Command
from bot.domain.consent import Act, Choice, Standing
from bot.domain.language import Language
from bot.domain.people import Platform

_KO, _EN = Language.KOREAN, Language.ENGLISH
_CHATS = {Platform.SLACK: "Slack", Platform.DISCORD: "Discord"}
_UNDO = {
    Act.OPT_IN: Command.OPT_OUT,
    Act.KEEP_NOTHING: Command.KEEP,
    Act.KEEP: Command.KEEP_NOTHING,
}


def receipt(  # noqa: PLR0913 - the facts of one act
    language: Language,
    act: Act,
    *,
    standing: Standing,
    platform: Platform,
    erased: int,
    quiet: timedelta,
) -> str:
    """What an act changed. `standing` is where the person stands after it.

    `erased` counts the exchanges that lost their words, `quiet` is how long a
    conversation is open after it was used.
    """
    lines = [_DONE[act][language]]
    if act in {Act.KEEP, Act.FORGET}:
        lines.append(_reuse(language, standing))
    if act in {Act.OPT_OUT, Act.KEEP}:
        lines.append(_keeping(language, standing, quiet))
    if act in {Act.OPT_OUT, Act.KEEP_NOTHING, Act.FORGET}:
        lines += [_erased(language, erased), _stays(language, platform)]
    if act is Act.FORGET:
        lines.append(_backups(language))
    return "\n".join([*lines, *_undo(language, act)])


def forget_explained(language: Language) -> str:
    """What forgetting would erase, and how to confirm it; nothing has been erased."""
    words = _quoted(language, Command.FORGET_CONFIRMED)
    return {
        _KO: "아직 아무것도 지우지 않았습니다.\n"
        "확인하시면 지금까지 저에게 쓰신 글과 제 답을 모두 지우고, "
        "그 글을 여는 열쇠도 없앱니다. "
        f"되돌릴 수 없습니다.\n지우시려면 {words} 적어 주세요.",
        _EN: "Nothing has been erased yet.\n"
        "Once you confirm, I erase everything you have written to me, with my answers, and "
        f"destroy the key that opens it. This cannot be undone.\nTo go ahead, write {words}.",
    }[language]


def status(language: Language, standing: Standing, *, quiet: timedelta) -> str:
    """Where a person stands, and what they can write to change it."""
    lines = (
        _reuse(language, standing),
        _keeping(language, standing, quiet),
        _offers(language, standing),
    )
    return "\n".join(lines)


_DONE = {
    Act.OPT_OUT: {
        _KO: "재사용을 거부하셨습니다. 지금까지 쓰신 글도 앞으로 쓰실 글도 다시 쓰지 않습니다.",
        _EN: "You have opted out. This stops any reuse of what you wrote and will write.",
    },
    Act.OPT_IN: {
        _KO: "고맙습니다. 지금부터 쓰시는 글은 봇을 개선하는 데 다시 쓸 수 있습니다. "
        "그 전에 쓰신 글은 쓰지 않습니다.\n"
        "이어지는 질문에 답할 수 있도록 대화도 보관합니다.",
        _EN: "Thank you. What you write from now on may be reused to improve me; what you "
        "wrote before may not.\n"
        "I also keep our conversations, so that you can ask follow-up questions.",
    },
    Act.KEEP_NOTHING: {
        _KO: "이제 아무것도 보관하지 않습니다. 답을 보여 드리는 대로 질문과 답을 지웁니다.\n"
        "대신 앞서 물어보신 내용을 기억하지 못하니, 이어지는 질문도 처음부터 적어 주세요.",
        _EN: "From now on I keep nothing: question and answer are erased as soon as the "
        "answer is shown.\n"
        "The price: I will not remember what you asked before, so please ask each question "
        "in full.",
    },
    Act.KEEP: {
        _KO: "이제 다시 이어서 질문하실 수 있습니다. 이미 지운 글은 돌아오지 않습니다.",
        _EN: "From now on you can ask follow-up questions again. What was erased does not "
        "come back.",
    },
    Act.FORGET: {
        _KO: "저에게 쓰신 글을 모두 지우고 그 열쇠도 없앴습니다. "
        "파일에 남은 흔적은 15분 안에 사라집니다.\n"
        "답을 기다리던 질문도 지워졌으니, 필요하시면 다시 물어봐 주세요.",
        _EN: "I have erased all that you wrote to me and destroyed its key; the last traces "
        "in files go within 15 minutes.\n"
        "A question that was waiting for its answer is gone too: ask it again if you need "
        "it.",
    },
}


def _reuse(language: Language, standing: Standing) -> str:
    if standing.choice is Choice.IN and standing.keeps_nothing:
        return {
            _KO: "재사용을 허용하셨지만, 아무것도 보관하지 않으므로 다시 쓰는 글도 없습니다.",
            _EN: "You have opted in, but as I keep nothing, nothing is reused.",
        }[language]
    return {
        Choice.UNSET: {
            _KO: "재사용에 대해 선택하신 것이 없습니다. 그러면 쓰신 글은 답하는 데에만 쓰고, "
            "다시 쓰지 않습니다.",
            _EN: "You have not chosen anything about reuse. So what you write only serves to "
            "answer you: nothing is reused.",
        },
        Choice.OUT: {
            _KO: "재사용을 거부하셨습니다. 쓰신 글은 답하는 데에만 씁니다.",
            _EN: "You have opted out. What you write only serves to answer you.",
        },
        Choice.IN: {
            _KO: "재사용을 허용하셨습니다. 그 뒤에 쓰신 글은 봇을 개선하는 데 "
            "다시 쓸 수 있습니다.",
            _EN: "You have opted in. What you have written since may be reused to improve me.",
        },
    }[standing.choice][language]


def _keeping(language: Language, standing: Standing, quiet: timedelta) -> str:
    if standing.keeps_nothing:
        return {
            _KO: "아무것도 보관하지 않습니다. 답을 보여 드리는 대로 지우므로 "
            "앞서 물어보신 내용을 기억하지 못합니다.",
            _EN: "I keep nothing: your words are erased as soon as the answer is shown, and I "
            "do not remember what you asked before.",
        }[language]
    if standing.choice is Choice.OUT:
        return {
            _KO: f"쓰신 글은 대화가 {_minutes(language, quiet)} 동안 조용하면 지웁니다.",
            _EN: "Your words are erased when the conversation has been quiet for "
            f"{_minutes(language, quiet)}.",
        }[language]
    return {
        _KO: "대화는 이어지는 질문에 답할 수 있도록 암호화해 보관합니다.",
        _EN: "I keep our conversations, encrypted, so that you can ask follow-up questions.",
    }[language]


def _erased(language: Language, erased: int) -> str:
    if not erased:
        return {
            _KO: "지금 지울 글은 없었습니다.",
            _EN: "There was nothing to erase just now.",
        }[language]
    return {
        _KO: f"방금 질문 {erased:,}개와 그 답을 지웠습니다.",
        _EN: f"Erased just now: {erased:,} {'question' if erased == 1 else 'questions'}, "
        "with the answers.",
    }[language]


def _stays(language: Language, platform: Platform) -> str:
    """The copies that are not ours to erase, and the ledger that proves the choice."""
    chat = _CHATS.get(platform)
    if chat is None:
        return {
            _KO: "남는 것: 선택하신 기록. 이름 대신 키로 만든 해시만 들어 있습니다.",
            _EN: "What stays: the record of your choices, which knows you by a keyed hash.",
        }[language]
    return {
        _KO: f"남는 것: {chat}에 있는 메시지(직접 지우실 수 있음)와 선택하신 기록. "
        "기록에는 이름 대신 키로 만든 해시만 들어 있습니다.",
        _EN: f"What stays: {chat}'s own copy of this chat, which you can delete there, and the "
        "record of your choices, which knows you by a keyed hash.",
    }[language]


def _backups(language: Language) -> str:
    return {
        _KO: "전에 만든 백업이 있다면, 그 안의 글은 백업을 지울 때까지 남습니다.",
        _EN: "Backups that were made before, if there are any, hold it until they are deleted.",
    }[language]


def _undo(language: Language, act: Act) -> list[str]:
    if act is Act.OPT_OUT:
        # Not "to undo this": whoever had not chosen before would then consent.
        words = _quoted(language, Command.OPT_IN)
        return [
            {
                _KO: f"마음이 바뀌어 재사용을 허용하시려면 {words} 적어 주세요.",
                _EN: f"If you change your mind and want to allow reuse, write {words}.",
            }[language]
        ]
    if act not in _UNDO:
        return []
    words = _quoted(language, _UNDO[act])
    return [
        {
            _KO: f"되돌리시려면 {words} 적어 주세요.",
            _EN: f"To undo this, write {words}.",
        }[language]
    ]


def _offers(language: Language, standing: Standing) -> str:
    offered = (
        Command.OPT_OUT if standing.choice is Choice.IN else Command.OPT_IN,
        *((Command.OPT_OUT,) if standing.choice is Choice.UNSET else ()),
        Command.KEEP if standing.keeps_nothing else Command.KEEP_NOTHING,
        Command.FORGET,
    )
    words = ", ".join(f'"{WORDS[command][language]}"' for command in offered)
    return {
        _KO: f"바꾸시려면 이렇게 적어 주세요: {words}",
        _EN: f"To change this, write: {words}",
    }[language]


def _quoted(language: Language, command: Command) -> str:
    """The words to write; in Korean with the particle that their last letter asks for."""
    words = WORDS[command][language]
    if language is _EN:
        return f'"{words}"'
    ends_in_vowel = (ord(words[-1]) - ord("가")) % 28 == 0
    return f'"{words}"{"라고" if ends_in_vowel else "이라고"}'


def _minutes(language: Language, length: timedelta) -> str:
    count = max(1, math.ceil(length / timedelta(minutes=1)))
    if language is _KO:
        return f"{count:,}분"
    return "1 minute" if count == 1 else f"{count:,} minutes"
