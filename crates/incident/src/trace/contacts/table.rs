//! Which rows of the sample a line of the contact source may be about, without a look at the others.
//!
//! By name and address a row is found under its name and its rarest words. Half of its words must stand in the line, so
//! of half of them and one more at least one does; and the rarest are in few rows, where a town is in all.

use hashbrown::HashMap;

use super::Held;
use crate::trace::{
    sample::{Column, Row, Sample},
    text,
};

/// Rows of one name that may share a word of their address and still be found by it. More are too alike: each line with
/// that name would be held against all of them, and would fit many.
const ALIKE_MAX: usize = 200;

/// Rows by a value that they hold.
type Rows = HashMap<String, Vec<u32>>;

/// The rows of a sample by what they hold.
#[derive(Default)]
pub(super) struct Table {
    ids: Rows,
    emails: Rows,
    phones: Rows,
    /// By name and then by the rarest words of the address.
    names: HashMap<String, Rows>,
    /// Those that show nothing else, by their whole address.
    addresses: Rows,
}

impl Table {
    pub(super) fn of(sample: &Sample) -> Table {
        let mut often: HashMap<&str, u32> = HashMap::new();
        for word in sample.rows.iter().flat_map(words) {
            *often.entry(word).or_default() += 1;
        }
        let mut table = Table::default();
        for (at, row) in (0u32..).zip(&sample.rows) {
            for value in &row.values {
                let rows = match value.column {
                    Column::Id => &mut table.ids,
                    Column::Email => &mut table.emails,
                    Column::Phone => &mut table.phones,
                    Column::Name | Column::Address => continue,
                };
                rows.entry_ref(value.value.uncover()).or_default().push(at);
            }
            if let Some(address) = row.address_alone() {
                table.addresses.entry(address).or_default().push(at);
            }
            let mut rarest: Vec<&str> = words(row).collect();
            rarest.sort_by_key(|word| often.get(word));
            let enough = rarest.len() / 2 + 1;
            for name in row.values_of(Column::Name) {
                let rows = table.names.entry_ref(name).or_default();
                for word in rarest.iter().take(enough) {
                    rows.entry_ref(*word).or_default().push(at);
                }
            }
        }
        table
    }

    /// The rows that a line may be about, each once.
    pub(super) fn hits(&self, held: &Held<'_>) -> Vec<u32> {
        let of = |rows: &Rows, value: &Option<String>| -> Vec<u32> {
            let value = value.as_deref();
            let rows = value.and_then(|value| rows.get(value));
            rows.cloned().unwrap_or_default()
        };
        let mut hits = self.ids.get(&held.subject).cloned().unwrap_or_default();
        hits.extend(of(&self.emails, &held.email));
        hits.extend(of(&self.phones, &held.phone));
        let by_word = held.name.as_ref().and_then(|name| self.names.get(name));
        if let Some(by_word) = by_word
            && let Some(address) = held.address()
        {
            let rows = address.split(' ').filter_map(|word| by_word.get(word));
            hits.extend(rows.filter(|rows| rows.len() <= ALIKE_MAX).flatten());
        }
        if !self.addresses.is_empty() {
            hits.extend(of(&self.addresses, &held.address().and_then(text::whole)));
        }
        hits.sort_unstable();
        hits.dedup();
        hits
    }
}

/// The words of a row's addresses.
fn words(row: &Row) -> impl Iterator<Item = &str> {
    let addresses = row.values_of(Column::Address);
    addresses.flat_map(|address| address.split(' '))
}
