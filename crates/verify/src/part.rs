//! The rows of one part: their order, their shard, their codes, and the positions they name.

use event::{ActorKind, Outcome};

use crate::{
    columns::{Batch, each_batch},
    inspection::Inspection,
    limits::{ROW_FAULTS_MAX, TICKED_MAX},
    report::{Invariant, Place},
    state::State,
};

/// The columns of a part, in their order (`docs/format.md`, parts).
pub(crate) const SCHEMA: &str = "
message reads {
  required int32 shard (INTEGER(16,false));
  optional int32 subject (INTEGER(32,false));
  required int64 time (TIMESTAMP(MILLIS,true));
  required int32 shape (INTEGER(32,false));
  required int32 outcome (INTEGER(8,false));
  required int32 actor_kind (INTEGER(8,false));
  optional int64 actor (INTEGER(64,false));
  optional int64 credential (INTEGER(64,false));
  optional int32 key (INTEGER(32,false));
  optional int32 issuer (INTEGER(32,false));
  optional int32 ip4 (INTEGER(32,false));
  optional fixed_len_byte_array(16) ip6;
  optional int32 client (INTEGER(32,false));
  optional int32 records (INTEGER(32,false));
  optional int64 reach (INTEGER(64,false));
  optional int64 ghost (INTEGER(64,false));
  optional int64 access (INTEGER(64,false));
}";

mod column {
    pub(super) const SHARD: usize = 0;
    pub(super) const SUBJECT: usize = 1;
    pub(super) const TIME: usize = 2;
    pub(super) const SHAPE: usize = 3;
    pub(super) const OUTCOME: usize = 4;
    pub(super) const ACTOR_KIND: usize = 5;
    pub(super) const ACTOR: usize = 6;
    pub(super) const KEY: usize = 8;
    pub(super) const ISSUER: usize = 9;
    pub(super) const IP4: usize = 10;
    pub(super) const IP6: usize = 11;
    pub(super) const CLIENT: usize = 12;
    pub(super) const REACH: usize = 14;
    pub(super) const GHOST: usize = 15;
    pub(super) const ACCESS: usize = 16;
}

/// Positions of an epoch, ticked off one by one.
pub(crate) struct Ticks {
    first: u64,
    end: u64,
    bits: Option<Vec<u64>>,
}

impl Ticks {
    /// For positions from `first` to before `end`. Never larger than `most` events: more positions
    /// than rows cannot all be named.
    pub(crate) fn new(first: u64, end: u64, most: u64) -> Ticks {
        let count = end.saturating_sub(first);
        let fits = count <= most.min(TICKED_MAX);
        let words = usize::try_from(count.div_ceil(64)).ok().filter(|_| fits);
        Ticks {
            first,
            end,
            bits: words.map(|words| vec![0; words]),
        }
    }

    /// Whether there is such a position.
    pub(crate) fn holds(&self, position: u64) -> bool {
        (self.first..self.end).contains(&position)
    }

    /// Ticks a position; false when it was ticked before. True when nothing is kept.
    pub(crate) fn tick(&mut self, position: u64) -> bool {
        let at = position.saturating_sub(self.first);
        let word = usize::try_from(at / 64).unwrap_or(usize::MAX);
        let Some(bits) = self.bits.as_mut().and_then(|bits| bits.get_mut(word)) else {
            return true;
        };
        let bit = 1 << (at % 64);
        let fresh = *bits & bit == 0;
        *bits |= bit;
        fresh
    }

    /// Whether positions are kept.
    pub(crate) fn kept(&self) -> bool {
        self.bits.is_some()
    }
}

/// What the rows of a part must agree with.
pub(crate) struct Due<'s> {
    pub(crate) shard: u16,
    pub(crate) shards: u16,
    pub(crate) class: &'s str,
    pub(crate) state: &'s State,
}

/// What the parts of an epoch hold in all.
pub(crate) struct Held {
    pub(crate) rows: u64,
    /// Rows that are an access by themselves.
    pub(crate) single: u64,
    /// Distinct accesses of more than one row.
    pub(crate) multiple: u64,
    pub(crate) accesses: Ticks,
}

/// Order of a row within its part; two rows may have the same.
#[derive(PartialEq, PartialOrd, Clone, Copy)]
struct Order {
    rank: u8,
    who: u64,
    time: i64,
}

struct Rows<'s, 'h> {
    due: &'s Due<'s>,
    held: &'h mut Held,
    last: Option<(Order, Option<u64>)>,
    faults: Vec<(Invariant, u64, String)>,
}

/// Checks the bytes of a part, which have the root that the manifest says. Gives its rows.
pub(crate) fn check_part(
    scene: &mut Inspection<'_>,
    path: &str,
    bytes: Vec<u8>,
    due: &Due<'_>,
    held: &mut Held,
) -> Option<u64> {
    let mut rows = Rows {
        due,
        held,
        last: None,
        faults: Vec::new(),
    };
    let read = each_batch(bytes, SCHEMA, |batch| {
        (0..batch.rows).for_each(|row| rows.take(batch, row));
    });
    for (invariant, row, message) in rows.faults {
        scene.fault(invariant, path, Place::Row(row), message);
    }
    match read {
        Ok(count) => {
            scene.checked.rows += count;
            held.rows += count;
            Some(count)
        }
        Err(message) => {
            scene.broken(path, Place::Whole, message);
            None
        }
    }
}

