//! An incident of one shop, and how tests ask for its clocks.

use std::collections::BTreeMap;

use event::Millis;
use incident::{
    Grade,
    case::{
        CaseError, Cause, Change, ClockName, Evidence, Figures, Frozen, Incident, Mode, Number,
        Step, What,
    },
    law::{Clock, Kind, Knew, State, Trigger},
};

/// A moment in Korea, such as `2025-11-17 16:00`.
pub(crate) fn kst(text: &str) -> Millis {
    let text = format!("{}:00+09:00", text.replace(' ', "T"));
    Millis::parse(&text).expect("a moment")
}

/// An incident that was opened at a moment, with the laws that it asks and what its steps rest on.
pub(crate) struct Case(pub(crate) Incident);

impl Case {
    pub(crate) fn opened(regimes: &[&str], when: &str) -> Case {
        let what = What::Opened {
            mode: Mode::Real,
            title: "Forged tokens".to_owned(),
            findings: Vec::new(),
            regimes: regimes.iter().map(|id| (*id).to_owned()).collect(),
            controllers: vec!["shop".to_owned()],
        };
        let first = step(1, when, what);
        let mut case = Case(Incident::opened(Number::real(1), first).expect("opened"));
        for id in ["E1", "E2"] {
            case.must(when, evidence(id));
        }
        case
    }

    pub(crate) fn does(&mut self, when: &str, what: What) -> Result<(), CaseError> {
        let next = step(self.0.next(), when, what);
        self.0.take(next)
    }

    /// Takes a step that must be taken.
    pub(crate) fn must(&mut self, when: &str, what: What) {
        self.does(when, what).expect("taken");
    }

    /// The clock that the incident itself opened.
    pub(crate) fn clock(&self, name: &str, now: &str) -> Option<Clock> {
        let mut clocks = self.0.clocks(kst(now)).expect("clocks");
        clocks.retain(|of| of.key.clock == name && of.key.trigger == Trigger::Incident);
        clocks.pop()
    }

    pub(crate) fn state(&self, name: &str, now: &str) -> State {
        let clock = self.clock(name, now).expect(name);
        clock.state(&self.0.register, kst(now))
    }

    /// The steps again, as they are read from the state.
    pub(crate) fn told_again(&self) -> Result<Incident, CaseError> {
        Incident::told(self.0.id, &self.0.steps)
    }
}

fn step(number: u32, when: &str, what: What) -> Step {
    Step {
        number,
        at: kst(when),
        by: "kim".to_owned(),
        why: "because".to_owned(),
        clock: None,
        what,
    }
}

pub(crate) fn aware(knew: Knew, happened: &str) -> What {
    What::Candidate {
        kind: Kind::ReportToCpo,
        happened: kst(happened),
        who: "officer".to_owned(),
        knew,
        evidence: "E1".to_owned(),
        controller: None,
    }
}

/// A clock of the shop that the incident opened.
pub(crate) fn named(regime: &str, clock: &str) -> ClockName {
    ClockName {
        regime: regime.to_owned(),
        clock: clock.to_owned(),
        controller: "shop".to_owned(),
        group: None,
        fact: None,
    }
}

pub(crate) fn filed(clock: ClockName, received: &str) -> What {
    What::Filed {
        clock,
        received: kst(received),
        to: "the authority".to_owned(),
        receipt: "R-1".to_owned(),
        evidence: "E2".to_owned(),
        late_because: None,
        document: None,
        corrects: None,
    }
}

/// A first scope whose reads began then.
pub(crate) fn scope(first: &str) -> What {
    figured(first, Figures::default())
}

/// A first scope with figures.
pub(crate) fn figured(first: &str, figures: Figures) -> What {
    version(1, first, figures, 0)
}

/// A version of the scope with figures, which adds subjects of the shop to the version before.
pub(crate) fn version(version: u32, first: &str, figures: Figures, added: u64) -> What {
    What::Scoped(Box::new(Frozen {
        version,
        selection: "NOT issued".to_owned(),
        size: 10,
        root: "AA==".to_owned(),
        epoch: 1,
        catalogue: 1,
        relation: 0,
        first: Some(kst(first)),
        last: None,
        figures,
        completeness: "complete".to_owned(),
        gaps: Vec::new(),
        set: "00".to_owned(),
        changes: match added {
            0 => Vec::new(),
            added => vec![Change {
                cause: Cause::Selection,
                added,
                removed: 0,
                changed: 0,
                gained: Some(0),
            }],
        },
        added_by_controller: match added {
            0 => BTreeMap::new(),
            added => BTreeMap::from([("shop".to_owned(), added)]),
        },
        named: None,
        excluded: None,
        possibly: None,
        shares: None,
        people: None,
    }))
}

pub(crate) fn evidence(id: &str) -> What {
    graded(id, Grade::Fact)
}

/// Evidence of a grade.
pub(crate) fn graded(id: &str, grade: Grade) -> What {
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
        grade,
    }))
}

/// The possibility was a leak, or none, as is known since then.
pub(crate) fn settled(leaked: bool, known: &str) -> What {
    What::Settled {
        clock: named("kr-pipa", "KR-PIPA-POSS"),
        leaked,
        known: kst(known),
        evidence: Some("E2".to_owned()),
    }
}
