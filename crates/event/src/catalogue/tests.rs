use std::borrow::Cow;

use proptest::prelude::*;

use super::*;
use crate::{Access, ActorKind, Millis, Request};

fn route(id: &str, path: &str, subject: SubjectAt, fields: u64) -> Route {
    Route {
        id: id.to_owned(),
        sources: Vec::new(),
        matcher: Matcher::Http {
            methods: vec!["GET".to_owned()],
            template: Template::parse(path).unwrap(),
        },
        subject,
        namespace: "member".to_owned(),
        fields: FieldSet(fields),
        recipient_fields: FieldSet::EMPTY,
        controller: None,
        plain: fields == 0,
        pseudonymised: false,
    }
}

fn shop() -> Catalogue {
    let parts = Catalogue {
        fields: vec![Field {
            bit: 0,
            id: "name".into(),
            ko: "성명".into(),
            en: "name".into(),
            class: LegalClass::Ordinary,
        }],
        routes: vec![
            route("health", "/health", SubjectAt::Unnamed, 0),
            route(
                "addresses",
                "/members/{subject}/addresses",
                SubjectAt::Path("subject".into()),
                1,
            ),
            route("search", "/search", SubjectAt::Query("member".into()), 1),
            route("me", "/me/{*}", SubjectAt::Actor, 1),
        ],
        time_zone: "UTC".into(),
        ..Catalogue::default()
    };
    Catalogue::new(parts).unwrap()
}

fn get(path: &str) -> Access<'_> {
    Access::new(
        Millis(0),
        Request::Http {
            method: Cow::Borrowed("GET"),
            path: Cow::Borrowed(path),
        },
    )
}

fn names(resolved: &Resolved<'_>) -> Vec<String> {
    match &resolved.named {
        Named::One(name) => vec![name.to_string()],
        Named::Names(names) => names.iter().map(ToString::to_string).collect(),
        Named::Actor => vec!["<actor>".to_owned()],
        Named::Nobody => Vec::new(),
    }
}

#[test]
fn a_request_finds_its_route_and_its_subject() {
    let shop = shop();
    let addresses = shop.resolve("gw", &get("/members/00%317/addresses?page=2"));
    assert_eq!(
        (addresses.hit.clone(), names(&addresses)),
        (RouteHit::Route(1), vec!["0017".to_owned()])
    );
    let search = shop.resolve("gw", &get("/search?member=5&x=1&member=6"));
    assert_eq!(names(&search), ["5", "6"]);
    let mut own = get("/me/profile/edit");
    assert_eq!(
        shop.resolve("gw", &own).named,
        Named::Nobody,
        "nobody is signed in"
    );
    own.actor = Some(Cow::Borrowed("9"));
    own.actor_kind = ActorKind::Member;
    assert_eq!(names(&shop.resolve("gw", &own)), ["<actor>"]);
    assert_eq!(shop.resolve("gw", &get("/health")).hit, RouteHit::Plain(0));
}

proptest! {
    /// *twin*: a router says what the catalogue says.
    #[test]
    fn a_router_resolves_like_its_twin(
        segments in proptest::collection::vec(proptest::sample::select(vec![
            "members", "17", "0%31", "addresses", "search", "me", "health", "profile", "", "é", "?member=5", "?a/b", "x?",
        ]), 0..20),
        slash in any::<bool>(),
        method in proptest::sample::select(vec!["GET", "POST"]),
        owned in any::<bool>(),
        signed_in in any::<bool>(),
    ) {
        let shop = shop();
        let path = format!("{}{}", if slash { "/" } else { "" }, segments.join("/"));
        let mut access = get(&path);
        access.request = Request::Http {
            method: Cow::Borrowed(method),
            path: if owned { Cow::Owned(path.clone()) } else { Cow::Borrowed(&path) },
        };
        if signed_in {
            access.actor = Some(Cow::Borrowed("9"));
            access.actor_kind = ActorKind::Member;
        }
        prop_assert_eq!(shop.router("gw").resolve(&shop, &access), shop.resolve("gw", &access));
    }
}

#[test]
fn an_unmatched_request_keeps_only_its_shape() {
    let shop = shop();
    let hit = shop
        .resolve("gw", &get("/members/17/notes/kim@x.kr?token=abc&Name=Kim"))
        .hit;
    assert_eq!(
        hit,
        RouteHit::Unmatched("GET /members/{n}/notes/{x}?token&{x}".to_owned())
    );
}

#[test]
fn a_mended_catalogue_finds_the_route_of_an_old_shape() {
    let mut shop = shop();
    let shape = "GET /members/{n}/notes";
    assert_eq!(shop.route_of_shape("gw", shape), None);
    shop.routes.push(route(
        "notes",
        "/members/{subject}/notes",
        SubjectAt::Path("subject".into()),
        1,
    ));
    assert_eq!(shop.route_of_shape("gw", shape).unwrap().id, "notes");
}

#[test]
fn a_table_exposes_the_columns_the_log_names_or_else_all() {
    let mut table = route("members-table", "/x", SubjectAt::Source, 0b11);
    table.matcher = Matcher::Table {
        table: "public.members".into(),
        columns: vec![("email".into(), 0), ("phone".into(), 1)],
    };
    let catalogue = Catalogue::default();
    assert_eq!(
        catalogue.fields_exposed(&table, Some("id,phone")),
        FieldSet(0b10)
    );
    assert_eq!(
        catalogue.fields_exposed(&table, Some("ID,Phone")),
        FieldSet(0b10),
        "databases fold the case of columns"
    );
    assert_eq!(catalogue.fields_exposed(&table, None), FieldSet(0b11));
}

#[test]
fn every_mistake_is_said_at_its_place() {
    let mut bad = shop();
    bad.fields.push(Field {
        bit: 0,
        ..bad.fields[0].clone()
    });
    bad.routes[1].subject = SubjectAt::Path("member".into());
    bad.routes[1].controller = Some("nobody".into());
    bad.routes[0].plain = false;
    let places: Vec<String> = Catalogue::new(bad)
        .unwrap_err()
        .into_iter()
        .map(|m| m.at)
        .collect();
    assert_eq!(
        places,
        [
            "field[1].id",
            "field[1].bit",
            "route[0].fields",
            "route[1].controller",
            "route[1].subject"
        ]
    );
}

#[test]
fn templates_refuse_what_they_cannot_match() {
    for text in ["members", "/a/{B}", "/a{b}", "/a?b", "/{}"] {
        assert!(Template::parse(text).is_err(), "{text}");
    }
    assert!(Template::parse("/{*}").unwrap().fits("/a/b"));
    assert!(!Template::parse("/a/{x}").unwrap().fits("/a/"));
}
