//! Sets a document as PDF: A4, tagged for who hears it read (PDF/UA-1), complete in itself for who keeps
//! it for years (PDF/A-2a), the same bytes for the same document.
//!
//! Nothing but this crate names Typst. The template is ours and compiled in; what a document says goes
//! in as data beside it and is never read as markup. Fonts are compiled in too, so that a machine
//! without any prints the same page.
//!
//! Not here: which document it is, a word or number of it ([`report::Printed`]), the clock, the file
//! system, the network: the world of Typst holds one template, one datum and four fonts.

mod fonts;
mod plain;
mod world;

#[cfg(test)]
mod tests;

use event::Millis;
use report::{Document, Kind, Printed};
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};
use world::House;

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
pub enum TypesetError {
    /// The printed form could not be handed to the template.
    #[error("the document cannot be handed to the template: {0}")]
    Data(#[from] report::JsonError),
    /// A font that is compiled in cannot be read.
    #[error("the font {name} in this program cannot be read; the build is broken")]
    Font {
        /// Its file.
        name: &'static str,
    },
    /// The template cannot be set.
    #[error("the template cannot be set: {0}")]
    Template(String),
    /// The pages break a rule of PDF/A-2a or PDF/UA-1.
    #[error("the pages break a rule of lasting or accessible PDF (PDF/A-2a, PDF/UA-1): {0}")]
    Rules(String),
}

/// The document as PDF/A-2a and PDF/UA-1.
///
/// # Errors
/// None that a document should be able to cause; each says what broke.
pub fn pdf(document: &Document) -> Result<Vec<u8>, TypesetError> {
    set(document)?.pdf()
}

/// Sets a document in pages.
///
/// # Errors
/// As for [`pdf`].
pub fn set(document: &Document) -> Result<Pages, TypesetError> {
    let of = Forget;
    Ok(Pages {
        pages: pages(document)?,
        options: options(document)?,
        _of: of,
    })
}

/// A document that is set.
pub struct Pages {
    pages: PagedDocument,
    options: PdfOptions,
    _of: Forget,
}

impl Pages {
    /// How many pages there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.pages.pages().len()
    }

    /// They as PDF.
    ///
    /// # Errors
    /// As for [`pdf`].
    pub fn pdf(&self) -> Result<Vec<u8>, TypesetError> {
        typst_pdf::pdf(&self.pages, &self.options)
            .map_err(|errors| TypesetError::Rules(told(&errors)))
    }
}

/// Typst keeps what it computed for the next run with the same input; a document is set once, and what it held of personal
/// data must not stay, whatever became of it.
struct Forget;

impl Drop for Forget {
    fn drop(&mut self) {
        typst::comemo::evict(0);
    }
}

fn pages(document: &Document) -> Result<PagedDocument, TypesetError> {
    let fonts = fonts::all()?;
    let data = plain::printable(&Printed::of(document).to_json()?, fonts);
    let house = House::new(fonts, data)?;
    typst::compile(&house)
        .output
        .map_err(|errors| TypesetError::Template(told(&errors)))
}

/// How the file is written. Nothing in it may depend on the day or the machine.
fn options(document: &Document) -> Result<PdfOptions, TypesetError> {
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
        .map_err(|error| TypesetError::Rules(error.message().to_string()))?;
    Ok(PdfOptions {
        ident: Smart::Custom(ident(document)),
        creator: Smart::Custom(Some("nunchi".to_owned())),
        timestamp: made(document).map(Timestamp::new_utc),
        page_ranges: None,
        standards,
        tagged: true,
        pretty: false,
    })
}

/// What stays the same over versions of one document; only its hash is written.
fn ident(document: &Document) -> String {
    let kind = document.lang.tag().to_owned() + kind(document.kind);
    let regime = document.regime.as_ref().map_or("", |regime| &regime.id);
    [&document.incident, regime, &kind].join("\n")
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Report => "report",
        Kind::Notice => "notice",
        Kind::Posting => "posting",
        Kind::Sheet => "sheet",
        Kind::Board => "board",
        Kind::Register => "register",
        Kind::Review => "review",
    }
}

/// The first and last moment that a date of four digits can say.
const DATES: (Millis, Millis) = (Millis(-62_167_219_200_000), Millis(253_402_300_799_999));

/// The moment for which the document speaks, as the date of the file. PDF/A wants one, so a moment
/// that no date can say becomes the nearest that one can.
fn made(document: &Document) -> Option<Datetime> {
    let made = document.made.clamp(DATES.0, DATES.1);
    let (year, month, day) = made.civil();
    let seconds = made.ms_of_day() / 1000;
    let part = |n: i64| u8::try_from(n).ok();
    Datetime::from_ymd_hms(
        i32::try_from(year).ok()?,
        part(month)?,
        part(day)?,
        part(seconds / 3600)?,
        part(seconds / 60 % 60)?,
        part(seconds % 60)?,
    )
}

/// What Typst says, with what would help.
fn told(errors: &[SourceDiagnostic]) -> String {
    let lines = errors.iter().map(|error| {
        let hints: String = error
            .hints
            .iter()
            .map(|hint| format!(" ({hint:?})"))
            .collect();
        format!("{}{hints}", error.message)
    });
    lines.collect::<Vec<_>>().join("; ")
}
