//! Which version of the scope a report may speak of: none that is older than what an authority has been told, unless
//! somebody says why. Fewer people in a later report than in the one before is what an authority asks about first.

use incident::case::{Incident, What};
use report::forms::Filing;

use super::Which;
use crate::{asking, cli::ReportArgs, failure::Failure};

/// Whether the version that is asked for may be reported after what was filed.
pub(super) fn may_be_older(
    incident: &Incident,
    args: &ReportArgs,
    which: &Which,
) -> Result<(), Failure> {
    let (page, regime, filing) = (&args.page, &args.regime, which.filing);
    if let Some(why) = &page.older_because {
        asking::reason(why)?;
    }
    let (Some(asked), None) = (page.scope, &page.older_because) else {
        return Ok(());
    };
    let before = which
        .earlier
        .as_ref()
        .and_then(|of| version_of(incident, &of.digest));
    let latest = match filing {
        Filing::First => None,
        Filing::Additional | Filing::Final => before.max(filed(incident, regime)),
    };
    match latest.filter(|filed| asked < *filed) {
        None => Ok(()),
        Some(filed) => Err(Failure::usage(format!(
            "--scope {asked}: version {filed} was filed under {regime}, and this is a {} report of an older one: leave \
             --scope out, or say why with --older-because WHY, which stands on its first page",
            filing.word()
        ))),
    }
}

/// The version of which a document speaks.
fn version_of(incident: &Incident, digest: &str) -> Option<u32> {
    incident.document(digest).map(|of| of.version)
}

/// The latest version that was filed under a law.
fn filed(incident: &Incident, regime: &str) -> Option<u32> {
    let filed = incident.standing().filter_map(|step| match &step.what {
        What::Filed {
            clock,
            document: Some(document),
            ..
        } if clock.regime == regime => version_of(incident, document),
        _ => None,
    });
    filed.max()
}
