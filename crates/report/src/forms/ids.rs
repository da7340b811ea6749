//! Ids of the fields that a text of a form can belong to: the regime and the number, such as `kr-pipa.4c`.

use incident::law;

use super::{eu_33, kr_net, kr_pipa, listed};

/// Every shipped regime.
pub(super) fn regimes() -> impl Iterator<Item = &'static str> {
    law::regimes().map(|regime| regime.id.as_str())
}

/// Every field of every document, in the order of the documents.
pub(super) fn fields() -> Vec<String> {
    law::regimes().flat_map(of_regime).collect()
}

fn of_regime(regime: &'static law::Regime) -> Vec<String> {
    let numbers: Vec<String> = match regime.id.as_str() {
        "kr-pipa" => owned(&kr_pipa::NUMBERS),
        "kr-net" => owned(&kr_net::NUMBERS),
        "eu-33" => owned(&eu_33::NUMBERS),
        _ => listed::numbers(regime),
    };
    let id = |number: String| format!("{}.{number}", regime.id);
    numbers.into_iter().map(id).collect()
}

fn owned(numbers: &[&str]) -> Vec<String> {
    numbers.iter().map(|number| (*number).to_owned()).collect()
}