impl Rows<'_, '_> {
    fn take(&mut self, batch: &Batch, row: usize) {
        let number = batch.first + row as u64;
        for check in [Self::placed, Self::coded, Self::formed] {
            if let Err((invariant, message)) = check(self, batch, row)
                && self.faults.len() < ROW_FAULTS_MAX
            {
                self.faults.push((invariant, number, message));
            }
        }
        self.ordered(batch, row, number);
        self.count(batch, row, number);
    }

    /// The row stands in its shard.
    fn placed(&mut self, batch: &Batch, row: usize) -> Result<(), (Invariant, String)> {
        let (shard, shards) = (u64::from(self.due.shard), u64::from(self.due.shards));
        let wrong = |what: &str, found: u64| {
            Err((
                Invariant::Sum,
                format!("{what} is of shard {found}, and the part of shard {shard}"),
            ))
        };
        let said = batch.number(column::SHARD, row).unwrap_or(u64::MAX);
        if said != shard {
            return wrong("the row", said);
        }
        if let Some(ghost) = batch.number(column::GHOST, row)
            && ghost % shards.max(1) != shard
        {
            return wrong("the ghost", ghost % shards.max(1));
        }
        let named = batch
            .number(column::SUBJECT, row)
            .or(batch.number(column::GHOST, row));
        if let (None, Some(access)) = (named, batch.number(column::ACCESS, row))
            && access % shards.max(1) != shard
        {
            return wrong("the unnamed read", access % shards.max(1));
        }
        Ok(())
    }

    /// Codes and numbers are ones that the state knows.
    fn coded(&mut self, batch: &Batch, row: usize) -> Result<(), (Invariant, String)> {
        let state = self.due.state;
        let small = |column| {
            batch
                .number(column, row)
                .and_then(|code| u8::try_from(code).ok())
        };
        let unknown = |message: String| Err((Invariant::AsOf, message));
        if small(column::OUTCOME)
            .and_then(Outcome::from_code)
            .is_none()
        {
            return unknown("its outcome is of no known code".to_owned());
        }
        if small(column::ACTOR_KIND)
            .and_then(ActorKind::from_code)
            .is_none()
        {
            return unknown("its actor kind is of no known code".to_owned());
        }
        let shape = batch.number(column::SHAPE, row).unwrap_or(u64::MAX);
        match state.class_of(shape) {
            None => return unknown(format!("shape {shape} is not known")),
            Some(class) if class != self.due.class => {
                return unknown(format!(
                    "its shape is of class {class}, and the part of class {}",
                    self.due.class
                ));
            }
            Some(_) => {}
        }
        let subject = batch
            .number(column::SUBJECT, row)
            .map(|id| (u64::from(self.due.shard), id));
        let actor = batch
            .number(column::ACTOR, row)
            .map(|actor| (actor >> 32, actor & 0xffff_ffff));
        for (shard, id) in [subject, actor].into_iter().flatten() {
            if !state.has_subject(shard, id) {
                return unknown(format!("subject {id} of shard {shard} is not in the book"));
            }
        }
        for column in [column::KEY, column::ISSUER, column::CLIENT] {
            if let Some(code) = batch.number(column, row)
                && code >= u64::from(state.strings)
            {
                return unknown(format!(
                    "string {code} is not in the dictionary of {}",
                    state.strings
                ));
            }
        }
        Ok(())
    }

    /// Columns that exclude each other do.
    fn formed(&mut self, batch: &Batch, row: usize) -> Result<(), (Invariant, String)> {
        let there = |column: usize| batch.number(column, row).is_some();
        let named = there(column::SUBJECT) || there(column::GHOST);
        let twice = there(column::SUBJECT) && there(column::GHOST);
        if twice || (named && there(column::REACH)) {
            return Err((
                Invariant::Sealed,
                "a row has a subject, a ghost or a reach, and not two of them".to_owned(),
            ));
        }
        if there(column::IP4) && batch.bytes(column::IP6, row).is_some() {
            return Err((Invariant::Sealed, "a row has one address".to_owned()));
        }
        Ok(())
    }

    fn ordered(&mut self, batch: &Batch, row: usize, number: u64) {
        let (subject, ghost) = (
            batch.number(column::SUBJECT, row),
            batch.number(column::GHOST, row),
        );
        let (rank, who) = match (subject, ghost) {
            (Some(subject), _) => (0, subject),
            (None, Some(ghost)) => (1, ghost),
            (None, None) => (2, 0),
        };
        let time = batch.signed(column::TIME, row).unwrap_or(0);
        let (order, access) = (Order { rank, who, time }, batch.number(column::ACCESS, row));
        let falls = self.last.is_some_and(|(last, before)| {
            order < last || (order == last && before.zip(access).is_some_and(|(a, b)| b < a))
        });
        if falls && self.faults.len() < ROW_FAULTS_MAX {
            let message = "the row stands before the one above it in the order of parts: subject, time, position";
            self.faults
                .push((Invariant::Sealed, number, message.to_owned()));
        }
        self.last = Some((order, access));
    }

    fn count(&mut self, batch: &Batch, row: usize, number: u64) {
        let Some(access) = batch.number(column::ACCESS, row) else {
            self.held.single += 1;
            return;
        };
        if !self.held.accesses.holds(access) {
            let message = format!("its access has position {access}, which is not of this epoch");
            if self.faults.len() < ROW_FAULTS_MAX {
                self.faults.push((Invariant::Once, number, message));
            }
        } else if self.held.accesses.tick(access) {
            self.held.multiple += 1;
        }
    }
}
