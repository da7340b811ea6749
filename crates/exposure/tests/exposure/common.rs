//! Writes arrivals into a ledger on a disk in memory and asks it.

use std::{
    path::Path,
    sync::{Arc, Mutex},
};

use env::{Clock, Disk, Entropy};
use event::{
    ActorKind, Event, FieldSet, Millis, Relation, RelationKind,
    catalogue::{
        Catalogue, Controller, Guarantee, Issuer, Matcher, Route, Source, SubjectAt, Template,
    },
};
use exposure::{
    Answer, Asked, ExposureSet, Geo, Ground, Indexer, PseudoId, Summaries, find_name, pseudonymous,
    scope, selection,
};
use jiff::tz::TimeZone;
use ledger::{
    Bounds, Intake, Keys, Ledger, Opening, Refused, Secret, Snapshot, Stream, StreamId, World,
};
use testkit::{
    Arrival, FakeClock, FaultDisk, SHOP_CATALOGUE_BYTES, START_MS, SeededEntropy, What,
    shop_catalogue,
};

pub(crate) const DIR: &str = "/srv/nunchi/ledger";
pub(crate) const HOUR_MS: i64 = 3_600_000;

/// A moment, in minutes after the first.
pub(crate) fn at(minutes: i64) -> i64 {
    START_MS + minutes * 60_000
}

/// The same moment as a literal of a selection.
pub(crate) fn literal(minutes: i64) -> String {
    format!("'{}'", Millis(at(minutes)))
}

/// Where a ledger of a test lives. Clones are the same disk.
#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) disk: FaultDisk,
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) shards: u16,
}

impl Site {
    pub(crate) fn new(catalogue: Catalogue) -> Site {
        Site {
            disk: FaultDisk::new(),
            catalogue: Arc::new(catalogue),
            shards: 4,
        }
    }

    pub(crate) fn shop() -> Site {
        Site::new(shop_catalogue())
    }

    fn opening(&self) -> Opening {
        let indexer = Indexer {
            disk: Arc::new(self.disk.clone()),
            dir: DIR.into(),
        };
        Opening {
            catalogue: Arc::clone(&self.catalogue),
            catalogue_bytes: SHOP_CATALOGUE_BYTES.to_vec(),
            keys: keys(),
            bounds: Bounds::default(),
            observer: Some(Arc::new(indexer)),
            holder: "a test".to_owned(),
        }
    }

    fn world(&self) -> World {
        World {
            disk: Arc::new(self.disk.clone()),
            clock: Arc::new(FakeClock::stepping(START_MS, 1)) as Arc<dyn Clock>,
            entropy: Arc::new(SeededEntropy::new(7)) as Arc<dyn Entropy>,
        }
    }

    /// Goes on under another origin, as a directory does that was restored from a backup.
    pub(crate) fn adopt(&self, origin: &str) -> ledger::Adopted {
        let sign = keys().sign.expect("a key that signs");
        let genesis = ledger::adopt(&self.world(), Path::new(DIR), origin, &sign, "a test");
        let adopted = genesis.expect("an adoption").adopted;
        adopted.last().cloned().expect("what was adopted")
    }

    /// Makes the ledger, or opens it where it is already.
    pub(crate) fn writer(&self) -> Writer {
        let world = self.world();
        let there = self.disk.meta(Path::new(DIR)).unwrap().is_some();
        let ledger = match there {
            true => Ledger::open(world, Path::new(DIR), self.opening()),
            false => Ledger::create(
                world,
                Path::new(DIR),
                "example.org/shop",
                self.shards,
                self.opening(),
            ),
        };
        Writer {
            ledger: ledger.unwrap(),
            streams: Vec::new(),
        }
    }

    /// Writes arrivals and closes the epoch behind each of these places; the rest stays open.
    pub(crate) fn write(&self, arrivals: &[Arrival], seals: &[usize]) {
        let mut writer = self.writer();
        let mut from = 0;
        for (nth, seal) in seals.iter().enumerate() {
            let to = (*seal).clamp(from, arrivals.len());
            writer.feed(&arrivals[from..to]);
            writer.ledger.close_epoch().unwrap();
            from = to;
            // Some epochs have an index of issuances, made before others came; some have none.
            if nth.is_multiple_of(2) {
                let snapshot = self.snapshot();
                let feeds = feeds(&snapshot, &self.catalogue);
                Summaries::refresh(&self.disk, &snapshot, &feeds).unwrap();
            }
        }
        writer.feed(&arrivals[from..]);
        writer.ledger.close_block().unwrap();
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        Snapshot::load(&self.disk, Path::new(DIR), keys().book.as_ref()).unwrap()
    }

