//! Blobs: runs of bytes under a name, written once.

use sqlx::{Any, Row as _, Transaction};

use crate::{
    error::StateError,
    limits::{BLOB_BYTES_MAX, NAME_CHARS_MAX, PART_BYTES},
    open::State,
};

impl State {
    /// Keeps bytes under a name. What stands there already stays: whoever names a blob after its digest writes the
    /// same bytes again after a crash, and nothing else.
    ///
    /// # Errors
    /// When there are too many bytes, or the database does not answer.
    pub fn put(&self, name: &str, bytes: &[u8]) -> Result<(), StateError> {
        for (what, len, most) in [
            ("the name of a blob", name.len(), NAME_CHARS_MAX),
            ("a blob", bytes.len(), BLOB_BYTES_MAX),
        ] {
            if len > most {
                return Err(StateError::TooLong {
                    what: what.to_owned(),
                    bytes: len,
                    most,
                });
            }
        }
        let mut writing = self.begin()?;
        match self.put_in(&mut writing, name, bytes) {
            Ok(()) => self.run(writing.commit()),
            Err(refused) => {
                // What is not committed is not there, whatever comes of this.
                let _ = self.run(writing.rollback());
                Err(refused)
            }
        }
    }

    fn put_in(
        &self,
        writing: &mut Transaction<'_, Any>,
        name: &str,
        bytes: &[u8],
    ) -> Result<(), StateError> {
        let parts = bytes.len().div_ceil(PART_BYTES).max(1);
        for part in 0..parts {
            let from = part * PART_BYTES;
            let to = bytes.len().min(from + PART_BYTES);
            let part_bytes = bytes.get(from..to).unwrap_or_default();
            let sealed = self.seal.seal(&part_name(name, part, parts), part_bytes)?;
            let insert = sqlx::query(
                "INSERT INTO blob_part (name, part, body) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            );
            let insert = insert
                .bind(name)
                .bind(i64::try_from(part).unwrap_or(i64::MAX));
            self.run(insert.bind(sealed).execute(&mut **writing))?;
        }
        Ok(())
    }

    /// The bytes under a name; `None` where there are none.
    ///
    /// # Errors
    /// When the database does not answer, or a part is missing or does not open.
    pub fn get(&self, name: &str) -> Result<Option<Vec<u8>>, StateError> {
        let select = sqlx::query("SELECT body FROM blob_part WHERE name = $1 ORDER BY part");
        let rows = self.run(select.bind(name).fetch_all(&self.pool))?;
        let mut bytes = Vec::new();
        for (part, row) in rows.iter().enumerate() {
            let opened = row.try_get("body").ok();
            let opened = opened
                .and_then(|body: String| self.seal.open(&part_name(name, part, rows.len()), &body));
            bytes.extend(opened.ok_or_else(|| StateError::Damaged {
                what: format!("part {part} of {name}"),
            })?);
        }
        Ok(Some(bytes).filter(|_| !rows.is_empty()))
    }
}

/// Under which a part is sealed: it opens in its place only, and only if all parts are there.
fn part_name(name: &str, part: usize, parts: usize) -> String {
    format!("blob {name} {part} of {parts}")
}
