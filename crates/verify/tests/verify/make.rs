//! A small real directory, made by the writer.

use std::{
    borrow::Cow,
    net::IpAddr,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use env::{Disk, RealClock, RealDisk, RealEntropy};
use event::{
    Access, Act, ActKind, ActorKind, Acts, Change, Event, FieldSet, Heartbeat, IdentityChange,
    Issuance, Mark, Millis, Outcome, Relation, RelationKind, Request,
    catalogue::{
        Catalogue, Field, Guarantee, Issuer, LegalClass, Matcher, Route, Source, SubjectAt,
        Template,
    },
};
use ledger::{
    AppendError, Bounds, Intake, Keys, Ledger, OpenError, Opening, Refused, Secret, Stream,
    StreamId, World,
};

use crate::disks::RamDisk;

pub(crate) const ORIGIN: &str = "example.org/small";
pub(crate) const START: i64 = 1_760_000_000_000;

/// A folder that is removed when it is dropped.
pub(crate) struct Temp(pub(crate) PathBuf);

impl Temp {
    pub(crate) fn new() -> Temp {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("nunchi-verify-{}-{number}", std::process::id());
        Temp(std::env::temp_dir().join(name))
    }
}

impl Drop for Temp {
    fn drop(&mut self) {
        let _ = RealDisk.remove_dir_all(&self.0);
    }
}

fn route(id: &str, path: &str, subject: SubjectAt, fields: u64) -> Route {
    Route {
        id: id.to_owned(),
        sources: Vec::new(),
        matcher: Matcher::Http {
            methods: vec!["GET".to_owned()],
            template: Template::parse(path).unwrap(),
        },
        subject,
        namespace: "member".to_owned(),
        fields: FieldSet(fields),
        recipient_fields: FieldSet::EMPTY,
        controller: None,
        plain: fields == 0,
        pseudonymised: false,
    }
}

fn source(id: &str, class: &str) -> Source {
    Source {
        id: id.to_owned(),
        format: "ocsf".to_owned(),
        guarantee: Guarantee::Sequenced,
        heartbeat_ms: None,
        class: class.to_owned(),
        time_zone: "UTC".to_owned(),
        issuer: Some("idp".to_owned()),
        actor_kind: ActorKind::Anonymous,
    }
}

pub(crate) fn catalogue() -> Catalogue {
    let field = |bit, id: &str| Field {
        bit,
        id: id.to_owned(),
        ko: id.to_owned(),
        en: id.to_owned(),
        class: LegalClass::Ordinary,
    };
    let mut list = route(
        "address-list",
        "/members/{subject}/addresses",
        SubjectAt::Path("subject".to_owned()),
        0b11,
    );
    list.recipient_fields = FieldSet(0b10);
    let parts = Catalogue {
        fields: vec![field(0, "name"), field(1, "phone")],
        routes: vec![
            route("health", "/health", SubjectAt::Unnamed, 0),
            list,
            route(
                "search",
                "/search",
                SubjectAt::Query("member".to_owned()),
                0b01,
            ),
            route("report", "/report", SubjectAt::Unnamed, 0b01),
        ],
        issuers: vec![Issuer {
            id: "idp".to_owned(),
            feed: Some("idp-log".to_owned()),
            keys: vec!["k1".to_owned()],
            longest_lifetime_ms: 3_600_000,
            lag_ms: 60_000,
        }],
        sources: vec![source("gw", "standard"), source("idp-log", "short")],
        time_zone: "UTC".to_owned(),
        ..Catalogue::default()
    };
    Catalogue::new(parts).unwrap()
}

pub(crate) fn open_with(disk: &RamDisk, bytes: &[u8], create: bool, sign: u8) -> Ledger {
    open_on(Arc::new(disk.clone()), Path::new(""), bytes, create, sign).unwrap()
}

/// The same on any disk, which may fail.
pub(crate) fn open_on(
    disk: Arc<dyn Disk>,
    dir: &Path,
    bytes: &[u8],
    create: bool,
    sign: u8,
) -> Result<Ledger, OpenError> {
    let world = world(disk);
    let opening = Opening {
        catalogue: Arc::new(catalogue()),
        catalogue_bytes: bytes.to_vec(),
        keys: Keys {
            sign: Some(Secret([sign; 32])),
            book: Some(Secret([2; 32])),
        },
        bounds: Bounds::default(),
        observer: None,
        holder: "test".to_owned(),
    };
    match create {
        true => Ledger::create(world, dir, ORIGIN, 4, opening),
        false => Ledger::open(world, dir, opening),
    }
}

pub(crate) fn world(disk: Arc<dyn Disk>) -> World {
    World {
        disk,
        clock: Arc::new(RealClock::new()),
        entropy: Arc::new(RealEntropy),
    }
}

/// The key that signs, as text.
pub(crate) fn public_key(sign: u8) -> String {
    public_key_of(ORIGIN, sign)
}

/// The same, of another origin.
pub(crate) fn public_key_of(origin: &str, sign: u8) -> String {
    proof::Signer::from_seed(origin, &[sign; 32])
        .unwrap()
        .verifier_key()
}

/// One source on its way in.
pub(crate) struct Feed {
    stream: Stream,
    intake: Intake,
    end: u64,
    sequence: u64,
}

impl Feed {
    pub(crate) fn new(ledger: &mut Ledger, source: &str, id: u8) -> Feed {
        let id = StreamId {
            sha256: [id; 32],
            prefix_bytes: 4096,
        };
        let (stream, intake) = ledger.stream(source, id).unwrap();
        let (end, sequence) = (stream.offset(), stream.offset());
        Feed {
            stream,
            intake,
            end,
            sequence,
        }
    }

    pub(crate) fn mark(&mut self) -> Mark<'static> {
        self.sequence += 1;
        Mark {
            instance: Some(Cow::Borrowed("host-1")),
            boot: Some(Cow::Borrowed("b1")),
            sequence: Some(self.sequence),
            event_id: None,
        }
    }

    /// Numbers that never come.
    pub(crate) fn skip(&mut self, count: u64) {
        self.sequence += count;
    }

    pub(crate) fn put(&mut self, event: &Event<'_>) {
        self.intake.event(event).unwrap();
        self.end += 1;
        self.intake.record_end(self.end);
    }

    pub(crate) fn refuse(&mut self) {
        let bytes = b"not a record".to_vec();
        let refused = Refused {
            offset: self.end,
            len: bytes.len() as u64,
            sha256: [9; 32],
            reason: "no JSON".to_owned(),
            bytes,
        };
        self.intake.refuse(refused);
        self.end += 1;
        self.intake.record_end(self.end);
    }

    pub(crate) fn commit(&mut self, ledger: &mut Ledger) {
        self.try_commit(ledger).unwrap();
    }

    pub(crate) fn try_commit(&mut self, ledger: &mut Ledger) -> Result<(), AppendError> {
        let mut batch = self.intake.take();
        ledger.admit(&mut self.stream, &mut batch);
        for index in 0..batch.len() {
            ledger.append(&mut self.stream, &batch, index)?;
        }
        ledger.commit(&mut [&mut self.stream])?;
        Ok(())
    }
}

