//! Reading a list back from its JSON: its entries are made again and must all stand, what is held back is taken with
//! the reason that is told, and the whole must be the one of its digest.

use event::Millis;
use serde_json::Value;

use super::{
    Behind, BlockList, Claim, Confirmed, Counted, CredentialHash, DAY_MS, EXPIRY_DAYS, Held,
    Lately, Match, Others, Reckoned, Rules, Span, TwoPeople, Wanted, Why, Window,
};

/// Why a list does not read back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Something is not there, or no list would say it.
    #[error("{what}: it is missing or is none of a block list of version 1")]
    Shape {
        /// Which key.
        what: &'static str,
    },
    /// What it says is not what its digest is of.
    #[error("the list says it is {said} and is {found}: it was changed")]
    Changed {
        /// The digest that it says.
        said: String,
        /// The digest of what it says.
        found: String,
    },
    /// Some of its entries may not stand, so that it was changed or made under other rules.
    #[error("{entries} of its entries may not stand: it was changed, or other rules made it")]
    Rules {
        /// How many.
        entries: usize,
    },
}

impl BlockList {
    /// The list that [`BlockList::json`] wrote under the same rules.
    ///
    /// # Errors
    /// When the text is no list, or not the one of its digest.
    pub fn read(json: &[u8], rules: &Rules) -> Result<BlockList, ReadError> {
        let whole: Value =
            serde_json::from_slice(json).map_err(|_| ReadError::Shape { what: "the list" })?;
        let made = moment(&whole, "made")?;
        let wanted: Result<_, _> = all(&whole, "entries")?
            .iter()
            .map(|one| wanted_of(one, made))
            .collect();
        // Why something is held back does not follow from what is told of it: how long it should have stayed is not
        // said, and a text that is too long is cut. So it is not decided again.
        let held: Result<Vec<Held>, _> = all(&whole, "held_back")?
            .iter()
            .map(|one| held_of(one, (made, rules)))
            .collect();
        let list = BlockList::propose(text(&whole, "incident")?, made, rules, wanted?)
            .map_err(|_| ReadError::Shape { what: "incident" })?;
        if !list.held_back().is_empty() {
            return Err(ReadError::Rules {
                entries: list.held_back().len(),
            });
        }
        let list = list.with_held(held?);
        let list = match counted_of(&whole["others_counted"])? {
            Some(counted) => list.counting(counted),
            None => list,
        };
        let (said, found) = (text(&whole, "digest")?, list.digest().to_string());
        match said == found {
            true => Ok(list),
            false => Err(ReadError::Changed {
                said: said.to_owned(),
                found,
            }),
        }
    }
}

fn all<'v>(whole: &'v Value, what: &'static str) -> Result<&'v [Value], ReadError> {
    let all = whole[what].as_array();
    all.map(Vec::as_slice).ok_or(ReadError::Shape { what })
}

fn held_of(of: &Value, (made, rules): (Millis, &Rules)) -> Result<Held, ReadError> {
    let wanted = wanted_of(of, made)?;
    let told = (text(&of["why"], "word")?, text(&of["why"], "text")?);
    let why = Why::told(&wanted, rules, told).ok_or(ReadError::Shape { what: "why" })?;
    Ok(Held { wanted, why })
}

