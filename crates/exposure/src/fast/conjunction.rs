//! Selections that the index answers: conditions on shape, time, outcome, address and issuance that
//! must all hold. Each condition may itself be any formula over its one column.

use hashbrown::HashSet;

use crate::{
    plan::{FALSE, Ground, Leaf, Node, Plan, TRUE, UNDECIDED},
    selection::IssuedWord,
};

/// See the module. `None` is a column that is not tested.
#[derive(Debug, Default)]
pub(crate) struct Conjunction<'p> {
    /// Truth by code of the shape.
    pub(super) shapes: Option<Vec<u8>>,
    /// Where the time must lie: sorted, apart.
    pub(super) times: Option<Vec<(i64, i64)>>,
    /// Truth by code of the outcome.
    pub(super) outcomes: Option<[u8; 4]>,
    /// Networks.
    pub(super) ip: Option<IpTest<'p>>,
    /// Subjects, none of them a ghost.
    pub(super) subjects: Option<SubjectTest<'p>>,
    /// Truth by what is said of the issuance: yes, expired, no, cannot say.
    pub(super) issued: Option<[u8; 4]>,
}

/// Whether an address lies in some networks, or does not.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IpTest<'p> {
    pub(super) v4: &'p [(u32, u32)],
    pub(super) v6: &'p [(u128, u128)],
    pub(super) inside: bool,
}

/// Whether a subject is one of some, by shard and id, or is not.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SubjectTest<'p> {
    pub(super) ids: &'p HashSet<(u16, u32)>,
    pub(super) inside: bool,
}

/// The one column that a condition is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    Shape,
    Time,
    Outcome,
    Ip,
    Subject,
    Issued,
}

impl<'p> Conjunction<'p> {
    /// The conjunction that a plan is, if it is one.
    pub(crate) fn of(plan: &'p Plan, ground: &Ground<'_>) -> Option<Conjunction<'p>> {
        let mut all = Conjunction::default();
        all.add(&plan.root, ground)?;
        Some(all)
    }

    fn add(&mut self, node: &'p Node, ground: &Ground<'_>) -> Option<()> {
        match node {
            Node::True => return Some(()),
            Node::And(nodes) => return nodes.iter().try_for_each(|node| self.add(node, ground)),
            _ => {}
        }
        match about(node)? {
            About::Shape => {
                let one = |shape| truth(node, &|leaf| shape_truth(leaf, shape));
                let came: Vec<u8> = (0..ground.exposed.len()).map(one).collect();
                self.shapes = Some(match self.shapes.take() {
                    Some(had) => had.iter().zip(came).map(|(a, b)| b.min(*a)).collect(),
                    None => came,
                });
            }
            About::Time => {
                let came = spans(node)?;
                self.times = Some(match self.times.take() {
                    Some(had) => common(&had, &came),
                    None => came,
                });
            }
            About::Outcome => {
                let had = self.outcomes.unwrap_or([TRUE; 4]);
                let holds = |leaf: &Leaf, code: u8| match leaf {
                    Leaf::Outcome(codes) if codes.contains(&code) => TRUE,
                    _ => FALSE,
                };
                let came = [0, 1, 2, 3].map(|code| truth(node, &|leaf| holds(leaf, code)));
                self.outcomes = Some(least(had, came));
            }
            About::Ip => {
                let came = ip_test(node, true)?;
                if self.ip.replace(came).is_some() {
                    return None;
                }
            }
            About::Subject => {
                // A shape that once kept no subject leaves who was read undecided.
                let known = ground.exposed.iter().all(|exposed| exposed.subject_known);
                let came = subject_test(node, true).filter(|_| known)?;
                if self.subjects.replace(came).is_some() {
                    return None;
                }
            }
            About::Issued => {
                let had = self.issued.unwrap_or([TRUE; 4]);
                let words = [
                    IssuedWord::Yes,
                    IssuedWord::Expired,
                    IssuedWord::No,
                    IssuedWord::CannotSay,
                ];
                let came = words.map(|word| truth(node, &|leaf| issued_truth(leaf, word)));
                self.issued = Some(least(had, came));
            }
        }
        Some(())
    }
}

fn least(a: [u8; 4], b: [u8; 4]) -> [u8; 4] {
    std::array::from_fn(|at| a.get(at).min(b.get(at)).copied().unwrap_or(FALSE))
}

/// The column that every test of a formula is about; `None` when they are about several, or about one
/// that the index does not hold.
fn about(node: &Node) -> Option<About> {
    match node {
        Node::True | Node::False => None,
        Node::Not(inner) => about(inner),
        Node::And(nodes) | Node::Or(nodes) => {
            let first = about(nodes.first()?)?;
            let all = nodes.iter().all(|node| about(node) == Some(first));
            all.then_some(first)
        }
        Node::Leaf(leaf) => match leaf {
            Leaf::Shape(_) => Some(About::Shape),
            Leaf::Time(_) => Some(About::Time),
            Leaf::Outcome(_) => Some(About::Outcome),
            Leaf::Ip(..) => Some(About::Ip),
            Leaf::Subject(_, ghosts) if ghosts.is_empty() => Some(About::Subject),
            Leaf::Issued(_) | Leaf::IssuedBare => Some(About::Issued),
            _ => None,
        },
    }
}

