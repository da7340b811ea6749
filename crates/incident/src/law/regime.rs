//! A regime: what one law asks, of whom, by when, in its versions. Built only from a regime file
//! (`crates/incident/regimes`), whose every rule names its article.

use std::fmt;

use event::Millis;
use serde::{Deserialize, Serialize};

use super::clock::Trigger;
use super::condition::Condition;
use super::day::{Day, DayError, Zone};
use super::facts::{Fact, Facts, Known};
use super::posting::PostingRule;
use super::read::RegimeError;
use super::request::LawEnforcement;

/// Days after which a regime that nobody looked at again is marked on every document it produces.
pub const STALE_DAYS: i64 = 180;

/// Hours before the legal limit at which our own target stands, where a regime file says nothing else.
const MARGIN_HOURS: u32 = 12;

/// The same words in Korean and in English.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Korean.
    pub ko: String,
    /// English.
    pub en: String,
}

/// One law and all that follows from it. See the files for an example.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regime {
    /// Its id, such as `kr-pipa`; also the name of its file.
    pub id: String,
    /// What people call it.
    pub names: Words,
    /// Where its days are counted.
    pub zone: Zone,
    /// The law, with articles.
    pub law: String,
    /// Addresses under which the law, or who wrote about it, was read.
    pub sources: Vec<String>,
    /// The day on which the file was last held against its sources.
    pub checked: Day,
    /// The lawyer who reviewed the file; empty is nobody.
    pub reviewer: String,
    /// The day of that review.
    pub reviewed: Option<Day>,
    /// Whether documents are made for it; otherwise it has clocks and duty questions only.
    pub documents: bool,
    /// What is not certain in this file, in sentences. Shown with the regime, never hidden.
    #[serde(default)]
    pub uncertain: Vec<String>,
    /// Who is told, and how.
    pub authorities: Vec<Authority>,
    /// Its versions, without gap or overlap, the oldest first.
    pub versions: Vec<Version>,
    /// What its documents must contain.
    #[serde(default)]
    pub items: Vec<Item>,
    /// Its time limits.
    pub clocks: Vec<ClockRule>,
    /// What it asks of postings in place of notices.
    #[serde(default)]
    pub postings: Vec<PostingRule>,
    /// The questions that decide whether a clock counts for us.
    pub questions: Vec<Question>,
}

/// Who is told.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    /// Its name.
    pub names: Words,
    /// How it is reached: addresses, telephone numbers, forms.
    pub channels: Vec<String>,
}

/// A version of a law, chosen by the day of awareness.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Version {
    /// Its id, by which clocks and items name it.
    pub id: String,
    /// The first day of awareness for which it holds, in the zone of the regime.
    pub from: Day,
    /// The last such day; `None` is: until further notice.
    pub to: Option<Day>,
    /// What this version says and why it is this one, with its addendum.
    pub says: Words,
    /// What is not certain of this version.
    pub uncertain: Option<String>,
}

/// One thing that a document must say.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Its number in the law, such as `6` or `33(3)(a)`.
    pub number: String,
    /// The clocks whose documents contain it.
    pub clocks: Vec<String>,
    /// The versions that ask for it.
    pub versions: Vec<String>,
    /// Its label in Korean.
    pub ko: String,
    /// Its label in English.
    pub en: String,
    /// Whether the first document may leave it open.
    pub open_first: bool,
    /// What is not certain of it.
    pub uncertain: Option<String>,
}

/// Whom a clock makes us tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToWhom {
    /// An authority.
    Authority,
    /// The people.
    People,
    /// The controller for whom we hold the data.
    Controller,
    /// Investors and the public.
    Public,
}

/// What starts a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// It was known that an incident happened.
    IncidentKnown,
    /// Unlawful access was known, or the leak of some, and others may be concerned.
    PossibilityKnown,
    /// The leak was known.
    LeakKnown,
    /// The controller decided that the incident is material.
    MaterialityDecided,
    /// The people were told.
    ToldPeople,
    /// The authority was told what comes before the final report.
    ToldAuthority,
}

impl Start {
    /// Every start.
    pub const ALL: [Start; 6] = [
        Start::IncidentKnown,
        Start::PossibilityKnown,
        Start::LeakKnown,
        Start::MaterialityDecided,
        Start::ToldPeople,
        Start::ToldAuthority,
    ];