fn wanted_of(of: &Value, made: Millis) -> Result<Wanted, ReadError> {
    let days = match of["expires"].is_null() {
        true => EXPIRY_DAYS,
        false => u16::try_from((moment(of, "expires")?.0 - made.0) / DAY_MS)
            .map_err(|_| ReadError::Shape { what: "expires" })?,
    };
    let others = match of["others"].is_null() {
        true => &of["others_named"],
        false => &of["others"],
    };
    let confirmed = &of["confirmed"];
    Ok(Wanted {
        what: match_of(&of["match"])?,
        behind: Behind {
            people: number(of, "people")?,
            reads: number(of, "reads")?,
        },
        others: match others.is_null() {
            true => None,
            false => Some(Others {
                people: number(others, "people")?,
                log_ins: number(others, "log_ins")?,
                nameless: nameless(others)?,
                lately: lately_of(&others["lately"])?,
            }),
        },
        span: Span {
            first: moment(of, "first")?,
            last: moment(of, "last")?,
        },
        carrier_nat: of["carrier_nat"].as_bool().ok_or(ReadError::Shape {
            what: "carrier_nat",
        })?,
        days,
        confirmed: match confirmed.is_null() {
            true => None,
            false => Some(Confirmed {
                two: TwoPeople::new(text(confirmed, "proposer")?, text(confirmed, "confirmer")?)
                    .map_err(|_| ReadError::Shape { what: "confirmed" })?,
                shown: confirmed["shown"].as_u64(),
            }),
        },
    })
}

fn lately_of(of: &Value) -> Result<Option<Lately>, ReadError> {
    if of.is_null() {
        return Ok(None);
    }
    Ok(Some(Lately {
        people: number(of, "people")?,
        log_ins: number(of, "log_ins")?,
        nameless: nameless(of)?,
    }))
}

/// Reads that name nobody; where there are none the key does not stand.
fn nameless(of: &Value) -> Result<u64, ReadError> {
    match of["reads_of_nobody"].is_null() {
        true => Ok(0),
        false => number(of, "reads_of_nobody"),
    }
}

fn counted_of(of: &Value) -> Result<Option<Counted>, ReadError> {
    if of.is_null() {
        return Ok(None);
    }
    let days = |of: &Value| {
        Ok(Reckoned {
            from: moment(of, "from")?,
            to: moment(of, "to")?,
        })
    };
    Ok(Some(Counted {
        incident: days(&of["incident"])?,
        record: match of["record"].is_null() {
            true => None,
            false => Some(days(&of["record"])?),
        },
    }))
}

fn match_of(of: &Value) -> Result<Match, ReadError> {
    Ok(match text(of, "kind")? {
        "network" => Match::Network(
            text(of, "network")?
                .parse()
                .map_err(|_| ReadError::Shape { what: "network" })?,
        ),
        "key" => Match::Key {
            id: text(of, "key")?.to_owned(),
            issued: match of["issued"].is_null() {
                true => None,
                false => Some(Window {
                    from: moment(&of["issued"], "from")?,
                    until: moment(&of["issued"], "until")?,
                }),
            },
        },
        "session" => Match::Session {
            claim: match text(of, "claim")? {
                "jti" => Claim::Jti,
                "sid" => Claim::Session,
                _ => return Err(ReadError::Shape { what: "claim" }),
            },
            id: text(of, "id")?.to_owned(),
        },
        "client" => Match::Client(text(of, "client")?.to_owned()),
        "credential" => Match::Credential {
            key: text(of, "gateway_key")?.to_owned(),
            hash: hash(text(of, "hmac_sha256")?)?,
        },
        _ => return Err(ReadError::Shape { what: "kind" }),
    })
}

fn hash(hex: &str) -> Result<CredentialHash, ReadError> {
    let wrong = || ReadError::Shape {
        what: "hmac_sha256",
    };
    let mut bytes = [0; 32];
    if hex.len() != 64 {
        return Err(wrong());
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        let digits = hex.get(2 * at..2 * at + 2).ok_or_else(wrong)?;
        *byte = u8::from_str_radix(digits, 16).map_err(|_| wrong())?;
    }
    Ok(CredentialHash(bytes))
}

fn text<'v>(of: &'v Value, what: &'static str) -> Result<&'v str, ReadError> {
    of[what].as_str().ok_or(ReadError::Shape { what })
}

fn number(of: &Value, what: &'static str) -> Result<u64, ReadError> {
    of[what].as_u64().ok_or(ReadError::Shape { what })
}

fn moment(of: &Value, what: &'static str) -> Result<Millis, ReadError> {
    let at = text(of, what)?;
    Millis::parse(at).map_err(|_| ReadError::Shape { what })
}
