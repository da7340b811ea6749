//! Who read this person's what, and when: the rows of one subject, newest last.

use std::net::IpAddr;

use env::Disk;
use event::{ActorKind, FieldSet, Millis, Outcome};
use ledger::{ColumnId, OpenError, SubjectId};

use crate::{
    ids::PseudoId,
    issued::WhyNot,
    plan::{Ground, ip_of},
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
    ground.need_issuances(disk)?;
    let mut reads = Vec::new();
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
    for shard in shards {
        for piece in ground.snapshot.pieces(shard) {
            let found = rows_of(disk, ground, piece, shard, subject, ghost)?;
            if found.is_empty() {
                continue;
            }
            let columns = ground.snapshot.columns(disk, piece, ColumnId::ALL)?;
            reads.extend(found.into_iter().map(|row| read_of(ground, &columns, row)));
        }
    }
    reads.sort_by_key(|read: &ReadOf| read.time);
    Ok(reads)
}

fn ghost_shard(ground: &Ground<'_>, ghost: u64) -> u16 {
    u16::try_from(ghost % u64::from(ground.snapshot.genesis.shards.max(1))).unwrap_or(0)
}

/// The rows of a piece that name the subject; only two columns are read for it.
fn rows_of(
    disk: &dyn Disk,
    ground: &Ground<'_>,
    piece: ledger::Piece<'_>,
    shard: u16,
    subject: PseudoId,
    ghost: Option<u64>,
) -> Result<Vec<usize>, OpenError> {
    let columns = ground
        .snapshot
        .columns(disk, piece, &[ColumnId::Subject, ColumnId::Ghost])?;
    let id = match subject {
        PseudoId::Subject(subject) if subject.shard == shard => Some(subject.id),
        _ => None,
    };
    let ghost = match subject {
        PseudoId::Ghost(hash) => Some(hash),
        _ => ghost,
    };
    let names = |row: &usize| {
        let named = columns.subject.get(*row).is_some_and(|s| Some(s) == id);
        named || columns.ghost.get(*row).is_some_and(|g| Some(g) == ghost)
    };
    Ok((0..columns.len).filter(names).collect())
}

fn read_of(ground: &Ground<'_>, c: &ledger::Columns, row: usize) -> ReadOf {
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
        outcome: c
            .outcome
            .get(row)
            .and_then(Outcome::from_code)
            .unwrap_or(Outcome::Served),
        source: entry
            .and_then(|shape| snapshot.state.source(shape.source))
            .map_or_else(String::new, |source| source.id.clone()),
        route: route.unwrap_or_else(unmatched),
        fields: exposed
            .filter(|exposed| exposed.subject_known)
            .map_or(FieldSet::EMPTY, |exposed| exposed.fields),
        actor_kind: c
            .actor_kind
            .get(row)
            .and_then(ActorKind::from_code)
            .unwrap_or(ActorKind::Anonymous),
        actor: c.actor.get(row).and_then(SubjectId::from_u64),
        credential: c.credential.get(row),
        issued: ground
            .issuances()
            .say(c.credential.get(row), c.issuer.get(row), time),
        key: text(c.key.get(row)),
        ip: ip_of(c, row),
        client: text(c.client.get(row)),
    }
}
