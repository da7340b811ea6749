//! Exact bytes of both forms in both languages. `UPDATE=1` rewrites them; the reviewer reads the
//! difference.

use std::path::PathBuf;

use report::{Document, Lang, from_json, to_html, to_json};

use crate::{sample, sheet};

fn check(name: &str, found: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    if std::env::var_os("UPDATE").is_some() {
        // Other tests read the golden files meanwhile, and must see one that is whole.
        let new = path.with_extension("new");
        #[expect(
            clippy::disallowed_methods,
            reason = "UPDATE=1 rewrites the golden file"
        )]
        std::fs::write(&new, found).expect("the golden file is written");
        #[expect(
            clippy::disallowed_methods,
            reason = "UPDATE=1 rewrites the golden file"
        )]
        std::fs::rename(&new, &path).expect("the golden file is in its place");
    }
    let expected = std::fs::read_to_string(&path).expect("the golden file is there");
    assert!(
        found == expected,
        "{}: run with UPDATE=1 and read the difference",
        path.display()
    );
}

fn both_forms(name: &str, of: fn(Lang) -> Document) {
    for lang in [Lang::Ko, Lang::En] {
        let document = of(lang);
        let json = to_json(&document).expect("every document is JSON");
        check(&format!("{name}.{}.json", lang.tag()), &json);
        check(&format!("{name}.{}.html", lang.tag()), &to_html(&document));
        let back = from_json(&json).expect("what was written is read");
        assert_eq!(back, document);
    }
}

#[test]
fn report() {
    both_forms("report", sample::report);
}

#[test]
fn sheet() {
    both_forms("sheet", sheet::sheet);
}

#[test]
fn notice() {
    both_forms("notice", sheet::notice);
}
