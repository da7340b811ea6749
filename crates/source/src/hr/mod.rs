//! `hr`: a list of staff changes as CSV with the columns `time`, `employee`, `change` and `key`.
//!
//! The columns may stand in any order and beside others. `change` is joined, left, `key_granted` or
//! `key_revoked`; a change of keys names the key. Times are RFC 3339, or a date with or without a time
//! of day in the source's zone.

use event::{Change, Event};

use crate::{
    Decode, Fault, Framing, Settings, SettingsError, Sink, csv_mapped,
    formats::{Builder, Format},
    mapping::{Kind, Mapping, Place, Plan},
};

/// The format.
pub(crate) const FORMAT: Format = Format {
    id: "hr",
    title: "Staff changes: who joined, left, was given or lost a key",
    framing: Framing::Csv,
    build,
    likeness,
};

fn build(settings: &Settings) -> Result<Builder, SettingsError> {
    if settings.mapping.is_some() {
        return Err(SettingsError {
            at: "mapping".to_owned(),
            message: "the format hr has fixed columns: drop the mapping, or use format = \"csv\""
                .to_owned(),
        });
    }
    let inner = csv_mapped::builder(Plan::compile_typed(&columns(), settings)?)?;
    Ok(Box::new(move |header| {
        Ok(Box::new(StaffChanges {
            inner: inner(header)?,
        }) as Box<dyn Decode>)
    }))
}

fn columns() -> Mapping {
    let column = |name: &str| {
        Some(Place::At {
            at: name.to_owned(),
            prefix: None,
        })
    };
    Mapping {
        kind: Kind::Identity,
        time: column("time"),
        change: column("change"),
        key: column("key"),
        subject: Some(Place::At {
            at: "employee".to_owned(),
            prefix: Some("employee:".to_owned()),
        }),
        ..Mapping::default()
    }
}

/// The header decides: nothing else has these four columns.
fn likeness(records: &[&[u8]]) -> u8 {
    let Some(Ok(header)) = records
        .first()
        .map(|header| csv_mapped::header_of(header, ','))
    else {
        return 0;
    };
    let has = |name: &&str| header.iter().any(|column| column == name);
    if ["time", "employee", "change", "key"].iter().all(has) {
        95
    } else {
        0
    }
}

struct StaffChanges {
    inner: Box<dyn Decode>,
}

impl Decode for StaffChanges {
    fn decode(&mut self, record: &[u8], sink: &mut dyn Sink) -> Result<(), Fault> {
        let mut held = Staff {
            sink,
            refused: false,
        };
        self.inner.decode(record, &mut held)?;
        if held.refused {
            return Err(Fault::new(
                "change (column change): staff can be joined, left, key_granted or key_revoked",
            ));
        }
        Ok(())
    }
}

/// Lets through what can happen to staff; dormant and withdrawn are for members.
struct Staff<'s> {
    sink: &'s mut dyn Sink,
    refused: bool,
}

impl Sink for Staff<'_> {
    fn event(&mut self, event: Event<'_>) {
        let ours = [
            Change::Joined,
            Change::Left,
            Change::KeyGranted,
            Change::KeyRevoked,
        ];
        match &event {
            Event::Identity(change) if ours.contains(&change.change) => self.sink.event(event),
            _ => self.refused = true,
        }
    }

    fn beside(&mut self) {
        self.sink.beside();
    }
}

#[cfg(test)]
mod tests;
