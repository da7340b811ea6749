//! What happened, in the order of time: for whoever goes through history as it would have passed by.
//!
//! Order: time, then what was issued, changed or said before what was read; reads of one millisecond by
//! what they say, so that the order does not depend on how parts are cut.
//!
//! Memory: about 130 bytes, three times, a read of one day and of the epochs that reach into it, and as much for every
//! control event.

use std::{net::IpAddr, sync::mpsc};

use env::Disk;
use event::{ActorKind, Change, Millis, Outcome};
use hashbrown::HashMap;
use ledger::{ColumnId, Columns, Control, ControlKind, Exposed, OpenError, Piece, SubjectId};

use crate::{
    cores::on_all_cores,
    geo::Place,
    issued::WhyNot,
    plan::{Ground, actor_kind_of, ip_of, outcome_of},
    selection::IssuedWord,
};

/// Whom a read named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Whom {
    /// Somebody in the book.
    Subject(SubjectId),
    /// Nobody in the book, by keyed hash.
    Ghost(u64),
    /// The source could not say.
    Unnamed,
}

/// One read, as it passed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passed {
    /// Whom it named.
    pub who: Whom,
    /// Number of its route in the catalogue; `None` where none matches.
    pub route: Option<u32>,
    /// Whether the route shows anybody's data.
    pub shows: bool,
    /// Code of its source.
    pub source: u32,
    /// What came of it.
    pub outcome: Outcome,
    /// What sort of actor.
    pub actor_kind: ActorKind,
    /// The actor, where it is in the book.
    pub actor: Option<SubjectId>,
    /// Keyed hash of the credential.
    pub credential: Option<u64>,
    /// Dictionary codes.
    pub key: Option<u32>,
    /// See `key`.
    pub issuer: Option<u32>,
    /// See `key`.
    pub client: Option<u32>,
    /// Address.
    pub ip: Option<IpAddr>,
    /// Where it lies, by the table of places.
    pub place: Place,
    /// Whether the credential was issued, as all that is known by now says.
    pub issued: Result<IssuedWord, WhyNot>,
    /// Number of the access, where it names more than one subject.
    pub access: Option<u64>,
}

/// Something that happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// A source said something that is no read; it has spoken up to here.
    Spoke {
        /// Code of the source.
        source: u32,
    },
    /// A credential was issued to somebody.
    Issued {
        /// Its keyed hash.
        credential: u64,
        /// To whom, where that was said.
        holder: Option<SubjectId>,
    },
    /// Somebody changed.
    Changed {
        /// How.
        change: Change,
        /// Who.
        who: SubjectId,
        /// Dictionary code of the key, where it is about one.
        key: Option<u32>,
    },
    /// A read.
    Read(Passed),
}

/// What happened from some time on, handed out in the order of time, in portions of a day or more.
pub struct Passing<'g> {
    disk: &'g dyn Disk,
    ground: &'g Ground<'g>,
    routes: Vec<Option<u32>>,
    from: Millis,
    before: u64,
    last: Option<Millis>,
    /// Pieces that were not read yet, the earliest last.
    unread: Vec<(Millis, u16, Piece<'g>)>,
    /// What was read and is not yet handed out.
    held: Vec<(Millis, Happened)>,
    /// What was said beside reads, the earliest last.
    said: Vec<(Millis, Happened)>,
    /// Where the events of a portion stand in what is held; kept for the next.
    places: Vec<(Millis, u32)>,
}

/// What happened from a time on, up to the snapshot.
///
/// # Errors
/// When a part or a control table cannot be read.
pub fn passing<'g>(
    disk: &'g dyn Disk,
    ground: &'g Ground<'g>,
    from: Millis,
) -> Result<Passing<'g>, OpenError> {
    ground.need_issuances(disk)?;
    let snapshot = ground.snapshot;
    let mut passing = Passing {
        disk,
        ground,
        routes: routes(ground),
        from,
        before: 0,
        last: None,
        unread: Vec::new(),
        held: Vec::new(),
        places: Vec::new(),
        said: snapshot.controls(disk)?.iter().flat_map(said).collect(),
    };
    let said = passing.said.len();
    passing.said.retain(|(time, _)| *time >= from);
    passing.before = (said - passing.said.len()) as u64;
    passing
        .said
        .sort_unstable_by_key(|event| std::cmp::Reverse(order(event)));
    passing.last = passing.said.first().map(|(time, _)| *time);
    for shard in 0..snapshot.genesis.shards {
        for piece in snapshot.pieces(shard) {
            passing.place(shard, piece)?;
        }
    }
    passing
        .unread
        .sort_by_key(|(first, ..)| std::cmp::Reverse(*first));
    Ok(passing)
}

impl<'g> Passing<'g> {
    /// Events before the time from which it hands out.
    #[must_use]
    pub fn before(&self) -> u64 {
        self.before
    }

