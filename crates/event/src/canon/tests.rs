use super::*;
use proptest::prelude::*;

fn name(ns: &str, value: &str) -> Result<String, CanonError> {
    let mut out = String::from("left over");
    Canon::default().write(ns, value, &mut out)?;
    Ok(out)
}

#[test]
fn two_spellings_are_one_name() {
    for (ns, spellings, want) in [
        ("member", vec!["123", " 000123 "], "member:123"),
        ("member", vec!["0", "000"], "member:0"),
        (
            "phone",
            vec![
                "010-1234-5678",
                "+82 10 1234 5678",
                "0082 10-1234.5678",
                "+82 (0)10 1234 5678",
            ],
            "phone:+821012345678",
        ),
        (
            "email",
            vec!["Kim@Example.COM", " kim@example.com"],
            "email:kim@example.com",
        ),
        (
            "email",
            vec!["e\u{301}@x.kr", "\u{e9}@x.kr", "É@x.kr"],
            "email:\u{e9}@x.kr",
        ),
    ] {
        for spelling in spellings {
            assert_eq!(name(ns, spelling).unwrap(), want, "{spelling}");
        }
    }
}

#[test]
fn what_has_no_form_is_refused() {
    assert_eq!(
        name("planet", "x"),
        Err(CanonError::Namespace("planet".into()))
    );
    assert_eq!(name("member", "  "), Err(CanonError::Empty));
    assert_eq!(name("member", "a\u{0}b"), Err(CanonError::Control));
    assert_eq!(name("phone", "call me"), Err(CanonError::Phone));
    assert_eq!(name("phone", "12345"), Err(CanonError::Phone));
    assert_eq!(name("email", "kim"), Err(CanonError::Email));
    assert!(matches!(
        name("member", &"x".repeat(300)),
        Err(CanonError::Long(300))
    ));
}

#[test]
fn a_known_prefix_names_the_namespace() {
    let canon = Canon::default();
    assert_eq!(canon.split("phone:+82101", "member"), ("phone", "+82101"));
    assert_eq!(canon.split("urn:x", "member"), ("member", "urn:x"));
    assert_eq!(canon.split("12", "member"), ("member", "12"));
}

proptest! {
    #[test]
    fn canonical_forms_are_fixed_points(ns in prop::sample::select(vec!["member", "phone", "email"]), value in "[0-9]{1,12}|0[0-9]{8,10}|[A-Za-zé가-힣]{1,8}@[a-zA-Z]{1,8}|\\PC{0,20}") {
        if let Ok(first) = name(ns, &value) {
            let again = name(ns, first.split_once(':').unwrap().1).unwrap();
            prop_assert_eq!(first, again);
        }
    }
}
