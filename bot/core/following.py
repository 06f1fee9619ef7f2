"""A question that leans on what was said before becomes one that can be searched. Pure."""

from __future__ import annotations

from bot.domain.conversation import Question, Speaker

_EARLIER = 300


def standalone(question: Question) -> str:
    """The question with the asker's turn before it, so that a follow-up can be searched.

    Of a long turn only the beginning (300 characters) is used, so that it does not drown
    the question in an embedder that reads a few hundred tokens.
    """
    turns = (turn for turn in question.history if turn.speaker is Speaker.USER)
    earlier = [turn.text[:_EARLIER] for turn in turns]
    return "\n".join([*earlier[-1:], question.text])
