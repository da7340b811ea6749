//! Who read this person's what, and when: the rows of one subject, newest last.

use std::net::IpAddr;

use env::Disk;
use event::{ActorKind, FieldSet, Millis, Outcome};
use ledger::{ColumnId, OpenError, Piece, SubjectId};

use crate::{
    cores::on_all_cores,
    ids::PseudoId,
    issued::WhyNot,
    plan::{Ground, actor_kind_of, ip_of, outcome_of},
    selection::IssuedWord,
};

/// One read of the person's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOf {
    /// When.
    pub time: Millis,
    /// What came of it.
    pub outcome: Outcome,
    /// Id of the source.
    pub source: String,
    /// Id of the route, or the scrubbed request.
    pub route: String,
    /// Fields shown of the person; none where the request showed somebody else or nobody knows whom.
    pub fields: FieldSet,
    /// What sort of actor.
    pub actor_kind: ActorKind,
    /// The actor, where it is in the book.
    pub actor: Option<SubjectId>,
    /// Keyed hash of the credential.
    pub credential: Option<u64>,
    /// Whether it was issued, or why nothing can be said.
    pub issued: Result<IssuedWord, WhyNot>,
    /// Key id.
    pub key: Option<String>,
    /// Address.
    pub ip: Option<IpAddr>,
    /// Client.
    pub client: Option<String>,
}

/// Every read that names a subject (or, for a name that is not in the book, a ghost).
///
/// # Errors
/// When a part cannot be read.
pub fn who(
    disk: &dyn Disk,
    ground: &Ground<'_>,
    subject: PseudoId,
    ghost: Option<u64>,
) -> Result<Vec<ReadOf>, OpenError> {
    let shards = match subject {
        // A denied or missing read may have come before the name was in the book, in the ghost's shard.
        PseudoId::Subject(subject) => vec![
            Some(subject.shard),
            ghost.map(|ghost| ghost_shard(ground, ghost)),
        ],
        PseudoId::Ghost(ghost) => vec![Some(ghost_shard(ground, ghost))],
        PseudoId::Credential(_) => Vec::new(),
    };
    let mut shards: Vec<u16> = shards.into_iter().flatten().collect();
    shards.sort_unstable();
    shards.dedup();
    let mut asked: Vec<(Asked<'_>, Piece<'_>)> = Vec::new();
    for shard in shards {
        for piece in ground.snapshot.pieces(shard) {
            let of_shard = Asked {
                disk,
                ground,
                subject: match subject {
                    PseudoId::Subject(subject) if subject.shard == shard => Some(subject.id),
                    _ => None,
                },
                ghost: match subject {
                    PseudoId::Ghost(hash) => Some(hash),
                    _ => ghost,
                },
            };
            asked.push((of_shard, piece));
        }
    }
    let of_pieces = on_all_cores(asked.len(), |at| match asked.get(at) {
        Some((asked, piece)) => asked.reads_of(*piece),
        None => Ok(Vec::new()),
    })?;
    let mut reads = of_pieces.concat();
    reads.sort_by_key(|read: &ReadOf| read.time);
    Ok(reads)
}

fn ghost_shard(ground: &Ground<'_>, ghost: u64) -> u16 {
    u16::try_from(ghost % u64::from(ground.snapshot.genesis.shards.max(1))).unwrap_or(0)
}

/// Whom one shard is asked about.
struct Asked<'a> {
    disk: &'a dyn Disk,
    ground: &'a Ground<'a>,
    subject: Option<u32>,
    ghost: Option<u64>,
}

