//! A step of an incident, as it is recorded: JSON whose names never change.

use event::Millis;
use serde::{Deserialize, Serialize};

use super::{
    accepting::AcceptedWarning,
    moment,
    number::Number,
    pushing::{PushBeginning, PushEnding, PushProposal},
    records::{Evidence, ObligationKind, Stopped},
    scope::Frozen,
};
use crate::{
    Grade,
    law::{Answer, Correction, CounselsDecision, Fact, Kind, Knew, Risk, Start, Trigger},
};

/// Whether it happens, for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// It happens.
    Real,
    /// It is practised: nothing of it leaves the machine.
    Exercise,
}

impl Mode {
    /// What every page, list and file of an exercise says.
    pub const MARK: &str = "EXERCISE 훈련";
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Its number, from 1.
    pub number: u32,
    /// When it was taken.
    #[serde(with = "moment")]
    pub at: Millis,
    /// Who.
    pub by: String,
    /// Why.
    pub why: String,
    /// How the clock that told `at` was held to others; `None` where nobody could say, as in steps of earlier versions.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub clock: Option<HeldClock>,
    /// What.
    pub what: What,
}

/// How a machine's clock was held to others (NTP), as its kernel said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldClock {
    /// Whether anybody held it.
    #[serde(rename = "synchronised")]
    pub is_synchronised: bool,
    /// By how much it was being put right, in microseconds.
    pub offset_us: i64,
    /// By how much it was off at most, in microseconds; says nothing where nobody held it.
    pub error_max_us: i64,
}

/// The name of a clock of an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockName {
    /// Regime.
    pub regime: String,
    /// Clock of the regime.
    pub clock: String,
    /// Controller.
    pub controller: String,
    /// The scope version whose people opened it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub group: Option<u32>,
    /// The fact that opened it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub fact: Option<String>,
}

impl ClockName {
    /// As the law names it.
    #[must_use]
    pub fn key(&self) -> crate::law::ClockKey {
        crate::law::ClockKey {
            regime: self.regime.clone(),
            clock: self.clock.clone(),
            controller: self.controller.clone(),
            trigger: match (self.group, &self.fact) {
                (Some(scope), _) => Trigger::Group { scope },
                (None, Some(id)) => Trigger::Fact { id: id.clone() },
                (None, None) => Trigger::Incident,
            },
        }
    }
}

