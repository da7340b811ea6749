use super::*;
use proptest::prelude::*;

#[test]
fn known_instants() {
    assert_eq!(Millis::parse("1970-01-01T00:00:00Z").unwrap(), Millis(0));
    assert_eq!(
        Millis::parse("2025-04-14T00:00:00+09:00")
            .unwrap()
            .to_string(),
        "2025-04-13T15:00:00.000Z"
    );
    assert_eq!(
        Millis::parse("2024-02-29t23:59:60.5z").unwrap().to_string(),
        "2024-02-29T23:59:59.999Z"
    );
    assert_eq!(
        Millis::parse("2025-01-01 00:00:00.1239-0130")
            .unwrap()
            .to_string(),
        "2025-01-01T01:30:00.123Z"
    );
    assert_eq!(Millis(-1).to_string(), "1969-12-31T23:59:59.999Z");
}

#[test]
fn what_is_no_time_is_refused() {
    for text in [
        "",
        "2025-01-01",
        "2025-01-01T00:00:00",
        "2025-02-29T00:00:00Z",
        "2025-13-01T00:00:00Z",
        "2025-01-01T24:00:00Z",
        "2025-01-01T00:00:00.Z",
        "2025-01-01T00:00:00+9:00",
        "２０２５",
    ] {
        assert!(Millis::parse(text).is_err(), "{text}");
    }
}

proptest! {
    #[test]
    fn printing_and_parsing_agree(ms in -62_000_000_000_000i64..250_000_000_000_000) {
        prop_assert_eq!(Millis::parse(&Millis(ms).to_string()).unwrap(), Millis(ms));
    }

    #[test]
    fn any_text_is_a_time_or_an_error(text in "\\PC{0,40}") {
        let _ = Millis::parse(&text);
    }
}
