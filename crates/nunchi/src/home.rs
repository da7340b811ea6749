//! A data directory with its settings and keys: what nearly every command begins with.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use env::{Clock, Disk, RealClock, RealDisk, RealEntropy};
use event::{ErrorClass, catalogue::Catalogue};
use exposure::{Feeds, Geo, Ground, Indexer, Summaries};
use ledger::{
    ActKeys, Adopted, Bounds, Fulfilment, Intake, Keys, Ledger, Names, Opening, Secret, Snapshot,
    World,
};
use sha2::{Digest, Sha256};

use crate::{
    cli::Place,
    drill::{self, Drill},
    failure::Failure,
    keys::{self, Changing},
    printer::note,
    settings::{self, Settings},
    stated::Stated,
};

/// See the module.
pub(crate) struct Home {
    pub(crate) dir: PathBuf,
    pub(crate) settings: Settings,
    pub(crate) keys_dir: PathBuf,
    pub(crate) keys: Keys,
    pub(crate) geo: Option<Geo>,
    pub(crate) world: World,
    /// What is practised here, where this is the directory of a drill: the clock is its own, and so are the keys.
    pub(crate) drill: Option<Drill>,
    /// Who asks, as the command said: a restricted incident is seen by the named alone.
    asks: Option<String>,
}

/// The world that a command lives in.
pub(crate) fn real_world() -> World {
    World {
        disk: Arc::new(RealDisk),
        clock: Arc::new(RealClock::new()),
        entropy: Arc::new(RealEntropy),
    }
}

impl Home {
    /// Reads settings and keys of the directory that a command names.
    pub(crate) fn open(place: &Place) -> Result<Home, Failure> {
        let home = Home::opened(place)?;
        if home.drill.is_some() {
            let now = event::Millis(home.clock().now_ms());
            note(&format!("EXERCISE 훈련: a drill; by its clock it is {now}"));
        }
        Ok(home)
    }

    /// The same, for who says of itself that it is a drill's.
    pub(crate) fn opened(place: &Place) -> Result<Home, Failure> {
        let world = real_world();
        let disk = world.disk.as_ref();
        let file = place.data.join("nunchi.toml");
        if disk.meta(&file)?.is_none() {
            return Err(Failure::new(
                ErrorClass::NotFound,
                format!(
                    "{} holds no ledger (there is no nunchi.toml): make one with `nunchi init`, or name another with --data",
                    place.data.display()
                ),
            ));
        }
        let settings = read_settings(disk, &file)?;
        let mut home = Home::with(place, world, settings)?;
        home.is_of_origin()?;
        home.is_drill_or_none()?;
        home.end_renewal()?;
        Ok(home)
    }

    /// Refuses settings that name another origin than the ledger has: heads and statements would be
    /// signed under a name that is not its own.
    fn is_of_origin(&self) -> Result<(), Failure> {
        let has = ledger::read_genesis(self.disk(), &self.dir)?.origin;
        if has == self.settings.origin {
            return Ok(());
        }
        Err(Failure::new(
            ErrorClass::Config,
            format!(
                "{} names origin {:?}, and the ledger is {has:?}: write that again, or, if this directory was restored from a \
                 backup, run `nunchi adopt`",
                self.dir.join("nunchi.toml").display(),
                self.settings.origin
            ),
        ))
    }

    /// Refuses the directory of a drill that is not marked as one, and a mark on one that is none: the name under which
    /// its heads are signed says for ever which of the two it is.
    fn is_drill_or_none(&self) -> Result<(), Failure> {
        let wrong = match (&self.drill, drill::is_drill(&self.settings.origin)) {
            (Some(_), false) => {
                "has the mark of a drill, and its ledger is none: take drill.json away"
            }
            (None, true) => {
                "is of a drill, and its drill.json is not there: make the drill anew with `nunchi incident drill start`"
            }
            _ => return Ok(()),
        };
        let message = format!("{} {wrong}", self.dir.display());
        Err(Failure::new(ErrorClass::Config, message))
    }

