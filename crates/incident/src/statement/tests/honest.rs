//! True sentences of an incident, as people write them on its worst day: none of them may be contradicted or called out
//! of date. And false ones beside them, made of the same words, that still are.

use super::*;

/// The case as it was replayed: told to one authority, and late; entrance codes read masked of everybody, and in clear of
/// five; cards, accounts and passwords proven clear.
pub(super) fn facts() -> Facts {
    let group = |name: &str, low: u64, about: &[&str], except: &[&str]| Figure {
        about: about.iter().map(|word| (*word).to_owned()).collect(),
        except: except.iter().map(|word| (*word).to_owned()).collect(),
        is_group: true,
        ..figure(name, low, &["accounts", "계정"], 3)
    };
    let accounts = ["accounts", "계정", "건"];
    let seen = |titles: &[&str], name: &str, seen: Seen| field(name, titles, seen);
    Facts {
        version: 3,
        figures: vec![
            figure("accounts read", 3_384, &accounts, 3),
            group("accounts read (shop-tw)", 20, &["대만", "Taiwan"], &[]),
            group(
                "non-members (recipients)",
                433,
                &["비회원", "수령인", "non member"],
                &[],
            ),
        ],
        earlier: vec![figure("accounts read", 1, &accounts, 1)],
        moments: super::deeds::facts().moments,
        fields: vec![
            seen(&["성명", "name", "이름"], "name", Seen::Touched),
            seen(
                &["이메일", "e mail", "e mail address"],
                "email",
                Seen::Touched,
            ),
            seen(
                &["전화번호", "phone number", "telephone number"],
                "phone",
                Seen::Touched,
            ),
            seen(
                &["배송지 주소", "delivery address", "주소", "address"],
                "address",
                Seen::Touched,
            ),
            seen(
                &["공동현관 비밀번호(가림)", "entrance code (masked)"],
                "door_code_masked",
                Seen::Touched,
            ),
            seen(
                &["공동현관 비밀번호", "entrance code"],
                "door_code",
                Seen::Touched,
            ),
            seen(
                &["최근 주문 상품", "recently ordered items", "주문 내역"],
                "order_items",
                Seen::Touched,
            ),
            seen(&["결제 카드", "payment card"], "payment_card", Seen::Clear),
            seen(&["계좌번호", "account number"], "bank_account", Seen::Clear),
            seen(
                &["로그인 비밀번호", "login password"],
                "login_password",
                Seen::Clear,
            ),
        ],
        ..Facts::default()
    }
}

fn wrong(text: &str) -> Vec<String> {
    let checked = check(text.as_bytes(), &facts()).expect("a draft");
    let is_wrong =
        |mark: &&Mark| matches!(mark.verdict, Verdict::Contradicted | Verdict::OutOfDate);
    let marks = checked.marks.iter().filter(is_wrong);
    marks
        .map(|mark| {
            format!(
                "{} {}: {}",
                mark.words,
                mark.verdict.word(),
                mark.because.en
            )
        })
        .collect()
}

