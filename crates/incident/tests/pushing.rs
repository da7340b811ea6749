//! Pushes of block lists as steps: two people, one list, one target, and what became of it.

use event::Millis;
use incident::case::{
    AttemptEnd, CaseError, Incident, Mode, Number, Push, PushAttempt, PushBeginning, PushEnding,
    PushError, PushId, PushOutcome, PushProposal, Step, Void, What,
};

const FIRST: &str = "sha256:01";
const SECOND: &str = "sha256:02";

struct Told(Incident);

impl Told {
    fn case(mode: Mode) -> Told {
        let opened = What::Opened {
            mode,
            title: "Forged tokens".to_owned(),
            findings: Vec::new(),
            regimes: Vec::new(),
            controllers: vec!["shop".to_owned()],
        };
        let (at, by, why) = (Millis(1), "kim".to_owned(), "told".to_owned());
        let step = Step {
            number: 1,
            at,
            by,
            why,
            clock: None,
            what: opened,
        };
        Told(Incident::opened(Number::real(1), step).expect("opened"))
    }

    fn does(&mut self, by: &str, what: What) -> Result<(), CaseError> {
        let step = Step {
            number: self.0.next(),
            at: Millis(i64::from(self.0.next())),
            by: by.to_owned(),
            why: "because".to_owned(),
            clock: None,
            what,
        };
        let all = [self.0.steps.clone(), vec![step.clone()]].concat();
        self.0.take(step)?;
        // What was taken is told again by the steps alone.
        let again = Incident::told(self.0.id, &all).expect("told again");
        assert_eq!(again.pushes, self.0.pushes);
        assert_eq!(again.proposals, self.0.proposals);
        Ok(())
    }

    fn refused(&mut self, by: &str, what: What) -> PushError {
        let steps = self.0.steps.len();
        let error = self.does(by, what).expect_err("refused");
        assert_eq!(self.0.steps.len(), steps);
        match error {
            CaseError::Push(error) => error,
            other => panic!("{other}"),
        }
    }

    fn push(&self, id: &str) -> &Push {
        self.0.push(&PushId(id.to_owned())).expect("a push")
    }
}

fn listed(digest: &str) -> What {
    What::BlockListed {
        digest: digest.to_owned(),
        entries: 3,
        held_back: 1,
        confirmed: Vec::new(),
        second: None,
    }
}

fn proposal(list: &str, settings: &str, again: Option<&str>) -> What {
    What::PushProposed(Box::new(PushProposal {
        list: list.to_owned(),
        target: "edge".to_owned(),
        url: "https://edge.example/block".to_owned(),
        form: "json".to_owned(),
        settings: settings.to_owned(),
        again: again.map(|of| PushId(of.to_owned())),
    }))
}

fn begun(proposed: u32, settings: &str) -> What {
    What::PushBegun(PushBeginning {
        proposed,
        settings: settings.to_owned(),
        message: "msg_1".to_owned(),
        body: "sha256:03".to_owned(),
        bytes: 7,
    })
}

fn ended(push: &str, outcome: PushOutcome) -> What {
    What::PushEnded(PushEnding {
        push: PushId(push.to_owned()),
        outcome,
        why: None,
        attempts: Vec::new(),
    })
}

fn with_proposal() -> Told {
    let mut told = Told::case(Mode::Real);
    told.does("kim", listed(FIRST)).expect("a list");
    told.does("kim", proposal(FIRST, "s", None))
        .expect("proposed");
    told
}

#[test]
fn two_people_push_the_last_list_and_what_became_of_it_is_told_once() {
    let mut told = with_proposal();
    let proposed = told.0.proposed("edge", None).expect("proposed");
    assert_eq!((proposed.step, proposed.void), (3, None));
    told.does("lee", begun(3, "s")).expect("begun");
    let push = told.push("W1");
    assert_eq!(push.word(), "unknown");
    assert_eq!((push.two.proposer(), push.two.confirmer()), ("kim", "lee"));
    told.does("lee", ended("W1", PushOutcome::Delivered))
        .expect("ended");
    assert_eq!(told.push("W1").word(), "delivered");
    let error = told.refused("lee", ended("W1", PushOutcome::Dead));
    assert_eq!(error, PushError::Ended(PushId("W1".to_owned())));
    // A proposal is used once.
    let error = told.refused("lee", begun(3, "s"));
    assert!(matches!(
        error,
        PushError::Void {
            step: 3,
            why: Void::Used(4)
        }
    ));
    let error = told.refused("kim", proposal(FIRST, "s", Some("W1")));
    assert!(error.to_string().contains("W1 is delivered"), "{error}");
}

#[test]
fn one_person_is_not_two_however_the_name_is_written() {
    let mut told = with_proposal();
    for same in ["kim", "KIM", " kim "] {
        let error = told.refused(same, begun(3, "s"));
        assert!(error.to_string().contains("somebody else must"), "{error}");
    }
    told.does("lee", begun(3, "s")).expect("begun");
}

