//! `ingest --quarantined`: what could not be decoded, read again with the mapping as it is now.
//!
//! Each quarantine file is a stream of its own whose position counts records, so that a crash between
//! the commit and the removal of the file takes nothing twice. What still fails goes to a new file.

use std::collections::BTreeMap;

use ledger::{Ledger, Quarantined, Stream, StreamId, read_quarantine};
use sha2::{Digest, Sha256};

use crate::{
    failure::Failure,
    home::Home,
    ingest::{Report, decoders::take, merge::builder_of},
};

/// Replays the quarantine.
pub(crate) fn ingest_quarantined(home: &Home, ledger: &mut Ledger) -> Result<Report, Failure> {
    let key = home
        .keys
        .book
        .as_ref()
        .ok_or(ledger::OpenError::Key("book"))?;
    let before = ledger.state().clone();
    let start = home.clock().monotonic();
    let mut report = Report::default();
    for (path, records) in read_quarantine(home.disk(), &home.dir, key)? {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let mut by_source: BTreeMap<&str, Vec<(usize, &Quarantined)>> = BTreeMap::new();
        for (index, record) in records.iter().enumerate() {
            by_source
                .entry(&record.source)
                .or_default()
                .push((index, record));
        }
        let mut streams = Vec::new();
        for (source, records) in by_source {
            report.bytes += records
                .iter()
                .map(|(_, record)| record.refused.bytes.len() as u64)
                .sum::<u64>();
            streams.push(replay_source(
                home,
                ledger,
                &name,
                source,
                &records,
                &mut report,
            )?);
        }
        let mut borrowed: Vec<&mut Stream> = streams.iter_mut().collect();
        ledger.commit(&mut borrowed)?;
        home.disk().remove(&path)?;
    }
    ledger.finish(&mut [])?;
    report.elapsed = home.clock().monotonic().saturating_sub(start);
    report.count(&before, ledger.state());
    Ok(report)
}

fn replay_source(
    home: &Home,
    ledger: &mut Ledger,
    file: &str,
    source: &str,
    records: &[(usize, &Quarantined)],
    report: &mut Report,
) -> Result<Stream, Failure> {
    let (builder, _) = builder_of(home, source)?;
    let identity = Sha256::digest(format!(
        "quarantine {file} {source} {}",
        ledger::hex(
            &records
                .first()
                .map(|(_, r)| r.refused.sha256)
                .unwrap_or_default()
        )
    ));
    let (mut stream, mut intake) = ledger.stream(
        source,
        StreamId {
            sha256: identity.into(),
            prefix_bytes: 1 << 32,
        },
    )?;
    stream.mends();
    let done = stream.offset();
    for (index, record) in records {
        let end = *index as u64 + 1;
        if end <= done {
            continue;
        }
        let whole = record.refused.len == record.refused.bytes.len() as u64;
        let taken = builder(&[])
            .map_err(|fault| fault.to_string())
            .and_then(|mut decoder| match whole {
                true => take(decoder.as_mut(), &mut intake, &record.refused.bytes),
                false => Err(record.refused.reason.clone()),
            });
        if let Err(reason) = taken {
            report.still_quarantined += 1;
            intake.refuse(ledger::Refused {
                reason,
                ..record.refused.clone()
            });
        }
        intake.record_end(end);
    }
    let mut batch = intake.take();
    ledger.admit(&mut stream, &mut batch);
    for item in 0..batch.len() {
        ledger.append(&mut stream, &batch, item)?;
    }
    Ok(stream)
}