const TRUE: &[&str] = &[
    // That something was late, or is still to come.
    "24시간 이내에 신고하지 못하였습니다.",
    "기한 내에 신고하지 못해 죄송합니다.",
    "신고가 지연된 사유: 내부 확인에 시간이 걸려 24시간 이내 신고하지 못함",
    "내부 확인이 늦어 24시간 이내에 신고하지 못하였습니다",
    "당사는 2025년 11월 18일 16시까지 신고하지 못하였습니다.",
    "신고 기한인 2025년 11월 18일 16시를 넘겨 신고하였습니다.",
    "2025년 11월 18일까지 신고했어야 하나 11월 19일에 신고하였습니다.",
    "법정 기한 내에 신고를 마치지 못했습니다.",
    "24시간 이내에 신고하여야 하나 53시간 35분 만에 신고하였습니다.",
    "24시간이 지나서야 신고하였고, 24시간 이내라는 기한을 넘겨 송구합니다.",
    "당사는 신고 기한을 지키지 못하였습니다.",
    "제때 신고하지 않은 점 사과드립니다.",
    "일부 고객은 제때 통지받지 못하였습니다.",
    "We did not report within 24 hours.",
    "We failed to report on time.",
    "We were not able to notify KISA within 24 hours.",
    "The incident was not reported within the legal deadline.",
    "We did not report by 18 November 2025.",
    "We should have reported it by 18 November 2025 and did so on 19 November 2025.",
    "The deadline was 18 November 2025 at 16:00; we missed it.",
    "새로 확인된 사실은 24시간 이내에 한국인터넷진흥원에 신고할 예정입니다.",
    "확인 즉시, 늦어도 24시간 이내에 추가 신고하겠습니다.",
    "지체 없이 추가 신고하겠습니다.",
    "확인되는 대로 지체 없이 개인정보보호위원회에 추가 신고하겠습니다.",
    "We will report further facts to KISA within 24 hours.",
    "We must report it within 24 hours.",
    // Masked and in clear.
    "공동현관 비밀번호는 배송지 목록에서는 가려져 있었고, 배송지 수정 화면에서는 그대로 표시되었습니다.",
    "공동현관 비밀번호는 3,384개 계정에서 가려진 상태로, 5개 계정에서 가려지지 않은 상태로 열람되었습니다.",
    "공동현관 비밀번호 3,384건은 가려져 있었고 5건은 그대로 보였습니다.",
    "가려진 공동현관 비밀번호와 가려지지 않은 공동현관 비밀번호가 모두 열람되었습니다.",
    "배송지 목록에서 공동현관 비밀번호는 가려진 상태로 표시되었습니다.",
    "공동현관 비밀번호는 대부분 가려진 상태였으나 5건은 가려지지 않았습니다.",
    "공동현관 비밀번호는 5개 계정에서 가려지지 않았습니다.",
    "가려진 공동현관 비밀번호가 열람되었습니다.",
    "The entrance codes of five accounts were not masked.",
    "Most entrance codes were masked; five were readable.",
    "Entrance codes were masked on the address list and readable on the page for editing an address.",
    "Entrance codes were shown masked on the address list.",
    "Entrance codes were masked except for 5 accounts, where they were in clear.",
    // Lists that are complete, and what is taken out of them.
    "성명, 이메일, 전화번호, 주소, 공동현관 비밀번호, 최근 주문 상품만 유출되었습니다.",
    "Only names, e-mail addresses, phone numbers, delivery addresses, entrance codes and recently ordered items were read.",
    "성명, 이메일, 전화번호, 주소, 공동현관 비밀번호(가려진 것과 그대로인 것), 주문 내역만 유출되었습니다.",
    "성명, 이메일, 전화번호, 주소, 공동현관 비밀번호, 최근 주문 상품 외에는 유출되지 않았습니다.",
    "Apart from names, e-mail addresses, phone numbers, delivery addresses, entrance codes and recently ordered items nothing was read.",
    "Nothing was read except names, e-mail addresses, phone numbers, delivery addresses, entrance codes and recently ordered items.",
    "성명, 전화번호, 주소, 이메일, 공동현관 비밀번호, 주문 내역 외에 결제 카드 정보는 유출되지 않았습니다.",
    "결제 카드, 계좌번호, 로그인 비밀번호를 제외한 성명, 전화번호, 주소가 유출되었습니다.",
    "Apart from payment cards, names and addresses were read.",
    "Besides names, phone numbers and addresses were read.",
    "성명 외에 전화번호와 주소도 유출되었습니다.",
    "이름뿐만 아니라 전화번호와 주소도 유출되었습니다.",
    "Not only names but phone numbers and addresses were read.",
    "이름과 이메일만이 아니라 전화번호도 유출되었습니다.",
    "대만 회원은 성명과 전화번호만 유출되었습니다.",
    // Several dates, each with a word of its own.
    "처음 열람은 2025년 1월 5일, 마지막 열람은 2025년 11월 8일이었습니다.",
    "The first read was on 5 January 2025, the last on 8 November 2025.",
    "The leak that began on 5 January 2025 was discovered on 17 November 2025.",
    "The leak of names which started on 5 January 2025 was noticed on 17 November 2025.",
    "2025년 1월 5일에 시작된 유출을 2025년 11월 17일에야 인지하였습니다.",
    "최초 유출 일시는 2025년 1월 5일, 최종 유출 일시는 2025년 11월 8일입니다.",
    "유출은 2025년 11월 17일에 인지하였습니다.",
    "On 17 November 2025 we learned that data had been read since 5 January 2025.",
    // To whom.
    "11월 17일 16시에 정보보호 최고책임자에게 보고되었습니다.",
    "담당 부서는 2025년 11월 17일 최고책임자에게 보고하였습니다.",
    "정보보호 최고책임자는 2025년 11월 17일 16시에 보고받았습니다.",
    "It was reported to our board on 18 November 2025.",
    "2025년 11월 25일 경찰에 신고하였습니다.",
    "2025년 11월 25일 수사기관에 수사를 의뢰하고 신고하였습니다.",
    "We reported it to the police on 25 November 2025.",
    "The investigators were told on 25 November 2025.",
    // What was known earlier, and what is taken back.
    "저희는 이름과 이메일만 유출되었다고 알려 드렸으나 이는 잘못이었습니다.",
    "비회원의 정보가 유출되지 않았다고 한 앞선 안내는 사실이 아닙니다.",
    "We wrote that only names were read, which was wrong.",
    "처음에는 1개 계정만 확인되었으나 이후 3,384개 계정으로 늘었습니다.",
    "We first found one account, later 3,384 accounts.",
    "대만 회원의 정보도 유출되었으며, 그 수는 20개 계정입니다.",
    // Written to break what stands above.
    "저희는 24시간 이내에 신고해야 했으나 그러지 못했습니다.",
    "신고는 24시간 이내에 이루어지지 않았습니다.",
    "신고가 법정 기한 내에 이루어지지 못한 점 사과드립니다.",
    "법정 신고 기한을 29시간 35분 넘겨 신고하였습니다.",
    "It took us more than two days to report; we missed the 24 hours of the law.",
    "Our report came too late and not within 24 hours.",
    "The report was not made within 24 hours.",
    "We reported late, not within the 24 hours that the law gives.",
    "KISA was not informed on time.",
    "24시간 내 신고 의무를 위반하였습니다.",
    "24시간 이내 신고 의무를 지키지 못하였습니다.",
    "24시간 이내에 신고하지 않았습니다.",
    "24시간 이내에 신고하지 아니하였습니다.",
    "제때 알리지 못한 점 사과드립니다.",
    "한국인터넷진흥원에 24시간 이내에 신고하지 못하고 11월 19일 21시 35분에 신고하였습니다.",
    "We should have notified KISA within 24 hours.",
    "The law asks us to report within 24 hours; we did not.",
    "법은 24시간 이내의 신고를 요구합니다.",
    "신고 기한(24시간 이내)이 지난 뒤 신고하였습니다.",
    "No card data was read, but names were.",
    "Names, but no card data, were read.",
    "결제 카드 말고 성명과 전화번호가 유출되었습니다.",
    "결제 카드 정보를 제외하고 성명과 전화번호가 유출되었습니다.",
    "With the exception of payment cards, all fields were read.",
    "All fields except payment cards, account numbers and login passwords were read.",
    "성명을 비롯한 개인정보가 유출되었으며 결제 카드는 포함되지 않았습니다.",
    "유출된 항목에 결제 카드, 계좌번호는 없습니다.",
    "The list of fields that were read does not include payment cards.",
    "회사가 유출 사실을 안 것은 2025년 11월 17일입니다.",
    "Between first read on 5 January 2025 and discovery on 17 November 2025 ten months passed.",
    "From the first read on 5 January 2025 until we noticed on 17 November 2025, 316 days passed.",
    "유출이 시작된 2025년 1월 5일부터 인지한 2025년 11월 17일까지 열 달이 지났습니다.",
    "마지막 열람(2025년 11월 8일) 이후 아흐레가 지난 11월 17일에 알게 되었습니다.",
    "한국인터넷진흥원에는 11월 19일, 경찰에는 11월 25일에 신고하였습니다.",
    "We reported to KISA on 19 November 2025 and to the police on 25 November 2025.",
    "The board was told on 17 November 2025 and KISA on 19 November 2025.",
    "이사회에는 11월 18일에 보고하였습니다.",
    "담당자가 11월 17일 16시에 팀장에게 보고하였습니다.",
    "11월 17일 16시에 당직자가 개인정보 보호책임자에게 알렸습니다.",
    "2025년 11월 18일 대표이사에게 보고한 뒤 11월 19일 신고하였습니다.",
    "The entrance codes were masked in most places, but in five accounts they were not.",
    "공동현관 비밀번호 중 5건은 마스킹되지 않은 채 열람되었습니다.",
    "목록 화면의 공동현관 비밀번호는 마스킹 처리되어 있었습니다.",
    "Five entrance codes were read unmasked, the rest masked.",
    "공동현관 비밀번호(가림), 공동현관 비밀번호, 성명이 유출되었습니다.",
    "당사의 신고는 24시간이라는 법정 기한을 지키지 못한 것입니다.",
    "신고가 늦었습니다. 24시간 이내에 했어야 합니다.",
    "We regret that our report reached KISA only on 19 November 2025, after the deadline of 18 November 2025.",
    "Our report of 19 November 2025 came a day after the deadline.",
    "11월 19일의 신고는 기한인 11월 18일보다 늦었습니다.",
    "기한은 11월 18일 16시였으나 11월 19일 21시 35분에야 신고하였습니다.",
    "11월 17일 인지 후 11월 19일 신고까지 53시간 35분이 걸렸습니다.",
    "고객 통지는 아직 하지 못했으며 11월 30일까지 마칠 예정입니다.",
    "We have not told our customers yet and will do so by 2 December 2025.",
    "개인정보보호위원회에는 2025년 11월 30일까지 신고하지 않았습니다.",
    "As of 30 November 2025 we have not reported to the PIPC.",
    "2025년 11월 30일 현재 고객에게 통지하지 않았습니다.",
    "11월 19일 이후에는 추가 열람이 없습니다.",
    "마지막으로 열람된 때는 2025년 11월 8일입니다.",
    "열람은 2025년 1월 5일에 시작되어 2025년 11월 8일에 끝났습니다.",
    "The reads began on 5 January 2025 and ended on 8 November 2025.",
    "Reads took place from January to November 2025.",
    "Our logs show the first access on 5 January 2025 and the most recent on 8 November 2025.",
    "On 8 November 2025 the last data was read, and on 17 November 2025 we noticed it.",
    "고객의 제보는 2025년 11월 16일에 있었고 당사는 11월 17일에 인지하였습니다.",
    "A customer told us on 16 November 2025; we became aware on 17 November 2025.",
    "침해된 서명키는 2025년 1월 3일에 유출된 것으로 추정됩니다.",
    "The signing key is believed to have been stolen on 3 January 2025.",
    "퇴직자가 2024년 12월 31일에 서명키를 가져갔습니다.",
    "공격자는 2025년 11월 17일 이후 접속하지 않았습니다.",
    "이름, 이메일 등 여섯 가지 항목이 유출되었습니다.",
    "이름만 유출된 계정도 있고 주소까지 유출된 계정도 있습니다.",
    "Of some accounts only the name was read, of others also the address.",
    "일부 계정은 성명과 이메일만 열람되었습니다.",
    "For 17 accounts only names and phone numbers were read.",
    "17개 계정은 성명과 전화번호만 열람되었습니다.",
    "성명만 유출된 것이 아닙니다.",
    "It is not true that only names were read.",
    "비밀번호는 유출되지 않았습니다만, 공동현관 비밀번호는 유출되었습니다.",
    "Passwords to log in were not read; entrance codes were.",
    "신용카드 번호와 같은 결제 정보는 유출된 항목에 포함되어 있지 않습니다.",
    "결제 카드를 포함한 금융 정보는 보관하지 않습니다.",
    "We do not store payment cards.",
    "결제 카드가 유출되었다는 소문은 사실과 다릅니다.",
    "Rumours that payment cards were read are not true.",
    "결제 카드가 유출되었는지 확인하였고, 열람 기록은 없었습니다.",
    "We checked whether payment cards had been read.",
    "결제 카드 정보가 유출되었을 가능성은 없습니다.",
    "전화번호가 유출되었는지 여부를 조회할 수 있습니다.",
    "You can ask us whether your phone number was read.",
    "탈퇴회원이 아닌 고객도 포함됩니다.",
    "대만 회원이 아닌 회원의 정보는 대만 법의 적용을 받지 않습니다.",
    "비회원에게는 아직 통지되지 않았습니다.",
    "수령인의 이메일은 유출되지 않았습니다.",
    "No e-mail addresses of non-members were read.",
    // Plain ones.
    "Not all data was read: payment cards were not.",
    "성명, 전화번호가 유출되었고 결제 카드 정보는 유출되지 않았습니다.",
    "Names and e-mail addresses were read; payment cards were not.",
    "No payment cards, account numbers or login passwords were read.",
    "결제 카드와 계좌번호는 열람되지 않았습니다.",
    "총 3,384개 계정의 정보가 유출되었습니다.",
];

