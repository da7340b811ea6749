//! From what an incident used to what is wanted for its block list.

use event::{ErrorClass, Millis};
use exposure::Ground;
use incident::{
    block::{
        Behind, BlockList, Confirmed, ENTRIES_MAX, Match, Others, Rules, Span, TwoPeople, Wanted,
        Window,
    },
    case::{Mode, Number},
};

use super::named;
use crate::{
    commands::incident::used::{Thing, Use, Used},
    failure::Failure,
};

/// A list, and what was not even wanted for it.
pub(super) struct Proposed {
    pub(super) list: BlockList,
    pub(super) passed_over: Vec<PassedOver>,
}

/// Something that the incident used and that no gateway can know the attacker by.
pub(super) struct PassedOver {
    pub(super) kind: &'static str,
    pub(super) value: String,
    pub(super) reads: u64,
    /// Other people, as far as they are counted.
    pub(super) others: Others,
    pub(super) why: &'static str,
}

/// What two people want in spite of what it costs: with this list, and with those before.
pub(super) struct Confirming<'a> {
    before: Option<&'a BlockList>,
    two: Option<TwoPeople>,
    entries: &'a [String],
}

impl<'a> Confirming<'a> {
    /// Both must have been shown what an entry costs, so it must stand held back in the list before.
    pub(super) fn new(
        (by, second, entries): (&str, Option<&str>, &'a [String]),
        before: Option<&'a BlockList>,
    ) -> Result<Confirming<'a>, Failure> {
        let two = second.map(|second| TwoPeople::new(by, second)).transpose();
        let two = two.map_err(|e| Failure::usage(format!("--second: {e}")))?;
        let held: Vec<String> = before
            .map(BlockList::held_back)
            .unwrap_or_default()
            .iter()
            .map(|held| named(&held.wanted.what))
            .collect();
        match entries.iter().find(|entry| !held.contains(entry)) {
            None => Ok(Confirming {
                before,
                two,
                entries,
            }),
            Some(entry) => Err(Failure::usage(format!(
                "--confirm: {entry:?} is not held back in the last list, so nobody was shown what it costs: \
                 `nunchi incident block ID --reason …` shows what is"
            ))),
        }
    }

    fn of(&self, what: &Match) -> Option<Confirmed> {
        let before = self.before?;
        let held = before.held_back().iter().find(|of| of.wanted.what == *what);
        if let (Some(held), Some(two)) = (held, &self.two)
            && self.entries.contains(&named(what))
        {
            return Some(Confirmed {
                two: two.clone(),
                shown: held
                    .wanted
                    .others
                    .and_then(|others| others.most())
                    .map(|(people, _)| people),
            });
        }
        let entry = before.entries().iter().find(|of| of.what == *what);
        let confirmed = entry.and_then(|of| of.confirmed.clone());
        confirmed.or_else(|| held?.wanted.confirmed.clone())
    }
}

/// Makes the list.
pub(super) fn propose(
    ground: &Ground<'_>,
    (incident, made, days): (Number, Millis, u16),
    used: &Used,
    confirming: &Confirming<'_>,
) -> Result<Proposed, Failure> {
    let mut passed_over = Vec::new();
    let mut wanted = Vec::new();
    for (thing, of) in &used.things {
        match matched(ground, *thing, of) {
            Some(Ok(what)) => wanted.push(want(what, (*thing, of), days)),
            Some(Err(over)) => passed_over.push(over),
            None => {}
        }
    }
    // Those with the most reads go in; the others are said, for nothing is dropped in silence.
    wanted.sort_by_key(|one| std::cmp::Reverse(one.behind.reads));
    let beyond = wanted.split_off(wanted.len().min(ENTRIES_MAX));
    passed_over.extend(beyond.iter().map(|one| PassedOver {
        kind: one.what.word(),
        value: named(&one.what),
        reads: one.behind.reads,
        others: one.others.unwrap_or_default(),
        why: "a list holds no more: those with the most reads stand in it",
    }));
    for one in &mut wanted {
        one.confirmed = confirming.of(&one.what);
    }
    // Who reads the file of a gateway shall see that it is practised.
    let id = match incident.mode {
        Mode::Real => format!("incident-{incident}"),
        Mode::Exercise => format!("exercise-{incident}"),
    };
    let list = BlockList::propose(&id, made, &Rules::default(), wanted);
    let list = list.map_err(|e| Failure::new(ErrorClass::Internal, e.to_string()))?;
    let list = list.counting(used.days);
    Ok(Proposed { list, passed_over })
}

/// What a gateway would match. A network of many addresses is no attacker, so systems are not wanted.
fn matched(ground: &Ground<'_>, thing: Thing, of: &Use) -> Option<Result<Match, PassedOver>> {
    let unknown = |kind, why| PassedOver {
        kind,
        value: "-".to_owned(),
        reads: of.reads,
        others: of.who_else(),
        why,
    };
    let text = |code| ground.snapshot.text(code).map(str::to_owned);
    Some(match thing {
        Thing::System(_) => return None,
        Thing::Address(ip) => Ok(Match::Network(ip.into())),
        Thing::Client(code) => match text(code) {
            None => Err(unknown("client", "its text is not in the dictionary")),
            Some(client) if is_anybody_elses(of) => Err(PassedOver {
                value: client,
                ..unknown("client", "others use it too: it tells nobody apart")
            }),
            Some(client) => Ok(Match::Client(client)),
        },
        Thing::Key(code) => match text(code) {
            None => Err(unknown("key", "its id is not in the dictionary")),
            Some(id) => Ok(Match::Key {
                id,
                issued: issue_window(ground, of),
            }),
        },
    })
}

/// Whether anybody else is known to have used it or to have logged in with it, then or lately. Where reads name nobody, it
/// may be the incident's own client all the same, so that two people decide.
fn is_anybody_elses(of: &Use) -> bool {
    [Some(of.others), of.lately]
        .iter()
        .flatten()
        .any(|of| of.people > 0 || of.log_ins > 0)
}

/// When the tokens of the incident can have been issued: a token that was read with lives no longer than its issuer
/// lets tokens live, so none was issued earlier than that before the first read, nor after the last.
fn issue_window(ground: &Ground<'_>, of: &Use) -> Option<Window> {
    let (first, last) = of.first.zip(of.last)?;
    let issuer = of.issuer.and_then(|code| ground.snapshot.text(code));
    let issuers = &ground.catalogue.issuers;
    let lifetime = match issuers.iter().find(|one| Some(one.id.as_str()) == issuer) {
        Some(issuer) => issuer.longest_lifetime_ms,
        None => issuers.iter().map(|of| of.longest_lifetime_ms).max()?,
    };
    Some(Window {
        from: first.plus(-lifetime),
        until: last.plus(1),
    })
}

fn want(what: Match, (thing, of): (Thing, &Use), days: u16) -> Wanted {
    let behind = Behind {
        people: of.people,
        reads: of.reads,
    };
    let span = Span {
        first: of.first.unwrap_or_default(),
        last: of.last.unwrap_or_default(),
    };
    Wanted {
        others: Some(of.who_else()),
        // Only an address is a carrier's; what a key or a client costs is its number of people.
        carrier_nat: matches!(thing, Thing::Address(_)) && of.is_shared(thing) == Some(true),
        days,
        ..Wanted::new(what, behind, span)
    }
}
