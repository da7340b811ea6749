//! What is typed about incidents.

use clap::{Args, Subcommand};
use incident::case::Number;

use super::{
    AwareArgs, BlockArgs, By, CloseArgs, ConcernArgs, CounselCommand, DrillCommand, IndicatorsArgs,
    ListArgs, PageArgs, Place, PostArgs, PushArgs, RequestArgs, SinceArgs,
    delays::PERMITTED_DELAYS,
    words::{ANSWERS, DONE, FACTS, GRADES, OUTCOMES, OWED, RISKS, SO, STARTS, one_of},
};

/// A step of an incident: which, who and why.
#[derive(Debug, Clone, Args)]
pub(crate) struct Stepping {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Number of the incident: 7, or E7 of an exercise.
    #[arg(value_name = "INCIDENT")]
    pub(crate) id: Number,
    /// Why; recorded with the step.
    #[arg(long)]
    pub(crate) reason: String,
    #[command(flatten)]
    pub(crate) by: By,
}

/// A question about an incident.
#[derive(Debug, Clone, Args)]
pub(crate) struct Asking {
    #[command(flatten)]
    pub(crate) list: ListArgs,
    /// Number of the incident: 7, or E7 of an exercise.
    #[arg(value_name = "INCIDENT")]
    pub(crate) id: Number,
    /// Who asks [default: the system user]; a restricted incident is seen by the named alone.
    #[arg(long = "as", value_name = "NAME")]
    pub(crate) as_name: Option<String>,
}

/// A question about how an incident stands, or stood.
#[derive(Debug, Clone, Args)]
pub(crate) struct StoodArgs {
    #[command(flatten)]
    pub(crate) asking: Asking,
    /// As it stood at this moment, by the steps that were taken by then [default: now, or when --step was taken].
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,
    /// By its first steps alone, up to this one.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) step: Option<u32>,
}

