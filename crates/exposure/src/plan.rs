//! A plan: a selection with every literal turned into what rows hold, so that a test of a row compares
//! numbers only.

use std::{
    net::IpAddr,
    sync::{Mutex, OnceLock},
};

use env::Disk;
use event::{ActorKind, Millis, Outcome, catalogue::Catalogue};
use hashbrown::{HashMap, HashSet};
use ipnet::IpNet;
use ledger::{ColumnId, Exposed, OpenError, Snapshot};

use crate::{
    geo::Geo,
    ids::PseudoId,
    index::{Opened, issued::Basis},
    issued::{Feeds, Issuances},
    kinds::Kinds,
    people::Relations,
    roster::Roster,
    selection::{Column, Expr, IssuedWord, Predicate, Selection, Test, TextTest},
    statement::Statement,
};

/// False, undecided, true: Kleene's logic is then minimum, maximum and 2 − x.
pub(crate) const FALSE: u8 = 0;
pub(crate) const UNDECIDED: u8 = 1;
pub(crate) const TRUE: u8 = 2;

/// Everything that a question rests on besides rows.
pub struct Ground<'s> {
    /// Directory.
    pub snapshot: &'s Snapshot,
    /// Catalogue version in force for the answer.
    pub catalogue: &'s Catalogue,
    /// Its number.
    pub catalogue_version: u32,
    /// Table of places.
    pub geo: Option<&'s Geo>,
    /// What the feeds of issuances allow to be said.
    pub feeds: Feeds,
    /// Issuances, once a question has needed them.
    pub(crate) issuances: OnceLock<Issuances>,
    /// Held while they are read, so that threads that need them at once do not all read them.
    pub(crate) reading: Mutex<()>,
    /// What answers about issuances rest on.
    pub(crate) basis: Basis,
    /// Kinds over time.
    pub kinds: Kinds,
    /// Control events.
    pub controls: Vec<ledger::Control>,
    /// What each shape exposes.
    pub exposed: Vec<Exposed<'s>>,
    /// Statements of no loss.
    pub statements: Vec<Statement>,
    /// Statements that everybody of some kinds is known.
    pub rosters: Vec<Roster>,
    /// Whose data shows whom, and who is one person.
    pub(crate) relations: Relations,
    /// Indexes that were opened.
    pub(crate) opened: Opened,
}

impl Ground<'_> {
    /// The relations that are known now.
    #[must_use]
    pub fn relations(&self) -> &Relations {
        &self.relations
    }
}

/// A condition in terms of rows.
#[derive(Debug)]
pub(crate) enum Node {
    True,
    False,
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    Leaf(Leaf),
}

impl Node {
    /// How dear it is to test a row, so that a condition begins with what is cheap: 0 looks at one
    /// small number, 1 keeps the last answer, 2 looks into large tables.
    pub(crate) fn cost(&self) -> u8 {
        match self {
            Node::True | Node::False => 0,
            Node::Not(inner) => inner.cost(),
            Node::And(nodes) | Node::Or(nodes) => nodes.iter().map(Node::cost).max().unwrap_or(0),
            Node::Leaf(Leaf::Shape(_) | Leaf::Time(_) | Leaf::Outcome(_) | Leaf::ActorKind(_)) => 0,
            Node::Leaf(Leaf::Issued(_) | Leaf::IssuedBare | Leaf::Asn(_) | Leaf::Country(_)) => 2,
            Node::Leaf(_) => 1,
        }
    }
}

/// One test in terms of rows.
#[derive(Debug)]
pub(crate) enum Leaf {
    /// Truth by shape: source, route, field.
    Shape(Vec<u8>),
    Time(Vec<(i64, i64)>),
    Outcome(Vec<u8>),
    ActorKind(Vec<u8>),
    SubjectKind(Vec<u8>),
    /// Dictionary codes.
    Codes(CodeColumn, HashSet<u32>),
    Actor(HashSet<u64>),
    Credential(HashSet<u64>),
    Subject(HashSet<(u16, u32)>, HashSet<u64>),
    Ip(Vec<(u32, u32)>, Vec<(u128, u128)>),
    Asn(Vec<(u64, u64)>),
    Country(TextTest),
    Issued(Vec<IssuedWord>),
    IssuedBare,
    Access(Vec<(u64, u64)>),
    Null(Column),
}

/// Which dictionary column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CodeColumn {
    Key,
    Issuer,
    Client,
}