    /// Goes on with a restored directory under the origin that the settings name; gives what was found.
    pub(crate) fn adopt(place: &Place) -> Result<(Home, Adopted), Failure> {
        let world = real_world();
        let disk = world.disk.as_ref();
        let settings = read_settings(disk, &place.data.join("nunchi.toml"))?;
        let mut home = Home::with(place, world.clone(), settings)?;
        // Where no folder of keys is named, it follows from the origin, and the keys are in the one before.
        if let (None, None, Ok(genesis)) = (
            &place.keys,
            &home.settings.keys,
            ledger::read_genesis(disk, &home.dir),
        ) {
            keys::bring(disk, &keys::default_dir(&genesis.origin)?, &home.keys_dir)?;
        }
        if keys::read(disk, &home.keys_dir)?.book.is_none() {
            return Err(ledger::OpenError::Key("book").into());
        }
        keys::make(disk, world.entropy.as_ref(), &home.keys_dir)?;
        home.keys = keys::read(disk, &home.keys_dir)?;
        let sign = home
            .keys
            .sign
            .as_ref()
            .ok_or(ledger::OpenError::Key("sign"))?;
        let origin = &home.settings.origin;
        let genesis = ledger::adopt(&world, &home.dir, origin, sign, &holder())?;
        let adopted = genesis.adopted.last().cloned().ok_or_else(|| {
            let message = format!(
                "this ledger is {origin:?} and never was another: to adopt a restored directory, write another origin into {}",
                home.dir.join("nunchi.toml").display()
            );
            Failure::new(ErrorClass::Conflict, message)
        })?;
        Ok((home, adopted))
    }

    fn with(place: &Place, world: World, mut settings: Settings) -> Result<Home, Failure> {
        let geo = read_geo(world.disk.as_ref(), &place.data, &mut settings.catalogue)?;
        let drill = Drill::read(world.disk.as_ref(), &place.data)?;
        let world = match &drill {
            Some(drill) => World {
                clock: Arc::new(drill.clock(Arc::clone(&world.clock))),
                ..world
            },
            None => world,
        };
        let keys_dir = match &drill {
            // Whatever keys the environment names: practice never touches those of a real ledger.
            Some(_) => Drill::keys_of(&place.data),
            None => keys_dir(place, &settings)?,
        };
        let keys = keys::read(world.disk.as_ref(), &keys_dir)?;
        Ok(Home {
            dir: place.data.clone(),
            settings,
            keys_dir,
            keys,
            geo,
            world,
            drill,
            asks: None,
        })
    }

    /// Makes the directory: settings when there are none, keys that are missing, the ledger.
    pub(crate) fn create(place: &Place, toml: &str) -> Result<Home, Failure> {
        let world = real_world();
        let disk = world.disk.as_ref();
        disk.create_dir_all(&place.data).map_err(|e| {
            Failure::new(
                ErrorClass::Unavailable,
                format!("cannot create {}: {e}", place.data.display()),
            )
        })?;
        if disk
            .meta(&ledger::tree_dir(&place.data).join("genesis"))?
            .is_some()
        {
            return Err(Failure::new(
                ErrorClass::Conflict,
                format!("{} already holds a ledger", place.data.display()),
            ));
        }
        let file = place.data.join("nunchi.toml");
        if disk.meta(&file)?.is_none() {
            disk.replace(&file, toml.as_bytes())?;
        }
        let settings = read_settings(disk, &file)?;
        let home = Home::with(place, world.clone(), settings)?;
        keys::make_all(disk, world.entropy.as_ref(), &home.keys_dir)?;
        let home = Home {
            keys: keys::read(disk, &home.keys_dir)?,
            ..home
        };
        Ledger::create(
            home.world.clone(),
            &home.dir,
            &home.settings.origin,
            home.settings.shards,
            home.opening(),
        )?;
        Ok(home)
    }

    pub(crate) fn disk(&self) -> &dyn Disk {
        self.world.disk.as_ref()
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        self.world.clock.as_ref()
    }

