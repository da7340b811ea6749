//! What is true of a day: distinct people of each network, counted plainly.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::stream::Read;

/// Distinct people of each network.
pub(crate) type Counts = BTreeMap<u32, u64>;

/// Distinct people of each network that shows as many or more.
pub(crate) fn at_least(least: u64, reads: &[Read]) -> Counts {
    let mut people: HashMap<u32, HashSet<u32>> = HashMap::new();
    for read in reads {
        people.entry(read.network).or_default().insert(read.person);
    }
    let counts = people
        .into_iter()
        .map(|(of, people)| (of, people.len() as u64));
    counts.filter(|(_, people)| *people >= least).collect()
}