/// Whether a text meets a test.
pub(crate) fn text_holds(test: &TextTest, text: &str) -> bool {
    match test {
        TextTest::In(values) => values.iter().any(|value| value == text),
        TextTest::Like(pattern) => pattern.matches(text),
    }
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) root: Node,
    /// Columns that its tests read.
    pub(crate) columns: Vec<ColumnId>,
    /// Whether figures are of every outcome, because the selection names it.
    pub(crate) names_outcome: bool,
    /// Whether a test is about issuances.
    pub(crate) needs_issuances: bool,
    /// Times outside of which nothing can match.
    pub(crate) bounds: (Millis, Millis),
    /// Addresses outside of which nothing can match, when a top condition lists few.
    pub(crate) only_ip4: Option<Vec<(u32, u32)>>,
    /// Subjects to which a top condition limits it.
    pub(crate) only_subjects: Option<HashMap<u16, Vec<u32>>>,
    /// Truth of a top-level condition by shape, for leaving parts out.
    pub(crate) only_shapes: Option<Vec<u8>>,
}

impl Plan {
    /// The plan of a selection whose names and credentials are pseudonymous already.
    pub(crate) fn new(selection: &Selection, ground: &Ground<'_>) -> Plan {
        let mut columns = Vec::new();
        let root = node(&selection.expr, ground, &mut columns);
        columns.sort_unstable();
        columns.dedup();
        let mut plan = Plan {
            root,
            columns,
            names_outcome: selection.names(Column::Outcome),
            needs_issuances: selection.names(Column::Issued),
            bounds: (Millis::MIN, Millis::MAX),
            only_ip4: None,
            only_subjects: None,
            only_shapes: None,
        };
        plan.find_limits();
        plan
    }

    /// What the conditions that must all hold say about time, address, subject and shape.
    fn find_limits(&mut self) {
        let top: &[Node] = match &self.root {
            Node::And(nodes) => nodes,
            one => std::slice::from_ref(one),
        };
        let (mut bounds, mut ip4, mut subjects, mut shapes) = (self.bounds, None, None, None);
        for leaf in top.iter().filter_map(|node| {
            if let Node::Leaf(leaf) = node {
                Some(leaf)
            } else {
                None
            }
        }) {
            match leaf {
                Leaf::Time(ranges) => {
                    let low = ranges
                        .iter()
                        .map(|(from, _)| *from)
                        .min()
                        .unwrap_or(i64::MIN);
                    let high = ranges.iter().map(|(_, to)| *to).max().unwrap_or(i64::MAX);
                    bounds = (bounds.0.max(Millis(low)), bounds.1.min(Millis(high)));
                }
                Leaf::Ip(v4, v6) if v6.is_empty() => ip4 = Some(v4.clone()),
                Leaf::Subject(ids, ghosts) if ghosts.is_empty() => {
                    let mut by_shard: HashMap<u16, Vec<u32>> = HashMap::new();
                    ids.iter()
                        .for_each(|(shard, id)| by_shard.entry(*shard).or_default().push(*id));
                    subjects = Some(by_shard);
                }
                Leaf::Shape(truth) => shapes = Some(truth.clone()),
                _ => {}
            }
        }
        (
            self.bounds,
            self.only_ip4,
            self.only_subjects,
            self.only_shapes,
        ) = (bounds, ip4, subjects, shapes);
    }
}

fn node(expr: &Expr, ground: &Ground<'_>, columns: &mut Vec<ColumnId>) -> Node {
    match expr {
        Expr::True => Node::True,
        Expr::False => Node::False,
        Expr::And(all) => Node::And(all.iter().map(|expr| node(expr, ground, columns)).collect()),
        Expr::Or(any) => Node::Or(any.iter().map(|expr| node(expr, ground, columns)).collect()),
        Expr::Not(inner) => Node::Not(Box::new(node(inner, ground, columns))),
        Expr::Test(test) => Node::Leaf(leaf(test, ground, columns)),
    }
}

