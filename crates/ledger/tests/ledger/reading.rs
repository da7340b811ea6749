//! Reads back what a directory holds, in the terms of the model, and holds it against the model.

use std::collections::{BTreeMap, BTreeSet};

use env::Disk;
use event::{ActorKind, Millis, Outcome};
use ledger::{
    ColumnId, ControlKind, FileEntry, Hashes, Piece, Role, Snapshot, State, SubjectId,
    read_quarantine,
};
use proof::{Checkpoint, Hash, TileKind, TilePath, chunk_root, decode_bundle, leaf_hash};
use testkit::{Model, ModelControl, ModelCounts, ModelRow, ModelWho, shop_catalogue};

use crate::common::{RECORD_BYTES, Site, book_key, dir};

type Rows = BTreeMap<ModelWho, Vec<ModelRow>>;

/// The rows of the model with hashes in place of credentials and of ghosts' names.
pub(crate) fn expected_rows(model: &Model, hashes: &Hashes) -> Rows {
    let mut rows = Rows::new();
    for (who, of_one) in &model.rows {
        let who = match who {
            ModelWho::Ghost(name) => ModelWho::Ghost(format!("{:016x}", hashes.ghost(name))),
            other => other.clone(),
        };
        let hashed = |row: &ModelRow| ModelRow {
            credential: hashed(row.credential.as_deref(), hashes),
            ..row.clone()
        };
        rows.entry(who)
            .or_default()
            .extend(of_one.iter().map(hashed));
    }
    rows.values_mut().for_each(|rows| rows.sort());
    rows
}

fn hashed(credential: Option<&str>, hashes: &Hashes) -> Option<String> {
    credential.map(|raw| format!("{:016x}", hashes.credential(raw)))
}

fn names(snapshot: &Snapshot, disk: &dyn Disk) -> BTreeMap<SubjectId, String> {
    let mut names = BTreeMap::new();
    snapshot
        .book
        .as_ref()
        .unwrap()
        .each_name(disk, |id, name| {
            assert_eq!(
                names.insert(id, name.to_owned()),
                None,
                "{id:?} has two names"
            );
        })
        .unwrap();
    names
}

/// Every row of a snapshot, in the model's terms.
pub(crate) fn seen_rows(snapshot: &Snapshot, disk: &dyn Disk) -> Rows {
    let (mut rows, names) = (Rows::new(), names(snapshot, disk));
    let hashes = snapshot.hashes.as_ref().unwrap();
    let text = |code: Option<u32>| code.map(|code| snapshot.text(code).unwrap().to_owned());
    for shard in 0..snapshot.genesis.shards {
        for piece in snapshot.pieces(shard) {
            let c = snapshot.columns(disk, piece, ColumnId::ALL).unwrap();
            for row in 0..c.len {
                let shape = &snapshot.state.shapes[c.shape.get(row).unwrap() as usize];
                let who = match (c.subject.get(row), c.ghost.get(row)) {
                    (Some(id), None) => {
                        let name = names[&SubjectId { shard, id }].clone();
                        assert_eq!(hashes.shard(&name), shard, "{name} lives elsewhere");
                        ModelWho::Subject(name)
                    }
                    (None, Some(ghost)) => {
                        assert_eq!(hashes.ghost_shard(ghost), shard);
                        ModelWho::Ghost(format!("{ghost:016x}"))
                    }
                    (None, None) => ModelWho::Unnamed,
                    both => panic!("a row is of {both:?}"),
                };
                let v4 = c
                    .ip4
                    .get(row)
                    .map(|ip| std::net::IpAddr::from(ip.to_be_bytes()));
                let seen = ModelRow {
                    time: c.time.get(row).unwrap(),
                    source: snapshot.state.source(shape.source).unwrap().id.clone(),
                    route: shape.route.clone(),
                    unmatched: text(shape.unmatched),
                    columns: text(shape.columns),
                    outcome: Outcome::from_code(c.outcome.get(row).unwrap()).unwrap(),
                    actor_kind: ActorKind::from_code(c.actor_kind.get(row).unwrap()).unwrap(),
                    actor: c
                        .actor
                        .get(row)
                        .map(|id| names[&SubjectId::from_u64(id).unwrap()].clone()),
                    credential: c.credential.get(row).map(|hash| format!("{hash:016x}")),
                    key: text(c.key.get(row)),
                    issuer: text(c.issuer.get(row)),
                    client: text(c.client.get(row)),
                    ip: v4.or(c.ip6.get(row).map(std::net::IpAddr::from)),
                    records: c.records.get(row),
                    reach: c.reach.get(row),
                    access: c.access.get(row),
                };
                rows.entry(who).or_default().push(seen);
            }
        }
    }
    rows.values_mut().for_each(|rows| rows.sort());
    rows
}

