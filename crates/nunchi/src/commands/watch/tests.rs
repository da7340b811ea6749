use event::ActKind;

use super::watch;
use crate::{
    cli::{Place, WatchArgs},
    commands::who::tests::Shop,
};

/// The digests of acts are handed over: whoever guesses what a body says must not be able to try it.
#[test]
fn every_act_of_a_look_holds_something_random() {
    let shop = Shop::new("watch");
    let log = shop.dir.join("gateway.ndjson");
    let look = |files: &[&std::path::Path]| {
        let args = WatchArgs {
            place: Place {
                data: shop.dir.join("data"),
                keys: Some(shop.dir.join("keys")),
            },
            files: files.iter().map(|of| of.display().to_string()).collect(),
            source: Some("gateway".to_owned()),
            format: None,
        };
        assert_eq!(watch(&args).unwrap(), 0);
    };
    look(&[&log]);
    shop.home.disk().remove(&log).unwrap();
    look(&[]);
    let acts = shop.acts(ActKind::Watch);
    let [seen, gone] = acts.as_slice() else {
        panic!("one act of a file that is there and one of its loss: {acts:?}")
    };
    let salts = [seen, gone].map(|act| {
        let act: serde_json::Value = serde_json::from_str(act).unwrap();
        let salt = act["salt"].as_str().unwrap_or_default();
        assert_eq!(salt.len(), 32, "{act}");
        salt.to_owned()
    });
    assert_ne!(salts[0], salts[1]);
}
