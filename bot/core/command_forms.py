"""The forms in which people type orders, as patterns. Pure.

Patterns are verbose (gaps in them mean nothing) and meet a text in small letters without
gaps, hyphens and apostrophes: people write "opt-out", "optout", "지워줘" and "지워 줘".
"""

from __future__ import annotations

from bot.domain.commands import Command

_DONT = "(?: dont | do not | never )"
_MY = "my (?: words | data | messages? | questions? | texts? | conversations? | chats? )"
_WHAT = f"(?: {_MY} | what i (?:say|write) )"

_ENGLISH = {
    Command.FORGET_CONFIRMED: "(?:yes)? forget me now",
    Command.FORGET: f"""
        forget (?: me | everything (?:about me)? | all about me )?
        | forget (?:all)? (?: {_MY} | my history )
        | (?: delete | erase | remove | clear | wipe ) (?:all)? (?:of)?
          (?: {_MY} | my history | my records? ) (?:now)?""",
    Command.KEEP_NOTHING: f"""
        (?: keep | store | save | remember | record ) nothing (?:about me)?
        | {_DONT} (?: keep | store | save | remember | record )
          (?: (?:any|every) thing (?: about me | i (?:say|write) )? | {_WHAT} )""",
    Command.KEEP: f"""
        keep (?:again)?
        | (?: you (?:may|can) )? keep (?: {_MY} | my history ) (?:again)?
        | (?: store | save ) {_MY} again""",
    Command.OPT_OUT: f"""
        i? opt (?:me)? out (?:of reuse)?
        | no reuse | (?: i am | im ) opting out
        | {_DONT} (?: reuse | use | train on | learn from ) {_WHAT}
        | stop (?: reusing | using | training on | learning from ) {_WHAT}""",
    Command.OPT_IN: f"""
        i? opt (?:me)? (?:back)? in (?:to reuse)?
        | allow reuse | i? agree to reuse | (?: i am | im ) opting in
        | you (?:may|can) reuse {_WHAT}""",
    Command.STATUS: """
        privacy (?:status)? | opt out status | am i opted (?:in|out)
        | (?: show (?:me)? )? my (?: privacy (?: status | settings? | choices? )? )
        | (?: show (?:me)? )? my (?: choices? | data )
        | what do you (?: keep | store | save | know | remember | have )
          (?: about | on | of ) me""",
}
_ASK = """(?: please | pls | (?:can|could|would|will) you
    | i (?: want | wish | would like | d like ) to )*"""
_THANKS = "(?: please | pls | thanks | thank you )?"

_DO = """(?: 해 | 해요 | 해줘 | 해줘요 | 해주세요 | 해주십시오 | 하기 | 할게 | 할게요 | 할께요
    | 할래 | 할래요 | 합니다 | 하겠습니다 | 하고 싶어 | 하고 싶어요 | 하고 싶습니다
    | (?: 요청 | 신청 ) (?: 합니다 | 해요 )?
    | 부탁해 | 부탁해요 | 부탁드려요 | 부탁드립니다 )"""
_DO_NOT = """지 (?: 마 | 마요 | 마라 | 마세요 | 마십시오 | 말아 | 말아요 | 말아줘 | 말아줘요
    | 말아주세요 | 말아주십시오 | 말것 | 말기 | 않기 )"""
_GIVE = """(?: 줘 | 줘요 | 줄래 | 줄래요 | 주세요 | 주십시오 | 주시겠어요 | 주시기 바랍니다
    | 라 | 요 )"""
_MAY = """해도 (?: 돼 | 돼요 | 되요 | 됩니다 | 좋아 | 좋아요 | 좋습니다
    | 괜찮아 | 괜찮아요 | 괜찮습니다 )"""
_OWN = "(?: 내 | 제 | 나의 | 저의 | (?:내|제) 가 (?:한|쓴) )"
_WORDS = """(?: (?:모든)? (?: 글 | 말 | 질문 | 대화 | 메시지 | 메세지 | 기록 | 데이터 | 정보
    | 개인정보 | 이력 | 내역 | (?:대화|질문) (?:기록|내용|내역|이력) )
    (?:들)? (?: 은 | 는 | 을 | 를 )? )"""
_ALL = "(?: 모두 | 전부 | 다 | 싹 | 전체 )"
_ERASE = f"""(?: (?: 지워 | 없애 | 삭제해 | 제거해 | 파기해 ) {_GIVE}?
    | (?: 삭제 | 제거 | 파기 ) {_DO}? | 지우기 | 지우고 싶어 요? | 지우고 싶습니다 )"""

