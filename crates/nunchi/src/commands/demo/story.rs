//! The incident of the demo: opened by hand from what was found, counted three times as the case was, each time with
//! a version of the scope, and filed late as it was then.
//!
//! Every moment is that of the case, moved by whole days where the demo is asked to be aware on another day: so the law
//! of that day is the law that counts.

use event::Millis;
use incident::{
    Grade,
    case::{Cause, ClockName, Evidence, Frozen, Incident, Number, What},
    law::{Fact, Kind, Knew, Start, Trigger, regime},
};
use jiff::civil::Date;

use crate::{
    asking,
    cases::{Because, Cases, freeze},
    cli::{By, DemoArgs, OpenArgs, PageArgs, Place, ReportArgs},
    commands::{incident::opening, report},
    failure::Failure,
    home::Home,
};

/// The day on which the company was aware, as the ministry counted it.
const AWARE: (i16, i8, i8) = (2025, 11, 17);
/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

/// Moments of the case (case.md 1.1), in Korean time.
const COMPLAINT: &str = "2025-11-16T22:12:00+09:00";
const CISO: &str = "2025-11-17T16:00:00+09:00";
const OWN_WORD: &str = "2025-11-18T22:52:00+09:00";
const FILED: &str = "2025-11-19T21:35:00+09:00";
const WIDENED: &str = "2025-11-27T03:47:00+09:00";

/// The evidence that holds what is publicly known of the case.
const RECORD: &str = "E1";

/// Who was told on the day of awareness.
const OFFICER: &str = "정보보호 최고책임자 (CISO)";

/// The companies whose customers were read.
pub(crate) const SHOP: &str = "shop";
const TAIWAN: &str = "shop-tw";

/// The notice of a possible leak.
pub(crate) const POSSIBLE: &str = "KR-PIPA-POSS";

/// See the module.
pub(crate) struct Story<'h> {
    cases: Cases<'h>,
    pub(crate) incident: Incident,
    shift_ms: i64,
}

/// What of it is told and held against the truth.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub(crate) incident: Incident,
    /// The moment for which clocks are told.
    pub(crate) now: Millis,
}

impl Told {
    /// Accounts of each version.
    pub(crate) fn subjects(&self) -> Vec<u64> {
        self.incident
            .scopes
            .iter()
            .map(|of| of.figures.subjects)
            .collect()
    }

    /// Accounts that reads found late added to the last version.
    pub(crate) fn late(&self) -> u64 {
        let changes = self
            .incident
            .scope()
            .map(|of| of.changes.as_slice())
            .unwrap_or_default();
        let late = changes.iter().filter(|of| of.cause == Cause::LateSource);
        late.map(|of| of.added).sum()
    }

    /// Accounts that any other cause added to it, or took.
    pub(crate) fn otherwise(&self) -> u64 {
        let scope = self.incident.scope();
        let all = scope.map_or(0, |of| of.added() + of.removed());
        all - self.late()
    }

    /// How the clock of a shop stands, in words; by what opened it.
    pub(crate) fn clock(&self, clock: &str, trigger: &Trigger) -> Option<incident::law::Clock> {
        let clocks = self.incident.clocks(self.now).ok()?;
        let is = |of: &incident::law::Clock| {
            of.key.clock == clock && of.key.controller == SHOP && of.key.trigger == *trigger
        };
        clocks.into_iter().find(is)
    }
}

const BY: Because<'static> = Because {
    by: "nunchi demo",
    why: "원사건의 기록대로 (the story of the case)",
};

/// The same, as a command line says it.
fn by() -> By {
    By {
        as_name: Some(BY.by.to_owned()),
        format: None,
    }
}

