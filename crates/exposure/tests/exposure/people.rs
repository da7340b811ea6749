//! The second stage: recipients by the relation valid at the read, and persons by links.

use event::RelationKind::{AddressBook, SamePerson};
use exposure::People;
use testkit::{Arrival, get};

use crate::common::{Site, at, related};

/// A served read of a member's address list, which shows its recipients.
fn shown(minute: i64, member: &str) -> Arrival {
    get(&format!("/members/{member}/addresses"))
        .at(at(minute))
        .from("gateway")
}

fn people(arrivals: &[Arrival], text: &str) -> (u64, u64, u64, u64) {
    let site = Site::shop();
    site.write(arrivals, &[arrivals.len() / 2]);
    let People {
        identifiers,
        low,
        best,
        high,
        method,
        ..
    } = site.ask(text).people.unwrap();
    assert!(!method.is_empty());
    (identifiers, low, best, high)
}

const KIM: &str = "phone:010-1111-1111";
const LEE: &str = "phone:010-2222-2222";

#[test]
fn without_a_relation_there_is_no_number() {
    let site = Site::shop();
    site.write(&[shown(1, "101")], &[]);
    let answer = site.ask("TRUE");
    assert_eq!(answer.people, None);
    assert!(
        answer
            .people_because
            .unwrap()
            .contains("nunchi relation import")
    );
}

#[test]
fn recipients_count_while_their_relation_is_valid_at_a_read() {
    let book = related(AddressBook, "101", KIM, Some(10), Some(20));
    let with = |minute| people(&[book.clone(), shown(minute, "101")], "TRUE").0;
    assert_eq!(
        [9, 10, 19, 20].map(with),
        [1, 2, 2, 1],
        "from is inside, to is not"
    );
    let ever = related(AddressBook, "101", KIM, None, None);
    assert_eq!(
        people(&[ever.clone(), shown(1, "101")], "TRUE"),
        (2, 1, 2, 2)
    );
    // Read twice, once while it was valid.
    assert_eq!(
        people(&[book, shown(5, "101"), shown(15, "101")], "TRUE").0,
        2
    );
    // Another's book, a route that shows no recipients, and a read outside the selection bring nobody.
    assert_eq!(people(&[ever.clone(), shown(1, "102")], "TRUE").0, 1);
    assert_eq!(
        people(
            &[
                ever.clone(),
                get("/me").at(at(1)).member("101").from("gateway")
            ],
            "TRUE"
        )
        .0,
        1
    );
    assert_eq!(people(&[ever, shown(1, "101")], "outcome = 'denied'").0, 0);
}

#[test]
fn a_recipient_of_two_books_is_counted_once() {
    let books = [
        related(AddressBook, "101", KIM, None, None),
        related(AddressBook, "102", KIM, None, None),
        related(AddressBook, "102", LEE, None, None),
    ];
    let all: Vec<Arrival> = books
        .into_iter()
        .chain([shown(1, "101"), shown(2, "102")])
        .collect();
    assert_eq!(people(&all, "TRUE"), (4, 2, 4, 4));
}

#[test]
fn a_list_view_of_an_owner_and_four_recipients_is_one_access_and_five_people() {
    let phones = ["11", "22", "33", "44"].map(|end| format!("phone:010-5555-55{end}"));
    let book = |other: &String| related(AddressBook, "101", other, None, None);
    let counted = |arrivals: &[Arrival]| {
        let site = Site::shop();
        site.write(arrivals, &[arrivals.len() / 2]);
        let answer = site.ask("TRUE");
        let people = answer.people.map(|of| (of.low, of.best, of.high));
        (answer.accesses, answer.reads, people)
    };
    let books: Vec<Arrival> = phones.iter().map(book).collect();
    // A source that says whose data it returned: each of them is a read of its own.
    let said = ["101", &phones[0], &phones[1], &phones[2], &phones[3]];
    let said = testkit::table("public.members", &[])
        .at(at(1))
        .subjects(&said);
    let all = |read: Arrival| books.iter().cloned().chain([read]).collect::<Vec<_>>();
    assert_eq!(counted(&all(said.from("late"))), (1, 5, Some((1, 5, 5))));
    // A route that names the owner: one read, and the others by the relation. Without links any of them may be the owner.
    assert_eq!(counted(&all(shown(1, "101"))), (1, 1, Some((1, 5, 5))));
    // Two entries under one phone are one identifier.
    let twice = [book(&phones[0]), book(&phones[0]), shown(1, "101")];
    assert_eq!(counted(&twice), (1, 1, Some((1, 2, 2))));
}

