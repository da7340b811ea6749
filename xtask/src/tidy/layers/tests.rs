use super::*;

const RULES: &str = r#"
[crates.low]
may = []
dev = ["kit"]
[crates.kit]
may = ["low"]
dev = []
[crates.high]
may = ["low"]
dev = ["kit"]
[guests.parquet]
only = ["low"]
because = "parts are written there"
[guests."serde*"]
only = ["high"]
because = "core types do not serialise"
"#;

fn found(low: &str, high: &str) -> Vec<String> {
    let manifest = |name: &str, rest: &str| format!("[package]\nname = \"{name}\"\n{rest}");
    let (low, high) = (manifest("low", low), manifest("high", high));
    let tree = Tree::of(&[
        (LAYERS, RULES),
        (
            "Cargo.toml",
            "[workspace.dependencies]\nbelow = { path = \"crates/low\", package = \"low\" }\nup = { package = \"high\" }",
        ),
        ("crates/low/Cargo.toml", &low),
        ("crates/kit/Cargo.toml", &manifest("kit", "")),
        ("crates/high/Cargo.toml", &high),
    ]);
    check(&tree).iter().map(ToString::to_string).collect()
}

#[test]
fn allowed_edges_are_fine() {
    let low =
        "[dependencies]\nparquet = \"1\"\n[dev-dependencies]\nkit.workspace = true\nserde = \"1\"";
    let high = "[dependencies]\nlow.workspace = true\nserde_json = \"1\"";
    assert_eq!(found(low, high), [""; 0]);
}

#[test]
fn an_edge_upwards_is_found_on_its_line() {
    let low = "[dependencies]\nthiserror = \"2\"\nhigh.workspace = true";
    assert_eq!(
        found(low, ""),
        ["crates/low/Cargo.toml:5: low names high, it may name nothing (xtask/layers.toml)"]
    );
}

#[test]
fn a_crate_for_tests_is_not_shipped() {
    let high = "[dev-dependencies]\nkit.workspace = true\n[dependencies]\nkit.workspace = true";
    assert_eq!(
        found("", high),
        ["crates/high/Cargo.toml:6: high names kit, it may name low (xtask/layers.toml)"]
    );
}

#[test]
fn tests_too_have_their_list() {
    let low = "[dev-dependencies]\nhigh.workspace = true";
    let found = found(low, "");
    assert_eq!(found.len(), 1);
    assert!(
        found[0].contains("low names high in its tests"),
        "{found:?}"
    );
}

#[test]
fn another_name_does_not_hide_an_edge() {
    for low in [
        "[dependencies]\nup.workspace = true",
        "[dependencies]\nharmless = { path = \"../high\", package = \"high\" }",
        "[target.'cfg(unix)'.dependencies]\nhigh.workspace = true",
        "[build-dependencies]\nhigh.workspace = true",
        "[dependencies.high]\nworkspace = true",
    ] {
        assert!(
            found(low, "")
                .iter()
                .any(|one| one.contains("low names high")),
            "{low}"
        );
    }
}

#[test]
fn guests_stay_in_their_rooms() {
    let found = found(
        "[dependencies]\nserde_json = \"1\"",
        "[dependencies]\nparquet = \"1\"",
    );
    assert_eq!(
        found,
        [
            "crates/high/Cargo.toml:4: high names parquet, only low may: parts are written there",
            "crates/low/Cargo.toml:4: low names serde_json, only high may: core types do not serialise"
        ]
    );
}

#[test]
fn a_crate_without_a_rule_and_a_rule_without_a_crate_are_found() {
    let tree = Tree::of(&[
        (LAYERS, "[crates.gone]\nmay = [\"new\"]"),
        ("crates/new/Cargo.toml", "[package]\nname = \"new\""),
    ]);
    let found: Vec<String> = check(&tree).iter().map(ToString::to_string).collect();
    assert_eq!(found.len(), 2);
    assert!(found[0].starts_with("crates/new/Cargo.toml:1: crate new has no layer"));
    assert!(found[1].starts_with("xtask/layers.toml:1: no crate gone"));
}

#[test]
fn rules_that_are_missing_or_no_toml_are_found() {
    assert_eq!(check(&Tree::of(&[])).len(), 1);
    let broken = check(&Tree::of(&[(LAYERS, "[crates.a]\nmay = [")]));
    assert!(
        broken[0]
            .to_string()
            .starts_with("xtask/layers.toml:2: not TOML"),
        "{broken:?}"
    );
}
