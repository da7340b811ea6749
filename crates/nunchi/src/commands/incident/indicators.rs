//! `nunchi incident indicators`: how the attacker looked, for others. Of those whose data was read only two numbers
//! go out, and what many others use is no attacker's.

use event::Millis;
use exposure::{Asked, Ground};
use incident::{
    block::OTHERS_MAX,
    case::{Incident, Mode},
    indicators::{self, Facts, Indicators, Producer, SEEN_MAX, Tlp, What},
};
use ledger::Names;

use super::{
    showing::before,
    used::{self, Thing, Use, Used},
};
use crate::{
    asking,
    cases::Cases,
    cli::{IndicatorsArgs, IndicatorsForm},
    failure::Failure,
    home::Home,
    printer::{grouped, note, say},
};

pub(super) fn indicators(args: &IndicatorsArgs) -> Result<u8, Failure> {
    let home = Home::open(&args.place)?;
    let by = asking::asker(args.as_name.as_deref())?;
    let tlp = Tlp::parse(&args.tlp).ok_or_else(|| {
        let words = Tlp::ALL.map(Tlp::word).join(", ");
        Failure::usage(format!("--tlp: {:?} is none of {words}", args.tlp))
    })?;
    let incident = Cases::open(&home)?.incident(args.id, &by)?;
    let snapshot = home.snapshot_with(Names::Unread)?;
    let ground = home.ground(&snapshot)?;
    let facts = facts(&home, &ground, &incident, (args, tlp))?;
    let told = Indicators::new(facts).map_err(|e| Failure::usage(e.to_string()))?;
    for (what, why) in told.left_out() {
        // What may name a person is not printed either.
        note(&format!("left out: a {}: {why}", what.word()));
    }
    note("nothing was sent: give the file to whom its TLP allows");
    Cases::remind(&incident);
    say(&match args.format {
        IndicatorsForm::Stix => told.stix(),
        IndicatorsForm::Csv => told.csv(),
    });
    Ok(0)
}

fn facts(
    home: &Home,
    ground: &Ground<'_>,
    incident: &Incident,
    (args, tlp): (&IndicatorsArgs, Tlp),
) -> Result<Facts, Failure> {
    let selection = used::selection(home, incident)?;
    let (answer, _) = exposure::scope(home.disk(), ground, &selection, &Asked::default())?;
    let used = used::used(home, ground, &selection)?;
    let genesis = &ground.snapshot.genesis;
    Ok(Facts {
        origin: home.settings.origin.clone(),
        producer: Producer {
            name: args.producer.clone(),
            since: genesis.created,
        },
        incident: indicators::Incident {
            id: incident.id.to_string(),
            name: format!("{}{}", before(incident.mode), incident.title),
            is_exercise: incident.mode == Mode::Exercise,
            opened: incident.steps.first().map_or(genesis.created, |of| of.at),
            reads: answer.reads,
            subjects: answer.subjects,
        },
        made: Millis(home.clock().now_ms()),
        tlp,
        valid_days: args.days,
        seen: seen(ground, &used),
    })
}

/// What the attacker used, that with the most accesses first as far as one bundle goes.
fn seen(ground: &Ground<'_>, used: &Used) -> Vec<indicators::Seen> {
    let mut things: Vec<(&Thing, &Use)> = used.things.iter().collect();
    // Clients, keys and systems are few and say much, so that addresses do not push them out.
    things.sort_by_key(|(thing, of)| {
        let is_address = matches!(thing, Thing::Address(_));
        (is_address, std::cmp::Reverse(of.accesses), **thing)
    });
    let mut all: Vec<indicators::Seen> = things
        .into_iter()
        .filter_map(|(thing, of)| one(ground, *thing, of))
        .collect();
    if all.len() > SEEN_MAX {
        let more = grouped((all.len() - SEEN_MAX) as u64);
        note(&format!(
            "left out: {more} addresses with the fewest accesses: a bundle holds {SEEN_MAX}"
        ));
        all.truncate(SEEN_MAX);
    }
    all
}

fn one(ground: &Ground<'_>, thing: Thing, of: &Use) -> Option<indicators::Seen> {
    let text = |code| ground.snapshot.text(code).map(str::to_owned);
    let what = match thing {
        Thing::Address(ip) => What::Network(ip.into()),
        Thing::System(number) => What::System(number),
        Thing::Client(code) => What::Client(text(code)?),
        Thing::Key(code) => What::Key {
            id: text(code)?,
            issuer: of.issuer.and_then(text),
        },
    };
    // The client or the network of everybody tells how those look whose data was read.
    // A read that names nobody may be anybody's: so many reads are of at most as many people.
    let others = of.who_else();
    let ((people, _), (nameless, _)) = (others.named(), others.nameless());
    let is_few = people.saturating_add(nameless) <= OTHERS_MAX;
    if matches!(what, What::System(_) | What::Client(_)) && !is_few {
        let which = match what {
            What::System(number) => format!("AS{number}"),
            // A client may name a person, so what does not go out is not printed either.
            _ => format!("a {}", what.word()),
        };
        let people = grouped(people);
        note(&match nameless {
            0 => format!(
                "left out: {which}, which {people} other people used too, in 30 days of the incident or lately: it is no sign of the attacker"
            ),
            reads => format!(
                "left out: {which}, with which {} other reads that name nobody were made, in 30 days of the incident or lately, beside {people} people who are named: it cannot be said that it is a sign of the attacker alone; where those reads were the attacker's too, select them",
                grouped(reads)
            ),
        });
        return None;
    }
    Some(indicators::Seen {
        what,
        system: of.system.filter(|_| matches!(thing, Thing::Address(_))),
        first: of.first?,
        last: of.last?,
        accesses: of.accesses,
        shared: of.is_shared(thing),
    })
}
