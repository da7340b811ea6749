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
    error::{StateError, is_busy},
    limits::{AGAIN_MS, BUSY_MS},
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
    mark: String,
}

/// Under this name, or under it and the room, stands a text by which another key is recognised.
const MARK: &str = "mark";

impl State {
    /// Opens the state and brings its tables up to this version.
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
            Location::File(path) => (url_of(path), path.display().to_string(), true),
            Location::Url(url) => (url.to_owned(), without_password(url), false),
        };
        let pool = runtime.block_on(ready(&url, &place, is_file))?;
        let seal = Seal::new(key, entropy)
            .ok_or_else(|| std::io::Error::other("the state key cannot be used"))?;
        let state = State {
            runtime,
            pool,
            seal,
            place,
            is_file,
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
        if found.is_none() {
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

    /// Begins to write. SQLite is told so at once: whoever reads first and then wants to write is refused without
    /// waiting where somebody else wrote meanwhile.
    pub(crate) fn begin(&self) -> Result<Transaction<'static, Any>, StateError> {
        match self.is_file {
            true => self.run(self.pool.begin_with("BEGIN IMMEDIATE")),
            false => self.run(self.pool.begin()),
        }
    }
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "State({})", self.place)
    }
}

/// Connects and brings the tables up to this version. Several may make the same file at once: SQLite lets one of them
/// change its journal or make a table and refuses the others without waiting, so they come again.
async fn ready(url: &str, place: &str, is_file: bool) -> Result<AnyPool, StateError> {
    let mut left = match is_file {
        true => u64::from(BUSY_MS) / AGAIN_MS,
        false => 0,
    };
    loop {
        let refused = match connect(url, is_file).await {
            Ok(pool) => match tables().run(&pool).await {
                Ok(()) => return Ok(pool),
                Err(source) => {
                    pool.close().await;
                    Refused::Tables(source)
                }
            },
            Err(source) => Refused::Connection(source),
        };
        if left == 0 || !refused.is_by_others() {
            return Err(refused.told(place));
        }
        left -= 1;
        tokio::time::sleep(Duration::from_millis(AGAIN_MS)).await;
    }
}

/// Why a database is not ready.
enum Refused {
    Connection(sqlx::Error),
    Tables(MigrateError),
}

impl Refused {
    /// What the database said, where it is the database that refused.
    fn said(&self) -> Option<&sqlx::Error> {
        match self {
            Refused::Connection(error)
            | Refused::Tables(
                MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _),
            ) => Some(error),
            Refused::Tables(_) => None,
        }
    }

    /// Whether others stand in the way, or have just made the tables that were to be made.
    fn is_by_others(&self) -> bool {
        let made = |error: &sqlx::Error| match error {
            sqlx::Error::Database(error) => {
                error.is_unique_violation() || error.message().ends_with("already exists")
            }
            _ => false,
        };
        self.said()
            .is_some_and(|error| is_busy(error) || made(error))
    }

    fn told(self, place: &str) -> StateError {
        let place = place.to_owned();
        match self {
            refused if refused.said().is_some_and(is_busy) => StateError::Busy { place },
            Refused::Connection(source) => StateError::Database { place, source },
            Refused::Tables(source) => StateError::Tables { place, source },
        }
    }
}

async fn connect(url: &str, is_file: bool) -> Result<AnyPool, sqlx::Error> {
    // A pool tries again and again, and then says only that it took too long.
    let mut first = AnyConnection::connect(url).await?;
    if is_file {
        prepare(&mut first).await?;
    }
    first.close().await?;
    let options = AnyPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_millis(BUSY_MS.into()));
    let options = options.after_connect(move |connection, _| {
        Box::pin(async move {
            match is_file {
                true => prepare(connection).await,
                false => Ok(()),
            }
        })
    });
    options.connect(url).await
}

/// Settings of the engine, not of the tables: who writes waits for others, and a step that was recorded must outlive
/// the power.
async fn prepare(connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
    for setting in [
        format!("busy_timeout = {BUSY_MS}"),
        "journal_mode = WAL".to_owned(),
        "synchronous = FULL".to_owned(),
    ] {
        let pragma = sqlx::AssertSqlSafe(format!("PRAGMA {setting}"));
        sqlx::query(pragma).execute(&mut *connection).await?;
    }
    Ok(())
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
fn url_of(path: &Path) -> String {
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
    url.push_str("?mode=rwc");
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
            url_of(Path::new("/a b/s.db")),
            "sqlite:///a%20b/s.db?mode=rwc"
        );
    }
}
