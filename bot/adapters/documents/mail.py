"""The reader of mails (.eml, .mht): subject, who and when, and the text of the message."""

from __future__ import annotations

import contextlib
import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage, MIMEPart
from email.utils import parsedate_to_datetime

from bot.adapters.documents import marks
from bot.adapters.documents.limits import Limits
from bot.adapters.documents.text import Reading, decode, name_of, shortened, tidy
from bot.domain.errors import DocumentUnreadable

VERSION = "mail/1"

_FIELDS = ("From", "To", "Date")


def read_mail(raw: bytes, path: str, limits: Limits) -> Reading:
    """A mail: its subject as the heading, sender, receivers and date, then its text.

    The HTML version is read when there is no plain one. What is attached as plain text is
    read; other attachments are named in a remark. Raises DocumentUnreadable.
    """
    message = email.message_from_bytes(raw, policy=email.policy.default)
    if not isinstance(message, EmailMessage) or not message.keys():
        raise DocumentUnreadable("it has no mail header: it is damaged, or no mail")
    parts = list(_parts(message, limits))
    subject = shortened(tidy(_field(message, "Subject")))
    texts = [*_bodies(message, path), *(_attached(part) for part in parts if _is_note(part))]
    text = mail_text(subject, _facts(message), texts)
    left = [_name(part) for part in parts if part.is_attachment() and not _is_note(part)]
    return Reading(title=subject or name_of(path), text=text, remarks=not_read(left))


def mail_text(subject: str, facts: list[str], texts: list[str]) -> str:
    """A mail as Markdown. Raises DocumentUnreadable when it says nothing."""
    if not subject and not any(text.strip() for text in texts):
        raise DocumentUnreadable("the mail has neither a subject nor a text")
    blocks = [marks.heading(1, subject), *facts, *texts]
    return marks.joined(blocks) + "\n"


def not_read(names: list[str]) -> tuple[str, ...]:
    """What to tell about attachments that were not read."""
    if not names:
        return ()
    which = ", ".join(names)[:500]
    return (f"attachments are not read, save them next to it: {which}",)


def _parts(message: EmailMessage, limits: Limits) -> Iterator[EmailMessage]:
    waiting = [(message, 0)]
    seen = 0
    while waiting:
        part, depth = waiting.pop()
        seen += 1
        if depth > limits.depth or seen > limits.members:
            raise DocumentUnreadable(
                f"its parts stand more than {limits.depth} deep in each other, or are more "
                f"than {limits.members:,}: save the message without its attachments"
            )
        if part.is_multipart():
            below = [p for p in part.iter_parts() if isinstance(p, EmailMessage)]
            waiting.extend((p, depth + 1) for p in reversed(below))
        else:
            yield part


def _bodies(message: EmailMessage, path: str) -> list[str]:
    plain = message.get_body(("plain",))
    if plain is not None and (words := _content(plain)).strip():
        return [marks.prose(words)]
    page = message.get_body(("html",))
    if page is None:
        return []
    # Imported with the first such mail: its libraries are slow.
    from bot.adapters.documents.html import read_html  # noqa: PLC0415 - see above

    try:
        return [read_html(_content(page).encode(), path).text.strip()]
    except DocumentUnreadable:
        return []


def _content(part: MIMEPart) -> str:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    try:
        return raw.decode(part.get_content_charset("utf-8"))
    except (LookupError, ValueError):
        # What it says of its letters is wrong; Korean mails often say so.
        return decode(raw)


def _is_note(part: EmailMessage) -> bool:
    return part.is_attachment() and part.get_content_type() in ("text/plain", "text/markdown")


def _attached(part: EmailMessage) -> str:
    return marks.joined([marks.heading(2, _name(part)), marks.prose(_content(part))])


def _name(part: EmailMessage) -> str:
    return shortened(tidy(part.get_filename() or part.get_content_type()))


def _facts(message: EmailMessage) -> list[str]:
    said = {name: _field(message, name) for name in _FIELDS}
    with contextlib.suppress(ValueError, TypeError):  # it stays as it was written
        said["Date"] = parsedate_to_datetime(said["Date"]).strftime("%Y-%m-%d %H:%M")
    return [marks.item(f"{name}: {words}") for name, words in said.items() if words]


def _field(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())
    except (ValueError, IndexError, AttributeError, TypeError):  # a header that is broken
        return ""
