//! From what the rooms say to the documents of the contract.

use std::collections::BTreeMap;

use api::{
    Actor, AsOf, By, Checkpoint, Counters, Coverage, Doubt, Hex64, Issued, Minus, Out, People,
    Persons, Possibly, ReadOf, Statement, SubjectsReads, Time, Undecided, Unnamed, Untouched,
};
use event::{ActorKind, FieldSet, Millis, Outcome, catalogue::Catalogue};
use exposure::{Answer, Geo, Pair, PseudoId};
use ledger::SubjectId;
use verify::{Completeness, Integrity, KeyOrigin, Place};

/// What a scope says beside the answer itself.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    /// Whether people were asked for.
    pub(crate) people: bool,
    /// A difference, if one was asked for.
    pub(crate) minus: Option<Minus>,
    /// A breakdown, if one was asked for.
    pub(crate) by: Option<By>,
    /// The signed note of its checkpoint.
    pub(crate) note: Option<String>,
    /// Reads of routes whose data is pseudonymised.
    pub(crate) pseudonymised: Option<api::Pseudonymised>,
    /// A file, if one was written.
    pub(crate) out: Option<Out>,
    /// How long it all took.
    pub(crate) elapsed_ms: u64,
}

/// Reads of routes that a catalogue marks as pseudonymised; `None` where there are none.
pub(crate) fn pseudonymised(answer: &Answer, catalogue: &Catalogue) -> Option<api::Pseudonymised> {
    let marked = |id: &String| catalogue.route(id).is_some_and(|route| route.pseudonymised);
    let of = answer
        .by_route
        .iter()
        .filter(|(id, of)| of.reads > 0 && marked(id));
    let (routes, reads): (Vec<String>, Vec<u64>) =
        of.map(|(id, of)| (id.clone(), of.reads)).unzip();
    let reads = reads.iter().sum();
    (!routes.is_empty()).then_some(api::Pseudonymised { reads, routes })
}

/// The document of an answer.
pub(crate) fn scope(answer: &Answer, beside: Beside) -> api::Scope {
    let (people, people_because) = match beside.people {
        true => (
            answer.people.as_ref().map(people),
            answer.people_because.clone(),
        ),
        false => (None, Some("not asked: --people".to_owned())),
    };
    api::Scope {
        v: api::VERSION,
        selection: answer.selection.clone(),
        as_of: as_of(&answer.as_of, beside.note),
        accesses: answer.accesses,
        reads: answer.reads,
        records: answer.records,
        subjects: answer.subjects,
        exposures: answer.exposures,
        people,
        people_because,
        by_field: pairs(&answer.by_field),
        by_kind: pairs(&answer.by_kind),
        by_route: pairs(&answer.by_route),
        pseudonymised: beside.pseudonymised,
        by_controller: pairs(&answer.by_controller),
        // No event tells yet where a subject lives.
        by_residence: BTreeMap::from([(
            "unknown".to_owned(),
            SubjectsReads {
                subjects: answer.subjects,
                reads: answer.reads,
            },
        )]),
        untouched: answer
            .untouched
            .iter()
            .map(|(field, claim)| (field.clone(), untouched(claim)))
            .collect(),
        ghosts: api::Ghosts {
            reads: answer.ghosts.0,
            names: answer.ghosts.1,
        },
        unnamed: Unnamed {
            reads: answer.unnamed.0,
            reach: answer.unnamed.1,
        },
        undecided: Undecided {
            reads: answer.undecided.0,
            subjects: answer.undecided.1,
            because: answer.undecided.2.clone(),
        },
        denied: answer.denied,
        addresses: answer.addresses,
        first: answer.span.map(|(first, _)| first.into()),
        last: answer.span.map(|(_, last)| last.into()),
        coverage: coverage(&answer.coverage),
        minus: beside.minus,
        by: beside.by,
        out: beside.out,
        elapsed_ms: beside.elapsed_ms,
    }
}

/// `note` is the text of the signed head as it stands now: it is given where it is that of the answer.
pub(crate) fn as_of(as_of: &exposure::AsOf, note: Option<String>) -> AsOf {
    AsOf {
        checkpoint: checkpoint(as_of.size, &as_of.root),
        catalogue: as_of.catalogue,
        relation: as_of.relation,
        note,
    }
}

pub(crate) fn checkpoint(size: u64, root: &ledger::Hash) -> Checkpoint {
    Checkpoint {
        size,
        root: root.to_string(),
    }
}