    /// Its name in regime files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Start::IncidentKnown => "incident_known",
            Start::PossibilityKnown => "possibility_known",
            Start::LeakKnown => "leak_known",
            Start::MaterialityDecided => "materiality_decided",
            Start::ToldPeople => "told_people",
            Start::ToldAuthority => "told_authority",
        }
    }

    /// What begins it, as a part of a sentence: *since* 유출을 알게 된 *시각*, *that* a leak is known.
    #[must_use]
    pub fn known(self) -> (&'static str, &'static str) {
        match self {
            Start::IncidentKnown => ("침해사고를 알게 된", "an incident is known"),
            Start::PossibilityKnown => ("유출 가능성을 알게 된", "a leak is possible"),
            Start::LeakKnown => ("유출을 알게 된", "a leak is known"),
            Start::MaterialityDecided => ("중대하다고 결정한", "it was decided to be material"),
            Start::ToldPeople => ("정보주체에게 알린", "people were told"),
            Start::ToldAuthority => ("기관에 알린", "an authority was told"),
        }
    }
}

/// How long.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// So many hours, weekends and holidays included.
    Hours(u32),
    /// So many days of the calendar, to the end of the last.
    CalendarDays(u32),
    /// So many business days, to the close of the last.
    BusinessDays {
        /// How many.
        days: u32,
        /// The holiday calendar that says which days are none.
        calendar: String,
    },
    /// So many months, to the end of the day with the same number.
    Months(u32),
    /// The hours that a contract names.
    Agreed,
    /// Without undue delay: a duty without a number.
    WithoutUndueDelay,
    /// At once: due from its start.
    AtOnce,
}

/// How the first hour or day is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counting {
    /// Hours run from the moment; the day of the event is not counted.
    #[default]
    FromMoment,
    /// The hour of the event is not counted (Regulation 1182/71 Art. 3(1)).
    NextHour,
    /// The day of the event is the first day.
    DayIncluded,
}

/// A limit that holds in place of the usual one where a fact is so.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Longer {
    /// The fact.
    pub fact: Fact,
    /// The limit where it is so.
    pub limit: Limit,
    /// The article.
    pub law: String,
}

/// A clock that a group of people or a newly confirmed fact opens.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowUp {
    /// What must become known of a group to open it. Facts are confirmed and need none.
    #[serde(default)]
    pub starts: Vec<Start>,
    /// Whether it follows a first notice or report: what is known before that is made belongs to the first.
    #[serde(default)]
    pub follows_first: bool,
    /// Its limit.
    pub limit: Limit,
    /// The article.
    pub law: String,
    /// The rule in one sentence.
    pub rule: Words,
}

/// What a permitted delay does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// The limit does not run while the cause lasts; then the duty is due at once.
    Suspends,
    /// The limit stands; being late must be explained.
    Explains,
    /// No delay at all: recorded as a duty decision with evidence.
    Duty,
}

/// A delay that the law permits for one clock.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PermittedDelay {
    /// Its code, such as `force_majeure`.
    pub code: String,
    /// What it is, in words.
    pub words: Words,
    /// The article.
    pub law: String,
    /// What it does.
    pub effect: Effect,
}

/// One time limit of a regime.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockRule {
    /// Its id, such as `KR-NET-24`.
    pub id: String,
    /// The versions that have it.
    pub versions: Vec<String>,
    /// What people call it.
    pub names: Words,
    /// Whom it makes us tell.
    pub to: ToWhom,
    /// What starts it: the earliest of these.
    pub starts: Vec<Start>,
    /// The clock whose filing is what starts it, so that nobody has to enter that moment as well.
    pub after: Option<String>,
    /// How long.
    pub limit: Limit,
    /// A longer limit where a fact is so.
    pub longer: Option<Longer>,
    /// How the first hour or day is counted.
    #[serde(default)]
    pub counting: Counting,
    /// The local time at which a business day closes, such as `17:30`; `None` is midnight.
    pub closes: Option<String>,
    /// Hours between our own target and the limit.
    #[serde(default = "margin_hours")]
    pub margin_hours: u32,
    /// The rule of counting in one sentence.
    pub rule: Words,
    /// The article.
    pub law: String,
    /// The delays that it permits.
    #[serde(default)]
    pub delays: Vec<PermittedDelay>,
    /// What it says of a request of police or prosecutors to delay a notice; without it there is no such delay.
    pub law_enforcement: Option<LawEnforcement>,
    /// What a group of people that a scope version adds opens.
    pub group: Option<FollowUp>,
    /// What a newly confirmed fact opens.
    pub fact: Option<FollowUp>,
    /// The clock whose document takes the place of this one when the leak is confirmed in time. A clock that
    /// has one asks for a retraction when there was no leak.
    pub replaced_by: Option<String>,
    /// The article by which a report under another law counts as made, where a person decides so; `None` of laws that know
    /// none.
    pub deemed: Option<String>,
    /// What is not certain of it.
    pub uncertain: Option<String>,
}