/// The truth of a formula, from that of its tests.
fn truth(node: &Node, of: &dyn Fn(&Leaf) -> u8) -> u8 {
    match node {
        Node::True => TRUE,
        Node::False => FALSE,
        Node::Not(inner) => TRUE - truth(inner, of),
        Node::And(nodes) => nodes
            .iter()
            .map(|node| truth(node, of))
            .min()
            .unwrap_or(TRUE),
        Node::Or(nodes) => nodes
            .iter()
            .map(|node| truth(node, of))
            .max()
            .unwrap_or(FALSE),
        Node::Leaf(leaf) => of(leaf),
    }
}

fn shape_truth(leaf: &Leaf, shape: usize) -> u8 {
    match leaf {
        Leaf::Shape(by_shape) => by_shape.get(shape).copied().unwrap_or(UNDECIDED),
        _ => UNDECIDED,
    }
}

fn issued_truth(leaf: &Leaf, word: IssuedWord) -> u8 {
    match (leaf, word) {
        (Leaf::Issued(words), _) if words.contains(&word) => TRUE,
        (Leaf::IssuedBare, IssuedWord::Yes | IssuedWord::Expired) => TRUE,
        (Leaf::IssuedBare, IssuedWord::CannotSay) => UNDECIDED,
        _ => FALSE,
    }
}

fn ip_test(node: &Node, inside: bool) -> Option<IpTest<'_>> {
    match node {
        Node::Not(inner) => ip_test(inner, !inside),
        Node::Leaf(Leaf::Ip(v4, v6)) => Some(IpTest { v4, v6, inside }),
        _ => None,
    }
}

fn subject_test(node: &Node, inside: bool) -> Option<SubjectTest<'_>> {
    match node {
        Node::Not(inner) => subject_test(inner, !inside),
        Node::Leaf(Leaf::Subject(ids, _)) => Some(SubjectTest { ids, inside }),
        _ => None,
    }
}

type Spans = Vec<(i64, i64)>;

/// The times at which a formula over time holds. A time is never undecided.
fn spans(node: &Node) -> Option<Spans> {
    match node {
        Node::Not(inner) => Some(others(&spans(inner)?)),
        Node::And(nodes) => {
            let whole = vec![(i64::MIN, i64::MAX)];
            nodes
                .iter()
                .try_fold(whole, |all, node| Some(common(&all, &spans(node)?)))
        }
        Node::Or(nodes) => {
            // What is in one of them is what is not outside of all.
            let whole = vec![(i64::MIN, i64::MAX)];
            let outside = nodes.iter().try_fold(whole, |all, node| {
                Some(common(&all, &others(&spans(node)?)))
            })?;
            Some(others(&outside))
        }
        Node::Leaf(Leaf::Time(ranges)) => Some(others(&others(ranges))),
        _ => None,
    }
}

/// The times outside of sorted spans.
fn others(spans: &[(i64, i64)]) -> Spans {
    let (mut out, mut from) = (Vec::new(), Some(i64::MIN));
    for (first, last) in spans.iter().filter(|(first, last)| first <= last) {
        if let Some(start) = from.filter(|start| start < first) {
            out.push((start, first - 1));
        }
        let after = last.checked_add(1);
        from = from.and_then(|start| after.map(|after| start.max(after)));
    }
    out.extend(from.map(|start| (start, i64::MAX)));
    out
}

/// The times in both of two lists of sorted spans.
fn common(a: &[(i64, i64)], b: &[(i64, i64)]) -> Spans {
    let mut out = Vec::new();
    for (first, last) in a {
        for (other_first, other_last) in b {
            let (from, to) = ((*first).max(*other_first), (*last).min(*other_last));
            if from <= to {
                out.push((from, to));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;
    use crate::plan::in_ranges;

    fn leaf() -> impl Strategy<Value = Node> {
        vec((0i64..40, 0i64..10), 0..3).prop_map(|ranges| {
            let mut ranges: Vec<_> = ranges
                .into_iter()
                .map(|(from, len)| (from, from + len))
                .collect();
            ranges.sort_unstable();
            Node::Leaf(Leaf::Time(ranges))
        })
    }

    fn formula() -> impl Strategy<Value = Node> {
        leaf().prop_recursive(3, 12, 3, |inner| {
            prop_oneof![
                inner.clone().prop_map(|node| Node::Not(Box::new(node))),
                vec(inner.clone(), 1..4).prop_map(Node::And),
                vec(inner, 1..4).prop_map(Node::Or),
            ]
        })
    }

    proptest! {
        #[test]
        fn spans_are_the_times_at_which_a_formula_holds(node in formula()) {
            let spans = spans(&node).unwrap();
            prop_assert!(spans.is_sorted_by(|a, b| a.1 < b.0));
            for time in (-2..60).chain([i64::MIN, i64::MAX]) {
                let holds = |leaf: &Leaf| match leaf {
                    Leaf::Time(ranges) if ranges.iter().any(|(from, to)| *from <= time && time <= *to) => TRUE,
                    _ => FALSE,
                };
                prop_assert_eq!(in_ranges(&spans, time), truth(&node, &holds) == TRUE, "{}", time);
            }
        }
    }
}
