//! The settings of the shop as the variants have it: the replay's, a little changed.

use super::SHOP;

/// What the shop of the variants has beside: issuers of which one has the feed, and the table of networks.
const VARIANT_ISSUERS: &str = include_str!("../../assets/variant-issuers.toml");

/// The settings of a variant's shop: no gateway is found late, three issuers more; without the feed the
/// log-on service is no source, and no issuer has one.
pub(crate) fn of_variant(feed: bool) -> String {
    let shop = format!(
        "{}{VARIANT_ISSUERS}",
        SHOP.replace(", \"gateway-late\"", "")
    );
    let tables = shop.split_inclusive("\n\n");
    let absent = |table: &&str| {
        table.contains("id = \"gateway-late\"")
            || (!feed && table.contains("[[source]]\nid = \"auth\""))
    };
    let kept: String = tables.filter(|table| !absent(table)).collect();
    if feed {
        kept
    } else {
        kept.replace("feed = \"auth\"\n", "")
    }
}

#[cfg(test)]
mod tests;
