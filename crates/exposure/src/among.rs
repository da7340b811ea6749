//! The reads of many subjects at once, each with the selections that it belongs to: what is needed to tell by which
//! ways some people were read.
//!
//! One pass over the parts, of which only the rows of these subjects are read where the index knows them. Memory is
//! that of the reads found.

mod told;

use std::net::IpAddr;

use env::Disk;
use event::{FieldSet, Millis, Outcome};
use hashbrown::HashSet;
use ledger::{ColumnId, Columns, FileEntry, OpenError, Piece, SubjectId};

use crate::{
    cores::on_all_cores,
    eval::Rows,
    plan::{Ground, Plan, TRUE, ip_of, outcome_of},
    selection::{IssuedWord, Selection},
};

/// Selections beside the first that reads are held against; further ones are not.
pub const BESIDE_MAX: usize = 64;

/// One read of one of the subjects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadAmong<'s> {
    /// Whose data.
    pub subject: SubjectId,
    /// A number that no other read of the same snapshot has.
    pub place: u64,
    /// When.
    pub time: Millis,
    /// Fields shown of the subject.
    pub fields: FieldSet,
    /// Id of the route of the catalogue.
    pub route: Option<&'s str>,
    /// The actor.
    pub actor: Option<SubjectId>,
    /// Keyed hash of the credential.
    pub credential: Option<u64>,
    /// Key id.
    pub key: Option<&'s str>,
    /// Address.
    pub ip: Option<IpAddr>,
    /// Client.
    pub client: Option<&'s str>,
    /// A bit for each selection beside the first that it belongs to, the lowest for the first of them.
    pub beside: u64,
}

/// A selection that reads are held against.
#[derive(Debug, Clone, Copy)]
pub struct Beside<'a> {
    /// The selection.
    pub selection: &'a Selection,
    /// Reads of later epochs do not belong to it; those of the open epoch only under `u32::MAX`.
    pub up_to_epoch: u32,
}

/// Columns that tell by which way a read went.
const WAYS: [ColumnId; 10] = [
    ColumnId::Subject,
    ColumnId::Time,
    ColumnId::Shape,
    ColumnId::Outcome,
    ColumnId::Actor,
    ColumnId::Credential,
    ColumnId::Key,
    ColumnId::Ip4,
    ColumnId::Ip6,
    ColumnId::Client,
];

/// The reads of some subjects that a selection counts, in the order of their places.
///
/// # Errors
/// When a part cannot be read.
pub fn among<'s>(
    disk: &dyn Disk,
    ground: &Ground<'s>,
    subjects: &[SubjectId],
    selection: &Selection,
    beside: &[Beside<'_>],
) -> Result<Vec<ReadAmong<'s>>, OpenError> {
    let plan = Plan::new(selection, ground);
    let plans = beside.iter().take(BESIDE_MAX);
    let beside: Vec<(Plan, u32)> = plans
        .map(|of| (Plan::new(of.selection, ground), of.up_to_epoch))
        .collect();
    let all = || std::iter::once(&plan).chain(beside.iter().map(|(plan, _)| plan));
    let mut wanted: Vec<ColumnId> = all().flat_map(|plan| plan.columns.clone()).collect();
    wanted.extend(WAYS);
    wanted.sort_unstable();
    wanted.dedup();
    let asking = Asking {
        disk,
        ground,
        plan: &plan,
        beside: &beside,
        wanted: &wanted,
        needs_issuances: all().any(|plan| plan.needs_issuances),
    };
    let pieces = asking.pieces(subjects);
    let of_pieces = on_all_cores(pieces.len(), |at| match pieces.get(at) {
        Some(piece) => asking.reads_of(at, piece),
        None => Ok(Vec::new()),
    })?;
    Ok(of_pieces.concat())
}

/// A piece of the ledger and whom it is asked about, ascending.
struct Of<'a> {
    shard: u16,
    piece: Piece<'a>,
    subjects: Vec<u32>,
}

/// Rows of a sealed part that the index picked.
#[derive(Default)]
struct Picked {
    rows: Vec<u32>,
    columns: Columns,
    /// What is said of their issuance, where the index tells it.
    issued: Option<Vec<IssuedWord>>,
}

struct Asking<'a, 's> {
    disk: &'a dyn Disk,
    ground: &'a Ground<'s>,
    plan: &'a Plan,
    beside: &'a [(Plan, u32)],
    wanted: &'a [ColumnId],
    needs_issuances: bool,
}

