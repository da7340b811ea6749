//! `nunchi statement check`: a text of our own, held against what an incident knows.
//!
//! Nothing is recorded and nothing kept: a draft stays where it is.

mod facts;
mod figures;
mod moments;
mod showing;
#[cfg(test)]
mod tests;
mod words;

use event::{ErrorClass, Millis};
use incident::{
    case::{Incident, Number, Said},
    statement::{
        Checked, Correction, Facts, Kind, Mark, Seen, Severity, Verdict, check, limits, recheck,
    },
};

use self::facts::{Beside, Of};
use crate::{
    asking,
    cases::Cases,
    cli::{StatementArgs, StatementCommand},
    commands::incident::showing::under_mark,
    failure::Failure,
    home::Home,
    printer::{Format, format_or_default, say},
    render,
};

/// A text that was checked, with all that is told of it.
struct Told {
    incident: Number,
    /// The controller to whose share it was held, where one was named.
    controller: Option<String>,
    /// SHA-256 of the text.
    sha256: String,
    facts: Facts,
    checked: Checked,
    /// What needs correcting, of a text that was published.
    published: Option<Published>,
}

/// A text that was published, by its evidence.
struct Published {
    evidence: String,
    /// When, and on which scope version it rested, where that was entered.
    said: Option<Said>,
    corrections: Vec<Correction>,
}

pub(crate) fn run(command: &StatementCommand) -> Result<u8, Failure> {
    let StatementCommand::Check(args) = command;
    let home = Home::open(&args.place)?;
    let by = asking::asker(args.as_name.as_deref())?;
    let incident = Cases::open(&home)?.incident(args.incident, &by)?;
    Cases::remind(&incident);
    let told = told(&home, &incident, args)?;
    say(&match format_or_default(args.format) {
        Format::Table => under_mark(incident.mode, &showing::table(&told, args.all, &home)),
        Format::Csv => showing::csv(&told, args.all)?,
        Format::Json => render::json(&showing::document(&told))?,
    });
    Ok(u8::from(is_wrong(&told.checked)))
}

fn told(home: &Home, incident: &Incident, args: &StatementArgs) -> Result<Told, Failure> {
    let (bytes, sha256) = asking::file(home, &args.file, limits::DRAFT_BYTES_MAX)?;
    let published = match &args.published {
        Some(id) => Some(published(incident, id, &sha256)?),
        None => None,
    };
    let beside = Beside {
        carries: &args.carries,
        advises: &args.advises,
        made_public: args.made_public,
    };
    let controller = args.controller.as_deref();
    if let Some(id) = controller.filter(|id| !incident.controllers.iter().any(|of| of == id)) {
        let known: Vec<&str> = incident.controllers.iter().map(String::as_str).collect();
        return Err(Failure::usage(asking::unknown("controller", id, &known)));
    }
    let of = Of {
        controller,
        version: None,
    };
    let facts = facts::of(home, incident, of, beside)?;
    let failed = |e| Failure::usage(format!("{}: {e}", args.file.display()));
    let checked = check(&bytes, &facts).map_err(failed)?;
    let published = match published {
        Some((evidence, said)) => Some(Published {
            evidence,
            said,
            corrections: recheck(&bytes, &facts).map_err(failed)?,
        }),
        None => None,
    };
    Ok(Told {
        incident: incident.id,
        controller: args.controller.clone(),
        sha256,
        facts,
        checked,
        published,
    })
}

/// Holds the text against the evidence that it is said to be: by its digest, for nothing else says so.
fn published(
    incident: &Incident,
    id: &str,
    sha256: &str,
) -> Result<(String, Option<Said>), Failure> {
    let mut seen = incident.evidence.iter();
    let evidence = seen.find(|of| of.id == id).ok_or_else(|| {
        let message = format!(
            "incident {} has no evidence {id}: see `nunchi incident show {}`",
            incident.id, incident.id
        );
        Failure::new(ErrorClass::NotFound, message)
    })?;
    if evidence.sha256.as_deref() != Some(sha256) {
        let was = evidence
            .sha256
            .as_deref()
            .unwrap_or("none: it was taken in without bytes");
        return Err(Failure::usage(format!(
            "the text is not evidence {id}: its SHA-256 is {sha256}, that of {id} is {was}; name the file that was taken in"
        )));
    }
    let said = incident.said.iter().rfind(|said| said.evidence == id);
    Ok((id.to_owned(), said.cloned()))
}

