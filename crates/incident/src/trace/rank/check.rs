//! A question that contradicts itself has no answer.

use hashbrown::HashMap;

use super::{DRAWS_MIN, Lots, OVER_CHANCE_MIN, Question, order::Ranked};
use crate::trace::sample::ROWS_MAX;

/// Why a question has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RankError {
    /// Too many rows.
    #[error("{rows} rows; at most {ROWS_MAX} are taken: cut the sample")]
    Rows {
        /// How many there are.
        rows: usize,
    },
    /// Fewer paths were compared than are there.
    #[error(
        "{paths} paths that read {OVER_CHANCE_MIN} people are there and only {compared} were compared: count those that read none of these people too"
    )]
    Compared {
        /// Paths of the question that read so many of the sample and the controls.
        paths: u64,
        /// What it says.
        compared: u64,
    },
    /// More controls than lots, or more lots than subjects.
    #[error(
        "{controls} controls of {drawn} lots of {of} subjects: each is among the ones before it"
    )]
    Lots {
        /// Controls.
        controls: u32,
        /// Lots that were drawn.
        drawn: u64,
        /// Subjects that there are.
        of: u64,
    },
    /// Too few controls.
    #[error(
        "{controls} controls; at least {least} are needed: draw more of those who were read at all"
    )]
    Controls {
        /// How many there are.
        controls: u32,
        /// Fewest.
        least: u64,
    },
    /// A path names a control that is not there, or one twice.
    #[error("path {name:?} names control {control}: each once, below {controls}")]
    Control {
        /// The path.
        name: String,
        /// What it names.
        control: u32,
        /// How many there are.
        controls: u32,
    },
    /// Too few draws.
    #[error("{draws} draws; at least {DRAWS_MIN} are needed for a chance below 1 in 100")]
    Draws {
        /// How many were asked for.
        draws: u32,
    },
}

/// Finds what contradicts itself.
pub(super) fn check(question: &Question<'_>, ranked: &Ranked) -> Result<(), RankError> {
    let rows = question.rows.len();
    if rows > ROWS_MAX {
        return Err(RankError::Rows { rows });
    }
    check_paths(question, ranked)?;
    let Lots { of, drawn } = question.lots;
    let controls = question.controls;
    if drawn > of || u64::from(controls) > drawn {
        return Err(RankError::Lots {
            controls,
            drawn,
            of,
        });
    }
    let (controls, least) = (question.controls, question.controls_min());
    if u64::from(controls) < least && drawn < of {
        return Err(RankError::Controls { controls, least });
    }
    if question.draws < DRAWS_MIN {
        let draws = question.draws;
        return Err(RankError::Draws { draws });
    }
    check_controls(question)
}

/// Paths that read as many people as one that is named must be among those that were compared.
fn check_paths(question: &Question<'_>, ranked: &Ranked) -> Result<(), RankError> {
    let told = ranked.seen.iter().map(|seen| (seen.path, seen.explains));
    let told: HashMap<usize, u32> = told.collect();
    let paths = question.paths.iter().enumerate().filter(|(place, path)| {
        let told = told.get(place).copied().unwrap_or(0);
        u64::from(told) + path.controls.len() as u64 >= OVER_CHANCE_MIN.into()
    });
    let (paths, compared) = (paths.count() as u64, question.paths_compared);
    match paths > compared {
        true => Err(RankError::Compared { paths, compared }),
        false => Ok(()),
    }
}

fn check_controls(question: &Question<'_>) -> Result<(), RankError> {
    let controls = question.controls;
    let mut last_path = vec![usize::MAX; usize::try_from(controls).unwrap_or(0)];
    for (place, path) in question.paths.iter().enumerate() {
        for control in &path.controls {
            let at = usize::try_from(*control).unwrap_or(usize::MAX);
            match last_path.get_mut(at) {
                Some(last) if *last != place => *last = place,
                _ => {
                    return Err(RankError::Control {
                        name: path.name.clone(),
                        control: *control,
                        controls,
                    });
                }
            }
        }
    }
    Ok(())
}
