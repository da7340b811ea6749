use super::*;

fn found(text: &str) -> Vec<String> {
    let list = "# said\n/desk/\nour office\nPLAN.md\n";
    let tree = Tree::of(&[(LIST, list), ("docs/a.md", text)]);
    check(&tree).iter().map(ToString::to_string).collect()
}

#[test]
fn words_of_the_workplace_are_found() {
    assert_eq!(
        found("Fine.\nSee /desk/notes."),
        ["docs/a.md:2: the words \"/desk/\", speak of the project alone"]
    );
    assert_eq!(found("as said in our office").len(), 1);
    assert_eq!(found("see PLAN.md.").len(), 1);
    assert_eq!(found("in `/desk/x` of our office").len(), 2);
}

#[test]
fn parts_of_longer_words_are_not() {
    for text in [
        "https://example.org/desk/1",
        "our officer",
        "FLOORPLAN.md",
        "../desk/",
        "plan.md",
    ] {
        assert_eq!(found(text), [""; 0], "{text}");
    }
}

#[test]
fn a_missing_list_is_found() {
    assert_eq!(check(&Tree::of(&[])).len(), 1);
}
