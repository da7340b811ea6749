//! Real sentences of the case, in both languages, and what each kind of word may say.

mod absolutes;
mod deeds;
mod drafts;
mod gaps;
mod honest;
mod lists;
mod numbers;
mod properties;
mod surely;
mod whens;

use event::Millis;
use jiff::tz::TimeZone;

use super::*;
use crate::{Grade, both::Both};

/// The word that no file of this project holds.
const FORBIDDEN: &str = concat!("노", "출");

fn figure(name: &str, low: u64, units: &[&str], version: u32) -> Figure {
    Figure {
        name: Both::new(format!("({name})"), name),
        low,
        high: Some(low),
        decimals: 0,
        units: units.iter().map(|unit| (*unit).to_owned()).collect(),
        about: Vec::new(),
        except: Vec::new(),
        more: None,
        is_group: false,
        version,
        grade: Grade::Fact,
    }
}

fn moment(names: &[&str], at: &str) -> Moment {
    Moment {
        name: Both::new(names[1], names[0]),
        also: names[2..].iter().map(|name| (*name).to_owned()).collect(),
        deed: None,
        to: String::new(),
        took: None,
        at: Millis::parse(at).expect("a moment of the case"),
        zone: TimeZone::get("Asia/Seoul").expect("the zones ship with the binary"),
    }
}

fn of_deed(deed: Deed, names: &[&str], at: &str) -> Moment {
    Moment {
        deed: Some(deed),
        ..moment(names, at)
    }
}

fn field(name: &str, titles: &[&str], seen: Seen) -> FieldFact {
    FieldFact {
        name: name.to_owned(),
        title: Both::new(titles[0], titles[1]),
        also: titles[2..]
            .iter()
            .map(|title| (*title).to_owned())
            .collect(),
        seen,
    }
}

fn fields() -> Vec<FieldFact> {
    vec![
        field("name", &["이름", "name", "성명"], Seen::Touched),
        field(
            "email",
            &["이메일", "e mail", "이메일 주소", "e mail address", "email"],
            Seen::Touched,
        ),
        field("phone", &["전화번호", "phone number"], Seen::Touched),
        field(
            "address",
            &["주소", "address", "배송지 주소", "delivery address"],
            Seen::Touched,
        ),
        field(
            "door_code",
            &["공동현관 비밀번호", "entrance code"],
            Seen::Touched,
        ),
        field(
            "payment",
            &[
                "결제 정보",
                "payment data",
                "결제정보",
                "payment information",
            ],
            Seen::CannotSay,
        ),
        field(
            "password",
            &["로그인 비밀번호", "login password", "password"],
            Seen::Clear,
        ),
    ]
}

/// What was known of the case in February 2026, with two earlier versions.
fn facts() -> Facts {
    let accounts = ["accounts", "customer accounts", "customers", "계정"];
    let views = ["views", "page views", "회"];
    let people = Figure {
        low: 33_100_000,
        high: Some(33_300_000),
        grade: Grade::Estimate,
        ..figure("people who are members", 0, &["people", "명"], 3)
    };
    let misses = Figure {
        decimals: 1,
        ..figure("share of members who do not exist", 571, &["%"], 3)
    };
    Facts {
        version: 3,
        figures: vec![
            figure("accounts read", 33_673_817, &accounts, 3),
            figure("views of the address list", 148_056_502, &views, 3),
            figure("views of the address form", 50_474, &views, 3),
            figure(
                "network addresses",
                2_313,
                &["IP addresses", "IP", "아이피"],
                3,
            ),
            people,
            misses,
        ],
        earlier: vec![
            figure("accounts read", 4_536, &accounts, 1),
            figure("accounts read", 33_700_034, &accounts, 2),
        ],
        moments: vec![
            of_deed(
                Deed::Read,
                &["first read", "최초 열람", "began"],
                "2025-04-14T00:12:00+09:00",
            ),
            of_deed(
                Deed::Read,
                &["last read", "최종 열람"],
                "2025-11-08T21:40:00+09:00",
            ),
            of_deed(Deed::Aware, &["aware", "인지"], "2025-11-17T16:00:00+09:00"),
            moment(
                &["first confirmed", "최초 확인"],
                "2025-11-18T22:52:00+09:00",
            ),
        ],
        fields: fields(),
        evidence: Vec::new(),
        advice: vec!["change the entrance code".to_owned()],
        published: false,
    }
}

fn checked(text: &str) -> Checked {
    check(text.as_bytes(), &facts()).expect("a draft that can be checked")
}

/// Words, kind and verdict of each mark.
fn marks(text: &str) -> Vec<(String, &'static str, &'static str)> {
    let marks = checked(text).marks.into_iter();
    marks
        .map(|mark| (mark.words, mark.kind.word(), mark.verdict.word()))
        .collect()
}

/// The verdict of the only mark of a kind.
fn verdict(text: &str, kind: Kind) -> &'static str {
    let checked = checked(text);
    let mut of_kind = checked.marks.iter().filter(|mark| mark.kind == kind);
    let first = of_kind
        .next()
        .unwrap_or_else(|| panic!("no {} in {text:?}", kind.word()));
    assert!(
        of_kind.next().is_none(),
        "more than one {} in {text:?}",
        kind.word()
    );
    first.verdict.word()
}
