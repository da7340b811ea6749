//! Conformance with logs that real programs wrote and that other people decoded.
//!
//! The logs are not part of the project: their licences differ. `NUNCHI_REAL_LOGS` names a folder
//! that holds them; without it nothing is compared and the test says so, with the places to get
//! them from. Every difference between what the others read and what we read must be in
//! [`EXPLAINED`] with its reason; an explanation that explains nothing fails too.

#![expect(
    clippy::unwrap_used,
    reason = "a test: helpers outside its functions too"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    net::IpAddr,
    path::{Path, PathBuf},
};

use env::RealDisk;
use event::{Event, Millis, Outcome, Request};
use serde_json::Value;
use source::{Fault, Settings, Sink, feed::Feed};

const PLACES: &str = "\
not run: NUNCHI_REAL_LOGS is not set. It names a folder with
  vendor-samples/            of github.com/legoguy1000/integrations @ 81c68ffc: of packages/P/data_stream/D/_dev/test/pipeline as P/D
  apache_combined_10k.log    of github.com/elastic/examples @ 6d86454e
  cloudtrail_invictus/*.json of github.com/invictus-ir/aws_dataset @ 4667aa9c";

/// What is compared, in the order of the table.
const COLUMNS: [&str; 5] = ["time", "user", "address", "path", "outcome"];

/// One folder of samples.
struct Sample {
    folder: &'static str,
    format: &'static str,
    time_zone: &'static str,
    /// Where the oracle names the user that we name.
    user: &'static str,
}

const SAMPLES: [Sample; 6] = [
    sample("nginx/access", "combined"),
    sample("nginx_ingress_controller/access", "combined"),
    sample("apache/access", "combined"),
    sample("aws/cloudtrail", "cloudtrail"),
    sample("okta/system", "okta"),
    Sample {
        time_zone: "America/Chicago",
        user: "/user/id",
        ..sample("keycloak/log", "keycloak")
    },
];

const fn sample(folder: &'static str, format: &'static str) -> Sample {
    Sample {
        folder,
        format,
        time_zone: "UTC",
        user: "/user/name",
    }
}

/// A difference that is meant, by what the two sides say.
struct Explained {
    folder: &'static str,
    column: &'static str,
    theirs: &'static str,
    ours: &'static str,
    /// How often it occurs.
    times: usize,
    reason: &'static str,
}

const EXPLAINED: &[Explained] = &[
    Explained {
        folder: "apache/access",
        column: "user",
        theirs: "-",
        ours: "none",
        times: 26,
        reason: "`-` is how Apache writes that nobody signed on; the others keep it as a name",
    },
    Explained {
        folder: "apache/access",
        column: "refused",
        theirs: "an event",
        ours: "no [10/Oct/2000:13:55:36 -0700] before a quoted request",
        times: 2,
        reason: "the lines of ssl_request_log have the time first and no status; they are a format \
                 of their own, and Apache writes the same requests to its access log",
    },
];

/// What we read from one line.
#[derive(Default)]
struct Found {
    events: usize,
    beside: usize,
    time: Option<Millis>,
    user: Option<String>,
    address: Option<IpAddr>,
    path: Option<String>,
    outcome: Option<Outcome>,
    /// The credential of an access.
    credential: Option<String>,
    /// A credential that was issued, and to whom.
    issued: Option<(String, Option<String>)>,
}

impl Sink for Found {
    fn event(&mut self, event: Event<'_>) {
        self.events += 1;
        if let Event::Issuance(issuance) = &event {
            let subject = issuance.subject.as_deref().map(str::to_owned);
            self.issued = Some((issuance.credential.clone().into_owned(), subject));
        }
        if self.events > 1 {
            return;
        }
        self.time = Some(event.time());
        match event {
            Event::Access(access) => {
                self.user = access.actor.map(|actor| actor.into_owned());
                self.credential = access.credential.map(|of| of.into_owned());
                self.address = access.ip;
                self.outcome = Some(access.outcome);
                // A request line that is none has the method `-` and no path of its own.
                if let Request::Http { method, path } = access.request
                    && method != "-"
                {
                    self.path = Some(path.into_owned());
                }
            }
            Event::Issuance(issuance) => {
                self.user = issuance.subject.map(|subject| subject.into_owned());
                self.address = issuance.ip;
                self.outcome = Some(Outcome::Served);
            }
            Event::Identity(change) => self.user = Some(change.subject.into_owned()),
            other => panic!("unexpected {other:?}"),
        }
    }

    fn beside(&mut self) {
        self.beside += 1;
    }
}

/// One line of the table.
#[derive(Default)]
struct Tally {
    lines: usize,
    with_oracle: usize,
    events: usize,
    beside: usize,
    refused: usize,
    columns: [(usize, usize); 5],
}

/// A difference between an oracle and us.
struct Difference {
    column: &'static str,
    theirs: String,
    ours: String,
    line: String,
}

fn root() -> Option<PathBuf> {
    std::env::var_os("NUNCHI_REAL_LOGS").map(PathBuf::from)
}

#[test]
fn others_read_the_same() {
    let Some(root) = root() else {
        println!("{PLACES}");
        return;
    };
    let mut table = String::from(
        "| sample | lines | with an oracle | events | beside | refused | time | user | address | path | outcome |\n",
    );
    table.push_str("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    let mut unexplained = String::new();
    let mut used = vec![0; EXPLAINED.len()];
    for sample in &SAMPLES {
        let (tally, differences) = compare(&root, sample);
        row(&mut table, sample, &tally);
        for difference in differences {
            match explanation(sample, &difference) {
                Some(index) => used[index] += 1,
                None => {
                    let Difference {
                        column,
                        theirs,
                        ours,
                        line,
                    } = difference;
                    writeln!(
                        unexplained,
                        "{}: {column}: theirs {theirs:?}, ours {ours:?}: {line}",
                        sample.folder
                    )
                    .unwrap();
                }
            }
        }
    }
    println!("{table}");
    for (explained, times) in EXPLAINED.iter().zip(&used) {
        println!(
            "{} {}: {} times: {}",
            explained.folder, explained.column, times, explained.reason
        );
    }
    assert!(
        unexplained.is_empty(),
        "differences without an explanation:\n{unexplained}"
    );
    for (explained, times) in EXPLAINED.iter().zip(used) {
        let place = (explained.folder, explained.column, explained.theirs);
        assert_eq!(times, explained.times, "times of the explanation {place:?}");
    }
}

fn explanation(sample: &Sample, difference: &Difference) -> Option<usize> {
    EXPLAINED.iter().position(|explained| {
        explained.folder == sample.folder
            && explained.column == difference.column
            && explained.theirs == difference.theirs
            && explained.ours == difference.ours
    })
}

fn row(table: &mut String, sample: &Sample, tally: &Tally) {
    write!(
        table,
        "| {} | {} | {} | {} | {} | {} |",
        sample.folder, tally.lines, tally.with_oracle, tally.events, tally.beside, tally.refused
    )
    .unwrap();
    for (agree, compared) in tally.columns {
        match compared {
            0 => table.push_str(" – |"),
            _ => write!(table, " {agree}/{compared} |").unwrap(),
        }
    }
    table.push('\n');
}

fn compare(root: &Path, sample: &Sample) -> (Tally, Vec<Difference>) {
    let mut tally = Tally::default();
    let mut differences = Vec::new();
    for log in logs(&root.join("vendor-samples").join(sample.folder)) {
        let text = std::fs::read_to_string(&log).unwrap();
        let oracle = oracle(&log);
        let mut next = 0;
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            tally.lines += 1;
            // The others may have joined lines, or dropped some; what is left is in order.
            let said = oracle
                .iter()
                .skip(next)
                .position(|said| original(said) == line);
            let found = decode(sample, line.as_bytes());
            match &found {
                Ok(found) if found.events > 0 => tally.events += 1,
                Ok(_) => tally.beside += 1,
                Err(_) => tally.refused += 1,
            }
            let Some(skipped) = said else { continue };
            let said = &oracle[next + skipped];
            next += skipped + 1;
            tally.with_oracle += 1;
            match found {
                Ok(found) if found.events > 0 => {
                    line_differs(sample, said, &found, line, &mut tally, &mut differences);
                }
                Ok(_) => {}
                Err(fault) => differences.push(Difference {
                    column: "refused",
                    theirs: "an event".to_owned(),
                    ours: fault.reason,
                    line: line.to_owned(),
                }),
            }
        }
    }
    (tally, differences)
}

fn line_differs(
    sample: &Sample,
    said: &Value,
    found: &Found,
    line: &str,
    tally: &mut Tally,
    differences: &mut Vec<Difference>,
) {
    let text = |pointer: &str| {
        said.pointer(pointer)
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    let theirs_time = text("/@timestamp").map(|time| Millis::parse(&time).unwrap().to_string());
    let theirs = [
        theirs_time,
        text(sample.user),
        text("/source/ip"),
        // Keycloak's oracle means where a client is sent, not what was asked for.
        text("/url/original").filter(|_| sample.format == "combined"),
        text("/event/outcome"),
    ];
    let ours = [
        found.time.map(|time| time.to_string()),
        found
            .user
            .as_deref()
            .map(|user| same_user(user, theirs[1].as_deref())),
        found.address.map(|address| address.to_string()),
        found.path.clone(),
        found.outcome.map(|outcome| match outcome {
            Outcome::Served => "success".to_owned(),
            Outcome::Denied | Outcome::Missing => "failure".to_owned(),
        }),
    ];
    for (index, (theirs, ours)) in theirs.into_iter().zip(ours).enumerate() {
        // Where the oracle has no word for an outcome there is nothing to compare.
        if theirs.is_none() && (ours.is_none() || COLUMNS[index] == "outcome") {
            continue;
        }
        let (agree, compared) = &mut tally.columns[index];
        *compared += 1;
        if theirs == ours {
            *agree += 1;
            continue;
        }
        differences.push(Difference {
            column: COLUMNS[index],
            theirs: theirs.unwrap_or_else(|| "none".to_owned()),
            ours: ours.unwrap_or_else(|| "none".to_owned()),
            line: line.to_owned(),
        });
    }
}

/// Our name of a user, or theirs where both name the same: theirs is the user or role of an ARN, or
/// a login without its domain.
fn same_user(ours: &str, theirs: Option<&str>) -> String {
    let bare = ours.strip_prefix("employee:").unwrap_or(ours);
    let of_arn = bare
        .starts_with("arn:")
        .then(|| bare.split('/').nth(1))
        .flatten();
    let login = bare.split_once('@').map(|(login, _)| login);
    match theirs {
        Some(theirs) if of_arn == Some(theirs) || login == Some(theirs) => theirs.to_owned(),
        _ => bare.to_owned(),
    }
}

fn decode(sample: &Sample, record: &[u8]) -> Result<Found, Fault> {
    let settings = Settings {
        time_zone: sample.time_zone.to_owned(),
        ..Settings::default()
    };
    let format = source::format(sample.format).unwrap();
    let mut decoder = (format.build)(&settings).unwrap()(b"").unwrap();
    let mut found = Found::default();
    decoder.decode(record, &mut found).map(|()| found)
}

/// The logs of a folder, each beside its oracle.
fn logs(folder: &Path) -> Vec<PathBuf> {
    let mut logs: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap_or_else(|e| panic!("{}: {e}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "log"))
        .collect();
    assert!(!logs.is_empty(), "{}: no logs", folder.display());
    logs.sort();
    logs
}

fn oracle(log: &Path) -> Vec<Value> {
    let path = format!("{}-expected.json", log.display());
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    let mut whole: Value = serde_json::from_str(&text).unwrap();
    match whole["expected"].take() {
        Value::Array(all) => all,
        other => panic!("{path}: no list: {other}"),
    }
}

/// The first of the lines that an oracle's event was made from.
fn original(said: &Value) -> &str {
    said.pointer("/event/original")
        .and_then(Value::as_str)
        .and_then(|text| text.lines().next())
        .unwrap_or_default()
}

/// A file through feed and decoder, as ingestion reads it: what each record became.
fn through(sample: &Sample, path: &Path) -> Vec<Found> {
    let format = source::format(sample.format).unwrap();
    let mut decoder = (format.build)(&Settings::default()).unwrap()(b"").unwrap();
    let mut feed = Feed::open(&RealDisk, path, format.framing).unwrap();
    let mut all = Vec::new();
    while let Some(batch) = feed.next_batch().unwrap() {
        assert!(
            batch.overlong.is_none(),
            "{}: an over-long record",
            path.display()
        );
        for (framed, bytes) in batch.iter() {
            let mut found = Found::default();
            if let Err(fault) = decoder.decode(bytes, &mut found) {
                panic!("{}: byte {}: {fault}", path.display(), framed.offset);
            }
            all.push(found);
        }
    }
    all
}

#[test]
fn ten_thousand_lines_of_apache() {
    let Some(root) = root() else {
        println!("{PLACES}");
        return;
    };
    let all = through(&SAMPLES[2], &root.join("apache_combined_10k.log"));
    let addresses: BTreeSet<_> = all.iter().map(|found| found.address.unwrap()).collect();
    assert!(
        all.iter()
            .all(|found| (found.events, found.beside) == (1, 0))
    );
    assert_eq!((all.len(), addresses.len()), (10_000, 1_753));
}

#[test]
fn every_record_of_an_hour_of_cloudtrail() {
    let Some(root) = root() else {
        println!("{PLACES}");
        return;
    };
    let (mut records, mut more) = (0, 0);
    let (mut holders, mut used) = (BTreeMap::new(), Vec::new());
    for entry in std::fs::read_dir(root.join("cloudtrail_invictus")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let whole: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let all = through(&SAMPLES[3], &path);
        assert_eq!(
            all.len(),
            whole["Records"].as_array().unwrap().len(),
            "{}",
            path.display()
        );
        assert!(
            all.iter()
                .all(|found| found.events > 0 && found.beside == 0)
        );
        records += all.len();
        more += all.iter().map(|found| found.events - 1).sum::<usize>();
        for found in all {
            holders.extend(found.issued);
            used.extend(found.credential.zip(found.user));
        }
    }
    assert_eq!((records, more), (2_900, 48));
    // Whom a session was issued to, by the answer or else by the role and the session of the call, is who calls
    // with it.
    assert!(holders.values().all(Option::is_some), "{holders:?}");
    let (sessions, calls): (BTreeSet<_>, Vec<_>) = used
        .iter()
        .filter_map(|(credential, user)| Some((credential, (holders.get(credential)?, user))))
        .unzip();
    for (holder, user) in &calls {
        assert_eq!(holder.as_deref(), Some(&*format!("employee:{user}")));
    }
    assert_eq!((holders.len(), sessions.len(), calls.len()), (36, 8, 70));
}
