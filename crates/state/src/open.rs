//! Opening the database: connection, tables, and whether the key is the one.

use std::{borrow::Cow, fmt::Write as _, path::Path, sync::Arc, time::Duration};

use env::Entropy;
use sqlx::{
    Any, AnyConnection, AnyPool, Connection as _, SqlSafeStr as _, Transaction,
    any::AnyPoolOptions,
    migrate::{MigrateError, Migration, MigrationType, Migrator},
};
use tokio::runtime::Runtime;

use crate::{
    error::{StateError, is_busy, said},
    limits::BUSY_MS,
    seal::Seal,
};

/// Where the state is kept.
#[derive(Debug, Clone, Copy)]
pub enum Location<'a> {
    /// A SQLite file, made when it is missing.
    File(&'a Path),
    /// An address such as `postgres://user:password@host/database`.
    Url(&'a str),
}

/// See the crate.
pub struct State {
    pub(crate) runtime: Runtime,
    pub(crate) pool: AnyPool,
    pub(crate) seal: Seal,
    pub(crate) place: String,
    is_file: bool,
    /// Why it can be read alone, where it can.
    read_alone: Option<String>,
    mark: String,
}

/// Under this name, or under it and the room, stands a text by which another key is recognised.
const MARK: &str = "mark";

/// Begins a transaction of SQLite as a writer, which waits until nobody else is one.
const WRITING: &str = "BEGIN IMMEDIATE";

impl State {
    /// Opens the state and brings its tables up to this version. A file that cannot be written, on a disk that is full or
    /// mounted for reading, is opened to be read: see [`State::read_alone`].
    ///
    /// # Errors
    /// When the database does not answer, is of a later version, or is sealed under another key.
    pub fn open(
        location: Location<'_>,
        key: &[u8; 32],
        entropy: Arc<dyn Entropy>,
    ) -> Result<State, StateError> {
        State::open_room(location, "", key, entropy)
    }

    /// Opens a room of the state that has a key of its own; the rooms of one database share nothing but its tables, and
    /// whoever names a stream or a blob keeps those of the rooms apart.
    ///
    /// # Errors
    /// As [`State::open`].
    pub fn open_room(
        location: Location<'_>,
        room: &str,
        key: &[u8; 32],
        entropy: Arc<dyn Entropy>,
    ) -> Result<State, StateError> {
        sqlx::any::install_default_drivers();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let (url, place, is_file) = match location {
            Location::File(path) => (url_of(path, WRITABLE), path.display().to_string(), true),
            Location::Url(url) => (url.to_owned(), without_password(url), false),
        };
        let (pool, read_alone) = match runtime.block_on(ready(&url, &place, is_file)) {
            Ok(pool) => (pool, None),
            Err(refused) => match location {
                Location::File(path) => reading(&runtime, path, refused)?,
                Location::Url(_) => return Err(refused),
            },
        };
        let seal = Seal::new(key, entropy)
            .ok_or_else(|| std::io::Error::other("the state key cannot be used"))?;
        let state = State {
            runtime,
            pool,
            seal,
            place,
            is_file,
            read_alone,
            mark: match room {
                "" => MARK.to_owned(),
                room => format!("{MARK}/{room}"),
            },
        };
        state.is_its_key()?;
        Ok(state)
    }

    /// Whether what stands there opens with the key; a state that was just made is marked with it.
    fn is_its_key(&self) -> Result<(), StateError> {
        let found = self.mark()?;
        if found.is_none() && self.read_alone.is_none() {
            let sealed = self.seal.seal(&self.mark, MARK.as_bytes())?;
            let insert = sqlx::query(
                "INSERT INTO blob_part (name, part, body) VALUES ($1, 0, $2) ON CONFLICT DO NOTHING",
            );
            let insert = insert.bind(&self.mark).bind(sealed).execute(&self.pool);
            self.run(insert)?;
        }
        let found = self.mark()?.unwrap_or_default();
        match self.seal.open(&self.mark, &found) {
            Some(_) => Ok(()),
            None => Err(StateError::OtherKey {
                place: self.place.clone(),
                key: self
                    .mark
                    .strip_prefix("mark/")
                    .unwrap_or("state")
                    .to_owned()
                    + ".key",
            }),
        }
    }

    fn mark(&self) -> Result<Option<String>, StateError> {
        let select = sqlx::query_scalar("SELECT body FROM blob_part WHERE name = $1 AND part = 0");
        self.run(select.bind(&self.mark).fetch_optional(&self.pool))
    }

    /// Waits for the database.
    pub(crate) fn run<T>(
        &self,
        asked: impl Future<Output = Result<T, sqlx::Error>>,
    ) -> Result<T, StateError> {
        let answer = self.runtime.block_on(asked);
        answer.map_err(|source| StateError::database(&self.place, source))
    }

    /// Why it can be read and nothing be recorded: the file, or the folder of the log beside it, cannot be written. What was
    /// recorded is all there, that log included. `None` where it can be written.
    #[must_use]
    pub fn read_alone(&self) -> Option<&str> {
        self.read_alone.as_deref()
    }

    /// Begins to write. SQLite is told so at once: whoever reads first and then wants to write is refused without
    /// waiting where somebody else wrote meanwhile.
    pub(crate) fn begin(&self) -> Result<Transaction<'static, Any>, StateError> {
        if let Some(because) = &self.read_alone {
            return Err(StateError::ReadAlone {
                place: self.place.clone(),
                because: because.clone(),
            });
        }
        match self.is_file {
            true => self.run(self.pool.begin_with(WRITING)),
            false => self.run(self.pool.begin()),
        }
    }
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "State({})", self.place)
    }
}

