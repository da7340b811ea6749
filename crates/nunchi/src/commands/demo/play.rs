//! The steps of the story, each timed: what an operator would do, in the order of the case.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use detect::Kind;
use env::Disk;
use event::{Act, ActKind, Acts, ErrorClass, Millis};
use exposure::{Answer, Asked, ExposureSet, minus};
use ledger::{Ledger, tree_dir};
use sim::{Plan, Truth};
use verify::{Completeness, Integrity};

use crate::{
    asking,
    cli::{DemoArgs, Place},
    commands::{brought::Origin, relation, sim::write_logs},
    detecting,
    failure::Failure,
    home::{Home, real_world},
    ingest::{Input, Options, Report, ingest},
    printer::{progress, progress_done},
    settings::SHOP,
};

use super::{
    deleted::{self, WithDeleted},
    names::Names,
    story::{self, Story, Told},
    tracing,
};

/// The attack, in the words of a selection: reads whose credential the log-on service never issued.
pub(crate) const EXACT: &str = "NOT issued";

/// Fields of which the company said that they were not read.
pub(crate) const UNTOUCHED: [&str; 3] = ["payment_card", "account_number", "login_password"];

/// The sources at hand from the first day, with their files; the gateway's second log is found late.
pub(crate) const AT_HAND: [(&str, &str); 4] = [
    ("gateway", "gateway.ndjson.zst"),
    ("auth", "auth.ndjson.zst"),
    ("accounts", "accounts.ndjson.zst"),
    ("hr", "hr.csv"),
];
pub(crate) const LATE: (&str, &str) = ("gateway-late", "gateway-late.ndjson.zst");

/// What the settings of the shop lack: where the replay's table of networks lies.
pub(crate) const GEO: &str = "\n[geo]\npath = \"../logs/asn.csv\"\ndate = \"2025-11-30\"\n";

/// One step and how long it took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step {
    /// Its stable name.
    pub(crate) name: &'static str,
    took: Duration,
}

impl Step {
    /// How long it took.
    pub(crate) fn millis(&self) -> u64 {
        u64::try_from(self.took.as_millis()).unwrap_or(u64::MAX)
    }
}

/// How the detectors noticed that tokens were forged.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Noticed {
    /// The first read by a forged token.
    pub(crate) first: Millis,
    /// When, in log time, it was found.
    pub(crate) found: Millis,
    /// People whom forged tokens had read by then.
    pub(crate) people_before: u64,
    /// When somebody was found to leave with the key that was used.
    pub(crate) left: Option<Millis>,
}

/// What the steps brought to light.
#[derive(Debug)]
pub(crate) struct Play {
    /// Counted while the logs were made up.
    pub(crate) truth: Truth,
    /// The truth's names.
    pub(crate) true_names: Names,
    /// What the detectors noticed first of the forged tokens.
    pub(crate) noticed: Option<Noticed>,
    /// The company's first count.
    pub(crate) first: Answer,
    /// The exact one.
    pub(crate) exact: Answer,
    /// The exact one once the late log was in.
    pub(crate) with_late: Answer,
    /// The incident, with a version of its scope for each count.
    pub(crate) story: Told,
    /// Which path a leaked sample of fifty rows was traced to; `None` is *cannot say*.
    pub(crate) traced: Option<String>,
    /// The claims of the mails of the case, each with its verdict.
    pub(crate) claims: Vec<(String, &'static str)>,
    /// The reports that were written, as files in its folder.
    pub(crate) reports: Vec<String>,
    /// Subjects that the late log added, and took away.
    pub(crate) added: u64,
    pub(crate) removed: u64,
    /// The names of the exact sets.
    pub(crate) names: Names,
    /// What reading the first logs did.
    pub(crate) ingested: Report,
    /// The same with five months of the log deleted.
    pub(crate) deleted: WithDeleted,
    /// The check from outside.
    pub(crate) verified: verify::Report,
    /// Fields and zone of the shop.
    pub(crate) settings: crate::settings::Settings,
    pub(crate) steps: Vec<Step>,
}

impl Play {
    /// The first verdict.
    pub(crate) fn integrity(&self) -> &'static str {
        match self.verified.integrity {
            Integrity::Ok => "ok",
            Integrity::Broken => "broken",
        }
    }

    /// The second verdict.
    pub(crate) fn completeness(&self) -> &'static str {
        match self.verified.completeness {
            Completeness::Complete => "complete",
            Completeness::Gaps => "gaps",
        }
    }
}

/// Keeps the time of each step.
struct Stopwatch {
    clock: env::RealClock,
    steps: Vec<Step>,
}

