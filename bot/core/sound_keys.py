"""The key under which a word sounds alike in Hangul and in Latin letters. Pure.

A key is spelt in capitals for consonants and small letters for vowels. Consonants are
K T P, voiced G D B before a vowel (or first of all), S J C H L M N, and X for ng; l and r
are one in Hangul. A vowel stands as the Latin letter that it begins with, with a 2 where
more letters than one make it: `coupon` is `Ko2PoN`. Long words tell themselves apart by
their consonants, so only their first vowels are spelt; a `.` stands for the others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product

_LEAST = 2
_ALL = 9
_SPELT = {2: _ALL, 3: 3}  # vowels that a key spells, by its consonants
_OTHERWISE = 2
_UNVOICED = str.maketrans("GDB", "KTP")


def keys_of(units: Sequence[Sequence[str]]) -> frozenset[str]:
    """All keys of a word, given what each of its sounds may be; none for too short a word."""
    consonants = sum(unit[0].isupper() for unit in units)
    if consonants < _LEAST or consonants == len(units):
        return frozenset()
    left = _SPELT.get(consonants, _OTHERWISE)
    parts: list[Sequence[str]] = []
    for unit in units:
        if unit[0].isupper():
            parts.append(unit)
        else:
            parts.append(unit if left > 0 else ".")
            left -= 1
    return frozenset("".join(part) for part in product(*parts))


def consonants_in(key: str) -> int:
    """How many consonants a key has."""
    return sum(sign.isupper() for sign in key)


def settled(sounds: str, vowels: str) -> list[str]:
    """Consonants one by one and runs of `vowels`; doubled consonants are one.

    A stop that no vowel follows is neither voiced nor not, save the first of all.
    """
    plain = re.sub(
        rf"(?<=.)[GDB](?![{vowels}])", lambda found: found[0].translate(_UNVOICED), sounds
    )
    parts = re.findall(rf"[{vowels}]+|[^{vowels}]", plain)
    return [part for at, part in enumerate(parts) if not at or part != parts[at - 1]]