fn leaf(test: &Test, ground: &Ground<'_>, columns: &mut Vec<ColumnId>) -> Leaf {
    columns.extend(columns_of(test.column));
    match &test.test {
        Predicate::IsNull => Leaf::Null(test.column),
        Predicate::Time(time) => Leaf::Time(merged(
            time.ranges
                .iter()
                .map(|range| (range.from.0, range.to.0))
                .collect(),
        )),
        Predicate::Ip(nets) => ip_leaf(nets),
        Predicate::Number(ranges) if test.column == Column::Asn => {
            Leaf::Asn(merged(ranges.clone()))
        }
        Predicate::Number(ranges) => Leaf::Access(merged(ranges.clone())),
        Predicate::Word(codes) => match test.column {
            Column::Outcome => Leaf::Outcome(codes.clone()),
            Column::SubjectKind => Leaf::SubjectKind(codes.clone()),
            _ => Leaf::ActorKind(codes.clone()),
        },
        Predicate::Issued(words) => Leaf::Issued(words.clone()),
        Predicate::IssuedBare => Leaf::IssuedBare,
        Predicate::Text(text) => text_leaf(test.column, text, ground),
    }
}

fn text_leaf(column: Column, test: &TextTest, ground: &Ground<'_>) -> Leaf {
    match column {
        Column::Key => Leaf::Codes(CodeColumn::Key, codes(test, ground)),
        Column::Issuer => Leaf::Codes(CodeColumn::Issuer, codes(test, ground)),
        Column::Client => Leaf::Codes(CodeColumn::Client, codes(test, ground)),
        Column::Country => Leaf::Country(test.clone()),
        Column::Actor | Column::Subject | Column::Credential => id_leaf(column, test),
        _ => Leaf::Shape(shape_truth(column, test, ground)),
    }
}

/// Codes of the dictionary's strings that match. Strings the catalogue names are known without a key.
fn codes(test: &TextTest, ground: &Ground<'_>) -> HashSet<u32> {
    match test {
        TextTest::In(values) => values
            .iter()
            .filter_map(|value| ground.snapshot.code(value))
            .collect(),
        TextTest::Like(pattern) => {
            let known = ground
                .snapshot
                .state
                .known
                .iter()
                .map(|(code, text)| (*code, text.as_str()));
            ground
                .snapshot
                .strings
                .iter()
                .chain(known)
                .filter(|(_, text)| pattern.matches(text))
                .map(|(code, _)| code)
                .collect()
        }
    }
}

fn id_leaf(column: Column, test: &TextTest) -> Leaf {
    let TextTest::In(values) = test else {
        return Leaf::Shape(Vec::new());
    };
    let ids: Vec<PseudoId> = values
        .iter()
        .filter_map(|value| PseudoId::parse(value))
        .collect();
    match column {
        Column::Credential => Leaf::Credential(
            ids.iter()
                .filter_map(|id| {
                    if let PseudoId::Credential(hash) = id {
                        Some(*hash)
                    } else {
                        None
                    }
                })
                .collect(),
        ),
        Column::Actor => Leaf::Actor(
            ids.iter()
                .filter_map(|id| {
                    if let PseudoId::Subject(subject) = id {
                        Some(subject.to_u64())
                    } else {
                        None
                    }
                })
                .collect(),
        ),
        _ => {
            let subjects = ids.iter().filter_map(|id| {
                if let PseudoId::Subject(s) = id {
                    Some((s.shard, s.id))
                } else {
                    None
                }
            });
            let ghosts = ids.iter().filter_map(|id| {
                if let PseudoId::Ghost(hash) = id {
                    Some(*hash)
                } else {
                    None
                }
            });
            Leaf::Subject(subjects.collect(), ghosts.collect())
        }
    }
}

/// Truth of a test of source, route or field, by shape. A request that no route matches may be
/// anything: its route and fields are undecided.
fn shape_truth(column: Column, test: &TextTest, ground: &Ground<'_>) -> Vec<u8> {
    let truth = |holds: bool| if holds { TRUE } else { FALSE };
    let shapes = ground.snapshot.state.shapes.iter().zip(&ground.exposed);
    let by_shape = shapes.map(|(shape, exposed)| match (column, exposed.route) {
        (Column::Source, _) => truth(
            ground
                .snapshot
                .state
                .source(shape.source)
                .is_some_and(|source| text_holds(test, &source.id)),
        ),
        (_, None) => UNDECIDED,
        (Column::Route, Some(route)) => truth(text_holds(test, &route.id)),
        (_, Some(_)) => truth(
            ground
                .catalogue
                .fields_of(exposed.fields | exposed.recipient_fields)
                .any(|field| text_holds(test, &field.id)),
        ),
    });
    by_shape.collect()
}

fn ip_leaf(nets: &[IpNet]) -> Leaf {
    let (mut v4, mut v6) = (Vec::new(), Vec::new());
    for net in nets {
        match net {
            IpNet::V4(net) => v4.push((u32::from(net.network()), u32::from(net.broadcast()))),
            IpNet::V6(net) => v6.push((u128::from(net.network()), u128::from(net.broadcast()))),
        }
    }
    Leaf::Ip(merged(v4), merged(v6))
}