/// Every control event of a snapshot but acts, in the model's terms and the order of arrival.
pub(crate) fn seen_controls(snapshot: &Snapshot, disk: &dyn Disk) -> Vec<ModelControl> {
    let names = names(snapshot, disk);
    let name = |id: Option<u64>| id.map(|id| names[&SubjectId::from_u64(id).unwrap()].clone());
    let text = |code: Option<u32>| code.map(|code| snapshot.text(code).unwrap().to_owned());
    let time = |time: Option<Millis>| time.map(|t| t.0);
    let mut all = Vec::new();
    for c in snapshot.controls(disk).unwrap() {
        let kind = match c.kind {
            ControlKind::Issuance => "issuance",
            ControlKind::Identity => "identity",
            ControlKind::Relation => "relation",
            ControlKind::Heartbeat => "heartbeat",
            ControlKind::Act => continue,
        };
        all.push(ModelControl {
            position: c.position,
            kind,
            code: c.code,
            time: c.time.0,
            source: snapshot.state.source(c.source.unwrap()).unwrap().id.clone(),
            subject: name(c.subject),
            other: name(c.other),
            credential: c.credential.map(|hash| format!("{hash:016x}")),
            key: text(c.key),
            issuer: text(c.issuer),
            client: text(c.client),
            ip: c.ip,
            from: time(c.from),
            to: time(c.to),
        });
    }
    all.sort();
    all
}

fn seen_counts(state: &State) -> BTreeMap<String, ModelCounts> {
    let mut all = BTreeMap::new();
    for (source, spoken) in state.sources.iter().zip(&state.spoken) {
        let c = spoken.counters;
        let counts = ModelCounts {
            accesses: c.accesses,
            reads: c.reads,
            unmatched: c.unmatched,
            controls: c.controls,
            plain: c.plain,
            duplicates: c.duplicates,
            quarantined: c.quarantined,
            span: spoken.span.map(|(low, high)| (low.0, high.0)),
            hours: spoken.hours.clone(),
        };
        if counts != ModelCounts::default() {
            all.insert(source.id.clone(), counts);
        }
    }
    all
}

/// Holds everything that stands in the directory against the model. The ledger must have finished.
pub(crate) fn check(site: &Site, model: &Model) -> Snapshot {
    let disk = &site.disk;
    let snapshot = site.snapshot();
    let hashes = snapshot.hashes.as_ref().unwrap();
    same(
        lines(&seen_rows(&snapshot, disk)),
        lines(&expected_rows(model, hashes)),
    );
    let mut controls = model.controls.clone();
    controls
        .iter_mut()
        .for_each(|c| c.credential = hashed(c.credential.as_deref(), hashes));
    let text = |controls: &[ModelControl]| controls.iter().map(|c| format!("{c:?}")).collect();
    same(text(&seen_controls(&snapshot, disk)), text(&controls));
    assert_eq!(seen_counts(&snapshot.state), model.counts);
    assert_eq!(snapshot.state.position, model.position);
    check_lanes(&snapshot, model);
    check_book(&snapshot, disk, model);
    let refused: BTreeSet<_> = model.refused.iter().cloned().collect();
    let held: Vec<_> = read_quarantine(disk, dir(), &book_key())
        .unwrap()
        .into_iter()
        .flat_map(|(_, records)| records)
        .map(|q| (q.source, q.refused.offset / RECORD_BYTES, q.refused.bytes))
        .collect();
    assert_eq!(
        held.len(),
        refused.len(),
        "a record stands twice in quarantine, or is missing"
    );
    assert_eq!(held.into_iter().collect::<BTreeSet<_>>(), refused);
    let without_key = Snapshot::load(disk, dir(), None).unwrap();
    assert_eq!(
        without_key.state, snapshot.state,
        "the state does not need the key"
    );
    check_classes(&snapshot, disk);
    check_sealed(&snapshot, disk);
    snapshot
}

/// A row is in the retention class that its source had: deleting a class must hit it and no other.
fn check_classes(snapshot: &Snapshot, disk: &dyn Disk) {
    let class_of = |shape: u32| {
        let source = snapshot.state.shapes[shape as usize].source;
        snapshot.state.source(source).unwrap().class.clone()
    };
    for (class, shards) in &snapshot.open.rows {
        assert!(
            shards
                .iter()
                .flatten()
                .all(|row| class_of(row.shape) == *class),
            "open rows of {class}"
        );
    }
    for shard in 0..snapshot.genesis.shards {
        for piece in snapshot.pieces(shard) {
            let Piece::Sealed(
                _,
                FileEntry {
                    role: Role::Part { class, .. },
                    ..
                },
            ) = piece
            else {
                continue;
            };
            let columns = snapshot.columns(disk, piece, &[ColumnId::Shape]).unwrap();
            assert!(
                columns
                    .shape
                    .values
                    .iter()
                    .all(|shape| class_of(*shape) == *class),
                "sealed rows of {class}"
            );
        }
    }
}

fn lines(rows: &Rows) -> Vec<String> {
    let line = |who: &ModelWho, row: &ModelRow| format!("{who:?} {row:?}");
    rows.iter()
        .flat_map(|(who, rows)| rows.iter().map(move |row| line(who, row)))
        .collect()
}

