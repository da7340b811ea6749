//! What is typed about what follows from how an attacker looked: block lists, indicators, groups.

use std::path::PathBuf;

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

impl BlockForm {
    /// Every form.
    pub(crate) const ALL: &'static [BlockForm] = &[
        BlockForm::Json,
        BlockForm::Nginx,
        BlockForm::NginxServer,
        BlockForm::NginxDeny,
        BlockForm::Envoy,
    ];

    /// Its name, as it is typed.
    pub(crate) fn word(self) -> &'static str {
        match self {
            BlockForm::Json => "json",
            BlockForm::Nginx => "nginx",
            BlockForm::NginxServer => "nginx-server",
            BlockForm::NginxDeny => "nginx-deny",
            BlockForm::Envoy => "envoy",
        }
    }

    /// What its bytes are, as `Content-Type`.
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            BlockForm::Json | BlockForm::Envoy => "application/json",
            BlockForm::Nginx | BlockForm::NginxServer | BlockForm::NginxDeny => {
                "text/plain; charset=utf-8"
            }
        }
    }
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

#[derive(Debug, Args)]
pub(crate) struct PushArgs {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Number of the incident.
    pub(crate) id: Number,
    /// The target, as nunchi.toml names it; without it and --again the pushes are told.
    #[arg(long, value_name = "NAME", group = "what", requires = "reason")]
    pub(crate) to: Option<String>,
    /// A dead letter, or a push of which nothing tells, goes once more as it was.
    #[arg(long, value_name = "PUSH", group = "what", requires = "reason")]
    pub(crate) again: Option<String>,
    /// Confirm what somebody else proposed: it is sent.
    #[arg(long, requires = "what")]
    pub(crate) confirm: bool,
    /// Of an exercise: the file that is written in the place of what would be sent.
    #[arg(long, value_name = "FILE", requires = "confirm")]
    pub(crate) out: Option<PathBuf>,
    /// Dead letters, and pushes of which nothing tells, that were not sent again.
    #[arg(long, conflicts_with = "what")]
    pub(crate) dead: bool,
    /// Why; recorded with the step.
    #[arg(long)]
    pub(crate) reason: Option<String>,
    /// Who proposes, confirms or asks [default: the system user].
    #[arg(long = "as", value_name = "NAME")]
    pub(crate) as_name: Option<String>,
    #[arg(long, value_enum)]
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
