"""The words on buttons, labels and notes of the chat platforms, Korean and English. Pure."""

from __future__ import annotations

from bot.domain.conversation import Speaker, Turn
from bot.domain.language import Language

_KO, _EN = Language.KOREAN, Language.ENGLISH


def ai_label(language: Language, *, has_sources: bool = True) -> str:
    """Stands under everything that the bot says: no person wrote it."""
    if not has_sources:
        return {_KO: "AI 자동 응답", _EN: "Automated AI reply"}[language]
    return {
        _KO: "AI 자동 답변 · 중요한 내용은 출처에서 확인해 주세요",
        _EN: "Automated AI answer · check the source for anything important",
    }[language]


def helpful(language: Language) -> str:
    """The button of people whom the answer helped."""
    return {_KO: "도움됐어요", _EN: "Helpful"}[language]


def unhelpful(language: Language) -> str:
    """The button of people whom the answer did not help."""
    return {_KO: "도움 안 됐어요", _EN: "Not helpful"}[language]


def ask_person(language: Language) -> str:
    """The button of people who want a person."""
    return {_KO: "담당자 부르기", _EN: "Ask a person"}[language]


def rated(language: Language, *, is_helpful: bool) -> str:
    """What somebody who pressed one of the two buttons is told, for their eyes only."""
    if is_helpful:
        return {_KO: "알려 주셔서 고맙습니다.", _EN: "Thank you for telling me."}[language]
    return {
        _KO: "알려 주셔서 고맙습니다. 담당자의 도움이 필요하면 '담당자 부르기'를 눌러 주세요.",
        _EN: 'Thank you for telling me. If you need a person, press "Ask a person".',
    }[language]


def gone(language: Language) -> str:
    """The answer under which somebody pressed a button is not known any more."""
    return {
        _KO: "이 답변은 더 이상 남아 있지 않습니다. 다시 물어봐 주세요.",
        _EN: "I no longer have this answer. Please ask again.",
    }[language]


def not_heard(language: Language) -> str:
    """Nothing was accepted: the database is away, or far too much waits."""
    return {
        _KO: "지금은 질문을 받을 수 없습니다. 몇 분 뒤에 다시 물어봐 주세요.",
        _EN: "I cannot take your question right now. Please ask again in a few minutes.",
    }[language]


def not_done(language: Language) -> str:
    """An order or a button did nothing: the database is away."""
    return {
        _KO: "지금은 처리할 수 없습니다. 바뀐 것은 없습니다. 몇 분 뒤에 다시 시도해 주세요.",
        _EN: "I cannot do that right now, and nothing has changed. "
        "Please try again in a few minutes.",
    }[language]


def nothing_asked(language: Language) -> str:
    """Somebody called the bot and asked nothing."""
    return {
        _KO: "무엇이 궁금하세요? 질문을 함께 적어 주시면 문서에서 찾아 드립니다.",
        _EN: "What would you like to know? Write your question, and I will look it up.",
    }[language]


def working(language: Language) -> str:
    """What the bot is doing, while somebody waits for an answer."""
    return {_KO: "문서를 읽고 있습니다…", _EN: "Reading the documents…"}[language]


def only_text(language: Language) -> str:
    """Files and images of a question were not looked at."""
    return {
        _KO: "첨부 파일은 읽지 못했습니다. 글로 적어 주시면 찾아 드립니다.",
        _EN: "I could not read the attachment. Write it out, and I will look it up.",
    }[language]


def wanted(language: Language, who: str) -> str:
    """The first line of what the staff read; `who` is how their platform names the asker."""
    return {
        _KO: f"{who} 님이 담당자를 찾고 있습니다.",
        _EN: f"{who} asks for a person.",
    }[language]


def conversation_link(language: Language) -> str:
    """The words of the link from the staff's note to the conversation."""
    return {_KO: "대화 열기", _EN: "Open the conversation"}[language]


def speaker(language: Language, turn: Turn) -> str:
    """Whose words these are, in the staff's note."""
    if turn.speaker is Speaker.USER:
        return {_KO: "질문", _EN: "Question"}[language]
    return {_KO: "봇의 답변", _EN: "The bot's answer"}[language]


def no_words(language: Language) -> str:
    """The staff's note has no words of the conversation: they were erased."""
    return {
        _KO: "대화 내용은 남아 있지 않습니다.",
        _EN: "The words of the conversation were erased.",
    }[language]


def asked(language: Language, who: str) -> str:
    """Stands above a question that was asked with a command, for all to see."""
    return {_KO: f"{who} 님의 질문", _EN: f"{who} asks:"}[language]


def answered_in_direct(language: Language) -> str:
    """The bot is not in the channel where it was asked with a command."""
    return {
        _KO: "제가 이 채널에 없어서 다이렉트 메시지로 답해 드립니다. "
        "여기서도 쓰려면 저를 채널에 초대해 주세요.",
        _EN: "I am not in this channel, so I answer you in a direct message. "
        "Invite me if you want answers here.",
    }[language]


def shortened(language: Language) -> str:
    """Stands where a long answer was cut, at the end of a sentence."""
    return {
        _KO: "답이 길어 여기까지만 보여 드립니다. 나머지는 출처에서 확인해 주세요.",
        _EN: "The answer is long and was cut here; the rest is in the sources.",
    }[language]


def reference(language: Language, code: str) -> str:
    """What the staff can quote to whoever runs the bot; the log has it too."""
    return {_KO: f"참조 번호 {code}", _EN: f"Reference {code}"}[language]
