//! One sealed epoch: its folder against its leaf, its files against its manifest, its rows against
//! what the epochs before it left.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use crate::{
    acts::{Absent, Explained, Recorded},
    adopted::Origins,
    bytes::authentic,
    history::Sealed,
    inspection::Inspection,
    limits::TEXT_BYTES_MAX,
    manifest::{FileEntry, Manifest, Role},
    part::{Due, Held, Ticks, check_part},
    report::{Invariant, Place},
    state::{ACCESSES, CONTROLS, READS, State},
    tables::{
        Controls, Told, check_controls, check_fields, check_ids, check_shapes, check_subjects,
    },
    text::hex,
};

/// What goes from one epoch to the next.
pub(crate) struct Chain {
    pub(crate) origins: Origins,
    pub(crate) shards: u16,
    /// SHA-256 of the manifest before.
    pub(crate) previous: [u8; 32],
    /// The state that the epoch before left; `None` once one could not be read.
    pub(crate) state: Option<State>,
    /// Digests of acts that brought a version of the catalogue.
    pub(crate) catalogues: BTreeSet<[u8; 32]>,
    /// Acts that have a text beside the tree.
    pub(crate) acts: Recorded,
    /// What retention says it deleted.
    pub(crate) absent: BTreeMap<(u32, String), Absent>,
    /// Files that are not here and are said to be deleted.
    pub(crate) explained: Vec<Explained>,
    /// Versions of the catalogue that manifests name.
    pub(crate) versions: Vec<(u32, [u8; 32], String)>,
}

/// Where an epoch stands.
pub(crate) fn epoch_folder(epoch: u32) -> String {
    format!("epochs/{epoch:06}")
}

/// Checks a sealed epoch that has a leaf.
pub(crate) fn check_epoch(scene: &mut Inspection<'_>, chain: &mut Chain, sealed: &Sealed) {
    let folder = epoch_folder(sealed.leaf.epoch);
    let path = format!("{folder}/manifest");
    let Some(bytes) = scene.need(&path, TEXT_BYTES_MAX) else {
        chain.state = None;
        chain.previous = sealed.leaf.manifest;
        return;
    };
    let digest: [u8; 32] = Sha256::digest(&bytes).into();
    let proven = digest == sealed.leaf.manifest;
    if !proven {
        let message = format!(
            "it has SHA-256 {}, and the leaf of the epoch says {}",
            hex(&digest),
            hex(&sealed.leaf.manifest)
        );
        scene.broken(&path, Place::Whole, message);
    }
    let before = std::mem::replace(&mut chain.previous, sealed.leaf.manifest);
    match Manifest::parse(&bytes) {
        Err((line, message)) => {
            scene.broken(&path, Place::Line(line), message);
            chain.state = None;
        }
        Ok(manifest) => {
            check_head(scene, &path, &manifest, chain, sealed, before);
            check_names(scene, &folder, &manifest, chain.shards);
            let mut epoch = Epoch {
                folder,
                manifest: &manifest,
                // What no leaf proves is hashed and not opened.
                proven,
            };
            epoch.check(scene, chain);
        }
    }
    scene.checked.epochs += 1;
}

/// The head of a manifest follows from its leaf and from the epoch before.
fn check_head(
    scene: &mut Inspection<'_>,
    path: &str,
    manifest: &Manifest,
    chain: &Chain,
    sealed: &Sealed,
    before: [u8; 32],
) {
    let mut same = |line: u64, what: &str, same: bool| {
        if !same {
            let message = format!("the {what} is not the one that the tree gives it");
            scene.broken(path, Place::Line(line), message);
        }
    };
    same(2, "epoch", manifest.epoch == sealed.leaf.epoch);
    same(
        3,
        "origin",
        chain
            .origins
            .may_seal(&manifest.origin, sealed.leaf.positions.1),
    );
    same(
        4,
        "range of positions",
        manifest.positions == sealed.leaf.positions,
    );
    same(5, "range of blocks", manifest.blocks == sealed.blocks);
    same(10, "manifest before it", manifest.previous == before);
    if manifest.generation == 0 {
        scene.broken(path, Place::Line(9), "generations are counted from 1");
    }
}