#[test]
fn a_true_sentence_is_never_called_a_lie() {
    assert!(TRUE.len() >= 60, "{}", TRUE.len());
    let mut failed = Vec::new();
    for text in TRUE {
        let wrong = wrong(text);
        if !wrong.is_empty() {
            failed.push(format!("{text}\n    {}", wrong.join("\n    ")));
        }
    }
    assert!(
        failed.is_empty(),
        "{} of them:\n{}",
        failed.len(),
        failed.join("\n")
    );
}

const FALSE: &[&str] = &[
    "24시간 이내에 신고하였습니다.",
    "24시간 이내에 늦지 않게 신고하였습니다.",
    "24시간 이내에 신고하였으니 안심하시고 추가 사항은 알려 드리겠습니다.",
    "법정 기한 내에 신고를 마쳤습니다.",
    "지체 없이 신고하였습니다.",
    "We reported within 24 hours.",
    "We reported the breach within 24 hours and will keep you informed.",
    "We did not hesitate and reported the breach within 24 hours.",
    "The incident was reported on time, and not late.",
    "Entrance codes were masked.",
    "공동현관 비밀번호는 가려진 상태였습니다.",
    "가려진 공동현관 비밀번호만 유출되었습니다.",
    "Only masked entrance codes were read.",
    "이름과 이메일만 유출되었습니다.",
    "성명, 이메일뿐입니다.",
    "이름, 이메일 외에는 유출되지 않았습니다.",
    "Apart from names and e-mail addresses nothing was leaked.",
    "No data other than names and e-mail addresses was read.",
    "성명, 이메일 외에 전화번호는 유출되지 않았습니다.",
    "전화번호는 유출되지 않았습니다.",
    "비회원의 정보는 유출되지 않았습니다.",
    "결제 카드 3,384건이 유출되었습니다.",
    "The first read was on 17 November 2025, the last on 8 November 2025.",
    "The leak that began on 17 November 2025 was stopped at once.",
    "We reported to the authority on 18 November 2025.",
    "11월 18일 16시 전에 신고하였습니다.",
    "2025년 11월 18일에 한국인터넷진흥원에 신고하였습니다.",
    "11월 20일까지 유출 사실을 인지하지 못하였습니다.",
    "5개 계정의 정보가 유출되었습니다.",
];

