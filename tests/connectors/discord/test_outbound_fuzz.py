"""Whatever documents, models and people write: nobody is called, nothing foreign linked."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

import pytest

from bot.domain.conversation import QUOTATION, Answer, Exchange, Outcome, Sentence, State
from bot.domain.language import Language
from connectors.discord import words
from connectors.discord.outbound import MOST_PARTS, Shown, shown
from connectors.discord.staff import note
from tests.connectors.discord.client_reading import (
    LONGEST,
    Live,
    Reading,
    holds,
    read,
    squashed,
)
from tests.connectors.discord.hostile import Hostile
from tests.samples import answer, question

SEED = 20_261_122


@dataclass
class Findings:
    """What must not be, counted, with the shortest example of each."""

    counts: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    def note(self, kind: str, example: str) -> None:
        """One more of these."""
        self.counts[kind] += 1
        if len(example) < len(self.examples.get(kind, example + "x")):
            self.examples[kind] = example


def judge(
    parts: Iterable[str],
    sources: Iterable[str | None],
    findings: Findings,
    *,
    ours: str = "",
) -> None:
    """Read each part as Discord's client does. `ours` is a call that is meant."""
    allowed = {_same(one) for one in sources if one}
    for part in parts:
        reading = read({"content": part, "allowed_mentions": {"parse": []}})
        for one in reading.live:
            if one.target == ours:
                continue
            if one.kind != "link" or _same(one.target) not in allowed:
                findings.note(f"foreign {one.kind}", f"{one.target!r} in {part!r}")
            elif one.previews:
                findings.note("preview", f"{one.target!r} in {part!r}")
        _measure(part, reading, findings)


def _measure(part: str, reading: Reading, findings: Findings) -> None:
    if reading.called:
        findings.note("call", f"{reading.called} in {part!r}")
    if reading.unclosed:
        findings.note("unclosed fence", repr(part))
    if reading.length > LONGEST:
        findings.note("too long", repr(part))
    if not part.strip():
        findings.note("empty", repr(part))


def _same(url: str) -> str:
    return unquote(url).rstrip("/")


def sources(exchange: Exchange) -> list[str | None]:
    """Where this answer may link to."""
    return [one.url for one in exchange.answer.citations] if exchange.answer else []


def fuzz(cases: int, *, seed: int) -> Findings:
    """So many hostile exchanges."""
    hostile, findings = Hostile(seed), Findings()
    for _ in range(cases):
        exchange = hostile.exchange()
        made = shown(exchange, contact=hostile.text(2), has_staff=bool(seed % 2))
        judge(made.parts, sources(exchange), findings)
    return findings


def test_a_thousand_hostile_exchanges_call_nobody_and_link_nowhere_else() -> None:
    findings = fuzz(1_000, seed=SEED)
    assert not findings.counts, findings.examples


@pytest.mark.proof
@pytest.mark.parametrize("part", range(10))
def test_fifty_thousand_hostile_exchanges_call_nobody_and_link_nowhere_else(part: int) -> None:
    findings = fuzz(5_000, seed=SEED + 1 + part)
    assert not findings.counts, findings.examples


def fuzz_notes(cases: int, *, seed: int) -> Findings:
    """So many hostile conversations, shown to the staff."""
    hostile, findings = Hostile(seed), Findings()
    for _ in range(cases):
        exchange = hostile.exchange()
        # Discord shows at most 32 characters of a name.
        made = note(exchange, hostile.turns(), who=hostile.text(3)[:32], about=hostile.text(1))
        lead = "<@&1234567890123456789> "
        judge([lead + made], [link_to(exchange)], findings, ours=lead.strip())
    return findings


def link_to(exchange: Exchange) -> str:
    """Where the staff find the conversation."""
    place = exchange.question.place
    where = f"{place.workspace}/{place.channel}/{exchange.question.message}"
    return f"https://discord.com/channels/{where}"


def test_what_the_staff_read_of_hostile_conversations_calls_the_staff_alone() -> None:
    findings = fuzz_notes(300, seed=SEED)
    assert not findings.counts, findings.examples


@pytest.mark.proof
def test_ten_thousand_hostile_conversations_call_the_staff_alone() -> None:
    findings = fuzz_notes(10_000, seed=SEED)
    assert not findings.counts, findings.examples


def long_answer(seed: int) -> Exchange:
    """Long, with code, quotations, lists and bold words, and with nothing evil in it."""
    pick = random.Random(seed)  # noqa: S311 - tests, not secrets
    sentences = tuple(Sentence(_passage(pick), (1,)) for _ in range(pick.randint(1, 4)))
    made = replace(
        answer(),
        sentences=sentences,
        language=pick.choice(list(Language)),
        model=pick.choice([QUOTATION, "a-model"]),
    )
    return Exchange(question(), State.ANSWERED, made, "")