/// Files have the names that their roles give them, in their order, and no other stands beside them.
fn check_names(scene: &mut Inspection<'_>, folder: &str, manifest: &Manifest, shards: u16) {
    let path = format!("{folder}/manifest");
    let mut wrong = |file: &FileEntry, message: String| {
        scene.fault(Invariant::Sum, &path, Place::Line(file.line), message);
    };
    let (mut last, mut roles) = (None, Vec::new());
    for file in &manifest.files {
        if file.name != file.due_name() {
            wrong(
                file,
                format!(
                    "its role gives it the name {}, and it is called {}",
                    file.due_name(),
                    file.name
                ),
            );
        }
        match &file.role {
            Role::Part { shard, .. } => {
                if *shard >= shards {
                    wrong(file, format!("shard {shard} of {shards}, counted from 0"));
                }
                if !roles.is_empty() || last.as_ref().is_some_and(|last| *last >= file.name) {
                    wrong(
                        file,
                        "parts stand first, in the order of their names, each once".to_owned(),
                    );
                }
                last = Some(file.name.clone());
            }
            Role::Table(table) => roles.push(table.as_str()),
        }
    }
    let due = manifest.due_tables();
    if roles != due {
        let message = format!(
            "its tables are {}; they should be {}",
            roles.join(", "),
            due.join(", ")
        );
        scene.broken(&path, Place::Whole, message);
    }
    for entry in scene.list(folder) {
        let base = entry.name.strip_suffix(".tree").unwrap_or(&entry.name);
        let known = entry.name == "manifest" || manifest.files.iter().any(|file| file.name == base);
        if !known || entry.is_dir {
            let path = format!("{folder}/{}", entry.name);
            scene.warn(&path, Place::Whole, "the manifest does not name it");
        }
    }
}

struct Epoch<'m> {
    folder: String,
    manifest: &'m Manifest,
    proven: bool,
}

