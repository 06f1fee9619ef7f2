"""How a word in Latin letters may sound in Korean, by the rules of English spelling. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product

from bot.core.sound_keys import keys_of, settled

_SHORTEST = 3
_MOST = 24  # readings of one word
_CACHED = 1 << 16
_VOWELS = "a-z_"

# Letters and how they may sound, `|` between; the first that matches counts. An underscore
# lengthens a vowel (a w or an r that is not heard), `-` is silence.
_RULES = """
^(?:kn|gn|pn) N                    ^(?:wr|rh) L          ^ps S
^wh -|H                            ^x J
stion SCoN                         ssion|tion|[cst]ian$ SoN      sion SoN|JoN
[ct]i(?=al|ou) S                   ture(?=s?$|d$)|tur(?=ing$|al) Ce|C
dure(?=s?$) Je                     (?<=[aeiou])su(?=al|re) J
(?<=ch|sh)es$|(?<=[sxz])es$|(?<=[cg])es$ -
(?<=[td])ed$ eT                    (?<=[a-z]{2}[^aeiouyr])ed$|(?<=[a-z]{2}r)ed$ T
re(?=s?$) e                        (?<=[aeiouy])(?:gue|que)(?=s?$) K
(?<=[^aeiouy])e(?=s?$) -           ngue?(?=s?$) X
(?<=[^ius])s$ S|J|-
ui(?=l) i                          a(?=ge) a|i           iew u|i
e(?=ou) -                          d(?=u[a-z]) D|J
(?<=[aiou])re(?=[bcdfgklmnpstvwz]) _|Le
tch C      dg(?=[ei]) J            sch SK                sh S
ph P       th S|T                  ch C|K|S              cqu?|ck K
cc(?=[eiy]) KS                     s?c(?=[eiy]) S        cc? K
qu? K      gu(?=[aeiy]) G          gh(?=[^aeiouy]|$) -   gh G
gn(?=s?$|e[drs]|ing|ment) N        ng(?=[eiy]) NJ|XG|X   ng XG|X
n(?=k|c[^eiyh]|ch[lr]|q|x) X       gg G                  g(?=[eiy]) J|G
g G        x KS                    j|z+ J                v+|bb? B
ff?|pp? P  mb$ M                   kk? K                 tt? T
dd? D      mm? M                   nn? N                 (?<=[ao])l(?=k) -
ll? L      rr?(?=[aeiouy]) L       r _                   ss S
(?<=[aeiouwylmnr])s(?=[aeiouy]) S|J                      s S
h(?=[aeiouy]) H                    h -                   w(?=[aeiouyh]) -
w _        ^y(?=[aeiou]) -         y i
(?<=[aiouy][bcdfgklmnpstvz])e(?=[bcdfghjklmnpqstvwxz][a-z]{2}) e|-
a a        e e                     i i                   o o        u u
"""


@lru_cache(_CACHED)
def latin_keys(word: str) -> frozenset[str]:
    """The keys of a word in small letters; none for codes, abbreviations and short words."""
    is_word = word.isascii() and word.isalpha() and re.search("[aeiouy]", word)
    if len(word) < _SHORTEST or not is_word:
        return frozenset()
    found = {key for sounds in _readings(word) for key in keys_of(_units(sounds))}
    return frozenset(found)


def _readings(word: str) -> set[str]:
    """The word in sounds; of many readings those of its first letters."""
    at, count = 0, 1
    sounds: list[list[str]] = []
    while at < len(word):
        end, options = _next(word, at)
        if count * len(options) > _MOST:
            options = options[:1]
        count *= len(options)
        sounds.append(options)
        at = end
    return {"".join(reading) for reading in product(*sounds)}


def _next(word: str, at: int) -> tuple[int, list[str]]:
    for rule, options in _rules():
        found = rule.match(word, at)
        if found:
            return found.end(), options
    return at + 1, [""]


def _units(sounds: str) -> list[list[str]]:
    return [[part if part.isupper() else _vowel(part)] for part in settled(sounds, _VOWELS)]


def _vowel(run: str) -> str:
    """The letter that a run of vowels begins with, and whether it is longer."""
    letter = (run.strip("_") or "e")[0]
    return letter + ("2" if len(run) > 1 else "")


@lru_cache(1)
def _rules() -> list[tuple[re.Pattern[str], list[str]]]:
    """Each rule with the sounds that it offers."""
    words = _RULES.split()
    return [
        (re.compile(rule), [option.strip("-") for option in options.split("|")])
        for rule, options in zip(words[::2], words[1::2], strict=True)
    ]