impl Stopwatch {
    fn step<T>(
        &mut self,
        name: &'static str,
        told: &str,
        work: impl FnOnce() -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        use env::Clock;
        progress(told);
        let start = self.clock.monotonic();
        let done = work();
        self.steps.push(Step {
            name,
            took: self.clock.monotonic().saturating_sub(start),
        });
        progress_done();
        done
    }
}

/// Where everything lies.
pub(super) struct Folders {
    pub(super) logs: PathBuf,
    pub(super) place: Place,
}

/// What is kept elsewhere, as anybody should who wants to believe a ledger later.
struct Kept {
    key: String,
    checkpoint: String,
}

impl Folders {
    fn of(dir: &Path) -> Folders {
        let (data, keys) = (dir.join("ledger"), Some(dir.join("keys")));
        Folders {
            logs: dir.join("logs"),
            place: Place { data, keys },
        }
    }
}

fn plan_of(args: &DemoArgs) -> Plan {
    args.replay.plan()
}

/// Plays the story in a folder that is ready for it.
pub(crate) fn play(args: &DemoArgs) -> Result<Play, Failure> {
    let (folders, plan) = (Folders::of(&args.dir), plan_of(args));
    let mut watch = Stopwatch {
        clock: env::RealClock::new(),
        steps: Vec::new(),
    };
    let world = real_world();
    let disk = world.disk.as_ref();

    let truth = watch.step("replay", "writing the replay's logs", || {
        write_logs(&plan, &folders.logs, true)
    })?;
    let true_names = Names::of_truth(disk, &folders.logs.join("truth").join("subjects.csv"))?;
    let home = watch.step("init", "making a ledger", || {
        Home::create(&folders.place, &format!("{SHOP}{GEO}"))
    })?;
    let key = text_of(disk, &tree_dir(&home.dir).join("key.pub"))?;

    let (ingested, ledger) = watch.step("ingest", "reading the logs", || {
        let mut ledger = home.writer()?;
        Ok((read(&home, &mut ledger, &folders.logs, &AT_HAND)?, ledger))
    })?;
    watch.step("relations", "importing address books", || {
        import(&home, ledger, &folders.logs.join("relations.csv"))
    })?;
    let kept = Kept {
        key,
        checkpoint: text_of(disk, &tree_dir(&home.dir).join("checkpoint"))?,
    };

    let noticed = watch.step("detect", "letting the detectors look", || notice(&home))?;
    let counted = count(&home, &folders, (args, &truth), &mut watch)?;
    let (exact_set, late_set) = (&counted.exact.1, &counted.with_late.1);
    let names = watch.step("names", "opening the book", || {
        Names::of_sets(disk, &home.snapshot()?, exact_set, late_set)
    })?;
    let answered = answers(&home, &folders, (args, &names), &mut watch)?;
    let deleted = watch.step("deleted", "asking without five months of the log", || {
        deleted::play(&plan, &Folders::of(&args.dir.join("deleted")))
    })?;
    let verified = watch.step("verify", "checking with the public key alone", || {
        check(disk, &home.dir, &kept)
    })?;
    Ok(Play {
        truth,
        true_names,
        noticed,
        added: subjects_only_in(late_set, exact_set),
        removed: subjects_only_in(exact_set, late_set),
        first: counted.first,
        exact: counted.exact.0,
        with_late: counted.with_late.0,
        story: counted.story,
        names,
        traced: answered.traced,
        claims: answered.claims,
        reports: answered.reports,
        ingested,
        deleted,
        verified,
        settings: home.settings,
        steps: watch.steps,
    })
}

/// What the three counts gave.
struct Counted {
    first: Answer,
    exact: (Answer, ExposureSet),
    with_late: (Answer, ExposureSet),
    story: Told,
}

/// Counts as the company did first, then exactly, then with the log that was found late; each count is a version of
/// the incident's scope.
fn count(
    home: &Home,
    folders: &Folders,
    (args, truth): (&DemoArgs, &Truth),
    watch: &mut Stopwatch,
) -> Result<Counted, Failure> {
    let (first, _) = watch.step("first_count", "counting as the company did first", || {
        ask(home, truth.first_count.selection, false)
    })?;
    let mut story = watch.step("incident", "opening the incident", || {
        Story::begin(
            home,
            &folders.place,
            truth.first_count.selection,
            args.aware,
        )
    })?;
    let exact = watch.step("not_issued", "counting exactly", || ask(home, EXACT, true))?;
    watch.step("scope_2", "freezing the exact count", || {
        story.widen(home, EXACT)
    })?;
    watch.step("late", "reading the log found late", || {
        read_late(home, &folders.logs)
    })?;
    let with_late = watch.step("not_issued_with_late", "counting again", || {
        ask(home, EXACT, true)
    })?;
    watch.step("scope_3", "freezing it once more", || story.late())?;
    let story = story.told(Millis(home.clock().now_ms()));
    Ok(Counted {
        first,
        exact,
        with_late,
        story,
    })
}