impl<'h> Story<'h> {
    /// Opens it with the company's first count. `aware` moves all of its days so that awareness falls on that day.
    pub(crate) fn begin(
        home: &'h Home,
        place: &Place,
        first_count: &str,
        aware: Option<Date>,
    ) -> Result<Story<'h>, Failure> {
        let cases = Cases::open(home)?;
        let args = OpenArgs {
            place: place.clone(),
            title: "Forged access tokens".to_owned(),
            finding: Vec::new(),
            selection: Some(first_count.to_owned()),
            exercise: false,
            regime: ["kr-pipa", "kr-net", "eu-33"].map(str::to_owned).to_vec(),
            controller: vec![SHOP.to_owned()],
            reason: BY.why.to_owned(),
            by: by(),
        };
        let incident = opening::opened(home, &cases, &args, &BY)?;
        let (year, month, day) = AWARE;
        let then = Date::new(year, month, day).ok();
        let days = aware
            .zip(then)
            .map_or(0, |(aware, then)| (aware - then).get_days());
        let mut story = Story {
            cases,
            incident,
            shift_ms: i64::from(days) * DAY_MS,
        };
        story.aware()?;
        story.freeze()?;
        Ok(story)
    }

    /// The three moments of awareness, what shows them, and the one that the ministry chose.
    fn aware(&mut self) -> Result<(), Failure> {
        self.take(What::Took(Box::new(public_record())))?;
        for (kind, at, who) in [
            (Kind::Complaint, COMPLAINT, "고객센터 (customer service)"),
            (Kind::ReportToCiso, CISO, OFFICER),
            (
                Kind::OwnStatement,
                OWN_WORD,
                "회사, 신고서에서 (the company, in its report)",
            ),
        ] {
            let happened = self.moment(at)?;
            self.take(What::Candidate {
                kind,
                happened,
                who: who.to_owned(),
                knew: Knew::Leak,
                evidence: RECORD.to_owned(),
                controller: None,
            })?;
        }
        for start in [Start::IncidentKnown, Start::LeakKnown] {
            self.take(What::Chosen {
                start,
                candidate: Some(2),
                controller: None,
            })?;
        }
        for fact in [Fact::OutsideAccess, Fact::NetworkService] {
            self.take(What::Says {
                fact,
                yes: Some(true),
                controller: None,
            })?;
        }
        self.possible()
    }

    /// Where the law of the day asks for a notice of a possible leak (PIPA 34(2), since 2026-09-11): the officer who was
    /// told of unlawful reads knew of the possibility, and the company's own word confirmed it before that notice was due.
    fn possible(&mut self) -> Result<(), Failure> {
        let (told, confirmed) = (self.moment(CISO)?, self.moment(OWN_WORD)?);
        if !asks_of_possibility(told) {
            return Ok(());
        }
        self.take(What::Candidate {
            kind: Kind::ReportToCiso,
            happened: told,
            who: OFFICER.to_owned(),
            knew: Knew::Possibility,
            evidence: RECORD.to_owned(),
            controller: None,
        })?;
        self.take(What::Settled {
            clock: clock_of_shop("kr-pipa", POSSIBLE),
            leaked: true,
            known: confirmed,
            evidence: Some(RECORD.to_owned()),
        })
    }

    /// Counts again with all that was read by forged tokens, and files as it was filed: late.
    pub(crate) fn widen(&mut self, home: &Home, selection: &str) -> Result<(), Failure> {
        let selection = asking::selection(home, &home.snapshot()?, selection)?.to_string();
        self.take(What::Selected {
            selection,
            replaces: true,
        })?;
        self.of_taiwan()?;
        self.freeze()?;
        let (known, received) = (self.moment(WIDENED)?, self.moment(FILED)?);
        self.take(What::GroupKnown {
            version: 2,
            known: Some(known),
        })?;
        self.take(What::Filed {
            clock: clock_of_shop("kr-net", "KR-NET-24"),
            received,
            to: "KISA".to_owned(),
            receipt: "원사건대로 (as in the case)".to_owned(),
            evidence: RECORD.to_owned(),
            late_because: Some(
                "회사가 스스로 확인한 때부터 셈 (counted from the company's own finding)"
                    .to_owned(),
            ),
            document: None,
            corrects: None,
        })
    }

    /// The key opened the data of a company in Taiwan too, which answers for it by itself. Since when that one knew is not
    /// on the public record, so its clocks cannot say; that of the shop is not its own.
    fn of_taiwan(&mut self) -> Result<(), Failure> {
        self.take(What::Concerns {
            regimes: Vec::new(),
            controllers: vec![TAIWAN.to_owned()],
        })?;
        for start in [Start::IncidentKnown, Start::LeakKnown] {
            self.take(What::Chosen {
                start,
                candidate: None,
                controller: Some(TAIWAN.to_owned()),
            })?;
        }
        Ok(())
    }

    /// Counts again with the log that was found late. Nobody knows when its people were known.
    pub(crate) fn late(&mut self) -> Result<(), Failure> {
        self.freeze()?;
        self.take(What::GroupKnown {
            version: 3,
            known: None,
        })
    }

    /// What is told of it.
    pub(crate) fn told(&self, now: Millis) -> Told {
        Told {
            incident: self.incident.clone(),
            now,
        }
    }

    fn freeze(&mut self) -> Result<(), Failure> {
        freeze(&self.cases, &mut self.incident, &BY)
    }

    fn take(&mut self, what: What) -> Result<(), Failure> {
        self.cases.take(&mut self.incident, what, &BY)
    }

    /// A moment of the case, on the days of the story.
    fn moment(&self, text: &str) -> Result<Millis, Failure> {
        let at = Millis::parse(text).map_err(|e| Failure::usage(e.to_string()))?;
        Ok(at.plus(self.shift_ms))
    }
}

