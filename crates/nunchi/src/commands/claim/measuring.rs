//! What the ledger says of the number that a claim speaks of: how many are certainly shown, how many there can be, and
//! why it is not known better.
//!
//! Invariant: a bound from above stands only where nothing that may be missing can lie above it. What is undecided or
//! unnamed is counted in, each read as somebody of its own.

use event::{SubjectKind, catalogue::Catalogue};
use exposure::{Answer, Asked, Ground};
use incident::{
    Both,
    claim::{Claim, Counts, Judged, Measured, Number, judge},
};
use report::{Lang, Zone, forms::recorded};

use super::Narrowed;
use crate::{asking, failure::Failure, home::Home, printer::grouped};

/// A claim with all that the ledger says of it.
pub(super) struct Found<'c> {
    pub(super) claim: &'c Claim,
    pub(super) judged: Judged,
    pub(super) measured: Measured,
    /// The figures of what it speaks of; `None` where nothing was asked.
    pub(super) answer: Option<Answer>,
}

/// Asks the ledger and judges the claim.
pub(super) fn find<'c>(
    home: &Home,
    ground: &Ground<'_>,
    claim: &'c Claim,
    narrowed: &Narrowed,
) -> Result<Found<'c>, Failure> {
    let (answer, measured) = match narrowed {
        Narrowed::To(selection) => {
            let (answer, _) = exposure::scope(home.disk(), ground, selection, &Asked::default())?;
            let measured = measure(claim, &answer, ground);
            (Some(answer), measured)
        }
        Narrowed::NoRoute(controller) => {
            let because = Both::new(
                format!("목록의 어느 경로도 개인정보처리자 {controller}의 것이 아님"),
                format!("no route of the catalogue names the controller {controller}"),
            );
            let measured = Measured {
                because_unknown: vec![because],
                ..Measured::default()
            };
            (None, measured)
        }
    };
    Ok(Found {
        claim,
        judged: judge(claim, &measured),
        measured,
        answer,
    })
}

/// The routes that show data of a controller, quoted.
pub(super) fn routes_of(catalogue: &Catalogue, controller: &str) -> Vec<String> {
    let routes = catalogue.routes.iter();
    routes
        .filter(|route| route.controller.as_deref() == Some(controller))
        .map(|route| format!("'{}'", route.id.replace('\'', "''")))
        .collect()
}

/// The bounds of the number.
pub(super) fn measure(claim: &Claim, answer: &Answer, ground: &Ground<'_>) -> Measured {
    let (low, mut high) = bounds(claim, answer, ground.catalogue);
    let mut because = reasons(claim, answer, &in_korean(ground));
    let mut complete = answer.coverage.complete;
    if !complete && let Some(most) = by_roster(claim, answer, ground) {
        (complete, high) = (true, high.map(|high| high.saturating_add(most)));
    }
    let mut low = low;
    if let Some(country) = claim.apart().country_of_residence {
        // Any of them may live there, and none has to.
        low = low.map(|_| 0);
        because.splice(0..0, residence(country, answer, ground.catalogue));
    }
    Measured {
        low,
        high,
        complete,
        undecided: answer.undecided.0,
        because_unknown: because,
    }
}

/// What is certainly shown, and what there can be at the most in a record that is complete.
pub(super) fn bounds(
    claim: &Claim,
    answer: &Answer,
    catalogue: &Catalogue,
) -> (Option<u64>, Option<u64>) {
    let (reads, subjects, _) = &answer.undecided;
    let unnamed = match answer.unnamed {
        (0, _) => Some(0),
        (_, reached) => reached,
    };
    // An undecided read that names nobody may have reached anybody. That each names somebody is seen only where they
    // are as many as their subjects.
    let unnamed = unnamed.filter(|_| reads == subjects);
    let above =
        |low: u64, more: Option<u64>| (Some(low), more.map(|more| low.saturating_add(more)));
    let is_decided = *reads == 0 && unnamed == Some(0);
    match claim.counts {
        Counts::Accesses => above(answer.accesses, Some(*reads)),
        Counts::Reads => above(answer.reads, Some(*reads)),
        // A source that says it for one read need not say it for the next.
        Counts::Records => match answer.records {
            None if answer.reads == 0 && *reads == 0 => (Some(0), Some(0)),
            shown => (shown, None),
        },
        Counts::Subjects => above(
            answer.subjects,
            unnamed.map(|of| of.saturating_add(*subjects)),
        ),
        Counts::Exposures => {
            // Of one field, each subject has one; the reads that show it show others too.
            let field = claim.field.as_deref();
            let shown = field.map(|field| answer.by_field.get(field).map_or(0, |of| of.subjects));
            let fields = field.map_or(catalogue.fields.len() as u64, |_| 1);
            let more = unnamed.map(|of| of.saturating_add(*reads).saturating_mul(fields));
            above(shown.unwrap_or(answer.exposures), more)
        }
        Counts::People => match &answer.people {
            Some(people) => (Some(people.low), is_decided.then_some(people.high)),
            None => (None, None),
        },
    }
}

/// How many more there can be where the record has gaps: those of the roster who were not found. It speaks of
/// identifiers of the kinds that are in it, and of nothing else.
fn by_roster(claim: &Claim, answer: &Answer, ground: &Ground<'_>) -> Option<u64> {
    let kind = claim
        .subject_kind
        .filter(|_| claim.counts == Counts::Subjects)?;
    let in_all = |kind: SubjectKind| {
        ground
            .rosters
            .iter()
            .all(|roster| roster.kinds.contains(&kind))
    };
    let possibly = answer.coverage.possibly.as_ref()?;
    possibly.at_most.filter(|_| in_all(kind))
}