/// What was made of the incident.
struct Answered {
    traced: Option<String>,
    claims: Vec<(String, &'static str)>,
    reports: Vec<String>,
}

/// Traces a sample, weighs the claims of the mails, and writes the reports.
fn answers(
    home: &Home,
    folders: &Folders,
    (args, names): (&DemoArgs, &Names),
    watch: &mut Stopwatch,
) -> Result<Answered, Failure> {
    let traced = watch.step("trace", "tracing a leaked sample", || {
        tracing::trace(home, (args, &folders.place), &names.with_late)
    })?;
    let claims = watch.step(
        "claims",
        "holding the claims of the mails against it",
        || tracing::claims(home, (args, &folders.place)),
    )?;
    let reports = watch.step("reports", "writing the reports", || {
        story::reports(args, &folders.place)
    })?;
    Ok(Answered {
        traced,
        claims,
        reports,
    })
}

fn text_of(disk: &dyn Disk, path: &Path) -> Result<String, Failure> {
    let bytes = disk.read(path).map_err(|e| {
        Failure::new(
            ErrorClass::Unavailable,
            format!("cannot read {}: {e}", path.display()),
        )
    })?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

pub(crate) fn read(
    home: &Home,
    ledger: &mut Ledger,
    logs: &Path,
    files: &[(&str, &str)],
) -> Result<Report, Failure> {
    let inputs = files.iter().map(|(source, file)| Input {
        path: logs.join(file),
        source: (*source).to_owned(),
    });
    ingest(home, ledger, inputs.collect(), Options::default())
}

fn import(home: &Home, ledger: Ledger, file: &Path) -> Result<(), Failure> {
    let (_, ledger) = relation::import(home, Some(ledger), &Origin::File(file))?;
    home.end(ledger, false)
}

/// The late log, and the record that names are going to be opened: it comes before the deed.
fn read_late(home: &Home, logs: &Path) -> Result<(), Failure> {
    let mut ledger = home.writer()?;
    read(home, &mut ledger, logs, &[LATE])?;
    let body = serde_json::json!({"selection": EXACT, "reason": "the demo compares the names with the truth"}).to_string();
    ledger.record(Act {
        time: Millis(home.clock().now_ms()),
        kind: ActKind::Export,
        by: "nunchi demo".to_owned(),
        body: body.into_bytes(),
    })?;
    home.end(ledger, false)
}

pub(super) fn ask(home: &Home, text: &str, set: bool) -> Result<(Answer, ExposureSet), Failure> {
    let snapshot = home.snapshot()?;
    let ground = home.ground(&snapshot)?;
    let selection = asking::selection(home, &snapshot, text)?;
    let untouched = if set {
        UNTOUCHED.map(str::to_owned).to_vec()
    } else {
        Vec::new()
    };
    let asked = Asked {
        untouched,
        set,
        ..Asked::default()
    };
    Ok(exposure::scope(home.disk(), &ground, &selection, &asked)?)
}

/// Subjects of the first set that are not in the second. Those with more fields are no new subjects.
fn subjects_only_in(a: &ExposureSet, b: &ExposureSet) -> u64 {
    minus(a, b)
        .keys()
        .filter(|subject| !b.contains_key(*subject))
        .count() as u64
}

/// The check of a stranger: the key and a checkpoint that were kept elsewhere since the first day.
fn check(disk: &dyn Disk, dir: &Path, kept: &Kept) -> Result<verify::Report, Failure> {
    let options = verify::Options {
        key: Some(kept.key.clone()),
        against: Some(kept.checkpoint.clone()),
    };
    verify::verify(disk, dir, &options).map_err(|e| Failure::new(e.class(), e.to_string()))
}

/// Lets the detectors look at what is in so far.
fn notice(home: &Home) -> Result<Option<Noticed>, Failure> {
    let snapshot = home.snapshot()?;
    let looked = detecting::look(home, &home.ground(&snapshot)?)?;
    let all = looked.told.all();
    let of = |kind: Kind| {
        all.iter()
            .map(|told| &told.finding)
            .filter(move |of| of.kind == kind)
    };
    let Some(forged) = of(Kind::NeverIssued).next() else {
        return Ok(None);
    };
    let left = of(Kind::Leaver).find(|of| of.keys.iter().any(|key| forged.keys.contains(key)));
    Ok(forged.evidence.span.map(|(first, _)| Noticed {
        first,
        found: forged.found,
        people_before: forged.people_before,
        left: left.map(|of| of.found),
    }))
}
