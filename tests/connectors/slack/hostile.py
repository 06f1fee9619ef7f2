"""Exchanges whose every word tries to call somebody or to lead somewhere."""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass

from bot.domain.audience import PUBLIC, clearance
from bot.domain.conversation import (
    QUOTATION,
    Addressed,
    Answer,
    Citation,
    Exchange,
    Outcome,
    Place,
    Pointer,
    Question,
    Remedy,
    Sentence,
    Speaker,
    State,
    Turn,
)
from bot.domain.language import Language
from bot.domain.people import Person, Platform
from tests.samples import NOON

CALLS = (
    *(
        "<!channel>",
        "<!here>",
        "<!everyone>",
        "<!subteam^S123ABC>",
        "<!subteam^S123ABC|@staff>",
    ),
    *("<@U123ABC>", "<@U123ABC|kim>", "<@W123ABC>", "<#C123ABC>", "<#C123ABC|general>"),
    *(
        "@channel",
        "@here",
        "@everyone",
        "&lt;!channel&gt;",
        "<!date^1392734382^{date}^https://e.io|x>",
    ),
)
LINKS = (
    *(
        "[x](http://evil.example)",
        "![](http://evil.example/p.png)",
        "<http://evil.example|here>",
    ),
    *("<http://evil.example>", "http://evil.example/path?a=b&c=d", "https://evil.example"),
    *(
        "javascript:alert(1)",
        "[x](javascript:alert(1))",
        "<javascript:alert(1)|x>",
        "www.evil.example",
    ),
    *(
        "evil.example",
        "evil.com/a",
        "mailto:a@evil.example",
        "a@evil.example",
        "slack://open?x=1",
    ),
    *(
        "[x]: http://evil.example",
        "[x][y]",
        "![a][b]",
        "data:text/html,x",
        "<mailto:a@b.example|m>",
    ),
    *(
        "//evil.example/x",
        "HTTP://EVIL.EXAMPLE",
        "ht\u200btp://evil.example",
        "file:///etc/passwd",
    ),
    *("tel:+821012345678", "<tel:+82|x>", "xn--e1awd7f.com", "예시.com", "http://[::1]/"),
)
PLAIN = (
    *(
        "연차는 다섯 날입니다.",
        "The door code changes on Mondays.",
        "אבגד",
        "مرحبا",
        "👩🏽\u200d💻",
        "ﷺ",
    ),
    *(
        "\u202eevil\u202c",
        "\u200b",
        "\u2066x\u2069",
        "\ufeff",
        "\x00",
        "\x1b[0m",
        "\ud800",
        "\u2060",
    ),
    *(
        "&",
        "&amp;",
        "&lt;",
        "<",
        ">",
        "|",
        "*",
        "_",
        "~",
        "`",
        "```",
        "~~~",
        "\\",
        "> ",
        "# ",
        "- ",
    ),
    *(
        "1. ",
        "| a | b |\n|---|---|\n| c | d |",
        "\n",
        "\n\n",
        "\t",
        " ",
        ":smile:",
        "[1]",
        "[^1]",
        "^",
    ),
    *(
        "```\ncode <!channel>\n```",
        "<b>x</b>",
        "<!--",
        "-->",
        "<",
        "<<!channel>>",
        "<\u200b!here>",
    ),
)
_URLS = (
    *(None, None, "", "https://handbook.example/leave", "http://wiki.example/a?b=c&d=e#f"),
    *(
        "javascript:alert(1)",
        "http://",
        "https://handbook.example/휴가",
        "ftp://files.example/a",
    ),
    *("https://a.example/|x>", "https://a.example/<!channel>", "data:text/html,x", "/relative"),
    *(
        "https://x.example/" + "a" * 3000,
        "http://a b.example",
        "HTTPS://UPPER.EXAMPLE/x",
        "//a.example",
    ),
)


@dataclass(frozen=True)
class Case:
    """One exchange, what was said before, and what somebody is called."""

    exchange: Exchange
    turns: tuple[Turn, ...]
    name: str

    @property
    def allowed(self) -> set[str]:
        """The only addresses that it may lead to."""
        cited = self.exchange.answer.citations if self.exchange.answer else ()
        urls = {one.url for one in cited if one.url}
        return {one for one in urls if one.lower().startswith(("http://", "https://"))}


class Hostility:
    """Makes cases; the same seed makes the same ones."""

    def __init__(self, seed: int) -> None:
        self._luck = random.Random(seed)  # noqa: S311 - the same seed, the same cases

    def text(self, most: int = 8) -> str:
        """Pieces side by side; now and then a very long one, or none at all."""
        luck = self._luck
        pieces = luck.choices(CALLS + LINKS + PLAIN * 2, k=luck.randint(0, most))
        joined = luck.choice(("", " ", "\n", "\u200b")).join(pieces)
        return joined * luck.choices((1, 20, 200), (0.96, 0.03, 0.01))[0]

    def case(self) -> Case:
        """One of everything that the door shows."""
        luck = self._luck
        answer = self._answer() if luck.random() < 0.8 else None
        state = luck.choice((State.ANSWERED, State.ANSWERED, State.ANSWERING, State.FAILED))
        if answer is None and state is not State.ANSWERING:
            state = State.FAILED
        is_failed = state is State.FAILED
        exchange = Exchange(
            self._question(),
            state,
            None if is_failed else answer,
            text="" if state is State.ANSWERING else self.text(),
            reason=self.text() or "x" if is_failed else "",
            remedy=Remedy.WAIT if is_failed else None,
        )
        turns = tuple(
            Turn(luck.choice(tuple(Speaker)), self.text()) for _ in range(luck.randint(0, 4))
        )
        return Case(exchange, turns, self.text(3) or "Kim")

    def _question(self) -> Question:
        luck = self._luck
        channel = luck.choice("CGD") + uuid.UUID(int=luck.getrandbits(128)).hex.upper()
        place = Place(
            Platform.SLACK, "T0HOUSE", channel, "1772452700.000001", clearance(PUBLIC)
        )
        return Question(
            place=place,
            message=f"1772452800.{luck.randint(0, 999999):06d}",
            asker=Person(Platform.SLACK, "T0HOUSE", "U0KIM"),
            text=self.text(),
            asked_at=NOON,
            addressed=luck.choice((Addressed.MENTION, Addressed.DIRECT, Addressed.PERSON)),
        )

    def _answer(self) -> Answer:
        luck = self._luck
        numbers = range(1, luck.randint(1, 6))
        many = luck.choice((1, 1, 1, 1, 1, 1, 1, 12))
        sentences = tuple(
            Sentence(self.text(), tuple(luck.sample(numbers, luck.randint(0, len(numbers)))))
            for _ in range(luck.randint(0, 4) * many)
        )
        return Answer(
            luck.choice((Outcome.ANSWERED,) * 3 + (Outcome.UNKNOWN, Outcome.HANDED_OVER)),
            luck.choice(tuple(Language)),
            luck.random(),
            sentences,
            tuple(self._citation(number) for number in numbers),
            tuple(Pointer(self.text(2), self.text(2), self.text(2)) for _ in range(2)),
            luck.choice((QUOTATION, "openai:any")),
        )

    def _citation(self, number: int) -> Citation:
        luck = self._luck
        return Citation(
            number=number,
            path=f"{self.text(2)}.md",
            title=self.text(3),
            heading=self.text(2),
            page=luck.choice((None, 3)),
            url=luck.choice(_URLS),
            quote=self.text(),
        )
