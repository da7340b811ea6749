//! The fast evaluation: one column at a time over all rows of a piece, in Kleene's logic.
//!
//! A conjunction tests its cheap conditions first, and a dear one only where it can still matter.
//! Rows of a part stand by subject and time, so most tests keep the last answer.

use hashbrown::HashMap;
use ledger::{Columns, SubjectId};

use crate::{
    geo::Place,
    issued::Case,
    plan::{CodeColumn, FALSE, Ground, Leaf, Node, TRUE, UNDECIDED, in_ranges, ip_of, text_holds},
    selection::{Column, IssuedWord},
};

/// Rows of one shard with what they are held against.
#[derive(Clone, Copy)]
pub(crate) struct Rows<'a> {
    pub(crate) columns: &'a Columns,
    pub(crate) shard: u16,
    pub(crate) ground: &'a Ground<'a>,
    /// What is said of the issuance of every row, where an index tells it; else the issuances are asked.
    pub(crate) issued: Option<&'a [IssuedWord]>,
}

/// Which rows a test still matters for: those whose truth is not the one that settles the whole.
#[derive(Clone, Copy)]
pub(crate) struct Live<'t> {
    truths: &'t [u8],
    settled: u8,
}

impl Rows<'_> {
    /// The truth of a condition for every row.
    pub(crate) fn truths(self, node: &Node) -> Vec<u8> {
        let mut out = Vec::new();
        self.eval(node, None, &mut out);
        out
    }

    /// Writes the truth of every row to `out`. A row that does not matter gets any truth.
    fn eval(self, node: &Node, live: Option<Live<'_>>, out: &mut Vec<u8>) {
        out.clear();
        match node {
            Node::True => out.resize(self.columns.len, TRUE),
            Node::False => out.resize(self.columns.len, FALSE),
            Node::Not(inner) => {
                self.eval(inner, live, out);
                out.iter_mut().for_each(|truth| *truth = TRUE - *truth);
            }
            Node::And(nodes) => self.join(nodes, FALSE, live, out, |all, one| all.min(one)),
            Node::Or(nodes) => self.join(nodes, TRUE, live, out, |all, one| all.max(one)),
            Node::Leaf(leaf) => self.leaf(leaf, live, out),
        }
    }

    /// Joins conditions, cheap ones first. `settled` is the truth that no further condition changes.
    fn join(
        self,
        nodes: &[Node],
        settled: u8,
        live: Option<Live<'_>>,
        out: &mut Vec<u8>,
        join: impl Fn(u8, u8) -> u8,
    ) {
        let mut order: Vec<&Node> = nodes.iter().collect();
        order.sort_by_key(|node| node.cost());
        let mut order = order.into_iter();
        match order.next() {
            Some(first) => self.eval(first, live, out),
            None => out.resize(self.columns.len, TRUE - settled),
        }
        if let Some(live) = live {
            let settle = |(out, truth): (&mut u8, &u8)| {
                if *truth == live.settled {
                    *out = settled
                }
            };
            out.iter_mut().zip(live.truths).for_each(settle);
        }
        let mut one = Vec::new();
        for node in order {
            if out.iter().all(|truth| *truth == settled) {
                return;
            }
            self.eval(
                node,
                Some(Live {
                    truths: out,
                    settled,
                }),
                &mut one,
            );
            out.iter_mut()
                .zip(&one)
                .for_each(|(all, one)| *all = join(*all, *one));
        }
    }

    /// Writes the truth of one test for every row.
    pub(crate) fn leaf(self, leaf: &Leaf, live: Option<Live<'_>>, out: &mut Vec<u8>) {
        let c = self.columns;
        match leaf {
            Leaf::Shape(by_shape) => {
                let of = |shape: &u32| by_shape.get(*shape as usize).copied().unwrap_or(UNDECIDED);
                out.extend(c.shape.values.iter().map(of));
            }
            Leaf::Time(ranges) => match ranges.as_slice() {
                [(from, to)] => {
                    let inside = |time: &i64| truth(from <= time && time <= to);
                    out.extend(c.time.values.iter().map(inside));
                }
                ranges => {
                    let inside = |time: &i64| truth(in_ranges(ranges, *time));
                    out.extend(c.time.values.iter().map(inside));
                }
            },
            Leaf::Outcome(codes) => words(codes, &c.outcome.values, out),
            Leaf::ActorKind(codes) => words(codes, &c.actor_kind.values, out),
            Leaf::SubjectKind(codes) => self.subject_kind(codes, live, out),
            Leaf::Asn(ranges) => self.placed(live, out, |place| {
                decided(place.asn, |asn| in_ranges(ranges, u64::from(asn)))
            }),
            Leaf::Country(test) => self.placed(live, out, |place| {
                let holds = |code: [u8; 2]| {
                    std::str::from_utf8(&code).is_ok_and(|code| text_holds(test, code))
                };
                decided(place.country, holds)
            }),
            Leaf::Issued(words) => self.issued(live, out, |said| {
                truth(words.contains(&said.unwrap_or(IssuedWord::CannotSay)))
            }),
            Leaf::IssuedBare => self.issued(live, out, |said| match said {
                Some(IssuedWord::Yes | IssuedWord::Expired) => TRUE,
                Some(IssuedWord::No) => FALSE,
                Some(IssuedWord::CannotSay) | None => UNDECIDED,
            }),
            Leaf::Access(ranges) => self.fill(live, out, |row| {
                decided(c.access.get(row), |access| in_ranges(ranges, access))
            }),
            Leaf::Null(column) => self.fill(live, out, |row| truth(self.is_null(*column, row))),
            Leaf::Codes(..)
            | Leaf::Actor(_)
            | Leaf::Credential(_)
            | Leaf::Subject(..)
            | Leaf::Ip(..) => self.listed(leaf, live, out),
        }
    }

    /// Tests of a value against a list.
    fn listed(self, leaf: &Leaf, live: Option<Live<'_>>, out: &mut Vec<u8>) {
        let (c, ground) = (self.columns, self.ground);
        match leaf {
            Leaf::Codes(column, codes) => {
                let column = match column {
                    CodeColumn::Key => &c.key,
                    CodeColumn::Issuer => &c.issuer,
                    CodeColumn::Client => &c.client,
                };
                let holds = |code: Option<u32>| decided(code, |code| codes.contains(&code));
                self.fill(live, out, remembering(|row| column.get(row), holds));
            }
            Leaf::Actor(ids) => {
                let holds = |actor: Option<u64>| decided(actor, |actor| ids.contains(&actor));
                self.fill(live, out, remembering(|row| c.actor.get(row), holds));
            }
            Leaf::Credential(hashes) => {
                let holds = |hash: Option<u64>| decided(hash, |hash| hashes.contains(&hash));
                self.fill(live, out, remembering(|row| c.credential.get(row), holds));
            }
            Leaf::Subject(ids, ghosts) => {
                let whom = |row| (ground.subject_of(c, row), c.ghost.get(row));
                let holds = |whom| match whom {
                    (Some(id), _) => truth(ids.contains(&(self.shard, id))),
                    (None, Some(ghost)) => truth(ghosts.contains(&ghost)),
                    (None, None) => UNDECIDED,
                };
                self.fill(live, out, remembering(whom, holds));
            }
            Leaf::Ip(v4, v6) => {
                let holds = |ip| match ip {
                    (Some(ip), _) => truth(in_ranges(v4, ip)),
                    (None, Some(ip)) => truth(in_ranges(v6, u128::from_be_bytes(ip))),
                    (None, None) => UNDECIDED,
                };
                self.fill(
                    live,
                    out,
                    remembering(|row| (c.ip4.get(row), c.ip6.get(row)), holds),
                );
            }
            // `leaf` sends nothing else here.
            _ => out.resize(c.len, UNDECIDED),
        }
    }

    /// Asks a test of every row that matters.
    fn fill(self, live: Option<Live<'_>>, out: &mut Vec<u8>, mut test: impl FnMut(usize) -> u8) {
        match live {
            None => out.extend((0..self.columns.len).map(test)),
            Some(Live { truths, settled }) => {
                let one = |(row, truth): (usize, &u8)| {
                    if *truth == settled {
                        settled
                    } else {
                        test(row)
                    }
                };
                out.extend(truths.iter().enumerate().map(one));
            }
        }
    }

    fn subject_kind(self, codes: &[u8], live: Option<Live<'_>>, out: &mut Vec<u8>) {
        let (c, ground) = (self.columns, self.ground);
        let mut last = None;
        self.fill(live, out, |row| {
            let Some(id) = ground.subject_of(c, row) else {
                return UNDECIDED;
            };
            let course = match last {
                Some((before, course)) if before == id => course,
                _ => ground.kinds.course(
                    &ground.snapshot.state,
                    SubjectId {
                        shard: self.shard,
                        id,
                    },
                ),
            };
            last = Some((id, course));
            truth(codes.contains(&course.at(c.time_of(row)).code()))
        });
    }

    fn placed(self, live: Option<Live<'_>>, out: &mut Vec<u8>, of: impl Fn(Place) -> u8) {
        let Some(geo) = self.ground.geo else {
            return out.resize(self.columns.len, UNDECIDED);
        };
        let mut known: HashMap<std::net::IpAddr, u8> = HashMap::new();
        let test = |ip: Option<std::net::IpAddr>| {
            ip.map_or(UNDECIDED, |ip| {
                *known.entry(ip).or_insert_with(|| of(geo.place(ip)))
            })
        };
        self.fill(live, out, remembering(|row| ip_of(self.columns, row), test));
    }

    fn issued(
        self,
        live: Option<Live<'_>>,
        out: &mut Vec<u8>,
        of: impl Fn(Option<IssuedWord>) -> u8,
    ) {
        if let Some(words) = self.issued {
            return self.fill(live, out, |row| of(words.get(row).copied()));
        }
        let (c, issuances) = (self.columns, self.ground.issuances());
        let key = |row: usize| (c.credential.get(row), c.issuer.get(row));
        // Credentials are scattered over a large table, so they are looked up in one run, which lets
        // the processor wait for many at once.
        let mut keys: Vec<Presented> = Vec::new();
        self.fill(live, out, |row| {
            let key = key(row);
            if keys.last() != Some(&key) {
                keys.push(key);
            }
            UNDECIDED
        });
        out.clear();
        let mut found = issuances.cases(&keys).into_iter().zip(&keys);
        let mut last: Option<(Case<'_>, &Presented)> = None;
        self.fill(live, out, |row| {
            if last.is_none_or(|(_, before)| *before != key(row)) {
                last = found.next();
            }
            of(last.and_then(|(case, _)| case.say(c.time_of(row)).ok()))
        });
    }

    fn is_null(self, column: Column, row: usize) -> bool {
        let (c, ground) = (self.columns, self.ground);
        let place = || {
            ground
                .geo
                .zip(ip_of(c, row))
                .map(|(geo, ip)| geo.place(ip))
                .unwrap_or_default()
        };
        let exposed = || {
            c.shape
                .get(row)
                .and_then(|shape| ground.exposed.get(shape as usize))
        };
        match column {
            Column::Actor => !c.actor.is_valid(row),
            Column::Credential => !c.credential.is_valid(row),
            Column::Key => !c.key.is_valid(row),
            Column::Issuer => !c.issuer.is_valid(row),
            Column::Client => !c.client.is_valid(row),
            Column::Ip => ip_of(c, row).is_none(),
            Column::Subject => ground.subject_of(c, row).is_none() && !c.ghost.is_valid(row),
            Column::SubjectKind => ground.subject_of(c, row).is_none(),
            Column::Access => !c.access.is_valid(row),
            Column::Asn => place().asn.is_none(),
            Column::Country => place().country.is_none(),
            Column::Route | Column::Field => {
                exposed().is_none_or(|exposed| exposed.route.is_none())
            }
            Column::Time
            | Column::Source
            | Column::ActorKind
            | Column::Issued
            | Column::Outcome => false,
        }
    }
}

/// A credential and the issuer that vouches for it, as a row has them.
type Presented = (Option<u64>, Option<u32>);

fn truth(holds: bool) -> u8 {
    if holds { TRUE } else { FALSE }
}

/// Truth of an optional value: a null is undecided.
fn decided<T>(value: Option<T>, holds: impl FnOnce(T) -> bool) -> u8 {
    value.map_or(UNDECIDED, |value| truth(holds(value)))
}

/// Truth by a small code, looked up in a table of all codes.
fn words(codes: &[u8], values: &[u8], out: &mut Vec<u8>) {
    let mut table = [FALSE; 256];
    for code in codes {
        table[usize::from(*code)] = TRUE;
    }
    out.extend(values.iter().map(|code| table[usize::from(*code)]));
}

/// The same value often follows itself, so the last answer is kept.
fn remembering<K: PartialEq + Copy>(
    key: impl Fn(usize) -> K,
    mut of: impl FnMut(K) -> u8,
) -> impl FnMut(usize) -> u8 {
    let mut last: Option<(K, u8)> = None;
    move |row| {
        let key = key(row);
        match last {
            Some((before, truth)) if before == key => truth,
            _ => {
                let truth = of(key);
                last = Some((key, truth));
                truth
            }
        }
    }
}
