"""What keeps memory from lying, and a follow-up from drowning a question."""

from __future__ import annotations

from tests.faults.control import control

_MEMORY = "bot/core/remembering.py"
_REMEMBERING = "tests/bot/core/test_remembering.py"
_MODELS = "tests/bot/core/test_remembering_models.py"
_VECTORS = "tests/bot/core/test_question_vectors.py"
_TOGETHER = "tests/bot/adapters/sql/test_reading_together.py"
_MADE = f"{_REMEMBERING}::test_whatever_answers_are_made_with_makes_others"

CACHES = (
    control(
        "memory: the audience is in the key",
        _MEMORY,
        "None if labels is None else sorted(labels),",
        "None,",
        f"{_REMEMBERING}::test_who_may_read_more_shares_nothing_with_who_may_read_less",
    ),
    control(
        "memory: what is on the shelves is in the key",
        _MEMORY,
        "shelves = await self._manifest.version(self._made.collection)",
        'shelves = ""',
        f"{_REMEMBERING}::test_a_document_that_is_gone_is_never_quoted_from_memory",
    ),
    control(
        "memory: the day is in the key",
        _MEMORY,
        "self._today().isoformat(),",
        '"",',
        f"{_REMEMBERING}::test_tomorrow_another_document_may_hold",
    ),
    control(
        "memory: what answers are made with is in the key",
        _MEMORY,
        "[made.collection, made.prompts, made.models, made.settings],",
        "[made.collection],",
        _MADE,
    ),
    control(
        "memory: nothing that leans on a conversation",
        _MEMORY,
        "or leaning(question) is not Lean.NO",
        "",
        f"{_REMEMBERING}::test_a_follow_up_is_worked_out_anew",
    ),
    control(
        "memory: nothing that a model made of a conversation",
        _MEMORY,
        "return not (question.history and made.has_model)",
        "return True",
        f"{_MODELS}::test_a_model_reads_the_conversation_so_nothing_is_kept_of_it",
    ),
    control(
        "memory: no word of the asker's",
        _MEMORY,
        "if _is_whole(answer) and self._is_of_documents(answer, question):",
        "if _is_whole(answer):",
        f"{_MODELS}::test_a_word_of_the_askers_in_the_answer_is_kept_nowhere",
    ),
    control(
        "memory: nothing that failed",
        _MEMORY,
        "return is_outcome and not answer.stands_in and not answer.is_partial",
        "return is_outcome",
        _MODELS,
    ),
    control(
        "the version: withholding a document changes it",
        "bot/adapters/sql/manifest.py",
        "            if withhold:\n                await change(connection, collection)\n",
        "",
        "tests/contracts/test_manifest_version.py",
    ),
    control(
        "vectors of questions: errors are forgotten",
        "bot/core/question_vectors.py",
        "if self._wanted.get(key) is wanted:",
        "if self._wanted.get(key) is None:",
        f"{_VECTORS}::test_an_error_is_told_to_all_and_forgotten",
    ),
    control(
        "vectors of questions: one leaves, the others stay",
        "bot/core/question_vectors.py",
        "return await asyncio.shield(wanted.vector)",
        "return await wanted.vector",
        f"{_VECTORS}::test_who_stops_waiting_takes_nothing_from_the_others",
    ),
    control(
        "reading together: nothing is kept beyond a snapshot",
        "bot/adapters/sql/lanes.py",
        "seen: dict[Any, Any] | None = {} if self._is_reading else None",
        'seen = self.__dict__.setdefault("seen", {})',
        _TOGETHER,
    ),
    control(
        "reading together: each collection for itself",
        "bot/adapters/sql/shelf_reads.py",
        '.setdefault(("passages", collection), {})',
        '.setdefault("passages", {})',
        f"{_TOGETHER}::test_each_of_a_crowd_gets_its_own_passages",
    ),
    control(
        "follow-ups: a question that stands is searched as it is",
        "bot/core/gathering.py",
        "if kind is Lean.NO:",
        "if not kind:",
        "tests/bot/core/test_gathering.py",
    ),
)
