"""Markdown becomes what a page may show: no HTML of its own, no images, no live surprises.

Documents are written by people whom the reader need not trust, so nothing in them may act:
a link to anything but the web, mail or another document stays text.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from markdown_it.utils import OptionsDict
from pydantic import JsonValue

Environment = MutableMapping[str, Any]

# What turns the order of characters around, and control characters but tab and line end.
_UNSEEN = re.compile(r"[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\x00-\x08\x0b-\x1f\x7f]")
_TABLE_LINE = re.compile(r"[ \t]*\|.*\|[ \t]*")
_PIPE = re.compile(r"(?<!\\)\|")
_TABLE_RULE = re.compile(r"[\s|:\-]+")
_TAGS = {
    "paragraph": "p",
    "heading": "p",
    "blockquote": "blockquote",
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
    "table": "table",
    "thead": "thead",
    "tbody": "tbody",
    "tr": "tr",
    "th": "th",
    "td": "td",
    "strong": "strong",
    "em": "em",
    "s": "del",
}


def shown(text: str) -> str:
    """The text without characters that have no look of their own but change how it reads."""
    return _UNSEEN.sub("", text)


def parser() -> MarkdownIt:
    """Markdown with tables, without HTML, images and dangerous links; renders marks.

    The environment may hold `pair`, the two characters that stand around marked words,
    and `path`, the document that relative links start from.
    """
    markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    # The library takes the check as an attribute: links that fail it stay text.
    markdown.validateLink = _is_harmless  # type: ignore[method-assign, assignment]
    for name, rule in _RULES.items():
        markdown.add_render_rule(name, rule)
    return markdown


def tree(markdown: MarkdownIt, text: str) -> list[JsonValue]:
    """The text as nested elements that a page builds by itself: no markup to smuggle in.

    An element is text, or `tag`, `children` and, for a list that does not begin with 1,
    `start`. Links become their words and their address, images their description.
    """
    is_rows = _is_bare_rows(text)
    tokens = markdown.parse(_with_header(text) if is_rows else text)
    found = [node for child in SyntaxTreeNode(tokens).children for node in _nodes(child)]
    return _without_header(found) if is_rows else found


def _nodes(node: SyntaxTreeNode) -> list[JsonValue]:
    if node.type in _TAGS:
        children = _children(node)
        if node.type == "paragraph" and node.hidden:
            return children
        element: dict[str, JsonValue] = {"tag": _TAGS[node.type], "children": children}
        if start := node.attrs.get("start"):
            element["start"] = start
        return [element]
    return _leaf(node)


def _children(node: SyntaxTreeNode) -> list[JsonValue]:
    return [made for child in node.children for made in _nodes(child)]


def _leaf(node: SyntaxTreeNode) -> list[JsonValue]:
    return _LEAVES.get(node.type, _children)(node)


def _code(node: SyntaxTreeNode) -> list[JsonValue]:
    return [{"tag": "code", "children": [shown(node.content)]}]


def _link_as_words(node: SyntaxTreeNode) -> list[JsonValue]:
    children = _children(node)
    address = shown(unquote(str(node.attrs.get("href", ""))))
    is_told = "".join(child for child in children if isinstance(child, str)) == address
    return children if is_told or "://" not in address else [*children, f" ({address})"]


_LEAVES: dict[str, Callable[[SyntaxTreeNode], list[JsonValue]]] = {
    "text": lambda node: [shown(node.content)] if node.content else [],
    "softbreak": lambda _: ["\n"],
    "hardbreak": lambda _: [{"tag": "br", "children": []}],
    "code_inline": _code,
    "fence": lambda node: [{"tag": "pre", "children": _code(node)}],
    "code_block": lambda node: [{"tag": "pre", "children": _code(node)}],
    "link": _link_as_words,
    "image": lambda node: [f"[{shown(node.content)}]"] if node.content else [],
}


def _is_bare_rows(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    return bool(lines) and (
        all(_TABLE_LINE.fullmatch(line) for line in lines)
        and not any(_TABLE_RULE.fullmatch(line) for line in lines)
    )


def _with_header(rows: str) -> str:
    cells = max(len(_PIPE.findall(row)) for row in rows.splitlines()) - 1
    return f"|{' |' * cells}\n|{'---|' * cells}\n{rows}"


def _without_header(found: list[JsonValue]) -> list[JsonValue]:
    for table in found:
        if isinstance(table, dict) and isinstance(table["children"], list):
            table["children"] = [
                part
                for part in table["children"]
                if not (isinstance(part, dict) and part["tag"] == "thead")
            ]
    return found


def _is_harmless(address: str) -> bool:
    scheme = urlsplit_scheme(address)
    return scheme in {"http", "https", "mailto"} or (not scheme and address[:1] not in "/\\")


def urlsplit_scheme(address: str) -> str | None:
    """The scheme of an address; empty for a relative one, None for a malformed one."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    return parts.scheme.lower()


