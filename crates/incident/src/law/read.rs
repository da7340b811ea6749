//! Reading a regime file, and holding it to what a clock may rely on.

use super::calendar::{CalendarError, calendar};
use super::day::{Day, DayError};
use super::regime::{ClockRule, Limit, Regime, ToWhom};

/// Why a regime cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegimeError {
    /// The file is no TOML of a regime.
    #[error("the regime {regime} cannot be read: {why}")]
    Unreadable {
        /// Which.
        regime: String,
        /// What the parser says, with line and column.
        why: String,
    },
    /// Two versions leave days without law between them, or give a day two laws.
    #[error(
        "{regime}: version {version} begins on {from}, but the one before leads to {before}: \
         a version begins on the day after"
    )]
    Seam {
        /// Which regime.
        regime: String,
        /// The later version.
        version: String,
        /// Its first day.
        from: Day,
        /// The last day of the one before, or `further notice`.
        before: String,
    },
    /// A rule has no source, or the file has none.
    #[error("{regime}: {place} is empty: every rule names where it stands")]
    NoSource {
        /// Which regime.
        regime: String,
        /// What is empty.
        place: String,
    },
    /// An id stands twice where it must be the only one.
    #[error("{regime}: {id} stands twice: give each its own id")]
    Twice {
        /// Which regime.
        regime: String,
        /// The id.
        id: String,
    },
    /// A rule names something that the file does not have.
    #[error("{regime}: {place} names {id}, which is not in the file")]
    Dangling {
        /// Which regime.
        regime: String,
        /// The rule that names it.
        place: String,
        /// What it names.
        id: String,
    },
    /// A time of day cannot be read.
    #[error("{regime}: {clock} closes at {text:?}: write it as 17:30")]
    NotATime {
        /// Which regime.
        regime: String,
        /// Which clock.
        clock: String,
        /// What was found.
        text: String,
    },
    /// A report may wait for police or prosecutors.
    #[error(
        "{regime}: {clock} tells no people, and only a notice to people may wait for law enforcement"
    )]
    ReportWaits {
        /// Which regime.
        regime: String,
        /// Which clock.
        clock: String,
    },
    /// A reviewer without a day of review, or the other way round.
    #[error("{0}: reviewer and reviewed belong together: give both or neither")]
    HalfReview(String),
    /// No version holds for a day of awareness.
    #[error(
        "{regime}: no version holds for awareness on {day}: those shipped begin on {shipped}; ask counsel which law held, \
         or choose another moment if the date is a slip"
    )]
    NoVersion {
        /// Which regime.
        regime: String,
        /// The day.
        day: Day,
        /// First days of the versions that are shipped.
        shipped: String,
    },
    /// A business calendar is missing.
    #[error("{regime}: {why}")]
    Calendar {
        /// Which regime.
        regime: String,
        /// What is wrong.
        why: CalendarError,
    },
    /// A moment cannot be placed in the calendar.
    #[error(transparent)]
    Day(#[from] DayError),
}

impl Regime {
    /// Reads a regime file.
    ///
    /// # Errors
    /// When it is no regime, has a gap between versions, a rule without source, or a name that leads nowhere.
    pub fn read(name: &str, text: &str) -> Result<Regime, RegimeError> {
        let regime: Regime = toml::from_str(text).map_err(|why| RegimeError::Unreadable {
            regime: name.to_owned(),
            why: why.to_string(),
        })?;
        regime.sources_named()?;
        regime.seams_closed()?;
        regime.names_lead()?;
        regime.clocks_unique()?;
        for clock in &regime.clocks {
            regime.clock_countable(clock)?;
        }
        if regime.reviewer.is_empty() != regime.reviewed.is_none() {
            return Err(RegimeError::HalfReview(regime.id));
        }
        Ok(regime)
    }