#[test]
fn a_false_sentence_of_the_same_words_is_contradicted_still() {
    let passed: Vec<&&str> = FALSE.iter().filter(|text| wrong(text).is_empty()).collect();
    assert!(passed.is_empty(), "{passed:#?}");
}

/// An admission is held the other way round, and a promise is held against nothing.
#[test]
fn an_admission_of_lateness_is_carried_by_a_late_filing() {
    for text in [
        "24시간 이내에 신고하지 못하였습니다.",
        "기한 내에 신고하지 못해 죄송합니다.",
        "We did not report within 24 hours.",
        "We failed to report on time.",
        "당사는 2025년 11월 18일 16시까지 신고하지 못하였습니다.",
        "We did not report by 18 November 2025.",
        "신고 기한인 2025년 11월 18일 16시를 넘겨 신고하였습니다.",
    ] {
        let checked = check(text.as_bytes(), &facts()).expect("a draft");
        let verdicts: Vec<Verdict> = checked.marks.iter().map(|mark| mark.verdict).collect();
        assert_eq!(
            verdicts,
            [Verdict::Supported],
            "{text}: {:?}",
            checked.marks
        );
    }
    for text in [
        "지체 없이 추가 신고하겠습니다.",
        "We will report further facts to KISA within 24 hours.",
        // What is not surely said of the report.
        "24시간 이내에 신고하여 피해가 커지지 않았습니다.",
        "처음 열람은 2025년 11월 8일입니다.",
        // Who was in time and says otherwise is not believed, and not called a liar.
        "3일 이내에 신고하지 못하였습니다.",
    ] {
        let checked = check(text.as_bytes(), &facts()).expect("a draft");
        assert_eq!(
            checked.count(Verdict::Supported),
            0,
            "{text}: {:?}",
            checked.marks
        );
        assert_eq!(
            checked.count(Verdict::Contradicted),
            0,
            "{text}: {:?}",
            checked.marks
        );
    }
}