def _passage(pick: random.Random) -> str:
    def line(most: int) -> str:
        drawn = pick.choices(
            ("휴가는", "열일곱", "날입니다.", "paper", "VPN-7", "😀", "**max**"), k=most
        )
        return " ".join(drawn)

    blocks = []
    for _ in range(pick.randint(1, 4)):
        match pick.randrange(4):
            case 0:
                code = "\n".join(line(pick.randint(1, 8)) for _ in range(pick.randint(1, 30)))
                blocks.append(f"```py\n{code.replace('**', '')}\n```")
            case 1:
                blocks.append("\n".join(f"- {line(pick.randint(1, 9))}" for _ in range(6)))
            case 2:
                blocks.append(line(pick.randint(100, 300)))
            case _:
                blocks.append(line(pick.randint(3, 40)))
    return "\n\n".join(blocks)


def lost(exchange: Exchange, made: Shown) -> list[str]:
    """The sentences of an answer that are not whole in its parts."""
    assert exchange.answer
    if len(made.parts) == MOST_PARTS and words.cut(made.language) in made.parts[-1]:
        return []  # it says that it was cut
    parts = list(made.parts)
    return [one.text for one in exchange.answer.sentences if not holds(parts, one.text)]


def check_long(cases: int, *, seed: int) -> Findings:
    """So many long answers; `many` counts those that took more than one message."""
    findings = Findings()
    for case in range(cases):
        exchange = long_answer(seed + case)
        made = shown(exchange)
        judge(made.parts, sources(exchange), findings)
        for text in lost(exchange, made):
            findings.note("lost", f"{text!r} in {made.parts}")
        is_cut = words.cut(made.language) in made.parts[-1]
        assert len(made.parts) > 1 or not is_cut
    return findings


def test_nothing_of_a_long_answer_is_lost_between_its_messages() -> None:
    findings = check_long(100, seed=SEED)
    assert not findings.counts, findings.examples


@pytest.mark.proof
def test_nothing_of_ten_thousand_long_answers_is_lost_between_their_messages() -> None:
    findings = check_long(10_000, seed=SEED)
    assert not findings.counts, findings.examples


Fault = Callable[[tuple[str, ...]], tuple[str, ...]]
FAULTS: dict[str, Fault] = {
    "foreign link": lambda parts: (*parts[:-1], parts[-1] + " [x](http://evil.example)"),
    "foreign pill": lambda parts: (*parts[:-1], parts[-1].replace("@\u200b", "@") + "@here"),
    "foreign invite": lambda parts: (*parts[:-1], parts[-1] + " discord.gg/evil"),
    "unclosed fence": lambda parts: (*parts[:-1], parts[-1] + "\n```\nx"),
    "too long": lambda parts: (*parts[:-1], parts[-1] + "x" * LONGEST),
    "empty": lambda parts: (*parts, " "),
    "preview": lambda parts: (parts[0] + " https://handbook.example/leave", *parts[1:]),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_a_planted_fault_is_found(kind: str) -> None:
    exchange, findings = Exchange(question(), State.ANSWERED, answer(), ""), Findings()
    made = shown(exchange)
    judge(made.parts, sources(exchange), findings)
    assert not findings.counts, findings.examples
    judge(FAULTS[kind](made.parts), sources(exchange), findings)
    assert findings.counts[kind]


def test_a_part_that_is_left_out_is_noticed() -> None:
    text = " ".join(f"word{number}" for number in range(600))
    long = Answer(Outcome.ANSWERED, Language.ENGLISH, 0.9, (Sentence(text, ()),))
    exchange = Exchange(question(), State.ANSWERED, long, "")
    made = shown(exchange)
    assert len(made.parts) > 2
    assert not lost(exchange, made)
    assert lost(exchange, replace(made, parts=(made.parts[0], *made.parts[2:])))
    torn = made.parts[1].replace("word300", "")
    assert lost(exchange, replace(made, parts=(made.parts[0], torn, *made.parts[2:])))


def test_the_words_of_a_hostile_answer_survive() -> None:
    text = "Write @everyone at https://evil.example or `<@1>` **now**."
    made = replace(answer(), sentences=(Sentence(text, (1,)),))
    parts = shown(Exchange(question(), State.ANSWERED, made, "")).parts
    assert squashed(text) in squashed("".join(parts))
    assert [one.target for part in parts for one in _links(part)] == [
        "https://handbook.example/leave"
    ]


def _links(part: str) -> tuple[Live, ...]:
    return read({"content": part, "allowed_mentions": {"parse": []}}).live
