//! Words of closed lists that steps take, each with what it means: who types at three in the morning reads them in the
//! help and not in an error. Each list is that of the type which reads it, held so by a test.

use clap::builder::{PossibleValue, PossibleValuesParser};

/// A word and what it means.
type Word = (&'static str, &'static str);

/// Takes one of these words, and tells them in the help.
pub(super) fn one_of(words: &[Word]) -> PossibleValuesParser {
    let value = |(word, means): &Word| PossibleValue::new(*word).help(*means);
    PossibleValuesParser::new(words.iter().map(value))
}

/// Where a moment of awareness comes from.
pub(super) const KINDS: &[Word] = &[
    (
        "outside_message",
        "somebody outside wrote or rang: a researcher, an extortioner",
    ),
    ("complaint", "a person complained"),
    (
        "finding_told",
        "a detector told of a finding that nobody opened: no awareness",
    ),
    ("finding_opened", "a person opened a finding"),
    (
        "report_to_ciso",
        "the chief information security officer was told",
    ),
    ("report_to_cpo", "the chief privacy officer was told"),
    ("report_to_ceo", "the chief executive was told"),
    (
        "told_by_processor",
        "a processor or another controller told us",
    ),
    ("told_by_authority", "an authority told us"),
    ("confirmation", "we confirmed it"),
    (
        "own_statement",
        "we said so ourselves, in a filing or in public",
    ),
];

/// What those who were told then knew.
pub(super) const KNEW: &[Word] = &[
    (
        "incident",
        "that something happened to a system, and nothing yet of personal data",
    ),
    ("possibility", "that data may have leaked"),
    ("leak", "that data leaked"),
    (
        "materiality",
        "that it was decided to be material to investors: starts US-SEC-8K",
    ),
    ("told_people", "that people had been told: starts US-CA-AG"),
    (
        "told_authority",
        "that an authority had been told: starts NIS2-MONTH",
    ),
];

/// What a moment of awareness starts.
pub(super) const STARTS: &[Word] = &[
    (
        "incident_known",
        "the clocks of an incident, such as KR-NET-24",
    ),
    (
        "possibility_known",
        "the clocks of a possible leak, such as KR-PIPA-POSS",
    ),
    ("leak_known", "the clocks of a leak, such as KR-PIPA-NOTICE"),
    (
        "materiality_decided",
        "those that count from the decision that it is material",
    ),
    ("told_people", "those that count from the notice to people"),
    ("told_authority", "those that count from an earlier report"),
];

/// What is so, or not, when a law asks.
pub(super) const FACTS: &[Word] = &[
    ("sensitive", "data of a sensitive class was read (PIPA 23)"),
    (
        "unique_id",
        "resident, passport, licence or alien registration numbers were read (PIPA 24)",
    ),
    (
        "outside_access",
        "a system or device was accessed unlawfully from outside",
    ),
    (
        "not_singled_out",
        "those who may be affected cannot be singled out, or only some",
    ),
    (
        "encrypted",
        "what was read is of no use without a key that was not taken",
    ),
    ("pseudonymised", "what was read was pseudonymised"),
    (
        "recovered",
        "the route is confirmed and the data recovered, so that harm is markedly unlikely",
    ),
    (
        "wrongful_purpose",
        "somebody acted for a wrongful purpose: an attack, an insider",
    ),
    (
        "property_risk",
        "property may be lost by misuse, such as of card numbers",
    ),
    ("credit_data", "personal credit information was read"),
    (
        "california_data",
        "a name with an identifier, account, medical or biometric item, or a log-in with its password",
    ),
    (
        "network_service",
        "it touched the network of a provider of information and communication services",
    ),
    (
        "union_territory",
        "the controller is in the Union, or offers to or monitors people there",
    ),
    ("uk_territory", "the same for the United Kingdom"),
    (
        "sec_registrant",
        "the controller files reports with the SEC",
    ),
    (
        "material",
        "the controller decided that it is material to investors",
    ),
    (
        "nis2_entity",
        "the controller is an essential or important entity under NIS2",
    ),
    ("significant", "it is significant as NIS2 23(3) means it"),
    ("processor", "we hold the data for another controller"),
    (
        "contract_asks",
        "a contract asks that the other side be told",
    ),
    (
        "taiwan_digital",
        "the controller is under the digital-economy rules of Taiwan",
    ),
    (
        "many_rights",
        "it endangers operation, or the rights of many people",
    ),
];

