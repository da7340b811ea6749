//! A date belongs to what its sentence says happened, and to nothing else of the same day.

use super::*;

/// The case as an auditor found it: first read in January, told to one authority, nobody else told, nothing contained.
pub(super) fn facts() -> Facts {
    let filed = Moment {
        to: "KISA, by the portal".to_owned(),
        took: Some(Took {
            after_ms: (53 * 60 + 35) * 60_000,
            is_late: true,
        }),
        ..of_deed(
            Deed::Reported,
            &["filed KR-NET-24", "접수 KR-NET-24"],
            "2025-11-19T21:35:00+09:00",
        )
    };
    Facts {
        moments: vec![
            of_deed(
                Deed::Read,
                &["first read", "최초 열람"],
                "2025-01-05T03:10:00+09:00",
            ),
            of_deed(
                Deed::Read,
                &["last read", "최종 열람"],
                "2025-11-08T21:40:00+09:00",
            ),
            of_deed(Deed::Aware, &["aware", "인지"], "2025-11-17T16:00:00+09:00"),
            moment(&["candidate 3", "인지 후보 3"], "2025-11-18T22:52:00+09:00"),
            of_deed(
                Deed::Counted,
                &["scope version 1", "범위 제1판"],
                "2025-11-21T09:00:00+09:00",
            ),
            of_deed(
                Deed::Due,
                &["due KR-NET-24", "기한 KR-NET-24"],
                "2025-11-18T16:00:00+09:00",
            ),
            of_deed(
                Deed::Due,
                &["due KR-PIPA-NOTICE", "기한 KR-PIPA-NOTICE"],
                "2025-11-20T16:00:00+09:00",
            ),
            filed,
        ],
        ..super::facts()
    }
}

fn verdicts(text: &str, facts: &Facts) -> Vec<&'static str> {
    let checked = check(text.as_bytes(), facts).expect("a draft that can be checked");
    let marks = checked
        .marks
        .iter()
        .filter(|mark| mark.kind == Kind::Moment);
    marks.map(|mark| mark.verdict.word()).collect()
}

fn all_are(wanted: &str, texts: &[&str]) {
    for text in texts {
        let found = verdicts(text, &facts());
        assert!(!found.is_empty(), "no date in {text}");
        assert!(found.iter().all(|of| *of == wanted), "{found:?} {text}");
    }
}

#[test]
fn a_false_date_is_not_carried_by_another_moment_of_that_day() {
    all_are(
        "contradicted",
        &[
            "2025-11-18 22:52에 유출되었습니다.",
            "2025-11-18 22:52에 유출",
            "유출 시점: 2025-11-18",
            "The leak of 18 November 2025.",
            "11월 18일에 유출되었습니다.",
            "11월 18일에 유출되었음",
            "2025년 11월 18일 22시 52분에 유출됨",
            "고객 정보는 2025년 11월 18일에 조회되었습니다.",
            "2025년 11월 18일에 유출이 발생함",
            "The data was leaked on 18 November 2025.",
            "On 18 November 2025 our customers' data was stolen.",
            "We discovered the breach on 5 January 2025.",
            "On 5 January 2025 we noticed the leak.",
            "We became aware on 18 November 2025.",
            "2025년 1월 5일 유출 사실을 인지하였습니다.",
            "We reported to the authority on 18 November 2025.",
            "We told KISA on 18 November 2025.",
            "2025년 11월 18일에 한국인터넷진흥원에 신고하였습니다.",
            "11월 18일 16시 전에 신고하였습니다.",
            "The incident was reported by 18 November 2025.",
            "The report was due on 20 December 2025.",
        ],
    );
}

