//! A report of the case, as it stood two days after it was known. Every sort of value and ground
//! stands in it once.

use event::Millis;
use report::{
    Basis, Change, Changes, Checkpoint, Clock, Decision, Document, Field, Grade, Ground, Kind,
    Lang, Missing, Part, Regime, Row, Section, Standing, Table, Unit, Value, Was, Zone,
};

pub(crate) fn at(text: &str) -> Millis {
    Millis::parse(text).expect("a time of the sample")
}

/// Says one thing in two languages.
pub(crate) struct Say(pub(crate) Lang);

impl Say {
    pub(crate) fn say(&self, ko: &str, en: &str) -> String {
        match self.0 {
            Lang::Ko => ko.to_owned(),
            Lang::En => en.to_owned(),
        }
    }

    pub(crate) fn text(&self, ko: &str, en: &str) -> Value {
        Value::text(self.say(ko, en))
    }

    pub(crate) fn cpo(&self) -> String {
        self.say("개인정보 보호책임자", "privacy officer")
    }

    pub(crate) fn settings(&self) -> Ground {
        Ground::statement(self.say("조직 설정", "settings of the organisation"))
    }
}

fn checkpoint() -> Checkpoint {
    Checkpoint {
        size: 184_212,
        root: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=".to_owned(),
    }
}

pub(crate) fn basis(query: &str) -> Basis {
    Basis {
        query: query.to_owned(),
        checkpoint: checkpoint(),
    }
}

pub(crate) fn fact(query: &str) -> Ground {
    Ground::Fact(basis(query))
}

pub(crate) fn report(lang: Lang) -> Document {
    let say = Say(lang);
    Document {
        lang,
        kind: Kind::Report,
        title: say.say("개인정보 유출등 신고서", "Report of a personal data leak"),
        incident: "2025-1117-A".to_owned(),
        regime: Some(regime(&say)),
        exercise: true,
        marks: vec![say.say("대외비", "Confidential")],
        made: at("2025-11-19T12:35:00Z"),
        zone: Zone::kst(),
        sections: vec![organisation(&say), extent(&say), course(&say), steps(&say)],
        missing: vec![Missing {
            number: "3d".to_owned(),
            what: say.say("비회원(수령인) 수", "Number of non-members (recipients)"),
            why: Some(say.say(
                "주소록 관계 기록이 2025-09-01부터만 있음",
                "Relations of the address book are on record only since 2025-09-01",
            )),
            who: Some(say.say("데이터팀", "data team")),
            expected: Some(at("2025-11-21T09:00:00Z")),
        }],
        notes: Vec::new(),
        accepted: Vec::new(),
        changes: Some(changes(&say)),
    }
}

fn regime(say: &Say) -> Regime {
    Regime {
        id: "KR-PIPA-REPORT".to_owned(),
        version: say.say(
            "개인정보 보호법 제34조 제4항, 시행 2023-09-15",
            "Personal Information Protection Act Art. 34(4), in force 2023-09-15",
        ),
        why: say.say(
            "인지일 2025-11-17이 새 법의 시행일 2026-09-11보다 앞서므로 종전 규정을 따른다.",
            "Awareness on 2025-11-17 comes before the new text is in force (2026-09-11), so the text before it counts.",
        ),
    }
}

fn organisation(say: &Say) -> Section {
    Section {
        id: "organisation".to_owned(),
        heading: say.say("신고 기관", "Organisation"),
        parts: vec![Part::Fields {
            fields: vec![
                Field::new(
                    "1",
                    say.say("기관명", "Organisation"),
                    say.settings(),
                    vec![say.text("주식회사 보기상점", "Example Shop Co., Ltd. <Seoul>")],
                ),
                Field::new(
                    "8",
                    say.say("담당부서 및 연락처", "Department and contact"),
                    say.settings(),
                    vec![
                        say.text("개인정보보호팀 · 김보기", "Privacy team · Kim Bogi"),
                        Value::text("privacy@shop.example · 02-0000-0000"),
                    ],
                ),
            ],
        }],
    }
}