    /// Asks once, under the catalogue in force, without a table of places.
    pub(crate) fn ask(&self, text: &str) -> Answer {
        let snapshot = self.snapshot();
        let ground = Ground::new(&self.disk, &snapshot, &self.catalogue, 1, None).unwrap();
        ask(&self.disk, &ground, text, &Asked::default()).0
    }

    /// The verdict on fields of a selection, beside its answer.
    pub(crate) fn ask_untouched(&self, text: &str, fields: &[&str]) -> Answer {
        self.ask_stated(text, fields, &[])
    }

    /// The same, where people have stated something.
    pub(crate) fn ask_stated(
        &self,
        text: &str,
        fields: &[&str],
        statements: &[exposure::Statement],
    ) -> Answer {
        let snapshot = self.snapshot();
        let ground = Ground::new(&self.disk, &snapshot, &self.catalogue, 1, None)
            .unwrap()
            .stating(statements.to_vec(), Vec::new());
        let untouched = fields.iter().map(|field| (*field).to_owned()).collect();
        ask(
            &self.disk,
            &ground,
            text,
            &Asked {
                untouched,
                ..Asked::default()
            },
        )
        .0
    }
}

/// Asks with names in clear, as a person does.
pub(crate) fn ask(
    disk: &FaultDisk,
    ground: &Ground<'_>,
    text: &str,
    asked: &Asked,
) -> (Answer, ExposureSet) {
    scope(disk, ground, &selected(ground, text), asked).unwrap()
}

/// A selection whose names are ids.
pub(crate) fn selected(ground: &Ground<'_>, text: &str) -> selection::Selection {
    let parsed = selection::parse(text, &TimeZone::UTC).unwrap_or_else(|e| panic!("{text}: {e}"));
    pseudonymous(&parsed, ground.snapshot, &ground.catalogue.canon).unwrap()
}

pub(crate) fn named(ground: &Ground<'_>, name: &str) -> PseudoId {
    find_name(ground.snapshot, &ground.catalogue.canon, "member", name).unwrap()
}

fn keys() -> Keys {
    Keys {
        sign: Some(Secret([1; 32])),
        book: Some(Secret([2; 32])),
    }
}

/// A ledger that is being written, with one stream a source.
pub(crate) struct Writer {
    pub(crate) ledger: Ledger,
    streams: Vec<(&'static str, Stream, Intake, u64)>,
}

impl Writer {
    pub(crate) fn feed(&mut self, arrivals: &[Arrival]) {
        for run in arrivals.chunk_by(|a, b| a.source == b.source) {
            self.feed_run(run[0].source, run);
        }
        self.ledger.commit(&mut []).unwrap();
    }

