//! What a drill measures, and how it was in the case.

use event::Millis;

use super::script::moment;

/// Which step of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoalId {
    /// An incident was opened.
    Opened,
    /// The record was put under a hold, so that nothing of it can be deleted.
    Held,
    /// The first version of the scope was frozen.
    FirstScope,
    /// A version had everybody whose data was read, and nobody else.
    ExactScope,
    /// The privacy officer chose the moment of awareness.
    AwarenessChosen,
    /// The reading was ended.
    Contained,
    /// It was decided whether the people are to be told.
    NoticeDecided,
    /// No duty is undecided.
    DutiesDecided,
    /// A mail or other thing that came was taken in as evidence.
    EvidenceTaken,
    /// The record found late was read, and its people stand in a version of the scope.
    LateGroup,
    /// What was ordered was entered and answered.
    Answered,
    /// The incident was closed.
    Closed,
}

impl GoalId {
    /// Its name.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            GoalId::Opened => "opened",
            GoalId::Held => "evidence_preserved",
            GoalId::FirstScope => "first_scope",
            GoalId::ExactScope => "exact_scope",
            GoalId::AwarenessChosen => "awareness_chosen",
            GoalId::Contained => "contained",
            GoalId::NoticeDecided => "notice_decided",
            GoalId::DutiesDecided => "duties_decided",
            GoalId::EvidenceTaken => "evidence_taken",
            GoalId::LateGroup => "late_group",
            GoalId::Answered => "order_answered",
            GoalId::Closed => "closed",
        }
    }
}

/// When something happened in the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// At this moment, RFC 3339.
    At(&'static str),
    /// On this day; the hour is not known.
    On(&'static str),
    /// It did not happen.
    Never,
    /// The public record does not say.
    Unknown,
}

impl Then {
    /// The moment, where it is known to the minute.
    #[must_use]
    pub fn moment(self) -> Option<Millis> {
        match self {
            Then::At(text) => Some(moment(text)),
            _ => None,
        }
    }

    /// As a table says it: the day is enough where the hour is not known.
    #[must_use]
    pub fn shown(self) -> String {
        match self {
            Then::At(text) => text
                .get(..16)
                .map_or_else(String::new, |at| at.replace('T', " ")),
            Then::On(day) => day.to_owned(),
            Then::Never => "never".to_owned(),
            Then::Unknown => "not known".to_owned(),
        }
    }
}

/// One thing that is measured.
#[derive(Debug, Clone, Copy)]
pub struct Goal {
    /// Which.
    pub id: GoalId,
    /// In words.
    pub what: &'static str,
    /// The inject from whose coming its hours count.
    pub after: &'static str,
    /// Until when it should be done, where something says so, RFC 3339.
    pub by: Option<&'static str>,
    /// What says so.
    pub because: &'static str,
    /// When it was done in the case.
    pub then: Then,
    /// What else is to be said of it there, with its source.
    pub note: &'static str,
}

impl Goal {
    /// Until when it should be done.
    #[must_use]
    pub fn by(&self) -> Option<Millis> {
        self.by.map(moment)
    }
}

/// What opened a clock, as a drill compares them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    /// The incident.
    ByIncident,
    /// People whom a wider selection, or anything but a late source, added.
    ByGroup,
    /// People whom a record found late added.
    ByLateGroup,
}

/// When a clock was stopped in the case.
#[derive(Debug, Clone, Copy)]
pub struct OfClock {
    /// The clock.
    pub clock: &'static str,
    /// Which of its kind.
    pub opened: Opened,
    /// When.
    pub then: Then,
    /// What else is to be said of it.
    pub note: &'static str,
}
