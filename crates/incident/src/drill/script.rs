//! What reaches a team, and when.

use event::Millis;

use super::goals::{Goal, OfClock};
use crate::grouped;

/// What sort of thing reaches the team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A mail from outside.
    Mail,
    /// Somebody inside tells it.
    Word,
    /// The order of an authority: it is owed from then.
    Order,
    /// The order of an authority to keep what is there.
    Preserve,
    /// Something was found that adds to the record.
    Found,
    /// The exercise is over.
    End,
}

impl Kind {
    /// Its name.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Kind::Mail => "mail",
            Kind::Word => "word",
            Kind::Order => "order",
            Kind::Preserve => "order to preserve",
            Kind::Found => "found",
            Kind::End => "end",
        }
    }
}

/// One thing that reaches the team. Its texts are Korean and English; a number in braces is one of the case and is
/// told at the scale of the replay ([`scaled`]).
#[derive(Debug, Clone, Copy)]
pub struct Inject {
    /// Its id.
    pub id: &'static str,
    /// When it comes, RFC 3339.
    pub at: &'static str,
    /// What it is.
    pub kind: Kind,
    /// From whom.
    pub from: &'static str,
    /// In a few words.
    pub title: &'static str,
    /// Korean.
    pub ko: &'static str,
    /// English.
    pub en: &'static str,
    /// When what it asks is due, where it names a date, RFC 3339.
    pub due: Option<&'static str>,
    /// Where the case says so, or that it was made up for the drill.
    pub source: &'static str,
}

impl Inject {
    /// When it comes.
    #[must_use]
    pub fn at(&self) -> Millis {
        moment(self.at)
    }

    /// When what it asks is due.
    #[must_use]
    pub fn due(&self) -> Option<Millis> {
        self.due.map(moment)
    }
}

/// A scenario.
#[derive(Debug, Clone, Copy)]
pub struct Script {
    /// Its name, as it is chosen.
    pub id: &'static str,
    /// What it is, in a sentence.
    pub title: &'static str,
    /// What reaches the team, the earliest first. The first begins the drill, and the last ends it.
    pub injects: &'static [Inject],
    /// What is measured.
    pub goals: &'static [Goal],
    /// The controller of the case: clocks of others were nobody's then.
    pub controller: &'static str,
    /// When its clocks of the law were stopped in the case.
    pub clocks: &'static [OfClock],
    /// The moment of awareness from which the authority counts: one that is chosen later is not accepted. RFC 3339.
    pub counts_from: &'static str,
}

impl Script {
    /// When it begins.
    #[must_use]
    pub fn from(&self) -> Millis {
        self.injects.first().map_or(Millis::MIN, Inject::at)
    }

    /// When it ends.
    #[must_use]
    pub fn to(&self) -> Millis {
        self.injects.last().map_or(Millis::MAX, Inject::at)
    }

    /// The moment from which the authority counts.
    #[must_use]
    pub fn counts_from(&self) -> Millis {
        moment(self.counts_from)
    }

    /// What has come by a moment.
    pub fn arrived(&self, now: Millis) -> impl Iterator<Item = &'static Inject> {
        self.injects.iter().take_while(move |of| of.at() <= now)
    }

    /// What comes next after a moment.
    #[must_use]
    pub fn next(&self, now: Millis) -> Option<&'static Inject> {
        self.injects.iter().find(|of| of.at() > now)
    }

    /// One of them.
    #[must_use]
    pub fn inject(&self, id: &str) -> Option<&'static Inject> {
        self.injects.iter().find(|of| of.id == id)
    }
}

/// A text whose numbers in braces are divided by the scale of the replay and rounded: `{120000000}` is `120,000` at
/// 1:1000.
#[must_use]
pub fn scaled(text: &str, scale: u32) -> String {
    let scale = u64::from(scale.max(1));
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = rest.split_once('{') {
        out.push_str(before);
        let Some((number, after)) = from.split_once('}') else {
            out.push('{');
            rest = from;
            break;
        };
        match number.parse::<u64>() {
            Ok(number) => out.push_str(&grouped(number.saturating_add(scale / 2) / scale)),
            Err(_) => out.push_str(number),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// A moment of a script. That each reads is held by a test.
pub(super) fn moment(text: &str) -> Millis {
    Millis::parse(text).unwrap_or(Millis::MAX)
}