    fn sources_named(&self) -> Result<(), RegimeError> {
        let empty = |place: String| RegimeError::NoSource {
            regime: self.id.clone(),
            place,
        };
        if self.sources.is_empty() || self.sources.iter().any(|source| source.trim().is_empty()) {
            return Err(empty("sources".to_owned()));
        }
        let clocks = self.clocks.iter().flat_map(|clock| {
            let own = std::iter::once(&clock.law);
            let follow = [&clock.group, &clock.fact].into_iter().flatten();
            let delays = clock.delays.iter().map(|delay| &delay.law);
            let longer = clock.longer.iter().map(|longer| &longer.law);
            let asked = clock.law_enforcement.iter().map(|of| &of.law);
            let laws = own.chain(follow.map(|next| &next.law));
            laws.chain(delays)
                .chain(longer)
                .chain(asked)
                .map(move |law| (&clock.id, law))
        });
        let asked = self.questions.iter().map(|of| (&of.why.en, &of.law));
        let own = std::iter::once((&self.id, &self.law));
        let postings = self.postings.iter().map(|of| (&of.id, &of.law));
        let mut laws = own.chain(clocks).chain(postings).chain(asked);
        match laws.find(|(_, law)| law.trim().is_empty()) {
            Some((place, _)) => Err(empty(format!("the law of {place}"))),
            None => Ok(()),
        }
    }

    fn seams_closed(&self) -> Result<(), RegimeError> {
        let seam = |version: String, from, before: Option<Day>| RegimeError::Seam {
            regime: self.id.clone(),
            version,
            from,
            before: before.map_or("further notice".to_owned(), |day| day.to_string()),
        };
        for pair in self.versions.windows(2) {
            if let [earlier, later] = pair
                && earlier.to.and_then(Day::next) != Some(later.from)
            {
                return Err(seam(later.id.clone(), later.from, earlier.to));
            }
        }
        let backwards = |version: &&super::Version| version.to.is_some_and(|to| to < version.from);
        match self.versions.iter().find(backwards) {
            Some(version) => Err(seam(version.id.clone(), version.from, version.to)),
            None => Ok(()),
        }
    }

    fn names_lead(&self) -> Result<(), RegimeError> {
        let dangling = |place: &str, id: &String| RegimeError::Dangling {
            regime: self.id.clone(),
            place: place.to_owned(),
            id: id.clone(),
        };
        let version = |id: &&String| !self.versions.iter().any(|version| version.id == **id);
        let clock = |id: &&String| !self.clocks.iter().any(|clock| clock.id == **id);
        for rule in &self.clocks {
            if let Some(id) = rule.versions.iter().find(version) {
                return Err(dangling(&rule.id, id));
            }
            if let Some(id) = rule.replaced_by.iter().chain(&rule.after).find(clock) {
                return Err(dangling(&rule.id, id));
            }
        }
        for posting in &self.postings {
            let lost = posting.versions.iter().find(version);
            if let Some(id) = lost.or_else(|| posting.in_place_of.iter().find(clock)) {
                return Err(dangling(&posting.id, id));
            }
        }
        for item in &self.items {
            let lost = item.versions.iter().find(version);
            if let Some(id) = lost.or_else(|| item.clocks.iter().find(clock)) {
                return Err(dangling(&item.en, id));
            }
        }
        for question in &self.questions {
            if let Some(id) = question.clocks.iter().find(clock) {
                return Err(dangling(&question.why.en, id));
            }
        }
        Ok(())
    }

    fn clocks_unique(&self) -> Result<(), RegimeError> {
        let twice = |id: &str| RegimeError::Twice {
            regime: self.id.clone(),
            id: id.to_owned(),
        };
        for (at, version) in self.versions.iter().enumerate() {
            let rest = self.versions.iter().skip(at + 1);
            if rest.into_iter().any(|later| later.id == version.id) {
                return Err(twice(&version.id));
            }
            let ids: Vec<&str> = self
                .clocks_of(&version.id)
                .map(|rule| rule.id.as_str())
                .collect();
            let again = |(at, id): (usize, &&str)| ids.iter().skip(at + 1).any(|next| next == id);
            if let Some((_, id)) = ids.iter().enumerate().find(|one| again(*one)) {
                return Err(twice(id));
            }
        }
        Ok(())
    }

    fn clock_countable(&self, clock: &ClockRule) -> Result<(), RegimeError> {
        if clock.law_enforcement.is_some() && clock.to != ToWhom::People {
            return Err(RegimeError::ReportWaits {
                regime: self.id.clone(),
                clock: clock.id.clone(),
            });
        }
        if let Some(text) = &clock.closes
            && text.parse::<jiff::civil::Time>().is_err()
        {
            return Err(RegimeError::NotATime {
                regime: self.id.clone(),
                clock: clock.id.clone(),
                text: text.clone(),
            });
        }
        if let Limit::BusinessDays { calendar: name, .. } = &clock.limit {
            calendar(name).map_err(|why| RegimeError::Calendar {
                regime: self.id.clone(),
                why,
            })?;
        }
        Ok(())
    }
}
