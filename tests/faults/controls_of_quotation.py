"""What is quoted, in which order, and when documents disagree."""

from __future__ import annotations

from tests.faults.control import control

_CHOOSING = "tests/bot/core/test_choosing.py"
_COMPANY = "tests/bot/core/test_choosing_company.py"
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
        "introduced(leaned_on(completed(pair[1])))",
        "introduced(leaned_on(pair[1]))",
        f"{_CHOOSING}::test_an_announcement_brings_along_the_code_behind_it",
    ),
    control(
        "quotation: what a sentence leans on",
        "bot/core/choosing.py",
        "introduced(leaned_on(completed(pair[1])))",
        "introduced(completed(pair[1]))",
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
        "quotation: an item with what announces its list",
        "bot/core/quoting.py",
        "yield replace(unit, header=header)",
        "yield unit",
        f"{_COMPANY}::test_an_item_of_a_long_list_is_shown_below_what_announces_it",
    ),
    control(
        "quotation: code with the sentence that announces it",
        "bot/core/choosing.py",
        "unit = introduced(leaned_on(completed(pair[1])))",
        "unit = leaned_on(completed(pair[1]))",
        f"{_COMPANY}::test_code_is_shown_with_the_sentence_that_announces_it",
    ),
    control(
        "quotation: no announcement of what is not quoted",
        "bot/core/choosing.py",
        "for run in _led(_closed(runs))",
        "for run in _led(runs)",
        f"{_COMPANY}::test_an_announcement_of_what_is_not_quoted_is_left_out",
    ),
    control(
        "quotation: another document only when it is near",
        "bot/core/choosing.py",
        "if weight < best - taste.elsewhere and",
        "if weight < best - 99 and",
        f"{_COMPANY}::test_another_document_must_come_nearer_to_the_best_than_the_same_one",
    ),
    control(
        "quotation: the pasted message is not quoted back",
        "bot/core/choosing.py",
        "(taste.echo if echoes(unit, question) else 0.0)",
        "0.0",
        f"{_COMPANY}::test_the_message_that_was_pasted_is_not_quoted_back",
    ),
    control(
        "quotation: links without a word give way",
        "bot/core/choosing.py",
        "(taste.links if is_only_links(unit, question) else 0.0)",
        "0.0",
        f"{_COMPANY}::test_links_without_a_word_give_way_to_words",
    ),
    control(
        "quotation: no marks of the page in what is read",
        "bot/core/quotation.py",
        "text=tidied(one.text)",
        "text=one.text",
        f"{_ANSWERING}::test_what_is_read_has_no_marks_of_the_page_and_its_citation_is_exact",
    ),
    control(
        "quotation: a document that has ended says so on its page",
        "connectors/web/pages.py",
        "until = ended(passages[0].labels, self.desk.today())",
        "until = None and ended(passages[0].labels, self.desk.today())",
        "tests/connectors/web/test_source_days.py",
    ),
    control(
        "quotation: a document is not shown before its first day",
        "bot/core/desk.py",
        "if not begins(passage.labels, self.today()))",
        "if not begins(passage.labels, date.max))",
        "tests/bot/core/test_desk.py",
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
