use super::*;
use crate::{get, shop_catalogue};

#[test]
fn the_model_counts_what_a_person_would() {
    let orders = || {
        get("/orders?member=1&member=2")
            .at(7_200_000)
            .seq(1)
            .records(9)
    };
    let arrivals = [
        orders().from("gateway"),
        orders().from("gateway"),
        get("/me").at(5).member("1").from("gateway"),
        get("/members/3/addresses")
            .outcome(Outcome::Missing)
            .from("gateway"),
        get("/health").from("gateway"),
        Arrival::bad("gateway", b"?"),
    ];
    let model = Model::of(shop_catalogue(), &arrivals);
    let counts = &model.counts["gateway"];
    assert_eq!(
        (
            counts.accesses,
            counts.reads,
            counts.plain,
            counts.duplicates,
            counts.quarantined
        ),
        (3, 4, 1, 1, 1)
    );
    assert_eq!(counts.span, Some((0, 7_200_000)));
    let names: Vec<&str> = model.names.iter().map(String::as_str).collect();
    assert_eq!(names, ["member:1", "member:2"], "a ghost takes no entry");
    let of_one = &model.rows[&ModelWho::Subject("member:1".to_owned())];
    assert_eq!(
        (of_one[0].records, of_one[0].access, of_one[1].access),
        (Some(9), Some(1), None)
    );
    assert_eq!(
        model.rows[&ModelWho::Subject("member:2".to_owned())][0].records,
        None
    );
    assert!(
        model
            .rows
            .contains_key(&ModelWho::Ghost("member:3".to_owned()))
    );
}