fn margin_hours() -> u32 {
    MARGIN_HOURS
}

impl ClockRule {
    /// Whether what a trigger opens follows a first notice or report of this very clock.
    #[must_use]
    pub fn follows_first(&self, trigger: &Trigger) -> bool {
        let follow_up = match trigger {
            Trigger::Incident => &None,
            Trigger::Group { .. } => &self.group,
            Trigger::Fact { .. } => &self.fact,
        };
        follow_up.as_ref().is_some_and(|of| of.follows_first)
    }

    /// The limit as the facts are: the longer one only where its fact is known to be so.
    #[must_use]
    pub fn limit_under(&self, facts: &Facts) -> &Limit {
        match &self.longer {
            Some(longer) if facts.is(longer.fact) == Known::Yes => &longer.limit,
            _ => &self.limit,
        }
    }
}

/// What a question proposes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Then {
    /// The duty applies.
    Applies,
    /// The duty does not apply.
    DoesNotApply,
}

/// One rule over facts. All its conditions must be met.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The clocks whose duty it is about.
    pub clocks: Vec<String>,
    /// The conditions; none means: always.
    pub when: Vec<Condition>,
    /// What it proposes.
    pub then: Then,
    /// Why, in one sentence.
    pub why: Words,
    /// The article.
    pub law: String,
    /// What is not certain of it.
    pub uncertain: Option<String>,
}

/// How old the last look at a regime is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Age {
    /// Days since the review, or since the file was last held against its sources if nobody reviewed it.
    pub days: i64,
    /// Whether a lawyer reviewed it.
    pub reviewed: bool,
    /// Whether every document must be marked: [`STALE_DAYS`] or more.
    pub stale: bool,
}

impl Regime {
    /// The version for a moment of awareness.
    ///
    /// # Errors
    /// When the day lies before the first version or after the last.
    pub fn version_at(&self, aware: Millis) -> Result<&Version, RegimeError> {
        let day = self.day(aware)?;
        self.version_on(day)
    }

    /// The version for a day of awareness.
    ///
    /// # Errors
    /// When the day lies before the first version or after the last.
    pub fn version_on(&self, day: Day) -> Result<&Version, RegimeError> {
        let holds =
            |version: &&Version| version.from <= day && version.to.is_none_or(|last| day <= last);
        self.versions
            .iter()
            .find(holds)
            .ok_or_else(|| RegimeError::NoVersion {
                regime: self.id.clone(),
                day,
                shipped: self
                    .versions
                    .iter()
                    .map(|version| version.from.to_string())
                    .collect::<Vec<_>>()
                    .join(", "),
            })
    }

    /// What the document of a clock must contain in a version, in the order of the law.
    pub fn asks<'a>(&'a self, version: &str, clock: &str) -> impl Iterator<Item = &'a Item> {
        self.items
            .iter()
            .filter(move |item| names(&item.clocks, clock) && names(&item.versions, version))
    }

    /// The clocks of a version.
    pub fn clocks_of<'a>(&'a self, version: &str) -> impl Iterator<Item = &'a ClockRule> {
        self.clocks
            .iter()
            .filter(move |clock| names(&clock.versions, version))
    }

    /// How old the last look at it is, on a day.
    #[must_use]
    pub fn age(&self, today: Day) -> Age {
        let reviewed = self.reviewed.filter(|_| !self.reviewer.is_empty());
        let days = reviewed.unwrap_or(self.checked).days_to(today);
        Age {
            days,
            reviewed: reviewed.is_some(),
            stale: days >= STALE_DAYS,
        }
    }

    /// The day of a moment in its zone.
    ///
    /// # Errors
    /// When the moment lies outside the calendar.
    pub fn day(&self, at: Millis) -> Result<Day, DayError> {
        self.zone.day(at)
    }
}

fn names(list: &[String], id: &str) -> bool {
    list.iter().any(|name| name == id)
}

impl fmt::Display for Start {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