fn access(feed: &mut Feed, time: i64, path: String) -> Access<'static> {
    let request = Request::Http {
        method: Cow::Borrowed("GET"),
        path: Cow::Owned(path),
    };
    Access {
        mark: feed.mark(),
        ..Access::new(Millis(time), request)
    }
}

/// Reads of every sort: named, several names, ghosts, unnamed, unmatched, plain, both kinds of address.
pub(crate) fn reads(feed: &mut Feed, from: u32, count: u32) {
    for n in from..from + count {
        let time = START + i64::from(n) * 1000;
        let mut read = match n % 8 {
            0 => access(
                feed,
                time,
                format!("/search?member={}&member={}", 100 + n % 7, 200 + n % 5),
            ),
            1 => access(feed, time, "/report".to_owned()),
            2 => access(feed, time, format!("/unknown/{n}")),
            3 => access(feed, time, "/health".to_owned()),
            _ => access(feed, time, format!("/members/{}/addresses", 100 + n % 23)),
        };
        read.credential = Some(Cow::Owned(format!("token-{}", n % 9)));
        read.key = Some(Cow::Borrowed("k1"));
        read.client = Some(Cow::Owned(format!("agent/{}", n % 3)));
        read.actor_kind = ActorKind::Employee;
        read.actor = Some(Cow::Owned(format!("e{}", n % 4)));
        let ip = if n % 3 == 0 {
            "2001:db8::7"
        } else {
            "192.0.2.7"
        };
        read.ip = Some(ip.parse::<IpAddr>().unwrap());
        read.records = Some(2);
        if n % 8 == 1 {
            read.reach = Some(40);
        }
        if n % 16 == 5 {
            read.outcome = Outcome::Missing;
        }
        feed.put(&Event::Access(Box::new(read)));
    }
}

