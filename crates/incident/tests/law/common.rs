//! What the tests of law share: the moments of the case, in the words of the tests.

use event::Millis;
use incident::law::{
    Clock, Delay, Due, Facts, Filing, Opening, Register, Span, Start, State, Trigger, regime,
};

/// A controller of the tests.
pub(crate) const SHOP: &str = "Shop Ltd";

/// A moment in Korea, such as `2025-11-17 16:00`.
pub(crate) fn kst(text: &str) -> Millis {
    let text = format!("{}:00+09:00", text.replace(' ', "T"));
    Millis::parse(&text).expect("a moment")
}

/// A moment anywhere, in RFC 3339.
pub(crate) fn at(text: &str) -> Millis {
    Millis::parse(text).expect("a moment")
}

/// The clocks that something opens for the shop when nothing is known beside.
pub(crate) fn open(id: &str, trigger: Trigger, start: Start, at: Option<Millis>) -> Vec<Clock> {
    let facts = Facts::default();
    let opening = Opening::new(SHOP, trigger, start, at, &facts);
    regime(id).expect(id).open(&opening).expect("clocks")
}

/// One clock of those.
pub(crate) fn clock(
    id: &str,
    name: &str,
    trigger: Trigger,
    start: Start,
    at: Option<Millis>,
) -> Clock {
    let mut clocks = open(id, trigger, start, at);
    clocks.retain(|clock| clock.key.clock == name);
    clocks.pop().expect(name)
}

/// The legal limit of a clock.
pub(crate) fn limit(clock: &Clock) -> Millis {
    let due: &Due = clock.due().expect("awareness is known");
    due.limit.expect("a number")
}

/// What a clock says when nobody decided anything.
pub(crate) fn state(clock: &Clock, now: Millis) -> State {
    clock.state(&Register::default(), now)
}

/// A filing with a receipt, and a reason in case it is late.
pub(crate) fn filing(at: Millis) -> Filing {
    Filing {
        at,
        to: "KISA, web form".to_owned(),
        receipt: "2025-1".to_owned(),
        evidence: "e-7".to_owned(),
        by: "Kim".to_owned(),
        late_because: Some("the scope was being established".to_owned()),
        corrects: None,
        version: 0,
        from: None,
    }
}

/// A delay with reason and evidence.
pub(crate) fn delay(code: &str, from: Millis) -> Delay {
    Delay {
        code: code.to_owned(),
        from,
        ended: None,
        looked: from,
        reason: "paths are being blocked".to_owned(),
        evidence: "e-8".to_owned(),
        by: "Kim".to_owned(),
    }
}

/// Hours and minutes.
pub(crate) fn span(hours: i64, minutes: i64) -> Span {
    Span {
        ms: (hours * 60 + minutes) * 60_000,
    }
}