fn extent(say: &Say) -> Section {
    let persons = Field::new(
        "3b",
        say.say("정보주체 수", "Data subjects"),
        Ground::Estimate {
            method: say.say(
                "식별자 33,673,817개에서 같은 사람을 전화번호로 묶음",
                "identifiers linked to people by telephone number",
            ),
            basis: Some(basis("people of scope 2025-1117-A/3")),
        },
        vec![Value::Range {
            low: 33_100_000,
            best: Some(33_370_000),
            high: Some(33_673_817),
            unit: Unit::People,
        }],
    );
    let reads = Field::new(
        "3c",
        say.say("열람 횟수", "Reads"),
        fact("NOT issued AND route IN ('address-list', 'account-page')"),
        vec![Value::count(148_212_904, Unit::Reads)],
    )
    .with_note(say.say(
        "2025-07-02 03:00부터 41분간의 기록이 없어 그 사이의 열람은 빠져 있음",
        "41 minutes from 2025-07-02 03:00 are not on record; reads in them are not counted",
    ));
    let fields = vec![
        persons,
        reads,
        Field::unknown(
            "3d",
            say.say("비회원(수령인) 수", "Non-members (recipients)"),
        ),
        Field::new(
            "3e",
            say.say("암호화 여부", "Encryption"),
            Ground::statement(say.say("서비스 책임자", "head of the service")),
            vec![say.text(
                "저장 시 암호화, 열람 시 평문",
                "encrypted at rest, clear when read",
            )],
        ),
    ];
    Section {
        id: "extent".to_owned(),
        heading: say.say("항목과 규모", "Items and size"),
        parts: vec![Part::Fields { fields }, Part::Table(items(say))],
    }
}

fn items(say: &Say) -> Table {
    let row = |ko: &str, en: &str, subjects: u64, exposures: Option<u64>| {
        Row::new(
            fact("exposures of scope 2025-1117-A/3 by field"),
            vec![
                Some(say.text(ko, en)),
                Some(Value::count(subjects, Unit::Items)),
                exposures.map(|n| Value::count(n, Unit::Items)),
            ],
        )
    };
    Table {
        caption: say.say("유출된 항목", "Items leaked"),
        header: vec![
            say.say("항목", "Item"),
            say.say("식별자", "Identifiers"),
            say.say("열람 항목", "Exposures"),
        ],
        rows: vec![
            row("이름", "Name", 33_673_817, Some(33_673_817)),
            row(
                "배송지 주소",
                "Delivery address",
                33_602_114,
                Some(33_602_114),
            ),
            row(
                "공동현관 출입번호(마스킹 없음)",
                "Entrance code (in clear)",
                2_609,
                None,
            ),
        ],
    }
}

fn course(say: &Say) -> Section {
    Section {
        id: "course".to_owned(),
        heading: say.say("시점과 경위", "When and how"),
        parts: vec![Part::Fields {
            fields: vec![
                Field::new(
                    "4a",
                    say.say("유출 시점(최초~최종)", "When (first to last read)"),
                    fact("NOT issued AND route IN ('address-list', 'account-page')"),
                    vec![Value::Span {
                        from: at("2025-06-24T00:12:45.120Z"),
                        to: Some(at("2025-11-08T15:20:00Z")),
                    }],
                ),
                Field::new(
                    "4b",
                    say.say("인지 일시", "Aware since"),
                    Ground::decision(say.cpo()),
                    vec![Value::time(at("2025-11-17T07:00:00Z"))],
                ),
                Field::new(
                    "4c",
                    say.say("경위", "How"),
                    Ground::statement(say.say("보안팀", "security team")),
                    vec![say.text(
                        "퇴직자가 가지고 나간 서명키로 만든 인증토큰으로 회원 정보를 열람함.\n키는 2025-11-19 폐기함.",
                        "Tokens made with a signing key that a former employee kept read member data.\nThe key was revoked on 2025-11-19.",
                    )],
                ),
            ],
        }],
    }
}

