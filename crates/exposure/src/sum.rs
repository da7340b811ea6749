//! The sum: from the figures of every shard to one answer, with the names of what was read.

use std::collections::{BTreeMap, BTreeSet};

use event::{
    FieldSet, SubjectKind,
    catalogue::{Catalogue, Route},
};
use ledger::SubjectId;

use crate::{
    answer::{Answer, ExposureSet, Pair, Untouched, Verdict},
    coverage::{Coverage, Question, coverage},
    gather::{ShardFigures, Tally, kinds_of, unite},
    people::{self, Reached},
    plan::Ground,
    roster::possibly,
    scope::Asked,
    selection::Selection,
};

/// The answer to a selection, and its set where it was asked for. `strictly` are the figures of its
/// strict reading, on which negative claims rest; `reached` are those whom its reads reached.
pub(crate) fn sum(
    ground: &Ground<'_>,
    selection: &Selection,
    asked: &Asked,
    (figures, reached): (&[ShardFigures], Option<&Reached>),
    strictly: &[ShardFigures],
) -> (Answer, ExposureSet) {
    let mut answer = empty(ground, selection);
    for of_shard in figures {
        add_figures(&mut answer, of_shard);
        add_reads(ground, &mut answer, of_shard);
        add_subjects(ground, &mut answer, of_shard);
    }
    answer.accesses += union(figures.iter().map(|of| of.accesses.clone()));
    answer.addresses = union(figures.iter().flat_map(|of| of.ip4_lists.iter().cloned()))
        + union(figures.iter().flat_map(|of| of.ip6_lists.iter().cloned()));
    let unknown = figures.iter().any(|of| of.unnamed_unknown);
    let reach = figures
        .iter()
        .fold(0u64, |sum, of| sum.saturating_add(of.unnamed_reach));
    answer.unnamed.1 = (!unknown).then_some(reach);
    answer.coverage = coverage(
        ground.snapshot,
        ground.catalogue,
        &ground.statements,
        Question::of(selection),
        Some(&unmatched_by_source(ground, figures)),
    );
    answer.coverage.possibly = possibly(ground, &answer.coverage.doubts, figures);
    let count = |reached| people::count(&ground.snapshot.state, &ground.relations, reached);
    match reached.and_then(count) {
        Some(people) => answer.people = Some(people),
        None => {
            answer.people_because =
                Some("no relation is known: import one with `nunchi relation import`".to_owned())
        }
    }
    for field in &asked.untouched {
        let verdict = untouched(ground, &answer.coverage, figures, strictly, field);
        answer.untouched.insert(field.clone(), verdict);
    }
    let set = if asked.set {
        set_of(ground, figures)
    } else {
        ExposureSet::new()
    };
    (answer, set)
}

fn empty(ground: &Ground<'_>, selection: &Selection) -> Answer {
    Answer {
        selection: selection.to_string(),
        as_of: ground.as_of(),
        accesses: 0,
        reads: 0,
        records: None,
        subjects: 0,
        exposures: 0,
        people: None,
        people_because: None,
        by_field: BTreeMap::new(),
        by_kind: BTreeMap::new(),
        by_route: BTreeMap::new(),
        by_controller: BTreeMap::new(),
        denied: 0,
        ghosts: (0, 0),
        unnamed: (0, None),
        undecided: (0, 0, BTreeMap::new()),
        span: None,
        addresses: 0,
        untouched: BTreeMap::new(),
        coverage: Coverage::default(),
    }
}

/// How many different keys some lists, each of which ascends, hold together.
fn union<T: Ord + Copy>(lists: impl Iterator<Item = Vec<T>>) -> u64 {
    unite(lists.collect()).len() as u64
}

