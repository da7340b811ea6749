//! Forms of a list that is practised. They hold real addresses, for a team practises on what it would do, and files are
//! taken for what they are not: so each begins with the mark, and refuses nothing where a gateway takes it all the same.

use serde_json::{Value, json};

use super::canonical::canonical;
use crate::case::Mode;

const MARK: &str = Mode::MARK;

/// What follows the mark.
const REFUSES_NOTHING: &str =
    "this list is practised and refuses nothing; nothing of this leaves the machine";

/// A configuration of lines in which each line is a comment: nginx includes it, and it says nothing.
#[must_use]
pub fn practised_lines(text: &str) -> String {
    let mut practised = format!("# {MARK}: {REFUSES_NOTHING}\n");
    for line in text.lines() {
        practised.push_str("# ");
        practised.push_str(line);
        practised.push('\n');
    }
    practised
}

/// The JSON of a list inside an object that is no list: whoever looks for its entries or its version finds none.
#[must_use]
pub fn practised_json(list: &str) -> String {
    // The list is JSON as it stands, and is kept byte for byte, so that its digest can be held against it.
    format!(
        "{{\"{MARK}\":\"{REFUSES_NOTHING}\",\"list\":{}}}",
        list.trim_end()
    )
}

/// A filter of Envoy whose rules are shadow rules, which Envoy counts and does not enforce, under a name that begins with
/// the mark.
///
/// `None` where the text is no filter of [`super::BlockList::envoy`].
#[must_use]
pub fn practised_envoy(filter: &str) -> Option<String> {
    let mut filter: Value = serde_json::from_str(filter).ok()?;
    let whole = filter.as_object_mut()?;
    whole.insert(
        "name".to_owned(),
        json!(format!("{MARK}: {REFUSES_NOTHING}")),
    );
    let config = whole.get_mut("typed_config")?.as_object_mut()?;
    let rules = config.remove("rules")?;
    config.insert("shadow_rules".to_owned(), rules);
    Some(canonical(&filter))
}
