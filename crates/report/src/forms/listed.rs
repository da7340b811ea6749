//! The reports of other regimes as lists of fields: what the regime asks for, as far as it is written down, and the
//! figures that every one of them wants.

use incident::law::Regime;

use super::{Draft, Filing, FormsError, fields};
use crate::{Field, Part, Section, Unit};

/// One field of a list.
struct Asked {
    number: &'static str,
    ko: &'static str,
    en: &'static str,
    from: Whence,
}

/// Where what a field holds comes from.
#[derive(Clone, Copy)]
enum Whence {
    /// The form, under a key.
    Form(&'static str),
    /// The form, under the number of the field alone.
    Number,
    /// The fields that were read.
    Items,
    /// How many people.
    People,
    /// From the first to the last read.
    Period,
    /// Whether people were told.
    Told,
    /// A contact.
    Contact(&'static str),
}

use Whence::{Contact, Form, Items, Number, People, Period, Told};

const fn asked(number: &'static str, ko: &'static str, en: &'static str, from: Whence) -> Asked {
    Asked {
        number,
        ko,
        en,
        from,
    }
}

/// What the report to the commission of Japan holds (APPI Rule 8). A name in signs that no font of the PDF draws is left
/// out.
const JP: [Asked; 9] = [
    asked("1", "개요", "Outline", Form("course.how")),
    asked(
        "2",
        "항목(個人データの項目)",
        "Data items (個人データの項目)",
        Items,
    ),
    asked("3", "본인의 수", "Number of persons", People),
    asked("4", "원인(原因)", "Cause (原因)", Form("course.cause")),
    asked(
        "5",
        "2차 피해(二次被害)",
        "Secondary damage (二次被害)",
        Form("consequences.secondary"),
    ),
    asked("6", "본인에 대한 대응", "Response to the persons", Told),
    asked(
        "7",
        "공표(公表)",
        "Publication (公表)",
        Form("other.publication"),
    ),
    asked(
        "8",
        "재발 방지",
        "Prevention of recurrence",
        Form("measures.planned"),
    ),
    asked("9", "그 밖(その他)", "Other (その他)", Number),
];

/// What the form of Taiwan holds; its fields are partly known only.
const TW: [Asked; 8] = [
    asked(
        "1",
        "발생 일시(發生時間, 인지는 B)",
        "When (發生時間; awareness stands under B)",
        Period,
    ),
    asked("2", "유형(類型)", "Type (類型)", Form("course.type")),
    asked(
        "3",
        "개인정보의 종류(個資類別, 건수 筆數는 A-3)",
        "Categories (個資類別; the number of records, 筆數, stands under A-3)",
        Items,
    ),
    asked("4", "원인(原因)", "Cause (原因)", Form("course.cause")),
    asked("5", "손해(損害)", "Damage (損害)", Form("course.damage")),
    asked("6", "대응(因應)", "Measures (因應)", Form("measures.taken")),
    asked(
        "7",
        "당사자 통지 일시와 방법(通知當事人時間方式)",
        "When and how people are told (通知當事人時間方式)",
        Told,
    ),
    asked(
        "8",
        "지연 사유(逾時理由)",
        "Reason of the delay (逾時理由)",
        Form("other.late"),
    ),
];

/// The headings of a notice of data breach in California.
const US_CA: [Asked; 6] = [
    asked(
        "1",
        "신고자의 이름과 연락처",
        "Name and contact of the reporter",
        Contact("cpo"),
    ),
    asked(
        "2",
        "사고 내용(What Happened)",
        "What Happened",
        Form("course.how"),
    ),
    asked(
        "3",
        "관련 정보(What Information Was Involved)",
        "What Information Was Involved",
        Items,
    ),
    asked(
        "4",
        "조치(What We Are Doing)",
        "What We Are Doing",
        Form("measures.taken"),
    ),
    asked(
        "5",
        "할 수 있는 일(What You Can Do)",
        "What You Can Do",
        Form("relief.protect"),
    ),
    asked(
        "6",
        "더 알아보기(For More Information)",
        "For More Information",
        Contact("desk"),
    ),
];

fn list(regime: &str) -> &'static [Asked] {
    match regime {
        "jp" => &JP,
        "tw" => &TW,
        "us-ca" => &US_CA,
        _ => &[],
    }
}

/// The numbers of the fields of a regime that people fill in.
pub(super) fn numbers(regime: &Regime) -> Vec<String> {
    let listed = list(&regime.id).iter().map(|of| of.number.to_owned());
    let mut numbers: Vec<String> = listed.collect();
    for item in &regime.items {
        if !numbers.contains(&item.number) {
            numbers.push(item.number.clone());
        }
    }
    numbers
}

pub(super) fn sections(draft: &Draft<'_>, filing: Filing) -> Result<Vec<Section>, FormsError> {
    let asked = ("이 법이 정한 항목", "What these rules ask for");
    let aware = vec![fields(draft.awareness("B")), draft.candidates()];
    let duty = vec![draft.trigger(), fields(draft.decision("E"))];
    Ok(vec![
        draft.section("asked", asked.0, asked.1, items(draft)),
        draft.section(
            super::ITEMS,
            "A. 항목과 규모",
            "A. Items and size",
            figures(draft),
        ),
        draft.section("aware", "B. 인지 일시", "B. Awareness", aware),
        draft.section(
            "told",
            "C. 정보주체 통지",
            "C. Whether people were told",
            told(draft),
        ),
        draft.section(
            "filing",
            "D. 신고 구분과 기한",
            "D. Which report, and when it is due",
            draft.which("D", filing),
        ),
        draft.section("trigger", "E. 의무", "E. The duty", duty),
    ])
}

/// The list of the regime; where none is written down the document says so.
fn items(draft: &Draft<'_>) -> Vec<Part> {
    let Some(law) = draft.law else {
        return Vec::new();
    };
    let asked = law.regime.asks(&law.version.id, law.clock);
    let of_regime = asked.map(|item| draft.human(&item.number, (&item.ko, &item.en), &[]));
    let listed = list(&law.regime.id).iter().map(|of| one(draft, of));
    let all: Vec<Field> = of_regime.chain(listed).collect();
    match all.is_empty() {
        false => vec![fields(all)],
        true => vec![Part::Text {
            text: draft.say(
                "이 법의 신고 항목은 갖추어져 있지 않다. 아래에는 어느 신고에나 쓰이는 내용만 있다.",
                "The list of fields of these rules is not shipped. Below stands only what every report asks for.",
            ),
        }],
    }
}

fn one(draft: &Draft<'_>, of: &Asked) -> Field {
    let label = (of.ko, of.en);
    match of.from {
        Form(key) => draft.human(of.number, label, &[key]),
        Number => draft.human(of.number, label, &[]),
        Items => draft.items_field(of.number, label),
        Period => draft.period(of.number, label),
        Told => draft.told_field(of.number, label),
        Contact(role) => draft.contact(of.number, label, role),
        People => {
            let mut field = draft.people(of.number);
            field.label = draft.say(label.0, label.1);
            field
        }
    }
}

fn told(draft: &Draft<'_>) -> Vec<Part> {
    let told = draft.told_field("C-1", ("정보주체 통지", "Whether people were told"));
    vec![fields(vec![told]), draft.told()]
}

fn figures(draft: &Draft<'_>) -> Vec<Part> {
    use Unit::{Accesses, Exposures, Reads};
    let mut all = vec![
        draft.people("A-1"),
        draft.subjects("A-2"),
        draft.records("A-3"),
        draft.count(
            "A-4",
            ("조회 수", "Accesses"),
            |of| Some(of.accesses),
            Accesses,
        ),
        draft.count("A-5", ("열람 수", "Reads"), |of| Some(of.reads), Reads),
        draft.count(
            "A-6",
            (
                "열람 항목 수(식별자×항목)",
                "Exposures (identifier × field)",
            ),
            |of| Some(of.exposures),
            Exposures,
        ),
        draft.period("A-7", ("시점(최초~최종 열람)", "When (first to last read)")),
    ];
    all.extend(draft.containment("A-8"));
    all.push(draft.possibly("A-9"));
    all.push(draft.undecided("A-10"));
    let mut parts: Vec<Part> = draft.together().into_iter().collect();
    parts.extend([draft.items(), fields(all)]);
    parts.extend(draft.kinds());
    parts.extend(draft.controllers());
    parts
}
