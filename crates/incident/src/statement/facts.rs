//! What is known of an incident at one version of its scope, as the caller hands it over.

use event::Millis;
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

use super::{
    Absolute, Deed,
    phrase::{Phrases as Table, singular},
};
use crate::{
    Grade,
    both::{Both, grouped},
    bounds::Bounds,
};

/// What is known.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// The version of the scope.
    pub version: u32,
    /// Numbers of this version.
    pub figures: Vec<Figure>,
    /// Numbers of earlier versions.
    pub earlier: Vec<Figure>,
    /// Moments that a statement may name.
    pub moments: Vec<Moment>,
    /// Fields, with what the record says of each.
    pub fields: Vec<FieldFact>,
    /// What carries absolute words.
    pub evidence: Vec<Evidence>,
    /// What the notice advises people to do, in its words; empty when nothing.
    pub advice: Vec<String>,
    /// Whether the data was made public, so that the word of Article 34-2 of the Act may be used.
    pub published: bool,
}

/// A number of one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// What it counts: the same name in every version, by which one takes the place of another.
    pub name: Both,
    /// The least that it can be, in units of `decimals`.
    pub low: u64,
    /// The most that it can be; the same as `low` when it is exact, `None` without an upper bound.
    pub high: Option<u64>,
    /// Digits behind the point in `low` and `high`: 571 with 1 is 57.1.
    pub decimals: u8,
    /// Words that stand beside such a number in a text, in both languages: `계정`, `accounts`, `%`. A plural in s is
    /// found as one too.
    pub units: Vec<String>,
    /// Words of which one must stand in the clause where this counts a part only, such as `휴면`, `dormant`; empty when
    /// it counts all of it. A part never contradicts.
    pub about: Vec<String>,
    /// Words of which none may stand there: `비회원` holds `회원` and is the opposite.
    pub except: Vec<String>,
    /// How much more it may be, where the record has gaps; `None` where nothing is missing.
    pub more: Option<More>,
    /// Whether it counts people of a kind or of a controller, so that it speaks against a text that says none of them is
    /// concerned.
    pub is_group: bool,
    /// The version of the scope that it belongs to.
    pub version: u32,
    /// How well it is known.
    pub grade: Grade,
}

/// What a record with gaps leaves open beyond what was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct More {
    /// How many more at the most; `None` is: nobody can say.
    pub at_most: Option<u64>,
    /// The sentence that says so beside the figure.
    pub says: Both,
}

impl Figure {
    /// What it can be at all: its bounds, and what the gaps of the record may add to them.
    pub(super) fn possible(&self, decimals: u8) -> Bounds {
        let Bounds { low, high } = self.bounds(decimals);
        let Some(more) = &self.more else {
            return Bounds { low, high };
        };
        let high = high
            .zip(more.at_most)
            .map(|(high, more)| high.saturating_add(more.into()));
        Bounds { low, high }
    }

    /// Its bounds, with this many digits behind the point.
    pub(super) fn bounds(&self, decimals: u8) -> Bounds {
        let times = 10_u128.saturating_pow(decimals.saturating_sub(self.decimals).into());
        Bounds {
            low: u128::from(self.low).saturating_mul(times),
            high: self.high.map(|high| u128::from(high).saturating_mul(times)),
        }
    }

    /// Its value as people write it.
    pub(super) fn value(&self) -> String {
        let number = |value: u64| {
            let unit = 10_u64.saturating_pow(self.decimals.into());
            let whole = grouped(value / unit);
            match usize::from(self.decimals) {
                0 => whole,
                digits => format!("{whole}.{:0digits$}", value % unit),
            }
        };
        match self.high {
            Some(high) if high == self.low => number(self.low),
            Some(high) => format!("{}–{}", number(self.low), number(high)),
            None => format!("≥ {}", number(self.low)),
        }
    }
}

/// A moment that a statement may name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// Its name, by which a text may call it: `최초 열람`, `first read`.
    pub name: Both,
    /// What else a text calls it, in both languages.
    pub also: Vec<String>,
    /// What happened then; `None` of a moment that carries no sentence, such as a candidate that was not chosen.
    pub deed: Option<Deed>,
    /// Who was told, as the receipt says it; empty where nobody was.
    pub to: String,
    /// How long a report or notice took from where its clock began; `None` of other moments, and where that is not known.
    pub took: Option<Took>,
    /// When, UTC milliseconds.
    pub at: Millis,
    /// The zone in which a statement writes it.
    pub zone: TimeZone,
}