/// Whether it must not go out as it is. What is unsupported a person may answer for.
fn is_wrong(checked: &Checked) -> bool {
    let of = |verdict| checked.count(verdict) > 0;
    let is_error = |of: &incident::statement::Wording| of.severity == Severity::Error;
    of(Verdict::Contradicted) || of(Verdict::OutOfDate) || checked.wordings.iter().any(is_error)
}

/// What a text of a report says that the incident does not bear out: whether it must not stand there, and why. `facts`
/// come from [`known`]; `counts` is whether a number in the text may count anybody, `tells` whether it tells what was read,
/// and not what people should do or how they are told.
pub(crate) fn not_borne_out(
    facts: &Facts,
    text: &str,
    lang: report::Lang,
    (counts, tells): (bool, bool),
) -> Result<Vec<(bool, String)>, Failure> {
    let checked =
        check(text.as_bytes(), facts).map_err(|e| Failure::usage(format!("{text:?}: {e}")))?;
    let mut found = Vec::new();
    for mark in &checked.marks {
        let is_wrong = match (mark.verdict, mark.kind) {
            (_, Kind::Number) if !counts => continue,
            (Verdict::Contradicted | Verdict::OutOfDate, _) => true,
            (Verdict::Unsupported, Kind::Number | Kind::Moment) => false,
            (Verdict::Unsupported, Kind::Field) if tells && may_deny(facts, mark) => false,
            // Absolute words and belittling ones are the business of the lint itself, which knows evidence.
            _ => continue,
        };
        let because = match lang {
            report::Lang::Ko => &mark.because.ko,
            report::Lang::En => &mark.because.en,
        };
        let says = format!("{:?} is {}: {because}", mark.words, mark.verdict.word());
        found.push((is_wrong, says));
    }
    Ok(found)
}

/// Words by which a text may deny something, in a form that is not known too.
const DENIALS: [&str; 21] = [
    "없",
    "않",
    "아니",
    "못",
    "제외",
    "무관",
    "안전",
    "not ",
    "n't ",
    "n’t ",
    "no ",
    "nor ",
    "none",
    "never",
    "neither",
    "without",
    "unaffected",
    "untouched",
    "secure",
    "safe",
    "excluded",
];

/// Words of what is left open or yet to be done: they deny nothing.
const OPEN: [&str; 11] = [
    "는지",
    "은지",
    "여부",
    "알 수 없",
    "도록",
    "예정",
    "겠습니다",
    "whether",
    "cannot say",
    "not known",
    "will ",
];

/// Whether a sentence may deny that a field was read that was: in a form that is not known, beside a word of denial.
fn may_deny(facts: &Facts, mark: &Mark) -> bool {
    let (words, sentence) = (mark.words.to_lowercase(), mark.sentence.to_lowercase());
    let holds = |words: &[&str]| words.iter().any(|word| sentence.contains(word));
    let mut read = facts.fields.iter().filter(|of| of.seen == Seen::Touched);
    let is_read = read.any(|of| {
        let titles = [&of.title.ko, &of.title.en];
        let mut names = titles.into_iter().chain(&of.also);
        names.any(|name| words.contains(&name.to_lowercase()))
    });
    is_read && holds(&DENIALS) && !holds(&OPEN)
}

/// What texts of a report are held against: what its controller answers for, in the version that it tells of. `None` where
/// that was not frozen.
pub(crate) fn known(
    home: &Home,
    incident: &Incident,
    controller: &str,
    version: Option<u32>,
) -> Result<Option<Facts>, Failure> {
    let told = incident.version_or_latest(version);
    match told.and_then(|told| incident.share(told, controller)) {
        Some(_) => {
            let controller = Some(controller);
            facts::of(
                home,
                incident,
                Of {
                    controller,
                    version,
                },
                Beside::default(),
            )
            .map(Some)
        }
        None => Ok(None),
    }
}

/// A moment of an incident, as the clock of this machine says it is now.
fn now(home: &Home) -> Millis {
    Millis(home.clock().now_ms())
}
