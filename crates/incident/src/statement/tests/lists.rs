//! Lists that are said to be all, groups that are said not to be concerned, and what is said to be masked.

use super::*;

fn facts() -> Facts {
    let group = |name: &str, low: u64, about: &[&str], except: &[&str]| Figure {
        about: about.iter().map(|word| (*word).to_owned()).collect(),
        except: except.iter().map(|word| (*word).to_owned()).collect(),
        is_group: true,
        ..figure(name, low, &["people", "명"], 3)
    };
    let mut facts = super::facts();
    facts.figures.extend([
        group(
            "non-members (recipients)",
            433,
            &["비회원", "수령인", "non member"],
            &[],
        ),
        group(
            "accounts read (withdrawn)",
            73,
            &["탈퇴", "withdrawn"],
            &["비회원"],
        ),
        group("accounts read (shop-tw)", 20, &["대만", "Taiwan"], &[]),
        group("accounts read (dormant)", 0, &["휴면", "dormant"], &[]),
    ]);
    facts.fields.push(field(
        "door_code_masked",
        &["공동현관 비밀번호(가림)", "entrance code (masked)"],
        Seen::Touched,
    ));
    facts
}

fn verdict_of(text: &str, kind: Kind, facts: &Facts) -> (Verdict, String) {
    let checked = check(text.as_bytes(), facts).expect("a draft");
    let mut marks = checked.marks.iter().filter(|mark| mark.kind == kind);
    let mark = marks
        .next()
        .unwrap_or_else(|| panic!("no {} in {text}", kind.word()));
    (mark.verdict, mark.because.en.clone())
}

#[test]
fn only_is_held_against_every_field_that_was_read() {
    for text in [
        "이름과 이메일만 유출되었습니다.",
        "유출된 항목은 이름과 이메일뿐입니다.",
        "성명, 이메일뿐임",
        "이름, 이메일 정보만 조회되었습니다.",
        "Only names and e-mail addresses were leaked.",
        "Just names and e-mail addresses were accessed.",
        "Nothing but names and e-mail addresses was leaked.",
        "No more than names and e-mail addresses were leaked.",
        "The leak is limited to names and e-mail addresses.",
        "Names and e-mail addresses only were leaked.",
        "Only names and e-mail addresses.",
    ] {
        let (verdict, because) = verdict_of(text, Kind::Absolute, &facts());
        assert_eq!(verdict, Verdict::Contradicted, "{text}: {because}");
        for named in ["phone number", "address", "entrance code"] {
            assert!(because.contains(named), "{text}: {because}");
        }
        assert!(!because.contains("e mail"), "{text}: {because}");
    }
}

#[test]
fn only_is_carried_where_every_other_field_is_clear() {
    let of = |seen: Seen| {
        let mut facts = facts();
        for field in facts.fields.iter_mut().skip(2) {
            field.seen = seen;
        }
        facts
    };
    let text = "이름과 이메일만 유출되었습니다.";
    assert_eq!(
        verdict_of(text, Kind::Absolute, &of(Seen::Clear)).0,
        Verdict::Supported
    );
    assert_eq!(
        verdict_of(text, Kind::Absolute, &of(Seen::CannotSay)).0,
        Verdict::Unsupported
    );
    // The word stands at something else than the list.
    for text in [
        "Names were leaked only in June.",
        "Only 2,609 entrance codes were read.",
        "이름은 6월에만 유출되었습니다.",
        "Only members whose names were read are concerned.",
    ] {
        assert_eq!(
            verdict_of(text, Kind::Absolute, &facts()).0,
            Verdict::Unsupported,
            "{text}"
        );
    }
    let bound = check(b"No more than 40 million accounts were read.", &facts()).expect("a draft");
    assert!(
        bound.marks.iter().all(|mark| mark.kind == Kind::Number),
        "{bound:?}"
    );
}

#[test]
fn a_group_that_is_counted_is_concerned() {
    for text in [
        "비회원의 정보는 유출되지 않았습니다.",
        "탈퇴회원은 포함되지 않았습니다.",
        "대만 회원의 정보는 유출되지 않았습니다.",
        "Data of non-members was not leaked.",
        "No data of non-members was leaked.",
        "No withdrawn members were affected.",
        "Customers in Taiwan were not affected.",
    ] {
        let facts = facts();
        let checked = check(text.as_bytes(), &facts).expect("a draft");
        let contradicted = checked.count(Verdict::Contradicted);
        assert_eq!(contradicted, 1, "{text}: {:?}", checked.marks);
    }
    for text in [
        "휴면 회원의 정보는 유출되지 않았습니다.",
        "일본 회원의 정보는 유출되지 않았습니다.",
        "Customers in Japan were not affected.",
    ] {
        assert_eq!(
            verdict_of(text, Kind::Absolute, &facts()).0,
            Verdict::Unsupported,
            "{text}"
        );
    }
}

#[test]
fn what_was_read_in_clear_was_not_masked() {
    let field = |text: &str, facts: &Facts| verdict_of(text, Kind::Field, facts).0;
    for text in [
        "Entrance codes were masked.",
        "공동현관 비밀번호는 가려진 상태였습니다.",
        "공동현관 비밀번호는 마스킹된 상태로 조회되었습니다.",
    ] {
        assert_eq!(field(text, &facts()), Verdict::Contradicted, "{text}");
    }
    assert_eq!(
        field("Most entrance codes were masked.", &facts()),
        Verdict::Supported
    );
    let mut clear = facts();
    for of in clear.fields.iter_mut().filter(|of| of.name == "door_code") {
        of.seen = Seen::Clear;
    }
    assert_eq!(
        field("Entrance codes were masked.", &clear),
        Verdict::Supported
    );
}

#[test]
fn a_record_that_shows_no_read_denies_it() {
    let facts = super::facts();
    for text in [
        "로그인 비밀번호의 열람 기록은 없습니다.",
        "로그인 비밀번호가 조회된 이력이 없습니다.",
        "There is no record of a read of login passwords.",
        "No reads of login passwords are on record.",
    ] {
        let checked = check(text.as_bytes(), &facts).expect("a draft");
        assert!(!checked.marks.is_empty(), "{text}");
        assert!(checked.is_clean(), "{text}: {:?}", checked.marks);
    }
    assert_eq!(
        verdict_of("이름의 열람 기록은 없습니다.", Kind::Absolute, &facts).0,
        Verdict::Contradicted
    );
    assert_eq!(
        verdict_of(
            "There is no record of a read of payment data.",
            Kind::Absolute,
            &facts
        )
        .0,
        Verdict::Unsupported
    );
}