impl Epoch<'_> {
    fn check(&mut self, scene: &mut Inspection<'_>, chain: &mut Chain) {
        let manifest = self.manifest;
        let path = format!("{}/manifest", self.folder);
        let before = chain.state.take();
        let state = manifest
            .table("state")
            .and_then(|file| self.state(scene, file));
        let (first, end) = manifest.positions;
        let most = manifest
            .files
            .iter()
            .fold(0, |sum: u64, file| sum.saturating_add(file.rows));
        let mut held = Held {
            rows: 0,
            single: 0,
            multiple: 0,
            accesses: Ticks::new(first, end, most),
        };
        let mut controls = Controls {
            of_sources: 0,
            catalogues: BTreeSet::new(),
            acts: Recorded::new(),
            positions: Ticks::new(first, end, most),
        };
        let mut all = true;
        for file in &manifest.files {
            if file.role == Role::Table("state".to_owned()) {
                continue;
            }
            if self.is_explained(scene, chain, file) {
                all = false;
                continue;
            }
            let bytes = authentic(scene, &self.folder, manifest, file).filter(|_| self.proven);
            let (Some(bytes), Some(state)) = (bytes, &state) else {
                all = false;
                continue;
            };
            let told = self.file(
                scene,
                file,
                bytes,
                (before.as_ref(), state),
                &mut held,
                &mut controls,
                chain.shards,
            );
            all &= told.is_some();
        }
        if self.proven {
            chain
                .versions
                .push((manifest.catalogue.0, manifest.catalogue.1, path.clone()));
        }
        if let (true, Some(before), Some(state)) = (all, &before, &state) {
            self.check_counts(scene, &path, before, state, &held, &controls);
        }
        chain.catalogues.extend(controls.catalogues);
        chain.acts.extend(controls.acts);
        chain.state = state;
    }

    /// Whether a file that is not whole here is one that retention says it deleted. What is here is
    /// checked all the same.
    fn is_explained(
        &self,
        scene: &mut Inspection<'_>,
        chain: &mut Chain,
        file: &FileEntry,
    ) -> bool {
        let key = (self.manifest.epoch, file.name.clone());
        let Some(absent) = chain.absent.get(&key) else {
            return false;
        };
        let path = format!("{}/{}", self.folder, file.name);
        let class = match &file.role {
            Role::Part { class, .. } => class.as_str(),
            Role::Table(table) if table == "control" && self.manifest.version > 1 => "control",
            Role::Table(_) => return false,
        };
        if (absent.bytes, absent.rows) != (file.bytes, file.rows) {
            let message = format!("act {} deleted another file of this name", absent.act);
            scene.broken(&path, Place::Whole, message);
        }
        let whole = scene.len(&path).is_some() && scene.len(&format!("{path}.tree")).is_some();
        if scene.len(&path).is_some() {
            let message =
                "retention deleted it and a crash left it: the next opening for writing removes it";
            scene.warn(&path, Place::Whole, message);
        }
        if !whole {
            chain.explained.push(Explained {
                path,
                act: absent.act,
                class: class.to_owned(),
                absent: absent.clone(),
            });
        }
        !whole
    }

    /// The state beside the epoch, which must say what the manifest says.
    fn state(&self, scene: &mut Inspection<'_>, file: &FileEntry) -> Option<State> {
        let bytes = authentic(scene, &self.folder, self.manifest, file).filter(|_| self.proven)?;
        let path = format!("{}/{}", self.folder, file.name);
        let Some(state) = State::parse(&bytes) else {
            scene.broken(&path, Place::Whole, "it is no state of format version 1");
            return None;
        };
        let m = self.manifest;
        let says = (
            state.epoch,
            state.position,
            state.blocks,
            state.catalogue,
            state.relation,
        );
        if says != (m.epoch, m.positions.1, m.blocks.1, m.catalogue, m.relation) {
            let message =
                "epoch, position, blocks, catalogue or relation are not those of the manifest";
            scene.broken(&path, Place::Whole, message);
        }
        for (source, number) in &state.twice {
            let message = format!("sequence number {number} of source {source} came twice");
            scene.fault(Invariant::Once, &path, Place::Whole, message);
        }
        let facts = state.facts();
        if facts != m.facts {
            let same = facts
                .iter()
                .zip(&m.facts)
                .take_while(|(a, b)| a == b)
                .count();
            let line = 11 + m.files.len() as u64 + same as u64;
            let message = "the facts from here on are not those of the state beside it";
            scene.broken(
                &format!("{}/manifest", self.folder),
                Place::Line(line),
                message,
            );
        }
        Some(state)
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one file against everything that is known of its epoch"
    )]
    fn file(
        &self,
        scene: &mut Inspection<'_>,
        file: &FileEntry,
        bytes: Vec<u8>,
        (before, state): (Option<&State>, &State),
        held: &mut Held,
        controls: &mut Controls,
        shards: u16,
    ) -> Option<()> {
        let path = format!("{}/{}", self.folder, file.name);
        let rows = match &file.role {
            Role::Part { class, shard } => {
                let due = Due {
                    shard: *shard,
                    shards,
                    class,
                    state,
                };
                check_part(scene, &path, bytes, &due, held)?
            }
            Role::Table(table) => {
                let told = match table.as_str() {
                    "control" | "acts" => {
                        let acts = (self.manifest.version > 1).then_some(table == "acts");
                        check_controls(bytes, acts, state, controls)
                    }
                    "shapes" => check_shapes(bytes, state),
                    "fields" => check_fields(bytes, state),
                    "subjects" => check_subjects(bytes, before?, state),
                    "ids" => check_ids(&bytes).map(|()| (0, Vec::new())),
                    _ => Err("format version 1 has no such table".to_owned()),
                };
                let rows = tell(scene, &path, told)?;
                if matches!(table.as_str(), "control" | "acts") {
                    scene.checked.rows += rows;
                }
                rows
            }
        };
        // A manifest may say 0 rows of a table of fields: its rows are not counted on.
        let unsaid = file.rows == 0 && file.role == Role::Table("fields".to_owned());
        if rows != file.rows && !unsaid {
            let message = format!("it has {rows} rows, and its manifest says {}", file.rows);
            scene.broken(&path, Place::Whole, message);
        }
        Some(())
    }

    /// Every event of the epoch is in one access or control event, and the counters say so too.
    fn check_counts(
        &self,
        scene: &mut Inspection<'_>,
        path: &str,
        before: &State,
        state: &State,
        held: &Held,
        controls: &Controls,
    ) {
        let events = self
            .manifest
            .positions
            .1
            .saturating_sub(self.manifest.positions.0);
        let rows_of = |table| self.manifest.table(table).map_or(0, |file| file.rows);
        let control_rows = rows_of("control") + rows_of("acts");
        let accesses = held.single + held.multiple;
        let mut equal = |what: &str, found: u64, due: u64| {
            if found != due {
                let message = format!("{what}: {found} are in its files, and {due} should be");
                scene.fault(Invariant::Once, path, Place::Whole, message);
            }
        };
        if held.accesses.kept() || held.multiple == 0 {
            equal("events", accesses + control_rows, events);
            equal("accesses", accesses, grown(before, state, ACCESSES));
        }
        equal("reads", held.rows, grown(before, state, READS));
        equal(
            "control events of sources",
            controls.of_sources,
            grown(before, state, CONTROLS),
        );
        let continues = state.shapes.starts_with(&before.shapes)
            && state.sources.starts_with(&before.sources)
            && state
                .kinds
                .iter()
                .zip(&before.kinds)
                .all(|(now, then)| now.starts_with(then))
            && state.kinds.len() == before.kinds.len();
        if !continues {
            let message =
                "shapes, sources or subjects of the epoch before are no longer what they were";
            scene.fault(Invariant::AsOf, path, Place::Whole, message);
        }
    }
}

