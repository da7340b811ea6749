//! What a version of a scope becomes when one input after the other is that of today: by it each who came or went is
//! told by the input that did it.

use std::rc::Rc;

use exposure::{Asked, ExposureSet, Found, Ground, Reached, Relations};
use incident::case::{Frozen, Incident, What};
use ledger::{Names, Snapshot};

use super::naming::Naming;
use crate::{asking, failure::Failure, home::Home};

/// The exposure and those whom it reached when some inputs are those of today, and the relations and those who were named are
/// those of then.
pub(super) struct Rung {
    pub(super) set: ExposureSet,
    pub(super) reached: Reached,
}

/// The rungs above a version: credentials are judged as today, the rows are those of today, so is the selection, so is
/// the catalogue. What a person corrected is the only other thing that the exposure of today has, and the relations
/// the only other thing that its people have.
pub(super) fn ladder(
    home: &Home,
    (incident, before): (&Incident, &Frozen),
    ground: &Ground<'_>,
    relations: &Relations,
) -> Result<[Rc<Rung>; 4], Failure> {
    // The head that is frozen, whatever was appended since.
    let mut then = home.snapshot_as_of(ground.snapshot.head.0, Names::Unread)?;
    then.rows_up_to = Some(before.epoch);
    let same_catalogue = before.catalogue == ground.catalogue_version;
    let catalogue = match same_catalogue {
        true => ground.catalogue.clone(),
        false => home.catalogue_version(before.catalogue)?,
    };
    let incident_then = incident_then(incident, before.version);
    let naming = Naming::of(&incident_then, ground.catalogue, None);
    let under_old = |snapshot: &Snapshot, text: &str| {
        let ground = home.ground_under(snapshot, &catalogue, before.catalogue)?;
        rung(home, &ground, text, (relations, &naming))
    };
    let uncorrected_now = incident_then.but_excluded(&incident.selection());
    let snapshot = ground.snapshot;
    let last = snapshot.epochs.last().map_or(0, |manifest| manifest.epoch);
    let issued = under_old(&then, &before.selection)?;
    // Where an input is the one of then, so is what follows from it.
    let rows = match last == before.epoch {
        true => Rc::clone(&issued),
        false => under_old(snapshot, &before.selection)?,
    };
    let selected = match uncorrected_now == before.selection {
        true => Rc::clone(&rows),
        false => under_old(snapshot, &uncorrected_now)?,
    };
    let catalogued = match same_catalogue {
        true => Rc::clone(&selected),
        false => rung(home, ground, &uncorrected_now, (relations, &naming))?,
    };
    Ok([issued, rows, selected, catalogued])
}

fn rung(
    home: &Home,
    ground: &Ground<'_>,
    text: &str,
    (relations, naming): (&Relations, &Naming<'_>),
) -> Result<Rc<Rung>, Failure> {
    let Found {
        mut set,
        reached,
        reached_before,
        ..
    } = found(home, ground, text, Some(relations))?;
    let mut reached = reached_before.unwrap_or(reached);
    naming.add(&mut set, &mut reached);
    Ok(Rc::new(Rung { set, reached }))
}

/// What is found of a selection whose names are ids already.
pub(super) fn found(
    home: &Home,
    ground: &Ground<'_>,
    text: &str,
    before: Option<&Relations>,
) -> Result<Found, Failure> {
    let selection = asking::parse(ground.catalogue, text)?;
    let asked = Asked {
        set: true,
        ..Asked::default()
    };
    // Where the relations are those of then, those of now say the same.
    let before = before.filter(|of| of.events() < ground.relations().events());
    Ok(exposure::scope_reaching(
        home.disk(),
        ground,
        &selection,
        &asked,
        before,
    )?)
}

/// The incident as its corrections stood when a version was frozen.
fn incident_then(incident: &Incident, version: u32) -> Incident {
    let is = |step: &incident::case::Step| matches!(&step.what, What::Scoped(of) if of.version == version);
    let upto = incident
        .steps
        .iter()
        .position(is)
        .map_or(incident.steps.len(), |at| at + 1);
    let steps = incident.steps.get(..upto).unwrap_or_default();
    Incident::told(incident.id, steps).unwrap_or_else(|_| incident.clone())
}