impl<'s> Asking<'_, 's> {
    fn pieces(&self, subjects: &[SubjectId]) -> Vec<Of<'s>> {
        let snapshot = self.ground.snapshot;
        let mut all = Vec::new();
        for shard in 0..snapshot.genesis.shards {
            let of_shard = subjects.iter().filter(|subject| subject.shard == shard);
            let mut subjects: Vec<u32> = of_shard.map(|subject| subject.id).collect();
            subjects.sort_unstable();
            subjects.dedup();
            if subjects.is_empty() {
                continue;
            }
            all.extend(snapshot.pieces(shard).map(|piece| Of {
                shard,
                piece,
                subjects: subjects.clone(),
            }));
        }
        all
    }

    fn reads_of(&self, at: usize, of: &Of<'_>) -> Result<Vec<ReadAmong<'s>>, OpenError> {
        let snapshot = self.ground.snapshot;
        let picked = match of.piece {
            Piece::Sealed(epoch, file) => self.picked((epoch, file), &of.subjects)?,
            Piece::Open(_) => None,
        };
        let place = |row| (at as u64) << 32 | u64::from(row);
        if let Some(picked) = picked {
            if picked.rows.is_empty() {
                return Ok(Vec::new());
            }
            let row_of = |at: usize| picked.rows.get(at).copied().unwrap_or(u32::MAX);
            let issued = picked.issued.as_deref();
            let place = |at| place(row_of(at));
            return Ok(self.selected(of, (&picked.columns, issued), place));
        }
        if self.needs_issuances {
            self.ground.need_issuances(self.disk)?;
        }
        let columns = snapshot.columns(self.disk, of.piece, self.wanted)?;
        let place = |row| place(u32::try_from(row).unwrap_or(u32::MAX));
        Ok(self.selected(of, (&columns, None), place))
    }

    /// The rows of the subjects by the index; `None` when it does not tell.
    fn picked(
        &self,
        part: (u32, &FileEntry),
        subjects: &[u32],
    ) -> Result<Option<Picked>, OpenError> {
        let (disk, ground) = (self.disk, self.ground);
        let snapshot = ground.snapshot;
        let index = ground.opened.part(disk, snapshot.dir(), part.0, part.1);
        let Some((index, tables)) = index.as_ref().and_then(|of| Some((of, of.tables()?))) else {
            return Ok(None);
        };
        let mut rows = tables.rows_of_all(subjects.iter().copied(), index.head.named);
        rows.sort_unstable();
        if rows.is_empty() {
            return Ok(Some(Picked::default()));
        }
        let issued = match self.needs_issuances {
            true => ground.opened.issued(disk, snapshot, part, &ground.basis)?,
            false => None,
        };
        if self.needs_issuances && issued.is_none() {
            ground.need_issuances(disk)?;
        }
        let mut wanted = self.wanted.to_vec();
        wanted.retain(|column| !told::TOLD.contains(column));
        let mut columns = snapshot.columns_of_rows(disk, part, &wanted, &rows)?;
        told::tell(index, &tables, &rows, &mut columns);
        Ok(Some(Picked {
            issued: issued.map(|index| index.words(&rows)),
            columns,
            rows,
        }))
    }

    /// The rows that the selection counts, of some columns.
    fn selected(
        &self,
        of: &Of<'_>,
        (columns, issued): (&Columns, Option<&[IssuedWord]>),
        place: impl Fn(usize) -> u64,
    ) -> Vec<ReadAmong<'s>> {
        let ground = self.ground;
        let rows = Rows {
            columns,
            shard: of.shard,
            ground,
            issued,
        };
        // The open epoch is later than every sealed one.
        let epoch = match of.piece {
            Piece::Sealed(epoch, _) => epoch,
            Piece::Open(_) => u32::MAX,
        };
        let beside = self.beside.iter();
        let beside: Vec<Vec<u8>> = beside
            .map(|(plan, up_to)| match epoch <= *up_to {
                true => rows.truths(&plan.root),
                false => Vec::new(),
            })
            .collect();
        let asked: HashSet<u32> = of.subjects.iter().copied().collect();
        let mut reads = Vec::new();
        for (row, truth) in rows.truths(&self.plan.root).into_iter().enumerate() {
            let is_served = outcome_of(columns, row) == Outcome::Served;
            let subject = ground.subject_of(columns, row);
            let subject = subject.filter(|subject| asked.contains(subject));
            if let (TRUE, true, Some(id)) = (truth, is_served || self.plan.names_outcome, subject) {
                let shard = of.shard;
                let mut read = way(ground, columns, row, SubjectId { shard, id });
                read.place = place(row);
                let held = beside.iter().map(|truths| truths.get(row) == Some(&TRUE));
                read.beside = held.zip(0u32..).fold(0, |bits, (is_held, at)| {
                    bits | (u64::from(is_held).checked_shl(at).unwrap_or(0))
                });
                reads.push(read);
            }
        }
        reads
    }
}

/// How one row was read.
fn way<'s>(ground: &Ground<'s>, c: &Columns, row: usize, subject: SubjectId) -> ReadAmong<'s> {
    let snapshot = ground.snapshot;
    let shape = c.shape.get(row).unwrap_or(0) as usize;
    let exposed = ground.exposed.get(shape);
    let text = |code: Option<u32>| code.and_then(|code| snapshot.text(code));
    ReadAmong {
        subject,
        place: 0,
        time: c.time_of(row),
        fields: exposed
            .filter(|exposed| exposed.subject_known)
            .map_or(FieldSet::EMPTY, |exposed| exposed.fields),
        route: exposed
            .and_then(|exposed| exposed.route)
            .map(|route| route.id.as_str()),
        actor: c.actor.get(row).and_then(SubjectId::from_u64),
        credential: c.credential.get(row),
        key: text(c.key.get(row)),
        ip: ip_of(c, row),
        client: text(c.client.get(row)),
        beside: 0,
    }
}
