//! JSON pointers of the settings: a second reading of the record, only where some are set.

use std::borrow::Cow;

use event::Event;
use serde_json::Value;

use super::value;
use crate::{Fault, Settings, SettingsError};

/// The pointers that are set.
#[derive(Debug, Clone)]
pub(super) struct Pointers {
    instance: String,
    boot: String,
    pointed: Vec<(u16, String)>,
}

impl Pointers {
    pub(super) fn new(settings: &Settings) -> Result<Pointers, SettingsError> {
        let mut pointed = Vec::new();
        check("instance", &settings.instance)?;
        check("boot", &settings.boot)?;
        for (index, pointer) in settings.pointers.iter().enumerate() {
            let at = format!("pointers[{index}]");
            check(&at, pointer)?;
            let index = u16::try_from(index).map_err(|_| SettingsError {
                at,
                message: "at most 65536 pointers are taken".to_owned(),
            })?;
            pointed.push((index, pointer.clone()));
        }
        Ok(Pointers {
            instance: settings.instance.clone(),
            boot: settings.boot.clone(),
            pointed,
        })
    }

    fn is_empty(&self) -> bool {
        self.instance.is_empty() && self.boot.is_empty() && self.pointed.is_empty()
    }

    /// Puts what stands at the pointers into the event.
    pub(super) fn apply(&self, text: &str, event: &mut Event<'_>) -> Result<(), Fault> {
        if self.is_empty() {
            return Ok(());
        }
        let whole: Value = serde_json::from_str(text).map_err(|e| value::fault(&e))?;
        let mark = match event {
            Event::Access(access) => {
                for (index, pointer) in &self.pointed {
                    for found in texts(whole.pointer(pointer)) {
                        access.pointed.push((*index, Cow::Owned(found)));
                    }
                }
                &mut access.mark
            }
            Event::Issuance(issuance) => &mut issuance.mark,
            Event::Identity(change) => &mut change.mark,
            Event::Relation(_) | Event::Heartbeat(_) | Event::Act(_) => return Ok(()),
        };
        if !self.instance.is_empty() {
            mark.instance = texts(whole.pointer(&self.instance)).next().map(Cow::Owned);
        }
        if !self.boot.is_empty() {
            mark.boot = texts(whole.pointer(&self.boot)).next().map(Cow::Owned);
        }
        Ok(())
    }
}

fn check(at: &str, pointer: &str) -> Result<(), SettingsError> {
    if pointer.is_empty() || pointer.starts_with('/') {
        return Ok(());
    }
    Err(SettingsError {
        at: at.to_owned(),
        message: format!("{pointer:?} is no JSON pointer (RFC 6901): it starts with /"),
    })
}

/// The text or number at a pointer, or each of a list of them.
fn texts(found: Option<&Value>) -> impl Iterator<Item = String> {
    let values = match found {
        Some(Value::Array(list)) => list.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    values.iter().filter_map(|value| match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}