/// How much a counter grew in the epoch.
fn grown(before: &State, state: &State, count: usize) -> u64 {
    state.total(count).saturating_sub(before.total(count))
}

fn tell(scene: &mut Inspection<'_>, path: &str, told: Told) -> Option<u64> {
    match told {
        Ok((rows, faults)) => {
            for (invariant, row, message) in faults {
                scene.fault(invariant, path, Place::Row(row), message);
            }
            Some(rows)
        }
        Err(message) => {
            scene.broken(path, Place::Whole, message);
            None
        }
    }
}

/// Folders under `epochs` that no leaf names. The one that a crash may leave (whose log is still
/// there, ended) is told as such; any other is a fault.
pub(crate) fn check_extra(scene: &mut Inspection<'_>, sealed: &[Sealed], open: u32, ended: bool) {
    for entry in scene.list("epochs") {
        let path = format!("epochs/{}", entry.name);
        let number = entry
            .name
            .parse::<u32>()
            .ok()
            .filter(|n| format!("{n:06}") == entry.name);
        let has_leaf = number.is_some_and(|n| sealed.iter().any(|s| s.leaf.epoch == n));
        match number {
            Some(_) if has_leaf && entry.is_dir => {}
            Some(n) if n == open && ended => {
                let message =
                    "a crash came between this folder and its leaf: the next opening enters it";
                scene.warn(&path, Place::Whole, message);
            }
            Some(_) => scene.broken(&path, Place::Whole, "no leaf of the tree names this epoch"),
            None if entry.name.ends_with(".new") => {
                scene.warn(
                    &path,
                    Place::Whole,
                    "a crash left this draft of an epoch: the next sealing removes it",
                );
            }
            None => scene.warn(&path, Place::Whole, "it does not belong here"),
        }
    }
}
