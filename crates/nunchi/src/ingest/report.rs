//! What a run did, source by source.

use std::{collections::BTreeMap, time::Duration};

use event::Millis;
use ledger::{Counters, State, StreamId};
use serde_json::{Value, json};

use super::Input;
use crate::printer::{Format, grouped};

/// A file that a run went through to its end.
#[derive(Debug, Clone)]
pub(crate) struct Offered {
    /// The file, and the source it was read as.
    pub(crate) input: Input,
    /// What it is known by.
    pub(crate) id: StreamId,
    /// Whether some of it had been read before.
    pub(crate) continued: bool,
    /// Earliest and latest event time of what was new of it.
    pub(crate) span: Option<(Millis, Millis)>,
}

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// Decompressed bytes read.
    pub(crate) bytes: u64,
    /// Files that were known and had nothing new.
    pub(crate) known_files: u64,
    /// Files whose last record is not finished.
    pub(crate) unfinished: Vec<String>,
    /// Records that were read from quarantine again and still cannot be decoded.
    pub(crate) still_quarantined: u64,
    /// How long it took.
    pub(crate) elapsed: Duration,
    /// Counts by source.
    pub(crate) sources: BTreeMap<String, Counters>,
    /// Files that were gone through, standard input left out.
    pub(crate) offered: Vec<Offered>,
}

impl Report {
    /// What the run added: the counts after it less those before.
    pub(crate) fn count(&mut self, before: &State, after: &State) {
        for (index, (source, spoken)) in after.sources.iter().zip(&after.spoken).enumerate() {
            let old = before
                .spoken
                .get(index)
                .map(|spoken| spoken.counters)
                .unwrap_or_default();
            let new = spoken.counters;
            let sum = self.sources.entry(source.id.clone()).or_default();
            sum.accesses += new.accesses - old.accesses;
            sum.reads += new.reads - old.reads;
            sum.unmatched += new.unmatched - old.unmatched;
            sum.controls += new.controls - old.controls;
            sum.plain += new.plain - old.plain;
            sum.beside += new.beside - old.beside;
            sum.duplicates += new.duplicates - old.duplicates;
            sum.quarantined += new.quarantined - old.quarantined;
            sum.mended += new.mended - old.mended;
        }
        self.sources
            .retain(|_, counters| *counters != Counters::default());
    }

    /// Events that became part of the ledger.
    pub(crate) fn events(&self) -> u64 {
        self.sources.values().map(|c| c.accesses + c.controls).sum()
    }

    /// Records that went to quarantine.
    pub(crate) fn quarantined(&self) -> u64 {
        self.sources.values().map(|c| c.quarantined).sum()
    }

    pub(crate) fn render(&self, format: Format) -> String {
        match format {
            Format::Json => self.json().to_string(),
            Format::Csv => self.csv(),
            Format::Table => self.table(),
        }
    }

    fn json(&self) -> Value {
        let sources: BTreeMap<&String, Value> = self
            .sources
            .iter()
            .map(|(id, c)| (id, counters_json(c)))
            .collect();
        let millis = u64::try_from(self.elapsed.as_millis()).unwrap_or(u64::MAX);
        json!({"v": 1, "events": self.events(), "bytes": self.bytes, "known_files": self.known_files, "unfinished_files": self.unfinished.len(), "still_quarantined": self.still_quarantined, "sources": sources, "elapsed_ms": millis})
    }

    fn csv(&self) -> String {
        let mut out = String::from(
            "source,accesses,reads,unmatched,controls,plain,beside,duplicates,quarantined,mended\n",
        );
        for (id, c) in &self.sources {
            let counts = [
                c.accesses,
                c.reads,
                c.unmatched,
                c.controls,
                c.plain,
                c.beside,
                c.duplicates,
                c.quarantined,
                c.mended,
            ]
            .map(|n| n.to_string())
            .join(",");
            out.push_str(&format!("{id},{counts}\n"));
        }
        out
    }

    fn table(&self) -> String {
        let mut lines = Vec::new();
        for (id, c) in &self.sources {
            let parts = [
                ("accesses", c.accesses),
                ("reads", c.reads),
                ("control events", c.controls),
                ("plain", c.plain),
                ("other records", c.beside),
                ("duplicates left out", c.duplicates),
                ("matched by no route", c.unmatched),
                ("in quarantine", c.quarantined),
                ("mended", c.mended),
            ];
            let told: Vec<String> = parts
                .iter()
                .filter(|(_, n)| *n > 0)
                .map(|(what, n)| format!("{} {what}", grouped(*n)))
                .collect();
            lines.push(format!("{id}: {}", told.join(", ")));
        }
        if self.sources.is_empty() {
            lines.push("nothing new".to_owned());
        }
        if self.known_files > 0 {
            lines.push(format!(
                "{} files were read before and have nothing new",
                self.known_files
            ));
        }
        if self.still_quarantined > 0 {
            lines.push(format!(
                "{} records still cannot be decoded and stay in quarantine; `nunchi status` says why",
                grouped(self.still_quarantined)
            ));
        }
        for name in &self.unfinished {
            lines.push(format!(
                "{name}: its last record is not finished; it is read when the file has grown"
            ));
        }
        if self.quarantined() > 0 {
            lines.push("records in quarantine: `nunchi status` says why; mend the mapping and run `nunchi ingest --quarantined`, or answer for them with `nunchi sources attest SOURCE … --quarantined`".to_owned());
        }
        let seconds = self.elapsed.as_secs_f64().max(0.001);
        let rate = rate_of(self.events(), self.elapsed);
        lines.push(format!(
            "{} events in {seconds:.1} s, {rate} events/s",
            grouped(self.events())
        ));
        lines.join("\n")
    }
}

/// Events a second, for people.
pub(crate) fn rate_of(events: u64, elapsed: Duration) -> String {
    let micros = elapsed.as_micros().max(1);
    let rate = u128::from(events) * 1_000_000 / micros;
    grouped(u64::try_from(rate).unwrap_or(u64::MAX))
}

/// Counts of one source, by their stable names.
pub(crate) fn counters_json(c: &Counters) -> Value {
    json!({"accesses": c.accesses, "reads": c.reads, "unmatched": c.unmatched, "controls": c.controls, "plain": c.plain, "beside": c.beside, "duplicates": c.duplicates, "quarantined": c.quarantined, "mended": c.mended})
}
