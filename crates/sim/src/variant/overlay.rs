//! What a variant lays over the background.

use super::{VariantPlan, confounders::Confounders, forged, valid};
use crate::{attack::Attack, item::Item, people::People};

/// Credentials of what is laid over the background count from here; forged ones of the case lie higher.
pub(super) const OVERLAID: u64 = 1 << 50;

/// The accesses that are malicious, and the lines that come with them: each part by time.
#[derive(Debug, Default)]
pub(super) struct Overlay {
    pub(super) malicious: Vec<Item>,
    pub(super) beside: Vec<Item>,
}

/// Everybody and everything that stands before a variant is made up.
#[derive(Debug)]
pub(super) struct Scene<'s> {
    pub(super) plan: &'s VariantPlan,
    pub(super) people: &'s People,
    pub(super) attack: &'s Attack,
    pub(super) confounders: &'s Confounders,
}

impl Overlay {
    /// Makes up what the variant adds.
    pub(super) fn new(scene: &Scene<'_>) -> Overlay {
        let mut overlay = match scene.plan.number {
            1 => forged::case(scene),
            2 => forged::slow(scene),
            3 => forged::residential(scene),
            4 => valid::stuffing(scene),
            5 => valid::curious(scene),
            6 => valid::dump(scene),
            7 => valid::leaver(scene),
            8 => forged::backup(scene),
            9 => forged::shuffled(scene),
            10 => forged::decoys(scene),
            11 => valid::sessions(scene),
            12 => valid::spread(scene),
            _ => Overlay::default(),
        };
        overlay.malicious.sort_by_key(|item| item.time);
        overlay.beside.sort_by_key(|item| item.time);
        overlay
    }
}
