//! Which rules a document follows, in which version, and why.

use event::Millis;
use incident::law::{self, Clock, ClockRule, Regime, Ruling, Start, ToWhom};

use super::{Draft, FormsError, Given, draft::Rules, moments::ruled};
use crate::Lang;

/// The rules of a regime for the incident: its report, what starts the clock of it, and the version of that day.
pub(super) fn rules(given: &Given<'_>, regime: &str) -> Result<Rules, FormsError> {
    let regime = law::regime(regime)?;
    if !given.incident.regimes.contains(&regime.id) {
        return Err(FormsError::NotAsked {
            incident: given.incident.id,
            regime: regime.id.clone(),
            asked: given.incident.regimes.join(", "),
        });
    }
    let newest = regime.versions.last();
    let clock = own(regime);
    let (Some(newest), Some(clock)) = (newest, clock) else {
        // A regime has a version and a clock, or it is not read at all.
        let known = String::new();
        return Err(FormsError::NoRegime(law::UnknownRegime {
            name: regime.id.clone(),
            known,
        }));
    };
    let start = started_by(given, regime, clock);
    let moment = aware(given).moment(start, given.now);
    let version = match moment {
        Some(at) => regime.version_at(at)?,
        None => newest,
    };
    Ok(Rules {
        regime,
        clock: &clock.id,
        start,
        version,
    })
}

/// The clock whose document is the report of the regime: the first that tells an authority.
fn own(regime: &'static Regime) -> Option<&'static ClockRule> {
    let tells = |of: &&ClockRule| of.to == ToWhom::Authority;
    regime
        .clocks
        .iter()
        .find(tells)
        .or_else(|| regime.clocks.first())
}

/// The awareness that counts for the controller of the document.
fn aware<'a>(given: &'a Given<'_>) -> law::Of<'a> {
    given.incident.awareness.of(&given.controller.id)
}

/// The start whose moment is known first; the first of the clock where none is. A clock that counts from what was done on
/// another says nothing of awareness until then: the document rests on the first clock of the regime that has a start.
fn started_by(given: &Given<'_>, regime: &Regime, clock: &ClockRule) -> Start {
    let earliest = |clock: &ClockRule| {
        let moment = |start| aware(given).moment(start, given.now);
        let starts = clock.starts.iter();
        let known = starts.filter_map(|start| Some((moment(*start)?, *start)));
        let earliest = known.min_by_key(|(at, _): &(Millis, Start)| *at);
        earliest.map(|(_, start)| start)
    };
    let first = clock.starts.first().copied().unwrap_or(Start::LeakKnown);
    let follows = matches!(first, Start::ToldPeople | Start::ToldAuthority);
    let others = regime.clocks.iter().filter(|_| follows);
    let other = || {
        others
            .filter(|of| of.to != ToWhom::Public)
            .find_map(earliest)
    };
    earliest(clock).or_else(other).unwrap_or(first)
}

impl Draft<'_> {
    /// The rules as the document names them, with the reason why they are these.
    pub(super) fn regime(&self) -> Option<crate::Regime> {
        let law = self.law?;
        let says = self.words(&law.version.says);
        let since = law.version.from;
        let named = self.law_named(law.regime);
        let version = self.say(
            &format!("{named} · {since}부터 알게 된 때에 적용되는 판"),
            &format!("{named} · version for what became known from {since}"),
        );
        let ruling = self.ruling(law.start);
        let why = match ruled(&ruling).and_then(|(_, of)| self.day_of(law.regime, of.at)) {
            Some(day) => {
                let chosen = match &ruling {
                    Ruling::Chosen(..) => {
                        self.say("정해진 인지일", "the day of awareness that was chosen")
                    }
                    _ => self.say(
                        "인지일(아직 정하지 않은 가장 이른 후보)",
                        "the day of awareness (earliest candidate, not chosen yet)",
                    ),
                };
                self.say(
                    &format!("{chosen}: {day}. {says}"),
                    &format!("{chosen}: {day}. {says}"),
                )
            }
            None => {
                let (ko, en) = nothing_starts(law.start);
                self.say(
                    &format!("{ko}. 그래서 가장 새로운 판을 따른다. {says}"),
                    &format!("{en}, so the newest version is followed. {says}"),
                )
            }
        };
        Some(crate::Regime {
            id: law.clock.to_owned(),
            version,
            why,
        })
    }

    /// The day of a moment where the law counts its days; that place is named where it has another day than the document.
    fn day_of(&self, regime: &Regime, at: Millis) -> Option<String> {
        let day = regime.day(at).ok()?;
        let east = i64::from(self.given.zone.minutes_east) * 60_000;
        let (year, month, date) = at.plus(east).civil();
        match day.to_string() == format!("{year:04}-{month:02}-{date:02}") {
            true => Some(day.to_string()),
            false => Some(format!("{day} ({})", regime.zone)),
        }
    }

    /// The law in the language of the document. A file of law writes `원문 (English)`, or one of them alone.
    fn law_named(&self, regime: &Regime) -> String {
        let law = regime.law.as_str();
        let is_korean = |text: &str| text.chars().any(|c| ('가'..='힣').contains(&c));
        let both = law
            .strip_suffix(')')
            .and_then(|law| law.split_once(" ("))
            .filter(|(own, _)| !own.is_ascii());
        match (self.lang, both) {
            (Lang::Ko, Some((own, _))) if is_korean(own) => own.to_owned(),
            (Lang::En, Some((_, english))) => english.to_owned(),
            (Lang::Ko, Some((own, _))) => format!("{}: {own}", regime.names.ko),
            (Lang::Ko, None) => super::article::named(law)
                .map_or_else(|| format!("{}: {law}", regime.names.ko), str::to_owned),
            (Lang::En, None) => law.to_owned(),
        }
    }

    /// A mark for rules that nobody looked at for long.
    pub(super) fn stale(&self) -> Option<String> {
        let law = self.law?;
        let today = law.regime.day(self.given.now).ok()?;
        let age = law.regime.age(today);
        age.stale.then(|| {
            self.say(
                &format!("법령 자료 확인 후 {}일 지남", age.days),
                &format!("rules last checked {} days ago", age.days),
            )
        })
    }
}

/// That what starts a clock is not on record, in Korean and in English. It may be no moment of awareness: of those there can
/// be several on record all the same.
pub(super) fn nothing_starts(start: Start) -> (&'static str, &'static str) {
    match start {
        Start::IncidentKnown => (
            "침해사고를 안 시각이 기록되지 않음",
            "No moment is on record at which the incident was known",
        ),
        Start::PossibilityKnown => (
            "유출 가능성을 안 시각이 기록되지 않음",
            "No moment is on record at which it was known that data may have leaked",
        ),
        Start::LeakKnown => (
            "유출을 안 시각이 기록되지 않음",
            "No moment is on record at which the leak was known",
        ),
        Start::MaterialityDecided => (
            "중대하다는 결정이 기록되지 않음",
            "It is not on record that it was decided to be material",
        ),
        Start::ToldPeople => (
            "정보주체에게 통지한 때가 기록되지 않음",
            "It is not on record that people were told",
        ),
        Start::ToldAuthority => (
            "기관에 신고한 때가 기록되지 않음",
            "It is not on record that an authority was told",
        ),
    }
}

/// What a clock owes, in words.
pub(super) fn owed(clock: &Clock, lang: Lang) -> &str {
    match lang {
        Lang::Ko => &clock.rule.names.ko,
        Lang::En => &clock.rule.names.en,
    }
}
