//! The notification to the supervisory authority under GDPR 33, and what 33(5) keeps of it.

use incident::law::Fact;

use super::{Draft, Filing, FormsError, fields};
use crate::{Field, Part, Section, Unit};

/// Its fields, in their order.
pub(super) const NUMBERS: [&str; 40] = [
    "1-1", "1-2", "1-3", "1-4", "2-1", "2-2", "2-3", "2-4", "2-5", "2-6", "2-7", "3-1", "3-2",
    "3-3", "3-4", "3-5", "4-1", "4-2", "4-3", "5-1", "5-2", "5-3", "5-4", "5-5", "5-6", "5-7",
    "5-8", "6", "7-1", "7-2", "7-3", "7-4", "7-5", "8-1", "8-2", "9-1", "9-2", "10-1", "10-2",
    "10-3",
];

/// The item of the law to which a field belongs.
pub(super) fn item(number: &str) -> Option<&'static str> {
    let (section, part) = number.split_once('-').unwrap_or((number, ""));
    match (section, part) {
        ("1", _) => Some("33(3)(b)"),
        ("2", "6") => Some("33(1)"),
        ("3" | "4" | "5", _) => Some("33(3)(a)"),
        ("6", _) => Some("33(3)(c)"),
        ("7", _) => Some("33(3)(d)"),
        _ => None,
    }
}

pub(super) fn sections(draft: &Draft<'_>, filing: Filing) -> Result<Vec<Section>, FormsError> {
    Ok(vec![
        controller(draft),
        aware(draft)?,
        nature(draft),
        subjects(draft),
        records(draft),
        consequences(draft),
        measures(draft),
        borders(draft, filing),
        duty(draft),
        register(draft),
    ])
}

fn controller(draft: &Draft<'_>) -> Section {
    let all = vec![
        draft.config("1-1", ("개인정보처리자", "Controller"), "organisation.name"),
        draft.config("1-2", ("소재지", "Address"), "organisation.address"),
        draft.contact(
            "1-3",
            ("데이터 보호책임자(DPO)", "Data protection officer"),
            "dpo",
        ),
        draft.contact("1-4", ("그 밖의 연락처", "Other contact"), "cpo"),
    ];
    draft.section(
        "organisation",
        "1. 개인정보처리자와 연락처",
        "1. Controller and contact",
        vec![fields(all)],
    )
}

fn aware(draft: &Draft<'_>) -> Result<Section, FormsError> {
    let mut all = draft.awareness("2");
    all.extend(draft.lateness("2", 4));
    let parts = vec![fields(all), draft.candidates()];
    let heading = (
        "2. 인지 일시, 72시간을 넘긴 경우 그 사유",
        "2. Time of awareness, and reasons if later than 72 hours",
    );
    Ok(draft.section("aware", heading.0, heading.1, parts))
}

fn nature(draft: &Draft<'_>) -> Section {
    let all = vec![
        draft.count(
            "3-1",
            (
                "기밀성: 권한 없는 열람",
                "Confidentiality: unauthorised reads",
            ),
            |of| Some(of.reads),
            Unit::Reads,
        ),
        draft.unseen(
            "3-2",
            (
                "무결성: 위조·변조·훼손 여부",
                "Integrity: forged, altered or damaged",
            ),
            "consequences.integrity",
        ),
        draft.unseen(
            "3-3",
            (
                "가용성: 이용 불가·멸실 여부",
                "Availability: lost or out of reach",
            ),
            "consequences.availability",
        ),
        draft.period("3-4", ("시점(최초~최종 열람)", "When (first to last read)")),
        draft.human("3-5", ("경위", "How"), &["course.how"]),
    ];
    draft.section(
        super::WHEN,
        "3. 침해의 성격",
        "3. Nature of the breach",
        vec![fields(all), draft.routes()],
    )
}