#[test]
fn a_new_list_another_target_and_a_new_proposal_void_the_one_before() {
    let mut told = with_proposal();
    let error = told.refused("lee", begun(3, "another"));
    assert_eq!(error, PushError::Target("edge".to_owned()));
    told.does("park", proposal(FIRST, "s", None)).expect("anew");
    let error = told.refused("lee", begun(3, "s"));
    assert!(matches!(
        error,
        PushError::Void {
            step: 3,
            why: Void::Anew(4)
        }
    ));
    told.does("kim", listed(SECOND)).expect("a list");
    let error = told.refused("lee", begun(4, "s"));
    assert!(matches!(
        error,
        PushError::Void {
            step: 4,
            why: Void::List(5)
        }
    ));
    let error = told.refused("kim", proposal(FIRST, "s", None));
    assert_eq!(error, PushError::List(FIRST.to_owned()));
    let error = told.refused("lee", begun(2, "s"));
    assert_eq!(error, PushError::NoProposal(2));
}

#[test]
fn nothing_is_proposed_without_a_list() {
    let mut told = Told::case(Mode::Real);
    let error = told.refused("kim", proposal(FIRST, "s", None));
    assert_eq!(error, PushError::List(FIRST.to_owned()));
}

#[test]
fn a_dead_letter_and_an_unknown_push_are_sent_again_by_two_as_they_were() {
    let mut told = with_proposal();
    told.does("lee", begun(3, "s")).expect("begun");
    // Nothing tells what became of it.
    told.does("lee", proposal(FIRST, "s", Some("W1")))
        .expect("again");
    told.does("kim", begun(5, "s")).expect("begun");
    told.does("kim", ended("W2", PushOutcome::Dead))
        .expect("dead");
    assert_eq!(
        (told.push("W1").word(), told.push("W2").word()),
        ("unknown", "dead")
    );
    let error = told.refused("kim", proposal(FIRST, "another", Some("W2")));
    assert_eq!(error, PushError::Another(PushId("W2".to_owned())));
    let error = told.refused("kim", proposal(FIRST, "s", Some("W3")));
    assert!(error.to_string().contains("there are: W1, W2"), "{error}");
    told.does("kim", listed(SECOND)).expect("a list");
    let error = told.refused("kim", proposal(SECOND, "s", Some("W2")));
    assert_eq!(error, PushError::Another(PushId("W2".to_owned())));
}

#[test]
fn an_exercise_is_written_and_what_is_real_is_sent() {
    for (mode, right) in [
        (
            Mode::Real,
            [PushOutcome::Delivered, PushOutcome::Dead].as_slice(),
        ),
        (Mode::Exercise, &[PushOutcome::Written]),
    ] {
        for outcome in [
            PushOutcome::Delivered,
            PushOutcome::Dead,
            PushOutcome::Written,
        ] {
            let mut told = Told::case(mode);
            told.does("kim", listed(FIRST)).expect("a list");
            told.does("kim", proposal(FIRST, "s", None))
                .expect("proposed");
            told.does("lee", begun(3, "s")).expect("begun");
            match right.contains(&outcome) {
                true => told.does("lee", ended("W1", outcome)).expect("ended"),
                false => assert_eq!(told.refused("lee", ended("W1", outcome)), PushError::Mode),
            }
        }
    }
}

#[test]
fn what_became_of_it_is_recorded_of_an_incident_that_went_on_elsewhere() {
    let mut told = with_proposal();
    told.does("lee", begun(3, "s")).expect("begun");
    let into = What::MergedInto {
        incident: Number::real(2),
    };
    told.does("kim", into).expect("merged");
    told.does("lee", ended("W1", PushOutcome::Delivered))
        .expect("ended");
    told.does("kim", proposal(FIRST, "s", None))
        .expect_err("nothing else goes on there");
}

#[test]
fn the_steps_read_back_as_they_were_written() {
    let ending = PushEnding {
        push: PushId("W1".to_owned()),
        outcome: PushOutcome::Dead,
        why: Some("refused".to_owned()),
        attempts: vec![PushAttempt {
            at: Millis(0),
            took_ms: 12,
            end: AttemptEnd::Answered,
            status: Some(400),
            says: Some("no".to_owned()),
        }],
    };
    let texts = [
        (
            proposal(FIRST, "s", None),
            r#"{"does":"push_proposed","list":"sha256:01","target":"edge","url":"https://edge.example/block","form":"json","settings":"s"}"#,
        ),
        (
            begun(3, "s"),
            r#"{"does":"push_begun","proposed":3,"settings":"s","message":"msg_1","body":"sha256:03","bytes":7}"#,
        ),
        (
            What::PushEnded(ending),
            r#"{"does":"push_ended","push":"W1","outcome":"dead","why":"refused","attempts":[{"at":"1970-01-01T00:00:00.000Z","took_ms":12,"end":"answered","status":400,"says":"no"}]}"#,
        ),
    ];
    for (what, text) in texts {
        assert_eq!(serde_json::to_string(&what).unwrap(), text);
        assert_eq!(serde_json::from_str::<What>(text).unwrap(), what);
    }
}
