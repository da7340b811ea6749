//! What each controller answers for of a version that is frozen: its share, counted over the reads of its routes alone,
//! and what that brings since the share of the version before.
//!
//! A share must have the subjects and reads that the version counts for its controller. Who came or went is told by the
//! cause that was found for the version; who was there already, read by the routes of another controller, by the first
//! input that is another.

use std::collections::BTreeMap;

use event::{ErrorClass, catalogue::Catalogue};
use exposure::{
    Found, Ground, Labelled, Moved, PersonMoved, Relations, is_member, moved, moved_people,
};
use incident::case::{Cause, Frozen, Incident, PeopleChange};
use ledger::SubjectId;

use super::{
    Cases, comparing, excluding,
    freezing::{Causes, frozen},
    kept::{self, Kept},
    ladder::found,
    naming::Naming,
    people,
};
use crate::{failure::Failure, printer::note};

/// The version before, and the relations that it knew.
type Since<'a> = Option<(&'a Frozen, &'a Relations)>;

/// Finds the share of each controller and writes it into a version. Where the catalogue names one controller, he answers
/// for all of it.
pub(super) fn share(
    cases: &Cases<'_>,
    (incident, text): (&Incident, &str),
    (ground, since): (&Ground<'_>, Since<'_>),
    causes: &Causes,
    whole: &mut Frozen,
) -> Result<(), Failure> {
    let mut shares = BTreeMap::new();
    let controllers = &ground.catalogue.controllers;
    if let [only] = controllers.as_slice() {
        let added = whole.added();
        whole.added_by_controller = since
            .map(|_| (only.id.clone(), added))
            .into_iter()
            .collect();
        whole.shares = Some(shares);
        return Ok(());
    }
    let told = since.map(|(before, _)| Told::of(causes, (before, whole)));
    for controller in controllers {
        let routes = routes_of(ground.catalogue, &controller.id);
        if routes.is_empty() {
            continue;
        }
        let text = format!("({text}) AND route IN ({})", routes.join(", "));
        let mut found = found(
            cases.home(),
            ground,
            &text,
            since.map(|(_, relations)| relations),
        )?;
        agrees(whole, &controller.id, &found)?;
        let naming = Naming::of(incident, ground.catalogue, Some(&controller.id));
        let named = naming.add_to(&mut found, ground);
        let mut share = kept_share(cases, ground, &found, (whole.version, whole.epoch))?;
        share.named = named;
        share.excluded = excluding::excluded(cases.home(), incident, ground, Some(&routes))?;
        if let (Some((before, relations)), Some(told)) = (since, &told) {
            let earlier = Earlier::of(incident, before, &controller.id);
            let now = (ground, &found, relations);
            brought(cases, (incident, &earlier), now, told, &mut share)?;
            whole
                .added_by_controller
                .insert(controller.id.clone(), share.added());
        }
        shares.insert(controller.id.clone(), share);
    }
    of_nobody(ground.catalogue, whole);
    whole.shares = Some(shares);
    Ok(())
}

/// The routes of a controller, as a selection names them.
pub(super) fn routes_of(catalogue: &Catalogue, controller: &str) -> Vec<String> {
    let of = catalogue.routes.iter();
    of.filter(|route| route.controller.as_deref() == Some(controller))
        .map(|route| format!("'{}'", route.id))
        .collect()
}

/// A share without what it brings. Its set and those whom it reached are kept, so that the next can be held against it.
fn kept_share(
    cases: &Cases<'_>,
    ground: &Ground<'_>,
    found: &Found,
    place: (u32, u32),
) -> Result<Frozen, Failure> {
    let set = Labelled::from(&found.set).to_bytes();
    let reached = found.reached.to_bytes();
    cases.keep_pinned(Kept::Set, &set)?;
    cases.keep_pinned(Kept::People, &reached)?;
    Ok(Frozen {
        people: Some(people::first(&reached, ground)),
        ..frozen(place, &found.answer, &set)
    })
}

/// Two ways of counting one controller must agree.
fn agrees(whole: &Frozen, controller: &str, found: &Found) -> Result<(), Failure> {
    let counted = whole.figures.by_controller.get(controller);
    let counted = counted.map_or((0, 0), |pair| (pair.subjects, pair.reads));
    let answer = &found.answer;
    if counted == (answer.subjects, answer.reads) {
        return Ok(());
    }
    let message = format!(
        "{controller}: {} subjects and {} reads by its routes, and {} and {} within the whole, so nothing was frozen: \
         run `nunchi index rebuild`, and `nunchi verify --deep`",
        answer.subjects, answer.reads, counted.0, counted.1
    );
    Err(Failure::new(ErrorClass::Broken, message))
}

