//! A Sigma rule for a key. STIX 2.1 has no observable for a token, so that a pattern of its own could
//! never match; it takes rules of other languages, and Sigma is the one that logs of gateways speak.

use serde_json::Value;

/// The version of the Sigma specification that the rule follows.
pub(super) const VERSION: &str = "2.1.0";

/// A rule that matches tokens of a key (and issuer).
pub(super) fn rule(uuid: &str, id: &str, issuer: Option<&str>) -> String {
    let mut rule = format!(
        "title: Tokens of a signing key with which tokens were forged\n\
         id: {uuid}\n\
         status: experimental\n\
         description: kid is the key id in the header of the \
         token, iss its issuer.\n\
         logsource:\n  category: webserver\n\
         detection:\n  selection:\n    kid: {}\n",
        quoted(&literal(id)),
    );
    if let Some(issuer) = issuer {
        rule.push_str(&format!("    iss: {}\n", quoted(&literal(issuer))));
    }
    rule + "  condition: selection\nlevel: high\n"
}

/// A text in which nothing is a wildcard of Sigma.
fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '*' | '?' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A text in quotes. A string of JSON is one of YAML.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
