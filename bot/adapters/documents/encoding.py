"""Which letters bytes stand for, when nothing in the file says so. Pure.

Nearly any bytes can be read in any of the old encodings by accident. Real text shows
itself: most of its signs are the everyday ones of its language.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_SAMPLE = 65_536
_BEYOND = re.compile(r"[^\x00-\x7f]+")
_STRANGE = re.compile(rb"[\x80-\xff]")
_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_KOREAN = (
    "이다는에의을가하고를지은한로사대도기자어리아서있수해인시나일과정그들부으라적만주장상전제보원조"
    "구성여면안소동경스공유없비관되게것할였었습니까요며또세신화용문내무선오우연계발회진모방생국성중"
    "때본개직간위더거치당말드야않려음반차월년분각번호통명처체받급후확와달초외휴출근청질답입금실신"
)
_JAPANESE = (
    "のにをはがでとたてしいなるすもかられこさっまれくりきんうだよめけあえそせつみわどばげじゅょ"
    "ンースルトリイクラアタレシドッロフィジカプコマテバパチムオニメキサウナデ、。・「」"
    "日本人年月大会社部名前入出者住所東京時間用方法中上下一二三内定"
)
_SIMPLIFIED = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能"
    "下过子说产种面而方后多定行学法所民得经公司请,。:;员可于与须应天日月"
)
_TRADITIONAL = (
    "的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也能"
    "下過子說產種面而方後多定行學法所民得經公司請，。：；員與須應天日月"
)
_WESTERN = "àâäáãåæçèéêëìíîïñòóôöõøœùúûüýßÀÂÄÁÅÇÈÉÊËÍÎÑÓÔÖØÙÚÜ’‘“”„–—…•«»€£§©®°·´¿¡ªº²³½\u00a0"
_RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюя"


@dataclass(frozen=True, slots=True)
class _Guess:
    """An encoding, the everyday signs of its language, and the least share of them."""

    codec: str
    signs: str
    least: float
    is_latin: bool | None = None  # None: that does not matter


# Tried in this order: a single sign stands for any byte in the last two.
_GUESSES = (
    _Guess("cp949", _KOREAN, 0.25),
    _Guess("cp932", _JAPANESE, 0.3),
    _Guess("euc_jp", _JAPANESE, 0.3),
    _Guess("gb18030", _SIMPLIFIED, 0.2),
    _Guess("big5", _TRADITIONAL, 0.2),
    _Guess("cp1251", _RUSSIAN, 0.7, is_latin=False),
    _Guess("cp1252", _WESTERN, 0.7, is_latin=True),
)
_MARKED = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What pages and mails call an encoding, and what is meant by it.
_MEANT = {
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
}


def by_mark(raw: bytes) -> str | None:
    """The text by its byte-order mark, without it. Raises UnicodeDecodeError."""
    for mark, codec in _MARKED:
        if raw.startswith(mark):
            return raw.decode(codec).removeprefix("\ufeff")
    return None


def by_escapes(raw: bytes) -> str | None:
    """The text when it changes letters by escape signs, as old mails in Asia do."""
    if b"\x1b$" not in raw or not raw.isascii():
        return None
    for codec in ("iso2022_kr", "iso2022_jp_ext"):
        text = _decoded(raw, codec)
        if text is not None and "\x1b" not in text:
            return text
    return None


def by_letters(raw: bytes, declared: str = "") -> str | None:
    """The text in the likeliest encoding, or the `declared` one; None when none is likely."""
    sample = _sample(raw)
    for guess in _GUESSES:
        text = _begun(sample, guess.codec)
        if text is None or (guess.is_latin and not _looks_latin(text, sample)):
            continue
        if guess.is_latin is False and _looks_plain(text):
            continue
        if _share(text, guess.signs) >= guess.least and (whole := _decoded(raw, guess.codec)):
            return whole
    return _as_declared(raw, declared)


def _as_declared(raw: bytes, declared: str) -> str | None:
    try:
        codec = codecs.lookup(declared).name if declared else ""
    except LookupError:
        return None
    return _decoded(raw, _MEANT.get(codec, codec)) if codec else None


def _share(text: str, signs: str) -> float:
    """How many of the signs beyond ASCII are everyday ones."""
    others = [sign for sign in text if sign > "\x7f"]
    return sum(sign in signs for sign in others) / max(len(others), 1)


def _looks_plain(text: str) -> bool:
    """Whether most letters are those of ASCII."""
    plain = sum(sign.isascii() and sign.isalpha() for sign in text)
    return plain > 2 * sum(sign > "\x7f" and sign.isalpha() for sign in text)


def _looks_latin(text: str, raw: bytes) -> bool:
    """Whether accents mostly stand alone among plain letters, and are no broken UTF-8."""
    runs = [len(run[0]) for run in _BEYOND.finditer(text)]
    alone = sum(runs) < 2 * len(runs)
    return _looks_plain(text) and alone and not _UTF8.search(raw)


def _sample(raw: bytes) -> bytes:
    """Some of the bytes around the first one beyond ASCII, where a letter begins."""
    first = _STRANGE.search(raw)
    start = max(0, first.start() - _SAMPLE // 2) if first else 0
    return raw[start : start + _SAMPLE]


def _begun(sample: bytes, codec: str) -> str | None:
    """The text in bytes that may end within a letter."""
    try:
        return codecs.getincrementaldecoder(codec)().decode(sample)
    except UnicodeDecodeError:
        return None


def _decoded(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except (UnicodeDecodeError, LookupError):
        return None
