//! `nunchi status`: health of the ledger.

use std::{collections::BTreeMap, path::Path};

use api::{
    CatalogueStatus, Checkpoint, Epoch, Head, Index, Keys, QuarantineReason, QuarantineStatus,
    Status, Time, Writer,
};
use env::Disk;
use event::Millis;
use exposure::Summaries;
use ledger::{BookKeyId, Role, Snapshot, Writing, read_quarantine};
use sha2::{Digest, Sha256};

use crate::{
    asking,
    cli::ListArgs,
    failure::Failure,
    home::Home,
    printer::{format_or_default, say},
    render, settings,
};

pub(crate) fn run(args: &ListArgs) -> Result<u8, Failure> {
    let home = Home::open(&args.place)?;
    let document = document(&home)?;
    let zone = asking::zone(&home.settings.catalogue);
    say(&render::render(
        &document,
        format_or_default(args.format),
        |status| render::status::table(status, &zone),
        render::flat,
    )?);
    Ok(0)
}

fn document(home: &Home) -> Result<Status, Failure> {
    let snapshot = home.snapshot()?;
    let state = &snapshot.state;
    let (bytes, quarantine_bytes) = sizes(home.disk(), &home.dir)?;
    let genesis = &snapshot.genesis;
    Ok(Status {
        v: api::VERSION,
        origin: genesis.origin.clone(),
        created: genesis.created.into(),
        head: Head {
            checkpoint: Checkpoint {
                size: snapshot.head.0,
                root: snapshot.head.1.to_string(),
            },
            position: state.position,
            blocks: state.blocks,
        },
        writer: writer(Writing::of(home.disk(), &home.dir)),
        epoch: epoch(&snapshot),
        shards: genesis.shards,
        subjects: state.subjects(),
        strings: u64::from(state.strings),
        catalogue: catalogue(home, &snapshot),
        relation: state.relation,
        bytes_total: bytes.values().sum(),
        bytes,
        bytes_free: home.disk().free_bytes(&home.dir)?,
        quarantine: quarantine(home, quarantine_bytes)?,
        keys: Keys {
            dir: home.keys_dir.display().to_string(),
            sign: home.keys.sign.is_some(),
            book: home.keys.book.is_some(),
            renewal_waits: renewal_waits(home, &snapshot),
        },
        index: index(home, &snapshot),
    })
}

/// Whether an act names another book key than the one that opens the book.
fn renewal_waits(home: &Home, snapshot: &Snapshot) -> Option<bool> {
    let own = BookKeyId::of(home.keys.book.as_ref()?, &snapshot.genesis.salt);
    Some(snapshot.standing.book_key.is_some_and(|named| named != own))
}

fn writer(writing: Writing) -> Writer {
    let writer = |state: &str, since: Option<Millis>, because, holder| Writer {
        state: state.to_owned(),
        since: since.map(Time),
        because,
        holder,
    };
    match writing {
        Writing::Idle => writer("idle", None, None, None),
        Writing::Busy { holder } => writer("busy", None, None, Some(holder)),
        Writing::Cut { holder } => writer("cut", None, None, Some(holder)),
        Writing::Stopped { since, because } => writer("stopped", since, Some(because), None),
        Writing::Refused { because } => writer("refused", None, Some(because), None),
    }
}

fn epoch(snapshot: &Snapshot) -> Epoch {
    let is_part = |file: &&ledger::FileEntry| matches!(file.role, Role::Part { .. });
    let rows = snapshot
        .epochs
        .iter()
        .flat_map(|manifest| &manifest.files)
        .filter(is_part)
        .map(|file| file.rows);
    Epoch {
        open: snapshot.state.epoch,
        open_since: snapshot
            .epochs
            .last()
            .map_or(snapshot.genesis.created, |manifest| manifest.closed)
            .into(),
        rows_open: snapshot.open.reads,
        sealed: snapshot.epochs.len() as u64,
        rows_sealed: rows.sum(),
    }
}

fn catalogue(home: &Home, snapshot: &Snapshot) -> CatalogueStatus {
    let (version, recorded) = snapshot.state.catalogue;
    let digest: [u8; 32] = Sha256::digest(settings::catalogue_bytes(&home.settings)).into();
    let settings = if digest == recorded {
        "recorded"
    } else {
        "changed"
    };
    CatalogueStatus {
        version,
        digest: ledger::hex(&recorded),
        settings: settings.to_owned(),
    }
}

fn index(home: &Home, snapshot: &Snapshot) -> Index {
    let standing = Summaries::standing(home.disk(), snapshot);
    let state = match standing.indexed {
        all if all == standing.parts => "whole",
        0 => "none",
        _ => "partial",
    };
    Index {
        state: state.to_owned(),
        parts: standing.parts,
        indexed: standing.indexed,
    }
}

/// Bytes by subfolder, and those of quarantine.
fn sizes(disk: &dyn Disk, dir: &Path) -> Result<(BTreeMap<String, u64>, u64), Failure> {
    let mut sizes: BTreeMap<String, u64> = BTreeMap::new();
    for entry in disk.list(dir)? {
        let name = entry
            .path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        match entry.meta.is_dir {
            true => *sizes.entry(name).or_default() += folder_bytes(disk, &entry.path)?,
            false => *sizes.entry(".".to_owned()).or_default() += entry.meta.len,
        }
    }
    let quarantine = sizes.get("quarantine").copied().unwrap_or(0);
    Ok((sizes, quarantine))
}

/// Bytes of every file below a folder. Folders are taken from a list, not by recursion, so that a
/// deep tree costs no stack.
fn folder_bytes(disk: &dyn Disk, folder: &Path) -> Result<u64, Failure> {
    let (mut bytes, mut folders) = (0, vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in disk.list(&folder)? {
            match entry.meta.is_dir {
                true => folders.push(entry.path),
                false => bytes += entry.meta.len,
            }
        }
    }
    Ok(bytes)
}

fn quarantine(home: &Home, bytes: u64) -> Result<QuarantineStatus, Failure> {
    let mut status = QuarantineStatus {
        bytes,
        bytes_max: home.settings.quarantine_bytes,
        records: None,
        reasons: None,
    };
    let Some(key) = &home.keys.book else {
        return Ok(status);
    };
    let mut counts: BTreeMap<(String, String), u64> = BTreeMap::new();
    for (_, records) in read_quarantine(home.disk(), &home.dir, key)? {
        for record in records {
            *counts
                .entry((record.source, record.refused.reason))
                .or_default() += 1;
        }
    }
    let mut reasons: Vec<QuarantineReason> = counts
        .into_iter()
        .map(|((source, reason), records)| QuarantineReason {
            source,
            reason,
            records,
        })
        .collect();
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.records));
    status.records = Some(reasons.iter().map(|reason| reason.records).sum());
    status.reasons = Some(reasons);
    Ok(status)
}
