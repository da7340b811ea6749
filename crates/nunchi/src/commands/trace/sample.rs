//! The sample as it is brought: read into memory, and nowhere else.

use event::{FieldSet, catalogue::Catalogue};
use incident::trace::{
    Salt,
    sample::{Column, Sample},
};
use sha2::{Digest, Sha256};

use crate::{asking, cli::TraceArgs, failure::Failure, home::Home, printer::note};

/// Names that fields of catalogues have for what a column holds, the usual one first.
const USUAL: [(Column, &[&str]); 4] = [
    (Column::Email, &["email", "mail", "email_address"]),
    (
        Column::Phone,
        &["phone", "mobile", "phone_number", "mobile_number", "tel"],
    ),
    (Column::Name, &["name", "full_name", "real_name"]),
    (
        Column::Address,
        &["address", "delivery_address", "postal_address", "addr"],
    ),
];

/// A sample in memory.
pub(super) struct Brought {
    pub(super) sample: Sample,
    pub(super) sha256: [u8; 32],
    pub(super) bytes: u64,
    /// The fields that it shows.
    pub(super) fields: FieldSet,
}

/// Reads the sample. Its rows are told by digests that only who has the book key can make, the same every time.
pub(super) fn read(home: &Home, args: &TraceArgs) -> Result<Brought, Failure> {
    let shown = said(&home.settings.catalogue, &args.column)?;
    let place = args.sample.display();
    let bytes = home
        .disk()
        .read(&args.sample)
        .map_err(|e| Failure::usage(format!("the sample {place}: {e}")))?;
    let sha256: [u8; 32] = Sha256::digest(&bytes).into();
    let book = home
        .keys
        .book
        .as_ref()
        .ok_or(ledger::OpenError::Key("book"))?;
    let mut salt = Sha256::new();
    salt.update(b"nunchi trace salt v1");
    salt.update(book.0);
    salt.update(sha256);
    let salt = Salt(salt.finalize().into());
    let canon = &home.settings.catalogue.canon;
    let sample = Sample::read(&bytes, canon, &args.ids, &salt)
        .map_err(|e| Failure::usage(format!("the sample {place}: {e}")))?;
    let fields = fields(&home.settings.catalogue, &sample, &shown);
    Ok(Brought {
        fields,
        sha256,
        bytes: bytes.len() as u64,
        sample,
    })
}

/// What `--column` says: the field of a column, or that it shows none.
type Said = (Column, Option<u8>);

fn said(catalogue: &Catalogue, texts: &[String]) -> Result<Vec<Said>, Failure> {
    let words: Vec<&str> = USUAL.iter().map(|(column, _)| column.word()).collect();
    let one = |text: &String| {
        let (word, field) = text
            .split_once('=')
            .ok_or_else(|| Failure::usage("--column: write COLUMN=FIELD, such as email=email"))?;
        let column = USUAL.iter().find(|(column, _)| column.word() == word);
        let (column, _) =
            column.ok_or_else(|| Failure::usage(asking::unknown("column", word, &words)))?;
        if field.is_empty() {
            return Ok((*column, None));
        }
        asking::check_field(catalogue, field)?;
        Ok((*column, catalogue.field(field).map(|field| field.bit)))
    };
    texts.iter().map(one).collect()
}

/// The fields that a sample shows. What no field of the catalogue stands for is not asked of a path.
fn fields(catalogue: &Catalogue, sample: &Sample, said: &[Said]) -> FieldSet {
    let mut fields = FieldSet::EMPTY;
    for column in sample.shows() {
        if column == Column::Id {
            continue;
        }
        let of_said = said.iter().rev().find(|(of, _)| *of == column);
        match of_said.map_or_else(|| usual(catalogue, column), |(_, field)| *field) {
            Some(bit) => fields |= FieldSet::of(bit),
            None if of_said.is_some() => {}
            None => note(&format!(
                "no field of the catalogue stands for the column {word}, so it is not asked of a path: --column {word}=FIELD names one",
                word = column.word()
            )),
        }
    }
    fields
}

/// The field that usually stands for a column: by its id, or the only one whose id holds the word.
fn usual(catalogue: &Catalogue, column: Column) -> Option<u8> {
    let (_, ids) = USUAL.iter().find(|(of, _)| *of == column)?;
    let named = ids.iter().find_map(|id| catalogue.field(id));
    let mut alike = catalogue
        .fields
        .iter()
        .filter(|field| field.id.split('_').any(|part| part == column.word()));
    let only = alike.next().filter(|_| alike.next().is_none());
    named.or(only).map(|field| field.bit)
}