    fn feed_run(&mut self, source: &'static str, run: &[Arrival]) {
        if !self.streams.iter().any(|(name, ..)| *name == source) {
            // Each writer brings another file, so that nothing is taken for read before.
            static FILES: Mutex<u64> = Mutex::new(0);
            let mut files = FILES.lock().unwrap();
            *files += 1;
            let mut sha256 = [0; 32];
            sha256[..8].copy_from_slice(&files.to_le_bytes());
            let (stream, intake) = self
                .ledger
                .stream(
                    source,
                    StreamId {
                        sha256,
                        prefix_bytes: 64,
                    },
                )
                .unwrap();
            self.streams.push((source, stream, intake, 0));
        }
        let (_, stream, intake, next) = self
            .streams
            .iter_mut()
            .find(|(name, ..)| *name == source)
            .unwrap();
        for arrival in run {
            take(intake, arrival, *next);
            *next += 1;
            intake.record_end(*next);
        }
        let mut batch = intake.take();
        self.ledger.admit(stream, &mut batch);
        for index in 0..batch.len() {
            self.ledger.append(stream, &batch, index).unwrap();
        }
    }
}

fn take(intake: &mut Intake, arrival: &Arrival, offset: u64) {
    let bytes = match &arrival.what {
        What::Event(event) if intake.event(event).is_ok() => return,
        What::Event(_) => Vec::new(),
        What::Bad(bytes) => bytes.clone(),
    };
    intake.refuse(Refused {
        offset,
        len: 1,
        sha256: [3; 32],
        reason: "a test refused it".to_owned(),
        bytes,
    });
}

/// A relation that holds from one minute to another.
pub(crate) fn related(
    kind: RelationKind,
    owner: &str,
    other: &str,
    from: Option<i64>,
    to: Option<i64>,
) -> Arrival {
    let relation = Relation {
        time: Millis(at(0)),
        kind,
        owner: owner.to_owned().into(),
        other: other.to_owned().into(),
        from: from.map(|minutes| Millis(at(minutes))),
        to: to.map(|minutes| Millis(at(minutes))),
    };
    Arrival::event("late", Event::Relation(relation))
}

/// Addresses of the random ledgers; 198.51.100.4 and above stand in no network.
pub(crate) fn places() -> Geo {
    let table = "network,asn,country\n198.51.100.0/31,64500,KR\n198.51.100.2/32,64501,us\n198.51.100.3/32,,KR\n2001:db8::/127,AS64501,JP\n";
    Geo::read(table.as_bytes().to_vec()).unwrap()
}

fn source(id: &str, guarantee: Guarantee, issuer: Option<&str>) -> Source {
    Source {
        id: id.to_owned(),
        format: "json".to_owned(),
        guarantee,
        heartbeat_ms: (guarantee == Guarantee::Live).then_some(600_000),
        class: "standard".to_owned(),
        time_zone: "UTC".to_owned(),
        issuer: issuer.map(str::to_owned),
        actor_kind: ActorKind::Member,
    }
}

fn get_route(id: &str, path: &str, subject: SubjectAt, fields: u64) -> Route {
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
        controller: Some("market".to_owned()),
        plain: false,
        pseudonymised: false,
    }
}

/// The shop with more of everything: a live source of reads, a sequenced feed of tokens, an issuer
/// without a feed, a second controller, a route that names nobody.
pub(crate) fn wide_catalogue() -> Catalogue {
    let mut parts = shop_catalogue();
    parts.sources.push(source("edge", Guarantee::Live, None));
    parts
        .sources
        .push(source("tokens", Guarantee::Sequenced, Some("sso")));
    let issuer = |id: &str, feed: Option<&str>, key: &str| Issuer {
        id: id.to_owned(),
        feed: feed.map(str::to_owned),
        keys: vec![key.to_owned()],
        longest_lifetime_ms: 2 * HOUR_MS,
        lag_ms: 60_000,
    };
    parts.issuers.push(issuer("sso", Some("tokens"), "sso-1"));
    parts.issuers.push(issuer("partner", None, "partner-1"));
    parts.controllers.push(Controller {
        id: "market".to_owned(),
        ..parts.controllers[0].clone()
    });
    parts.routes.push(get_route(
        "market-me",
        "/market/me",
        SubjectAt::Actor,
        0b10001,
    ));
    parts
        .routes
        .push(get_route("export", "/export", SubjectAt::Unnamed, 0b00011));
    Catalogue::new(parts).unwrap()
}

/// The wide shop after somebody described two requests that no route had matched.
pub(crate) fn mended_catalogue() -> Catalogue {
    let mut parts = wide_catalogue();
    parts.routes.push(get_route(
        "beta-mine",
        "/beta/mine",
        SubjectAt::Actor,
        0b00100,
    ));
    parts.routes.push(get_route(
        "beta-of",
        "/beta/of/{subject}",
        SubjectAt::Path("subject".to_owned()),
        0b01000,
    ));
    Catalogue::new(parts).unwrap()
}

/// What the feeds of issuances allow to be said when nobody has stated anything.
pub(crate) fn feeds(snapshot: &Snapshot, catalogue: &Catalogue) -> exposure::Feeds {
    exposure::Feeds::new(snapshot, catalogue, &[])
}