pub(crate) fn coverage(coverage: &exposure::Coverage) -> Coverage {
    let verdict = if coverage.complete {
        "complete"
    } else {
        "gaps"
    };
    Coverage {
        verdict: verdict.to_owned(),
        basis: coverage.basis.clone(),
        gaps: coverage.gaps.clone(),
        doubts: coverage.doubts.iter().flat_map(doubts).collect(),
        stated: coverage
            .stated
            .iter()
            .map(|stated| statement(&stated.statement, &stated.closes))
            .collect(),
        possibly: coverage.possibly.as_ref().map(|possibly| Possibly {
            at_most: possibly.at_most,
            because: possibly.because.clone(),
        }),
        rests_on: coverage.rests_on.clone(),
    }
}

/// A doubt once for each of its spans.
pub(crate) fn doubts(doubt: &exposure::Doubt) -> Vec<Doubt> {
    let one = |(from, to): &(Millis, Millis)| Doubt {
        source: Some(doubt.source.clone()).filter(|source| !source.is_empty()),
        kind: doubt.kind.word().to_owned(),
        from: (*from > Millis::MIN).then_some(Time(*from)),
        to: (*to < Millis::MAX).then_some(Time(*to)),
        events: doubt.events,
        because: doubt.because.clone(),
    };
    doubt.spans.iter().map(one).collect()
}

pub(crate) fn statement(statement: &exposure::Statement, closes: &[String]) -> Statement {
    Statement {
        source: statement.source.clone(),
        from: statement.span.0.into(),
        to: statement.span.1.into(),
        quarantined: statement.quarantined,
        by: statement.by.clone(),
        reason: statement.reason.clone(),
        made: statement.time.into(),
        position: statement.position,
        digest: ledger::hex(&statement.digest),
        closes: closes.to_vec(),
    }
}

fn pairs(of: &BTreeMap<String, Pair>) -> BTreeMap<String, SubjectsReads> {
    of.iter()
        .map(|(name, pair)| {
            (
                name.clone(),
                SubjectsReads {
                    subjects: pair.subjects,
                    reads: pair.reads,
                },
            )
        })
        .collect()
}

fn people(people: &exposure::People) -> People {
    let persons = Persons {
        low: people.low,
        best: people.best,
        high: people.high,
    };
    People {
        identifiers: people.identifiers,
        persons,
        undated: people.undated,
        recipients: people.recipients,
        method: people.method.clone(),
    }
}

fn untouched(claim: &exposure::Untouched) -> Untouched {
    Untouched {
        verdict: claim.verdict.word().to_owned(),
        basis: claim.basis.clone(),
        because: claim.because.clone(),
        routes: claim.routes.clone(),
    }
}

/// One read of a person's data. `name` opens the book for an actor.
pub(crate) fn read_of(
    read: &exposure::ReadOf,
    catalogue: &Catalogue,
    geo: Option<&Geo>,
    name: impl FnOnce(SubjectId) -> Option<String>,
) -> ReadOf {
    let place = geo
        .zip(read.ip)
        .map(|(geo, ip)| geo.place(ip))
        .unwrap_or_default();
    let (word, because) = match read.issued {
        Ok(word) => (word.word(), None),
        Err(why) => ("cannot_say", Some(why.sentence().to_owned())),
    };
    let actor = read
        .actor
        .filter(|_| read.actor_kind != ActorKind::Anonymous);
    // A read that was refused or found nobody showed nothing, whatever its route shows.
    let shown = if read.outcome == Outcome::Served {
        read.fields
    } else {
        FieldSet::EMPTY
    };
    ReadOf {
        time: read.time.into(),
        source: read.source.clone(),
        route: read.route.clone(),
        fields: exposure::field_ids(catalogue, shown)
            .into_iter()
            .map(str::to_owned)
            .collect(),
        outcome: read.outcome.word().to_owned(),
        actor: Actor {
            kind: read.actor_kind.word().to_owned(),
            id: actor.map(|actor| PseudoId::Subject(actor).to_string()),
            name: actor.and_then(name),
        },
        credential: read.credential.map(Hex64),
        issued: Issued {
            word: word.to_owned(),
            because,
        },
        key: read.key.clone(),
        ip: read.ip.map(|ip| ip.to_string()),
        client: read.client.clone(),
        asn: place.asn,
        country: place
            .country
            .and_then(|code| String::from_utf8(code.to_vec()).ok()),
    }
}