    fn opening(&self) -> Opening {
        Opening {
            catalogue: Arc::new(self.settings.catalogue.clone()),
            catalogue_bytes: settings::catalogue_bytes(&self.settings),
            keys: self.keys.clone(),
            bounds: Bounds {
                epoch_reads: self.settings.epoch_reads,
                quarantine_bytes: self.settings.quarantine_bytes,
                quarantine_age_ms: self.settings.quarantine_age_ms,
                ip_prefix: self.settings.ip_prefix,
            },
            observer: Some(Arc::new(Indexer {
                disk: Arc::clone(&self.world.disk),
                dir: self.dir.clone(),
            })),
            holder: holder(),
        }
    }

    /// What says whether events can be taken in, without the writer.
    pub(crate) fn intake_apart(&self) -> Result<Intake, Failure> {
        let book = self.keys.book.as_ref();
        let book = book.ok_or(ledger::OpenError::Key("book"))?;
        let catalogue = Arc::new(self.settings.catalogue.clone());
        Ok(Intake::apart(self.disk(), &self.dir, catalogue, book)?)
    }

    /// Opens the ledger for writing.
    pub(crate) fn writer(&self) -> Result<Ledger, Failure> {
        let Some(next) = keys::read_next(self.disk(), &self.keys_dir, Changing::Sign)? else {
            let ledger = Ledger::open(self.world.clone(), &self.dir, self.opening())?;
            return match ledger.awaited_key() {
                None => Ok(ledger),
                Some(key) => Err(Failure::new(
                    ErrorClass::Config,
                    format!(
                        "an act changed the signing key to {key}, and its secret half is not in {}: bring sign.next.key there",
                        self.keys_dir.display()
                    ),
                )),
            };
        };
        self.finish_key_change(next)
    }

    /// Opens the ledger while a change of the signing key is under way, and ends it: cut off before the
    /// act nothing was changed, after it the new key signs.
    fn finish_key_change(&self, next: Secret) -> Result<Ledger, Failure> {
        let mut opening = self.opening();
        let opened = Ledger::open(self.world.clone(), &self.dir, self.opening());
        let mut ledger = match opened {
            Ok(ledger) => ledger,
            // The public key beside the ledger may be that of the next one already.
            Err(ledger::OpenError::Setting(_)) => {
                opening.keys.sign = Some(next.clone());
                Ledger::open(self.world.clone(), &self.dir, opening)?
            }
            Err(error) => return Err(error.into()),
        };
        let changed = ledger.finish_key_change(&next)?;
        let next = Some(&next).filter(|_| changed);
        keys::end_next(self.disk(), &self.keys_dir, Changing::Sign, next)?;
        Ok(ledger)
    }

    /// Changes the signing key: the next one is kept first, then an act that both sign, then heads by it.
    pub(crate) fn change_key(&self, by: &str, reason: &str) -> Result<ledger::PublicAct, Failure> {
        let mut ledger = self.writer()?;
        let next = self.next_key(Changing::Sign)?;
        let act = ledger.change_key(&next, by, reason)?;
        keys::end_next(self.disk(), &self.keys_dir, Changing::Sign, Some(&next))?;
        Ok(act)
    }

    /// Seals the book anew: the next key is kept first, then an act that names it, then the files.
    pub(crate) fn renew_book(&self, by: &str, reason: &str) -> Result<Fulfilment, Failure> {
        let ledger = self.writer()?;
        let next = self.next_key(Changing::Book)?;
        let renewal = ledger.renew_book(&next, by, reason)?;
        if let Fulfilment::Done(_) = renewal {
            keys::end_next(self.disk(), &self.keys_dir, Changing::Book, Some(&next))?;
        }
        Ok(renewal)
    }

    /// Ends a renewal of the book that was cut off while files were sealed anew: before that nothing
    /// could be asked of the directory, for no key opens all of it.
    fn end_renewal(&mut self) -> Result<(), Failure> {
        let next = keys::read_next(self.disk(), &self.keys_dir, Changing::Book)?;
        let (Some(next), Some(old)) = (next, self.keys.book.clone()) else {
            return Ok(());
        };
        if ledger::is_renewing(self.disk(), &self.dir, &next)? {
            ledger::resume_renewal(&self.world, &self.dir, (&old, &next), &holder())?;
            keys::end_next(self.disk(), &self.keys_dir, Changing::Book, Some(&next))?;
            self.keys.book = Some(next);
        }
        Ok(())
    }

