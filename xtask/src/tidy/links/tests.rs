use super::*;

fn found(path: &str, text: &str) -> Vec<String> {
    let tree = Tree::of(&[
        (path, text),
        ("LICENSE", ""),
        ("docs/words.md", ""),
        ("docs/pictures/a (1).svg", ""),
    ]);
    check(&tree).iter().map(ToString::to_string).collect()
}

#[test]
fn a_dead_link_is_found_on_its_line() {
    assert_eq!(
        found("README.md", "Hello.\n\nSee [the words](docs/word.md#x)."),
        ["README.md:3: the link (docs/word.md#x) is dead, there is no docs/word.md"]
    );
    assert_eq!(found("README.md", "![a](docs/b.svg)").len(), 1);
    assert_eq!(
        found("README.md", "[a][b]\n\n[b]: docs/b.md \"title\"").len(),
        1
    );
    assert_eq!(found("docs/new.md", "[a](docs/words.md)").len(), 1);
}

#[test]
fn links_that_lead_somewhere_are_fine() {
    for text in [
        "[a](docs/words.md) [b](LICENSE \"title\") [c](./docs/) [d](docs/words.md#e)",
        "[![x](docs/pictures/a%20(1).svg)](LICENSE) [y](<docs/pictures/a (1).svg>)",
        "[a](https://example.org/x) [b](mailto:a@example.org) [c](#here) [d](//example.org)",
        "[a]: https://example.org\n[^1]: a note",
    ] {
        assert_eq!(found("README.md", text), [""; 0], "{text}");
    }
    assert_eq!(
        found("docs/new.md", "[a](words.md) [b](../LICENSE)"),
        [""; 0]
    );
}

#[test]
fn a_link_out_of_the_checkout_is_found() {
    let found = found("docs/new.md", "[a](../../other/README.md)");
    assert_eq!(found.len(), 1);
    assert!(found[0].ends_with("it leads out of the checkout"));
}

#[test]
fn code_has_no_links() {
    let text = "`[a](gone.md)` ``b ` [c](gone.md)``\n```\n[d](gone.md)\n~~~\n```\n";
    assert_eq!(found("README.md", text), [""; 0]);
    assert_eq!(found("README.md", "```\nx\n```\n[d](gone.md)").len(), 1);
}

#[test]
fn other_files_are_not_documents() {
    assert_eq!(found("crates/a/notes.md", "[a](gone.md)"), [""; 0]);
}
