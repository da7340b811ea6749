//! Why a duty is to be decided again: that it does not apply was decided of what was known then, and more is known now. The
//! decision stays as history and silences nobody who came later.

use std::fmt;

use event::Millis;

use super::duty::{Answer, Decision, DutyKey, Register};

/// Whom a scope version adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Added {
    /// The version.
    pub version: u32,
    /// Identifiers.
    pub identifiers: u64,
    /// People whom relations alone bring.
    pub people: u64,
}

/// What became otherwise since a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Again {
    /// When.
    pub at: Millis,
    /// Whom a version added.
    pub added: Option<Added>,
    /// What the rules proposed when it was decided, and what they propose since.
    pub proposed: Option<(Answer, Answer)>,
    /// Whether it was decided of what was closed as no incident, and is open again.
    pub is_one: bool,
}

impl fmt::Display for Again {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let added = self.added.map(|of| match of.identifiers {
            0 => format!("V{} adds {} people", of.version, of.people),
            identifiers => format!("V{} adds {identifiers} identifiers", of.version),
        });
        let proposed = self.proposed.map(|(then, now)| {
            format!(
                "the rules propose {}, and proposed {} then",
                now.word(),
                then.word()
            )
        });
        let is_one = self
            .is_one
            .then(|| "what was closed as no incident is open again".to_owned());
        let all: Vec<String> = added.into_iter().chain(proposed).chain(is_one).collect();
        f.write_str(&all.join("; "))
    }
}

impl Register {
    /// Enters that the decision which stands on a duty stands no longer. Where none stands nothing changes.
    pub(crate) fn ask_again(&mut self, duty: &DutyKey, again: Again) {
        if let Some((place, _)) = self.last_of(duty, Millis::MAX)
            && self.again(duty, Millis::MAX).is_none()
        {
            self.again.push((place, again));
        }
    }

    /// Why the last decision on a duty stands no longer, as of a moment; `None` where it stands, or nobody decided.
    #[must_use]
    pub fn again(&self, duty: &DutyKey, now: Millis) -> Option<&Again> {
        let (place, _) = self.last_of(duty, now)?;
        let mut since = self.again.iter().filter(|(of, _)| *of == place);
        since
            .find(|(_, again)| again.at <= now)
            .map(|(_, again)| again)
    }

    /// The last decision on a duty, whether or not it stands, with its place among all.
    pub(super) fn last_of(&self, duty: &DutyKey, now: Millis) -> Option<(usize, &Decision)> {
        let decisions = self.decisions().iter().enumerate();
        let mut of = decisions.filter(|(_, of)| of.duty == *duty && of.at <= now);
        of.next_back()
    }
}