/// What a step does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "does", rename_all = "snake_case")]
pub enum What {
    /// The first step.
    Opened {
        /// Real or exercise.
        mode: Mode,
        /// What it is called.
        title: String,
        /// Findings it was opened from.
        findings: Vec<String>,
        /// Regimes that are asked.
        regimes: Vec<String>,
        /// Controllers it concerns.
        controllers: Vec<String>,
    },
    /// It asks further laws, or concerns further controllers.
    Concerns {
        /// Regimes that are asked too.
        regimes: Vec<String>,
        /// Controllers it concerns too.
        controllers: Vec<String>,
    },
    /// A selection is part of it, joined by OR.
    Selected {
        /// With pseudonymous ids.
        selection: String,
        /// Whether the selections before are replaced.
        replaces: bool,
    },
    /// A person says that subjects are in it, whatever the selections say. Their reads are not.
    Included {
        /// Pseudonymous ids.
        subjects: Vec<String>,
        /// Ids of the fields that are said to have leaked; empty where nobody said which.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        fields: Vec<String>,
        /// The controller who answers for them; `None` is every controller of the incident.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        controller: Option<String>,
    },
    /// Subjects are not in it whatever the selections say.
    Excluded {
        /// Pseudonymous ids.
        subjects: Vec<String>,
    },
    /// A scope version is frozen.
    Scoped(Box<Frozen>),
    /// When the people whom a version adds were known.
    GroupKnown {
        /// The version.
        version: u32,
        /// When; `None` says that it is not known.
        #[serde(with = "moment::maybe")]
        known: Option<Millis>,
    },
    /// A moment that may have been awareness.
    Candidate {
        /// Where it comes from.
        kind: Kind,
        /// When it happened.
        #[serde(with = "moment")]
        happened: Millis,
        /// Who knew.
        who: String,
        /// What.
        knew: Knew,
        /// What shows it.
        evidence: String,
        /// The controller that knew; `None` for every one without a moment of its own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        controller: Option<String>,
    },
    /// The privacy officer chose a candidate.
    Chosen {
        /// What it starts.
        start: Start,
        /// Its number; `None` says that the moment is unknown.
        candidate: Option<u32>,
        /// The controller for which it rules; `None` for every one without a moment of its own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        controller: Option<String>,
    },
    /// What is so, or not, when a law asks.
    Says {
        /// The fact.
        fact: Fact,
        /// Whether it is so; `None` takes back what was said.
        yes: Option<bool>,
        /// The controller of which it is said; `None` for every one of which nothing else was said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        controller: Option<String>,
    },
    /// The risk to the people, as judged.
    Risk {
        /// The risk.
        risk: Risk,
        /// The controller to whose people it is; `None` for every one of which nothing else was judged.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        controller: Option<String>,
    },
    /// A duty was decided.
    Decided {
        /// Regime.
        regime: String,
        /// Clock.
        clock: String,
        /// Controller.
        controller: String,
        /// What was decided.
        answer: Answer,
        /// What the rules proposed.
        proposed: Answer,
        /// What it rests on.
        evidence: Vec<String>,
    },
    /// Something was filed, or people were told.
    Filed {
        /// The clock that it stops.
        clock: ClockName,
        /// When it was received.
        #[serde(with = "moment")]
        received: Millis,
        /// Who received it and how.
        to: String,
        /// Number of the receipt.
        receipt: String,
        /// What shows it.
        evidence: String,
        /// Why it is late.
        late_because: Option<String>,
        /// SHA-256 of the document that was filed, hex.
        document: Option<String>,
        /// The filing that it corrects, and the error; steps that correct nothing, and those of before, do not say.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        corrects: Option<Correction>,
    },
    /// A delay that the law permits.
    Delayed {
        /// The clock.
        clock: ClockName,
        /// Its code.
        code: String,
        /// Since when its cause lasts.
        #[serde(with = "moment")]
        from: Millis,
        /// What shows it.
        evidence: String,
    },
    /// The cause of a delay is over.
    DelayEnded {
        /// The clock.
        clock: ClockName,
        /// Its code.
        code: String,
        /// Since when.
        #[serde(with = "moment")]
        ended: Millis,
    },
    /// Police or prosecutors ask that notices wait.
    Requested {
        /// Who asks.
        from: String,
        /// The evidence that holds the document.
        evidence: String,
        /// What shall wait, in the words of the document.
        scope: String,
        /// The clocks that it holds, whatever opened them.
        clocks: Vec<String>,
        /// Whose clocks.
        controller: String,
        /// When it was received.
        #[serde(with = "moment")]
        received: Millis,
        /// Until when it asks.
        #[serde(with = "moment")]
        until: Millis,
        /// Counsel's decision, for laws that name no such cause.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        counsel: Option<CounselsDecision>,
    },
    /// Somebody looked at a request again, and it stands.
    Reviewed {
        /// Which.
        request: String,
    },
    /// A request was taken back.
    RequestEnded {
        /// Which.
        request: String,
        /// Since when.
        #[serde(with = "moment")]
        ended: Millis,
    },
    /// A notice was posted in place of one that could not be sent.
    Posted {
        /// The rule, such as `KR-POST`.
        rule: String,
        /// Who posted it.
        controller: String,
        /// Where it is.
        url: String,
        /// Since when it is up.
        #[serde(with = "moment")]
        up_from: Millis,
        /// What shows it.
        evidence: String,
    },
    /// A posting was down, or was taken down.
    PostingDown {
        /// Which.
        posting: String,
        /// Since when.
        #[serde(with = "moment")]
        since: Millis,
    },
    /// A posting is up again.
    PostingUp {
        /// Which.
        posting: String,
        /// Since when.
        #[serde(with = "moment")]
        since: Millis,
    },
    /// A possibility was settled.
    Settled {
        /// The clock.
        clock: ClockName,
        /// Whether there was a leak.
        leaked: bool,
        /// Since when that is known.
        #[serde(with = "moment")]
        known: Millis,
        /// What shows it, by which a leak is also a moment of awareness; `None` in steps of before, which entered none.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        evidence: Option<String>,
    },
    /// Something became known, or is open.
    Fact {
        /// Its id.
        id: String,
        /// It, in words.
        words: String,
        /// How it is known.
        grade: Grade,
        /// Items of notices that it closes.
        closes: Vec<String>,
        /// What shows it.
        evidence: Vec<String>,
        /// When it was confirmed.
        #[serde(with = "moment::maybe")]
        confirmed: Option<Millis>,
    },
    /// A piece of evidence was taken in.
    Took(Box<Evidence>),
    /// A piece of evidence was handed over, viewed or exported.
    Handed {
        /// Which.
        evidence: String,
        /// What was done.
        done: String,
        /// To whom.
        to: String,
        /// What they gave for it.
        receipt: String,
    },
    /// Somebody asked, or we promised.
    Owed {
        /// What sort.
        kind: ObligationKind,
        /// Who asks.
        from: String,
        /// What.
        asked: String,
        /// The document.
        evidence: String,
        /// By when.
        #[serde(with = "moment::maybe")]
        due: Option<Millis>,
        /// Who sees to it.
        owner: String,
        /// Systems it concerns.
        systems: Vec<String>,
        /// When it was asked; `None` where nobody said so, as in steps of earlier versions.
        #[serde(
            with = "moment::maybe",
            skip_serializing_if = "Option::is_none",
            default
        )]
        received: Option<Millis>,
    },
    /// An obligation was answered.
    Answered {
        /// Its id.
        obligation: String,
        /// When it was received.
        #[serde(with = "moment")]
        received: Millis,
        /// What.
        words: String,
        /// The receipt.
        receipt: String,
        /// The step of the answer that it corrects.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        corrects: Option<u32>,
        /// Since when which systems of the order delete nothing any more.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        stopped: Vec<Stopped>,
    },
    /// Only these people may see it.
    Restricted {
        /// Their names; none lifts it.
        names: Vec<String>,
    },
    /// It is one.
    Confirmed,
    /// The reading has ended.
    Contained {
        /// Since when.
        #[serde(with = "moment")]
        since: Millis,
        /// What was done, in words.
        measures: String,
    },
    /// A block list was made, for gateways to fetch.
    BlockListed {
        /// Its digest, as the list itself says it.
        digest: String,
        /// What it refuses, in number.
        entries: u32,
        /// What is held back, in number.
        held_back: u32,
        /// Entries that two people confirmed with this list.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        confirmed: Vec<String>,
        /// The second of them; the first took the step.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        second: Option<String>,
    },
    /// A push of the last block list was proposed.
    PushProposed(Box<PushProposal>),
    /// Another person confirmed it: from here on it may have left.
    PushBegun(PushBeginning),
    /// What became of it.
    PushEnded(PushEnding),
    /// A report or notice was frozen.
    Wrote {
        /// Regime, or `sheet`, `board`.
        regime: String,
        /// first, additional, final.
        kind: String,
        /// ko or en.
        language: String,
        /// The scope version; 0 where none was frozen yet.
        version: u32,
        /// For whom it speaks; steps of earlier versions do not say.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        controller: Option<String>,
        /// SHA-256 of its JSON, hex: by that it is known.
        document: String,
        /// SHA-256 of its PDF, hex; steps of earlier versions do not say.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pdf: Option<String>,
        /// SHA-256 of its HTML, hex; likewise.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        html: Option<String>,
    },
    /// A person let a warning about a text of a document stand.
    Accepted(AcceptedWarning),
    /// A sentence of ours was published.
    Published {
        /// The evidence that holds it.
        evidence: String,
        /// The scope version it rests on.
        version: u32,
        /// When.
        #[serde(with = "moment")]
        published: Millis,
    },
    /// It is over.
    Closed,
    /// It is over, for it was no incident: a decision, with its reason.
    ClosedAsNone,
    /// It is not over.
    Reopened,
    /// It goes on in another.
    MergedInto {
        /// Its number.
        incident: Number,
    },
    /// It was split off another, whose clocks and filings it takes over until a person assigns them.
    SplitFrom {
        /// Its number.
        incident: Number,
    },
    /// A step of another incident that was merged into this one, or from which this one was split.
    Inherited {
        /// That incident.
        incident: Number,
        /// The id of what it entered, as that incident calls it; steps that were taken over before this was kept say none.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        called: Option<String>,
        /// Its step.
        step: Box<Step>,
    },
    /// A step was taken by mistake: what it said is not so.
    TakenBack {
        /// Its number.
        step: u32,
    },
}