    fn next_key(&self, which: Changing) -> Result<Secret, Failure> {
        let entropy = self.world.entropy.as_ref();
        keys::make_next(self.disk(), entropy, &self.keys_dir, which)
    }

    /// The same, asked by somebody whom the command names.
    pub(crate) fn asked_by(mut self, said: Option<&str>) -> Home {
        self.asks = said.map(str::to_owned);
        self
    }

    /// Who asks, where the command names somebody.
    pub(crate) fn asks(&self) -> Option<&str> {
        self.asks.as_deref()
    }

    /// Reads the directory as it stands.
    pub(crate) fn snapshot(&self) -> Result<Snapshot, Failure> {
        self.snapshot_with(Names::Wanted)
    }

    /// Reads the directory as it stands, with the names of the book where they are wanted.
    pub(crate) fn snapshot_with(&self, names: Names) -> Result<Snapshot, Failure> {
        let key = self.keys.book.as_ref();
        Ok(Snapshot::load_with(self.disk(), &self.dir, key, names)?)
    }

    /// Reads the directory as it stood when its head had so many leaves.
    pub(crate) fn snapshot_as_of(&self, size: u64, names: Names) -> Result<Snapshot, Failure> {
        let key = self.keys.book.as_ref();
        Ok(Snapshot::load_as_of(
            self.disk(),
            &self.dir,
            (key, names),
            size,
        )?)
    }

    /// Ends a run that wrote: its last block is closed, and the epoch where it is due or `seals` says so. What was sealed is
    /// indexed, for a part without its list of issuances is read whole by every question that asks for them.
    pub(crate) fn end(&self, mut ledger: Ledger, seals: bool) -> Result<(), Failure> {
        let before = ledger.state().epoch;
        ledger.finish(&mut [])?;
        if seals {
            ledger.close_epoch()?;
        }
        let sealed = ledger.state().epoch > before;
        drop(ledger);
        if sealed {
            self.refresh_index();
        }
        Ok(())
    }

    /// Brings the index of issuances up to what the ledger knows. It is a cache: when that fails,
    /// questions are slower and nothing else.
    pub(crate) fn refresh_index(&self) {
        let refreshed = self.snapshot_with(Names::Unread).and_then(|snapshot| {
            let feeds = self.feeds(&snapshot)?;
            Ok(Summaries::refresh(self.disk(), &snapshot, &feeds)?)
        });
        if let Err(failure) = refreshed {
            note(&format!(
                "the index of issuances was not refreshed: {}",
                failure.message
            ));
        }
    }

    /// What questions rest on, under the catalogue of nunchi.toml. Its version is the ledger's when
    /// its bytes are those, else the next one: settings that were changed and not yet recorded.
    pub(crate) fn ground<'s>(&'s self, snapshot: &'s Snapshot) -> Result<Ground<'s>, Failure> {
        let digest: [u8; 32] = Sha256::digest(settings::catalogue_bytes(&self.settings)).into();
        let (version, recorded) = snapshot.state.catalogue;
        let version = if recorded == digest {
            version
        } else {
            version + 1
        };
        self.ground_under(snapshot, &self.settings.catalogue, version)
    }