#[test]
fn what_nobody_recorded_is_not_carried() {
    all_are(
        "unsupported",
        &[
            "2025년 11월 18일에 개인정보보호위원회에 신고하였습니다.",
            "We reported to the PIPC on 19 November 2025.",
            "We reported to the **Personal Information** Protection Commission on 19 November 2025.",
            "Customers were told on 20 November 2025.",
            "2025년 11월 20일에 통지하였습니다.",
            "The leak was contained on 17 November 2025.",
            "2025년 11월 17일에 차단되었습니다.",
            "A mail came on 18 November 2025.",
            "2025-11-17",
            // Within the time of the reads: no moment says so, and none says otherwise.
            "Data was read on 1 June 2025.",
            "2025년 6월에 유출되었습니다.",
            "We were not aware on 17 November 2025.",
            "We confirmed the leak on 18 November 2025.",
            // Of something else altogether.
            "퇴직자의 접근 권한은 2024년 12월 1일에 회수했습니다.",
            "유출 대응 본부를 2025년 12월 1일에 설치했습니다.",
            "고객센터에 2025년 11월 16일 22시 12분 제보가 접수되었습니다.",
            "A customer reported it on 16 November 2025.",
            "The data protection officer was told on 18 November 2025.",
            "2025년 12월 3일부터 비밀번호 변경을 안내하고 있습니다.",
            "유출 경위를 2025년 11월 20일까지 통지하겠습니다.",
            "We will report it to the authority on 1 December 2025.",
        ],
    );
}

#[test]
fn a_true_date_is_carried_however_its_sentence_is_made() {
    all_are(
        "supported",
        &[
            "2025년 1월 5일부터 11월 8일까지 유출되었습니다.",
            "Data was read from 5 January to 8 November 2025.",
            "Between 5 January and 8 November 2025 data was read.",
            "최초 열람은 1월 5일, 최종 열람은 11월 8일입니다.",
            "First read on 5 January, last read on 8 November.",
            "On 17 November we became aware, and on 19 November we reported it.",
            "We became aware of the leak on 17 November and reported it to KISA on 19 November.",
            "11월 17일 16시에 유출 사실을 인지하고 11월 19일에 신고하였습니다.",
            "인지는 11월 17일, 신고는 11월 19일입니다.",
            "인지 시점: 2025-11-17 16:00",
            "유출 사실을 11월 19일 한국인터넷진흥원에 알렸습니다.",
            "We informed the authority on 19 November 2025 at 21:35.",
            "We reported it before 20 November 2025.",
            "11월 20일 전에 신고하였습니다.",
            "We did not learn of it until 17 November.",
            "신고 기한은 11월 18일 16시입니다.",
            "The report to KISA was due on 18 November 2025 at 16:00.",
            "2025년 11월 19일 21시 35분 KISA에 침해사고를 신고하였습니다.",
            "On 21 November 2025 we confirmed how many are concerned.",
        ],
    );
}

#[test]
fn what_a_false_date_was_taken_for_is_told() {
    let checked =
        check("2025-11-18 22:52에 유출되었습니다.".as_bytes(), &facts()).expect("a draft");
    let because = &checked.marks[0].because.en;
    for told in [
        "candidate 3: 2025-11-18 22:52:00",
        "first read: 2025-01-05",
        "last read: 2025-11-08",
    ] {
        assert!(because.contains(told), "{because}");
    }
}

/// A report that was late was not on time, and how long it took is known.
#[test]
fn on_time_is_held_against_the_clock() {
    all_are(
        "contradicted",
        &[
            "We reported the breach within 24 hours.",
            "We notified KISA on time.",
            "The incident was reported within the legal deadline.",
            "법정 기한 내에 신고하였습니다.",
            "24시간 이내에 신고하였습니다.",
            "한국인터넷진흥원에 제때 신고했습니다.",
        ],
    );
    all_are(
        "supported",
        &[
            "We reported it to the authority within 72 hours.",
            "3일 이내에 신고하였습니다.",
        ],
    );
    all_are(
        "unsupported",
        &[
            "Customers were notified within 72 hours.",
            "72시간 이내에 통지하였습니다.",
            "The PIPC was notified on time.",
        ],
    );
    let checked = check(
        "We reported the breach within 24 hours.".as_bytes(),
        &facts(),
    )
    .expect("a draft");
    assert_eq!(checked.marks.len(), 1, "{:?}", checked.marks);
    assert!(
        checked.marks[0].because.en.contains("53 h 35 min"),
        "{:?}",
        checked.marks
    );
}