/// What was said is no more held as said where the sentence takes it back.
#[test]
fn what_is_taken_back_is_not_carried_either() {
    let text = "이름이 유출되었다는 보도는 사실이 아닙니다.";
    let checked = check(text.as_bytes(), &facts()).expect("a draft");
    assert_eq!(checked.count(Verdict::Supported), 0, "{:?}", checked.marks);
}

/// A leak of ten months is not shrunk to a day, and a receipt of one authority is none of another.
#[test]
fn a_date_carries_no_more_than_the_record_bears() {
    for text in [
        "유출은 2025년 11월 8일에 시작되었습니다.",
        "2025년 11월 8일부터 유출되었습니다.",
        "The leak began on 8 November 2025.",
        "처음 유출된 날은 2025년 11월 8일입니다.",
        "The leak ended on 5 January 2025.",
        "2025년 1월 5일까지 유출되었습니다.",
        "개인정보보호위원회와 한국인터넷진흥원에 2025년 11월 19일 신고하였습니다.",
        "We reported to KISA and the PIPC on 19 November 2025.",
        "경찰과 한국인터넷진흥원에 2025년 11월 19일 신고하였습니다.",
        "2025년 11월 19일 신고하고 고객에게 통지하였습니다.",
        "2025년 11월 17일 유출을 인지하고 차단하였습니다.",
    ] {
        let checked = check(text.as_bytes(), &facts()).expect("a draft");
        assert_eq!(
            checked.count(Verdict::Supported),
            0,
            "{text}: {:?}",
            checked.marks
        );
    }
    for text in [
        "유출은 2025년 1월 5일에 시작되었습니다.",
        "2025년 1월 5일부터 유출되었습니다.",
        "The leak began on 5 January 2025.",
        "2025년 11월 8일까지 유출되었습니다.",
        "Data was read since 5 January 2025.",
    ] {
        let checked = check(text.as_bytes(), &facts()).expect("a draft");
        assert_eq!(
            checked.count(Verdict::Supported),
            1,
            "{text}: {:?}",
            checked.marks
        );
    }
}