    /// What questions rest on, under one catalogue.
    pub(crate) fn ground_under<'s>(
        &'s self,
        snapshot: &'s Snapshot,
        catalogue: &'s Catalogue,
        version: u32,
    ) -> Result<Ground<'s>, Failure> {
        let ground = Ground::new(self.disk(), snapshot, catalogue, version, self.geo.as_ref())?;
        let stated = Stated::read(snapshot, &ground.controls, self.act_keys()?.as_ref())?;
        Ok(ground.stating(stated.statements, stated.rosters))
    }

    /// The signed note of a head, unless a writer has signed a later one meanwhile.
    pub(crate) fn note_of(&self, size: u64) -> Result<Option<String>, Failure> {
        let head = ledger::checkpoint(self.disk(), &self.dir)?;
        if head.size() != size {
            return Ok(None);
        }
        let bytes = self
            .disk()
            .read(&ledger::tree_dir(&self.dir).join("checkpoint"))?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        // Read a second time: only if it still names the same size is it the same note.
        Ok(Some(text).filter(|text| text.lines().nth(1) == Some(size.to_string().as_str())))
    }

    /// What the feeds of issuances allow to be said.
    pub(crate) fn feeds(&self, snapshot: &Snapshot) -> Result<Feeds, Failure> {
        let stated = self.stated(snapshot)?;
        Ok(Feeds::new(
            snapshot,
            &self.settings.catalogue,
            &stated.statements,
        ))
    }

    /// What people have stated and not withdrawn.
    pub(crate) fn stated(&self, snapshot: &Snapshot) -> Result<Stated, Failure> {
        let controls = snapshot.controls_but_issuances(self.disk())?;
        Stated::read(snapshot, &controls, self.act_keys()?.as_ref())
    }

    /// What opens the bodies of acts; `None` without the book key.
    pub(crate) fn act_keys(&self) -> Result<Option<ActKeys>, Failure> {
        let read = |book| ActKeys::read(self.disk(), &self.dir, book);
        Ok(self.keys.book.as_ref().map(read).transpose()?)
    }

    /// A version of the catalogue as the ledger keeps it.
    pub(crate) fn catalogue_version(&self, version: u32) -> Result<Catalogue, Failure> {
        let path = ledger::catalogue_path(&self.dir, version);
        if self.disk().meta(&path)?.is_none() {
            let message = format!(
                "the ledger has no catalogue version {version}: `nunchi status` says which is in force"
            );
            return Err(Failure::new(ErrorClass::NotFound, message));
        }
        settings::catalogue_from_bytes(&self.disk().read(&path)?)
            .map_err(|e| Failure::new(ErrorClass::Broken, format!("{}: {e}", path.display())))
    }
}

/// Where the keys of what is real stand: as it was said, as it is set, or where they usually are.
pub(crate) fn keys_dir(place: &Place, settings: &Settings) -> Result<PathBuf, Failure> {
    match (&place.keys, &settings.keys) {
        (Some(dir), _) => Ok(dir.clone()),
        (None, Some(dir)) => Ok(place.data.join(dir)),
        (None, None) => keys::default_dir(&settings.origin),
    }
}

/// Who this process is, for one who waits for the lock that it holds.
fn holder() -> String {
    format!(
        "process {} ({})",
        std::process::id(),
        std::env::args().take(2).collect::<Vec<_>>().join(" ")
    )
}

/// Reads nunchi.toml; every complaint is told.
pub(crate) fn read_settings(disk: &dyn Disk, file: &Path) -> Result<Settings, Failure> {
    let bytes = disk.read(file).map_err(|e| {
        Failure::new(
            ErrorClass::Config,
            format!("cannot read {}: {e}", file.display()),
        )
    })?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Failure::new(
            ErrorClass::Config,
            format!("{} is not UTF-8 text", file.display()),
        )
    })?;
    settings::parse(&text, &file.display().to_string()).map_err(|complaints| {
        let lines: Vec<String> = complaints.iter().map(ToString::to_string).collect();
        Failure::new(ErrorClass::Config, lines.join("\n"))
    })
}

/// Reads the table of places, if one is named, and notes its digest in the catalogue.
fn read_geo(
    disk: &dyn Disk,
    data: &Path,
    catalogue: &mut Catalogue,
) -> Result<Option<Geo>, Failure> {
    let Some(geo) = &mut catalogue.geo else {
        return Ok(None);
    };
    let path = data.join(&geo.path);
    let wrong = |what: String| {
        Failure::new(
            ErrorClass::Config,
            format!("[geo] path: {}: {what}", path.display()),
        )
    };
    let bytes = disk.read(&path).map_err(|e| wrong(e.to_string()))?;
    geo.digest = ledger::hex(&Sha256::digest(&bytes));
    Geo::read(bytes).map(Some).map_err(|e| wrong(e.to_string()))
}