#[test]
fn who_is_member_and_recipient_is_one_person_and_stands_as_member() {
    let site = Site::shop();
    let all = [
        related(AddressBook, "101", KIM, None, None),
        related(SamePerson, "102", KIM, None, None),
        shown(1, "101"),
        shown(2, "102"),
    ];
    site.write(&all, &[]);
    let answer = site.ask("TRUE");
    let people = answer.people.unwrap();
    assert_eq!((people.identifiers, people.best), (3, 2));
    assert!(people.method.contains("same_person"), "{}", people.method);
    assert_eq!(answer.by_kind.keys().collect::<Vec<_>>(), ["member"]);
}

#[test]
fn links_make_one_person_of_several_identifiers() {
    let all = [
        related(AddressBook, "101", KIM, None, None),
        related(AddressBook, "101", LEE, None, None),
        // 102 is also Kim, and by a chain over an identifier outside the answer Lee is 103's.
        related(SamePerson, "102", KIM, None, None),
        related(SamePerson, "phone:010-9999-9999", LEE, None, None),
        related(SamePerson, "103", "phone:010-9999-9999", None, None),
        shown(1, "101"),
        shown(2, "102"),
        shown(3, "103"),
    ];
    // Identifiers: 101, 102, 103, Kim, Lee. Persons: 101, 102 = Kim, 103 = Lee; all are members.
    assert_eq!(people(&all, "TRUE"), (5, 3, 3, 5));
    // Without 103 in the answer Lee may be anybody: a person of its own, or one of the members.
    assert_eq!(people(&all, "subject IN ('101', '102')"), (4, 2, 3, 4));
    // Recipients alone are at least one person.
    let table = testkit::table("public.members", &[])
        .at(at(1))
        .subjects(&[KIM, LEE])
        .from("late");
    assert_eq!(
        people(
            &[related(AddressBook, "101", KIM, None, None), table],
            "TRUE"
        ),
        (2, 1, 2, 2)
    );
}

#[test]
fn recipients_are_the_people_of_books_who_are_no_members_and_unknown_without_a_book() {
    let recipients = |arrivals: &[Arrival]| {
        let site = Site::shop();
        site.write(arrivals, &[]);
        let people = site.ask("TRUE").people.unwrap();
        (people.recipients, people.best)
    };
    let read = [shown(1, "101"), shown(2, "102")];
    let all = |relations: &[Arrival]| [relations, &read].concat();
    let book = |other| related(AddressBook, "101", other, None, None);
    let link = |a, b| related(SamePerson, a, b, None, None);
    assert_eq!(recipients(&all(&[book(KIM), book(LEE)])), (Some(2), 4));
    let one = all(&[book(KIM), book(LEE), link(KIM, LEE)]);
    assert_eq!(recipients(&one), (Some(1), 3), "two numbers of one human");
    let member = all(&[book(KIM), link("102", KIM)]);
    assert_eq!(recipients(&member), (Some(0), 2), "a member counts as one");
    assert_eq!(
        recipients(&all(&[link("102", KIM)])),
        (None, 2),
        "without a book nobody looked for recipients"
    );
}

#[test]
fn who_is_there_only_by_a_book_without_times_is_told_apart() {
    let undated = |arrivals: &[Arrival], text: &str| {
        let site = Site::shop();
        site.write(arrivals, &[arrivals.len() / 2]);
        let people = site.ask(text).people.unwrap();
        (people.undated, people.best)
    };
    let ever = |owner, other| related(AddressBook, owner, other, None, None);
    let from = |owner, other| related(AddressBook, owner, other, Some(0), None);
    let read = [shown(1, "101"), shown(2, "102")];
    let all = |books: &[Arrival]| [books, &read].concat();
    assert_eq!(undated(&all(&[ever("101", KIM)]), "TRUE"), (1, 3));
    assert_eq!(undated(&all(&[from("101", KIM)]), "TRUE"), (0, 3));
    // Another book says when: then his being there rests on that.
    assert_eq!(
        undated(&all(&[ever("101", KIM), from("102", KIM)]), "TRUE"),
        (0, 3)
    );
    // Who was read himself, under this number or another, does not rest on any book.
    let link = related(SamePerson, "102", KIM, None, None);
    assert_eq!(
        undated(&all(&[ever("101", KIM), link.clone()]), "TRUE"),
        (0, 2)
    );
    assert_eq!(
        undated(&all(&[ever("101", KIM), link]), "subject = '101'"),
        (1, 2),
        "what was read of him is not of this selection"
    );
    // Two numbers of one human who stands in books alone are one person.
    let link = related(SamePerson, KIM, LEE, None, None);
    let books = all(&[ever("101", KIM), ever("101", LEE), link]);
    assert_eq!(undated(&books, "TRUE"), (1, 3));
}
