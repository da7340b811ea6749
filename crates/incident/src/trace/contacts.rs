//! Whom the rows of a sample may be: they are held against the contact source, one line of it at a time.
//!
//! Tables are made of the sample alone, so a source of 33 million lines goes through in one pass and leaves nothing
//! behind but matches. How well a row and a line agree is a sum of points ([`points`]); a line counts when an
//! identifier, an e-mail or a phone number is the same, or the name and at least half of the words of the address. A row that
//! shows nothing but an address is whoever has that address, word for word; who lives there together is told apart by nothing, so
//! that all of them are matches. A name alone is nobody: how many others have it no contact source says.
//!
//! A source may hold several lines of one subject with the moment from which each was valid. Where a row agrees better
//! with one of them than with its neighbours in time, the row is dated ([`Match::since`], [`Match::until`]).

mod found;
mod lines;
mod table;

use std::cell::OnceCell;

use event::{Canon, CanonError, Millis};

use super::{
    Covered, Digest,
    rank::{self, Traced},
    sample::{Column, Forms, Row, Sample},
    text,
};
use found::Found;
pub use lines::{ContactsError, LINE_BYTES_MAX, Lines};
use table::Table;

/// Subjects that one row may be. A row that fits more subjects equally well says nothing and is counted as crowded.
pub const MATCHES_MAX: usize = 5;

/// How much an agreement is worth. An identifier outweighs a number or an e-mail that a family may share, and those
/// outweigh a name with its address; what has less than half of the best points is dropped.
pub mod points {
    /// The same identifier.
    pub const ID: u32 = 100;
    /// The same e-mail or phone number.
    pub const REACH: u32 = 60;
    /// The same name.
    pub const NAME: u32 = 20;
    /// The same address; a part of its words earns that part.
    pub const ADDRESS: u32 = 20;
}

/// Of 1,000 words of a row's address so many must stand in the line's, where only the name is the same besides.
const ADDRESS_PERMILLE_MIN: u32 = 500;

/// One line of the contact source: what is held about a subject, and from when on.
#[derive(Debug, Clone, Copy, Default)]
pub struct Contact<'a> {
    /// The subject, with or without its namespace.
    pub subject: &'a str,
    /// Empty where it is not known, as with all that follow.
    pub email: &'a str,
    /// Its phone number, in any spelling.
    pub phone: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its address.
    pub address: &'a str,
    /// From when on these values were held.
    pub valid_from: Option<Millis>,
}

/// Why a subject is a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// The row itself names it; whether it exists, the book must say.
    Named,
    /// The contact source holds it with an identifier, e-mail or phone number of the row.
    Exact,
    /// The contact source holds it with the name and at least half of the address of the row, or with the whole address
    /// where the row shows nothing else.
    Alike,
}

/// A subject that a row may be.
#[derive(Debug, Clone)]
pub struct Match {
    /// Its canonical name.
    pub subject: Covered,
    /// Why.
    pub ground: Ground,
    /// Points ([`points`]).
    pub score: u32,
    /// The row holds values that were first held then.
    pub since: Option<Millis>,
    /// The row holds values that were no longer held then.
    pub until: Option<Millis>,
}

/// Whom one row may be.
#[derive(Debug, Clone)]
pub struct RowMatches {
    /// Its line in the sample, from 1.
    pub line: u64,
    /// What may be kept of it.
    pub digest: Digest,
    /// Best first. Empty where it is nobody.
    pub matches: Vec<Match>,
    /// More than [`MATCHES_MAX`] subjects of the contact source fit equally well, so that none was taken.
    pub is_crowded: bool,
}

/// Whom the rows of a sample may be.
#[derive(Debug, Clone)]
pub struct Matches {
    /// One for each row of the sample, in its order.
    pub rows: Vec<RowMatches>,
}

impl Matches {
    /// The canonical names of all subjects that the rows may be, some of them more than once. They are values of the
    /// sample: whoever asks looks them up and lets them go.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let matches = self.rows.iter().flat_map(|row| &row.matches);
        matches.map(|one| one.subject.uncover()).collect()
    }

    /// The rows with the subjects of the book in place of names. `subject_of` says which subject a canonical name is.
    ///
    /// A name that only the row itself claims and the book does not know is nobody; one that the contact source knows
    /// and the book does not is somebody who was never read.
    #[must_use]
    pub fn traced(&self, mut subject_of: impl FnMut(&str) -> Option<u32>) -> Vec<Traced> {
        let mut rows = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            let mut traced = Traced {
                is_matched: false,
                may_be: Vec::new(),
            };
            for one in &row.matches {
                let subject = subject_of(one.subject.uncover());
                traced.is_matched |= subject.is_some() || one.ground != Ground::Named;
                traced.may_be.extend(subject.map(|subject| rank::MayBe {
                    subject,
                    since: one.since,
                    until: one.until,
                }));
            }
            rows.push(traced);
        }
        rows
    }
}

/// A sample that is being held against the contact source.
pub struct Matching<'s> {
    sample: &'s Sample,
    forms: Forms<'s>,
    table: Table,
    found: Vec<Found>,
}