fn add_figures(answer: &mut Answer, of_shard: &ShardFigures) {
    answer.accesses += of_shard.single_accesses;
    answer.reads += of_shard.reads;
    if let Some(records) = of_shard.records {
        *answer.records.get_or_insert(0) += records;
    }
    answer.denied += of_shard.denied;
    answer.ghosts.0 += of_shard.ghost_reads;
    answer.ghosts.1 += of_shard.ghost_names.len() as u64;
    answer.unnamed.0 += of_shard.unnamed_reads;
    answer.undecided.0 += of_shard.undecided_reads;
    answer.undecided.1 += of_shard.undecided_subjects.len() as u64;
    for (why, reads) in &of_shard.undecided_because {
        *answer.undecided.2.entry((*why).to_owned()).or_default() += reads;
    }
    if let Some((first, last)) = of_shard.span {
        let (f, l) = answer.span.unwrap_or((first, last));
        answer.span = Some((f.min(first), l.max(last)));
    }
}

/// Names of what a shape belongs to.
struct Belongs<'c> {
    route: String,
    controller: Option<&'c str>,
    fields: FieldSet,
}

fn belongs<'c>(ground: &Ground<'c>, shape: u32) -> Belongs<'c> {
    let exposed = ground.exposed.get(shape as usize);
    let route = exposed.and_then(|exposed| exposed.route);
    let entry = ground.snapshot.state.shapes.get(shape as usize);
    let unmatched = || {
        entry
            .and_then(|shape| shape.unmatched)
            .and_then(|code| ground.snapshot.text(code))
            .unwrap_or("?")
    };
    Belongs {
        route: route.map_or_else(
            || format!("unmatched: {}", unmatched()),
            |route| route.id.clone(),
        ),
        controller: route.and_then(|route| route.controller.as_deref()),
        fields: exposed.map_or(FieldSet::EMPTY, |exposed| exposed.fields),
    }
}

/// Reads by route, field, controller and kind.
fn add_reads(ground: &Ground<'_>, answer: &mut Answer, of_shard: &ShardFigures) {
    for (shape, reads) in of_shard.reads_by_shape.iter() {
        let of = belongs(ground, shape);
        answer.by_route.entry(of.route).or_default().reads += reads;
        if let Some(controller) = of.controller {
            answer
                .by_controller
                .entry(controller.to_owned())
                .or_default()
                .reads += reads;
        }
        for field in ground.catalogue.fields_of(of.fields) {
            answer.by_field.entry(field.id.clone()).or_default().reads += reads;
        }
    }
    for kind in SubjectKind::ALL {
        let reads = of_shard
            .reads_by_kind
            .get(usize::from(kind.code()))
            .copied()
            .unwrap_or(0);
        if reads > 0 {
            answer
                .by_kind
                .entry(kind.word().to_owned())
                .or_default()
                .reads += reads;
        }
    }
}

/// Distinct subjects and their exposures, by what they belong to. Few sets of shapes occur, so each is
/// named once.
fn add_subjects(ground: &Ground<'_>, answer: &mut Answer, of_shard: &ShardFigures) {
    let add =
        |pairs: &mut BTreeMap<String, Pair>, name: &str, subjects: u64| match pairs.get_mut(name) {
            Some(pair) => pair.subjects += subjects,
            None => drop(pairs.insert(name.to_owned(), Pair { subjects, reads: 0 })),
        };
    for (shapes, subjects) in of_shard.touched.sets() {
        let of: Vec<Belongs<'_>> = shapes.iter().map(|shape| belongs(ground, *shape)).collect();
        let fields = fields_of(ground, shapes);
        answer.subjects += subjects;
        answer.exposures += subjects * u64::from(fields.len());
        let routes: BTreeSet<&str> = of.iter().map(|of| of.route.as_str()).collect();
        routes
            .iter()
            .for_each(|route| add(&mut answer.by_route, route, subjects));
        let controllers: BTreeSet<&str> = of.iter().filter_map(|of| of.controller).collect();
        controllers
            .iter()
            .for_each(|controller| add(&mut answer.by_controller, controller, subjects));
        ground
            .catalogue
            .fields_of(fields)
            .for_each(|field| add(&mut answer.by_field, &field.id, subjects));
    }
    let mut by_mask = [0u64; 256];
    for mask in &of_shard.kinds {
        by_mask[usize::from(*mask)] += 1;
    }
    for (mask, subjects) in (0u8..=u8::MAX)
        .zip(by_mask)
        .filter(|(_, subjects)| *subjects > 0)
    {
        kinds_of(mask).for_each(|kind| add(&mut answer.by_kind, kind.word(), subjects));
    }
}

