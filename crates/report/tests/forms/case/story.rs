//! What people did, in the order in which they did it.

use event::Millis;
use incident::{
    Grade,
    case::{ClockName, Evidence, Frozen, ObligationKind, What},
    law::{Answer, Fact, Kind, Knew, Start},
};

use super::{Case, SELECTION, scopes};

/// When, who, why and what.
pub(super) type Told = (&'static str, &'static str, &'static str, What);

impl Case {
    /// Every step after the first.
    pub(super) fn story(&self) -> Vec<Told> {
        let days = [
            self.awareness(),
            self.confirmation(),
            self.late_filing(),
            self.filings(),
            self.wide_scope(),
            self.end(),
        ];
        days.into_iter().flatten().collect()
    }

    /// Who was told on the first day, and what was chosen.
    fn awareness(&self) -> Vec<Told> {
        let at = |text| self.at(text);
        vec![
            (
                "11-17T16:11",
                "kim",
                "민원 기록",
                took("E1", "고객 민원 녹취"),
            ),
            (
                "11-17T16:12",
                "kim",
                "민원 접수 시각",
                candidate(
                    Kind::Complaint,
                    at("11-16T22:12"),
                    "고객센터",
                    Knew::Incident,
                    "E1",
                ),
            ),
            (
                "11-17T16:13",
                "kim",
                "보고 기록",
                took("E2", "보고 전자우편"),
            ),
            (
                "11-17T16:14",
                "kim",
                "보고 시각",
                candidate(
                    Kind::ReportToCiso,
                    at("11-17T16:00"),
                    "정보보호 최고책임자",
                    Knew::Leak,
                    "E2",
                ),
            ),
            (
                "11-17T16:20",
                "cpo",
                "보고받은 때 유출을 알았음",
                chosen(Start::IncidentKnown),
            ),
            (
                "11-17T16:21",
                "cpo",
                "보고받은 때 유출을 알았음",
                chosen(Start::LeakKnown),
            ),
            ("11-17T17:00", "kim", "위조 토큰으로 조회됨", selected()),
        ]
    }

    /// The first scope, and what was said of it.
    fn confirmation(&self) -> Vec<Told> {
        let at = |text| self.at(text);
        vec![
            (
                "11-18T22:52",
                "kim",
                "최초 범위",
                scoped(scopes::first(self.year)),
            ),
            (
                "11-18T22:53",
                "kim",
                "범위를 확정함",
                candidate(
                    Kind::Confirmation,
                    at("11-18T22:52"),
                    "보안팀",
                    Knew::Leak,
                    "E2",
                ),
            ),
            (
                "11-18T23:00",
                "lee",
                "외부에서 접근함",
                says(Fact::OutsideAccess),
            ),
            (
                "11-18T23:01",
                "lee",
                "통신망 서비스",
                says(Fact::NetworkService),
            ),
            ("11-19T09:00", "kim", "사고로 확인", What::Confirmed),
            (
                "11-19T10:00",
                "kim",
                "키를 폐기함",
                contained(at("11-19T09:40")),
            ),
            (
                "11-19T10:10",
                "cpo",
                "외부 불법접근",
                decided("kr-pipa", "KR-PIPA-REPORT"),
            ),
        ]
    }

    /// The late report and the order to preserve.
    fn late_filing(&self) -> Vec<Told> {
        let at = |text| self.at(text);
        vec![
            ("11-19T21:40", "kim", "접수증", took("E3", "신고 접수증")),
            (
                "11-19T21:41",
                "kim",
                "신고함",
                filed("kr-net", "KR-NET-24", at("11-19T21:35")),
            ),
            (
                "11-19T22:40",
                "kim",
                "보전 명령",
                took("E4", "자료보전 명령서"),
            ),
            ("11-19T22:41", "kim", "보전 명령", preserve()),
            ("11-19T23:30", "kim", "보전함", answered(at("11-19T23:20"))),
        ]
    }

    /// What was filed and told in time.
    fn filings(&self) -> Vec<Told> {
        let at = |text| self.at(text);
        vec![
            (
                "11-20T11:00",
                "kim",
                "신고함",
                filed("kr-pipa", "KR-PIPA-REPORT", at("11-20T10:30")),
            ),
            (
                "11-20T15:30",
                "cpo",
                "통지함",
                filed("kr-pipa", "KR-PIPA-NOTICE", at("11-20T15:00")),
            ),
        ]
    }

    /// Where the key came from, and the wide scope.
    fn wide_scope(&self) -> Vec<Told> {
        let at = |text| self.at(text);
        vec![
            (
                "11-26T10:00",
                "kim",
                "키의 출처",
                took("E6", "키 관리 기록"),
            ),
            (
                "11-26T10:05",
                "kim",
                "키의 출처를 확인함",
                fact(
                    "F1",
                    "서명키는 퇴직자가 재직 중에 반출한 것으로 확인됨",
                    "E6",
                    at("11-26T09:30"),
                ),
            ),
            (
                "11-27T03:47",
                "kim",
                "기간을 넓힘",
                scoped(scopes::wide(self.year)),
            ),
        ]
    }

    /// What was decided of other laws, and the late source.
    fn end(&self) -> Vec<Told> {
        vec![
            (
                "11-28T10:00",
                "cpo",
                "유럽연합에 사는 사람 없음",
                no_duty("eu-33", "EU-33", "shop"),
            ),
            (
                "11-28T10:01",
                "cpo",
                "유럽연합에 사는 사람 없음",
                no_duty("eu-33", "EU-34", "shop"),
            ),
            (
                "11-28T10:02",
                "cpo",
                "유럽연합에 사는 사람 없음",
                no_duty("eu-33", "EU-33", "shop-tw"),
            ),
            (
                "11-28T10:03",
                "cpo",
                "유럽연합에 사는 사람 없음",
                no_duty("eu-33", "EU-34", "shop-tw"),
            ),
            (
                "11-28T10:04",
                "cpo",
                "한국 법의 처리자가 아님",
                no_duty("kr-net", "KR-NET-24", "shop-tw"),
            ),
            (
                "11-29T09:00",
                "kim",
                "뒤늦은 기록",
                scoped(scopes::late(self.year)),
            ),
        ]
    }
}

fn took(id: &str, item: &str) -> What {
    What::Took(Box::new(Evidence {
        id: id.to_owned(),
        item: item.to_owned(),
        sha256: Some(format!("{:0>64}", id.to_lowercase())),
        bytes: Some(1_024),
        original_name: None,
        original_at: None,
        from: "담당 부서".to_owned(),
        how: "사본".to_owned(),
        time_source: "서버 시각, 오차 1초 이내".to_owned(),
        place: "증거 보관함".to_owned(),
        grade: Grade::Fact,
    }))
}

fn candidate(kind: Kind, happened: Millis, who: &str, knew: Knew, evidence: &str) -> What {
    What::Candidate {
        kind,
        happened,
        who: who.to_owned(),
        knew,
        evidence: evidence.to_owned(),
        controller: None,
    }
}

fn chosen(start: Start) -> What {
    What::Chosen {
        start,
        candidate: Some(2),
        controller: None,
    }
}

fn selected() -> What {
    What::Selected {
        selection: SELECTION.to_owned(),
        replaces: false,
    }
}

fn says(fact: Fact) -> What {
    What::Says {
        fact,
        yes: Some(true),
        controller: None,
    }
}

fn contained(since: Millis) -> What {
    What::Contained {
        since,
        measures: "유출된 서명키를 폐기하고, 발급되지 않은 토큰을 관문에서 막음".to_owned(),
    }
}

fn decided(regime: &str, clock: &str) -> What {
    What::Decided {
        regime: regime.to_owned(),
        clock: clock.to_owned(),
        controller: "shop".to_owned(),
        answer: Answer::Applies,
        proposed: Answer::Applies,
        evidence: vec!["E2".to_owned()],
    }
}

fn no_duty(regime: &str, clock: &str, controller: &str) -> What {
    What::Decided {
        regime: regime.to_owned(),
        clock: clock.to_owned(),
        controller: controller.to_owned(),
        answer: Answer::DoesNotApply,
        proposed: Answer::Undecided,
        evidence: vec!["E2".to_owned()],
    }
}

fn filed(regime: &str, clock: &str, received: Millis) -> What {
    let (to, receipt, late) = match clock {
        "KR-NET-24" => (
            "한국인터넷진흥원, 누리집",
            "2025-1119",
            Some("자체 확인 시각부터 기한을 세었음"),
        ),
        "KR-PIPA-NOTICE" => ("문자전송·전자우편", "발송 T-1", None),
        _ => ("개인정보보호위원회, 누리집", "2025-1120", None),
    };
    What::Filed {
        clock: ClockName {
            regime: regime.to_owned(),
            clock: clock.to_owned(),
            controller: "shop".to_owned(),
            group: None,
            fact: None,
        },
        received,
        to: to.to_owned(),
        receipt: receipt.to_owned(),
        evidence: "E3".to_owned(),
        late_because: late.map(str::to_owned),
        document: None,
        corrects: None,
    }
}

fn preserve() -> What {
    What::Owed {
        kind: ObligationKind::Preservation,
        from: "과학기술정보통신부".to_owned(),
        asked: "웹 접속기록과 애플리케이션 기록의 보전".to_owned(),
        evidence: "E4".to_owned(),
        due: None,
        owner: "lee".to_owned(),
        systems: vec!["웹 서버".to_owned(), "애플리케이션".to_owned()],
        received: None,
    }
}

fn answered(received: Millis) -> What {
    What::Answered {
        obligation: "O1".to_owned(),
        received,
        words: "자동 삭제를 멈추고 보전을 걸었음".to_owned(),
        receipt: "2025-보전-1".to_owned(),
        corrects: None,
        stopped: Vec::new(),
    }
}

fn fact(id: &str, words: &str, evidence: &str, confirmed: Millis) -> What {
    What::Fact {
        id: id.to_owned(),
        words: words.to_owned(),
        grade: Grade::Fact,
        closes: vec!["2b".to_owned()],
        evidence: vec![evidence.to_owned()],
        confirmed: Some(confirmed),
    }
}

fn scoped(frozen: Frozen) -> What {
    What::Scoped(Box::new(frozen))
}
