//! What is said where something was not kept, and which of several causes holds.

use super::*;

fn version(version: u32, people: Option<FrozenPeople>) -> Frozen {
    Frozen {
        version,
        selection: "NOT issued".to_owned(),
        size: 1,
        root: String::new(),
        epoch: version,
        catalogue: 1,
        relation: 1,
        first: None,
        last: None,
        figures: incident::case::Figures::default(),
        completeness: "complete".to_owned(),
        gaps: Vec::new(),
        set: "00".to_owned(),
        changes: Vec::new(),
        added_by_controller: BTreeMap::new(),
        people,
        possibly: None,
        named: None,
        excluded: None,
        shares: None,
    }
}

fn kept(because: Option<&str>) -> Option<FrozenPeople> {
    Some(FrozenPeople {
        reached: "00".to_owned(),
        relations: 3,
        changes: because.is_none().then(Vec::new),
        because: because.map(str::to_owned),
    })
}

#[test]
fn nothing_is_said_over_a_version_that_kept_nothing() {
    let (old, first, second) = (
        version(1, None),
        version(2, kept(Some("of version 1 nothing was kept"))),
        version(3, kept(None)),
    );
    let said = |versions: &[&Frozen], to: &Frozen| whole(versions, to).map(|people| people.len());
    assert_eq!(said(&[&first, &second], &second), Ok(2));
    let old_first = said(&[&old, &first], &first);
    assert_eq!(
        old_first,
        Err("cannot say: scope version 1 was frozen before people were kept".to_owned())
    );
    assert_eq!(said(&[&old, &first, &second], &second), old_first);
    // That of a version within is the reason for all around it.
    let within = said(&[&second, &first, &second], &second);
    assert_eq!(within, Err("of version 1 nothing was kept".to_owned()));
    let mut unknown = version(4, kept(None));
    unknown.figures.people_because = Some("no relation is known".to_owned());
    let unknown = said(&[&second, &unknown], &unknown);
    assert_eq!(unknown, Err("no relation is known".to_owned()));
}

#[test]
fn a_human_of_several_is_there_with_the_first_and_gone_with_the_last() {
    let of = |id| SubjectId { shard: 0, id };
    let number = |what: PersonMoved| what as u64;
    let causes = |what| {
        vec![
            (of(1), number(what), Cause::Selection),
            (of(1), number(what), Cause::LateSource),
        ]
    };
    let links = Links::default();
    let told = |what| {
        let by = [by_human(&causes(what), &links)];
        let moved = MovedPerson {
            person: of(1),
            what,
            step: 0,
            into: None,
        };
        person(&moved, &by, &links).map(|of| of.cause)
    };
    assert_eq!(told(PersonMoved::Added), Some(Cause::LateSource));
    assert_eq!(told(PersonMoved::Removed), Some(Cause::Selection));
    assert_eq!(told(PersonMoved::Merged), Some(Cause::Relation));
    let nobody = MovedPerson {
        person: of(2),
        what: PersonMoved::Added,
        step: 0,
        into: None,
    };
    assert!(person(&nobody, &[BTreeMap::new()], &links).is_none());
}