/// Whether the law of a day asks for a notice of a possible leak.
fn asks_of_possibility(day: Millis) -> bool {
    let Ok(law) = regime("kr-pipa") else {
        return false;
    };
    law.version_at(day)
        .is_ok_and(|version| law.clocks_of(&version.id).any(|clock| clock.id == POSSIBLE))
}

/// A clock that the incident itself starts for the shop.
fn clock_of_shop(regime: &str, clock: &str) -> ClockName {
    ClockName {
        regime: regime.to_owned(),
        clock: clock.to_owned(),
        controller: SHOP.to_owned(),
        group: None,
        fact: None,
    }
}

/// What is publicly known of the case, as evidence: nothing else shows its moments.
fn public_record() -> Evidence {
    Evidence {
        id: RECORD.to_owned(),
        item: "public record of the case".to_owned(),
        sha256: None,
        bytes: None,
        original_name: None,
        original_at: None,
        from: "ministry, commission and company".to_owned(),
        how: "published".to_owned(),
        time_source: "as published".to_owned(),
        place: "in public".to_owned(),
        grade: Grade::Statement,
    }
}

/// The reports of the case: to the privacy commission and the network authority in both languages, to an authority
/// of the Union in English. Nobody fills in a form for it, so what only people know stands there as unknown.
pub(super) fn reports(args: &DemoArgs, place: &Place) -> Result<Vec<String>, Failure> {
    let mut files = Vec::new();
    for (regime, languages) in [
        ("kr-pipa", &["ko", "en"][..]),
        ("kr-net", &["ko", "en"]),
        ("eu-33", &["en"]),
    ] {
        let asked = ReportArgs {
            page: PageArgs {
                place: place.clone(),
                id: Number::real(1),
                lang: languages.iter().map(|of| (*of).to_owned()).collect(),
                controller: Some(SHOP.to_owned()),
                scope: None,
                older_because: None,
                form: None,
                out: args.dir.join("reports"),
                case_scale: Some(u64::from(args.replay.scale)).filter(|scale| *scale == 1000),
                reason: BY.why.to_owned(),
                by: by(),
            },
            regime: regime.to_owned(),
            kind: "first".to_owned(),
            before: None,
        };
        for written in report::reports(&asked)? {
            let pdf = written.files.iter().filter_map(|path| path.file_name());
            files.extend(pdf.map(|name| name.to_string_lossy().into_owned()));
        }
    }
    files.retain(|name| name.ends_with(".pdf"));
    Ok(files)
}

/// A version of the scope in a few words: how many it added and why.
pub(super) fn cause_of(frozen: &Frozen) -> String {
    let most = frozen.changes.iter().max_by_key(|of| of.added);
    most.map_or_else(String::new, |of| of.cause.sentence().to_owned())
}
