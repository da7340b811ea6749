//! How the table is written: its delimiter, its quotes, its lines.

use super::{CELL_BYTES_MAX, COLUMNS_MAX, Column, ROWS_MAX, SampleError};

/// Lines that are looked at to find the delimiter.
const LINES_LOOKED_AT: usize = 50;

/// What parts cells. In a tie the first wins: a tab or a bar hardly ever stands in a value, a comma often does.
const DELIMITERS: [u8; 4] = [b'\t', b'|', b';', b','];

/// What each column holds, and from which row of the table on.
pub(super) struct Layout {
    pub(super) columns: Vec<Option<Column>>,
    /// 1 where the first row names the columns, else 0.
    pub(super) rows_from: usize,
}

/// One cell as it was written.
#[derive(Debug)]
pub(super) enum Cell {
    /// Its text, trimmed.
    Text(String),
    /// It is no UTF-8, or too long.
    Unreadable,
}

impl Cell {
    fn of(bytes: &[u8]) -> Cell {
        match std::str::from_utf8(bytes) {
            Ok(text) if bytes.len() <= CELL_BYTES_MAX => {
                // Spreadsheets put an apostrophe before what must stay text.
                let text = text.trim().trim_matches(['\'', '"']).trim();
                Cell::Text(text.to_owned())
            }
            _ => Cell::Unreadable,
        }
    }

    /// Its text; empty where it cannot be read.
    pub(super) fn text(&self) -> &str {
        match self {
            Cell::Text(text) => text,
            Cell::Unreadable => "",
        }
    }

    /// Whether it says nothing. Words that tables use for nothing say nothing.
    pub(super) fn is_blank(&self) -> bool {
        const NOTHING: [&str; 6] = ["", "-", "null", "none", "n/a", "\\n"];
        let is_nothing = |text: &String| NOTHING.iter().any(|no| text.eq_ignore_ascii_case(no));
        matches!(self, Cell::Text(text) if is_nothing(text))
    }
}

/// One row as it was written.
#[derive(Debug)]
pub(super) struct RawRow {
    /// The line on which it begins, from 1.
    pub(super) line: u64,
    pub(super) cells: Vec<Cell>,
}

/// The rows of the table.
pub(super) fn table(bytes: &[u8]) -> Result<Vec<RawRow>, SampleError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let delimiter = delimiter(bytes);
    let quoted = rows(bytes, delimiter, true);
    // One quote that is never closed swallows the lines after it. Cells with line breaks are rare in a leak, so
    // where quotes hide half of the lines they were no quotes.
    let lines = bytes.split(|byte| *byte == b'\n');
    let lines = lines.filter(|line| !line.trim_ascii().is_empty()).count();
    match quoted {
        Ok(rows) if rows.len() * 2 >= lines => Ok(rows),
        _ => rows(bytes, delimiter, false),
    }
}

fn rows(bytes: &[u8], delimiter: u8, quoted: bool) -> Result<Vec<RawRow>, SampleError> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .quoting(quoted)
        .from_reader(bytes);
    let mut rows = Vec::new();
    let mut record = csv::ByteRecord::new();
    // Reading bytes from memory into rows of any length cannot fail.
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        let line = record.position().map_or(0, csv::Position::line);
        if record.len() > COLUMNS_MAX {
            let columns = record.len();
            return Err(SampleError::Columns { line, columns });
        }
        // One more for the line that names the columns.
        if rows.len() > ROWS_MAX {
            return Err(SampleError::Rows { line });
        }
        let cells = record.iter().map(Cell::of).collect();
        rows.push(RawRow { line, cells });
    }
    Ok(rows)
}

/// The delimiter that stands equally often in most lines; of those the one that makes most columns.
fn delimiter(bytes: &[u8]) -> u8 {
    let lines = bytes.split(|byte| *byte == b'\n');
    let lines: Vec<&[u8]> = lines
        .filter(|line| !line.trim_ascii().is_empty())
        .take(LINES_LOOKED_AT)
        .collect();
    let steady = |delimiter: u8| {
        let counts: Vec<usize> = lines.iter().map(|line| outside(line, delimiter)).collect();
        let alike = |of: usize| counts.iter().filter(|count| **count == of).count();
        let best = counts.iter().filter(|count| **count > 0);
        best.map(|count| (alike(*count), *count)).max()
    };
    let mut best = (None, b',');
    for of in DELIMITERS {
        let found = steady(of);
        if found > best.0 {
            best = (found, of);
        }
    }
    best.1
}

/// How often the delimiter stands in a line outside of quotes.
fn outside(line: &[u8], delimiter: u8) -> usize {
    let (mut count, mut is_quoted) = (0, false);
    for byte in line {
        match *byte {
            b'"' => is_quoted = !is_quoted,
            byte if byte == delimiter && !is_quoted => count += 1,
            _ => {}
        }
    }
    count
}
