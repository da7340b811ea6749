//! The regimes that come with nunchi, read once.

use std::sync::LazyLock;

use super::read::RegimeError;
use super::regime::Regime;

/// A regime that is not shipped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no regime {name:?}: there are {known}")]
pub struct UnknownRegime {
    /// What was asked for.
    pub name: String,
    /// What there is.
    pub known: String,
}

macro_rules! files {
    ($($id:literal),* $(,)?) => {
        /// Id and text of every file. A test reads each; a file that cannot be read fails the build of a release.
        pub(crate) const FILES: &[(&str, &str)] =
            &[$(($id, include_str!(concat!("../../regimes/", $id, ".toml")))),*];
    };
}

files![
    "kr-pipa",
    "kr-net",
    "eu-33",
    "us-sec-8k",
    "us-ca",
    "jp",
    "tw",
    "uk",
    "nis2",
    "kr-credit",
    "contract",
    "eu-33-2",
];

/// What reading the shipped files gave. A faulty one is left out of [`regimes`] and named by the test.
static READ: LazyLock<Vec<Result<Regime, RegimeError>>> = LazyLock::new(|| {
    FILES
        .iter()
        .map(|(id, text)| Regime::read(id, text))
        .collect()
});

/// Every shipped regime, those with documents first.
pub fn regimes() -> impl Iterator<Item = &'static Regime> {
    READ.iter().filter_map(|read| read.as_ref().ok())
}

/// A shipped regime by its id.
///
/// # Errors
/// When none has it; the error lists those there are.
pub fn regime(id: &str) -> Result<&'static Regime, UnknownRegime> {
    regimes()
        .find(|regime| regime.id == id)
        .ok_or_else(|| UnknownRegime {
            name: id.to_owned(),
            known: FILES
                .iter()
                .map(|(id, _)| *id)
                .collect::<Vec<_>>()
                .join(", "),
        })
}

#[cfg(test)]
mod tests;
