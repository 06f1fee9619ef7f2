"""What a reply says about pictures and other attachments, Korean and English. Pure."""

from __future__ import annotations

from collections import Counter

from bot.domain.language import Language
from bot.domain.pictures import Seen, Unread

_KO, _EN = Language.KOREAN, Language.ENGLISH
_WHY = {
    Unread.NO_READER: {
        _KO: "저는 그림을 볼 수 없어 읽지 못했습니다. 그림의 내용을 글로 적어 주세요.",
        _EN: "I cannot look at pictures, so I did not read yours. Please write out what "
        "{it_says}.",
    },
    Unread.UNREACHABLE: {
        _KO: "그림을 내려받지 못해 읽지 못했습니다. 다시 올리거나 내용을 글로 적어 주세요.",
        _EN: "I could not download {the_picture}, so I did not read {it}. Please send {it} "
        "again, or write out what {it_says}.",
    },
    Unread.LATE: {
        _KO: "그림을 제때 읽지 못했습니다. 필요한 부분만 잘라서 올리거나 내용을 글로 적어 "
        "주세요.",
        _EN: "I could not read {the_picture} in time. Please crop {it} to what matters, or "
        "write out what {it_says}.",
    },
    Unread.TOO_LARGE: {
        _KO: "그림이 너무 커서 읽지 못했습니다. 필요한 부분만 잘라서 올려 주세요.",
        _EN: "I did not read {the_picture}: {it_is} too large. Please crop {it} to what "
        "matters.",
    },
    Unread.UNKNOWN_KIND: {
        _KO: "그림이 손상되었거나 제가 모르는 형식이라 읽지 못했습니다. PNG, JPEG, WebP, GIF로 "
        "다시 저장해서 올려 주세요.",
        _EN: "I could not read {the_picture}: {it_is} damaged, or of a kind that I do not "
        "know. Please save {it} again as PNG, JPEG, WebP or GIF.",
    },
    Unread.FAILED: {
        _KO: "그림을 읽지 못했습니다. 내용을 글로 적어 주세요.",
        _EN: "I could not read {the_picture}. Please write out what {it_says}.",
    },
    Unread.NO_TEXT: {
        _KO: "그림에서 읽을 수 있는 글을 찾지 못했습니다. 내용을 글로 적어 주세요.",
        _EN: "I found nothing that I can read in {the_picture}. Please write out what "
        "{it_says}.",
    },
    Unread.TOO_MANY: {
        _KO: "한 번에 읽을 수 있는 수를 넘어 읽지 않은 그림이 있습니다. 나누어 올려 주세요.",
        _EN: "I did not read {the_picture}: there are more than I read at once. Please send "
        "the rest in another message.",
    },
    Unread.NO_PICTURE: {
        _KO: "그림이 아닌 첨부 파일은 읽지 않았습니다. 필요한 내용을 글로 적어 주세요.",
        _EN: "I did not read the attached {file}, as I read only pictures. Please write out "
        "what matters in {it}.",
    },
}
_SOME = {_KO: "그림 {all}개 가운데 {some}개: ", _EN: "{some} of {all} pictures: "}


def remarks(seen: Seen, language: Language) -> str:
    """What the asker must know about their attachments; empty when there is nothing.

    Every attachment that was not read is spoken of, and what to do about it.
    """
    pictures = [why for why in seen.unread if why is not Unread.NO_PICTURE]
    total = seen.read + len(pictures)
    said = [_only_text(seen.read, language)] if seen.is_only_text else []
    for why, count in Counter(seen.unread).items():
        is_some = why is not Unread.NO_PICTURE and count < total
        head = _SOME[language].format(all=total, some=count) if is_some else ""
        said.append(head + _WHY[why][language].format(**_words(count)))
    return " ".join(said)


def _only_text(count: int, language: Language) -> str:
    pictures = _words(count)["the_picture"]
    return {
        _KO: "그림은 글자만 읽었으며, 코드와 숫자는 잘못 읽었을 수 있습니다.",
        _EN: f"Of {pictures} I read only the text, and may have misread codes and numbers.",
    }[language]


def _words(count: int) -> dict[str, str]:
    if count == 1:
        return {
            "it": "it",
            "it_is": "it is",
            "it_says": "it says",
            "the_picture": "the picture",
            "file": "file",
        }
    return {
        "it": "them",
        "it_is": "they are",
        "it_says": "they say",
        "the_picture": "the pictures",
        "file": "files",
    }