/// The document of a check.
pub(crate) fn verify(
    report: &verify::Report,
    cosigned: Option<(api::Cosigned, Vec<String>)>,
    deep: Option<api::Deep>,
    elapsed_ms: u64,
) -> api::Verify {
    let (cosigned, unbelieved) = match cosigned {
        Some((cosigned, why)) => (Some(cosigned), why),
        None => (None, Vec::new()),
    };
    let broken = report.integrity == Integrity::Broken
        || !unbelieved.is_empty()
        || deep.as_ref().is_some_and(|deep| !deep.differing.is_empty());
    let mut findings: Vec<api::Finding> = report.findings.iter().map(finding).collect();
    findings.extend(deep.iter().flat_map(|deep| &deep.differing).map(|path| api::Finding {
        invariant: "twin".to_owned(),
        path: path.clone(),
        place: None,
        message: "the summary differs from its part, so questions may leave out what they should read: rebuild it with `nunchi index rebuild`".to_owned(),
    }));
    findings.extend(unbelieved.into_iter().map(|message| api::Finding {
        invariant: "sealed".to_owned(),
        path: "tree/cosigned".to_owned(),
        place: None,
        message,
    }));
    let checked = report.checked;
    api::Verify {
        v: api::VERSION,
        integrity: if broken { "broken" } else { "ok" }.to_owned(),
        completeness: if report.completeness == Completeness::Complete {
            "complete"
        } else {
            "gaps"
        }
        .to_owned(),
        findings,
        more_findings: report.more_findings,
        warnings: report.warnings.iter().map(finding).collect(),
        gaps: report.gaps.clone(),
        deleted: report.deleted.clone(),
        checked: api::Checked {
            leaves: checked.leaves,
            epochs: checked.epochs,
            files: checked.files,
            bytes: checked.bytes,
            rows: checked.rows,
            blocks: checked.blocks,
        },
        checkpoint: report.checkpoint.as_ref().map(|head| api::Verified {
            origin: head.origin.clone(),
            size: head.size,
            root: head.root.to_string(),
        }),
        key_origin: if report.key_origin == KeyOrigin::Given {
            "given"
        } else {
            "directory"
        }
        .to_owned(),
        cosigned,
        deep,
        elapsed_ms,
    }
}

fn finding(finding: &verify::Finding) -> api::Finding {
    api::Finding {
        invariant: finding.invariant.name().to_owned(),
        path: finding.path.display().to_string(),
        place: (finding.place != Place::Whole).then(|| finding.place.to_string()),
        message: finding.message.clone(),
    }
}

/// Counts of a source.
pub(crate) fn counters(c: &ledger::Counters) -> Counters {
    Counters {
        accesses: c.accesses,
        reads: c.reads,
        unmatched: c.unmatched,
        controls: c.controls,
        plain: c.plain,
        beside: c.beside,
        duplicates: c.duplicates,
        quarantined: c.quarantined,
        mended: c.mended,
    }
}

/// What the check of a bundle says.
pub(crate) fn proven(bundle: &str, proven: &verify::evidence::Proven) -> api::Proven {
    let finding = |(path, message): &(String, String)| api::BundleFinding {
        path: path.clone(),
        message: message.clone(),
    };
    api::Proven {
        v: api::VERSION,
        bundle: bundle.to_owned(),
        integrity: match proven.findings.is_empty() {
            true => "ok".to_owned(),
            false => "broken".to_owned(),
        },
        findings: proven.findings.iter().map(finding).collect(),
        origin: proven.origin.clone(),
        selection: proven.selection.clone(),
        checkpoint: proven
            .checkpoint
            .map(|(size, root)| checkpoint(size, &root)),
        key: match proven.key_origin {
            KeyOrigin::Given => "given".to_owned(),
            KeyOrigin::Directory => "bundle".to_owned(),
        },
        rows: proven.rows,
        parts: proven.parts,
        chunks: proven.chunks,
        incident: proven
            .incident
            .as_ref()
            .map(|(incident, steps)| api::OfIncident {
                incident: incident.as_str().into(),
                steps: *steps,
            }),
    }
}

/// The number of an incident in a document.
pub(crate) fn number(of: incident::case::Number) -> api::IncidentNumber {
    api::IncidentNumber::from(of.to_string().as_str())
}