/// Sorted ranges without overlap, so that a look-up is a binary search.
fn merged<T: Ord + Copy>(mut ranges: Vec<(T, T)>) -> Vec<(T, T)> {
    ranges.sort_unstable();
    let mut out: Vec<(T, T)> = Vec::new();
    for (first, last) in ranges {
        match out.last_mut() {
            Some((_, end)) if first <= *end => *end = (*end).max(last),
            _ => out.push((first, last)),
        }
    }
    out
}

pub(crate) fn in_ranges<T: Ord + Copy>(ranges: &[(T, T)], value: T) -> bool {
    let after = ranges.partition_point(|(first, _)| *first <= value);
    after
        .checked_sub(1)
        .and_then(|index| ranges.get(index))
        .is_some_and(|(_, last)| value <= *last)
}

fn columns_of(column: Column) -> &'static [ColumnId] {
    match column {
        Column::Time => &[ColumnId::Time],
        Column::Source | Column::Route | Column::Field => &[ColumnId::Shape],
        Column::Actor => &[ColumnId::Actor],
        Column::ActorKind => &[ColumnId::ActorKind],
        Column::Credential => &[ColumnId::Credential],
        Column::Issued => &[ColumnId::Credential, ColumnId::Issuer, ColumnId::Time],
        Column::Key => &[ColumnId::Key],
        Column::Issuer => &[ColumnId::Issuer],
        Column::Ip | Column::Asn | Column::Country => &[ColumnId::Ip4, ColumnId::Ip6],
        Column::Client => &[ColumnId::Client],
        Column::Outcome => &[ColumnId::Outcome],
        Column::Subject => &[ColumnId::Subject, ColumnId::Ghost, ColumnId::Shape],
        Column::SubjectKind => &[ColumnId::Subject, ColumnId::Time, ColumnId::Shape],
        Column::Access => &[ColumnId::Access],
    }
}

impl Ground<'_> {
    /// Reads the issuances, which are many, unless that was done before.
    ///
    /// # Errors
    /// When a control table cannot be read.
    pub(crate) fn need_issuances(&self, disk: &dyn Disk) -> Result<(), OpenError> {
        let _reading = self.reading.lock();
        if self.issuances.get().is_none() {
            let issuances = Issuances::load(disk, self.snapshot, self.feeds.clone())?;
            let _ = self.issuances.set(issuances);
        }
        Ok(())
    }

    /// The issuances. Whoever asks has needed them before: see [`Ground::need_issuances`].
    pub(crate) fn issuances(&self) -> &Issuances {
        debug_assert!(
            self.issuances.get().is_some(),
            "issuances are read before they are asked"
        );
        self.issuances.get_or_init(Issuances::default)
    }

    /// Whether the subject of a row is the subject of its exposure. It is not when the route was mended
    /// after the row came: whose data the request showed stood in a part that was not kept.
    pub(crate) fn subject_known(&self, shape: u32) -> bool {
        self.exposed
            .get(shape as usize)
            .is_none_or(|exposed| exposed.subject_known)
    }

    /// The number of the subject whose data a row showed.
    pub(crate) fn subject_of(&self, columns: &ledger::Columns, row: usize) -> Option<u32> {
        let shape = columns.shape.values.get(row).copied().unwrap_or(0);
        columns
            .subject
            .get(row)
            .filter(|_| self.subject_known(shape))
    }
}

/// What came of a row; it was served where its code is none.
pub(crate) fn outcome_of(columns: &ledger::Columns, row: usize) -> Outcome {
    let code = columns.outcome.values.get(row).copied();
    code.and_then(Outcome::from_code).unwrap_or(Outcome::Served)
}

/// The kind of a row's actor.
pub(crate) fn actor_kind_of(columns: &ledger::Columns, row: usize) -> ActorKind {
    let code = columns.actor_kind.get(row);
    code.and_then(ActorKind::from_code)
        .unwrap_or(ActorKind::Anonymous)
}

/// The address of a row.
pub(crate) fn ip_of(columns: &ledger::Columns, row: usize) -> Option<IpAddr> {
    columns
        .ip4
        .get(row)
        .map(|ip| IpAddr::from(ip.to_be_bytes()))
        .or_else(|| columns.ip6.get(row).map(IpAddr::from))
}
