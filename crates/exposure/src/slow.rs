//! The slow twin: one row at a time, against the selection as it is written. Nothing is shared with
//! the fast path but the meaning of a column; tests hold the two equal.

use std::collections::{BTreeMap, BTreeSet};

use env::Disk;
use event::{FieldSet, Outcome};
use ledger::{ColumnId, Columns, OpenError, SubjectId};

use crate::{
    answer::ExposureSet,
    ids::PseudoId,
    plan::{Ground, ip_of},
    selection::{Column, Expr, IssuedWord, Predicate, Selection, TextTest},
};

/// Figures of a selection, counted one row at a time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SlowFigures {
    /// Reads.
    pub reads: u64,
    /// Accesses.
    pub accesses: u64,
    /// Subjects and their fields.
    pub set: ExposureSet,
    /// Reads and names of ghosts.
    pub ghosts: (u64, u64),
    /// Undecided reads and subjects.
    pub undecided: (u64, u64),
    /// Reads by route.
    pub by_route: BTreeMap<String, u64>,
}

/// Answers a selection by looking at every row.
///
/// # Errors
/// When a part cannot be read.
pub fn scope_slow(
    disk: &dyn Disk,
    ground: &Ground<'_>,
    selection: &Selection,
) -> Result<SlowFigures, OpenError> {
    ground.need_issuances(disk)?;
    let mut out = SlowFigures::default();
    let (mut ghosts, mut undecided, mut accesses) =
        (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let names_outcome = selection.names(Column::Outcome);
    for shard in 0..ground.snapshot.genesis.shards {
        for piece in ground.snapshot.pieces(shard) {
            let columns = ground.snapshot.columns(disk, piece, ColumnId::ALL)?;
            for row in 0..columns.len {
                let fact = Fact {
                    columns: &columns,
                    row,
                    shard,
                    ground,
                };
                let truth = fact.truth(&selection.expr);
                let outcome = columns.outcome.get(row).and_then(Outcome::from_code);
                if truth == Some(true)
                    && outcome == Some(Outcome::Missing)
                    && columns.ghost.is_valid(row)
                {
                    out.ghosts.0 += 1;
                    ghosts.insert(columns.ghost.get(row));
                }
                if !names_outcome && outcome != Some(Outcome::Served) {
                    continue;
                }
                match truth {
                    Some(true) => {
                        out.reads += 1;
                        match columns.access.get(row) {
                            Some(access) => drop(accesses.insert(access)),
                            None => out.accesses += 1,
                        }
                        *out.by_route.entry(fact.route_or_request()).or_default() += 1;
                        if let Some(subject) = fact.subject_of_exposure() {
                            *out.set.entry(subject).or_default() |= fact.fields();
                        }
                    }
                    None => {
                        out.undecided.0 += 1;
                        undecided.extend(fact.subject_of_exposure());
                    }
                    Some(false) => {}
                }
            }
        }
    }
    out.accesses += accesses.len() as u64;
    out.ghosts.1 = ghosts.len() as u64;
    out.undecided.1 = undecided.len() as u64;
    Ok(out)
}

/// One row, as a person would read it.
struct Fact<'a> {
    columns: &'a Columns,
    row: usize,
    shard: u16,
    ground: &'a Ground<'a>,
}

