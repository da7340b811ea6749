//! Columns of reads in memory: what a question evaluates, whether the rows come from a sealed part or
//! from the open epoch.

use event::Millis;

use crate::reads::{Row, flag};

/// One column that may hold nulls. A null's value is the type's default.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Column<T> {
    /// One value a row.
    pub values: Vec<T>,
    /// Which rows have a value; `None` when all have.
    pub valid: Option<Vec<bool>>,
}

impl<T> Column<T> {
    /// The value of a row, or `None` for a null.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<T>
    where
        T: Copy,
    {
        match &self.valid {
            Some(valid) if !valid.get(row).copied().unwrap_or(false) => None,
            _ => self.values.get(row).copied(),
        }
    }

    /// Whether a row has a value.
    #[must_use]
    pub fn is_valid(&self, row: usize) -> bool {
        self.valid
            .as_ref()
            .is_none_or(|valid| valid.get(row).copied().unwrap_or(false))
    }
}

macro_rules! columns {
    ($($(#[$meta:meta])* $id:ident $name:ident: $type:ty,)*) => {
        /// The columns of reads. See `docs/format.md` for units and meanings.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum ColumnId { $($(#[$meta])* $id,)* }

        impl ColumnId {
            /// Every column, in the order of the files (after the constant `shard`).
            pub const ALL: &'static [ColumnId] = &[$(ColumnId::$id,)*];

            /// Its name in the files.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(ColumnId::$id => stringify!($name),)* }
            }
        }

        /// Some rows, column by column. Columns that were not asked for are empty.
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct Columns {
            /// Number of rows.
            pub len: usize,
            $($(#[$meta])* pub $name: Column<$type>,)*
        }
    };
}

columns! {
    /// Number of the subject within its shard; null for ghosts and unnamed reads.
    Subject subject: u32,
    /// Event time, milliseconds UTC.
    Time time: i64,
    /// Code of the shape.
    Shape shape: u32,
    /// Code of the outcome.
    Outcome outcome: u8,
    /// Code of the actor kind.
    ActorKind actor_kind: u8,
    /// Actor: shard in the upper half, number in the lower.
    Actor actor: u64,
    /// Keyed hash of the credential.
    Credential credential: u64,
    /// Dictionary code of the key id.
    Key key: u32,
    /// Dictionary code of the issuer.
    Issuer issuer: u32,
    /// IPv4 address, big-endian number.
    Ip4 ip4: u32,
    /// IPv6 address.
    Ip6 ip6: [u8; 16],
    /// Dictionary code of the client.
    Client client: u32,
    /// Records the source says the access returned; on the first row of an access only.
    Records records: u32,
    /// Rows an unnamed read touched, where the source says.
    Reach reach: u64,
    /// Keyed hash of a name that is not in the book.
    Ghost ghost: u64,
    /// Position of an access that names more than one subject.
    Access access: u64,
}

impl Columns {
    /// The columns of some rows of the open epoch.
    #[must_use]
    pub fn from_rows(rows: &[Row]) -> Columns {
        fn all<T>(rows: &[Row], value: impl Fn(&Row) -> T) -> Column<T> {
            Column {
                values: rows.iter().map(value).collect(),
                valid: None,
            }
        }
        fn some<T: Default>(rows: &[Row], bit: u16, value: impl Fn(&Row) -> T) -> Column<T> {
            let has = |row: &Row| row.flags & bit != 0;
            let values = rows
                .iter()
                .map(|row| if has(row) { value(row) } else { T::default() })
                .collect();
            Column {
                values,
                valid: Some(rows.iter().map(has).collect()),
            }
        }
        let v4 = |row: &Row| u32::from_be_bytes([row.ip[0], row.ip[1], row.ip[2], row.ip[3]]);
        Columns {
            len: rows.len(),
            subject: some(rows, flag::SUBJECT, |row| {
                u32::try_from(row.who).unwrap_or(u32::MAX)
            }),
            time: all(rows, |row| row.time.0),
            shape: all(rows, |row| row.shape),
            outcome: all(rows, |row| row.outcome),
            actor_kind: all(rows, |row| row.actor_kind),
            actor: some(rows, flag::ACTOR, |row| row.actor),
            credential: some(rows, flag::CREDENTIAL, |row| row.credential),
            key: some(rows, flag::KEY, |row| row.key),
            issuer: some(rows, flag::ISSUER, |row| row.issuer),
            ip4: some(rows, flag::IP4, v4),
            ip6: some(rows, flag::IP6, |row| row.ip),
            client: some(rows, flag::CLIENT, |row| row.client),
            records: some(rows, flag::RECORDS, |row| row.records),
            reach: some(rows, flag::REACH, |row| row.who),
            ghost: some(rows, flag::GHOST, |row| row.who),
            access: some(rows, flag::ACCESS, |row| row.access),
        }
    }

    /// The event time of a row.
    #[must_use]
    pub fn time_of(&self, row: usize) -> Millis {
        Millis(self.time.values.get(row).copied().unwrap_or(0))
    }
}

/// The order of rows in a part: by subject, ghosts and unnamed reads last, then time, then position.
pub(crate) fn sort_rows(rows: &mut [Row]) {
    let rank = |row: &Row| match row.flags & (flag::SUBJECT | flag::GHOST) {
        flag::SUBJECT => 0u8,
        flag::GHOST => 1,
        _ => 2,
    };
    rows.sort_by_key(|row| {
        (
            rank(row),
            if rank(row) == 2 { 0 } else { row.who },
            row.time.0,
            row.access,
        )
    });
}