/// Shows only what differs, for whole histories are long.
fn same(seen: Vec<String>, expected: Vec<String>) {
    if seen != expected {
        let only = |a: &[String], b: &[String]| {
            a.iter()
                .filter(|line| !b.contains(line))
                .cloned()
                .collect::<Vec<_>>()
                .join("\n")
        };
        panic!(
            "of {} seen and {} expected\nseen only:\n{}\nexpected only:\n{}",
            seen.len(),
            expected.len(),
            only(&seen, &expected),
            only(&expected, &seen)
        );
    }
}

fn check_lanes(snapshot: &Snapshot, model: &Model) {
    let text = |code: Option<u32>| code.map(|code| snapshot.text(code).unwrap().to_owned());
    let mut seen = BTreeMap::new();
    for (lane, runs) in &snapshot.state.lanes {
        let source = snapshot.state.source(lane.source).unwrap().id.clone();
        let numbers: BTreeSet<u64> = runs.runs().flat_map(|run| run.first..=run.last).collect();
        seen.insert((source, text(lane.instance), text(lane.boot)), numbers);
    }
    assert_eq!(seen, model.lanes);
}

fn check_book(snapshot: &Snapshot, disk: &dyn Disk, model: &Model) {
    let (book, hashes) = (
        snapshot.book.as_ref().unwrap(),
        snapshot.hashes.as_ref().unwrap(),
    );
    assert_eq!(book.len(), model.names.len() as u64);
    assert_eq!(snapshot.state.subjects(), book.len());
    for name in &model.names {
        let id = book
            .find(hashes.shard(name), hashes.lookup(name))
            .unwrap_or_else(|| panic!("{name} is not in the book"));
        assert_eq!(book.name(disk, id).unwrap().as_ref(), Some(name));
        let kind = shop_catalogue().canon.base_kind(name);
        assert_eq!(snapshot.state.base_kind(id.shard, id.id), kind, "{name}");
    }
}

/// Parts, manifests and tree agree, leaf by leaf.
pub(crate) fn check_sealed(snapshot: &Snapshot, disk: &dyn Disk) {
    let leaves = leaves(disk, snapshot.head.0);
    let hashes: Vec<Hash> = leaves.iter().map(|leaf| leaf_hash(leaf)).collect();
    assert_eq!(proof::root(&hashes), snapshot.head.1);
    assert_eq!(leaves[0], snapshot.genesis.to_text().as_bytes());
    let mut previous = [0; 32];
    for manifest in &snapshot.epochs {
        let text = manifest.to_text();
        assert_eq!(manifest.previous, previous);
        previous = sha256(text.as_bytes());
        let line = format!("manifest {}\n", ledger::hex(&previous));
        let named = leaves
            .iter()
            .filter(|leaf| leaf.ends_with(line.as_bytes()))
            .count();
        assert_eq!(named, 1, "the leaf of epoch {}", manifest.epoch);
        for file in &manifest.files {
            let bytes = disk
                .read(&snapshot.part_path(manifest.epoch, file))
                .unwrap();
            assert_eq!(
                (bytes.len() as u64, chunk_root(&bytes)),
                (file.bytes, file.root),
                "{}",
                file.name
            );
        }
    }
    let blocks = leaves
        .iter()
        .filter(|leaf| leaf.starts_with(b"nunchi/1 block "))
        .count();
    assert_eq!(
        (blocks as u64, leaves.len()),
        (snapshot.state.blocks, 1 + blocks + snapshot.epochs.len())
    );
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest;
    sha2::Sha256::digest(bytes).into()
}

/// The entries of the tree.
pub(crate) fn leaves(disk: &dyn Disk, size: u64) -> Vec<Vec<u8>> {
    let width = u64::from(proof::TILE_WIDTH);
    let mut leaves = Vec::new();
    while (leaves.len() as u64) < size {
        let index = leaves.len() as u64 / width;
        let here = u16::try_from((size - index * width).min(width)).unwrap();
        let path = TilePath::new(TileKind::Entries, index, here).unwrap();
        let bytes = disk
            .read(&ledger::tree_dir(dir()).join(path.to_string()))
            .unwrap();
        leaves.extend(
            decode_bundle(&bytes, here)
                .unwrap()
                .into_iter()
                .map(<[u8]>::to_vec),
        );
    }
    leaves
}

/// Every head is a beginning of the last one.
pub(crate) fn check_heads(disk: &dyn Disk, heads: &[Checkpoint]) {
    let last = ledger::checkpoint(disk, dir()).unwrap();
    let hashes: Vec<Hash> = leaves(disk, last.size())
        .iter()
        .map(|leaf| leaf_hash(leaf))
        .collect();
    for head in heads {
        assert!(
            head.size() <= last.size(),
            "a signed head of {} leaves is gone",
            head.size()
        );
        let path = proof::consistency_proof(&hashes, head.size()).unwrap();
        proof::verify_consistency(head.size(), last.size(), &path, head.root(), last.root())
            .unwrap();
    }
}
