//! Why rows are undecided, in sentences that stand in answers.

use event::Millis;
use ledger::Columns;

use crate::{
    eval::Rows,
    plan::{CodeColumn, Leaf, Node, UNDECIDED, ip_of},
};

/// Why rows are undecided: for each row the reason of the first test that is, in the order in which the
/// selection is written. Counts are of rows.
pub(crate) fn reasons(root: &Node, rows: Rows<'_>, undecided: &[u32]) -> Vec<(&'static str, u64)> {
    let some = taken(rows.columns, undecided);
    let rows = Rows {
        columns: &some,
        issued: None,
        ..rows
    };
    let mut open = vec![true; some.len];
    let mut counts: Vec<(&'static str, u64)> = Vec::new();
    let mut count = |why: &'static str| match counts.iter_mut().find(|(known, _)| *known == why) {
        Some((_, count)) => *count += 1,
        None => counts.push((why, 1)),
    };
    each_leaf(root, &mut |leaf| {
        let mut truths = Vec::new();
        rows.leaf(leaf, None, &mut truths);
        for (row, (open, truth)) in open.iter_mut().zip(truths).enumerate() {
            if *open && truth == UNDECIDED {
                *open = false;
                count(reason(leaf, rows, row));
            }
        }
    });
    open.iter()
        .filter(|open| **open)
        .for_each(|_| count("undecided"));
    counts
}

fn each_leaf(node: &Node, each: &mut dyn FnMut(&Leaf)) {
    match node {
        Node::True | Node::False => {}
        Node::Not(inner) => each_leaf(inner, each),
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|node| each_leaf(node, each)),
        Node::Leaf(leaf) => each(leaf),
    }
}

fn reason(leaf: &Leaf, rows: Rows<'_>, row: usize) -> &'static str {
    let (c, ground) = (rows.columns, rows.ground);
    match leaf {
        Leaf::IssuedBare | Leaf::Issued(_) => {
            let time = Millis(c.time.get(row).unwrap_or(0));
            ground
                .issuances()
                .say(c.credential.get(row), c.issuer.get(row), time)
                .map_or_else(|why| why.sentence(), |_| "issued")
        }
        Leaf::Shape(_) => "no route of the catalogue matches the request",
        Leaf::Asn(_) | Leaf::Country(..) if ip_of(c, row).is_none() => "the log names no address",
        Leaf::Asn(_) | Leaf::Country(..) if ground.geo.is_none() => {
            "there is no table of places ([geo])"
        }
        Leaf::Asn(_) | Leaf::Country(..) => "the table of places does not hold the address",
        Leaf::Subject(..) | Leaf::SubjectKind(_) if c.subject.is_valid(row) => {
            "whose data the request showed was not kept when it came: its route was added later"
        }
        Leaf::Subject(..) | Leaf::SubjectKind(_) => "the source names no subject",
        Leaf::Ip(..) => "the log names no address",
        Leaf::Codes(CodeColumn::Key, _) => "the log names no key",
        Leaf::Codes(CodeColumn::Issuer, _) => "no issuer is known for it",
        Leaf::Codes(CodeColumn::Client, _) => "the log names no client",
        Leaf::Actor(_) => "the log names no actor",
        Leaf::Credential(_) => "the log names no credential",
        Leaf::Access(_) => "the access names one subject at most",
        Leaf::Time(_) | Leaf::Outcome(_) | Leaf::ActorKind(_) | Leaf::Null(_) => "undecided",
    }
}

/// Some rows alone.
fn taken(c: &Columns, rows: &[u32]) -> Columns {
    fn some<T: Copy + Default>(column: &ledger::Column<T>, rows: &[u32]) -> ledger::Column<T> {
        if column.values.is_empty() {
            return ledger::Column::default();
        }
        let value = |row: &u32| {
            column
                .values
                .get(*row as usize)
                .copied()
                .unwrap_or_default()
        };
        let there = |row: &u32| column.is_valid(*row as usize);
        ledger::Column {
            values: rows.iter().map(value).collect(),
            valid: column
                .valid
                .as_ref()
                .map(|_| rows.iter().map(there).collect()),
        }
    }
    Columns {
        len: rows.len(),
        subject: some(&c.subject, rows),
        time: some(&c.time, rows),
        shape: some(&c.shape, rows),
        outcome: some(&c.outcome, rows),
        actor_kind: some(&c.actor_kind, rows),
        actor: some(&c.actor, rows),
        credential: some(&c.credential, rows),
        key: some(&c.key, rows),
        issuer: some(&c.issuer, rows),
        ip4: some(&c.ip4, rows),
        ip6: some(&c.ip6, rows),
        client: some(&c.client, rows),
        records: some(&c.records, rows),
        reach: some(&c.reach, rows),
        ghost: some(&c.ghost, rows),
        access: some(&c.access, rows),
    }
}