fn subjects(draft: &Draft<'_>) -> Section {
    let mut all = vec![draft.people("4-1"), draft.subjects("4-2")];
    let exposures = (
        "열람 항목 수(식별자×항목)",
        "Exposures (identifier × field)",
    );
    all.push(draft.count("4-3", exposures, |of| Some(of.exposures), Unit::Exposures));
    let mut parts = vec![fields(all)];
    parts.extend(draft.kinds());
    parts.extend(draft.controllers());
    let heading = (
        "4. 정보주체의 범주와 대략적인 수",
        "4. Categories and approximate number of data subjects",
    );
    draft.section("size", heading.0, heading.1, parts)
}

fn records(draft: &Draft<'_>) -> Section {
    let mut all = vec![
        draft.records("5-1"),
        draft.fact_field(
            "5-2",
            ("암호화 여부", "Encrypted"),
            (
                Fact::Encrypted,
                ("열람된 것은 암호화되어 있음", "what was read was encrypted"),
                ("암호화되어 있지 않음", "not encrypted"),
            ),
            "consequences.encryption",
        ),
    ];
    // 5-3 to 5-8: how it was counted and what the record lacks.
    let counted = draft.counted_how("5");
    all.extend(counted.into_iter().zip(3u32..).map(|(mut field, n)| {
        field.number = format!("5-{n}");
        field
    }));
    let mut parts: Vec<Part> = draft.together().into_iter().collect();
    parts.extend([draft.items(), fields(all), draft.ladder()]);
    let heading = (
        "5. 기록의 범주와 대략적인 수",
        "5. Categories and approximate number of records",
    );
    draft.section(super::ITEMS, heading.0, heading.1, parts)
}

fn consequences(draft: &Draft<'_>) -> Section {
    let all = vec![draft.human(
        "6",
        ("예상되는 결과", "Likely consequences"),
        &["consequences.likely"],
    )];
    draft.section(
        "consequences",
        "6. 예상되는 결과",
        "6. Likely consequences",
        vec![fields(all)],
    )
}

fn measures(draft: &Draft<'_>) -> Section {
    let mut all = draft.containment("7");
    all.extend([
        draft.human("7-3", ("취한 조치", "Measures taken"), &["measures.taken"]),
        draft.human(
            "7-4",
            ("앞으로의 조치", "Measures proposed"),
            &["measures.planned"],
        ),
        draft.human(
            "7-5",
            ("완화 조치", "Mitigation for people"),
            &["relief.protect"],
        ),
    ]);
    let heading = (
        "7. 취하였거나 취할 조치, 완화 조치",
        "7. Measures taken or proposed, mitigation included",
    );
    draft.section(
        "measures",
        heading.0,
        heading.1,
        vec![fields(all), draft.told()],
    )
}

fn borders(draft: &Draft<'_>, filing: Filing) -> Section {
    // What is due and late stands in section 2 already.
    let mut all: Vec<Field> = draft.filing("8", filing).into_iter().take(1).collect();
    all.push(draft.human(
        "8-2",
        ("국경을 넘는 처리", "Cross-border processing"),
        &["other.cross_border"],
    ));
    let mut parts = vec![fields(all)];
    parts.extend(draft.follow_ups(filing));
    draft.section(
        "filing",
        "8. 국경을 넘는 처리, 단계별 신고",
        "8. Cross-border, phases",
        parts,
    )
}

fn duty(draft: &Draft<'_>) -> Section {
    let parts = vec![draft.trigger(), fields(draft.decision("9"))];
    draft.section("trigger", "9. 신고 의무", "9. The duty", parts)
}

/// What 33(5) asks to be documented of every breach: facts, effects, remedy.
fn register(draft: &Draft<'_>) -> Section {
    let all = vec![
        draft.human("10-1", ("사실", "Facts"), &["course.how"]),
        draft.human("10-2", ("영향", "Effects"), &["consequences.likely"]),
        draft.human(
            "10-3",
            ("시정 조치", "Remedial action"),
            &["measures.taken"],
        ),
    ];
    draft.section(
        "register",
        "10. 문서화(제33조제5항)",
        "10. Documentation (33(5))",
        vec![fields(all)],
    )
}
