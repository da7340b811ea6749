use proptest::prelude::*;

use super::{FORMAT, likeness};
use crate::{Settings, combined::golden};

#[test]
fn fixtures() {
    golden::check(&FORMAT, &Settings::default(), "system_log");
}

#[test]
fn likeness_knows_entries() {
    let entry = br#"{"eventType":"e","published":"p","uuid":"u"}"#.as_slice();
    assert_eq!(likeness(&[entry, b"[]"]), 50);
    assert_eq!(likeness(&[]), 0);
    assert_eq!(likeness(&[br#"{"class_uid":3002,"time":1}"#]), 0);
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = golden::decode(&mut *golden::decoder(&FORMAT, &Settings::default()), &bytes);
    }

    #[test]
    fn arbitrary_values_never_panic(
        kind in "(user.session.start|user.lifecycle.create|x)", published in "[0-9TZ:.-]{0,24}",
        inner in r#"(null|\{\}|\[\]|7|"a"|\[\{"type":"User","id":"1"\}\])"#,
    ) {
        let record = format!(
            r#"[{{"eventType":"{kind}","published":"{published}","outcome":{{"result":"SUCCESS"}},"target":{inner},"client":{inner},"actor":{inner}}}]"#
        );
        let _ = golden::decode(&mut *golden::decoder(&FORMAT, &Settings::default()), record.as_bytes());
    }
}
