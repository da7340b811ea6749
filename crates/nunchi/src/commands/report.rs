//! `nunchi report`: documents of an incident, as PDF, HTML and JSON of one set of facts.

mod accepting;
mod asked;
mod earlier;
mod kept;
mod learnt;
mod older;
mod recording;

use std::{collections::BTreeMap, path::Path};

use event::{ErrorClass, Millis, catalogue::Controller};
use incident::{
    case::Incident,
    law,
    statement::{Deed, Facts},
};
use report::{
    Checkpoint, Document, Kind, Lang, Zone,
    forms::{
        self, Before, Filing, Form, FormsError, Given, Learnt, LintFinding, LintRule, Severity,
        Space,
    },
};
use serde_json::{Value, json};

use crate::{
    asking,
    cases::{Cases, CounselRoom},
    cli::{PageArgs, ReportArgs, ReportCommand},
    failure::Failure,
    home::Home,
    printer::{Format, format_or_default, say},
    render,
};

use self::{
    accepting::Looked,
    asked::Asked,
    earlier::Earlier,
    recording::{Made, record},
};

pub(crate) use self::recording::Written;
use super::statement;

/// Pages of the sheet and of the board's page.
const PAGES_MAX: usize = 2;

/// A lint is an error.
const LINTED: u8 = 1;

pub(crate) fn run(command: &ReportCommand) -> Result<u8, Failure> {
    match command {
        ReportCommand::List(list) => kept::list(list),
        ReportCommand::Copy(args) => kept::copy(args),
        ReportCommand::Form => {
            say(&forms::example());
            Ok(0)
        }
        ReportCommand::Accept(args) => accepting::accept(args),
        ReportCommand::Write(args) => tell(&reports(args)?, args.page.by.format),
        ReportCommand::Sheet(page) => sheet(page),
        ReportCommand::Board(page) => write_page(page, "board", forms::board_in),
    }
}

/// The sheet of the war room.
pub(crate) fn sheet(page: &PageArgs) -> Result<u8, Failure> {
    write_page(page, "sheet", forms::sheet_in)
}

/// What a document is made from, read once.
struct Ready {
    home: Home,
    incident: Incident,
    by: String,
    why: String,
    form: Form,
    controller: Controller,
    routes: BTreeMap<String, String>,
    head: Checkpoint,
    now: Millis,
    /// What the ledger of now has beside the last version, where there is one.
    learnt: Option<Learnt>,
    /// What counsel keeps, where its key is held: no document may hold any of it.
    privileged: Vec<String>,
}

impl Ready {
    fn of(page: &PageArgs, kind: Kind) -> Result<Ready, Failure> {
        let home = Home::open(&page.place)?;
        let by = asking::asker(page.by.as_name.as_deref())?;
        let why = asking::reason(&page.reason)?.to_owned();
        let cases = Cases::open(&home)?;
        let incident = cases.incident(page.id, &by)?;
        Cases::remind(&incident);
        let catalogue = &home.settings.catalogue;
        let wanted = page.controller.as_ref().or(incident.controllers.first());
        let controller = wanted.and_then(|id| catalogue.controllers.iter().find(|of| of.id == *id));
        let controller = controller.cloned().ok_or_else(|| {
            let known: Vec<&str> = incident.controllers.iter().map(String::as_str).collect();
            Failure::usage(asking::unknown(
                "controller",
                wanted.map_or("", String::as_str),
                &known,
            ))
        })?;
        let mut form = match &page.form {
            Some(path) => read_form(&home, "--form ", path)?,
            None => Form::default(),
        };
        if let Some(standing) = standing_form(&home, &controller.id)? {
            form = form.over(standing);
        }
        let routes = catalogue
            .routes
            .iter()
            .map(|of| (of.id.clone(), of.id.clone()))
            .collect();
        let head = ledger::checkpoint(home.disk(), &home.dir)?;
        let head = Checkpoint {
            size: head.size(),
            root: head.root().to_string(),
        };
        let privileged = match CounselRoom::open_where_held(&home)? {
            Some(room) => room.words()?,
            None => Vec::new(),
        };
        let learnt = learnt::of(&cases, &incident, (kind, &controller.id));
        drop(cases);
        Ok(Ready {
            learnt,
            now: Millis(home.clock().now_ms()),
            privileged,
            home,
            incident,
            by,
            why,
            form,
            controller,
            routes,
            head,
        })
    }

