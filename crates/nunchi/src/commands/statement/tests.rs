//! What a report warns of in the texts of its form.

use incident::{
    Both,
    statement::{Facts, FieldFact, Seen},
};
use report::Lang;

use super::not_borne_out;

fn facts() -> Facts {
    let field = |name: &str, ko: &str, en: &str, seen| FieldFact {
        name: name.to_owned(),
        title: Both::new(ko, en),
        also: Vec::new(),
        seen,
    };
    Facts {
        version: 1,
        fields: vec![
            field("phone", "전화번호", "Phone number", Seen::Touched),
            field("name", "성명", "Name", Seen::Touched),
            field("address", "배송지", "Delivery address", Seen::CannotSay),
        ],
        ..Facts::default()
    }
}

/// A denial in a form that nobody knows is no error, and it does not pass unseen.
#[test]
fn a_field_that_was_read_and_that_a_text_may_deny_is_warned_of() {
    for (text, lang) in [
        ("전화번호는 유출 목록에 없습니다.", Lang::Ko),
        ("The attacker got names without phone numbers.", Lang::En),
    ] {
        let found = not_borne_out(&facts(), text, lang, (true, true)).expect("it is read");
        assert!(!found.is_empty(), "{text}");
        assert!(found.iter().all(|of| !of.0), "{text}: {found:?}");
        assert!(
            found.iter().any(|of| of.1.contains("unsupported")),
            "{text}"
        );
    }
}

#[test]
fn what_affirms_or_leaves_open_is_not_warned_of() {
    for (text, lang) in [
        ("전화번호와 성명이 유출되었습니다.", Lang::Ko),
        ("전화번호가 외부로 전송되었는지는 알 수 없습니다.", Lang::Ko),
        ("배송지는 유출 목록에 없습니다.", Lang::Ko),
        ("전화번호가 화면에 표시되지 않도록 고칩니다.", Lang::Ko),
        ("Whether phone numbers were sent on is not known.", Lang::En),
    ] {
        let found = not_borne_out(&facts(), text, lang, (true, true)).expect("it is read");
        assert_eq!(found, [], "{text}");
    }
    let advice = "Do not give your phone number to callers.";
    let found = not_borne_out(&facts(), advice, Lang::En, (true, false)).expect("it is read");
    assert_eq!(found, []);
}
