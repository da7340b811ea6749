use super::of_variant;
use crate::settings::{SHOP, parse};

#[test]
fn the_settings_of_a_variant_say_which_issuer_has_a_feed() {
    for feed in [true, false] {
        let settings = parse(&of_variant(feed), "nunchi.toml").unwrap();
        let catalogue = &settings.catalogue;
        let sources: Vec<&str> = catalogue.sources.iter().map(|s| s.id.as_str()).collect();
        let mut wanted = vec!["gateway", "auth", "accounts", "hr"];
        wanted.retain(|id| feed || *id != "auth");
        assert_eq!(sources, wanted);
        let fed = |issuer: &event::catalogue::Issuer| issuer.feed.is_some();
        let feeds: Vec<bool> = catalogue.issuers.iter().map(fed).collect();
        assert_eq!(feeds, [feed, feed, false, false]);
        assert_eq!(
            catalogue.routes.len(),
            parse(SHOP, "nunchi.toml").unwrap().catalogue.routes.len()
        );
    }
}
