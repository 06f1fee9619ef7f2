"""What is an order, and what only mentions one."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.commands import WORDS, asks_for_person, parse
from bot.domain.commands import Command
from bot.domain.language import Language

ORDERS = {
    Command.OPT_OUT: """
        opt out | opt-out | optout | Opt Out | OPT OUT! | opt_out | opt‑out. | /opt-out
        /privacy opt-out | "opt out" | `opt out` | please opt out | opt me out, please
        I want to opt out | I'd like to opt out. | I’d like to opt out | opt out of reuse
        don't use my data | Don’t train on my messages | do not reuse my words
        stop using my data | stop training on my messages, thanks | no reuse
        옵트아웃 | 옵트 아웃 | 옵트아웃 해줘 | 옵트아웃할게요 | 옵트아웃 하고 싶어요
        옵트아웃 신청합니다
        재사용 거부 | 재사용 거부합니다 | 재사용을 거부할게요 | 재사용 중단해 주세요
        내 글 재사용 금지
        제 대화를 재사용하지 마세요 | 내 데이터 쓰지 마
        제 데이터를 학습에 사용하지 말아 주세요
        ｏｐｔ ｏｕｔ | opt\u200bout | /옵트아웃""",
    Command.OPT_IN: """
        opt in | opt-in | OptIn | opt me back in | I opt in | allow reuse | I agree to reuse
        you may reuse my words | /opt-in | please opt me in!
        옵트인 | 옵트 인 | 옵트인 할게요 | 재사용 허용 | 재사용 허용합니다 | 재사용에 동의합니다
        재사용해도 돼요 | 제 글 재사용해도 됩니다 | 내 대화 재사용 허용해 줘""",
    Command.KEEP_NOTHING: """
        keep nothing | Keep nothing. | store nothing about me | save nothing | remember nothing
        don't keep anything | do not store anything I say | don't save my messages
        /keep-nothing | please don't remember anything about me
        아무것도 저장하지 마 | 아무것도 저장하지 마세요 | 저장하지 마세요 | 저장하지 말아 주세요
        아무것도 기억하지 마 | 앞으로 아무것도 보관하지 마세요 | 내 대화 저장하지 마
        기록 남기지 마세요 | 아무것도 남기지 마 | 저장 안 함""",
    Command.KEEP: """
        keep | Keep. | keep again | you may keep my words | keep my conversations again
        /keep | 다시 저장해 줘 | 다시 저장해주세요 | 저장해도 돼 | 저장해도 됩니다
        다시 기억해 줘
        보관해도 괜찮아요 | 내 대화 저장 허용 | 제 글은 다시 저장해 주세요""",
    Command.FORGET: """
        forget me | Forget me. | forget me? | /forget | forget-me | please forget me
        can you forget me? | could you please delete my data? | delete my data
        erase all my messages | clear my history | remove all of my data | delete my data now
        forget everything about me | I want to delete my data | forget me now?
        내 기록 지워 줘 | 내 기록 지워줘 | 내기록지워줘 | 제 기록을 지워 주세요 | 내 데이터 삭제
        내 데이터 삭제해 주세요 | 내 데이터 모두 삭제해줘 | 내 모든 대화 지워줘
        제 개인정보 삭제 요청합니다
        모두 지워 줘 | 전부 삭제해 주세요 | 나를 잊어 줘 | 저를 잊어 주세요
        대화 기록 삭제해 줘
        제가 쓴 글 지워 주세요 | 모두 지워 줘 확인?""",
    Command.FORGET_CONFIRMED: """
        forget me now | Forget me now! | /forget-me-now | yes, forget me now | "forget me now"
        모두 지워 줘 확인 | 모두 지워줘 확인 | 모두 지워 줘, 확인 | 모두 삭제 확인
        네, 모두 지워 줘 확인.
        내 기록 모두 지워 주세요 확인""",
    Command.STATUS: """
        privacy | Privacy? | /privacy | my privacy | my-privacy | my privacy settings
        show my privacy status | show me my choices | my data | what do you know about me?
        What do you store about me? | am I opted out? | opt out? | keep nothing?
        Could you opt me out?
        개인정보 | 내 개인정보 | 내 개인정보? | 제 개인정보 상태 | 내 프라이버시
        내 데이터 보여 줘
        내 정보 알려 주세요 | 나에 대해 뭘 알고 있어? | 재사용 거부?""",
}
QUESTIONS = """
    How do I opt out of the pension plan?
    opt out of the pension plan
    Can I opt out of overtime?
    What happens if I opt in to the stock plan?
    I want to opt out of the newsletter
    Where do I delete my data from the HR system?
    delete my data from the CRM
    How long do you keep my data?
    What is the privacy policy?
    privacy policy
    privacy notice for applicants
    Where is the privacy officer?
    keep calm
    keep my laptop
    What should I keep?
    How do I keep nothing from syncing?
    forget me not
    I forgot my password
    I forget my PIN, what now?
    forget the previous question
    Do not use my data plan abroad?
    don't save anything to drive C
    stop using my laptop
    save my messages
    store my conversations
    opt
    out
    in
    status
    yes
    confirm
    now
    my data plan
    what do you know
    what do you know about leave
    /help
    /
    개인정보 처리방침은 어디 있나요?
    개인정보 처리방침
    개인정보 보호 책임자가 누구예요?
    개인정보 삭제 절차 알려 주세요
    개인정보 설정
    연금 옵트아웃은 어떻게 하나요?
    옵트아웃 방법
    옵트아웃이 뭐예요?
    재사용 거부 절차가 어떻게 되나요?
    재사용
    보안 문서를 USB에 저장하지 마세요 라는 규정이 있나요?
    고객 정보를 저장하지 마세요라고 했는데 왜 저장되나요?
    저장
    저장해 줘
    기록
    기억해 줘
    확인
    모두
    모두 확인
    고객 데이터 삭제
    데이터 삭제
    고객 기록 지워 줘
    내 기록은 어디서 보나요?
    내 데이터 삭제는 어떻게 하나요?
    내 노트북 초기화해 줘
    비밀번호를 잊어버렸어요
    휴가는 며칠인가요?
    내 정보 수정
    쓰지 마
