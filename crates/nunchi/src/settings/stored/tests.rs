use event::{
    ActorKind, Canon, FieldSet, Form, Namespace, SubjectKind,
    catalogue::{
        Catalogue, Controller, Field, Geo, Guarantee, Issuer, LegalClass, Matcher, Route, Source,
        SubjectAt, Template,
    },
};
use proptest::prelude::*;

use super::{bytes_of, catalogue_bytes, catalogue_from_bytes};
use crate::settings::{SHOP, STARTER, Settings, parse};

fn good(text: &str) -> Settings {
    parse(text, "nunchi.toml").unwrap()
}

#[test]
fn the_bytes_of_the_catalogue_do_not_depend_on_how_the_file_is_written() {
    let settings = good(SHOP);
    let bytes = catalogue_bytes(&settings);
    assert_eq!(catalogue_from_bytes(&bytes).unwrap(), settings.catalogue);
    let spaced = SHOP
        .replace(" = ", "   =  ")
        .replace("[ledger]", "\n\n[ledger] # x\nshards = 5");
    assert_eq!(catalogue_bytes(&good(&spaced)), bytes);
    let text = String::from_utf8(bytes).unwrap();
    assert!(
        text.starts_with(r#"{"controllers":[{"brands":["shop"],"id":"shop","#),
        "{text}"
    );
    assert!(!text.contains(": ") && !text.contains('\n'));
}

/// A catalogue of before keeps its digest, so that no new version is entered for a mark that nobody made.
#[test]
fn the_mark_of_pseudonymised_data_stands_where_it_was_made_alone() {
    let before = catalogue_bytes(&good(SHOP));
    assert!(!String::from_utf8_lossy(&before).contains("pseudonymised"));
    let marked = SHOP.replacen(
        "id = \"my-info\"\n",
        "id = \"my-info\"\npseudonymised = true\n",
        1,
    );
    let settings = good(&marked);
    let bytes = catalogue_bytes(&settings);
    assert_eq!(catalogue_from_bytes(&bytes).unwrap(), settings.catalogue);
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(text.matches("\"pseudonymised\":true").count(), 1, "{text}");
    assert_eq!(text.matches("pseudonymised").count(), 1, "{text}");
    let route = settings.catalogue.route("my-info").unwrap();
    assert!(
        route.pseudonymised
            && !settings
                .catalogue
                .route("address-list")
                .unwrap()
                .pseudonymised
    );
    // What is no personal data at all is not pseudonymised either.
    let both = SHOP.replacen("plain = true", "plain = true\npseudonymised = true", 1);
    let told = parse(&both, "nunchi.toml").unwrap_err();
    assert!(
        told.iter()
            .any(|of| of.to_string().contains("drop one of the two")),
        "{told:?}"
    );
}

#[test]
fn bytes_that_are_no_catalogue_are_refused() {
    let bytes = catalogue_bytes(&good(STARTER));
    let text = String::from_utf8(bytes).unwrap();
    for (from, to) in [
        (r#""v":1"#, r#""v":2"#),
        (r#""forms":1"#, r#""forms":9"#),
        (r#""plain":true"#, r#""plain": true"#),
        (r#""plain":true"#, r#""plian":true"#),
        ("\"/health\"", "\"health\""),
        ("\"declared\"", "\"sure\""),
    ] {
        let other = text.replace(from, to);
        assert_ne!(other, text, "{from} is there to be replaced");
        assert!(catalogue_from_bytes(other.as_bytes()).is_err(), "{to}");
    }
    assert!(catalogue_from_bytes(b"").is_err());
}

fn list<T: std::fmt::Debug>(of: impl Strategy<Value = T>) -> impl Strategy<Value = Vec<T>> {
    prop::collection::vec(of, 0..4)
}

fn pick<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    prop::sample::select(all)
}

fn text() -> impl Strategy<Value = String> {
    "\\PC{0,8}|[a-z\"\\\\\n\u{1}:/]{0,6}"
}

fn maybe() -> impl Strategy<Value = Option<String>> {
    prop::option::of(text())
}

fn matchers() -> impl Strategy<Value = Matcher> {
    let templates = ["/", "/a/{b}", "/{*}", "/x/{y}/z/{*}", "/한글"];
    let template =
        prop::sample::select(templates.to_vec()).prop_map(|t| Template::parse(t).unwrap());
    prop_oneof![
        (list(text()), template)
            .prop_map(|(methods, template)| Matcher::Http { methods, template }),
        (text(), list((text(), any::<u8>())))
            .prop_map(|(table, columns)| Matcher::Table { table, columns }),
        (text(), text()).prop_map(|(service, name)| Matcher::Call { service, name }),
    ]
}

fn routes() -> impl Strategy<Value = Route> {
    let subject = prop_oneof![
        text().prop_map(SubjectAt::Path),
        text().prop_map(SubjectAt::Query),
        text().prop_map(SubjectAt::Pointer),
        Just(SubjectAt::Actor),
        Just(SubjectAt::Source),
        Just(SubjectAt::Unnamed),
    ];
    let sets = (any::<u64>(), any::<u64>(), any::<bool>(), any::<bool>());
    (
        text(),
        list(text()),
        matchers(),
        subject,
        text(),
        maybe(),
        sets,
    )
        .prop_map(
            |(
                id,
                sources,
                matcher,
                subject,
                namespace,
                controller,
                (fields, recipients, plain, pseudonymised),
            )| Route {
                id,
                sources,
                matcher,
                subject,
                namespace,
                fields: FieldSet(fields),
                recipient_fields: FieldSet(recipients),
                controller,
                plain,
                pseudonymised,
            },
        )
}

fn fields() -> impl Strategy<Value = Field> {
    (any::<u8>(), text(), text(), text(), pick(LegalClass::ALL)).prop_map(
        |(bit, id, ko, en, class)| Field {
            bit,
            id,
            ko,
            en,
            class,
        },
    )
}

fn controllers() -> impl Strategy<Value = Controller> {
    (text(), text(), text(), text(), text(), list(text())).prop_map(
        |(id, name, role, seat, time_zone, brands)| Controller {
            id,
            name,
            role,
            seat,
            time_zone,
            brands,
        },
    )
}

fn issuers() -> impl Strategy<Value = Issuer> {
    (text(), maybe(), list(text()), any::<i64>(), any::<i64>()).prop_map(
        |(id, feed, keys, longest_lifetime_ms, lag_ms)| Issuer {
            id,
            feed,
            keys,
            longest_lifetime_ms,
            lag_ms,
        },
    )
}

fn sources() -> impl Strategy<Value = Source> {
    let rest = (text(), text(), maybe(), pick(ActorKind::ALL));
    (
        text(),
        text(),
        pick(Guarantee::ALL),
        any::<Option<i64>>(),
        rest,
    )
        .prop_map(
            |(id, format, guarantee, heartbeat_ms, (class, time_zone, issuer, actor_kind))| {
                Source {
                    id,
                    format,
                    guarantee,
                    heartbeat_ms,
                    class,
                    time_zone,
                    issuer,
                    actor_kind,
                }
            },
        )
}

fn namespaces() -> impl Strategy<Value = Namespace> {
    (
        text(),
        pick(SubjectKind::ALL),
        pick(&[Form::Text, Form::Phone, Form::Email]),
    )
        .prop_map(|(id, kind, form)| Namespace { id, kind, form })
}

fn catalogues() -> impl Strategy<Value = Catalogue> {
    let geo = (text(), text(), text()).prop_map(|(path, date, digest)| Geo { path, date, digest });
    let rest = (prop::option::of(geo), list(namespaces()), text(), text());
    (
        list(fields()),
        list(routes()),
        list(controllers()),
        list(issuers()),
        list(sources()),
        rest,
    )
        .prop_map(
            |(
                fields,
                routes,
                controllers,
                issuers,
                sources,
                (geo, namespaces, phone_country, time_zone),
            )| {
                let canon = Canon {
                    namespaces,
                    phone_country,
                };
                Catalogue {
                    fields,
                    routes,
                    controllers,
                    issuers,
                    sources,
                    geo,
                    canon,
                    time_zone,
                }
            },
        )
}

proptest! {
    #[test]
    fn a_catalogue_comes_back_from_its_bytes(catalogue in catalogues()) {
        let bytes = bytes_of(&catalogue);
        prop_assert_eq!(catalogue_from_bytes(&bytes).unwrap(), catalogue);
    }
}