/// Control events of every kind that a source may tell.
pub(crate) fn controls(feed: &mut Feed, from: u32, count: u32) {
    for n in from..from + count {
        let time = Millis(START + i64::from(n) * 1000);
        // A relation is told by a file of relations and carries no number.
        let mark = if n % 4 == 2 {
            Mark::default()
        } else {
            feed.mark()
        };
        let subject = Cow::Owned(format!("{}", 100 + n % 23));
        let event = match n % 4 {
            0 => Event::Heartbeat(Heartbeat { time, mark }),
            1 => Event::Identity(IdentityChange {
                time,
                mark,
                subject,
                change: Change::Joined,
                key: None,
            }),
            2 => Event::Relation(Relation {
                time,
                kind: RelationKind::AddressBook,
                owner: Cow::Owned(format!("member:{}", 100 + n % 23)),
                other: Cow::Owned(format!("010-1234-{:04}", n % 50)),
                from: None,
                to: None,
            }),
            _ => Event::Issuance(Issuance {
                time,
                mark,
                issuer: None,
                key: Some(Cow::Borrowed("k1")),
                credential: Cow::Owned(format!("token-{}", n % 9)),
                subject: Some(subject),
                expires: Some(time.plus(1000)),
                ip: None,
                client: None,
            }),
        };
        feed.put(&event);
    }
}

/// Fills a new ledger: two sealed epochs, a log with two closed blocks, and one commit after them.
pub(crate) fn small(mut ledger: Ledger) {
    let (mut gw, mut idp) = (
        Feed::new(&mut ledger, "gw", 1),
        Feed::new(&mut ledger, "idp-log", 2),
    );
    for epoch in 0..2 {
        for block in 0..2 {
            let from = epoch * 200 + block * 100;
            controls(&mut idp, from, 20);
            idp.commit(&mut ledger);
            reads(&mut gw, from, 60);
            gw.commit(&mut ledger);
            ledger.close_block().unwrap();
        }
        ledger.close_epoch().unwrap();
    }
    for block in 0..2 {
        reads(&mut gw, 400 + block * 100, 30);
        gw.commit(&mut ledger);
        act(&mut ledger);
        controls(&mut idp, 400 + block * 100, 8);
        idp.commit(&mut ledger);
        ledger.close_block().unwrap();
    }
    reads(&mut gw, 600, 10);
    gw.commit(&mut ledger);
}

pub(crate) fn act(ledger: &mut Ledger) {
    let act = Act {
        time: Millis(START),
        kind: ActKind::Question,
        by: "kim".to_owned(),
        body: b"{\"who\":7}".to_vec(),
    };
    ledger.record(act).unwrap();
}
