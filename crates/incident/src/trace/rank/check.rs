//! A question that contradicts itself has no answer.

use super::{DRAWS_MIN, Question, order::Ranked};
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
        "{paths} paths are there and only {compared} were compared: count those that read nobody too"
    )]
    Compared {
        /// Paths in the question.
        paths: usize,
        /// What it says.
        compared: u64,
    },
    /// A path read more subjects than were read at all, or fewer than its reads show.
    #[error(
        "path {name:?} has a size of {size}: it must be at least the {told} subjects that its reads show and at most the {population} that were read at all"
    )]
    Size {
        /// The path.
        name: String,
        /// What it says.
        size: u64,
        /// Subjects of the sample of whom it read all fields.
        told: usize,
        /// Subjects that were read at all.
        population: u64,
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
    let (paths, compared) = (question.paths.len(), question.paths_compared);
    if paths as u64 > compared {
        return Err(RankError::Compared { paths, compared });
    }
    let (controls, least) = (question.controls, question.controls_min());
    if u64::from(controls) < least {
        return Err(RankError::Controls { controls, least });
    }
    if question.draws < DRAWS_MIN {
        let draws = question.draws;
        return Err(RankError::Draws { draws });
    }
    check_controls(question)?;
    check_sizes(question, ranked)
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

fn check_sizes(question: &Question<'_>, ranked: &Ranked) -> Result<(), RankError> {
    let population = question.population;
    let told = ranked.seen.iter().map(|seen| (seen.path, seen.told.len()));
    let told = told.collect::<hashbrown::HashMap<_, _>>();
    for (place, path) in question.paths.iter().enumerate() {
        let told = told.get(&place).copied().unwrap_or(0);
        if path.size > population || (told as u64) > path.size {
            return Err(RankError::Size {
                name: path.name.clone(),
                size: path.size,
                told,
                population,
            });
        }
    }
    Ok(())
}
