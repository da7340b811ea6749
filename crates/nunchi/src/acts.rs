//! Acts of the ledger, read back: who reads what was stated, entered or watched begins here.
//!
//! The body of an act is canonical JSON, sealed under the book key; `asking::record` writes them.

use event::{ActKind, ErrorClass};
use ledger::{ActKeys, Control, ControlKind};
use serde::de::DeserializeOwned;

use crate::failure::Failure;

/// Whether a control event is an act of one of some kinds.
pub(crate) fn is_of(control: &Control, kinds: &[ActKind]) -> bool {
    control.kind == ControlKind::Act && kinds.iter().any(|kind| kind.code() == control.code)
}

/// The acts of some kinds with what their bodies say, in the order of the ledger. A body of another form, such as one of
/// a later version, is left out: it is none that its reader could weigh.
pub(crate) fn opened<'c, B: DeserializeOwned>(
    controls: &'c [Control],
    keys: &'c ActKeys,
    kinds: &'c [ActKind],
) -> impl Iterator<Item = Result<(&'c Control, B), Failure>> {
    let acts = controls.iter().filter(|control| is_of(control, kinds));
    acts.filter_map(|act| {
        let body = keys.open(act.sealed.as_ref()?).map_err(|error| {
            let at = act.position;
            let message = format!("the act at position {at} does not open: {error}");
            Failure::new(ErrorClass::Broken, message)
        });
        match body {
            Ok(body) => Some(Ok((act, serde_json::from_slice(&body).ok()?))),
            Err(failure) => Some(Err(failure)),
        }
    })
}
