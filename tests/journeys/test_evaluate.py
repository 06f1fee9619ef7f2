"""`supportbot evaluate` as people and CI use it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.terminal import Terminal

_LEAVE = "# 휴가\n\n## 이월\n\n남은 연차는 4일까지 이월할 수 있습니다.\n"
_PRINTER = "# Printers\n\n## Paper jam\n\nError P-77 means that paper is stuck in tray 2.\n"
_QUESTIONS = """\
question,documents,facts,answerable
남은 연차는 며칠까지 이월할 수 있나요?,휴가.md,4일,
What does error P-77 mean?,printers.md,tray 2,
Who won the chess tournament in Reykjavik?,,,no
"""


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    """Two documents, three questions, and one stored result of them."""
    terminal = Terminal(tmp_path_factory.mktemp("evaluated"))
    terminal.write("휴가.md", _LEAVE)
    terminal.write("printers.md", _PRINTER)
    (terminal.folder / "ours.csv").write_text(_QUESTIONS, "utf-8-sig")
    said = terminal("evaluate", "ours.csv", "--json")
    assert (said.code, said.err) == (0, "")
    (found,) = said.json["sets"]
    assert (found["name"], found["questions"], found["documents"]) == ("ours", 3, 2)
    figures = found["figures"]["all"]
    assert figures["hit@1"]["value"] == figures["genuine quotes"]["value"] == 1.0
    assert Path(said.json["report"]).read_text("utf-8").startswith("<!doctype html>")
    return terminal


def test_a_person_sees_the_figures_and_where_the_report_is(evaluated: Terminal) -> None:
    said = evaluated("evaluate", "ours.csv", "--retrieval-only", "--limit", "2")
    assert said.code == 0
    assert said.out.startswith("ours: 2 questions, 2 documents\n")
    assert "hit@1" in said.out
    assert "\nReport: " in said.out


def test_two_results_are_compared_by_name(evaluated: Terminal) -> None:
    said = evaluated("evaluate", "--compare", "last", "last", "--json")
    assert said.code == 0
    assert all(
        d["verdict"] == "undecided" for d in said.json["sets"][0]["differences"].values()
    )


def test_a_shut_gate_ends_with_1_and_an_impossible_one_with_2(evaluated: Terminal) -> None:
    gate = evaluated.folder / "gate.toml"
    gate.write_text('[most]\n"search p50" = 0.0\n')
    shut = evaluated("evaluate", "ours.csv", "--retrieval-only", "--gate")
    gate.write_text("[least]\nanswered = 0.0\n")
    blind = evaluated("evaluate", "ours.csv", "--retrieval-only", "--gate", "gate.toml")

    assert shut.code == 1
    assert "The gate is shut:\nours: search p50 is" in shut.out
    assert blind.code == 2
    assert "leave out --retrieval-only" in blind.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "supportbot evaluate questions.jsonl"),
        (("none.csv",), "none.csv cannot be read"),
        (("bad.csv",), "Line 3 of bad.csv names the document 휴기.md"),
        (("ours.csv", "--gate", "none.toml"), "none.toml cannot be read"),
        (("--compare", "last", "nothing"), "names no stored result"),
    ],
)
def test_what_is_wrong_is_one_sentence(
    evaluated: Terminal, words: tuple[str, ...], said: str
) -> None:
    bad = "question,documents\nVPN?,\n연차?,휴기.md\n"
    (evaluated.folder / "bad.csv").write_text(bad, "utf-8")
    found = evaluated("evaluate", *words)
    assert (found.code, found.out) == (2, "")
    assert said in found.err
    assert found.err.count("\n") == 1


def test_the_live_bot_knows_nothing_of_it(evaluated: Terminal) -> None:
    doctor = evaluated("doctor", "--json").json["findings"]
    (index,) = [finding["said"] for finding in doctor if finding["part"] == "index"]
    assert index.startswith("nothing is indexed yet")