"""


def each(lines: str) -> list[str]:
    return [
        one.strip() for line in lines.splitlines() for one in line.split(" | ") if one.strip()
    ]


CASES = [(text, command) for command, lines in ORDERS.items() for text in each(lines)]


@pytest.mark.parametrize(("text", "command"), CASES)
def test_an_order_is_understood_as_people_type_it(text: str, command: Command) -> None:
    assert parse(text) is command


@pytest.mark.parametrize("text", each(QUESTIONS))
def test_what_only_mentions_an_order_is_none(text: str) -> None:
    assert parse(text) is None


def test_every_order_has_many_forms_in_both_languages() -> None:
    for command, lines in ORDERS.items():
        korean = [text for text in each(lines) if any("가" <= one <= "힣" for one in text)]
        assert len(korean) >= 5, command
        assert len(each(lines)) - len(korean) >= 5, command


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("command", Command)
def test_the_words_that_people_are_told_to_write_work(
    command: Command, language: Language
) -> None:
    words = WORDS[command][language]
    assert parse(words) is command
    assert parse(f" “{words}”. ") is command
    assert parse(f"/{words}") is command


@pytest.mark.parametrize(("text", "command"), CASES)
def test_however_a_keyboard_composes_the_letters_it_is_the_same(
    text: str, command: Command
) -> None:
    assert parse(unicodedata.normalize("NFD", text)) is command
    assert parse(f"\n {text.upper()} \t") is command


@pytest.mark.parametrize(("text", "command"), CASES)
def test_a_word_more_makes_it_a_question(text: str, command: Command) -> None:
    bare = text.rstrip("?!. ")
    assert parse(f"{bare} pension plan") is None
    assert parse(f"연금 {bare}") is None


CHANGING = [(text, command) for text, command in CASES if not text.endswith(("?", '"', "`"))]


@pytest.mark.parametrize(("text", "command"), CHANGING)
def test_asking_about_an_order_changes_nothing(text: str, command: Command) -> None:
    harmless = {Command.STATUS, Command.FORGET}
    assert parse(f"{text}?") in harmless
    assert parse(f"{text}？") in harmless


@given(st.text(max_size=200))
def test_any_text_is_an_order_or_none(text: str) -> None:
    assert parse(text) in {None, *Command}


def test_a_page_of_text_is_no_order() -> None:
    assert parse("opt out" + " " * 100_000) is None
    assert parse("please " * 11 + "opt o") is None


FOR_A_PERSON = """
    ask a person | Ask a person. | I want to talk to a human | talk to a real person please
    can you connect me with someone? | human | agent please | get me a human | I need a person
    Can I talk to a person? | speak to an agent | could you please call a person
    담당자 부르기 | 담당자 불러줘 | 담당자 불러 주세요 | 사람 연결해 줘 | 상담원 연결
    상담원이랑 얘기하고 싶어요 | 담당자와 이야기하고 싶어요 | 사람이랑 대화할래요
    담당자에게 문의하고 싶어요 | 담당자에게 물어보고 싶어 | 상담사와 통화하고 싶습니다
    담당자 연결 부탁드립니다 | 담당자분 불러주세요 | "담당자 부르기"."""
ABOUT_PEOPLE = """
    who is the person in charge of laptops? | How do I call support from abroad? | support
    ask a person how to reset the VPN | human resources | What does the agent do
    담당자가 누구예요? | 담당자 연락처 알려줘 | 상담원 연결은 어떻게 하나요? | 직원 수는?
    사람을 뽑는 공고가 있나요"""


@pytest.mark.parametrize("said", [said.strip() for said in re.split(r"[|\n]", FOR_A_PERSON)])
def test_who_wants_a_person_is_understood(said: str) -> None:
    assert asks_for_person(said) or not said
    assert parse(said) is None


@pytest.mark.parametrize("said", [said.strip() for said in re.split(r"[|\n]", ABOUT_PEOPLE)])
def test_a_question_about_people_is_a_question(said: str) -> None:
    assert not asks_for_person(said)