_KOREAN = {
    Command.FORGET_CONFIRMED: f"""
        (?: 네 | 예 )? (?: {_OWN} {_WORDS} )?
        모두 (?: (?: 지워 | 삭제해 ) {_GIVE}? | 삭제 ) 확인""",
    Command.FORGET: f"""
        {_ALL}? {_OWN} {_WORDS} {_ALL}? {_ERASE}
        | (?: 대화 | 질문 )? 기록 (?:을)? {_ALL}? (?: 지워 | 없애 | 삭제해 ) {_GIVE}
        | {_ALL} (?: 지워 | 삭제해 ) {_GIVE}
        | (?: 나 | 저 ) (?: 를 | 에 대해 | 에 관해 )? {_ALL}? 잊어 {_GIVE}""",
    Command.KEEP_NOTHING: f"""
        (?: 앞으로 | 이제 )? (?: 아무것도 | {_OWN}? {_WORDS} )?
          (?: 저장하 | 보관하 | 기억하 | 기록하 ) {_DO_NOT}
        | (?: 아무것도 | 아무 기록도 | {_OWN}? {_WORDS} ) 남기 {_DO_NOT}
        | (?:아무것도)? (?: 저장 | 보관 ) 안 (?: 함 | 하기 | 해도 돼 )
        | (?: 저장 | 보관 ) 거부 {_DO}?""",
    Command.KEEP: f"""
        (?: {_OWN} {_WORDS} )? (?: 다시 (?: 저장 | 보관 | 기억 ) {_DO}?
          | (?: 저장 | 보관 | 기억 ) (?: {_MAY} | 허용 {_DO}? ) )""",
    Command.OPT_OUT: f"""
        옵트아웃 {_DO}?
        | (?: {_OWN}? {_WORDS} )? 재사용 (?:을|를|에)?
          (?: 거부 | 금지 | 중단 | 중지 | 반대 | 거절 ) {_DO}?
        | (?: {_OWN}? {_WORDS} )?
          (?: 재사용하 | 다시 (?: 쓰 | 사용하 ) | 학습에 (?: 쓰 | 사용하 ) ) {_DO_NOT}
        | {_OWN} {_WORDS} (?: 쓰 | 사용하 | 이용하 | 활용하 | 학습하 ) {_DO_NOT}""",
    Command.OPT_IN: f"""
        옵트인 {_DO}?
        | (?: {_OWN}? {_WORDS} )? 재사용
          (?: (?:을|를|에)? (?: 허용 | 동의 | 허락 | 찬성 ) {_DO}? | {_MAY} )""",
    Command.STATUS: f"""
        개인정보 (?:상태)? | 프라이버시 (?:상태)? | (?: 재사용 | 옵트아웃 ) 상태
        | {_OWN} (?: 개인정보 | 프라이버시 | 선택 | 데이터 )
          (?: 상태 | 설정 | 확인 | 보기 | 조회 )?
        | {_OWN} (?: 개인정보 | 정보 | 데이터 | 기록 | 선택 ) (?:을|를)?
          (?: 보여 | 알려 ) {_GIVE}
        | (?: 나 | 저 ) 에 (?: 대해 | 관해 ) (?:서)? (?: 뭘 | 뭐를 | 무엇을 )?
          (?: 알고 | 저장하고 | 보관하고 | 기억하고 )
          (?: 있어 | 있어요 | 있니 | 있나요 | 있습니까 )""",
}

FORMS: tuple[tuple[Command, str], ...] = (
    *((command, f"{_ASK} (?: {form} ) {_THANKS}") for command, form in _ENGLISH.items()),
    *_KOREAN.items(),
)
"""Orders and their forms; the first form that a whole text has names the order."""

_HUMAN = """(?: a | an | the | some | real | actual | live )*
    (?: person | human (?:being)? | somebody | someone | agent | people | operator
    | staff (?:member)? | support (?: team | person | agent )? | representative )"""
_STAFF = """(?: 담당자 | 사람 | 상담원 | 상담사 | 상담 직원 | 직원 | 운영자 | 관리자 )
    (?:분)? (?:님)?"""

PERSON_FORMS: tuple[str, ...] = (
    f"""{_ASK} (?: (?:can|could|may) i )?
        (?: ask | call | get (?:me)? | find (?:me)? | contact | need
        | (?: talk | speak | chat ) (?: to | with ) | connect (?:me)? (?: to | with )
        | hand (?:me)? over to | transfer (?:me)? to )
        {_HUMAN} {_THANKS}""",
    f"""i (?: need | want ) (?: (?: to )? (?: talk | speak ) (?: to | with ) )?
        {_HUMAN} {_THANKS}""",
    f"(?: human | agent | person | operator ) {_THANKS}",
    f"""{_STAFF} (?: 을 | 를 | 좀 )*
        (?: 불러 | 연결해 | 호출해 | 바꿔 | 찾아 ) {_GIVE}?""",
    f"{_STAFF} (?: 을 | 를 )? (?: 부르기 | 호출 | 연결 ) (?: {_DO} )?",
    f"""{_STAFF} (?: 과 | 와 | 이랑 | 랑 | 하고 | 한테 | 에게 | 께 )
        (?: (?: 이야기 | 얘기 | 대화 | 통화 | 상담 | 말 ) (?:을|를)?
            | 문의 | 연결 | 물어보 | 묻 )
        (?: 하 | {_DO} | 하고 | 고 )? (?: 싶어 | 싶어요 | 싶습니다 | 게 | 기 )?
        (?: {_DO} | {_GIVE} )?""",
)
"""Forms in which people ask for a person; the whole text has one of them."""
