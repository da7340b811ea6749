//! The open epoch in memory: rows by class and shard, control events. A writer fills it as it appends;
//! a recovery and a reader fill it by replaying the log: the same function splits frames into rows.

use std::collections::BTreeMap;

use crate::{
    controls::Control,
    reads::{ReadFrame, Row},
    state::State,
};

/// Rows and control events of the open epoch.
#[derive(Debug, Default)]
pub struct OpenEpoch {
    /// Retention class → shard → rows, in order of arrival.
    pub rows: BTreeMap<String, Vec<Vec<Row>>>,
    /// Control events in order of arrival.
    pub controls: Vec<Control>,
    /// How many rows there are.
    pub reads: u64,
}

impl OpenEpoch {
    pub(crate) fn add(&mut self, frame: &ReadFrame, position: u64, shards: u16, state: &State) {
        let class = state
            .shapes
            .get(frame.shape as usize)
            .and_then(|shape| state.source(shape.source))
            .map_or("standard", |source| source.class.as_str());
        // Looked up before inserting, so that the common case allocates nothing.
        let of_class = match self.rows.get_mut(class) {
            Some(of_class) => of_class,
            None => {
                let rows = vec![Vec::new(); usize::from(shards)];
                self.rows.entry(class.to_owned()).or_insert(rows)
            }
        };
        let reads = &mut self.reads;
        frame.rows(position, shards, |shard, row| {
            if let Some(rows) = of_class.get_mut(usize::from(shard)) {
                rows.push(row);
                *reads += 1;
            }
        });
    }
}
