//! Errors by who must act: nine classes, mapped to exit codes and HTTP statuses in one table each.

/// What an error asks of its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorClass {
    /// The command or request is wrong: change it.
    Usage,
    /// The settings are wrong: mend `nunchi.toml`.
    Config,
    /// Not allowed for this person.
    Denied,
    /// The named thing does not exist.
    NotFound,
    /// Somebody else holds it: wait or end the other process.
    Conflict,
    /// A stated limit is reached.
    Limit,
    /// The world is in the way: disk full, server away. Try again later.
    Unavailable,
    /// Integrity is broken: stop and investigate.
    Broken,
    /// A mistake of ours.
    Internal,
}

impl ErrorClass {
    /// The process exit code of this class.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            ErrorClass::Usage | ErrorClass::Config | ErrorClass::Denied | ErrorClass::NotFound => 2,
            ErrorClass::Broken => 3,
            ErrorClass::Conflict
            | ErrorClass::Limit
            | ErrorClass::Unavailable
            | ErrorClass::Internal => 4,
        }
    }
}
