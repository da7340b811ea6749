//! What goes wrong, by who must act, and the one table from the errors of the rooms to it.

use event::ErrorClass;

/// Why a command ended early.
#[derive(Debug)]
pub(crate) struct Failure {
    /// Who must act; gives the exit code.
    pub(crate) class: ErrorClass,
    /// What, where, and what would be right.
    pub(crate) message: String,
}

impl Failure {
    pub(crate) fn new(class: ErrorClass, message: impl Into<String>) -> Failure {
        Failure {
            class,
            message: message.into(),
        }
    }

    pub(crate) fn usage(message: impl Into<String>) -> Failure {
        Failure::new(ErrorClass::Usage, message)
    }
}

impl From<ledger::OpenError> for Failure {
    fn from(error: ledger::OpenError) -> Failure {
        Failure::new(error.class(), error.to_string())
    }
}

impl From<state::StateError> for Failure {
    fn from(error: state::StateError) -> Failure {
        use state::StateError as E;
        let class = match &error {
            E::Database { .. } | E::ReadAlone { .. } | E::System(_) => ErrorClass::Unavailable,
            E::Busy { .. } => ErrorClass::Conflict,
            E::Tables { .. } | E::OtherKey { .. } => ErrorClass::Config,
            E::Damaged { .. } => ErrorClass::Broken,
            E::TooLong { .. } => ErrorClass::Limit,
        };
        Failure::new(class, error.to_string())
    }
}

impl From<state::foreign::ForeignError> for Failure {
    fn from(error: state::foreign::ForeignError) -> Failure {
        Failure::new(error.class(), error.to_string())
    }
}

impl From<incident::case::CaseError> for Failure {
    fn from(error: incident::case::CaseError) -> Failure {
        Failure::usage(error.to_string())
    }
}

impl From<ledger::AppendError> for Failure {
    fn from(error: ledger::AppendError) -> Failure {
        Failure::new(error.class(), error.to_string())
    }
}

impl From<source::feed::FeedError> for Failure {
    fn from(error: source::feed::FeedError) -> Failure {
        use std::error::Error;
        let cause = error
            .source()
            .map(|cause| format!(": {cause}"))
            .unwrap_or_default();
        Failure::new(error.class(), format!("{error}{cause}"))
    }
}

impl From<event::ActsError> for Failure {
    fn from(error: event::ActsError) -> Failure {
        Failure::new(error.class, error.to_string())
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Failure {
        Failure::new(ErrorClass::Unavailable, error.to_string())
    }
}
