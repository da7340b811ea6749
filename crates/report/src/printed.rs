//! What people read: every text of a document in its order, as it stands on the page. The forms for
//! people are set from this and add nothing but their own marks.
//!
//! Invariant: no text here holds a character that a reader would not see ([`crate::visible`]), and no
//! cell is empty. Blanks at which no line may break are U+00A0, which HTML and PDF write as blanks that hold.

use serde::Serialize;

use crate::{Document, Kind, Part, Section, Table, words::Words};

mod grids;
mod texts;

use grids::Grids;
use texts::Texts;
pub(crate) use texts::{WELD, moment_in};

/// A document as it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Printed {
    /// BCP 47 tag of its language.
    pub lang: &'static str,
    /// What sort of document, for machines: `report`, `sheet`.
    pub kind: Kind,
    /// What sort of document, as a word.
    pub kind_word: &'static str,
    /// Its title.
    pub title: String,
    /// The word for the number of the incident, and the number.
    pub incident: Line,
    /// The word that every page of a drill carries.
    pub exercise: Option<&'static str>,
    /// Further words that every page carries.
    pub marks: Vec<String>,
    /// The heading of `about`.
    pub about_heading: &'static str,
    /// What must be known of the document itself.
    pub about: Vec<Line>,
    /// What stands in it.
    pub stretches: Vec<Stretch>,
    /// The word before a page number.
    pub page_word: &'static str,
}

/// A name and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The name.
    pub name: String,
    /// What it stands for.
    pub text: String,
}

/// A heading with what stands under it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stretch {
    /// The heading.
    pub heading: String,
    /// What stands under it.
    pub pieces: Vec<Piece>,
}

/// One thing under a heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "piece", rename_all = "snake_case")]
pub enum Piece {
    /// Paragraphs.
    Text {
        /// One each.
        paragraphs: Vec<String>,
    },
    /// Rows and columns.
    Grid(Grid),
}

/// Rows and columns, each row as long as the header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Grid {
    /// What is in it, which decides how wide its columns are: `fields`, `table`, `clocks`,
    /// `decisions`, `missing`, `changes`, `bases`.
    pub shape: &'static str,
    /// Its title, where it has one of its own.
    pub caption: Option<String>,
    /// The names of the columns.
    pub header: Vec<String>,
    /// The column that names the row.
    pub names: usize,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// Its lines, at least one.
    pub lines: Vec<String>,
    /// Lines beneath in smaller type.
    pub small: Vec<String>,
    /// How it is to be seen: `plain`, `unknown`, `late`, or a grade.
    pub tone: &'static str,
}

impl Printed {
    /// The document as it is read.
    #[must_use]
    pub fn of(document: &Document) -> Printed {
        let words = document.lang.words();
        let texts = Texts::of(document);
        let mut grids = Grids::new(document, &texts);
        let mut stretches: Vec<Stretch> = document
            .sections
            .iter()
            .map(|section| stretch(section, &texts, &mut grids))
            .collect();
        stretches.extend(grids.missing());
        stretches.extend(grids.changes());
        stretches.extend(grids.bases());
        Printed {
            lang: document.lang.tag(),
            kind: document.kind,
            kind_word: document.lang.kind(document.kind),
            title: texts.clean(&document.title),
            incident: line(words.incident, texts.clean(&document.incident)),
            exercise: document.exercise.then_some(words.exercise),
            marks: document.marks.iter().map(|m| texts.clean(m)).collect(),
            about_heading: words.about,
            about: about(document, words, &texts),
            stretches,
            page_word: words.page,
        }
    }

    /// All of it as JSON, for whoever sets it elsewhere.
    ///
    /// # Errors
    /// None that a document can cause; the writer of JSON has one all the same.
    pub fn to_json(&self) -> Result<Vec<u8>, crate::JsonError> {
        serde_json::to_vec(self).map_err(crate::JsonError::Write)
    }
}

fn line(name: &str, text: String) -> Line {
    Line {
        name: name.to_owned(),
        text,
    }
}

fn about(document: &Document, words: &Words, texts: &Texts) -> Vec<Line> {
    let mut lines = vec![line(words.incident, texts.clean(&document.incident))];
    if let Some(regime) = &document.regime {
        lines.push(line(words.regime, texts.clean(&regime.id)));
        lines.push(line(words.version, texts.clean(&regime.version)));
        lines.push(line(words.why_version, texts.clean(&regime.why)));
    }
    lines.push(line(words.made, texts.moment(document.made)));
    lines.push(line(words.times, texts.zone_note()));
    let notes = document.notes.iter();
    lines.extend(notes.map(|note| line(&texts.clean(&note.name), texts.clean(&note.text))));
    lines
}

fn stretch<'a>(section: &'a Section, texts: &Texts, grids: &mut Grids<'a>) -> Stretch {
    let heading = texts.clean(&section.heading);
    let pieces = section.parts.iter().map(|part| match part {
        Part::Fields { fields } => Piece::Grid(grids.fields(fields)),
        Part::Table(table) => untitled(table_piece(table, texts, grids), &heading),
        Part::Clocks { clocks } => Piece::Grid(grids.clocks(clocks)),
        Part::Decisions { decisions } => Piece::Grid(grids.decisions(decisions)),
        Part::Text { text } => Piece::Text {
            paragraphs: texts.paragraphs(text),
        },
    });
    let pieces = pieces.collect();
    Stretch { heading, pieces }
}

/// A table that is called what its heading says is not called so twice.
fn untitled(piece: Piece, heading: &str) -> Piece {
    match piece {
        Piece::Grid(mut grid) if grid.caption.as_deref() == Some(heading) => {
            grid.caption = None;
            Piece::Grid(grid)
        }
        other => other,
    }
}

/// A table without a row says so in words: a grid of nothing but a header looks like a mistake.
fn table_piece<'a>(table: &'a Table, texts: &Texts, grids: &mut Grids<'a>) -> Piece {
    if table.rows.is_empty() {
        let none = texts.words.none;
        return Piece::Text {
            paragraphs: vec![format!("{}: {none}", texts.clean(&table.caption))],
        };
    }
    Piece::Grid(grids.table(table))
}
