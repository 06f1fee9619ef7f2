"""The reader of Outlook's mails (.msg)."""

from __future__ import annotations

import io

from oxmsg import Message

from bot.adapters.documents import marks
from bot.adapters.documents.html import read_html
from bot.adapters.documents.mail import mail_text, not_read
from bot.adapters.documents.text import Reading, name_of, shortened, tidy
from bot.domain.errors import DocumentUnreadable

VERSION = "outlook/1"


def read_msg(raw: bytes, path: str) -> Reading:
    """An Outlook mail: as `read_mail` reads others. Raises DocumentUnreadable."""
    try:
        message = Message.load(io.BytesIO(raw))
        subject = shortened(tidy(message.subject or ""))
        facts = [
            marks.item(f"{name}: {words}")
            for name, words in (
                ("From", message.sender or ""),
                ("To", ", ".join(r.name or r.email_address for r in message.recipients)),
                ("Date", f"{message.sent_date:%Y-%m-%d %H:%M}" if message.sent_date else ""),
            )
            if words
        ]
        text = mail_text(subject, facts, [_body(message, path)])
        attached = [a.file_name or a.mime_type or "?" for a in message.attachments]
    except (KeyError, ValueError, IndexError, OSError) as error:
        raise DocumentUnreadable("it is a damaged Outlook mail: save it again") from error
    return Reading(title=subject or name_of(path), text=text, remarks=not_read(attached))


def _body(message: Message, path: str) -> str:
    if message.body and message.body.strip():
        return marks.prose(message.body)
    if not message.html_body:
        return ""
    return read_html(message.html_body.encode(), path).text.strip()
