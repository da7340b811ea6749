//! What really happened in a variant: every malicious read, told while its line is written.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use event::Millis;

use super::VariantPlan;
use crate::{
    item::{Device, Item, What},
    lines,
    truth::{FileTotal, Object},
};

/// The truth of a variant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariantTruth {
    /// What was written.
    pub plan: VariantPlan,
    /// Every malicious read, by time and, within a millisecond, by sequence.
    pub reads: Vec<Malicious>,
    /// Lines laid over the background that read nobody: decoys, log-ons.
    pub beside: u64,
    /// Each file written, by name.
    pub files: BTreeMap<&'static str, FileTotal>,
}

/// One malicious read: one access, one person. An access that names many people is many reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malicious {
    /// The sequence of its line in the gateway's log; with source and instance the event's identity.
    pub sequence: u64,
    /// When.
    pub time: Millis,
    /// The route, as the catalogue names it.
    pub route: &'static str,
    /// The number of the member read, or tried.
    pub member: u32,
    /// Whether there was such a member: else it was a ghost.
    pub served: bool,
    /// Whether this is the first served malicious read of this member.
    pub first: bool,
    /// The number of the credential; see [`Malicious::credential`].
    number: u64,
}

impl Malicious {
    /// The source whose log its line stands in.
    pub const SOURCE: &'static str = "gateway";
    /// The instance of that source.
    pub const INSTANCE: &'static str = "gw-1";

    /// The credential as the line shows it.
    #[must_use]
    pub fn credential(&self) -> String {
        let mut text = Vec::new();
        lines::credential(&mut text, self.number);
        String::from_utf8(text).unwrap_or_default()
    }
}

/// Gathers the reads as their lines are written.
#[derive(Debug, Default)]
pub(super) struct Told {
    reads: Vec<Malicious>,
    seen: BTreeSet<u32>,
}

impl Told {
    /// The line of a malicious access was written under this sequence.
    pub(super) fn tell(&mut self, sequence: u64, item: &Item, active: &[u32]) {
        if item.device() != Device::Gateway {
            return;
        }
        match item.what {
            What::Page(page) => self.read(sequence, item, page.route(), item.subject),
            What::Export => {
                for member in lines::exported(item, active) {
                    self.read(sequence, item, "marketing-export", member);
                }
            }
            _ => {}
        }
    }

    fn read(&mut self, sequence: u64, item: &Item, route: &'static str, member: u32) {
        let served = item.code == 200;
        self.reads.push(Malicious {
            sequence,
            time: Millis(item.time),
            route,
            member,
            served,
            first: served && self.seen.insert(member),
            number: item.credential,
        });
    }

    pub(super) fn into_reads(self) -> Vec<Malicious> {
        self.reads
    }
}

impl VariantTruth {
    /// The first malicious read, a ghost's included.
    #[must_use]
    pub fn first_malicious(&self) -> Option<Millis> {
        self.reads.first().map(|read| read.time)
    }

    /// The last one.
    #[must_use]
    pub fn last_malicious(&self) -> Option<Millis> {
        self.reads.last().map(|read| read.time)
    }

    /// Distinct people read by its end.
    #[must_use]
    pub fn people_total(&self) -> u64 {
        self.reads.iter().filter(|read| read.first).count() as u64
    }

    /// Distinct people read before a moment.
    #[must_use]
    pub fn people_before(&self, moment: Millis) -> u64 {
        let until = self.reads.partition_point(|read| read.time < moment);
        let before = self.reads.get(..until).unwrap_or_default();
        before.iter().filter(|read| read.first).count() as u64
    }

    /// One row a malicious read.
    pub(super) fn csv(&self) -> String {
        let mut out =
            String::from("source,instance,sequence,time,route,subject,credential,outcome,first\n");
        for read in &self.reads {
            let outcome = if read.served { "served" } else { "missing" };
            // Writing to a string cannot fail.
            let _ = writeln!(
                out,
                "{},{},{},{},{},member:{},{},{outcome},{}",
                Malicious::SOURCE,
                Malicious::INSTANCE,
                read.sequence,
                read.time.0,
                read.route,
                read.member,
                read.credential(),
                read.first,
            );
        }
        out
    }

    /// One JSON object, its keys sorted at every depth; times in milliseconds UTC.
    #[must_use]
    pub fn to_json(&self) -> String {
        let time = |time: Millis| u64::try_from(time.0).unwrap_or(0);
        let mut benign = Object::new();
        let (from, to) = self.plan.benign();
        benign.number("from", time(from));
        benign.number("to", time(to));
        let mut files = Object::new();
        for (name, total) in &self.files {
            files.object(name, total.object());
        }
        let served = self.reads.iter().filter(|read| read.served).count();
        let mut reads = Object::new();
        reads.number("missing", (self.reads.len() - served) as u64);
        reads.number("served", served as u64);
        let mut out = Object::new();
        out.number("background", self.plan.background);
        out.object("benign", benign);
        out.number("beside", self.beside);
        out.boolean("feed", self.plan.feed);
        out.object("files", files);
        out.optional("first_malicious", self.first_malicious().map(time));
        out.optional("last_malicious", self.last_malicious().map(time));
        out.text("name", &self.plan.name());
        out.boolean("one_key", self.plan.one_key);
        out.number("people_total", self.people_total());
        out.object("reads", reads);
        out.number("scale", u64::from(self.plan.scale));
        out.number("seed", self.plan.seed);
        out.text("title", self.plan.title());
        out.number("v", 1);
        out.number("variant", u64::from(self.plan.number));
        out.close()
    }
}