impl What {
    /// The ids of evidence that it names: what it takes in, or rests on. Receipts are words. Every kind of step is decided
    /// here, so that a new one must be.
    #[must_use]
    pub fn evidence(&self) -> Vec<&str> {
        match self {
            What::Candidate { evidence, .. }
            | What::Filed { evidence, .. }
            | What::Delayed { evidence, .. }
            | What::Handed { evidence, .. }
            | What::Owed { evidence, .. }
            | What::Posted { evidence, .. }
            | What::Published { evidence, .. } => vec![evidence],
            What::Decided { evidence, .. } | What::Fact { evidence, .. } => {
                evidence.iter().map(String::as_str).collect()
            }
            What::Requested {
                evidence, counsel, ..
            } => {
                let decision = counsel.iter().map(|of| of.evidence.as_str());
                decision.chain([evidence.as_str()]).collect()
            }
            What::Settled { evidence, .. } => evidence.iter().map(String::as_str).collect(),
            What::Took(evidence) => vec![&evidence.id],
            What::Inherited { step, .. } => step.what.evidence(),
            What::Opened { .. }
            | What::Concerns { .. }
            | What::Selected { .. }
            | What::Included { .. }
            | What::Excluded { .. }
            | What::Scoped(_)
            | What::GroupKnown { .. }
            | What::Chosen { .. }
            | What::Says { .. }
            | What::Risk { .. }
            | What::DelayEnded { .. }
            | What::Reviewed { .. }
            | What::RequestEnded { .. }
            | What::PostingDown { .. }
            | What::PostingUp { .. }
            | What::Answered { .. }
            | What::Restricted { .. }
            | What::Confirmed
            | What::Contained { .. }
            | What::BlockListed { .. }
            | What::PushProposed(_)
            | What::PushBegun(_)
            | What::PushEnded(_)
            | What::Wrote { .. }
            | What::Accepted(_)
            | What::Closed
            | What::ClosedAsNone
            | What::Reopened
            | What::MergedInto { .. }
            | What::SplitFrom { .. }
            | What::TakenBack { .. } => Vec::new(),
        }
    }
}
