"""What can be checked word for word: numbers, addresses, codes, commands. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://|mailto:|www\.)[^\s<>\"'`|\\^{}()\[\]]+"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w./@-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}(?![\w-])(?::\d+)?(?:/[^\s<>\"'`()\[\]]*)?",
    re.IGNORECASE,
)
"""Addresses of the web and of mail, with or without what comes before the host."""

CODE = re.compile(r"(?P<tick>`+)(?P<code>[^`]+?)(?P=tick)")
"""Code within a line."""

# A dotted name without anything before it is an address only with one of these: `os.path`
# and `Node.js` are none.
_ENDINGS = frozenset(
    re.findall(
        r"\w+",
        """
        ai app art at au be biz blog br ca cc ch click cloud cn co com de dev dk edu email es
        eu example fi fr gg gov hk help host id ie il in info int internal invalid io it jp kr
        la link live ly me mil mobi my name net news nl no nz online onion org page ph pl pro
        pt ru se sg shop site space store su tech test to today top tv tw uk us vn website wiki
        work world wtf xyz za zone
        """,
    )
)
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)*")
_KOREAN_SUM = re.compile(
    r"\d[\d,]*(?:\.\d+)?\s?[억만천](?:\s?\d[\d,]*(?:\.\d+)?\s?[만천백])*(?:\s?\d[\d,]*)?"
)
_KOREAN_PART = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s?([억만천백]?)")
_SCALES = {"억": 100_000_000, "만": 10_000, "천": 1000, "백": 100, "": 1}
_ENGLISH_SUM = re.compile(
    r"(\d[\d,]*(?:\.\d+)?)[ -]?(thousand|million|billion)\b", re.IGNORECASE
)
_ENGLISH_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
_UNITS += " fifteen sixteen seventeen eighteen nineteen"
_WORDS = {word: at for at, word in enumerate(_UNITS.split())}
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70}
_TENS |= {"eighty": 80, "ninety": 90}
_ENGLISH = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(_TENS)})(?:[ -](?P<more>{'|'.join(list(_WORDS)[1:10])}))?"
    rf"|(?P<word>{'|'.join(_WORDS)}))\b",
    re.IGNORECASE,
)
_NATIVE = {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8}
_NATIVE |= {"아홉": 9, "열": 10, "열한": 11, "열두": 12, "스무": 20}
_DAYS = {
    "하루": 1,
    "이틀": 2,
    "사흘": 3,
    "나흘": 4,
    "닷새": 5,
    "엿새": 6,
    "열흘": 10,
    "보름": 15,
}
_KOREAN = re.compile(
    rf"(?<![가-힣])(?:(?P<native>{'|'.join(sorted(_NATIVE, key=len, reverse=True))})\s?"
    r"(?:개|명|번|달|시간|시|살|가지|차례|주|곳|단계|장|권|대|층|배)"
    rf"|(?P<days>{'|'.join(_DAYS)}))"
)
_STOPS = ".,;:!?"
_ONE = "1"
_LETTER = re.compile(r"[A-Za-z]")
_TOKEN = re.compile(
    r"(?<![\w-])(?:--?|[/~#$%.]+(?=[A-Za-z]))?[A-Za-z0-9](?:[\w./:\\+-]*\w)?", re.ASCII
)
_PLAIN = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]?|\d+(?:st|nd|rd|th)|\d+-[a-z]+|[a-z]+/[a-z]+")
_ODD = re.compile(
    r"\d[\w./:+-]*[A-Za-z]|[A-Za-z][\w./:+-]*\d"  # letters and digits
    r"|[A-Za-z]_|_[A-Za-z]|[a-z][A-Z]"  # snake_case, camelCase
    r"|^[A-Z]{2,}(?:-[A-Z]+)+$|^--?\w|^[/~#$%]|\w[/\\]\w|\w\.\w|^\S{20,}$"
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a text claims that can be checked.

    `numbers` are normalised; `names` are codes, flags and identifiers in lower case;
    `code` is what stands between backquotes, `addresses` are of the web and of mail.
    """

    numbers: frozenset[str]
    names: frozenset[str]
    code: tuple[str, ...]
    addresses: tuple[str, ...]


