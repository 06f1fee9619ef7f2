"""The commands that Discord offers when somebody types a slash, in both languages."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.domain.commands import Command

_KOREAN = {
    "ask": "질문",
    "Ask a question; I look it up in the documents": (
        "궁금한 것을 물어보세요. 문서에서 찾아 드립니다"
    ),
    "question": "내용",
    "What would you like to know?": "무엇이 궁금하세요?",
    "privacy": "개인정보",
    "See or change what may be kept of what you write; only you see it": (
        "내가 쓴 글을 어떻게 다룰지 확인하고 바꿉니다. 본인에게만 보입니다"
    ),
    "choice": "선택",
    "What to do": "무엇을 할까요?",
    "What did I choose?": "지금 설정 보기",
    "Never reuse what I write": "내 글 재사용 거부",
    "My words may be reused": "내 글 재사용 허용",
    "Keep nothing of what I ask": "아무것도 저장하지 않기",
    "Keep my questions again": "다시 저장하기",
    "Forget me": "내 기록 모두 지우기",
}
_CHOICES = {
    "What did I choose?": Command.STATUS,
    "Never reuse what I write": Command.OPT_OUT,
    "My words may be reused": Command.OPT_IN,
    "Keep nothing of what I ask": Command.KEEP_NOTHING,
    "Keep my questions again": Command.KEEP,
    "Forget me": Command.FORGET,
}
_LONGEST = 4000


class Korean(app_commands.Translator):
    """Korean names of what is written in English here."""

    async def translate(
        self,
        string: locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,  # noqa: ARG002 - the library's signature
    ) -> str | None:
        """None where Discord is to show English."""
        return _KOREAN.get(string.message) if locale is discord.Locale.korean else None


@app_commands.command(
    name=locale_str("ask"),
    description=locale_str("Ask a question; I look it up in the documents"),
)
@app_commands.rename(question=locale_str("question"))
@app_commands.describe(question=locale_str("What would you like to know?"))
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
async def ask(
    interaction: discord.Interaction[Any],
    question: app_commands.Range[str, 1, _LONGEST],
) -> None:
    """Somebody asks with a command."""
    await interaction.client.asked(interaction, question)


@app_commands.command(
    name=locale_str("privacy"),
    description=locale_str("See or change what may be kept of what you write; only you see it"),
)
@app_commands.rename(choice=locale_str("choice"))
@app_commands.describe(choice=locale_str("What to do"))
@app_commands.choices(
    choice=[
        app_commands.Choice(name=locale_str(name), value=command.value)
        for name, command in _CHOICES.items()
    ]
)
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
async def privacy(
    interaction: discord.Interaction[Any], choice: app_commands.Choice[str]
) -> None:
    """Somebody decides about their own words."""
    await interaction.client.ordered(interaction, Command(choice.value))


def tree(client: discord.Client) -> app_commands.CommandTree[Any]:
    """All commands of the bot."""
    made: app_commands.CommandTree[Any] = app_commands.CommandTree(client)
    made.add_command(ask)
    made.add_command(privacy)
    return made
