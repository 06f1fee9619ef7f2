"""What somebody says in each language, and what must stand in the answer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Script:
    """The lines of one person."""

    locale: str
    question: str
    answer: str
    follow_up: str
    answer_to_it: str
    unknown: str
    not_found: str
    person: str
    person_button: str
    told: str
    opt_out: str
    opted_out: str
    forget: str
    forget_now: str
    forget_button: str
    helpful: str
    ask: str
    option: str
    privacy: str
    choice: str
    in_private: str


KOREAN = Script(
    locale="ko",
    question="연차 휴가는 며칠 받나요?",
    answer="17일",
    follow_up="그럼 남은 것은 이월할 수 있나요?",
    answer_to_it="4일",
    unknown="화성에 가는 셔틀은 언제 출발하나요?",
    not_found="문서에서 답을 찾지 못했습니다",
    person="담당자 불러 주세요",
    person_button="담당자 부르기",
    told="담당자에게 전달했습니다",
    opt_out="재사용 거부",
    opted_out="재사용",
    forget="내 기록 지워 줘",
    forget_now="모두 지워 줘 확인",
    forget_button="모두 지우기",
    helpful="도움됐어요",
    ask="질문",
    option="내용",
    privacy="개인정보",
    choice="선택",
    in_private="개인 메시지로 답했습니다",
)
ENGLISH = Script(
    locale="en-US",
    question="What does the printer error P-77 mean?",
    answer="stuck in tray 2",
    follow_up="And which door do I open to pull the sheet out?",
    answer_to_it="left door",
    unknown="When does the shuttle to Mars leave?",
    not_found="could not find the answer",
    person="talk to a person",
    person_button="Ask a person",
    told="I have told the people in #it-help",
    opt_out="opt out",
    opted_out="reuse",
    forget="forget me",
    forget_now="forget me now",
    forget_button="Erase everything",
    helpful="Helpful",
    ask="ask",
    option="question",
    privacy="privacy",
    choice="choice",
    in_private="direct message",
)