def facts_of(text: str) -> Facts:
    """The facts of a sentence without its marks."""
    plain = unicodedata.normalize("NFKC", text)
    code = tuple(found["code"].strip() for found in CODE.finditer(plain))
    prose = CODE.sub(" ", plain)
    addresses = tuple(address for address, _ in addresses_in(prose))
    prose = with_addresses(prose, lambda _address, _host: " ")
    names = [token for token in _TOKEN.findall(prose) if _is_name(token)]
    for name in names:
        prose = prose.replace(name, " ")
    words = numbers_in(prose, ones=False)
    return Facts(words, frozenset(name.casefold() for name in names), code, addresses)


def addresses_in(text: str) -> Iterator[tuple[str, str]]:
    """Each address in a text and its host, in lower case."""
    for found in ADDRESS.finditer(text):
        address = found[0].rstrip(_STOPS)
        if _is_address(address):
            yield address, host_of(address)


def with_addresses(text: str, words: Callable[[str, str], str]) -> str:
    """The text with `words(address, host)` in the place of each address."""

    def instead(found: re.Match[str]) -> str:
        address = found[0].rstrip(_STOPS)
        if not _is_address(address):
            return found[0]
        return words(address, host_of(address)) + found[0][len(address) :]

    return ADDRESS.sub(instead, text)


def _is_address(text: str) -> bool:
    is_marked = "://" in text or "@" in text or text[:4].casefold() == "www."
    return is_marked or host_of(text).rpartition(".")[2] in _ENDINGS


def host_of(address: str) -> str:
    """The host of an address, in lower case, as browsers read it.

    Empty where a name stands before the host: people take it for the host.
    """
    scheme, mark, rest = address.partition("://")
    rest = (rest if mark else scheme).removeprefix("mailto:")
    rest = re.split(r"[/?#\\]", rest, maxsplit=1)[0]
    if mark and "@" in rest:
        return ""
    return rest.rpartition("@")[2].partition(":")[0].casefold()


def numbers_in(text: str, *, ones: bool) -> frozenset[str]:
    """The numbers of a text, each in one form; `ones`: also "one" and "한", as in "한 번"."""
    found: list[str] = []
    rest = text
    for pattern, value in ((_KOREAN_SUM, _korean_sum), (_ENGLISH_SUM, _english_sum)):
        found += [value(match) for match in pattern.finditer(rest)]
        rest = pattern.sub(" ", rest)
    found += [_normal(match[0]) for match in _NUMBER.finditer(rest)]
    words = [_english(match) for match in _ENGLISH.finditer(rest)]
    words += [_korean(match) for match in _KOREAN.finditer(rest)]
    return frozenset(found + [word for word in words if ones or word != _ONE])


def _normal(digits: str) -> str:
    plain = digits.replace(",", "")
    whole, dot, rest = plain.partition(".")
    if "." in rest:
        return plain  # a version
    rest = rest.rstrip("0")
    return (whole.lstrip("0") or "0") + (dot + rest if rest else "")


def _korean_sum(found: re.Match[str]) -> str:
    total = 0.0
    for digits, scale in _KOREAN_PART.findall(found[0]):
        total += float(digits.replace(",", "")) * _SCALES[scale]
    return _normal(f"{total:.4f}")


def _english_sum(found: re.Match[str]) -> str:
    value = float(found[1].replace(",", "")) * _ENGLISH_SCALES[found[2].casefold()]
    return _normal(f"{value:.4f}")


def _english(found: re.Match[str]) -> str:
    if found["word"]:
        return str(_WORDS[found["word"].casefold()])
    more = found["more"]
    return str(_TENS[found["tens"].casefold()] + (_WORDS[more.casefold()] if more else 0))


def _korean(found: re.Match[str]) -> str:
    return str(_NATIVE[found["native"]] if found["native"] else _DAYS[found["days"]])


def _is_name(token: str) -> bool:
    if _PLAIN.fullmatch(token) or not _LETTER.search(token):
        return False
    return _ODD.search(token) is not None
