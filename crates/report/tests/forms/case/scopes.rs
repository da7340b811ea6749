//! The three versions of the scope: five subjects, the wide one, and the late source.

use std::collections::{BTreeMap, BTreeSet};

use incident::case::{
    Cause, Change, Figures, Frozen, FrozenPeople, Pair, PeopleChange, PeopleFigure, Possibly,
};

use super::{SELECTION, moment};

/// As the ledger writes it.
const METHOD: &str = "named subjects and the recipients that their data showed by relations valid at the read; identifiers linked by same_person are one person (best); no two are one person (high); every recipient without a link is one of the members (low)";

/// As the ledger writes them, in English and UTC.
const GAPS: [&str; 3] = [
    "gateway: 26318 events are missing between 2025-05-23T14:56:00.000Z and 2025-06-02T15:09:00.000Z (numbers 5..26322)",
    "gateway: its record ends at 2025-11-19T05:00:00.000Z: events of the time after, and up to an hour before, may be missing",
    "admin: its record is only declared: the loss of one event inside it would not show",
];

fn pairs<const N: usize>(of: [(&str, u64, u64); N]) -> BTreeMap<String, Pair> {
    let pair = |(id, subjects, reads): (&str, u64, u64)| (id.to_owned(), Pair { subjects, reads });
    of.map(pair).into()
}

/// The fields of the catalogue of then, each with its class.
fn classes() -> BTreeMap<String, String> {
    let classes = [
        ("name", "ordinary"),
        ("email", "ordinary"),
        ("phone", "ordinary"),
        ("address", "ordinary"),
        ("door_code_masked", "credential"),
        ("door_code", "credential"),
    ];
    let class = |(id, class): (&str, &str)| (id.to_owned(), class.to_owned());
    classes.map(class).into()
}

fn people(low: u64, best: u64, high: u64) -> Option<PeopleFigure> {
    Some(PeopleFigure {
        low,
        best,
        high,
        method: METHOD.to_owned(),
        undated: None,
        recipients: Some(3_905),
    })
}

fn frozen(year: u32, version: u32, figures: Figures, span: (&str, &str)) -> Frozen {
    Frozen {
        version,
        selection: SELECTION.to_owned(),
        size: 400 + u64::from(version),
        root: format!("scope{version}+JSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFUAAA="),
        epoch: 20 + version,
        catalogue: 3,
        relation: 2,
        first: Some(moment(year, span.0)),
        last: Some(moment(year, span.1)),
        figures,
        completeness: "gaps".to_owned(),
        gaps: GAPS.map(str::to_owned).to_vec(),
        set: format!("{version:0>64}"),
        changes: Vec::new(),
        added_by_controller: BTreeMap::new(),
        people: None,
        possibly: Some(Possibly {
            at_most: Some(959),
            because: "명부: 회원 34,633명".to_owned(),
            is_known_gap: true,
        }),
        named: None,
        excluded: None,
        shares: None,
    }
}

/// What a controller answers for of a version: of the other nothing is in it.
fn share(whole: &Frozen, controller: &str) -> Frozen {
    let routes = match controller {
        "shop" => "'my-info', 'address-list', 'address-edit'",
        _ => "'tw-my-info'",
    };
    let mut share = Frozen {
        selection: format!("({SELECTION}) AND route IN ({routes})"),
        shares: None,
        added_by_controller: BTreeMap::new(),
        ..whole.clone()
    };
    let pair = whole.figures.by_controller.get(controller);
    let pair = pair.copied().unwrap_or_default();
    let figures = &mut share.figures;
    figures.by_controller = [(controller.to_owned(), pair)].into();
    if controller == "shop" {
        (figures.subjects, figures.reads) = (pair.subjects, pair.reads);
        (figures.accesses, figures.exposures) = (figures.accesses - 205, figures.exposures - 1_025);
        figures.people = people(30_795, 32_207, 33_469);
    } else {
        *figures = Figures {
            accesses: 205,
            reads: pair.reads,
            subjects: pair.subjects,
            exposures: 1_025,
            people: people(205, 205, 205),
            by_field: pairs([("name", pair.subjects, pair.reads)]),
            by_kind: pairs([("member", pair.subjects, pair.reads)]),
            by_route: pairs([("tw-my-info", pair.subjects, pair.reads)]),
            by_controller: figures.by_controller.clone(),
            addresses: 3,
            ..Figures::default()
        };
    }
    let added = whole.added_by_controller.get(controller);
    for change in &mut share.changes {
        change.added = added.copied().unwrap_or(0);
        change.gained = Some(if controller == "shop" { 5 } else { 0 });
        change.changed = change.gained.unwrap_or(0);
    }
    share.people = Some(FrozenPeople {
        reached: format!("{:0>64}", share.version),
        relations: 2,
        changes: Some(vec![PeopleChange {
            cause: Cause::Selection,
            added: if controller == "shop" { 32_202 } else { 205 },
            removed: 0,
            merged: 0,
        }]),
        because: None,
    });
    share
}

