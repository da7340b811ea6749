//! Who is one human: the slow twin of links, which looks at one pair after the other.

use std::collections::BTreeSet;

/// The humans of some identifiers and of all that links name, each with every identifier to which links lead.
#[must_use]
pub fn humans<T: Ord + Clone>(of: &BTreeSet<T>, links: &[(T, T)]) -> Vec<BTreeSet<T>> {
    let linked = links.iter().flat_map(|(a, b)| [a, b]);
    let all: BTreeSet<&T> = of.iter().chain(linked).collect();
    let mut humans: Vec<BTreeSet<T>> = all.into_iter().map(|of| [of.clone()].into()).collect();
    for (a, b) in links {
        let (with, without): (Vec<_>, Vec<_>) = humans
            .into_iter()
            .partition(|human| human.contains(a) || human.contains(b));
        humans = without;
        humans.push(with.into_iter().flatten().collect());
    }
    humans
}
