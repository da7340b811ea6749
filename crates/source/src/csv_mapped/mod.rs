//! `csv`: any CSV with a header (RFC 4180), read by a mapping.
//!
//! Places are names of columns; the header may have them in any order, and others beside them.

use crate::{
    Decode, Fault, Framing, Settings, SettingsError, Sink,
    formats::{Builder, Format},
    mapping::{Plan, Row, Shape, split_record},
};

/// The format.
pub(crate) const FORMAT: Format = Format {
    id: "csv",
    title: "CSV with a header and a mapping",
    framing: Framing::Csv,
    build,
    likeness,
};

fn build(settings: &Settings) -> Result<Builder, SettingsError> {
    builder(Plan::compile(settings, Shape::Csv)?)
}

/// A builder of decoders that follow a plan over columns.
#[expect(clippy::unnecessary_wraps, reason = "the shape of Format::build")]
pub(crate) fn builder(plan: Plan) -> Result<Builder, SettingsError> {
    Ok(Box::new(move |header| {
        let columns = header_of(header, plan.delimiter())?;
        let decoder = CsvRecords {
            plan: plan.bound(&columns)?,
            columns: columns.len(),
        };
        Ok(Box::new(decoder) as Box<dyn Decode>)
    }))
}

/// The columns of a header; a byte order mark before it is no part of the first.
pub(crate) fn header_of(header: &[u8], delimiter: char) -> Result<Vec<String>, Fault> {
    let header = header.strip_prefix(b"\xef\xbb\xbf").unwrap_or(header);
    let columns = split_record(header, delimiter)?;
    Ok(columns
        .iter()
        .map(|column| column.trim().to_owned())
        .collect())
}

/// Records that all have the header's number of columns, at least two, may be this format.
fn likeness(records: &[&[u8]]) -> u8 {
    let mut widths = records
        .iter()
        .map(|record| split_record(record, ',').map(|f| f.len()));
    let Some(Ok(width)) = widths.next() else {
        return 0;
    };
    if width > 1 && widths.all(|w| w == Ok(width)) {
        5
    } else {
        0
    }
}

struct CsvRecords {
    plan: Plan,
    columns: usize,
}

impl Decode for CsvRecords {
    fn decode(&mut self, record: &[u8], sink: &mut dyn Sink) -> Result<(), Fault> {
        let fields = split_record(record, self.plan.delimiter())?;
        if fields.len() != self.columns {
            return Err(Fault::new(format!(
                "the record has {} columns, the header {}",
                fields.len(),
                self.columns
            )));
        }
        sink.event(self.plan.decode(Row::Csv(&fields))?);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
