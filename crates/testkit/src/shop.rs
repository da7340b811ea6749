//! A small shop: its fields, routes, sources and issuer.

use event::{
    ActorKind, Canon, FieldSet,
    catalogue::{
        Catalogue, Controller, Field, Guarantee, Issuer, LegalClass, Matcher, Route, Source,
        SubjectAt, Template,
    },
};

/// What stands for the canonical bytes of [`shop_catalogue`].
pub const SHOP_CATALOGUE_BYTES: &[u8] = b"{\"catalogue\":\"shop\",\"version\":1}\n";

fn field(bit: u8, id: &str, ko: &str, en: &str, class: LegalClass) -> Field {
    Field {
        bit,
        id: id.to_owned(),
        ko: ko.to_owned(),
        en: en.to_owned(),
        class,
    }
}

fn http(path: &str) -> Matcher {
    Matcher::Http {
        methods: vec!["GET".to_owned()],
        template: Template::parse(path).expect("the templates of the shop are templates"),
    }
}

fn route(id: &str, matcher: Matcher, subject: SubjectAt, fields: u64, recipients: u64) -> Route {
    Route {
        id: id.to_owned(),
        sources: Vec::new(),
        matcher,
        subject,
        namespace: "member".to_owned(),
        fields: FieldSet(fields),
        recipient_fields: FieldSet(recipients),
        controller: Some("shop".to_owned()),
        plain: false,
        pseudonymised: false,
    }
}

fn source(id: &str, guarantee: Guarantee, class: &str) -> Source {
    Source {
        id: id.to_owned(),
        format: "json".to_owned(),
        guarantee,
        heartbeat_ms: (guarantee == Guarantee::Live).then_some(600_000),
        class: class.to_owned(),
        time_zone: "Asia/Seoul".to_owned(),
        issuer: Some("login".to_owned()),
        actor_kind: ActorKind::Member,
    }
}

/// The catalogue of the shop.
///
/// Fields: name 0, phone 1, address 2, door_code 3, email 4. Routes: `health` (plain),
/// `my-info` (the actor reads itself), `address-list` (path, with recipients), `order-list` (query,
/// names several), `members-table` (the source names the subjects, by columns). Sources: `gateway`
/// (sequenced, class `standard`), `auth` (live, class `standard`), `late` (declared, class `long`).
/// Issuer: `login`, fed by `auth`, key `auth-2024-04`, 12 h.
///
/// # Panics
/// Never: the shop's catalogue has no mistake.
#[must_use]
pub fn shop_catalogue() -> Catalogue {
    let mut health = route("health", http("/health"), SubjectAt::Unnamed, 0, 0);
    health.plain = true;
    health.controller = None;
    let columns = [("id", 0), ("name", 0), ("phone", 1), ("email", 4)];
    let table = Matcher::Table {
        table: "public.members".to_owned(),
        columns: columns.map(|(c, bit)| (c.to_owned(), bit)).to_vec(),
    };
    let path = |name: &str| SubjectAt::Path(name.to_owned());
    let parts = Catalogue {
        fields: vec![
            field(0, "name", "성명", "name", LegalClass::Ordinary),
            field(1, "phone", "전화번호", "phone number", LegalClass::Ordinary),
            field(2, "address", "주소", "address", LegalClass::Ordinary),
            field(
                3,
                "door_code",
                "공동현관 비밀번호",
                "door code",
                LegalClass::Credential,
            ),
            field(4, "email", "이메일", "e-mail", LegalClass::Ordinary),
        ],
        routes: vec![
            health,
            route("my-info", http("/me"), SubjectAt::Actor, 0b10011, 0),
            route(
                "address-list",
                http("/members/{subject}/addresses"),
                path("subject"),
                0b01101,
                0b01111,
            ),
            route(
                "order-list",
                http("/orders"),
                SubjectAt::Query("member".to_owned()),
                0b00101,
                0,
            ),
            route("members-table", table, SubjectAt::Source, 0b10011, 0),
        ],
        controllers: vec![Controller {
            id: "shop".to_owned(),
            name: "Shop".to_owned(),
            role: "controller".to_owned(),
            seat: "KR".to_owned(),
            time_zone: "Asia/Seoul".to_owned(),
            brands: vec!["Shop".to_owned()],
        }],
        issuers: vec![Issuer {
            id: "login".to_owned(),
            feed: Some("auth".to_owned()),
            keys: vec!["auth-2024-04".to_owned()],
            longest_lifetime_ms: 43_200_000,
            lag_ms: 60_000,
        }],
        sources: vec![
            source("gateway", Guarantee::Sequenced, "standard"),
            source("auth", Guarantee::Live, "standard"),
            source("late", Guarantee::Declared, "long"),
        ],
        geo: None,
        canon: Canon::default(),
        time_zone: "Asia/Seoul".to_owned(),
    };
    Catalogue::new(parts).expect("the catalogue of the shop has no mistake")
}
