//! What can go wrong, by what was attempted.

use sqlx::migrate::MigrateError;

/// Why the state could not be opened or read.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The database does not answer, is not one, or refused.
    #[error("the state at {place} cannot be used: {source}")]
    Database {
        /// File or address, without its password.
        place: String,
        /// What the database said.
        source: sqlx::Error,
    },
    /// Another process writes into it, and did so for as long as was waited.
    #[error(
        "somebody else writes into the state at {place} and did not end: wait, then look again"
    )]
    Busy {
        /// The file.
        place: String,
    },
    /// It can be read, and nothing be recorded.
    #[error(
        "nothing can be recorded in the state at {place}, for its disk is full, is mounted for reading, or may not be written \
         by this user ({because}): make room, or let it be written"
    )]
    ReadAlone {
        /// The file.
        place: String,
        /// What the database said.
        because: String,
    },
    /// It was made by a later version, or a migration failed.
    #[error("the state at {place} does not have the tables of this version: {source}")]
    Tables {
        /// File or address, without its password.
        place: String,
        /// What the migration said.
        source: MigrateError,
    },
    /// The machine gave no randomness or no thread.
    #[error("the state cannot be opened: {0}")]
    System(#[from] std::io::Error),
    /// It was sealed under another key.
    #[error(
        "the state at {place} is sealed under another key than {key}: bring the key that belongs to it"
    )]
    OtherKey {
        /// File or address, without its password.
        place: String,
        /// The file of the key, such as `state.key`.
        key: String,
    },
    /// Something does not read back as it was written.
    #[error("the state is damaged: {what} does not open with the key that opens the rest")]
    Damaged {
        /// Which record or blob.
        what: String,
    },
    /// Longer than what is kept.
    #[error("{what} has {bytes} bytes; at most {most} are kept")]
    TooLong {
        /// What is too long.
        what: String,
        /// Its length.
        bytes: usize,
        /// The limit.
        most: usize,
    },
}

/// What SQLite says of a disk, in the first byte of its codes.
const READONLY: u32 = 8;
const IOERR: u32 = 10;
const FULL: u32 = 13;
const CANTOPEN: u32 = 14;

impl StateError {
    /// What SQLite said where it is the disk that refuses to be written: a folder in which nothing can be made, a file that is
    /// for reading, a write that failed, no room. `None` of anything else.
    pub(crate) fn of_the_disk(&self) -> Option<String> {
        let source = match self {
            StateError::Database { source, .. } => source,
            StateError::Tables { source, .. } => said(source)?,
            StateError::ReadAlone { because, .. } => return Some(because.clone()),
            _ => return None,
        };
        let of_the_disk = [READONLY, IOERR, FULL, CANTOPEN];
        let is = code(source).is_some_and(|code| of_the_disk.contains(&(code & 0xff)));
        is.then(|| words(source))
    }

    /// What a database said, in words where it only says that others are at it.
    pub(crate) fn database(place: &str, source: sqlx::Error) -> StateError {
        let place = place.to_owned();
        match code(&source).map(|code| code & 0xff) {
            _ if is_busy(&source) => StateError::Busy { place },
            Some(READONLY | FULL) => StateError::ReadAlone {
                place,
                because: words(&source),
            },
            _ => StateError::Database { place, source },
        }
    }

    /// The same of what was said when the tables were brought up to this version.
    pub(crate) fn tables(place: &str, source: MigrateError) -> StateError {
        let place = place.to_owned();
        match said(&source).is_some_and(is_busy) {
            true => StateError::Busy { place },
            false => StateError::Tables { place, source },
        }
    }
}

/// What the database said to a migration, where it is the database that refused.
pub(crate) fn said(refused: &MigrateError) -> Option<&sqlx::Error> {
    match refused {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => Some(error),
        _ => None,
    }
}

/// Whether SQLite says that another process stands in the way: BUSY or LOCKED, whatever the reason beyond the first byte.
pub(crate) fn is_busy(error: &sqlx::Error) -> bool {
    code(error).is_some_and(|code| matches!(code & 0xff, 5 | 6))
}

/// What the database said, without who said it.
fn words(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(error) => error.message().to_owned(),
        other => other.to_string(),
    }
}

/// The code with which SQLite refused; its first byte is what, the rest why.
fn code(error: &sqlx::Error) -> Option<u32> {
    let sqlx::Error::Database(error) = error else {
        return None;
    };
    // PostgreSQL has codes of five characters.
    let code = error.code().filter(|code| code.len() <= 4);
    code.and_then(|code| code.parse().ok())
}

/// Why a record was not added. It is not there then.
#[derive(Debug, thiserror::Error)]
pub enum AppendError<E: std::error::Error + 'static> {
    /// Somebody else added a record meanwhile, or one is missing before it.
    #[error(
        "{stream} has {last} records, so number {number} cannot follow: somebody else wrote meanwhile; look again"
    )]
    Taken {
        /// The stream.
        stream: String,
        /// Records that there are.
        last: u32,
        /// The number that was to be added.
        number: u32,
    },
    /// The state itself.
    #[error(transparent)]
    State(#[from] StateError),
    /// What had to be done before it counts was not done.
    #[error("it was not recorded: {0}")]
    Before(E),
}