    /// The latest event.
    #[must_use]
    pub fn last(&self) -> Option<Millis> {
        self.last
    }

    /// Finds out where in time a piece lies.
    fn place(&mut self, shard: u16, piece: Piece<'g>) -> Result<(), OpenError> {
        let times = self
            .ground
            .snapshot
            .columns(self.disk, piece, &[ColumnId::Time])?;
        let all = || (0..times.len).map(|row| times.time_of(row));
        let (Some(first), Some(last)) = (all().min(), all().max()) else {
            return Ok(());
        };
        self.before += all().filter(|time| *time < self.from).count() as u64;
        if last >= self.from {
            self.last = self.last.max(Some(last));
            self.unread.push((first, shard, piece));
        }
        Ok(())
    }

    /// Hands out every portion, reading what comes next on another core meanwhile: so three of them are in memory at
    /// most.
    ///
    /// # Errors
    /// When a part cannot be read; what was read before it is handed out first.
    pub fn each(mut self, mut take: impl FnMut(&[(Millis, Happened)])) -> Result<(), OpenError> {
        std::thread::scope(|scope| {
            let (sender, receiver) = mpsc::sync_channel(1);
            let (give_back, given_back) = mpsc::channel();
            let reader = scope.spawn(move || {
                loop {
                    let mut portion: Vec<_> = given_back.try_recv().unwrap_or_default();
                    self.portion_into(&mut portion)?;
                    if portion.is_empty() || sender.send(portion).is_err() {
                        return Ok(());
                    }
                }
            });
            for portion in receiver {
                take(&portion);
                // The reader may be done already.
                let _ = give_back.send(portion);
            }
            let done = reader.join();
            done.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }

    /// The next portion; empty when there is no more.
    ///
    /// # Errors
    /// When a part cannot be read.
    pub fn portion(&mut self) -> Result<Vec<(Millis, Happened)>, OpenError> {
        let mut portion = Vec::new();
        self.portion_into(&mut portion)?;
        Ok(portion)
    }

    /// The next portion, in the place of what the list held: so that memory is asked for once, and not each day.
    fn portion_into(&mut self, portion: &mut Vec<(Millis, Happened)>) -> Result<(), OpenError> {
        loop {
            let cut = self.unread.last().map(|(first, ..)| *first);
            let is_ready = |time: &Millis| cut.is_none_or(|cut| *time < cut);
            while let Some(event) = self.said.pop_if(|(time, _)| is_ready(time)) {
                self.held.push(event);
            }
            sort_into(&self.held, is_ready, &mut self.places, portion);
            match portion.len() == self.held.len() {
                true => self.held.clear(),
                false => self.held.retain(|(time, _)| !is_ready(time)),
            }
            let Some(cut) = cut.filter(|_| portion.is_empty()) else {
                return Ok(());
            };
            // Whatever begins on the same day is read with it, so that each portion is a day or more.
            let day_ends = Millis((cut.0.div_euclid(DAY_MS) + 1).saturating_mul(DAY_MS));
            let at = self
                .unread
                .partition_point(|(first, ..)| *first >= day_ends);
            let due = self.unread.split_off(at);
            let read = on_all_cores(due.len(), |at| match due.get(at) {
                Some((_, shard, piece)) => self.read(*shard, *piece),
                None => Ok(Vec::new()),
            })?;
            self.held.reserve(read.iter().map(Vec::len).sum());
            self.held.extend(read.into_iter().flatten());
        }
    }

    fn read(&self, shard: u16, piece: Piece<'g>) -> Result<Vec<(Millis, Happened)>, OpenError> {
        let (ground, from) = (self.ground, self.from);
        let columns = ground.snapshot.columns(self.disk, piece, ColumnId::ALL)?;
        let rows = (0..columns.len).filter(|row| columns.time_of(*row) >= from);
        let mut read = Vec::with_capacity(columns.len);
        read.extend(rows.map(|row| {
            let passed = passed((ground, &self.routes), &columns, shard, row);
            (columns.time_of(row), Happened::Read(passed))
        }));
        Ok(read)
    }
}

const DAY_MS: i64 = 86_400_000;

/// Those events that are ready, in the order of time. Rows of a part lie in that order already, so that mostly runs
/// are merged; and what is moved are places, for an event is large.
fn sort_into(
    events: &[(Millis, Happened)],
    is_ready: impl Fn(&Millis) -> bool,
    places: &mut Vec<(Millis, u32)>,
    out: &mut Vec<(Millis, Happened)>,
) {
    let at = |place: u32| events.get(place as usize);
    places.clear();
    let times = events.iter().map(|of| of.0).zip(0u32..);
    places.extend(times.filter(|(time, _)| is_ready(time)));
    places.sort_by(|(time, a), (other, b)| {
        time.cmp(other)
            .then_with(|| at(*a).map(order).cmp(&at(*b).map(order)))
    });
    out.clear();
    out.reserve(places.len());
    out.extend(places.iter().filter_map(|(_, place)| at(*place).copied()));
}

type Order = (
    Millis,
    u8,
    u32,
    Option<Whom>,
    Option<u64>,
    Option<IpAddr>,
    u64,
);

fn order((time, happened): &(Millis, Happened)) -> Order {
    let beside = |rank, number| (*time, rank, 0, None, None, None, number);
    let after = |rank, number| (*time, rank, 1, None, None, None, number);
    match happened {
        Happened::Issued { credential, .. } => beside(0, *credential),
        // Many records are told by the second: who gives keys back and leaves gave them back first.
        Happened::Changed {
            change: Change::Left,
            who,
            ..
        } => after(1, who.to_u64()),
        Happened::Changed { who, key, .. } => {
            beside(1, who.to_u64() ^ u64::from(key.unwrap_or(0)) << 48)
        }
        Happened::Read(read) => (
            *time,
            2,
            read.source,
            Some(read.who),
            read.credential,
            read.ip,
            u64::from(read.route.unwrap_or(u32::MAX)),
        ),
        // Whoever spoke at this moment has spoken up to it.
        Happened::Spoke { source } => beside(3, u64::from(*source)),
    }
}

fn said(control: &Control) -> impl Iterator<Item = (Millis, Happened)> {
    let subject = control.subject.and_then(SubjectId::from_u64);
    let happened = match control.kind {
        ControlKind::Issuance => control.credential.map(|credential| Happened::Issued {
            credential,
            holder: subject,
        }),
        ControlKind::Identity => {
            Change::from_code(control.code)
                .zip(subject)
                .map(|(change, who)| Happened::Changed {
                    change,
                    who,
                    key: control.key,
                })
        }
        ControlKind::Relation | ControlKind::Heartbeat | ControlKind::Act => None,
    };
    let spoke = control.source.map(|source| Happened::Spoke { source });
    let time = control.time;
    happened
        .into_iter()
        .chain(spoke)
        .map(move |happened| (time, happened))
}

/// The number of the route of each shape.
pub(crate) fn routes(ground: &Ground<'_>) -> Vec<Option<u32>> {
    let numbers: HashMap<&str, u32> = (0u32..)
        .zip(&ground.catalogue.routes)
        .map(|(number, route)| (route.id.as_str(), number))
        .collect();
    let of = |exposed: &Exposed<'_>| numbers.get(exposed.route?.id.as_str()).copied();
    ground.exposed.iter().map(of).collect()
}

/// A row, as it passed by.
pub(crate) fn passed(
    (ground, routes): (&Ground<'_>, &[Option<u32>]),
    c: &Columns,
    shard: u16,
    row: usize,
) -> Passed {
    let (snapshot, shape) = (ground.snapshot, c.shape.get(row).unwrap_or(0) as usize);
    let exposed = ground.exposed.get(shape);
    let route = exposed.and_then(|exposed| exposed.route);
    let subject = ground.subject_of(c, row).map(|id| SubjectId { shard, id });
    let (ip, credential) = (ip_of(c, row), c.credential.get(row));
    let issuances = ground.issuances();
    Passed {
        who: match (subject, c.ghost.get(row)) {
            (Some(subject), _) => Whom::Subject(subject),
            (None, Some(ghost)) => Whom::Ghost(ghost),
            (None, None) => Whom::Unnamed,
        },
        route: routes.get(shape).copied().flatten(),
        shows: route.is_none_or(|route| !route.plain),
        source: snapshot
            .state
            .shapes
            .get(shape)
            .map_or(0, |shape| shape.source),
        outcome: outcome_of(c, row),
        actor_kind: actor_kind_of(c, row),
        actor: c.actor.get(row).and_then(SubjectId::from_u64),
        credential,
        key: c.key.get(row),
        issuer: c.issuer.get(row),
        client: c.client.get(row),
        place: ip
            .zip(ground.geo)
            .map(|(ip, geo)| geo.place(ip))
            .unwrap_or_default(),
        ip,
        issued: issuances.say(credential, c.issuer.get(row), c.time_of(row)),
        access: c.access.get(row),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_given_back_before_their_holder_leaves_in_the_same_moment() {
        let changed = |change, key| Happened::Changed {
            change,
            who: SubjectId { shard: 0, id: 7 },
            key,
        };
        let at = |happened| (Millis(1000), happened);
        let left = at(changed(Change::Left, None));
        let revoked = at(changed(Change::KeyRevoked, Some(u32::MAX)));
        let sorted = |events: &[(Millis, Happened)]| {
            let mut out = Vec::new();
            sort_into(events, |_| true, &mut Vec::new(), &mut out);
            out
        };
        let in_order = vec![revoked, left];
        assert_eq!(sorted(&[left, revoked]), in_order);
        assert_eq!(sorted(&in_order), in_order);
    }
}
