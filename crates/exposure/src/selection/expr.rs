//! The typed expression: few forms, so that evaluation has little to know.

use std::ops::Range;

use event::Millis;
use ipnet::IpNet;

use super::{Column, Pattern, SelectionError};

/// A condition on a read, in Kleene's logic: true, false or undecided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    /// Every read.
    True,
    /// No read.
    False,
    /// All of them hold. Normal form has at least two.
    And(Vec<Expr>),
    /// At least one holds. Normal form has at least two.
    Or(Vec<Expr>),
    /// It does not hold; undecided stays undecided.
    Not(Box<Expr>),
    /// One column meets one predicate.
    Test(Test),
}

/// One column meets one predicate. Equality leaves the places out.
#[derive(Debug, Clone)]
pub struct Test {
    /// The column looked at.
    pub column: Column,
    /// What must hold of it; its variant is fixed by the column.
    pub test: Predicate,
    /// The place of the whole test in the text, in bytes; empty when it was not parsed.
    pub span: Range<usize>,
    /// The place of each text of a [`TextTest::In`], in its order; empty when not known.
    pub(super) places: Vec<Range<usize>>,
}

/// What must hold of a column. A null column is undecided, except for [`Predicate::IsNull`]. Lists
/// are never empty, sorted, and true when one of their items matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Predicate {
    /// `time`: in one of these ranges.
    Time(TimeTest),
    /// `source`, `actor`, `credential`, `key`, `country`, `client`, `route`, `field`, `subject`.
    Text(TextTest),
    /// `ip`: in one of these networks. An address is a network of /32 or /128; a network of
    /// IPv4-mapped IPv6 addresses is one of IPv4, so the address compared must be made so too
    /// ([`std::net::IpAddr::to_canonical`]).
    Ip(Vec<IpNet>),
    /// `asn`, `access`: in one of these ranges, both ends included.
    Number(Vec<(u64, u64)>),
    /// `actor_kind`, `outcome`, `subject_kind`: one of these stored codes.
    Word(Vec<u8>),
    /// `issued` compared with literals: one of these. Always decides.
    Issued(Vec<IssuedWord>),
    /// Bare `issued`: true for yes and expired, false for no, undecided for cannot say.
    IssuedBare,
    /// The column is null. Always decides.
    IsNull,
}

/// A test of `time`. Normal form has one range, or many instants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeTest {
    /// Times in one of these match.
    pub ranges: Vec<TimeRange>,
}

/// From one instant to another, both included. Open ends are [`Millis::MIN`] and [`Millis::MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeRange {
    /// The earliest time inside.
    pub from: Millis,
    /// The latest time inside.
    pub to: Millis,
}

/// A test of a text column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextTest {
    /// Equal to one of these, byte for byte.
    In(Vec<String>),
    /// Matches the pattern.
    Like(Pattern),
}

/// What is known of a credential's issuance, as selections name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum IssuedWord {
    /// Issued and valid at the time of the read.
    Yes,
    /// Issued, but past its lifetime.
    Expired,
    /// Never issued through the normal procedure.
    No,
    /// The feed of issuances does not allow an answer.
    CannotSay,
}

impl IssuedWord {
    /// Every word.
    pub const ALL: &'static [IssuedWord] = &[
        IssuedWord::Yes,
        IssuedWord::Expired,
        IssuedWord::No,
        IssuedWord::CannotSay,
    ];

    /// The literal used in selections.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            IssuedWord::Yes => "yes",
            IssuedWord::Expired => "expired",
            IssuedWord::No => "no",
            IssuedWord::CannotSay => "cannot_say",
        }
    }
}

impl TimeRange {
    /// Whether the time lies inside.
    #[must_use]
    pub fn contains(self, time: Millis) -> bool {
        (self.from..=self.to).contains(&time)
    }
}

impl Test {
    /// A test that was not parsed from any text.
    #[must_use]
    pub fn new(column: Column, test: Predicate) -> Test {
        Test {
            column,
            test,
            span: 0..0,
            places: Vec::new(),
        }
    }

    /// The place of the text at this position of the list; of the whole test when it is not known.
    pub(super) fn place(&self, at: usize) -> Range<usize> {
        self.places.get(at).unwrap_or(&self.span).clone()
    }
}

impl PartialEq for Test {
    fn eq(&self, other: &Test) -> bool {
        self.column == other.column && self.test == other.test
    }
}

impl Eq for Test {}

impl Expr {
    /// Calls `seen` with every test, in the order of the expression.
    pub fn each_test<'e>(&'e self, seen: &mut dyn FnMut(&'e Test)) {
        match self {
            Expr::True | Expr::False => {}
            Expr::And(items) | Expr::Or(items) => {
                items.iter().for_each(|item| item.each_test(seen));
            }
            Expr::Not(inner) => inner.each_test(seen),
            Expr::Test(test) => seen(test),
        }
    }

    /// The same expression with every test replaced.
    pub(super) fn map_tests(
        &self,
        map: &mut dyn FnMut(&Test) -> Result<Test, SelectionError>,
    ) -> Result<Expr, SelectionError> {
        let mut all = |items: &[Expr]| -> Result<Vec<Expr>, SelectionError> {
            items.iter().map(|item| item.map_tests(map)).collect()
        };
        Ok(match self {
            Expr::True => Expr::True,
            Expr::False => Expr::False,
            Expr::And(items) => Expr::And(all(items)?),
            Expr::Or(items) => Expr::Or(all(items)?),
            Expr::Not(inner) => Expr::Not(Box::new(inner.map_tests(map)?)),
            Expr::Test(test) => Expr::Test(map(test)?),
        })
    }
}
