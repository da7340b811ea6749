//! Retention: files go when every event in them is old enough and no hold covers any of it. Manifests,
//! tables and the tree stay, so proofs still verify; a public act names each file that went.
//!
//! Age is event time against *log time*: the wall clock, but never later than the last hour of which a
//! source has spoken. So a clock that runs ahead deletes nothing early, and a ledger that hears nothing
//! does not age. Order: the act under a signed head, then the files; an opening finishes what a crash
//! cut off.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::Arc,
};

use env::Disk;
use event::Millis;

use crate::{
    columns::ColumnId,
    controls::{Control, ControlKind},
    error::{AppendError, OpenError},
    files::remove_file,
    ledger::{Ledger, OWN_SOURCE},
    loading::load_manifest,
    manifest::{FileEntry, Manifest, Role},
    part::PartReader,
    public_acts::{Deed, DeletedFile, PublicAct},
    seal::epoch_dir,
    tables::read_control,
};

/// How long a class is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Retention class; `control` is that of control events.
    pub class: String,
    /// Milliseconds of event time.
    pub keep_ms: i64,
}

/// What retention would delete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The time from which age is counted.
    pub reckoned: Millis,
    /// The wall clock.
    pub clock: Millis,
    /// Class, and the time before which its events may go.
    pub rules: Vec<(String, Millis)>,
    /// Files that go.
    pub files: Vec<DeletedFile>,
    /// Files that would go and are held, with the number of a hold that covers them.
    pub held: Vec<(DeletedFile, u32)>,
}

/// The retention class of control events.
pub const CONTROL_CLASS: &str = "control";

/// Files that one act names, at most 120 bytes each. More are left to the next call.
const FILES_PER_ACT_MAX: usize = 100_000;

const HOUR_MS: i64 = 3_600_000;

impl Ledger {
    /// What retention would delete by these rules. An open epoch whose rows are due is not looked at:
    /// see [`Ledger::retain`].
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn due(&self, rules: &[Rule]) -> Result<Due, OpenError> {
        let (clock, reckoned) = (self.now(), self.log_time());
        let mut due = Due {
            reckoned,
            clock,
            rules: rules
                .iter()
                .map(|rule| (rule.class.clone(), reckoned.plus(-rule.keep_ms)))
                .collect(),
            files: Vec::new(),
            held: Vec::new(),
        };
        let disk = self.world.disk.as_ref();
        for epoch in 1..self.state.epoch {
            let (manifest, _) = load_manifest(disk, &self.dir, epoch)?;
            for file in &manifest.files {
                self.weigh(disk, &manifest, file, &mut due)?;
            }
        }
        Ok(due)
    }

    fn weigh(
        &self,
        disk: &dyn Disk,
        manifest: &Manifest,
        file: &FileEntry,
        due: &mut Due,
    ) -> Result<(), OpenError> {
        let Some(class) = deletable(manifest, file) else {
            return Ok(());
        };
        let known = (manifest.epoch, file.name.clone());
        let rule = due.rules.iter().find(|(of, _)| of == class);
        let Some(before) = rule.map(|(_, before)| *before) else {
            return Ok(());
        };
        if self.standing.deleted.contains_key(&known) || due.files.len() >= FILES_PER_ACT_MAX {
            return Ok(());
        }
        let path = epoch_dir(&self.dir, manifest.epoch).join(&file.name);
        let Some(times) = times_of(disk, &path, file)?.filter(|(_, last)| *last < before) else {
            return Ok(());
        };
        let deleted = DeletedFile {
            epoch: manifest.epoch,
            name: file.name.clone(),
            bytes: file.bytes,
            rows: file.rows,
            times,
        };
        match self.standing.hold_over(class, times) {
            Some(hold) => due.held.push((deleted, hold)),
            None => due.files.push(deleted),
        }
        Ok(())
    }

    /// The time up to which age may be counted: the wall clock, and not beyond the last hour of which a
    /// source has spoken. Events that are said to come from later than the clock do not count.
    #[must_use]
    pub fn log_time(&self) -> Millis {
        let clock = self.now();
        let sources = self.state.sources.iter().zip(&self.state.spoken);
        let last = sources
            .filter(|(source, _)| source.id != OWN_SOURCE)
            .flat_map(|(_, spoken)| spoken.hours.iter().copied())
            .filter(|hour| *hour <= clock.hour())
            .max();
        last.map_or(Millis::MIN, |hour| {
            Millis((hour + 1).saturating_mul(HOUR_MS)).min(clock)
        })
    }

