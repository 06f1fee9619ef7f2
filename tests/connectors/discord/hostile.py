"""Exchanges whose every word was written by somebody who wishes people ill."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from bot.domain.conversation import (
    QUOTATION,
    Addressed,
    Answer,
    Citation,
    Exchange,
    Outcome,
    Pointer,
    Remedy,
    Sentence,
    Speaker,
    State,
    Turn,
)
from bot.domain.language import Language
from tests.samples import question

GOOD = (
    "https://handbook.example/leave",
    "https://handbook.example/leave?page=3&q=%ED%9C%B4%EA%B0%80#top",
    "https://위키.example/휴가_(2026)",
    "http://intranet.example:8080/a_b*c*/~d/[e]",
)
_EVIL = (
    *("http://evil.example", "HTTPS://EVIL.example/x", "https://evil.example/a(b)c"),
    *("ftp://evil.example", "discord://-/x", "steam://run/1", "https:\\/\\/evil.example"),
    *("discord.gg/evil", "https://discord.gg/evil", "discord.com/invite/evil"),
    *("www.evil.example", "//evil.example", "https://evil.example/`x`", "http://1.2.3.4"),
    *("javascript:alert(1)", "data:text/html,x", "mailto:evil@evil.example"),
    *("https://good.example@evil.example", "hthttps://evil.example", "https://evil.example>"),
)
_CALLS = (
    *("@everyone", "@here", "<@1>", "<@!1>", "<@&1>", "<#1>", "@Everyone", "@\u200beveryone"),
    *("</ask:1>", "<id:home>", "<:x:1>", "<a:x:1>", "<t:0:R>", "<<@1>>", "<@&1><@1>"),
    *(
        "\\<@1>",
        "\\@everyone",
        "<@\u200b1>",
        "<evil@evil.example>",
        "<+82101234567>",
        "＠everyone",
    ),
)
_MARKS = (
    *(
        "`",
        "``",
        "```",
        "````",
        "~~~",
        "```py\n",
        "\n```\n",
        "\n````\n",
        "`` ` ``",
        "\\`",
        "\\",
    ),
    *(
        "\\\\",
        "*",
        "**",
        "***",
        "__",
        "_",
        "~~",
        "||",
        "[",
        "]",
        "(",
        ")",
        "<",
        ">",
        "](",
        ")[",
    ),
    *("\n", "\n\n", "\n> ", "\n>>> ", "> ", "\n- ", "\n1. ", "\n# ", "\n-# ", "\n| a | b |\n"),
    *(
        "\n|---|---|\n",
        "![",
        "!",
        "\n   ",
        "\t",
        "\n---\n",
        "[1]",
        "[^1]",
        "&lt;",
        "\r\n",
        "\x00",
    ),
    *("\u200b", "\u200d", "\u202e", "\u2066", "\ufeff", "\u00ad", "\ue000", "\ue001", "\u2028"),
)
_WORDS = (
    *(
        "휴가는",
        "열일곱 날입니다.",
        "스물두 시간",
        "프린터 오류",
        "VPN",
        "address",
        "is",
        "paper",
    ),
    *(
        "max_retries",
        "a*b*c",
        "2^10",
        "שלום",
        "مرحبا",
        "שדה <@1>",
        "😀",
        "👩‍👩‍👧",
        "é",
        "𝔘𝔫𝔦",
        "ㅋㅋ",
    ),
)


class Hostile:
    """Makes exchanges from a seed; the same seed makes the same ones."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - tests, not secrets

    def exchange(self) -> Exchange:
        """One of all the kinds that an outlet is asked to show."""
        pick = self._random
        asked = replace(
            question(self.text(6), message=str(pick.getrandbits(60))),
            addressed=pick.choice(list(Addressed)),
            history=(),
        )
        kind = pick.random()
        if kind < 0.1:
            remedy = pick.choice(list(Remedy))
            return Exchange(asked, State.FAILED, reason=self.text(10), remedy=remedy)
        if kind < 0.2:
            return Exchange(asked, State.ANSWERING, text=self.text(20))
        if kind < 0.3:
            outcome = pick.choice([Outcome.HANDED_OVER, Outcome.UNKNOWN, Outcome.ANSWERED])
            answer = Answer(outcome, pick.choice(list(Language)), confidence=0.9)
            return Exchange(asked, State.ANSWERED, answer, self.text(20))
        return Exchange(asked, State.ANSWERED, self.answer(), self.text(20))

    def answer(self) -> Answer:
        """Found or not, quoted or written by a model."""
        pick = self._random
        is_found = pick.random() < 0.8
        citations = tuple(self._citation(number) for number in range(1, pick.randint(2, 5)))
        return Answer(
            outcome=Outcome.ANSWERED if is_found else Outcome.UNKNOWN,
            language=pick.choice(list(Language)),
            confidence=0.9,
            sentences=tuple(self._sentence(len(citations)) for _ in range(pick.randint(1, 4)))
            if is_found
            else (),
            citations=citations if is_found else (),
            nearest=tuple(
                Pointer(self.text(4), self.text(4), self.text(4))
                for _ in range(pick.randint(0, 3))
            ),
            model=pick.choice([QUOTATION, "a-model"]),
        )

    def turns(self) -> list[Turn]:
        """A conversation that the staff are shown."""
        pick = self._random
        return [
            Turn(pick.choice(list(Speaker)), self.text(20)) for _ in range(pick.randint(0, 6))
        ]

    def text(self, most: int) -> str:
        """Pieces next to each other, some of them many times over."""
        pick = self._random
        pieces = [self._piece() for _ in range(pick.randint(1, most))]
        if pick.random() < 0.05:
            pieces.insert(pick.randrange(len(pieces)), self._piece() * pick.randint(50, 400))
        return pick.choice(["", " ", " "]).join(pieces)

    def _piece(self) -> str:
        pick = self._random
        makers: tuple[Callable[[], str], ...] = (
            lambda: pick.choice(_CALLS),
            lambda: pick.choice(_EVIL),
            lambda: f"{pick.choice(('', '!'))}[{self._word()}]({self._target()})",
            self._marked,
            self._fenced,
            *(lambda: pick.choice(_MARKS) for _ in range(2)),
            *(self._word for _ in range(3)),
        )
        return pick.choice(makers)()

    def _marked(self) -> str:
        pick = self._random
        return f"{pick.choice(_MARKS)}{pick.choice(_CALLS + _EVIL)}{pick.choice(_MARKS)}"

    def _fenced(self) -> str:
        pick, fence = self._random, "`" * self._random.randint(1, 6)
        return f"{fence}{self._word()} {pick.choice(_EVIL)}{fence[: pick.randint(0, 6)]}"

    def _word(self) -> str:
        return self._random.choice(_WORDS + _WORDS + _CALLS)

    def _target(self) -> str:
        target = self._random.choice(_EVIL)
        return self._random.choice([target, f"<{target}>", f"{target} 'title'", f" {target} "])

    def _sentence(self, citations: int) -> Sentence:
        numbers = range(1, citations + 1)
        cited = self._random.sample(numbers, self._random.randint(0, citations))
        return Sentence(self.text(30), tuple(sorted(cited)))

    def _citation(self, number: int) -> Citation:
        pick = self._random
        return Citation(
            number=number,
            path=self.text(4),
            title=self.text(4),
            heading=self.text(4),
            page=pick.choice([None, 3]),
            url=pick.choice(
                [None, *GOOD, self._target(), f"{pick.choice(GOOD)}{self.text(2)}"]
            ),
            quote=self.text(10),
        )
