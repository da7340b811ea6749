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

        impl Columns {
            fn reserve(&mut self, rows: usize) {
                $(self.$name.values.reserve(rows);)*
            }
        }
    };
}

/// Rows that are moved at a time: 40 KB, so that they stay in the cache for all of their columns.
const BLOCK_ROWS: usize = 512;

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
        let mut columns = Columns::default();
        columns.reserve(rows.len());
        columns.extend(rows);
        columns
    }

    /// The columns of rows in another order than they stand in.
    pub(crate) fn gather(rows: &[Row], order: &[u32]) -> Columns {
        let mut columns = Columns::default();
        columns.reserve(order.len());
        let mut block = Vec::with_capacity(BLOCK_ROWS);
        for places in order.chunks(BLOCK_ROWS) {
            block.clear();
            block.extend(places.iter().filter_map(|place| rows.get(*place as usize)));
            columns.extend(&block);
        }
        columns
    }

    fn extend(&mut self, rows: &[Row]) {
        fn all<T>(column: &mut Column<T>, rows: &[Row], value: impl Fn(&Row) -> T) {
            column.values.extend(rows.iter().map(value));
        }
        fn some<T: Default>(
            column: &mut Column<T>,
            rows: &[Row],
            bit: u16,
            value: impl Fn(&Row) -> T,
        ) {
            let has = |row: &Row| row.flags & bit != 0;
            let value = |row: &Row| if has(row) { value(row) } else { T::default() };
            column.values.extend(rows.iter().map(value));
            let room = column.values.capacity();
            let valid = column.valid.get_or_insert_with(|| Vec::with_capacity(room));
            valid.extend(rows.iter().map(has));
        }
        let v4 = |row: &Row| u32::from_be_bytes([row.ip[0], row.ip[1], row.ip[2], row.ip[3]]);
        let subject = |row: &Row| u32::try_from(row.who).unwrap_or(u32::MAX);
        self.len += rows.len();
        some(&mut self.subject, rows, flag::SUBJECT, subject);
        all(&mut self.time, rows, |row| row.time.0);
        all(&mut self.shape, rows, |row| row.shape);
        all(&mut self.outcome, rows, |row| row.outcome);
        all(&mut self.actor_kind, rows, |row| row.actor_kind);
        some(&mut self.actor, rows, flag::ACTOR, |row| row.actor);
        some(&mut self.credential, rows, flag::CREDENTIAL, |row| {
            row.credential
        });
        some(&mut self.key, rows, flag::KEY, |row| row.key);
        some(&mut self.issuer, rows, flag::ISSUER, |row| row.issuer);
        some(&mut self.ip4, rows, flag::IP4, v4);
        some(&mut self.ip6, rows, flag::IP6, |row| row.ip);
        some(&mut self.client, rows, flag::CLIENT, |row| row.client);
        some(&mut self.records, rows, flag::RECORDS, |row| row.records);
        some(&mut self.reach, rows, flag::REACH, |row| row.who);
        some(&mut self.ghost, rows, flag::GHOST, |row| row.who);
        some(&mut self.access, rows, flag::ACCESS, |row| row.access);
    }

    /// The event time of a row.
    #[must_use]
    pub fn time_of(&self, row: usize) -> Millis {
        Millis(self.time.values.get(row).copied().unwrap_or(0))
    }
}
