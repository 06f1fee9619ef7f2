"""Words of offices and software, written down by hand, to hear loanwords by."""

from __future__ import annotations

SEEN = """
    리액트 react  컴포넌트 component  훅 hook  배칭 batching
    데브툴즈 devtools  슬랙 slack  디스코드 discord  온보딩 onboarding
    대시보드 dashboard  쿠폰 coupon  렌더링 rendering  버튼 button
    메시지 message  채널 channel  서버 server  클라이언트 client
    브라우저 browser  라우터 router  바벨 babel  플러그인 plugin  로그인 login
    로그아웃 logout  프로젝트 project  매니저 manager  미팅 meeting
    캘린더 calendar  이메일 email  패스워드 password  토큰 token
    세션 session  캐시 cache  쿠키 cookie  데이터 data  데이터베이스 database
    테이블 table  스키마 schema  쿼리 query  인덱스 index  빌드 build
    테스트 test  디버깅 debugging  디버그 debug  로그 log  로깅 logging
    모니터링 monitoring  스케줄 schedule  스케줄러 scheduler  이벤트 event
    핸들러 handler  콜백 callback  프로미스 promise  컨텍스트 context
    스테이트 state  이펙트 effect  레퍼런스 reference  튜토리얼 tutorial
    가이드 guide  템플릿 template  폴더 folder  파일 file  업로드 upload
    다운로드 download  링크 link  이미지 image  비디오 video  오디오 audio
    스크린샷 screenshot  스크립트 script  타입스크립트 typescript
    자바스크립트 javascript  파이썬 python  도커 docker  쿠버네티스 kubernetes
    깃허브 github  브랜치 branch  커밋 commit  머지 merge  리뷰 review
    릴리스 release  릴리즈 release  버전 version  패키지 package
    모듈 module  라이브러리 library  프레임워크 framework  인터페이스 interface
    클래스 class  메서드 method  파라미터 parameter  컴파일러 compiler
    컴파일 compile  런타임 runtime  타임아웃 timeout  스레드 thread
    쓰레드 thread  프로세스 process  메모리 memory  네트워크 network
    프록시 proxy  포트 port  호스트 host  도메인 domain  라이선스 license
    세팅 setting  셋업 setup  옵션 option  디폴트 default  포맷 format
    포매팅 formatting  에러 error  워닝 warning  이슈 issue  티켓 ticket
    버그 bug  패치 patch  핫픽스 hotfix  롤백 rollback  백업 backup
    클라우드 cloud  스토리지 storage  리소스 resource  인스턴스 instance
    컨테이너 container  클러스터 cluster  노드 node  스프린트 sprint
    백로그 backlog  로드맵 roadmap  마일스톤 milestone  피드백 feedback
    워크숍 workshop  세미나 seminar  리포트 report  인보이스 invoice
    바우처 voucher  포인트 point  멤버십 membership  프리미엄 premium
    캠페인 campaign  마케팅 marketing  브랜드 brand  디자인 design
    레이아웃 layout  모달 modal  팝업 popup  탭 tab  드롭다운 dropdown
    체크박스 checkbox  슬라이더 slider  아이콘 icon  폰트 font
    애니메이션 animation  트랜잭션 transaction  마이그레이션 migration
    아키텍처 architecture  피처 feature  어드민 admin  유저 user
    프로필 profile  퍼미션 permission  워크플로 workflow
    워크스페이스 workspace  웹훅 webhook  웨비나 webinar  윈도우 windows
    리눅스 linux  사파리 safari  크롬 chrome  파이어폭스 firefox  엣지 edge
    안드로이드 android  키보드 keyboard  모니터 monitor  프린터 printer
    노트북 notebook  와이파이 wifi  블루투스 bluetooth  라운지 lounge
    카페테리아 cafeteria  셔틀 shuttle  헬스 health  인센티브 incentive
    보너스 bonus  인턴 intern  멘토 mentor  리더 leader  컨설팅 consulting
"""
"""Hangul and Latin letters in turn. The rules of sound were written looking at these."""

UNSEEN = """
    오케스트레이션 orchestration  레포지토리 repository  디렉터리 directory
    터미널 terminal  커맨드 command  콘솔 console  엔드포인트 endpoint
    페이로드 payload  헤더 header  바디 body  게이트웨이 gateway
    로드밸런서 loadbalancer  파이프라인 pipeline  디플로이 deploy
    스테이징 staging  프로덕션 production  샌드박스 sandbox
    알고리즘 algorithm  시뮬레이션 simulation  밸리데이션 validation
    트래픽 traffic  레이턴시 latency  리팩터링 refactoring  커버리지 coverage
    픽스처 fixture  스냅샷 snapshot  위젯 widget  테마 theme
    카테고리 category  태그 tag  필터 filter  그룹 group  멘션 mention
    리액션 reaction  이모지 emoji  스티커 sticker  챗봇 chatbot
    에이전트 agent  프롬프트 prompt  임베딩 embedding  벡터 vector
    파인튜닝 finetuning  하이퍼링크 hyperlink  북마크 bookmark
    뉴스레터 newsletter  콘퍼런스 conference  브로슈어 brochure
    파트너 partner  컨트랙트 contract  라이프사이클 lifecycle  메트릭 metric
    셔터 shutter  오피스 office  마우스 mouse  스피커 speaker  케이블 cable
    어댑터 adapter  배터리 battery  택시 taxi  호텔 hotel
"""
"""The same, written down after the rules were done."""

KOREAN = """
    연차 휴가 비용 문서 관리 사용 설정 신청 계정 회의 결제 배포 검색 오류
    보안 운영 비밀번호 영수증 이월 승인 환불 급여 교육 기간 기한 담당자 부서 사무실
    퇴사 입사 근무 출근 퇴근 야근 재택 출장 경비 정산 규정 정책 절차 양식
    제출 변경 재설정 초기화 삭제 추가 수정 저장 확인 취소 예약 일정 시간 날짜
    주소 전화 번호 사진 그림 영상 소리 화면 글자 문장 단어 이름 성별 나이
    생일 가족 친구 동료 상사 고객 회사 기업 은행 병원 학교 도서관 식당 건물
    층계 창문 문의 질문 답변 안내 도움 지원 요청 처리 완료 진행 중단 시작
    종료 연결 접속 차단 허용 권한 인증 서명 계약 보험 세금 연봉 상여 복지
    건강 검진 휴직 병가 출산 육아 결혼 장례 경조사 할인 적립 구매 판매 배송
    반품 교환 재고 상품 가격 수량 상태 부모 자식 함수 변수 객체 배열 목록
    순서 단계 이유 방법 방식 경고 규칙 안쪽 바깥 버릇 사람 마음 바람 구름
    나무 하늘 물건 밥상 아침 점심 저녁 오늘 내일 어제 모레 하루 주말 평일
    다음 이전 처음 마지막 가끔 자주 항상 절대 너무 아주 매우 조금 많이 빨리
    천천히 같이 혼자 모두 서로 다시 이미 아직 곧바로 김민준 이서연 박지훈 최수빈 정예린
    강동원 조현우 윤지아 장하은 임도윤 서울 부산 대전 광주 제주 강남 판교 세종 인천
    수원 두통 감기 기침 몸살 치과 안경 지갑 가방 신발 모자 우산 책상 의자
    서랍 열쇠 자물쇠 냉장고 세탁기
"""
"""Native and Sino-Korean words, and names: none of them is a foreign word."""


def pairs(text: str) -> list[tuple[str, str]]:
    """The pairs of a list."""
    words = text.split()
    return list(zip(words[::2], words[1::2], strict=True))