fn steps(say: &Say) -> Section {
    Section {
        id: "steps".to_owned(),
        heading: say.say("기한과 결정", "Clocks and decisions"),
        parts: vec![
            Part::Clocks {
                clocks: clocks(say),
            },
            Part::Decisions {
                decisions: decisions(say),
            },
            Part::Text {
                text: say.say(
                    "정보주체는 개인정보 분쟁조정위원회에 조정을 신청할 수 있다.",
                    "Data subjects may apply to the Personal Information Dispute Mediation Committee.",
                ),
            },
        ],
    }
}

pub(crate) fn clocks(say: &Say) -> Vec<Clock> {
    let known = Some(at("2025-11-17T07:00:00Z"));
    vec![
        Clock {
            regime: "KR-NET-24".to_owned(),
            what: say.say("침해사고 신고(KISA)", "Report of the incident (KISA)"),
            started: known,
            due: Some(at("2025-11-18T07:00:00Z")),
            target: None,
            at_once: false,
            no_number: false,
            standing: Standing::Done {
                at: at("2025-11-19T12:35:00Z"),
            },
            note: Some(say.say(
                "지연 사유를 함께 제출함",
                "filed with the reason for the delay",
            )),
        },
        Clock {
            regime: "KR-PIPA-REPORT".to_owned(),
            what: say.say("개인정보 유출 신고", "Report of the leak"),
            started: known,
            due: Some(at("2025-11-20T07:00:00Z")),
            target: Some(at("2025-11-20T01:00:00Z")),
            at_once: false,
            no_number: false,
            standing: Standing::Runs,
            note: None,
        },
        Clock {
            regime: "EU-33".to_owned(),
            what: say.say("감독기관 신고", "Notification of the authority"),
            started: None,
            due: None,
            target: None,
            at_once: false,
            no_number: false,
            standing: Standing::Undecided,
            note: None,
        },
        Clock {
            regime: "TW".to_owned(),
            what: say.say("대만 신고", "Report in Taiwan"),
            started: known,
            due: Some(at("2025-11-20T07:00:00Z")),
            target: None,
            at_once: false,
            no_number: false,
            standing: Standing::NoDuty,
            note: None,
        },
    ]
}

pub(crate) fn decisions(say: &Say) -> Vec<Decision> {
    vec![
        Decision {
            question: say.say("정보주체 통지 시기", "When people are told"),
            decided: Some(say.say(
                "2025-11-20 10:00 일괄 발송",
                "all at once, 2025-11-20 10:00",
            )),
            by: say.cpo(),
            at: Some(at("2025-11-19T09:10:00Z")),
            why: Some(say.say(
                "미확인 항목은 확인되는 즉시 추가 통지함",
                "what is unknown now is told at once when it is known",
            )),
        },
        Decision {
            question: say.say("수사기관 신고", "Report to the police"),
            decided: None,
            by: say.say("대표이사", "chief executive"),
            at: None,
            why: None,
        },
    ]
}

fn changes(say: &Say) -> Changes {
    Changes {
        filed: say.say(
            "최초 신고, 접수번호 2025-0001",
            "First report, receipt 2025-0001",
        ),
        at: at("2025-11-18T11:00:00Z"),
        list: vec![Change {
            number: "3b".to_owned(),
            label: say.say("정보주체 수", "Data subjects"),
            before: Some(Was {
                grade: Grade::Statement,
                values: vec![Some(Value::count(4_536, Unit::People))],
            }),
            after: Some(Was {
                grade: Grade::Estimate,
                values: vec![Some(Value::Range {
                    low: 33_100_000,
                    best: Some(33_370_000),
                    high: Some(33_673_817),
                    unit: Unit::People,
                })],
            }),
        }],
    }
}