    /// The languages that are asked for, else the first of the controller.
    fn languages(&self, page: &PageArgs) -> Vec<String> {
        let standing = self.home.settings.standing.get(&self.controller.id);
        match (page.lang.is_empty(), standing) {
            (true, Some(of)) => of.languages.iter().take(1).cloned().collect(),
            (true, None) => vec!["ko".to_owned()],
            (false, _) => page.lang.clone(),
        }
    }

    fn given<'r>(
        &'r self,
        page: &'r PageArgs,
        earlier: Option<&'r Earlier>,
        asked: &'r Asked,
    ) -> Given<'r> {
        Given {
            incident: &self.incident,
            version: page.scope,
            older_because: page.older_because.as_deref(),
            controller: &self.controller,
            fields: &self.home.settings.catalogue.fields,
            routes: &self.routes,
            now: self.now,
            zone: zone_of(&self.controller, self.now),
            origin: &self.home.settings.origin,
            head: self.head.clone(),
            form: &self.form,
            privileged: &self.privileged,
            before: earlier.map(|of| Before {
                document: &of.document,
                name: &of.name,
                at: of.at,
            }),
            holds: &asked.holds,
            indicators: asked.indicators.as_ref(),
            learnt: self.learnt.as_ref(),
            case_scale: page.case_scale,
        }
    }
}

/// What a controller says in every document.
fn standing_form(home: &Home, controller: &str) -> Result<Option<Form>, Failure> {
    let standing = home.settings.standing.get(controller);
    let Some(form) = standing.and_then(|of| of.form.as_ref()) else {
        return Ok(None);
    };
    let named = format!("the form of controller {controller} in nunchi.toml, ");
    read_form(home, &named, &home.dir.join(form)).map(Some)
}