/// A number beside a field is that of the field.
#[test]
fn the_number_of_all_is_not_that_of_a_field() {
    let mut facts = facts();
    facts.figures.push(Figure {
        about: ["이메일", "e mail", "e mail address"]
            .map(str::to_owned)
            .to_vec(),
        ..figure("accounts read (e-mail)", 3_367, &["accounts", "계정"], 3)
    });
    let number = |text: &str| {
        let checked = check(text.as_bytes(), &facts).expect("a draft");
        let number = checked
            .marks
            .into_iter()
            .find(|mark| mark.kind == Kind::Number);
        number.expect("a number").verdict
    };
    for (text, verdict) in [
        (
            "E-mail addresses of 3,384 accounts were read.",
            Verdict::Unsupported,
        ),
        (
            "E-mail addresses of 3,367 accounts were read.",
            Verdict::Supported,
        ),
        (
            "이메일은 3,384개 계정에서 유출되었습니다.",
            Verdict::Unsupported,
        ),
        ("Names of 3,384 accounts were read.", Verdict::Supported),
        (
            "Names and e-mail addresses of 3,384 accounts were read.",
            Verdict::Unsupported,
        ),
        (
            "Names and phone numbers of 3,384 accounts were read.",
            Verdict::Supported,
        ),
    ] {
        assert_eq!(number(text), verdict, "{text}");
    }
}