/// Says whose reads are in no share.
fn of_nobody(catalogue: &Catalogue, whole: &Frozen) {
    let routes = catalogue.routes.iter();
    let routes = routes.filter(|route| route.controller.is_none());
    let read = routes.filter_map(|route| {
        let pair = whole.figures.by_route.get(&route.id)?;
        (pair.reads > 0).then_some(route.id.as_str())
    });
    let read: Vec<&str> = read.collect();
    if !read.is_empty() {
        note(&format!(
            "no controller answers for what {} showed, so it is in no duty, clock or report: name one in nunchi.toml",
            read.join(", ")
        ));
    }
}

/// What the share of a controller is held against.
struct Earlier<'f> {
    version: &'f Frozen,
    /// Whether it is a share; else it is the version before, of all controllers together, and who is not in the share
    /// has not gone.
    is_share: bool,
}

impl<'f> Earlier<'f> {
    fn of(incident: &Incident, before: &'f Frozen, controller: &str) -> Earlier<'f> {
        match incident.share(before, controller) {
            Some(share) => Earlier {
                version: share,
                is_share: true,
            },
            None => Earlier {
                version: before,
                is_share: false,
            },
        }
    }
}

/// By which cause each came or went, as the version says.
struct Told {
    subjects: BTreeMap<SubjectId, Cause>,
    people: BTreeMap<SubjectId, Cause>,
    /// Of whom the version says nothing.
    others: Cause,
}

impl Told {
    fn of(causes: &Causes, (before, now): (&Frozen, &Frozen)) -> Told {
        let by = |of: &Labelled| {
            let told = of.iter();
            told.filter_map(|(subject, label)| Some((subject, kept::of_label(label)?.1)))
                .collect()
        };
        Told {
            subjects: by(&causes.subjects),
            people: by(&causes.people),
            others: if before.selection != now.selection {
                Cause::Selection
            } else if before.catalogue != now.catalogue {
                Cause::Catalogue
            } else {
                Cause::LateSource
            },
        }
    }
}

/// Finds what a share brings, and says so in it.
fn brought(
    cases: &Cases<'_>,
    (incident, earlier): (&Incident, &Earlier<'_>),
    (ground, found, relations): (&Ground<'_>, &Found, &Relations),
    told: &Told,
    share: &mut Frozen,
) -> Result<(), Failure> {
    let before = cases.kept_set(incident, earlier.version)?;
    let by_cause = moved(&[&before, &found.set]).into_iter();
    let by_cause = by_cause.filter_map(|(subject, (what, _))| {
        let gained = comparing::gained(&before, &found.set, subject);
        let counts = earlier.is_share || what == Moved::Added || gained;
        let cause = told.subjects.get(&subject).copied();
        counts.then_some((what, cause.unwrap_or(told.others), gained))
    });
    share.changes = comparing::changes(by_cause);
    let people = people_brought(cases, (incident, earlier), (ground, found, relations), told)?;
    if let Some(kept) = &mut share.people {
        match people {
            Ok(changes) => kept.changes = Some(changes),
            Err(because) => kept.because = Some(because),
        }
    }
    Ok(())
}

fn people_brought(
    cases: &Cases<'_>,
    (incident, earlier): (&Incident, &Earlier<'_>),
    (ground, found, relations): (&Ground<'_>, &Found, &Relations),
    told: &Told,
) -> Result<Result<Vec<PeopleChange>, String>, Failure> {
    let people = match people::comparable(found, earlier.version, relations) {
        Ok(people) => people,
        Err(because) => return Ok(Err(because)),
    };
    let before = cases.kept_reached(&people.reached, (incident, earlier.version))?;
    let state = &ground.snapshot.state;
    let links = (relations.links(), ground.relations().links());
    let moved = moved_people(&[&before, &found.reached], links, &|of| {
        is_member(state, of)
    });
    let counts = |what: PersonMoved| earlier.is_share || what == PersonMoved::Added;
    let moved = moved.into_iter().filter(|of| counts(of.what));
    Ok(Ok(people::summed(moved.map(|of| {
        let cause = told.people.get(&of.person).copied();
        (of.what, cause.unwrap_or(told.others))
    }))))
}
