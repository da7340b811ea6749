//! Sentences as companies print them, true and false, each with what is said of it: `supported` and `contradicted` only where
//! it surely affirms or surely denies, and every field, number and date that it names is told.

use super::*;

/// What is said of each, whether it is true, and the sentence; the word of the regulator is written `노/출`.
const SAID: &str = include_str!("../fixtures/surely.tsv");

/// The case as it was replayed: 3,384 accounts, addresses and telephone numbers read of all, cards, accounts and passwords
/// proven clear; told to KISA late, to the PIPC a day after, and to people on two days.
fn facts() -> Facts {
    let group = |name: &str, low: u64, about: &[&str]| Figure {
        about: about.iter().map(|word| (*word).to_owned()).collect(),
        except: vec!["비회원".to_owned()],
        is_group: true,
        ..figure(name, low, &["accounts", "members", "계정", "명"], 3)
    };
    let of_field = |name: &str, count: u64, about: &[&str]| Figure {
        about: about.iter().map(|word| (*word).to_owned()).collect(),
        ..figure(name, count, &["accounts", "계정"], 3)
    };
    let mut facts = super::honest::facts();
    let whole = facts.figures.first_mut().expect("the whole");
    whole.units.extend(["회원", "members"].map(str::to_owned));
    let recipients = facts.figures.last_mut().expect("recipients");
    recipients.units = ["people", "명"].map(str::to_owned).to_vec();
    let clear = [
        (
            "bank_account",
            ["계좌번호", "bank account", "account number"],
        ),
        (
            "customs_code",
            ["개인통관고유부호", "customs code", "개인통관부호"],
        ),
    ];
    facts
        .fields
        .extend(clear.map(|(name, titles)| field(name, &titles, Seen::Clear)));
    facts.figures.extend([
        of_field(
            "accounts read (e-mail)",
            3_367,
            &["이메일", "e mail", "e mail address"],
        ),
        of_field(
            "accounts read (door code)",
            5,
            &["공동현관 비밀번호", "entrance code"],
        ),
        of_field(
            "accounts read (orders)",
            10,
            &["최근 주문 상품", "recently ordered items"],
        ),
        of_field(
            "accounts read (phone)",
            3_384,
            &["전화번호", "phone number"],
        ),
        of_field("accounts read (member)", 3_186, &["회원", "member"]),
        of_field("accounts added", 17, &["추가", "added", "additional"]),
        group("accounts read (shop)", 3_364, &["한국", "Korea"]),
        figure("reads", 18_205, &["회", "reads", "views"], 3),
        group("accounts read (withdrawn)", 73, &["탈퇴", "withdrawn"]),
        group("accounts read (dormant)", 125, &["휴면", "dormant"]),
        Figure {
            high: Some(6_715),
            grade: Grade::Estimate,
            ..figure("people", 3_339, &["people", "customers", "명"], 3)
        },
        Figure {
            grade: Grade::Estimate,
            ..figure("people", 3_772, &["people", "customers", "명"], 3)
        },
    ]);
    facts.moments.extend(moments());
    facts
}

/// What was filed beside the report to KISA, and when the reads were put an end to.
fn moments() -> Vec<Moment> {
    let filed = |deed, names: &[&str], to: &str, at: &str, is_late| Moment {
        to: to.to_owned(),
        took: Some(Took {
            after_ms: 70 * 3_600_000,
            is_late,
        }),
        ..of_deed(deed, names, at)
    };
    vec![
        filed(
            Deed::Reported,
            &["filed KR-PIPA-REPORT", "접수 KR-PIPA-REPORT"],
            "PIPC, by the portal",
            "2025-11-20T14:00:00+09:00",
            false,
        ),
        filed(
            Deed::Told,
            &["filed KR-PIPA-NOTICE", "접수 KR-PIPA-NOTICE"],
            "the people concerned",
            "2025-11-20T15:30:00+09:00",
            false,
        ),
        filed(
            Deed::Told,
            &["filed KR-PIPA-NOTICE group 2", "접수 KR-PIPA-NOTICE 2"],
            "the people concerned",
            "2025-11-29T18:00:00+09:00",
            false,
        ),
        filed(
            Deed::Reported,
            &["filed KR-PIPA-REPORT group 2", "접수 KR-PIPA-REPORT 2"],
            "PIPC, by the portal",
            "2025-11-29T19:00:00+09:00",
            false,
        ),
        of_deed(
            Deed::Contained,
            &["contained", "봉쇄"],
            "2025-11-19T20:00:00+09:00",
        ),
    ]
}

/// The heaviest of what is said of a text, `none` where nothing is.
fn said(text: &str) -> (&'static str, Vec<String>) {
    let text = text.replace("노/출", FORBIDDEN).replace("\\n", "\n");
    let checked = check(text.as_bytes(), &facts()).expect("a text");
    let order = [
        Verdict::Contradicted,
        Verdict::OutOfDate,
        Verdict::Unsupported,
        Verdict::Supported,
    ];
    let worst = order.into_iter().find(|of| checked.count(*of) > 0);
    let told = checked.marks.iter().map(|of| {
        let (kind, verdict) = (of.kind.word(), of.verdict.word());
        format!("    {kind} {:?}: {verdict}: {}", of.words, of.because.en)
    });
    (worst.map_or("none", Verdict::word), told.collect())
}

#[test]
fn what_is_not_surely_said_is_neither_carried_nor_called_a_lie() {
    let mut failed = Vec::new();
    let lines = SAID.lines().filter(|line| !line.is_empty());
    for line in lines {
        let [wanted, kind, text] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("no three parts: {line}");
        };
        let (found, told) = said(text);
        let is_wrong = match kind {
            "false" => !["contradicted", "out of date", "unsupported"].contains(&found),
            _ => ["contradicted", "out of date"].contains(&found),
        };
        if found != wanted || is_wrong {
            failed.push(format!("{found} | {kind} | {text}\n{}", told.join("\n")));
        }
    }
    assert!(
        failed.is_empty(),
        "{}:\n{}",
        failed.len(),
        failed.join("\n")
    );
}