fn fields_of(ground: &Ground<'_>, shapes: &[u32]) -> FieldSet {
    let of = |shape: &u32| {
        ground
            .exposed
            .get(*shape as usize)
            .map_or(FieldSet::EMPTY, |exposed| exposed.fields)
    };
    shapes
        .iter()
        .map(of)
        .fold(FieldSet::EMPTY, |all, fields| all | fields)
}

fn set_of(ground: &Ground<'_>, figures: &[ShardFigures]) -> ExposureSet {
    // Shards and numbers ascend, so the set is built from what is sorted already.
    let of_shard = |(shard, of): (u16, &ShardFigures)| {
        let subjects = of.touched.subjects();
        subjects
            .map(|(id, shapes)| (SubjectId { shard, id }, fields_of(ground, shapes)))
            .collect::<Vec<_>>()
    };
    (0u16..).zip(figures).flat_map(of_shard).collect()
}

/// Reads that a selection may mean and that no route matches, by code of their source.
fn unmatched_by_source(ground: &Ground<'_>, figures: &[ShardFigures]) -> BTreeMap<u32, u64> {
    let mut by_source = BTreeMap::new();
    let tallies = figures
        .iter()
        .flat_map(|of| of.reads_by_shape.iter().chain(of.undecided_by_shape.iter()));
    for (shape, reads) in tallies {
        let route = ground
            .exposed
            .get(shape as usize)
            .and_then(|exposed| exposed.route);
        if let (None, Some(shape)) = (route, ground.snapshot.state.shapes.get(shape as usize)) {
            *by_source.entry(shape.source).or_default() += reads;
        }
    }
    by_source
}

/// Whether a field was touched. Clear only when nothing matched, nothing undecided or unnamed could
/// have, and the record is complete: *never-clear*.
fn untouched(
    ground: &Ground<'_>,
    coverage: &Coverage,
    figures: &[ShardFigures],
    strictly: &[ShardFigures],
    field: &str,
) -> Untouched {
    let claim = |verdict, because, routes| Untouched {
        verdict,
        basis: coverage.basis.clone(),
        because,
        routes,
    };
    let Some(bit) = ground.catalogue.field(field).map(|field| field.bit) else {
        let because = vec![format!("the catalogue has no field {field:?}")];
        return claim(Verdict::CannotSay, because, Vec::new());
    };
    let shows = |route: &&Route| shown_by(ground.catalogue, route).has(bit);
    let routes = ground.catalogue.routes.iter().filter(shows);
    let routes: Vec<String> = routes.map(|route| route.id.clone()).collect();
    let exposed = |shape: u32| ground.exposed.get(shape as usize);
    let surely =
        |shape: u32| exposed(shape).is_some_and(|e| (e.fields | e.recipient_fields).has(bit));
    let perhaps = |shape: u32| surely(shape) || exposed(shape).is_none_or(|e| e.route.is_none());
    if figures
        .iter()
        .any(|of| of.reads_by_shape.iter().any(|(shape, _)| surely(shape)))
    {
        return claim(Verdict::Touched, Vec::new(), routes);
    }
    let reads = |tally: fn(&ShardFigures) -> &Tally| -> u64 {
        let all = strictly.iter().flat_map(|of| tally(of).iter());
        all.filter(|(shape, _)| perhaps(*shape))
            .map(|(_, reads)| reads)
            .sum()
    };
    let mut because = coverage.gaps.clone();
    let undecided = reads(|of| &of.undecided_by_shape);
    if undecided > 0 {
        because.push(format!("{undecided} undecided reads may have shown it"));
    }
    let unmatched = reads(|of| &of.reads_by_shape);
    if unmatched > 0 {
        because.push(format!(
            "{unmatched} reads of requests that no route matches may have shown it"
        ));
    }
    let clear = because.is_empty() && coverage.complete;
    let verdict = if clear {
        Verdict::Clear
    } else {
        Verdict::CannotSay
    };
    claim(verdict, because, routes)
}

/// Every field that a route can show of anybody.
fn shown_by(catalogue: &Catalogue, route: &Route) -> FieldSet {
    catalogue.fields_exposed(route, None) | route.recipient_fields
}
