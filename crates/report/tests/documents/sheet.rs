//! The sheet of the war room for the same case, and the notice that a member gets.

use report::{
    Document, Field, Ground, Kind, Lang, Missing, Part, Row, Section, Table, Unit, Value,
};

use crate::sample::{self, Say, at, fact};

pub(crate) fn sheet(lang: Lang) -> Document {
    let say = Say(lang);
    let report = sample::report(lang);
    let section = |id: &str, heading: String, parts| Section {
        id: id.to_owned(),
        heading,
        parts,
    };
    Document {
        kind: Kind::Sheet,
        title: say.say("사고 상황표", "Situation sheet"),
        regime: None,
        exercise: false,
        marks: vec![say.say("대외비", "Confidential"), say.say("초안", "Draft")],
        sections: vec![
            section(
                "clocks",
                say.say("기한", "Clocks"),
                vec![Part::Clocks {
                    clocks: [sample::clocks(&say), sample::clocks(&say)].concat(),
                }],
            ),
            section("numbers", say.say("숫자", "Numbers"), vec![numbers(&say)]),
            section(
                "decisions",
                say.say("결정", "Decisions"),
                vec![Part::Decisions {
                    decisions: [sample::decisions(&say), sample::decisions(&say)].concat(),
                }],
            ),
            section(
                "contacts",
                say.say("연락처", "Contacts"),
                vec![contacts(&say)],
            ),
        ],
        missing: [report.missing, more_missing(&say)].concat(),
        notes: Vec::new(),
        accepted: Vec::new(),
        changes: None,
        ..report
    }
}

fn numbers(say: &Say) -> Part {
    let query = "NOT issued AND route IN ('address-list', 'account-page')";
    let field = |ko: &str, en: &str, n: u64, unit| {
        Field::new(
            "",
            say.say(ko, en),
            fact(query),
            vec![Value::count(n, unit)],
        )
    };
    Part::Fields {
        fields: vec![
            field("조회", "Accesses", 1_204_511, Unit::Accesses),
            field("열람", "Reads", 148_212_904, Unit::Reads),
            field("건", "Records", 150_870_002, Unit::Records),
            field("식별자", "Identifiers", 33_673_817, Unit::Subjects),
            field("열람 항목", "Exposures", 134_695_268, Unit::Exposures),
            Field::new(
                "",
                say.say("사람", "People"),
                Ground::Estimate {
                    method: say.say("전화번호로 묶음", "linked by telephone number"),
                    basis: None,
                },
                vec![Value::Range {
                    low: 33_100_000,
                    best: Some(33_370_000),
                    high: None,
                    unit: Unit::People,
                }],
            ),
            Field::unknown("", say.say("비회원(수령인)", "Non-members (recipients)")),
            Field::new(
                "",
                say.say("인지부터 첫 신고까지", "From awareness to the first report"),
                fact("incident 2025-1117-A clocks"),
                vec![Value::Duration {
                    ms: 53 * 3_600_000 + 35 * 60_000,
                }],
            ),
        ],
    }
}

fn more_missing(say: &Say) -> Vec<Missing> {
    let missing = |ko: &str, en: &str| Missing {
        number: String::new(),
        what: say.say(ko, en),
        why: None,
        who: None,
        expected: None,
    };
    vec![
        missing("결제정보 열람 여부", "Whether payment data was read"),
        missing(
            "유출 자료의 외부 공개 여부",
            "Whether leaked data was published",
        ),
    ]
}

fn contacts(say: &Say) -> Part {
    let row = |role: String, phone: &str| {
        Row::new(
            say.settings(),
            vec![Some(Value::text(role)), Some(Value::text(phone)), None],
        )
    };
    Part::Table(Table {
        caption: say.say("비상 연락망", "Whom to call"),
        header: vec![
            say.say("역할", "Role"),
            say.say("전화", "Telephone"),
            say.say("대리", "Deputy"),
        ],
        rows: vec![
            row(say.cpo(), "010-0000-0001"),
            row(
                say.say("정보보호 최고책임자", "security officer"),
                "010-0000-0002",
            ),
            row(say.say("법무", "counsel"), "010-0000-0003"),
        ],
    })
}

/// What a member is told: no grade, no question, plain words.
pub(crate) fn notice(lang: Lang) -> Document {
    let say = Say(lang);
    let own = Field::new(
        "1",
        say.say("유출된 개인정보의 항목", "What leaked"),
        fact("who 'member:123'"),
        vec![say.text(
            "이름, 전화번호, 배송지 주소, 공동현관 출입번호(마스킹 없음)",
            "name, telephone number, delivery address, entrance code (in clear)",
        )],
    );
    let when = Field::new(
        "2",
        say.say("유출된 시점", "When"),
        fact("who 'member:123'"),
        vec![Value::time(at("2025-07-03T18:30:00Z"))],
    );
    Document {
        kind: Kind::Notice,
        title: say.say("개인정보 유출 통지", "Notice of a leak of your personal data"),
        exercise: false,
        marks: Vec::new(),
        sections: vec![Section {
            id: "notice".to_owned(),
            heading: say.say("알려드립니다", "What happened"),
            parts: vec![
                Part::Fields {
                    fields: vec![
                        own,
                        when,
                        Field::unknown("2b", say.say("경위", "How")),
                    ],
                },
                Part::Text {
                    text: say.say(
                        "공동현관 출입번호를 바꾸고, 모르는 번호의 문자에 있는 주소를 누르지 마십시오.",
                        "Change your entrance code. Do not open links in messages from numbers you do not know.",
                    ),
                },
            ],
        }],
        missing: Vec::new(),
        notes: Vec::new(),
        changes: None,
        ..sample::report(lang)
    }
}