impl Fact<'_> {
    fn truth(&self, expr: &Expr) -> Option<bool> {
        match expr {
            Expr::True => Some(true),
            Expr::False => Some(false),
            Expr::Not(inner) => self.truth(inner).map(|truth| !truth),
            Expr::And(all) => {
                let truths: Vec<Option<bool>> = all.iter().map(|expr| self.truth(expr)).collect();
                if truths.contains(&Some(false)) {
                    Some(false)
                } else {
                    truths
                        .into_iter()
                        .collect::<Option<Vec<bool>>>()
                        .map(|_| true)
                }
            }
            Expr::Or(any) => {
                let truths: Vec<Option<bool>> = any.iter().map(|expr| self.truth(expr)).collect();
                if truths.contains(&Some(true)) {
                    Some(true)
                } else {
                    truths
                        .into_iter()
                        .collect::<Option<Vec<bool>>>()
                        .map(|_| false)
                }
            }
            Expr::Test(test) => self.test(test.column, &test.test),
        }
    }

    fn test(&self, column: Column, predicate: &Predicate) -> Option<bool> {
        let c = self.columns;
        match predicate {
            Predicate::IsNull => Some(self.is_null(column)),
            Predicate::Time(time) => Some(
                time.ranges
                    .iter()
                    .any(|range| range.contains(c.time_of(self.row))),
            ),
            Predicate::Ip(nets) => {
                ip_of(c, self.row).map(|ip| nets.iter().any(|net| net.contains(&ip)))
            }
            Predicate::Number(ranges) => {
                let number = if column == Column::Asn {
                    self.place()?.asn.map(u64::from)
                } else {
                    c.access.get(self.row)
                };
                number.map(|number| {
                    ranges
                        .iter()
                        .any(|(first, last)| *first <= number && number <= *last)
                })
            }
            Predicate::Word(codes) => self.word(column).map(|code| codes.contains(&code)),
            Predicate::Issued(words) => Some(words.contains(&self.issued())),
            Predicate::IssuedBare => match self.issued() {
                IssuedWord::Yes | IssuedWord::Expired => Some(true),
                IssuedWord::No => Some(false),
                IssuedWord::CannotSay => None,
            },
            Predicate::Text(text) => self.text(column, text),
        }
    }

    fn text(&self, column: Column, test: &TextTest) -> Option<bool> {
        let holds = |text: &str| match test {
            TextTest::In(values) => values.iter().any(|value| value == text),
            TextTest::Like(pattern) => pattern.matches(text),
        };
        if column == Column::Field {
            let exposed = self.exposed()?;
            exposed.route?;
            return Some(
                self.ground
                    .catalogue
                    .fields_of(exposed.fields | exposed.recipient_fields)
                    .any(|field| holds(&field.id)),
            );
        }
        self.text_of(column).map(|text| holds(&text))
    }

    fn text_of(&self, column: Column) -> Option<String> {
        let (c, row, snapshot) = (self.columns, self.row, self.ground.snapshot);
        let string = |code: u32| snapshot.text(code).unwrap_or("").to_owned();
        match column {
            Column::Source => snapshot
                .state
                .shapes
                .get(c.shape.get(row)? as usize)
                .and_then(|shape| snapshot.state.source(shape.source))
                .map(|source| source.id.clone()),
            Column::Route => self.exposed()?.route.map(|route| route.id.clone()),
            Column::Key => c.key.get(row).map(string),
            Column::Issuer => c.issuer.get(row).map(string),
            Column::Client => c.client.get(row).map(string),
            Column::Country => self
                .place()?
                .country
                .map(|code| String::from_utf8_lossy(&code).into_owned()),
            Column::Actor => c
                .actor
                .get(row)
                .and_then(SubjectId::from_u64)
                .map(|id| PseudoId::Subject(id).to_string()),
            Column::Credential => c
                .credential
                .get(row)
                .map(|hash| PseudoId::Credential(hash).to_string()),
            Column::Subject => {
                let subject = self.subject_of_exposure().map(PseudoId::Subject);
                subject
                    .or_else(|| c.ghost.get(row).map(PseudoId::Ghost))
                    .map(|id| id.to_string())
            }
            _ => None,
        }
    }

    fn word(&self, column: Column) -> Option<u8> {
        let c = self.columns;
        match column {
            Column::Outcome => c.outcome.get(self.row),
            Column::ActorKind => c.actor_kind.get(self.row),
            _ => {
                let subject = self.subject_of_exposure()?;
                Some(
                    self.ground
                        .kinds
                        .at(&self.ground.snapshot.state, subject, c.time_of(self.row))
                        .code(),
                )
            }
        }
    }

    fn is_null(&self, column: Column) -> bool {
        match column {
            Column::Time
            | Column::Source
            | Column::ActorKind
            | Column::Outcome
            | Column::Issued => false,
            Column::Ip => ip_of(self.columns, self.row).is_none(),
            Column::Asn => self.place().is_none_or(|place| place.asn.is_none()),
            Column::Country => self.place().is_none_or(|place| place.country.is_none()),
            Column::SubjectKind => self.subject_of_exposure().is_none(),
            Column::Access => !self.columns.access.is_valid(self.row),
            Column::Field => self.exposed().is_none_or(|exposed| exposed.route.is_none()),
            column => self.text_of(column).is_none(),
        }
    }

    fn exposed(&self) -> Option<&ledger::Exposed<'_>> {
        self.ground
            .exposed
            .get(self.columns.shape.get(self.row)? as usize)
    }

    fn place(&self) -> Option<crate::geo::Place> {
        Some(self.ground.geo?.place(ip_of(self.columns, self.row)?))
    }

    fn issued(&self) -> IssuedWord {
        let c = self.columns;
        self.ground
            .issuances()
            .say(
                c.credential.get(self.row),
                c.issuer.get(self.row),
                c.time_of(self.row),
            )
            .unwrap_or(IssuedWord::CannotSay)
    }

    fn route_or_request(&self) -> String {
        let snapshot = self.ground.snapshot;
        self.text_of(Column::Route).unwrap_or_else(|| {
            let shape = self
                .columns
                .shape
                .get(self.row)
                .and_then(|shape| snapshot.state.shapes.get(shape as usize));
            format!(
                "unmatched: {}",
                shape
                    .and_then(|s| s.unmatched)
                    .and_then(|code| snapshot.text(code))
                    .unwrap_or("?")
            )
        })
    }

    fn subject_of_exposure(&self) -> Option<SubjectId> {
        let known = self.exposed().is_none_or(|exposed| exposed.subject_known);
        self.columns
            .subject
            .get(self.row)
            .filter(|_| known)
            .map(|id| SubjectId {
                shard: self.shard,
                id,
            })
    }

    fn fields(&self) -> FieldSet {
        self.exposed()
            .map_or(FieldSet::EMPTY, |exposed| exposed.fields)
    }
}