/// A version with the shares of both controllers.
fn shared(whole: Frozen) -> Frozen {
    let of = |controller: &str| (controller.to_owned(), share(&whole, controller));
    Frozen {
        shares: Some([of("shop"), of("shop-tw")].into()),
        ..whole
    }
}

/// Five subjects, of one route, and nobody knows how many people.
pub(super) fn first(year: u32) -> Frozen {
    let figures = Figures {
        accesses: 31,
        reads: 31,
        records: None,
        subjects: 5,
        exposures: 20,
        people: None,
        people_because: Some(
            "no relation is known: import one with `nunchi relation import`".to_owned(),
        ),
        by_field: pairs([
            ("name", 5, 31),
            ("email", 5, 31),
            ("phone", 5, 31),
            ("address", 5, 31),
        ]),
        by_kind: pairs([("member", 5, 31)]),
        by_route: pairs([("my-info", 5, 31)]),
        by_controller: pairs([("shop", 5, 31)]),
        pseudonymised: BTreeMap::new(),
        processors: BTreeSet::new(),
        classes: classes(),
        ghosts: 0,
        undecided: 0,
        undecided_subjects: Some(0),
        addresses: 1,
    };
    frozen(year, 1, figures, ("11-06T18:38", "11-08T15:20"))
}

/// The wide scope: accounts, recipients and what is gone of the record.
pub(super) fn wide(year: u32) -> Frozen {
    let figures = Figures {
        accesses: 181_831,
        reads: 186_161,
        records: None,
        subjects: 33_674,
        exposures: 101_122,
        people: people(31_000, 32_412, 33_674),
        people_because: None,
        by_field: pairs([
            ("name", 33_674, 186_161),
            ("email", 29_344, 33_674),
            ("phone", 19_027, 148_157),
            ("address", 19_027, 148_107),
            ("door_code_masked", 14_200, 148_057),
            ("door_code", 50, 50),
        ]),
        by_kind: pairs([
            ("member", 28_139, 170_000),
            ("dormant", 1_000, 11_000),
            ("withdrawn", 205, 831),
            ("recipient", 4_330, 4_330),
        ]),
        by_route: pairs([
            ("my-info", 29_344, 33_674),
            ("address-list", 19_000, 152_387),
            ("address-edit", 50, 100),
        ]),
        by_controller: pairs([("shop", 33_469, 185_341), ("shop-tw", 205, 820)]),
        pseudonymised: BTreeMap::new(),
        processors: BTreeSet::new(),
        classes: classes(),
        ghosts: 44_000,
        undecided: 12,
        undecided_subjects: Some(7),
        addresses: 2_313,
    };
    let change = Change {
        cause: Cause::Selection,
        added: 33_669,
        removed: 0,
        changed: 5,
        gained: Some(5),
    };
    shared(Frozen {
        changes: vec![change],
        added_by_controller: [("shop".to_owned(), 33_464), ("shop-tw".to_owned(), 205)].into(),
        ..frozen(year, 2, figures, ("04-14T02:11", "11-08T15:20"))
    })
}

/// The late source: 165 more, all of the shop.
pub(super) fn late(year: u32) -> Frozen {
    let mut frozen = frozen(year, 3, wide(year).figures, ("04-14T02:11", "11-08T15:20"));
    let figures = &mut frozen.figures;
    (figures.subjects, figures.accesses, figures.reads) = (33_839, 181_996, 186_326);
    figures.exposures = 101_617;
    figures.people = people(31_165, 32_577, 33_839);
    for (id, subjects) in [("name", 33_839), ("phone", 19_192), ("address", 19_192)] {
        let reads = figures.by_field.get(id).map_or(0, |of| of.reads) + 165;
        figures
            .by_field
            .insert(id.to_owned(), Pair { subjects, reads });
    }
    for (of, id, subjects, reads) in [
        (&mut figures.by_kind, "member", 28_304, 170_165),
        (&mut figures.by_route, "address-list", 19_165, 152_552),
        (&mut figures.by_controller, "shop", 33_634, 185_506),
    ] {
        of.insert(id.to_owned(), Pair { subjects, reads });
    }
    frozen.changes = vec![Change {
        cause: Cause::LateSource,
        added: 165,
        removed: 0,
        changed: 0,
        gained: Some(0),
    }];
    frozen.added_by_controller = [("shop".to_owned(), 165)].into();
    shared(frozen)
}