fn read_form(home: &Home, named: &str, path: &Path) -> Result<Form, Failure> {
    let wrong = |why: String| Failure::usage(format!("{named}{}: {why}", path.display()));
    let bytes = home.disk().read(path).map_err(|e| wrong(e.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|_| wrong("it is not UTF-8 text".to_owned()))?;
    Form::read(&text).map_err(|e| wrong(e.to_string()))
}

/// The zone of a controller's clocks, as it stands at a moment.
fn zone_of(controller: &Controller, now: Millis) -> Zone {
    let zone = jiff::tz::TimeZone::get(&controller.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let stamp = jiff::Timestamp::from_millisecond(now.0).unwrap_or_default();
    let zoned = stamp.to_zoned(zone);
    Zone {
        name: zoned.strftime("%Z").to_string(),
        minutes_east: zoned.offset().seconds() / 60,
    }
}

fn lang_of(text: &str) -> Result<Lang, Failure> {
    match text {
        "ko" => Ok(Lang::Ko),
        "en" => Ok(Lang::En),
        other => Err(Failure::usage(format!(
            "--lang {other:?}: documents are written in ko and en"
        ))),
    }
}

/// Which report it is, and what was filed before it.
struct Which {
    filing: Filing,
    earlier: Option<Earlier>,
}

impl Which {
    fn of(ready: &Ready, args: &ReportArgs) -> Result<Which, Failure> {
        let filing = Filing::ALL.into_iter().find(|of| of.word() == args.kind);
        let filing = filing.ok_or_else(|| {
            Failure::usage(format!(
                "--kind {:?}: write first, additional or final",
                args.kind
            ))
        })?;
        let before = args.before.as_ref();
        let earlier = before.map(|path| Earlier::read(ready, &args.regime, path));
        Ok(Which {
            filing,
            earlier: earlier.transpose()?,
        })
    }
}

/// Makes the report of a regime in each language, and looks at it.
fn made(ready: &Ready, args: &ReportArgs, which: &Which) -> Result<Vec<Made>, Failure> {
    let page = &args.page;
    let filing = which.filing;
    let of = (&ready.incident, &ready.controller);
    let asked = Asked::of(&ready.home, of, (&args.regime, page.scope))?;
    // To know it the ledger is asked; a form that says nothing has nothing to be held against it.
    let known = match ready.form.all().next() {
        Some(_) => statement::known(
            &ready.home,
            &ready.incident,
            &ready.controller.id,
            page.scope,
        )?,
        None => None,
    };
    let mut all = Vec::new();
    for lang in &ready.languages(page) {
        let lang = lang_of(lang)?;
        let earlier = which.earlier.as_ref();
        let earlier = earlier.map(|of| of.in_language(ready, lang));
        let earlier = earlier.transpose()?;
        let given = ready.given(page, earlier.as_ref(), &asked);
        let written = forms::report_and_lacking(&given, &args.regime, filing, lang);
        let (mut document, lacking) = written.map_err(refused)?;
        let name = format!(
            "{}-{}-{}-{}",
            page.id,
            args.regime,
            filing.word(),
            ready.controller.id
        );
        let mut found = forms::lint_known(&document, &given, &[], known.as_ref());
        found.extend(said(ready, known.as_ref(), &args.regime, lang)?);
        found.sort();
        let looked = found
            .into_iter()
            .map(|of| Looked::of(ready, args, lang, of));
        let lints: Vec<Looked> = looked.collect();
        document.accepted = lints.iter().filter_map(Looked::accepted).collect();
        let lacking = lacking.iter();
        let lacking =
            lacking.map(|of| (of.first, format!("{} {} ({})", of.number, of.label, of.key)));
        all.push(Made {
            regime: args.regime.clone(),
            kind: filing.word().to_owned(),
            name,
            lints,
            lacking: lacking.collect(),
            document,
            pdf: None,
        });
    }
    Ok(all)
}

/// Writes the report of a regime in each language.
pub(crate) fn reports(args: &ReportArgs) -> Result<Vec<Written>, Failure> {
    let ready = Ready::of(&args.page, Kind::Report)?;
    let which = Which::of(&ready, args)?;
    older::may_be_older(&ready.incident, args, &which)?;
    let made = made(&ready, args, &which)?;
    record(&ready, &args.page, made)
}

/// The text of the form that says whether and when the police were told.
const POLICE: &str = "other.police";

/// What is known, without the receipts of authorities: a report to the police has none of them.
fn not_of_authorities(known: &Facts) -> Facts {
    let mut known = known.clone();
    known.moments.retain(|of| of.deed != Some(Deed::Reported));
    known
}

/// What texts of the form say that the incident does not bear out.
fn said(
    ready: &Ready,
    known: Option<&Facts>,
    regime: &str,
    lang: Lang,
) -> Result<Vec<LintFinding>, Failure> {
    let mut found = Vec::new();
    let Some(known) = known else { return Ok(found) };
    let of_police = not_of_authorities(known);
    for (key, said) in ready.form.all() {
        // A table of the form is of every report, but for those that are named after another regime.
        let table = key.split_once('.').map_or("", |(table, _)| table);
        let is_of_another = table != regime && law::regime(table).is_ok();
        let Some(text) = said.text(lang).filter(|_| !is_of_another) else {
            continue;
        };
        let known = match key {
            POLICE => &of_police,
            _ => known,
        };
        // Addresses and telephone numbers of ours count nobody.
        let counts = !["organisation", "contacts"].contains(&table);
        // Advice, and how people are told, speak of fields without saying that they were read or not.
        let tells = counts && !["relief", "people"].contains(&table);
        let of = (counts, tells);
        for (is_wrong, says) in statement::not_borne_out(known, text, lang, of)? {
            found.push(LintFinding {
                severity: match is_wrong {
                    true => Severity::Error,
                    false => Severity::Warning,
                },
                rule: LintRule::Statement,
                place: format!("form {key}"),
                says,
                text: text.to_owned(),
            });
        }
    }
    Ok(found)
}

fn write_page(page: &PageArgs, what: &str, make: Page) -> Result<u8, Failure> {
    // Of both pages all of the incident is stated.
    let ready = Ready::of(page, Kind::Sheet)?;
    let asked = Asked::default();
    let given = ready.given(page, None, &asked);
    let mut made = Vec::new();
    for lang in &ready.languages(page) {
        let (document, pdf) = fitting(&given, lang_of(lang)?, make)?;
        made.push(Made {
            regime: what.to_owned(),
            kind: "first".to_owned(),
            document,
            pdf: Some(pdf),
            name: format!("{}-{what}-{}", page.id, ready.controller.id),
            lints: Vec::new(),
            lacking: Vec::new(),
        });
    }
    tell(&record(&ready, page, made)?, page.by.format)
}

/// What makes a page in a space.
type Page = fn(&Given<'_>, Lang, Space) -> Result<Document, FormsError>;

/// The page with as much on it as two pages hold, or with the least, and its PDF.
fn fitting(given: &Given<'_>, lang: Lang, make: Page) -> Result<(Document, Vec<u8>), Failure> {
    let broken = |e: typeset::TypesetError| Failure::new(ErrorClass::Internal, e.to_string());
    let made = |space| make(given, lang, space).map_err(refused);
    let set = |document: Document| {
        let pages = typeset::set(&document).map_err(broken)?;
        Ok::<_, Failure>((document, pages))
    };
    let is_fit = |of: &(Document, typeset::Pages)| of.1.count() <= PAGES_MAX;
    let mut fit = set(made(Space::WHOLE)?)?;
    if is_fit(&fit) {
        for space in Space::MORE {
            let wider = made(space)?;
            if wider == fit.0 {
                break; // Nothing was cut.
            }
            match set(wider)? {
                more if is_fit(&more) => fit = more,
                _ => break,
            }
        }
    } else {
        for space in Space::LESS {
            fit = set(made(space)?)?;
            if is_fit(&fit) {
                break;
            }
        }
    }
    let (document, pages) = fit;
    Ok((document, pages.pdf().map_err(broken)?))
}

fn refused(error: FormsError) -> Failure {
    Failure::usage(error.to_string())
}

/// What is missing, what the law wants in a first report before the rest.
fn lacking_lines(of: &Written) -> Vec<String> {
    let lines = |wanted: bool, words: &str| {
        let some = of.lacking.iter().filter(move |(first, _)| *first == wanted);
        let lines = some.map(move |(_, what)| format!("  {words}: {what}"));
        lines.collect::<Vec<String>>()
    };
    let mut all = lines(true, "missing, wanted in a first report too");
    all.extend(lines(false, "missing, may follow"));
    all
}

fn tell(written: &[Written], format: Option<Format>) -> Result<u8, Failure> {
    let is_error = |of: &Looked| of.finding.severity == Severity::Error;
    let paths = |of: &Written| {
        of.files
            .iter()
            .map(|path| path.display().to_string())
            .collect::<Vec<String>>()
    };
    say(&match format_or_default(format) {
        Format::Table => {
            let mut lines = Vec::new();
            for of in written {
                lines.push(of.title.clone());
                lines.extend(paths(of).iter().map(|path| format!("  {path}")));
                lines.push(format!(
                    "  {} fields unknown; JSON {}",
                    of.missing, of.digest
                ));
                lines.extend(lacking_lines(of));
                lines.extend(of.lints.iter().map(|lint| format!("  {lint}")));
            }
            lines.join("\n")
        }
        _ => render::json(&json!({
            "v": 1,
            "documents": written.iter().map(|of| json!({
                "title": of.title,
                "files": paths(of),
                "sha256": of.digest,
                "unknown": of.missing,
                "missing": of.lacking.iter().map(|(_, what)| what).collect::<Vec<_>>(),
                "missing_first": of.lacking.iter().filter(|(first, _)| *first).map(|(_, what)| what).collect::<Vec<_>>(),
                "lints": of.lints.iter().map(Looked::json).collect::<Vec<Value>>(),
            })).collect::<Vec<Value>>(),
        }))?,
    });
    let has_error = written.iter().any(|of| of.lints.iter().any(is_error));
    Ok(match has_error {
        true => LINTED,
        false => 0,
    })
}