/// What the ledger writes in English, in Korean, with its moments in the zone of the settings.
fn in_korean(ground: &Ground<'_>) -> impl Fn(&str) -> String + use<> {
    let begun = ground.snapshot.genesis.created;
    let begun = jiff::Timestamp::from_millisecond(begun.0).unwrap_or_default();
    let at = begun.to_zoned(asking::zone(ground.catalogue));
    move |sentence| {
        let zone = Zone {
            name: at.strftime("%Z").to_string(),
            minutes_east: at.offset().seconds() / 60,
        };
        recorded(sentence, Lang::Ko, &zone)
    }
}

/// Why the number is not known better.
fn reasons(claim: &Claim, answer: &Answer, korean: &dyn Fn(&str) -> String) -> Vec<Both> {
    let recorded = |sentence: &str| Both::new(korean(sentence), sentence);
    let mut because = Vec::new();
    match claim.counts {
        Counts::Records => because.extend(on_records(claim, answer)),
        Counts::People => because.extend(
            answer
                .people_because
                .as_deref()
                .filter(|_| answer.people.is_none())
                .map(recorded),
        ),
        _ => {}
    }
    let undecided = answer.undecided.2.iter();
    because.extend(undecided.map(|(why, reads)| {
        let (reads, why) = (grouped(*reads), recorded(why));
        Both::new(
            format!("열람 {reads}건은 판단할 수 없음: {}", why.ko),
            format!("{reads} undecided: {}", why.en),
        )
    }));
    if answer.unnamed.0 > 0 {
        let reads = grouped(answer.unnamed.0);
        because.push(Both::new(
            format!(
                "누구의 정보인지 적히지 않은 열람 {reads}건이 있어 누구의 것이든 보였을 수 있음"
            ),
            format!("{reads} reads name nobody, and may have shown anybody"),
        ));
    }
    because.extend(answer.coverage.gaps.iter().map(|gap| recorded(gap)));
    if let Some(possibly) = &answer.coverage.possibly {
        let (ko, en) = possibly.at_most.map_or_else(
            || {
                let ko = "빠진 기록에 몇 명이 더 있는지 말할 수 없음".to_owned();
                (
                    ko,
                    "how many more the gaps concern cannot be said".to_owned(),
                )
            },
            |most| {
                let most = grouped(most);
                let ko = format!("빠진 기록에 있을 수 있는 사람은 많아야 {most}명");
                (ko, format!("the gaps concern at most {most} more"))
            },
        );
        let why = recorded(&possibly.because);
        because.push(Both::new(
            format!("{ko}: {}", why.ko),
            format!("{en}: {}", why.en),
        ));
    }
    because
}

/// What can be said of records that no source tells: how many each read would have to have returned.
fn on_records(claim: &Claim, answer: &Answer) -> Vec<Both> {
    if answer.records.is_some() {
        return vec![Both::new(
            "원천이 모든 열람에 대하여 몇 건을 돌려주었는지 알려 주지는 않음",
            "a source need not say for every read how many records it returned",
        )];
    }
    let mut because = vec![Both::new(
        "열람 한 번에 몇 건을 돌려주었는지 알려 주는 원천이 없음",
        "no source says how many records a read returned",
    )];
    if let (Number::AtLeast(n) | Number::Exactly(n), 1..) = (claim.at_scale(), answer.reads) {
        let (reads, each) = (grouped(answer.reads), one_decimal(n, answer.reads));
        because.push(Both::new(
            format!("열람은 {reads}건이어서, 한 번에 평균 {each}건을 돌려주었어야 함"),
            format!(
                "there are {reads} reads, and each would have to have returned {each} on average"
            ),
        ));
    }
    because
}

/// A quotient with one digit behind the point where it is small, rounded.
fn one_decimal(n: u64, of: u64) -> String {
    let tenths = (u128::from(n) * 20 / u128::from(of.max(1))).div_ceil(2);
    let whole = u64::try_from(tenths / 10).unwrap_or(u64::MAX);
    match whole {
        100.. => grouped(whole.saturating_add(u64::from(tenths % 10 >= 5))),
        _ => format!("{whole}.{}", tenths % 10),
    }
}

/// Nobody tells where people live; whose data it is, and where that controller sits, is told in its place.
fn residence(country: &str, answer: &Answer, catalogue: &Catalogue) -> Vec<Both> {
    let mut because = vec![Both::new(
        format!("누가 {country}에 사는지 알려 주는 원천이 없음"),
        format!("no source says who lives in {country}"),
    )];
    for controller in catalogue.controllers.iter().filter(|of| of.seat == country) {
        let pair = answer
            .by_controller
            .get(&controller.id)
            .copied()
            .unwrap_or_default();
        let (id, subjects) = (&controller.id, grouped(pair.subjects));
        because.push(Both::new(
            format!("{country}에 있는 개인정보처리자 {id}의 정보주체 {subjects}명의 정보가 열람됨"),
            format!(
                "of the controller {id}, whose seat is {country}, data of {subjects} subjects was read"
            ),
        ));
    }
    because
}
