//! Two people where one is not enough.

/// Two different people: who proposed and who confirmed. There is no other way to have one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TwoPeople {
    proposer: String,
    confirmer: String,
}

/// Why two names are not two people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PeopleError {
    /// One of them has no name.
    #[error("the {who} has no name: both must be signed in")]
    NoName {
        /// `proposer` or `confirmer`.
        who: &'static str,
    },
    /// Both are the same.
    #[error("{name:?} proposed this and cannot confirm it: somebody else must")]
    Same {
        /// Who it is.
        name: String,
    },
}

impl TwoPeople {
    /// Who proposes and who confirms, by the names under which they are signed in. Case and blanks at the
    /// ends make nobody another person.
    ///
    /// # Errors
    /// When a name is empty or both are one.
    pub fn new(proposer: &str, confirmer: &str) -> Result<TwoPeople, PeopleError> {
        let (proposer, confirmer) = (proposer.trim(), confirmer.trim());
        for (name, who) in [(proposer, "proposer"), (confirmer, "confirmer")] {
            if name.is_empty() {
                return Err(PeopleError::NoName { who });
            }
        }
        if proposer.to_lowercase() == confirmer.to_lowercase() {
            return Err(PeopleError::Same {
                name: proposer.to_owned(),
            });
        }
        Ok(TwoPeople {
            proposer: proposer.to_owned(),
            confirmer: confirmer.to_owned(),
        })
    }

    /// Who proposed.
    #[must_use]
    pub fn proposer(&self) -> &str {
        &self.proposer
    }

    /// Who confirmed.
    #[must_use]
    pub fn confirmer(&self) -> &str {
        &self.confirmer
    }
}
