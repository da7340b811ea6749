//! One record a line.

use memchr::memchr_iter;

use super::cuts::{Cut, Cuts};

/// Cuts at `\n`.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub(super) open: Option<u64>,
}

impl Lines {
    pub(super) fn scan(&mut self, cuts: &mut Cuts<'_>, from: u64) -> u64 {
        let mut start = self.open.take().unwrap_or(from);
        for newline in memchr_iter(b'\n', cuts.from(from)) {
            let stop = from + newline as u64;
            let end = stop + 1;
            if cuts.put(Cut { start, stop, end }) {
                return end;
            }
            start = end;
        }
        let end = cuts.end();
        self.open = (start < end).then_some(start);
        end
    }
}
