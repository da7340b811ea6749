//! Steps of an incident hold together: what they rest on, what they say, what becomes of them in a merge or a split, and
//! how they are taken back; and a clock that goes back stands in nobody's way.

mod back;
mod called;
mod choosing;
mod concerning;
mod founded;
mod kinds;
mod owed;
mod passing;
mod settled;
mod taking_back;

use event::Millis;
use incident::{
    Grade,
    case::{CaseError, ClockName, Evidence, Incident, Mode, Number, ObligationKind, Step, What},
    law::{Answer, Kind, Knew},
};

fn at(text: &str) -> Millis {
    Millis::parse(text).expect("a moment")
}

/// When steps of these tests are taken.
const WHEN: &str = "2025-11-18T10:00:00+09:00";

fn step(number: u32, what: What) -> Step {
    Step {
        number,
        at: at(WHEN),
        by: "kim".to_owned(),
        why: "because".to_owned(),
        clock: None,
        what,
    }
}

fn opened(title: &str) -> What {
    What::Opened {
        mode: Mode::Real,
        title: title.to_owned(),
        findings: vec!["f1".to_owned()],
        regimes: vec!["kr-pipa".to_owned(), "kr-net".to_owned()],
        controllers: vec!["shop".to_owned()],
    }
}

fn incident(number: u32) -> Incident {
    let first = step(1, opened("Forged tokens"));
    Incident::opened(Number::real(number), first).expect("opened")
}

fn take(incident: &mut Incident, what: What) -> Result<(), CaseError> {
    let step = step(incident.next(), what);
    incident.take(step)
}

fn refused(incident: &mut Incident, what: What) -> String {
    let steps = incident.steps.len();
    let refused = take(incident, what.clone()).expect_err(&format!("{what:?}"));
    assert_eq!(incident.steps.len(), steps, "nothing was taken");
    refused.to_string()
}

fn took(id: &str) -> What {
    What::Took(Box::new(Evidence {
        id: id.to_owned(),
        item: "a page".to_owned(),
        sha256: None,
        bytes: None,
        original_name: None,
        original_at: None,
        from: "the shop".to_owned(),
        how: "seen".to_owned(),
        time_source: String::new(),
        place: "safe".to_owned(),
        grade: Grade::Fact,
    }))
}

fn candidate(evidence: &str) -> What {
    What::Candidate {
        kind: Kind::Complaint,
        happened: at("2025-11-17T16:00:00+09:00"),
        who: "service desk".to_owned(),
        knew: Knew::Leak,
        evidence: evidence.to_owned(),
        controller: None,
    }
}

fn filed(evidence: &str, receipt: &str) -> What {
    What::Filed {
        clock: ClockName {
            regime: "kr-net".to_owned(),
            clock: "KR-NET-24".to_owned(),
            controller: "shop".to_owned(),
            group: None,
            fact: None,
        },
        received: at("2025-11-18T09:00:00+09:00"),
        to: "KISA, web form".to_owned(),
        receipt: receipt.to_owned(),
        evidence: evidence.to_owned(),
        late_because: None,
        document: None,
        corrects: None,
    }
}

fn decided(evidence: &str) -> What {
    What::Decided {
        regime: "kr-pipa".to_owned(),
        clock: "KR-PIPA-NOTICE".to_owned(),
        controller: "shop".to_owned(),
        answer: Answer::DoesNotApply,
        proposed: Answer::Applies,
        evidence: vec![evidence.to_owned()],
    }
}

fn owed(evidence: &str, asked: &str) -> What {
    What::Owed {
        kind: ObligationKind::Order,
        from: "authority".to_owned(),
        asked: asked.to_owned(),
        evidence: evidence.to_owned(),
        due: None,
        owner: "lee".to_owned(),
        systems: Vec::new(),
        received: None,
    }
}

fn fact(evidence: &str, grade: Grade) -> What {
    What::Fact {
        id: "F1".to_owned(),
        words: "the key is known".to_owned(),
        grade,
        closes: Vec::new(),
        evidence: vec![evidence.to_owned()],
        confirmed: None,
    }
}
