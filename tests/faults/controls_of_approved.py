"""What keeps an approved answer from other questions, other days and other people."""

from __future__ import annotations

from tests.faults.control import control

_APPROVED = "tests/bot/core/test_approved.py"
_APART = "tests/bot/core/test_telling_apart.py"
_ANSWERS = "tests/bot/adapters/documents/test_answers.py"

APPROVED = (
    control(
        "an approved answer: nothing tells the questions apart",
        "bot/core/approved.py",
        "not are_apart(asked, _text(hit))",
        "bool(_text(hit))",
        f"{_APPROVED}::test_a_question_that_differs_in_one_fact_is_not_answered_so",
    ),
    control(
        "an approved answer: numbers and codes",
        "bot/core/telling_apart.py",
        "_facts(one) != _facts(other)",
        "one == known",
        _APART,
    ),
    control(
        "an approved answer: yes and no",
        "bot/core/telling_apart.py",
        "or bool(_NOT.search(one)) != bool(_NOT.search(other))",
        "or bool(_NOT.search(one)) != bool(_NOT.search(one))",
        _APART,
    ),
    control(
        "an approved answer: who does what to whom",
        "bot/core/telling_apart.py",
        "or _runs_backwards(one, other)",
        "or not one",
        _APART,
    ),
    control(
        "an approved answer: every word that was asked for",
        "bot/core/approved.py",
        "shared(wanted, [word for words in known for word in words]) < len(wanted)",
        "not known",
        f"{_APPROVED}::test_a_question_that_differs_in_one_fact_is_not_answered_so",
    ),
    control(
        "an approved answer: every word that was approved",
        "bot/core/approved.py",
        "if not is_same or share < bar.words:",
        "if not is_same:",
        f"{_APPROVED}::test_a_question_that_differs_in_one_fact_is_not_answered_so",
    ),
    control(
        "an approved answer: near in meaning",
        "bot/core/approved.py",
        "if bar.meaning is not None and (hit.dense or 0.0) < bar.meaning:",
        "if bar.meaning is not None and not hit:",
        f"{_APPROVED}::test_too_far_in_meaning_is_too_far_whatever_the_words",
    ),
    control(
        "an approved answer: its days",
        "bot/domain/validity.py",
        "return not (ended(labels, today) or begins(labels, today))",
        "return not begins(labels, today) or not ended(labels, today)",
        f"{_APPROVED}::test_past_its_day_or_before_it_nothing_of_it_is_used",
    ),
    control(
        "an approved answer: its audience",
        "bot/core/retrieval.py",
        "if clearance.may_read(p.audience)}",
        "if clearance}",
        f"{_APPROVED}::test_an_answer_for_employees_is_never_given_in_a_public_place",
    ),
    control(
        "an approved answer: no follow-up",
        "bot/core/approved.py",
        "if leaning(question) is not Lean.NO:",
        "if not question.text:",
        f"{_APPROVED}::test_a_question_that_leans_on_the_conversation_is_never_one",
    ),
    control(
        "an approved answer: its questions are no documents",
        "bot/core/approved.py",
        "hits=tuple(hit for hit in hits if not hit.passage.approved_question),",
        "hits=tuple(hits),",
        f"{_APPROVED}::test_its_questions_are_no_passages_of_an_ordinary_search",
    ),
    control(
        "an approved answer: a day that nobody can read keeps it back",
        "bot/adapters/documents/answers.py",
        "if found.get(name) and name not in said.labels:",
        "if not found:",
        f"{_ANSWERS}::test_a_broken_one_is_not_used_and_says_how_to_mend_it",
    ),
)
