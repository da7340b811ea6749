use super::*;

#[test]
fn a_boot_says_what_was_named_and_when_it_began() {
    let at = Millis(1_762_419_600_007);
    for named in [None, Some("b-7"), Some("odd, restarted at noon")] {
        let boot = boot_of(named, at);
        assert_eq!(parted(&boot), Some((named, at)), "{boot}");
    }
    for other in ["b-7", "restarted at noon", ""] {
        assert_eq!(parted(other), None, "{other:?}");
    }
}

#[test]
fn a_lane_is_chosen_by_time() {
    let mut strings = Strings::default();
    let lane = |boot| LaneId {
        source: 0,
        instance: None,
        boot,
    };
    let mut lanes = BTreeMap::from([(lane(None), Runs::default())]);
    for at in [50, 20] {
        let code = strings.code_or_insert(&boot_of(None, Millis(at)));
        lanes.insert(lane(Some(code)), Runs::default());
    }
    let restarts = Restarts::of(&lanes, &strings);
    let boot = |time| restarts.lane(lane(None), Millis(time)).boot;
    assert_eq!(
        [19, 20, 49, 50].map(boot),
        [None, Some(1), Some(1), Some(0)]
    );
    let other = LaneId {
        source: 1,
        ..lane(None)
    };
    assert_eq!(restarts.lane(other, Millis(60)), other);
}