def source_path(path: str) -> str:
    """Where this door shows the document of that path."""
    return "/sources/" + quote(path)


def _render_text(
    renderer: RendererHTML,  # noqa: ARG001 - the library's signature
    tokens: Sequence[Token],
    idx: int,
    options: OptionsDict,  # noqa: ARG001 - the library's signature
    env: Environment,
) -> str:
    return _runs(tokens[idx].content, env)


def _render_code(
    renderer: RendererHTML,  # noqa: ARG001 - the library's signature
    tokens: Sequence[Token],
    idx: int,
    options: OptionsDict,  # noqa: ARG001 - the library's signature
    env: Environment,
) -> str:
    return f"<code>{_runs(tokens[idx].content, env)}</code>"


def _render_block(
    renderer: RendererHTML,  # noqa: ARG001 - the library's signature
    tokens: Sequence[Token],
    idx: int,
    options: OptionsDict,  # noqa: ARG001 - the library's signature
    env: Environment,
) -> str:
    return f'<pre tabindex="0"><code>{_runs(tokens[idx].content, env)}</code></pre>\n'


def _render_image(
    renderer: RendererHTML,  # noqa: ARG001 - the library's signature
    tokens: Sequence[Token],
    idx: int,
    options: OptionsDict,  # noqa: ARG001 - the library's signature
    env: Environment,
) -> str:
    return f"[{_runs(tokens[idx].content, env)}]"


def _render_link(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    idx: int,
    options: OptionsDict,
    env: Environment,
) -> str:
    token = tokens[idx]
    address = str(token.attrGet("href") or "")
    token.attrSet("href", address if urlsplit_scheme(address) else _near(address, env))
    token.attrSet("rel", "noopener noreferrer")
    token.attrs.pop("title", None)
    return renderer.renderToken(tokens, idx, options, env)


def _near(address: str, env: Mapping[str, Any]) -> str:
    """A link from one document to another, as a link of this door."""
    target = unquote(address.partition("#")[0].partition("?")[0])
    here = str(env.get("path", ""))
    if not target:
        return source_path(here)
    return source_path(posixpath.normpath(posixpath.join("/", here, "..", target))[1:])


def _runs(text: str, env: Environment) -> str:
    """Escaped; each run of marked words has a `mark` of its own, so that none crosses a tag."""
    opening, closing = env.get("pair", ("", ""))
    if not opening:
        return escapeHtml(shown(text))
    made = []
    for run in re.split(f"([{opening}{closing}])", text):
        if run in {opening, closing}:
            env["is_marked"] = run == opening
        elif run:
            escaped = escapeHtml(shown(run))
            made.append(f"<mark>{escaped}</mark>" if env.get("is_marked") else escaped)
    return "".join(made)


_RULES = {
    "text": _render_text,
    "code_inline": _render_code,
    "fence": _render_block,
    "code_block": _render_block,
    "image": _render_image,
    "link_open": _render_link,
}