    /// Deletes what is due; `None` when nothing is. The open epoch is sealed first when it holds rows
    /// that are due, so that age does not wait for it.
    ///
    /// # Errors
    /// When the act could not be recorded (then nothing is deleted) or a file not be removed (then the
    /// next opening removes it).
    pub fn retain(
        &mut self,
        rules: &[Rule],
        by: &str,
    ) -> Result<(Due, Option<PublicAct>), AppendError> {
        if self.open_is_due(rules) {
            self.close_epoch()?;
        }
        let due = self.due(rules)?;
        if due.files.is_empty() {
            return Ok((due, None));
        }
        let deed = Deed::Retain {
            reckoned: due.reckoned,
            rules: due.rules.clone(),
            files: due.files.clone(),
        };
        let act = self.perform(deed, by, "")?;
        let disk = Arc::clone(&self.world.disk);
        remove_files(disk.as_ref(), &self.dir, &due.files).map_err(|e| self.latch_open(e))?;
        Ok((due, Some(act)))
    }

    /// Removes what the last deletion named and a crash left: earlier ones were finished before it. Its
    /// act comes under the signed head first, for a reader believes the head.
    pub(crate) fn finish_deletions(&mut self) -> Result<(), AppendError> {
        let mut acts = self.standing.acts.iter().rev();
        let last = acts.find_map(|act| match &act.deed {
            Deed::Retain { files, .. } => Some(files.clone()),
            _ => None,
        });
        let Some(files) = last else { return Ok(()) };
        let disk = Arc::clone(&self.world.disk);
        let left = |file: &&DeletedFile| {
            let paths = paths_of(&self.dir, file);
            paths
                .iter()
                .any(|path| !matches!(disk.meta(path), Ok(None)))
        };
        if files.iter().filter(left).count() == 0 {
            return Ok(());
        }
        self.end_block()?;
        remove_files(disk.as_ref(), &self.dir, &files).map_err(|e| self.latch_open(e))
    }

    fn open_is_due(&self, rules: &[Rule]) -> bool {
        let now = self.log_time();
        rules.iter().any(|rule| {
            let before = now.plus(-rule.keep_ms);
            let rows = self.open.rows.get(&rule.class).into_iter().flatten();
            rows.flatten().any(|row| row.time < before)
        })
    }
}

/// The class of a file that may be deleted: a part, or the control events of an epoch that keeps its
/// acts elsewhere.
fn deletable<'m>(manifest: &Manifest, file: &'m FileEntry) -> Option<&'m str> {
    match &file.role {
        Role::Part { class, .. } => Some(class),
        Role::Table(table) if table == "control" && manifest.table("acts").is_some() => {
            (file.rows > 0).then_some(CONTROL_CLASS)
        }
        Role::Table(_) => None,
    }
}

/// Earliest and latest event time of a file; `None` when it has no rows.
fn times_of(
    disk: &dyn Disk,
    path: &Path,
    file: &FileEntry,
) -> Result<Option<(Millis, Millis)>, OpenError> {
    let bytes = disk.read(path).map_err(OpenError::io("read", path))?;
    let damaged = |e: parquet::errors::ParquetError| OpenError::damaged(path, e.to_string());
    let times: Vec<i64> = match &file.role {
        Role::Part { .. } => {
            let columns = PartReader::open(bytes)
                .and_then(|part| part.read(&[ColumnId::Time]))
                .map_err(damaged)?;
            columns.time.values
        }
        // An issuance speaks of its credential until it expires.
        Role::Table(_) => {
            let controls = read_control(bytes).map_err(damaged)?;
            let both = |c: Control| match c.kind {
                ControlKind::Issuance => [c.time.0, c.to.unwrap_or(c.time).0],
                _ => [c.time.0, c.time.0],
            };
            controls.into_iter().flat_map(both).collect()
        }
    };
    let first = times.iter().min().copied();
    Ok(first
        .zip(times.iter().max().copied())
        .map(|(first, last)| (Millis(first), Millis(last))))
}

/// A file of an epoch, and the chunk hashes beside it.
fn paths_of(dir: &Path, file: &DeletedFile) -> [PathBuf; 2] {
    let folder = epoch_dir(dir, file.epoch);
    [
        folder.join(&file.name),
        folder.join(format!("{}.tree", file.name)),
    ]
}

/// Removes files and the chunk hashes beside them; those that are gone already are passed over.
fn remove_files(disk: &dyn Disk, dir: &Path, files: &[DeletedFile]) -> Result<(), OpenError> {
    let mut folders = BTreeSet::new();
    for file in files {
        for path in paths_of(dir, file) {
            if remove_file(disk, &path)? {
                folders.insert(epoch_dir(dir, file.epoch));
            }
        }
    }
    for folder in folders {
        disk.sync_dir(&folder)
            .map_err(OpenError::io("sync", &folder))?;
    }
    Ok(())
}
