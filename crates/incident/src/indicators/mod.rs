//! Indicators for others: how an attacker looked, as a STIX 2.1 bundle and as CSV.
//!
//! What goes out is the attacker's side alone: networks, autonomous systems, user agents, key ids, and
//! when they were seen. Of those whose data was read there are two numbers, and a small one is not exact.
//! What looks as if it named a person is left out, with the reason, and nothing else is.
//!
//! Not here: sending (TAXII), clocks. Moments are handed in.
//!
//! Invariants:
//! * the same facts make the same bytes, ids included: another bundle of the same incident updates what
//!   a receiver has, and doubles nothing;
//! * every object carries the TLP marking, and says who made it where STIX lets it.

mod csv;
mod facts;
mod ids;
mod personal;
mod sigma;
mod stix;
mod tlp;

pub use facts::{Facts, Incident, NAME_CHARS_MAX, Producer, SEEN_MAX, Seen, VALID_DAYS_MAX, What};
pub use tlp::Tlp;

use std::collections::BTreeSet;

use event::Millis;

use crate::block::Unfit;

const DAY_MS: i64 = 86_400_000;

/// Facts that were checked and may go out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indicators {
    facts: Facts,
    left_out: Vec<(What, Why)>,
}

/// Why something that was seen does not go out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// It looks as if it named a person.
    #[error("it looks like {0}: what may name a person does not go out")]
    Personal(&'static str),
    /// It stands there already, perhaps spelled otherwise.
    #[error("the same was seen twice: hand it in once, with one span and one number of accesses")]
    Twice,
    /// It was never seen.
    #[error("it has no access: what was not seen is no indicator")]
    NeverSeen,
    /// Its span is none.
    #[error(
        "its span is none: `first` is not before 1970, `last` not before `first` nor after the bundle is made"
    )]
    Span,
    /// It says nothing of an attacker.
    #[error(transparent)]
    Unfit(#[from] Unfit),
}

/// Why there is no bundle.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IndicatorsError {
    /// A text is missing or too long.
    #[error("the {what} has {chars} characters: write 1 to {NAME_CHARS_MAX}")]
    Text {
        /// Which text.
        what: &'static str,
        /// Characters it has.
        chars: usize,
    },
    /// A text looks as if it named a person.
    #[error("the {what} holds what looks like {like}: write it without, for it goes out as it is")]
    Personal {
        /// Which text.
        what: &'static str,
        /// What it looks like.
        like: &'static str,
    },
    /// More than a receiver takes at once.
    #[error("{seen} indicators are handed in: a bundle holds at most {SEEN_MAX}")]
    TooMany {
        /// How many.
        seen: usize,
    },
    /// Indicators would be valid for ever, or never.
    #[error("indicators shall be valid for {days} days: say 1 to {VALID_DAYS_MAX}")]
    Valid {
        /// Days that were asked for.
        days: u16,
    },
    /// The bundle is older than the incident.
    #[error("the bundle is made {made}, before the incident was opened {opened}")]
    Order {
        /// When the bundle is made.
        made: Millis,
        /// When the incident was opened.
        opened: Millis,
    },
}

impl Indicators {
    /// Checks facts and puts them into one spelling and order.
    ///
    /// # Errors
    /// What is wrong with the whole. What is wrong with a single indicator leaves out this one alone:
    /// [`Indicators::left_out`].
    pub fn new(mut facts: Facts) -> Result<Indicators, IndicatorsError> {
        check(&facts)?;
        let mut left_out = Vec::new();
        let mut taken = BTreeSet::new();
        let mut kept = Vec::new();
        for one in in_order(std::mem::take(&mut facts.seen)) {
            let why = why_not(&one, facts.made);
            match why {
                None if taken.insert(one.what.clone()) => kept.push(one),
                None => left_out.push((one.what, Why::Twice)),
                Some(why) => left_out.push((one.what, why)),
            }
        }
        facts.seen = kept;
        Ok(Indicators { facts, left_out })
    }

    /// What goes out, in its one spelling and in order.
    #[must_use]
    pub fn seen(&self) -> &[Seen] {
        &self.facts.seen
    }

    /// What does not, and why.
    #[must_use]
    pub fn left_out(&self) -> &[(What, Why)] {
        &self.left_out
    }

    /// The moment from which the indicators count no more.
    fn valid_until(&self) -> Millis {
        self.facts
            .made
            .plus(i64::from(self.facts.valid_days) * DAY_MS)
    }
}

fn in_order(mut seen: Vec<Seen>) -> Vec<Seen> {
    for one in &mut seen {
        one.what = one.what.clone().spelled();
    }
    seen.sort_by_cached_key(|one| (one.what.clone(), format!("{one:?}")));
    seen
}

fn check(facts: &Facts) -> Result<(), IndicatorsError> {
    let Incident {
        id, name, opened, ..
    } = &facts.incident;
    for (what, text, free) in [
        ("origin of the ledger", &facts.origin, false),
        ("id of the incident", id, false),
        ("name of the incident", name, true),
        ("name of the producer", &facts.producer.name, true),
    ] {
        let chars = text.chars().count();
        if text.trim().is_empty() || chars > NAME_CHARS_MAX {
            return Err(IndicatorsError::Text { what, chars });
        }
        if free && let Some(like) = personal::in_text(text) {
            return Err(IndicatorsError::Personal { what, like });
        }
    }
    let (seen, days) = (facts.seen.len(), facts.valid_days);
    if seen > SEEN_MAX {
        return Err(IndicatorsError::TooMany { seen });
    }
    if days == 0 || days > VALID_DAYS_MAX {
        return Err(IndicatorsError::Valid { days });
    }
    let (made, opened) = (facts.made, *opened);
    if made < opened {
        return Err(IndicatorsError::Order { made, opened });
    }
    Ok(())
}

fn why_not(seen: &Seen, made: Millis) -> Option<Why> {
    if let Err(unfit) = seen.what.fit() {
        return Some(Why::Unfit(unfit));
    }
    if let Some(like) = seen.what.personal() {
        return Some(Why::Personal(like));
    }
    if seen.accesses == 0 {
        return Some(Why::NeverSeen);
    }
    let in_order = Millis(0) <= seen.first && seen.first <= seen.last && seen.last <= made;
    (!in_order).then_some(Why::Span)
}

#[cfg(test)]
mod tests;
