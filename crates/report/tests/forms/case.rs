//! The case at 1:1000, as steps: five subjects at first, then 33,674, then 165 from a late source.

use std::collections::BTreeMap;

use event::{
    Millis,
    catalogue::{Controller, Field, LegalClass},
};
use incident::case::{Incident, Mode, Number, Step, What};
use report::{
    Checkpoint, Document, Lang, Zone,
    forms::{Before, Filing, Form, Given, Learnt, report},
};

mod scopes;
mod story;

/// The selection of the case.
pub(crate) const SELECTION: &str = "NOT issued AND key = 'auth-2024-04'";

/// What counsel keeps. It stands in no document.
pub(crate) const COUNSELS: [&str; 2] = ["C1", "memo on liability"];

/// The steps of the case, in the year of one or the other version of the law.
pub(crate) struct Case {
    year: u32,
    pub(crate) incident: Incident,
    fields: Vec<Field>,
    routes: BTreeMap<String, String>,
    controller: Controller,
    pub(crate) form: Form,
    privileged: Vec<String>,
    pub(crate) learnt: Option<Learnt>,
}

impl Case {
    /// The case up to a moment of its own calendar, such as `11-20T10:00`.
    pub(crate) fn until(year: u32, moment: &str) -> Case {
        let mut case = Case::opened(year);
        let end = case.at(moment);
        for (when, by, why, what) in case.story() {
            let at = case.at(when);
            if at > end {
                break;
            }
            case.takes(at, by, why, what);
        }
        case
    }

    fn opened(year: u32) -> Case {
        let opened = What::Opened {
            mode: Mode::Real,
            title: "위조된 인증토큰".to_owned(),
            findings: vec!["forged-1".to_owned()],
            regimes: ["kr-pipa", "kr-net", "eu-33", "jp"]
                .map(str::to_owned)
                .to_vec(),
            controllers: vec!["shop".to_owned(), "shop-tw".to_owned()],
        };
        let step = Step {
            number: 1,
            at: moment(year, "11-17T16:10"),
            by: "kim".to_owned(),
            why: "정보보호 최고책임자가 보고받음".to_owned(),
            clock: None,
            what: opened,
        };
        Case {
            year,
            incident: Incident::opened(Number::real(7), step).expect("opened"),
            fields: fields(),
            routes: routes(),
            controller: controller(),
            form: Form::read(include_str!("form.toml")).expect("a form"),
            privileged: COUNSELS.map(str::to_owned).to_vec(),
            learnt: None,
        }
    }

    pub(crate) fn at(&self, text: &str) -> Millis {
        moment(self.year, text)
    }

    pub(crate) fn takes(&mut self, at: Millis, by: &str, why: &str, what: What) {
        let step = Step {
            number: self.incident.next(),
            at,
            by: by.to_owned(),
            why: why.to_owned(),
            clock: None,
            what,
        };
        self.incident.take(step).expect("a step of the case");
    }

    /// What a document is made of, at a moment.
    pub(crate) fn given<'a>(&'a self, now: &str) -> Given<'a> {
        Given {
            incident: &self.incident,
            version: None,
            older_because: None,
            controller: &self.controller,
            fields: &self.fields,
            routes: &self.routes,
            now: self.at(now),
            zone: Zone::kst(),
            origin: "ledger.shop.example",
            head: Checkpoint {
                size: 1_204,
                root: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=".to_owned(),
            },
            form: &self.form,
            privileged: &self.privileged,
            before: None,
            holds: &[],
            indicators: None,
            learnt: self.learnt.as_ref(),
            case_scale: Some(1000),
        }
    }
}

pub(crate) fn moment(year: u32, text: &str) -> Millis {
    Millis::parse(&format!("{year}-{text}:00+09:00")).expect("a moment")
}

/// A report, as it stood at a moment.
pub(crate) fn reported(
    case: &Case,
    regime: &str,
    filing: Filing,
    lang: Lang,
    now: &str,
) -> Document {
    report(&case.given(now), regime, filing, lang).expect("a report")
}

/// A report that follows the first one.
pub(crate) fn additional(case: &Case, regime: &str, lang: Lang, now: &str) -> Document {
    let first = Case::until(case.year, "11-20T10:00");
    let filed = reported(&first, regime, Filing::First, lang, "11-20T10:00");
    let given = Given {
        before: Some(Before {
            document: &filed,
            name: match lang {
                Lang::Ko => "최초 신고, 접수번호 2025-1119",
                Lang::En => "first report, receipt 2025-1119",
            },
            at: case.at("11-20T10:30"),
        }),
        ..case.given(now)
    };
    report(&given, regime, Filing::Additional, lang).expect("a report")
}

fn fields() -> Vec<Field> {
    let field = |bit, id: &str, ko: &str, en: &str, class| Field {
        bit,
        id: id.to_owned(),
        ko: ko.to_owned(),
        en: en.to_owned(),
        class,
    };
    vec![
        field(0, "name", "성명", "name", LegalClass::Ordinary),
        field(
            1,
            "email",
            "전자우편",
            "e-mail address",
            LegalClass::Ordinary,
        ),
        field(
            2,
            "phone",
            "전화번호",
            "telephone number",
            LegalClass::Ordinary,
        ),
        field(
            3,
            "address",
            "배송지 주소",
            "delivery address",
            LegalClass::Ordinary,
        ),
        field(
            4,
            "door_code",
            "공동현관 비밀번호(가려지지 않음)",
            "entrance code (in clear)",
            LegalClass::Credential,
        ),
        field(
            5,
            "door_code_masked",
            "공동현관 비밀번호(가려짐)",
            "entrance code (masked)",
            LegalClass::Credential,
        ),
    ]
}

fn routes() -> BTreeMap<String, String> {
    let routes = [
        ("my-info", "내정보 수정"),
        ("address-list", "배송지 목록"),
        ("address-edit", "배송지 수정"),
    ];
    routes
        .map(|(id, title)| (id.to_owned(), title.to_owned()))
        .into()
}

fn controller() -> Controller {
    Controller {
        id: "shop".to_owned(),
        name: "주식회사 보기상점".to_owned(),
        role: "controller".to_owned(),
        seat: "KR".to_owned(),
        time_zone: "Asia/Seoul".to_owned(),
        brands: vec!["보기".to_owned()],
    }
}
