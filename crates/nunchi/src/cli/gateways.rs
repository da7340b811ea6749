//! What is typed about what follows from how an attacker looked: block lists, indicators, groups.

use clap::{Args, ValueEnum, builder::TypedValueParser, value_parser};
use incident::case::Number;

use super::Place;
use crate::printer::Format;

/// How a block list is written for a gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum BlockForm {
    /// The list itself, in one line.
    Json,
    /// For `http { }` of nginx: variables.
    Nginx,
    /// For `server { }` of nginx: the line that refuses.
    NginxServer,
    /// For nginx without variables: addresses alone.
    NginxDeny,
    /// One HTTP filter of Envoy, as JSON.
    Envoy,
}

/// A list whose entries may all not stand is none, so other days are refused as they are typed.
fn block_days() -> impl TypedValueParser<Value = u16> {
    value_parser!(u16).range(1..=i64::from(incident::block::EXPIRY_DAYS_MAX))
}

#[derive(Debug, Args)]
pub(crate) struct BlockArgs {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Number of the incident.
    pub(crate) id: Number,
    /// For which gateway it is written; without it the list is shown, with what is held back.
    #[arg(long, value_enum)]
    pub(crate) form: Option<BlockForm>,
    /// Days that an entry stays, 1 to 90.
    #[arg(long, default_value_t = incident::block::EXPIRY_DAYS, value_parser = block_days())]
    pub(crate) days: u16,
    /// An entry that the last list held back and two people now want: an address, a key or a client as the list
    /// shows it; may be repeated.
    #[arg(long, value_name = "ENTRY", requires = "second")]
    pub(crate) confirm: Vec<String>,
    /// The second of the two.
    #[arg(long, value_name = "NAME", requires = "confirm")]
    pub(crate) second: Option<String>,
    /// The last list once more, in another form or to be read; nothing is recorded.
    #[arg(long, conflicts_with_all = ["confirm", "days"])]
    pub(crate) again: bool,
    /// Envoy: `header_in_metadata` of its filter jwt_authn; without it keys are left out.
    #[arg(long, value_name = "NAME")]
    pub(crate) jwt_header: Option<String>,
    /// Envoy: `payload_in_metadata` of the same.
    #[arg(long, value_name = "NAME")]
    pub(crate) jwt_payload: Option<String>,
    /// Why; recorded with the step.
    #[arg(long, required_unless_present = "again")]
    pub(crate) reason: Option<String>,
    /// Who makes it [default: the system user].
    #[arg(long = "as", value_name = "NAME")]
    pub(crate) as_name: Option<String>,
    #[arg(long, value_enum, conflicts_with = "form")]
    pub(crate) format: Option<Format>,
}

/// How indicators are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum IndicatorsForm {
    /// A bundle of STIX 2.1.
    Stix,
    /// A table.
    Csv,
}

#[derive(Debug, Args)]
pub(crate) struct IndicatorsArgs {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Number of the incident.
    pub(crate) id: Number,
    #[arg(long, value_enum, default_value = "stix")]
    pub(crate) format: IndicatorsForm,
    /// To whom receivers may give it: clear, green, amber, amber+strict or red.
    #[arg(long, default_value = "amber")]
    pub(crate) tlp: String,
    /// The name of the organisation that tells it; it goes out.
    #[arg(long, value_name = "NAME")]
    pub(crate) producer: String,
    /// Days for which the indicators are valid, 1 to 365.
    #[arg(long, default_value_t = 30)]
    pub(crate) days: u16,
    /// Who asks [default: the system user].
    #[arg(long = "as", value_name = "NAME")]
    pub(crate) as_name: Option<String>,
}