/// Which clock of an incident.
#[derive(Debug, Clone, Args)]
pub(crate) struct ClockArgs {
    /// The clock, such as KR-NET-24; `nunchi incident clocks` lists those that run.
    #[arg(long)]
    pub(crate) clock: String,
    /// The controller.
    #[arg(long)]
    pub(crate) controller: String,
    /// The clock of the people whom this scope version added.
    #[arg(long, value_name = "VERSION", conflicts_with = "fact")]
    pub(crate) group: Option<u32>,
    /// The clock of this fact.
    #[arg(long, value_name = "ID")]
    pub(crate) fact: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum IncidentCommand {
    /// Open an incident, from findings or by hand. Its number is printed.
    Open(OpenArgs),
    /// Every incident.
    List {
        #[command(flatten)]
        list: ListArgs,
        /// Who asks [default: the system user].
        #[arg(long = "as", value_name = "NAME")]
        as_name: Option<String>,
    },
    /// Hold every step of every incident against what was entered in the ledger; ends with code 3 where one is other.
    Check(ListArgs),
    /// One incident on a page: what is due, how many, what is unknown, what was decided and is known, and what to do next.
    Show(StoodArgs),
    /// Every step, with who, when and why.
    Steps(StoodArgs),
    /// The sheet of the war room, on two pages that work when the server does not; as `nunchi report sheet`.
    Sheet(PageArgs),
    /// What its laws ask, by when, and how late it is.
    Clocks(StoodArgs),
    /// The breach register: every duty, what the rules propose and what was decided.
    Duties(StoodArgs),
    /// Add a selection, joined by OR to those before.
    Select {
        #[command(flatten)]
        step: Stepping,
        /// The selection.
        selection: String,
        /// In place of those before.
        #[arg(long)]
        replace: bool,
    },
    /// Name subjects that belong to it whatever the selection says. Their reads do not.
    Include {
        #[command(flatten)]
        step: Stepping,
        /// Names or ids.
        #[arg(required = true)]
        subjects: Vec<String>,
        /// A field that leaked; may be repeated.
        #[arg(long, value_name = "FIELD")]
        field: Vec<String>,
        /// Who answers for them; not needed where the incident concerns one controller.
        #[arg(long, value_name = "ID")]
        controller: Option<String>,
    },
    /// Name subjects that do not belong to it whatever the selection says.
    Exclude {
        #[command(flatten)]
        step: Stepping,
        /// Names or ids.
        #[arg(required = true)]
        subjects: Vec<String>,
    },
    /// Freeze the next version of its scope, computed twice.
    Scope(Stepping),
    /// Which subjects and people came and went between two versions of its scope, and why.
    Diff {
        #[command(flatten)]
        asking: Asking,
        /// The earlier version.
        from: u32,
        /// The later version.
        to: u32,
        /// Every subject and every person, by id: in JSON; CSV has them always.
        #[arg(long)]
        all: bool,
    },
    /// Say when the people whom a version added were known.
    Group {
        #[command(flatten)]
        step: Stepping,
        /// The version.
        version: u32,
        /// When; without it nobody can say, and its clocks neither.
        #[arg(long, value_name = "TIME")]
        known: Option<String>,
    },
    /// Enter a moment that may have been awareness.
    Aware(AwareArgs),
    /// Choose which moment rules.
    Choose {
        #[command(flatten)]
        step: Stepping,
        /// What it starts.
        #[arg(long, value_parser = one_of(STARTS))]
        start: String,
        /// Number of the candidate; without it the moment is unknown.
        #[arg(long)]
        candidate: Option<u32>,
        /// The controller for which it rules; without it the one of the candidate, or all without a moment of their own.
        #[arg(long, value_name = "ID")]
        controller: Option<String>,
    },
    /// Say what is so, or not, when a law asks, such as whether it came from outside.
    Says {
        #[command(flatten)]
        step: Stepping,
        /// The fact; `--help` says what each means.
        #[arg(value_parser = one_of(FACTS))]
        fact: String,
        /// Whether it is so.
        #[arg(value_parser = one_of(SO))]
        answer: String,
        /// The controller that it is about; without it all of which nothing else is said.
        #[arg(long, value_name = "ID")]
        controller: Option<String>,
    },
    /// Judge the risk to the people.
    Risk {
        #[command(flatten)]
        step: Stepping,
        /// The risk.
        #[arg(value_parser = one_of(RISKS))]
        risk: String,
        /// The controller that it is about; without it all of which nothing else is said.
        #[arg(long, value_name = "ID")]
        controller: Option<String>,
    },
    /// Decide whether a duty applies.
    Decide {
        #[command(flatten)]
        step: Stepping,
        /// The clock of the duty, such as KR-PIPA-REPORT; `nunchi incident duties` lists all.
        #[arg(long)]
        clock: String,
        /// The controller.
        #[arg(long)]
        controller: String,
        /// What is decided.
        #[arg(long, value_parser = one_of(ANSWERS))]
        answer: String,
        /// Evidence that it rests on, taken in before; needed for does_not_apply. May be repeated.
        #[arg(long, value_name = "EVIDENCE")]
        evidence: Vec<String>,
    },
    /// Record what was filed, or that people were told; it stops one clock.
    File {
        #[command(flatten)]
        step: Stepping,
        #[command(flatten)]
        clock: ClockArgs,
        /// When it was received.
        #[arg(long, value_name = "TIME")]
        received: String,
        /// Who received it, and how.
        #[arg(long)]
        to: String,
        /// Number of the receipt, as the other side gave it.
        #[arg(long)]
        receipt: String,
        /// Evidence that shows it, taken in before: the receipt as a file or a picture.
        #[arg(long, value_name = "EVIDENCE")]
        evidence: String,
        /// Why it is late, if it is.
        #[arg(long, value_name = "TEXT")]
        late_because: Option<String>,
        /// The receipt of a filing at this clock that was wrong. It stays; with the same receipt number the record of it was wrong.
        #[arg(long, value_name = "RECEIPT", requires = "error")]
        corrects: Option<String>,
        /// What was wrong in it.
        #[arg(long, value_name = "TEXT", requires = "corrects")]
        error: Option<String>,
        /// The document that was filed, as JSON; its digest is recorded.
        #[arg(long, value_name = "FILE")]
        document: Option<std::path::PathBuf>,
    },
    /// Say afterwards why a filing was late, where nobody did.
    Late {
        #[command(flatten)]
        step: Stepping,
        #[command(flatten)]
        clock: ClockArgs,
        /// Number of its receipt.
        #[arg(long)]
        receipt: String,
        /// Why it was late.
        #[arg(long, value_name = "TEXT")]
        because: String,
    },
    /// Record a delay that the law of a clock permits.
    #[command(after_help = PERMITTED_DELAYS)]
    Delay {
        #[command(flatten)]
        step: Stepping,
        #[command(flatten)]
        clock: ClockArgs,
        /// Which, by its word or its article, such as urgent_measures or 39(1)1; below stands what each law permits.
        #[arg(long)]
        code: String,
        /// Since when its cause lasts; what has not happened yet is not recorded.
        #[arg(long, value_name = "TIME")]
        from: String,
        /// Evidence that shows it, taken in before.
        #[arg(long, value_name = "EVIDENCE")]
        evidence: String,
    },
    /// Record that the cause of a delay is over: from then on the clock is due at once.
    #[command(after_help = PERMITTED_DELAYS)]
    Resume {
        #[command(flatten)]
        step: Stepping,
        #[command(flatten)]
        clock: ClockArgs,
        /// Which, by its word or its article, as it was recorded or the other way.
        #[arg(long)]
        code: String,
        /// Since when; what has not happened yet is not recorded.
        #[arg(long, value_name = "TIME")]
        ended: String,
    },
    /// Record that police or prosecutors ask that notices wait: only where the law of a clock allows it, never a report.
    Request(RequestArgs),
    /// Say that somebody looked at a request again and it stands; due every day while it holds.
    Review {
        #[command(flatten)]
        step: Stepping,
        /// Its id, such as R1.
        request: String,
    },
    /// Record that a request was taken back: what waited for it is due at once.
    Lift(SinceArgs),
    /// Record a posting in place of a notice that could not be sent; it must be up for its days before the end.
    Post(PostArgs),
    /// Record that a posting is down: days on which it was not up do not count.
    Down(SinceArgs),
    /// Record that a posting is up again.
    Up(SinceArgs),
    /// Record what became of a possibility, once: a leak opens the notice and the report from when it was known.
    Settle {
        #[command(flatten)]
        step: Stepping,
        #[command(flatten)]
        clock: ClockArgs,
        /// What it turned out to be.
        #[arg(long, value_parser = one_of(OUTCOMES))]
        outcome: String,
        /// Since when it is known.
        #[arg(long, value_name = "TIME")]
        known: String,
        /// What shows it [default: the step itself].
        #[arg(long, value_name = "ID")]
        evidence: Option<String>,
    },
    /// Enter something that is known of it, or open.
    Fact(FactArgs),
    /// Take in a piece of evidence: its digest is taken, its bytes stay where they are. What counsel wrote is no evidence:
    /// see `counsel`.
    Evidence(EvidenceOfArgs),
    /// What counsel keeps: apart, under counsel.key, for the readers named. Write legal assessments nowhere else.
    Counsel {
        #[command(subcommand)]
        command: CounselCommand,
    },
    /// Record that a piece of evidence was handed over, viewed or exported.
    Hand {
        #[command(flatten)]
        step: Stepping,
        /// The id of the evidence, such as E1.
        evidence: String,
        /// What was done.
        #[arg(long, default_value = "handed over", value_parser = one_of(DONE))]
        done: String,
        /// To whom.
        #[arg(long)]
        to: String,
        /// What they gave for it, in words; may be left out.
        #[arg(long, default_value = "", hide_default_value = true)]
        receipt: String,
    },
    /// Enter what an authority, court or contract asks, or what was promised.
    Owe(OweArgs),
    /// Record the answer to what is owed.
    Answer {
        #[command(flatten)]
        step: Stepping,
        /// Its id, such as O1.
        obligation: String,
        /// When it was received.
        #[arg(long, value_name = "TIME")]
        received: String,
        /// What was answered.
        #[arg(long)]
        words: String,
        /// The receipt, in words: the number that the other side gave.
        #[arg(long)]
        receipt: String,
        /// The step of the answer that this one corrects: that one stays, and what was late stays late.
        #[arg(long, value_name = "STEP")]
        corrects: Option<u32>,
        /// Since when a system of an order to preserve deletes nothing any more; may be repeated.
        #[arg(long, value_name = "SYSTEM=TIME")]
        stopped: Vec<String>,
    },
    /// Record that a sentence of ours was published, as evidence holds it.
    Publish {
        #[command(flatten)]
        step: Stepping,
        /// The evidence that holds it.
        evidence: String,
        /// When it was published.
        #[arg(long, value_name = "TIME")]
        published: String,
        /// The scope version that it rests on [default: the latest].
        #[arg(long, value_name = "VERSION")]
        scope: Option<u32>,
    },
    /// Let only these people see that it exists; takes effect on the command line, and with a server there too.
    Restrict {
        #[command(flatten)]
        step: Stepping,
        /// Their names; none lifts it.
        names: Vec<String>,
        /// Whoever restricts it is not among them, and means it: it is not there for him from then on.
        #[arg(long)]
        without_me: bool,
    },
    /// Make a block list for gateways: what the incident used, with how many other people each entry costs.
    Block(BlockArgs),
    /// Push the last block list to a target of nunchi.toml: one person proposes, another confirms; or tell of pushes.
    Push(PushArgs),
    /// Whether the last block list held: reads after containment for each entry.
    After {
        #[command(flatten)]
        asking: Asking,
        /// Since when the list is in force [default: the containment].
        #[arg(long, value_name = "TIME")]
        since: Option<String>,
    },
    /// How the attacker looked, for others: STIX 2.1 or CSV, and nothing of those whose data was read.
    Indicators(IndicatorsArgs),
    /// Its reads by client, network, hour and pace; and who could have held its keys and credentials.
    Groups {
        #[command(flatten)]
        asking: Asking,
        /// How many groups, keys and credentials are told, those with the most reads first.
        #[arg(long, default_value_t = 20)]
        top: usize,
    },
    /// Practise: a replay of a real case in a directory and by a clock of its own, and a report of how it went.
    Drill {
        #[command(subcommand)]
        command: DrillCommand,
    },
    /// Take back a step that was entered by mistake: evidence, a filing, a delay, a request, a posting, what is owed. It
    /// stays on record, and is told as taken back; a report is corrected by a new version, a decision by a new one.
    TakeBack {
        #[command(flatten)]
        step: Stepping,
        /// Number of the step, as `nunchi incident steps` tells it.
        taken: u32,
    },
    /// Ask further laws, or add controllers that it concerns: people elsewhere, or another company, that were found later.
    Concern(ConcernArgs),
    /// Say that it is an incident, and no false alarm.
    Confirm(Stepping),
    /// Say that the reading has ended; reads that its selection means after that moment are told.
    Contain {
        #[command(flatten)]
        step: Stepping,
        /// Since when nothing is read any more.
        #[arg(long, value_name = "TIME")]
        since: String,
        /// What was done to end it.
        #[arg(long)]
        measures: String,
    },
    /// End it; refused while something is missing, and says what.
    Close(CloseArgs),
    /// Go on with one that was closed.
    Reopen(Stepping),
    /// Go on with it in another incident, which takes over what was filed, told, asked, decided and taken in.
    Merge {
        #[command(flatten)]
        step: Stepping,
        /// The other incident.
        #[arg(long)]
        into: Number,
    },
    /// Open another incident for a part of it; clocks and filings stay with both until they are assigned.
    Split {
        #[command(flatten)]
        step: Stepping,
        /// What the new one is called.
        #[arg(long)]
        title: String,
        /// Its selection.
        #[arg(long)]
        selection: String,
        /// A regime that it asks beside those of the other; may be repeated.
        #[arg(long, value_name = "ID")]
        regime: Vec<String>,
        /// A controller that it concerns beside those of the other; may be repeated.
        #[arg(long, value_name = "ID")]
        controller: Vec<String>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct OpenArgs {
    #[command(flatten)]
    pub(crate) place: Place,
    /// What it is called.
    #[arg(long)]
    pub(crate) title: String,
    /// A finding it is opened from, as `nunchi finding list` names it; its story's selection is taken. May be
    /// repeated.
    #[arg(long, value_name = "ID")]
    pub(crate) finding: Vec<String>,
    /// Its first selection.
    #[arg(long)]
    pub(crate) selection: Option<String>,
    /// It is practised: for ever marked so, and nothing of it leaves the machine.
    #[arg(long)]
    pub(crate) exercise: bool,
    /// A regime that is asked, see `nunchi regime list`; may be repeated.
    #[arg(long, value_name = "ID", default_values_t = ["kr-pipa".to_owned(), "kr-net".to_owned(), "eu-33".to_owned()])]
    pub(crate) regime: Vec<String>,
    /// A controller it concerns [default: all of the catalogue]; may be repeated.
    #[arg(long, value_name = "ID")]
    pub(crate) controller: Vec<String>,
    /// Why; recorded.
    #[arg(long)]
    pub(crate) reason: String,
    #[command(flatten)]
    pub(crate) by: By,
}

#[derive(Debug, Args)]
pub(crate) struct FactArgs {
    #[command(flatten)]
    pub(crate) step: Stepping,
    /// Its id, such as F1; of one that is there the words are replaced, and its earliest confirmation stands.
    #[arg(long)]
    pub(crate) name: String,
    /// It, in words.
    #[arg(long)]
    pub(crate) words: String,
    /// How it is known.
    #[arg(long, default_value = "statement", value_parser = one_of(GRADES))]
    pub(crate) grade: String,
    /// An item of notices that it closes, such as 2, or a part of one, such as 2b; may be repeated.
    #[arg(long, value_name = "ITEM")]
    pub(crate) closes: Vec<String>,
    /// Evidence that shows it, taken in before; may be repeated.
    #[arg(long, value_name = "EVIDENCE")]
    pub(crate) evidence: Vec<String>,
    /// When it was confirmed; it opens the clocks of a fact. What is unknown has none.
    #[arg(long, value_name = "TIME")]
    pub(crate) confirmed: Option<String>,
    /// The moment is meant, though it is half a year or more before anybody knew of the incident.
    #[arg(long)]
    pub(crate) long_ago: bool,
}

#[derive(Debug, Args)]
pub(crate) struct EvidenceOfArgs {
    #[command(flatten)]
    pub(crate) step: Stepping,
    /// The id that it gets, such as E1: steps that rest on it name this.
    #[arg(long)]
    pub(crate) name: String,
    /// What it is.
    #[arg(long)]
    pub(crate) item: String,
    /// The file whose digest is taken.
    #[arg(long)]
    pub(crate) file: Option<std::path::PathBuf>,
    /// From whom.
    #[arg(long)]
    pub(crate) from: String,
    /// How it was obtained.
    #[arg(long)]
    pub(crate) how: String,
    /// Its own time, such as when a mail was sent.
    #[arg(long, value_name = "TIME")]
    pub(crate) original_at: Option<String>,
    /// Where its time is from, and how far that clock was off.
    #[arg(long, default_value = "unknown")]
    pub(crate) time_source: String,
    /// Where the original is.
    #[arg(long)]
    pub(crate) original: String,
    /// How what it shows is known.
    #[arg(long, default_value = "statement", value_parser = one_of(GRADES))]
    pub(crate) grade: String,
}

#[derive(Debug, Args)]
pub(crate) struct OweArgs {
    #[command(flatten)]
    pub(crate) step: Stepping,
    /// What sort.
    #[arg(long, value_parser = one_of(OWED))]
    pub(crate) kind: String,
    /// Who asks.
    #[arg(long)]
    pub(crate) from: String,
    /// What is asked.
    #[arg(long)]
    pub(crate) asked: String,
    /// Evidence that holds the document, taken in before.
    #[arg(long, value_name = "EVIDENCE")]
    pub(crate) evidence: String,
    /// When it was asked [default: now].
    #[arg(long, value_name = "TIME")]
    pub(crate) received: Option<String>,
    /// By when: a moment, or a day, which is over at its end in the zone of the ledger.
    #[arg(long, value_name = "TIME")]
    pub(crate) due: Option<String>,
    /// Who sees to it.
    #[arg(long)]
    pub(crate) owner: String,
    /// A system that it concerns, inside or outside, and who confirmed it there; may be repeated.
    #[arg(long)]
    pub(crate) system: Vec<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RegimeCommand {
    /// Every regime that ships: its clocks, its age, what is not certain of it.
    List(ListArgs),
}
