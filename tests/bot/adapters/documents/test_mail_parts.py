"""What lies within mails: other mails, several texts, pages and lists that are attached."""

from __future__ import annotations

from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

from tests.bot.adapters.documents.reading import reading, text_of


def mail(subject: str = "바깥", body: str = "바깥 글") -> EmailMessage:
    """A mail with these words."""
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "a@haneul.example"
    message.set_content(body)
    return message


def test_a_mail_that_is_passed_on_is_read_with_its_subject_and_sender() -> None:
    message = mail()
    message.add_attachment(mail("안쪽", "안쪽 글"))

    found = text_of(message.as_bytes(), "a.eml")

    assert found.endswith("바깥 글\n\n## 안쪽\n\n- From: a@haneul.example\n\n안쪽 글\n")


def test_every_text_of_a_mail_is_read_and_one_version_of_each() -> None:
    message = MIMEMultipart()
    message["Subject"] = "x"
    versions = MIMEMultipart("alternative")
    versions.attach(MIMEText("<p>second again</p>", "html"))
    versions.attach(MIMEText("second"))
    for part in (MIMEText("first"), versions, MIMEText("<p>third</p>", "html")):
        message.attach(part)

    assert text_of(message.as_bytes(), "a.eml") == "# x\n\nfirst\n\nsecond\n\nthird\n"


def test_attached_pages_and_lists_are_read() -> None:
    message = mail()
    message.add_attachment("<p>쪽지</p>", subtype="html", filename="a.html")
    message.add_attachment("이름,일수\n김,15\n이,16\n", subtype="csv", filename="b.csv")

    found = reading(message.as_bytes(), "a.eml")

    assert "## a.html\n\n쪽지\n\n## b.csv\n\n- 이름: 김; 일수: 15\n" in found.text
    assert found.remarks == ()


def test_files_that_are_shown_within_the_text_are_named_too() -> None:
    message = mail()
    message.make_mixed()
    message.add_attachment(
        b"%PDF", maintype="application", subtype="pdf", filename="a.pdf", disposition="inline"
    )

    assert "a.pdf" in reading(message.as_bytes(), "a.eml").remarks[0]


def test_headers_in_plain_korean_bytes_are_read() -> None:
    raw = b"From: x\nSubject: " + "공지 사항을 알립니다".encode("cp949") + b"\n\nwords\n"

    assert reading(raw, "a.eml").title == "공지 사항을 알립니다"
