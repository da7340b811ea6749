use super::{checked, csv, shown, table};
use crate::settings::{self, SHOP, STARTER};

#[test]
fn right_settings_have_no_mistakes() {
    for text in [SHOP, STARTER] {
        assert_eq!(
            table(&checked(text, "nunchi.toml")),
            "nunchi.toml: no mistakes"
        );
    }
}

#[test]
fn every_mistake_is_told_at_its_place() {
    let check = checked("[ledger]\norigin = \"o\"\ncolour = 1\n", "nunchi.toml");
    assert!(!check.complaints.is_empty());
    assert!(
        table(&check).starts_with("nunchi.toml:3:1: "),
        "{}",
        table(&check)
    );
    assert!(
        csv(&check)
            .unwrap()
            .starts_with("line,column,message\n3,1,")
    );
}

#[test]
fn what_is_shown_has_every_setting() {
    let settings = settings::parse(SHOP, "nunchi.toml").unwrap();
    let shown = shown(&settings);
    for name in [
        "v",
        "origin",
        "shards",
        "epoch_reads",
        "ip_prefix",
        "keys",
        "quarantine",
        "decoders",
        "catalogue",
    ] {
        assert!(shown.get(name).is_some(), "{name} is missing");
    }
    assert_eq!(shown["catalogue"]["time_zone"], "Asia/Seoul");
    assert_eq!(shown["decoders"]["hr"]["actor_kind"], "employee");
}