impl Asked<'_> {
    /// The reads of a piece that name the subject.
    fn reads_of(&self, piece: ledger::Piece<'_>) -> Result<Vec<ReadOf>, OpenError> {
        let (ground, snapshot) = (self.ground, self.ground.snapshot);
        if let ledger::Piece::Sealed(epoch, file) = piece
            && let Some(rows) = self.indexed_rows((epoch, file))?
        {
            if rows.is_empty() {
                return Ok(Vec::new());
            }
            let part = (epoch, file);
            let columns = snapshot.columns_of_rows(self.disk, part, ColumnId::ALL, &rows)?;
            let words = self.words(part, &rows)?;
            let read = |(row, word)| read_of(ground, &columns, row, word);
            return Ok((0..columns.len).zip(words).map(read).collect());
        }
        ground.need_issuances(self.disk)?;
        let names = [ColumnId::Subject, ColumnId::Ghost];
        let columns = snapshot.columns(self.disk, piece, &names)?;
        let named = |row: &usize| self.names(&columns, *row);
        let found: Vec<usize> = (0..columns.len).filter(named).collect();
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let columns = snapshot.columns(self.disk, piece, ColumnId::ALL)?;
        let read = |row| read_of(ground, &columns, row, None);
        Ok(found.into_iter().map(read).collect())
    }

    fn names(&self, c: &ledger::Columns, row: usize) -> bool {
        let of = |subject| Some(subject) == self.subject;
        let ghost = |ghost| Some(ghost) == self.ghost;
        c.subject.get(row).is_some_and(of) || c.ghost.get(row).is_some_and(ghost)
    }

    /// The rows by the index, ascending; `None` when it does not tell. Rows of ghosts stand last, and
    /// their names are looked at.
    fn indexed_rows(&self, part: (u32, &ledger::FileEntry)) -> Result<Option<Vec<u32>>, OpenError> {
        let (ground, snapshot) = (self.ground, self.ground.snapshot);
        let index = ground
            .opened
            .part(self.disk, snapshot.dir(), part.0, part.1);
        let Some((index, tables)) = index
            .as_ref()
            .and_then(|index| Some((index, index.tables()?)))
        else {
            return Ok(None);
        };
        let head = &index.head;
        let mut rows = tables.rows_of_all(self.subject, head.named);
        if self.ghost.is_some() && head.named < head.rows {
            let tail: Vec<u32> = (head.named..head.rows).flat_map(u32::try_from).collect();
            let ghosts = snapshot.columns_of_rows(self.disk, part, &[ColumnId::Ghost], &tail)?;
            let named = tail
                .iter()
                .enumerate()
                .filter(|(at, _)| self.names(&ghosts, *at));
            rows.extend(named.map(|(_, row)| *row));
        }
        Ok(Some(rows))
    }

    /// What is said of the issuance of some rows, where the index of issuances tells; what cannot be said
    /// needs its reason, so issuances are read for it.
    fn words(
        &self,
        (epoch, file): (u32, &ledger::FileEntry),
        rows: &[u32],
    ) -> Result<Vec<Option<IssuedWord>>, OpenError> {
        let (ground, snapshot) = (self.ground, self.ground.snapshot);
        let index = ground
            .opened
            .issued(self.disk, snapshot, (epoch, file), &ground.basis)?;
        let words: Vec<Option<IssuedWord>> = match index {
            Some(index) => {
                let can_say = |word: &IssuedWord| *word != IssuedWord::CannotSay;
                let words = index.words(rows).into_iter();
                words.map(|word| Some(word).filter(can_say)).collect()
            }
            None => vec![None; rows.len()],
        };
        if words.contains(&None) {
            ground.need_issuances(self.disk)?;
        }
        Ok(words)
    }
}

fn read_of(
    ground: &Ground<'_>,
    c: &ledger::Columns,
    row: usize,
    word: Option<IssuedWord>,
) -> ReadOf {
    let snapshot = ground.snapshot;
    let shape = c.shape.get(row).unwrap_or(0) as usize;
    let (entry, exposed) = (snapshot.state.shapes.get(shape), ground.exposed.get(shape));
    let route = exposed
        .and_then(|exposed| exposed.route)
        .map(|route| route.id.clone());
    let unmatched = || {
        entry
            .and_then(|shape| shape.unmatched)
            .and_then(|code| snapshot.text(code))
            .unwrap_or("?")
            .to_owned()
    };
    let text = |code: Option<u32>| code.and_then(|code| snapshot.text(code)).map(str::to_owned);
    let time = c.time_of(row);
    ReadOf {
        time,
        outcome: outcome_of(c, row),
        source: entry
            .and_then(|shape| snapshot.state.source(shape.source))
            .map_or_else(String::new, |source| source.id.clone()),
        route: route.unwrap_or_else(unmatched),
        fields: exposed
            .filter(|exposed| exposed.subject_known)
            .map_or(FieldSet::EMPTY, |exposed| exposed.fields),
        actor_kind: actor_kind_of(c, row),
        actor: c.actor.get(row).and_then(SubjectId::from_u64),
        credential: c.credential.get(row),
        issued: match word {
            Some(word) => Ok(word),
            None => ground
                .issuances()
                .say(c.credential.get(row), c.issuer.get(row), time),
        },
        key: text(c.key.get(row)),
        ip: ip_of(c, row),
        client: text(c.client.get(row)),
    }
}
