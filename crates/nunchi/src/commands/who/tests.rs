use api::Who;
use env::Disk;
use event::{ActKind, ErrorClass};
use ledger::{ActKeys, ControlKind};

use super::{Asking, answer};
use crate::{
    cli::Place,
    home::Home,
    ingest::{Input, Options, ingest},
    settings::SHOP,
};

/// Member 4711 read their own data, and somebody asked for member 999, who does not exist.
const LOG: &str = concat!(
    r#"{"class_uid":4002,"category_uid":4,"activity_id":3,"type_uid":400203,"time":1762421880000,"metadata":{"version":"1.3.0","uid":"e-1"},"http_request":{"http_method":"GET","url":{"path":"/members/4711/my-info"}},"http_response":{"code":200},"actor":{"user":{"uid":"4711"},"session":{"uid":"secret-token"}},"src_endpoint":{"ip":"203.0.113.7"}}"#,
    "\n",
    r#"{"class_uid":4002,"category_uid":4,"activity_id":3,"type_uid":400203,"time":1762421881000,"metadata":{"version":"1.3.0","uid":"e-2"},"http_request":{"http_method":"GET","url":{"path":"/members/999/my-info"}},"http_response":{"code":404},"actor":{"user":{"uid":"4711"}},"src_endpoint":{"ip":"203.0.113.7"}}"#,
    "\n"
);

/// A ledger with that log, in a folder of its own that goes with it.
pub(in crate::commands) struct Shop {
    pub(in crate::commands) home: Home,
    pub(in crate::commands) dir: std::path::PathBuf,
}

impl Shop {
    pub(in crate::commands) fn new(name: &str) -> Shop {
        let dir = std::env::temp_dir().join(format!("nunchi-who-{}-{name}", std::process::id()));
        let place = Place {
            data: dir.join("data"),
            keys: Some(dir.join("keys")),
        };
        let home = Home::create(&place, SHOP).unwrap();
        let log = dir.join("gateway.ndjson");
        home.disk().replace(&log, LOG.as_bytes()).unwrap();
        let mut ledger = home.writer().unwrap();
        let input = Input {
            path: log,
            source: "gateway".to_owned(),
        };
        ingest(
            &home,
            &mut ledger,
            vec![input],
            Options {
                quiet: true,
                ..Options::default()
            },
        )
        .unwrap();
        drop(ledger);
        Shop { home, dir }
    }

    fn ask(&self, subject: &str) -> Who {
        answer(&self.home, &asking(subject)).unwrap()
    }

    /// The bodies of the acts of a kind that stand in the ledger.
    pub(in crate::commands) fn acts(&self, kind: ActKind) -> Vec<String> {
        let snapshot = self.home.snapshot().unwrap();
        let controls = snapshot.controls(self.home.disk()).unwrap();
        let is_of_kind = |c: &&ledger::Control| c.kind == ControlKind::Act && c.code == kind.code();
        let book = self.home.keys.book.as_ref().unwrap();
        let keys = ActKeys::read(self.home.disk(), &self.home.dir, book).unwrap();
        let body = |c: &ledger::Control| {
            String::from_utf8(keys.open(c.sealed.as_ref().unwrap()).unwrap()).unwrap()
        };
        controls.iter().filter(is_of_kind).map(body).collect()
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        let _ = env::RealDisk.remove_dir_all(&self.dir);
    }
}

fn asking(subject: &str) -> Asking<'_> {
    Asking {
        subject,
        by: "lee".to_owned(),
        reason: "access request 12",
        repeat: 0,
    }
}

#[test]
fn a_question_is_recorded_under_an_id_and_answered() {
    let shop = Shop::new("known");
    let who = shop.ask("member:4711");
    assert!(who.known && who.subject.starts_with('~'));
    let acts = shop.acts(ActKind::Question);
    let [act] = acts.as_slice() else {
        panic!("one question: {acts:?}")
    };
    let mut act: serde_json::Value = serde_json::from_str(act).expect("JSON");
    let salt = act["salt"].take();
    assert_eq!(
        act,
        serde_json::json!({"question": "who", "reason": "access request 12", "salt": null, "subject": who.subject})
    );
    assert_eq!(salt.as_str().map(str::len), Some(32));
    let [read] = who.reads.as_slice() else {
        panic!("one read names the member: {:?}", who.reads)
    };
    assert_eq!(
        (
            read.route.as_str(),
            read.fields.join(" "),
            read.outcome.as_str()
        ),
        ("my-info", "name email".to_owned(), "served")
    );
    assert_eq!(read.actor.name.as_deref(), Some("member:4711"));
    // The same person by id, and by another spelling of the name.
    assert_eq!(
        (shop.ask(&who.subject).reads, shop.ask("004711").reads),
        (who.reads.clone(), who.reads)
    );
}

#[test]
fn a_name_that_is_not_in_the_book_is_a_question_too() {
    let shop = Shop::new("unknown");
    let who = shop.ask("member:5");
    assert_eq!(
        (
            who.known,
            who.reads.len(),
            shop.acts(ActKind::Question).len()
        ),
        (false, 0, 1)
    );
    assert_eq!(shop.ask("~3.99999").reads.len(), 0);
}

#[test]
fn what_was_missing_showed_nothing() {
    let shop = Shop::new("ghost");
    let who = shop.ask("member:999");
    let [read] = who.reads.as_slice() else {
        panic!("one read names the ghost: {:?}", who.reads)
    };
    assert_eq!(
        (who.known, read.outcome.as_str(), read.fields.len()),
        (false, "missing", 0)
    );
}

#[test]
fn what_is_no_person_is_refused_and_not_recorded() {
    let shop = Shop::new("refused");
    for wrong in ["phone:abc", "~c00000000000000ff", "~nobody"] {
        assert_eq!(
            answer(&shop.home, &asking(wrong)).unwrap_err().class,
            ErrorClass::Usage,
            "{wrong}"
        );
    }
    assert!(shop.acts(ActKind::Question).is_empty());
}