/// Connects and brings the tables up to this version. Several may make the same file at once: each waits for the others.
async fn ready(url: &str, place: &str, is_file: bool) -> Result<AnyPool, StateError> {
    let pool = connect(url, is_file).await;
    let pool = pool.map_err(|source| StateError::database(place, source))?;
    let made = make_tables(&pool, is_file).await;
    made.map_err(|source| StateError::tables(place, source))?;
    Ok(pool)
}

/// Opens a file that could not be opened to be written, where the disk is what refused; else that refusal stands.
///
/// Who reads a SQLite file with a log beside it (WAL) shares an index of that log with others, in a file that is made
/// there. Where none can be made, SQLite keeps the index in memory, if it holds the file alone; and it locks nothing that
/// could be locked by writing (VFS `unix-none`). So what stands in the log is read too, which `immutable` would leave out:
/// that is for a file that has none. Nobody else has it open then: who has, made that index.
fn reading(
    runtime: &Runtime,
    path: &Path,
    refused: StateError,
) -> Result<(AnyPool, Option<String>), StateError> {
    let Some(because) = refused.of_the_disk() else {
        return Err(refused);
    };
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let how = match Path::new(&log).try_exists() {
        Ok(false) => WITHOUT_LOG,
        _ => READING,
    };
    match runtime.block_on(pool_of(url_of(path, how), ALONE)) {
        Ok(pool) => Ok((pool, Some(because))),
        Err(_) => Err(refused),
    }
}

/// How a file is opened that can be written; one that cannot, with a log beside it; and one without.
const WRITABLE: &str = "mode=rwc";
const READING: &str = "mode=ro&vfs=unix-none";
const WITHOUT_LOG: &str = "mode=ro&immutable=1";

async fn make_tables(pool: &AnyPool, is_file: bool) -> Result<(), MigrateError> {
    match tables().run(pool).await {
        // Others may have made them between the look and the making. Who has begun to write is alone, and looks again;
        // nobody does so for tables that are there, for it means to wait for every writer.
        Err(refused) if is_file && said(&refused).is_some() => {
            let mut alone = pool.begin_with(WRITING).await?;
            tables().run(&mut *alone).await?;
            Ok(alone.commit().await?)
        }
        made => made,
    }
}

async fn connect(url: &str, is_file: bool) -> Result<AnyPool, sqlx::Error> {
    let settings = match is_file {
        true => WRITING_SETTINGS,
        false => &[],
    };
    pool_of(url.to_owned(), settings).await
}

/// A pool of one connection with its settings.
async fn pool_of(url: String, settings: &'static [&'static str]) -> Result<AnyPool, sqlx::Error> {
    // A pool tries again and again, and then says only that it took too long.
    let mut first = AnyConnection::connect(&url).await?;
    prepare(&mut first, settings).await?;
    first.close().await?;
    let options = AnyPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_millis(BUSY_MS.into()));
    let options = options.after_connect(move |connection, _| {
        Box::pin(async move { prepare(connection, settings).await })
    });
    options.connect(&url).await
}

/// The journal that who records needs.
const JOURNAL: &str = "journal_mode = WAL";

/// Settings of the engine, not of the tables: who writes waits for others, and a step that was recorded must outlive
/// the power.
const WRITING_SETTINGS: &[&str] = &[JOURNAL, "synchronous = FULL"];

/// The same of who reads a file that cannot be written. It comes before anything is read.
const ALONE: &[&str] = &["locking_mode = EXCLUSIVE"];

async fn prepare(connection: &mut AnyConnection, settings: &[&str]) -> Result<(), sqlx::Error> {
    if settings.is_empty() {
        return Ok(());
    }
    set(connection, &format!("busy_timeout = {BUSY_MS}")).await?;
    for setting in settings {
        match set(connection, setting).await {
            // Of two that change the journal SQLite refuses one without waiting. Who begins to write does wait for the
            // other, and then it is changed.
            Err(refused) if is_busy(&refused) && *setting == JOURNAL => {
                connection.begin_with(WRITING).await?.rollback().await?;
                set(connection, setting).await?;
            }
            other => other?,
        }
    }
    Ok(())
}

async fn set(connection: &mut AnyConnection, setting: &str) -> Result<(), sqlx::Error> {
    let pragma = sqlx::AssertSqlSafe(format!("PRAGMA {setting}"));
    sqlx::query(pragma).execute(connection).await.map(drop)
}

fn tables() -> Migrator {
    let records = include_str!("../migrations/0001_records.sql");
    Migrator::with_migrations(vec![Migration::new(
        1,
        Cow::Borrowed("records"),
        MigrationType::Simple,
        records.into_sql_str(),
        false,
    )])
}

/// The address of a file; bytes that mean something in an address are escaped.
fn url_of(path: &Path, how: &str) -> String {
    let mut url = "sqlite://".to_owned();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' => url.push(char::from(*byte)),
            byte if byte.is_ascii_alphanumeric() => url.push(char::from(*byte)),
            byte => {
                let _ = write!(url, "%{byte:02X}");
            }
        }
    }
    url.push('?');
    url.push_str(how);
    url
}

/// An address without what stands between its user and its host.
fn without_password(url: &str) -> String {
    let Some((before, after)) = url.rsplit_once('@') else {
        return url.to_owned();
    };
    let scheme = before.split("://").next().unwrap_or_default();
    format!("{scheme}://…@{after}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_told() {
        let told = without_password("postgres://me:p@ss@db.example/state");
        assert_eq!(told, "postgres://…@db.example/state");
    }

    #[test]
    fn a_path_with_spaces_is_an_address() {
        assert_eq!(
            url_of(Path::new("/a b/s.db"), WRITABLE),
            "sqlite:///a%20b/s.db?mode=rwc"
        );
    }
}