/// Whether a fact is so.
pub(super) const SO: &[Word] = &[
    ("yes", "it is so"),
    ("no", "it is not so"),
    ("unknown", "nobody can say; takes back what was said"),
];

/// The risk to the people.
pub(super) const RISKS: &[Word] = &[
    ("unlikely", "a risk is unlikely (GDPR 33(1))"),
    ("likely", "there is a risk"),
    ("high", "the risk is high (GDPR 34(1))"),
];

/// What is decided of a duty.
pub(super) const ANSWERS: &[Word] = &[
    ("applies", "it applies"),
    (
        "does_not_apply",
        "it does not; rests on evidence, and stops its clocks",
    ),
    (
        "deemed_reported",
        "a report under another law counts as made (Network Act 48-3); rests on evidence",
    ),
    ("undecided", "not decided; stops no clock"),
];

/// What became of a possibility.
pub(super) const OUTCOMES: &[Word] = &[
    ("leak", "there was a leak: the real notice takes its place"),
    ("no_leak", "there was none: who was told is told so at once"),
];

/// How something is known.
pub(super) const GRADES: &[Word] = &[
    ("fact", "computed from the ledger, or shown by evidence"),
    ("estimate", "computed by a method that may be wrong"),
    ("statement", "somebody says so"),
    ("decision", "somebody with the power to do so decided it"),
    ("unknown", "not known yet"),
];

/// What sort of obligation.
pub(super) const OWED: &[Word] = &[
    ("order", "an order of an authority or a court"),
    (
        "preservation",
        "to keep what is there: holds the sources that it names",
    ),
    ("request", "a question or a recommendation"),
    ("promise", "what we promised in public"),
    ("contract", "what a contract asks"),
];

/// What was done with evidence.
pub(super) const DONE: &[Word] = &[
    ("handed over", "it, or a copy, was given away"),
    ("viewed", "somebody looked at it"),
    ("exported", "a copy was made"),
];

/// What stands under the list of commands: the order in which they are needed.
pub(super) const ORDER: &str = "\
In the order in which they are needed:
  open, confirm, concern      there is an incident; laws and controllers that it concerns too
  evidence, aware, choose     what shows it, who knew when, and which moment counts: clocks begin
  select, scope               who was read, frozen as a version
  clocks, duties, decide      what is due, and whether it applies
  file, late                  what was filed, and why so late
  request, delay, post        what lets a notice wait
  fact, owe, answer           what became known, what is asked of us
  contain, close              it has ended; it is over
  take-back                   what was entered by mistake

A step needs --reason. TIME is RFC 3339, or without a zone in that of nunchi.toml.
EVIDENCE is an id under which `evidence` took something in.";

#[cfg(test)]
mod tests {
    use incident::{
        Grade,
        case::ObligationKind,
        law::{Answer, Fact, Kind, Knew, Risk, Start},
    };

    use super::*;

    /// The words that a type reads, as its refusal of another lists them.
    fn read<T: serde::de::DeserializeOwned + std::fmt::Debug>() -> Vec<String> {
        let said = serde_json::from_str::<T>("\"?\"").unwrap_err().to_string();
        let (_, listed) = said
            .split_once("expected one of")
            .unwrap_or_else(|| panic!("{said}"));
        let words = listed.split('`').skip(1).step_by(2);
        words.map(str::to_owned).collect()
    }

    #[test]
    fn each_list_is_that_of_the_type_which_reads_it() {
        let lists = [
            (KINDS, read::<Kind>()),
            (KNEW, read::<Knew>()),
            (STARTS, read::<Start>()),
            (FACTS, read::<Fact>()),
            (RISKS, read::<Risk>()),
            (ANSWERS, read::<Answer>()),
            (GRADES, read::<Grade>()),
            (OWED, read::<ObligationKind>()),
        ];
        for (list, read) in lists {
            let words: Vec<&str> = list.iter().map(|(word, _)| *word).collect();
            assert_eq!(words, read);
        }
    }
}
