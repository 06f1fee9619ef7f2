"""What is quoted, in which order, and when documents disagree."""

from __future__ import annotations

from tests.faults.control import control

_CHOOSING = "tests/bot/core/test_choosing.py"
_QUOTING = "tests/bot/core/test_quoting.py"
_CONFLICTS = "tests/bot/core/test_conflicts.py"
_ANSWERING = "tests/bot/core/test_answering.py"

QUOTATION = (
    control(
        "quotation: whole sentences, whatever dots are in them",
        "bot/core/quoting.py",
        "if found and _SMALL.match(text, span.start):",
        "if found and not text:",
        f"{_QUOTING}::test_what_goes_on_with_a_small_letter_is_no_sentence_of_its_own",
    ),
    control(
        "quotation: a row with the header of its table",
        "bot/core/quoting.py",
        "header = Span(every[0].start, every[1].end) if says else None",
        "header = None if says else Span(every[0].start, every[1].end)",
        f"{_CHOOSING}::test_rows_of_a_table_are_shown_below_their_header_once",
    ),
    control(
        "quotation: a list with the line that announces it",
        "bot/core/choosing.py",
        "unit = leaned_on(completed(pair[1]))",
        "unit = leaned_on(pair[1])",
        f"{_CHOOSING}::test_an_announcement_brings_along_the_code_behind_it",
    ),
    control(
        "quotation: what a sentence leans on",
        "bot/core/choosing.py",
        "unit = leaned_on(completed(pair[1]))",
        "unit = completed(pair[1])",
        f"{_CHOOSING}::test_a_sentence_that_leans_on_the_one_before_takes_it_along",
    ),
    control(
        "quotation: the passage with the best sentence first",
        "bot/core/choosing.py",
        "runs = _best_passage_first(_runs(chosen), chosen)",
        "runs = _runs(chosen)",
        f"{_CHOOSING}::test_the_passage_with_the_best_unit_stands_first_and_each_in_reading_order",
    ),
    control(
        "quotation: at most four",
        "bot/core/choosing.py",
        "_MOST_QUOTES = 4",
        "_MOST_QUOTES = 5",
        f"{_CHOOSING}::test_at_most_four_quotes_are_chosen",
    ),
    control(
        "quotation: no more than there is room for",
        "bot/core/choosing.py",
        "(cost > room or len(",
        "(len(",
        f"{_CHOOSING}::test_there_is_room_for_a_few_hundred_letters_and_the_best_is_always_shown",
    ),
    control(
        "quotation: weak sentences are left out",
        "bot/core/choosing.py",
        "< best - taste.within:",
        "< best - 99:",
        f"{_CHOOSING}::test_the_best_unit_is_chosen_and_weak_ones_are_not",
    ),
    control(
        "quotation: nothing twice",
        "bot/core/choosing.py",
        "if any(says_again(unit, other) for other in chosen):",
        "if any(unit is other for other in chosen):",
        f"{_CHOOSING}::test_what_was_said_is_not_said_again",
    ),
    control(
        "quotation: what is mostly HTML is no answer",
        "bot/core/choosing.py",
        "(taste.tags if is_markup(unit) else 0.0)",
        "0.0",
        f"{_CHOOSING}::test_what_is_mostly_tags_weighs_less",
    ),
    control(
        "quotation: meaning counts",
        "bot/core/choosing.py",
        "weight + per_cosine * (cosine - nearest)",
        "weight",
        f"{_ANSWERING}::test_of_two_sentences_with_the_same_words_the_nearer_one_is_quoted",
    ),
    control(
        "quotation: the sentence that decides answers yes or no",
        "bot/core/quotation.py",
        "best_first=Want.DECISION in wants(question.text)",
        "best_first=False",
        f"{_ANSWERING}::test_yes_or_no_is_answered_by_the_sentence_that_decides_first",
    ),
    control(
        "conflict: both sides are shown",
        "bot/core/quotation.py",
        "against = conflicts.sides(weighed, self.terms)",
        "against = conflicts.sides([], self.terms)",
        f"{_ANSWERING}::test_documents_that_contradict_each_other_are_both_quoted_newest_first",
    ),
    control(
        "conflict: the document that was updated last comes first",
        "bot/core/conflicts.py",
        "key=lambda u: u.passage.labels.updated or date.min, reverse=True",
        "key=lambda u: u.passage.labels.updated or date.min",
        _CONFLICTS,
    ),
    control(
        "conflict: numbers of the same measure differ",
        "bot/core/conflicts.py",
        "return alike >= _ALIKE and clashes and not is_other",
        "return alike >= _ALIKE and not is_other",
        _CONFLICTS,
    ),
    control(
        "conflict: what differs in a name is about something else",
        "bot/core/conflicts.py",
        "if first.names != second.names or a.kind",
        "if a.kind",
        _CONFLICTS,
    ),
    control(
        "conflict: what one grants the other denies",
        "bot/core/conflicts.py",
        "if first.denies != second.denies:",
        "if first.denies and not first.words:",
        _CONFLICTS,
    ),
)
