//! How a permitted delay is named: by its word (`urgent_measures`), or by its article as people write it, `39(1)1` of
//! *Decree 39(1)1*, with or without the name of the law and spaces.

use super::regime::{ClockRule, Effect, PermittedDelay};

impl PermittedDelay {
    /// Its article without the name of the law: `39(1)1` of *Decree 39(1)1*.
    #[must_use]
    pub fn article(&self) -> &str {
        let numbered = |(at, _): &(usize, &str)| {
            let rest = self.law.get(*at..).unwrap_or_default();
            rest.starts_with(|c: char| c.is_ascii_digit())
        };
        let words = self.law.match_indices(' ').map(|(at, _)| (at + 1, ""));
        let mut starts = std::iter::once((0, "")).chain(words);
        starts
            .find(numbered)
            .and_then(|(at, _)| self.law.get(at..))
            .unwrap_or(&self.law)
    }

    /// What it is called in lists: both names, and what it is.
    #[must_use]
    pub fn told(&self) -> String {
        let decided = match self.effect {
            Effect::Duty => "a decision, not a delay: ",
            Effect::Suspends | Effect::Explains => "",
        };
        format!(
            "{} or {} ({decided}{})",
            self.code,
            self.article(),
            self.words.en
        )
    }

    fn is_called(&self, plain: &str) -> bool {
        [self.code.as_str(), self.article(), &self.law]
            .iter()
            .any(|name| plain_of(name) == plain)
    }
}

impl ClockRule {
    /// The delay of a name, where the law of the clock permits one.
    #[must_use]
    pub fn delay(&self, name: &str) -> Option<&PermittedDelay> {
        let plain = plain_of(name);
        let short = plain.strip_prefix("kr-").unwrap_or(&plain);
        let mut those = self.delays.iter();
        those.find(|of| of.is_called(&plain) || of.is_called(short))
    }

    /// The word of a delay, whichever way it was named; what names none stays as it is.
    pub(crate) fn delay_code(&self, name: &str) -> String {
        self.delay(name).map_or(name, |of| &of.code).to_owned()
    }

    /// The delays that its law permits, as one reads them.
    #[must_use]
    pub fn permitted(&self) -> String {
        match self.delays.as_slice() {
            [] => "none".to_owned(),
            delays => {
                let told: Vec<String> = delays.iter().map(PermittedDelay::told).collect();
                told.join("; ")
            }
        }
    }
}

/// A name without spaces and capitals.
fn plain_of(name: &str) -> String {
    let kept = name.chars().filter(|c| !c.is_whitespace());
    kept.flat_map(char::to_lowercase).collect()
}