/// How a report or notice lies to its clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Took {
    /// Milliseconds from where its clock began.
    pub after_ms: i64,
    /// Whether it was received after the limit.
    pub is_late: bool,
}

impl Moment {
    /// Date and time on a clock of a zone; of its own zone when none is given.
    pub(super) fn civil(&self, zone: Option<&TimeZone>) -> Option<DateTime> {
        let at = Timestamp::from_millisecond(self.at.0).ok()?;
        let zone = zone.unwrap_or(&self.zone);
        Some(zone.to_datetime(at))
    }
}

/// What the record says of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Seen {
    /// At least one read.
    Touched,
    /// No read, and the record is proven to be complete for the question.
    Clear,
    /// Neither.
    CannotSay,
}

/// A field, with what a text calls it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFact {
    /// Its name in the catalogue.
    pub name: String,
    /// Its title.
    pub title: Both,
    /// What else a text calls it, in both languages.
    pub also: Vec<String>,
    /// What the record says of it.
    pub seen: Seen,
}

/// What carries an absolute word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The word that it carries.
    pub says: Absolute,
    /// Words of which one must stand in the same clause, so that evidence of one thing does not carry another;
    /// empty when it carries the word wherever it stands.
    pub about: Vec<String>,
    /// What it is and where it is kept, for the reader.
    pub source: String,
    /// How well it is known. Only a fact carries an absolute word.
    pub grade: Grade,
}

/// The words of the facts, made ready to be found.
pub(super) struct Phrases {
    /// Fields, by their place in [`Facts::fields`].
    pub(super) fields: Table<usize>,
    /// Moments, by their place in [`Facts::moments`].
    pub(super) moments: Table<usize>,
    /// Units of figures, of any version.
    pub(super) units: Table<()>,
    /// Groups of people that are counted, by their place in [`Facts::figures`].
    pub(super) groups: Table<usize>,
    /// Parts that are counted, of any version, by their place in [`Facts::figures`] and behind it [`Facts::earlier`].
    pub(super) parts: Table<usize>,
}

impl Phrases {
    pub(super) fn of(facts: &Facts) -> Phrases {
        let fields = facts.fields.iter().enumerate().flat_map(|(at, field)| {
            let words = called(&field.title, &field.also).chain([field.name.as_str()]);
            words.map(move |word| (word, at))
        });
        let moments = facts.moments.iter().enumerate();
        let moments =
            moments.flat_map(|(at, of)| called(&of.name, &of.also).map(move |word| (word, at)));
        let figures = facts.figures.iter().chain(&facts.earlier);
        let units = figures.flat_map(|figure| figure.units.iter().map(|unit| (singular(unit), ())));
        let groups = facts
            .figures
            .iter()
            .enumerate()
            .filter(|(_, of)| of.is_group);
        let groups =
            groups.flat_map(|(at, of)| of.about.iter().map(move |word| (word.as_str(), at)));
        let wholes = facts.figures.iter().filter(|of| of.about.is_empty());
        let wholes: Vec<&Both> = wholes.map(|of| &of.name).collect();
        let parts = facts.figures.iter().chain(&facts.earlier).enumerate();
        // The ends of an estimate are called as the whole is, and are no part.
        let parts = parts.filter(|(_, of)| !wholes.contains(&&of.name));
        let parts = parts.flat_map(|(at, of)| of.about.iter().map(move |word| (word.as_str(), at)));
        Phrases {
            parts: Table::names(parts),
            groups: Table::names(groups),
            fields: Table::names(fields),
            moments: Table::names(moments),
            units: Table::names(units),
        }
    }
}

/// Everything that a text may call something.
fn called<'f>(name: &'f Both, also: &'f [String]) -> impl Iterator<Item = &'f str> {
    let names = [name.ko.as_str(), name.en.as_str()].into_iter();
    names.chain(also.iter().map(String::as_str))
}