impl<'s> Matching<'s> {
    /// A sample and no line yet. Subjects without a namespace are of `id_namespace`.
    ///
    /// # Errors
    /// When the catalogue does not know that namespace.
    pub fn new(
        sample: &'s Sample,
        canon: &'s Canon,
        id_namespace: &'s str,
    ) -> Result<Matching<'s>, CanonError> {
        Ok(Matching {
            sample,
            table: Table::of(sample),
            forms: Forms::new(canon, id_namespace)?,
            found: sample.rows.iter().map(|_| Found::default()).collect(),
        })
    }

    /// Takes a line of the contact source; `false` where its subject has no canonical name.
    pub fn see(&mut self, contact: &Contact<'_>) -> bool {
        let Some(subject) = self.forms.canonical(Column::Id, contact.subject) else {
            return false;
        };
        let held = Held::of(contact, subject, &self.forms);
        for hit in self.table.hits(&held) {
            let at = usize::try_from(hit).unwrap_or(usize::MAX);
            let row = self.sample.rows.get(at);
            let agreed = row.and_then(|row| held.agrees(row));
            if let (Some((score, ground)), Some(found)) = (agreed, self.found.get_mut(at)) {
                found.see(&held.subject, ground, score, contact.valid_from);
            }
        }
        true
    }

    /// Whom the rows may be, by all lines that were seen and by what the rows name themselves.
    #[must_use]
    pub fn matches(self) -> Matches {
        let forms = &self.forms;
        let rows = self.sample.rows.iter().zip(self.found);
        let rows = rows.map(|(row, found)| {
            let (mut matches, is_crowded) = found.best();
            for named in named(row, forms) {
                let is_known = |of: &Match| of.subject == named.subject;
                if !matches.iter().any(is_known) {
                    matches.push(named);
                }
            }
            RowMatches {
                line: row.line,
                digest: row.digest,
                matches,
                is_crowded,
            }
        });
        Matches {
            rows: rows.collect(),
        }
    }
}

/// The subjects that a row names itself.
fn named(row: &Row, forms: &Forms<'_>) -> Vec<Match> {
    let mut all = Vec::new();
    for value in &row.values {
        let names = forms.subjects(value.column, value.value.uncover());
        let score = match value.column {
            Column::Id => points::ID,
            _ => points::REACH,
        };
        all.extend(names.into_iter().map(|name| Match {
            subject: Covered::new(name),
            ground: Ground::Named,
            score,
            since: None,
            until: None,
        }));
    }
    all
}

/// A line of the contact source in canonical forms. The address of most lines is never asked for, so it waits.
struct Held<'a> {
    subject: String,
    email: Option<String>,
    phone: Option<String>,
    name: Option<String>,
    raw_address: &'a str,
    address: OnceCell<Option<String>>,
}

impl<'a> Held<'a> {
    fn of(contact: &Contact<'a>, subject: String, forms: &Forms<'_>) -> Held<'a> {
        let form = |column, raw: &str| match raw.is_empty() {
            true => None,
            false => forms.canonical(column, raw),
        };
        Held {
            subject,
            email: form(Column::Email, contact.email),
            phone: form(Column::Phone, contact.phone),
            name: form(Column::Name, contact.name),
            raw_address: contact.address,
            address: OnceCell::new(),
        }
    }

    fn address(&self) -> Option<&str> {
        let address = self.address.get_or_init(|| text::address(self.raw_address));
        address.as_deref()
    }

    /// How well a row agrees, and on what ground; `None` where it is somebody else.
    fn agrees(&self, row: &Row) -> Option<(u32, Ground)> {
        let holds = |column, value: &Option<String>| {
            let mut of = row.values_of(column);
            value.as_ref().is_some_and(|value| of.any(|of| of == value))
        };
        let has_id = row.values_of(Column::Id).any(|id| id == self.subject);
        let has_email = holds(Column::Email, &self.email);
        let has_phone = holds(Column::Phone, &self.phone);
        let has_name = holds(Column::Name, &self.name);
        let address = self.address_permille(row);
        let ground = match (has_id || has_email || has_phone, has_name) {
            (true, _) => Ground::Exact,
            (false, true) if address >= ADDRESS_PERMILLE_MIN => Ground::Alike,
            (false, false) if self.is_at(row) => Ground::Alike,
            _ => return None,
        };
        let score = u32::from(has_id) * points::ID
            + (u32::from(has_email) + u32::from(has_phone)) * points::REACH
            + u32::from(has_name) * points::NAME
            + address * points::ADDRESS / 1000;
        Some((score, ground))
    }

    /// Whether a row that shows nothing else shows the whole address of the line.
    fn is_at(&self, row: &Row) -> bool {
        let shown = row.address_alone();
        shown.is_some() && shown == self.address().and_then(text::whole)
    }

    /// Words of the row's address that the line's address holds, of 1,000. One word is no address.
    fn address_permille(&self, row: &Row) -> u32 {
        let Some(held) = self.address() else { return 0 };
        let addresses = row.values_of(Column::Address);
        let addresses: Vec<&str> = addresses.collect();
        let address = addresses.join(" ");
        match address.contains(' ') {
            true => text::shared_permille(&address, held),
            false => 0,
        }
    }
}

#[cfg(test)]
mod tests;
