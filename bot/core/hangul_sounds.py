"""How a foreign word that is written in Hangul sounds. Pure.

The orthography of loanwords itself says much of what cannot be one: it has no tense
consonants, and no final consonants but seven. A word of syllables that are all readings
of Chinese characters is taken for Sino-Korean, unless it is long or begins with ㄹ, as no
other Korean word does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import product

from bot.core.endings import MAYBE, SURE
from bot.core.sound_keys import consonants_in, keys_of, settled

_LONGEST = 12  # syllables
_CACHED = 1 << 12
_ROUNDS = 2
# Syllables, and consonants, of a word that may be foreign although it looks Sino-Korean.
_LONG = 3
_FIRST, _VOWEL_COUNT, _TAIL_COUNT = ord("가"), 21, 28
_EU = 18  # ㅡ is there only because Hangul wants a vowel
_LEADS = ["G", "K", "N", "D", "T", "L", "M", "B", "P", "S", "S", "", *"JJCKTPH"]
_VOWELS = "aeaeveveoaeeouveiu_ii"  # v is ㅓ; ㅑ is as ㅏ, ㅘ too
_TAILS = ["", *"kkkNNNtLLMLLLpLMppttXttktp", ""]  # small: voiced or not
_HEARD = "aevoui"
_STOPS = {"k": "KG", "t": "TD", "p": "PB"}
_CLOSED = {"G": "k", "K": "k", "D": "t", "T": "t", "B": "p", "P": "p"}
_MAY_BE_MUTE = "치지시쥐쉬"  # at the end of a syllable in English, as in 메시지
# With which letters English spells a vowel, and two that stand together.
_SPELT = {"a": "aio", "e": "ae", "v": "aeiou", "o": "oa", "u": "uoe", "i": "ie"}
_GLIDES = {"ai": "i", "au": "oa", "ei": "ae"}
_UNHEARD = re.compile(  # a tense consonant, or a final one that no loanword has
    "[\u1101\u1104\u1108\u110a\u110d\u11a9\u11aa\u11ac-\u11ae\u11b0-\u11b6\u11b9\u11bb\u11bd-\u11c2]"
)
_DOING = re.compile(r"(?<=..)(?:하|되|돼|된|될|됐|했|할|한|함|해|시키|시킬|당하)[가-힣]*$")
_SINO = """
    가각간갈감갑강개객갱갹거건걸검겁게격견결겸경계고곡곤골공곶과곽관괄광괘괴굉교구국
    군굴궁권궐궤귀규균귤극근글금급긍기긴길김끽나낙난날남납낭내냉녀년념녕노논농뇌뇨눈
    눌뉴니닉닐다단달담답당대댁덕도독돈돌동두둔둘득등라락란랄람랍랑래랭략량려력련렬렴
    렵령례로록론롱뢰료룡루류륙륜률륭륵름릉리린림립마막만말망매맥맹멱면멸명몌모목몰몽
    묘무묵문물미민밀박반발방배백번벌범법벽변별병보복본봉부북분불붕비빈빙사삭산살삼삽
    상새색생서석선설섬섭성세소속손솔송쇄쇠수숙순술숭슬습승시식신실심십쌍씨아악안알암
    압앙애액앵야약양어억언얼엄업엔여역연열염엽영예오옥온올옹와완왈왕왜외요욕용우욱운
    울웅원월위유육윤율융은을음읍응의이익인일임입잉자작잔잠잡장재쟁저적전절점접정제조
    족존졸종좌죄주죽준줄중즉즐즙증지직진질짐집징차착찬찰참창채책처척천철첨첩청체초촉
    촌총촬최추축춘출충췌취측층치칙친칠침칩쾌타탁탄탈탐탑탕태택탱터토통퇴투특틈파판팔
    패팽퍅편폄평폐포폭표품풍피필핍하학한할함합항해핵행향허헌헐험혁현혈혐협형혜호혹혼
    홀홍화확환활황회획횡효후훈훙훤훼휘휴휼흉흑흔흘흠흡흥희힐
"""


@lru_cache(_CACHED)
def hangul_keys(word: str) -> frozenset[str]:
    """The keys of a bare word in Hangul; none for a word that is hardly a foreign one."""
    if not word or len(word) > _LONGEST or word.endswith("으"):
        return frozenset()
    if _UNHEARD.search(unicodedata.normalize("NFD", word)):
        return frozenset()
    least = _LONG if _may_be_sino(word) else 0
    if len(word) < least:
        return frozenset()
    found = {key for sounds in _readings(word) for key in keys_of(_units(sounds))}
    return frozenset(key for key in found if consonants_in(key) >= least)


def bare(word: str) -> set[str]:
    """A word in Hangul as it is, and without what may be particles or the verb of doing."""
    found = {word}
    if doing := _DOING.search(word):
        found.add(word[: doing.start()])
    fresh = set(found)
    for _ in range(_ROUNDS):
        fresh = {shorter for form in fresh for shorter in _shorter(form)} - found
        found |= fresh
    return found


def _shorter(word: str) -> Iterator[str]:
    for ending in _endings():
        if word.endswith(ending) and len(word) > len(ending):
            yield word[: -len(ending)]


@lru_cache(1)
def _endings() -> tuple[str, ...]:
    """Endings that are whole syllables."""
    return tuple(e for e in (*SURE, *MAYBE) if all("가" <= sign <= "힣" for sign in e))


def _may_be_sino(word: str) -> bool:
    return _sino().issuperset(word) and not "라" <= word[0] <= "맇"


@lru_cache(1)
def _sino() -> frozenset[str]:
    return frozenset(_SINO)


def _readings(word: str) -> set[str]:
    options = [option for at, sign in enumerate(word) for option in _syllable(sign, at)]
    made = {"".join(parts) for parts in product(*options)}
    return {sounds for plain in made for sounds in _voiced(plain)}


def _syllable(sign: str, at: int) -> list[list[str]]:
    """What each part of a syllable may sound like; `at` is its place in the word."""
    if sign == "츠":
        return [["C", "TS"]]
    lead, rest = divmod(ord(sign) - _FIRST, _VOWEL_COUNT * _TAIL_COUNT)
    vowel, tail = divmod(rest, _TAIL_COUNT)
    onset, middle = _LEADS[lead], [_VOWELS[vowel].strip("_")]
    if vowel == _EU:
        middle = ["", "v"] if tail else [""]
        if at and not tail and onset in _CLOSED:
            onset = _CLOSED[onset]
    elif at and sign in _MAY_BE_MUTE:
        middle.append("")
    return [[onset], middle, [_TAILS[tail]]]


def _voiced(sounds: str) -> Iterator[str]:
    """A stop that closes a syllable may be voiced when a vowel follows: 플러그인, 체크인."""
    options = [
        (_STOPS[sign] if after in _HEARD else sign.upper()) if sign in _STOPS else sign
        for sign, after in zip(sounds, f"{sounds[1:]}.", strict=True)
    ]
    return ("".join(signs) for signs in product(*options))


def _units(sounds: str) -> list[list[str]]:
    return [_spelt(part) if part.islower() else [part] for part in settled(sounds, _HEARD)]


def _spelt(run: str) -> list[str]:
    """The vowels that English may have spelt for a run of them."""
    if letters := _SPELT.get(run) or _GLIDES.get(run[:2]):
        return [letter + length for letter in letters for length in ("", "2")]
    return [letter + "2" for letter in _SPELT[run[0]]]
