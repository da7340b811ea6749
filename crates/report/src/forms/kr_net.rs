//! 침해사고 신고서: the report of an incident under the Network Act 48-3, its three items first, then what the web
//! form asks for beside them.

use super::{Draft, Filing, FormsError, fields};
use crate::{Part, Section, Unit};

/// Its fields, in their order.
pub(super) const NUMBERS: [&str; 39] = [
    "1-1", "1-2", "1-3", "1-4", "1-5", "2-1", "2-2", "2-3", "2-4", "2-5", "3", "4-1", "4-2", "4-3",
    "4-4", "5-1", "5-2", "5-3", "6-1", "6-2", "6-3", "7-1", "7-2", "7-3", "7-4", "7-5", "7-6",
    "7-7", "7-8", "8", "9-1", "9-2", "10", "11-1", "11-2", "11-3", "11-4", "12-1", "12-2",
];

/// The item of the law to which a field belongs.
pub(super) fn item(number: &str) -> Option<&'static str> {
    let (section, _) = number.split_once('-').unwrap_or((number, ""));
    match section {
        "1" => Some("1"),
        "2" => Some("2"),
        "3" => Some("3"),
        _ => None,
    }
}

pub(super) fn sections(draft: &Draft<'_>, filing: Filing) -> Result<Vec<Section>, FormsError> {
    Ok(vec![
        course(draft),
        response(draft),
        contact(draft),
        organisation(draft),
        aware(draft)?,
        systems(draft),
        leak(draft),
        extras(draft),
        which(draft, filing),
        duty(draft),
    ])
}

fn course(draft: &Draft<'_>) -> Section {
    let cause = ("원인", "Cause");
    let damage = ("피해내용(서술)", "Damage (in words)");
    let all = vec![
        draft.period(
            "1-1",
            ("발생 일시(최초~최종 열람)", "When (first to last read)"),
        ),
        draft.human("1-2", cause, &["course.cause", "course.how"]),
        draft.human("1-3", damage, &["course.damage"]),
        draft.people("1-4"),
        draft.subjects("1-5"),
    ];
    let heading = (
        "1. 침해사고의 발생 일시, 원인 및 피해내용",
        "1. Date and time, cause and damage",
    );
    draft.section(super::WHEN, heading.0, heading.1, vec![fields(all)])
}

fn response(draft: &Draft<'_>) -> Section {
    let heading = (
        "2. 조치사항 등 대응 현황",
        "2. Measures taken and status of the response",
    );
    draft.measures("2", heading)
}

fn contact(draft: &Draft<'_>) -> Section {
    let all = vec![draft.contact(
        "3",
        (
            "대응 담당 부서 및 연락처",
            "Department in charge and contact",
        ),
        "response",
    )];
    draft.section(
        "contacts",
        "3. 대응 담당 부서 및 연락처",
        "3. Department in charge and contact",
        vec![fields(all)],
    )
}

fn organisation(draft: &Draft<'_>) -> Section {
    let all = vec![
        draft.config("4-1", ("상호(기관명)", "Name"), "organisation.name"),
        draft.config(
            "4-2",
            ("사업자등록번호", "Business number"),
            "organisation.business_number",
        ),
        draft.config(
            "4-3",
            ("대표자", "Representative"),
            "organisation.representative",
        ),
        draft.config("4-4", ("소재지", "Address"), "organisation.address"),
    ];
    draft.section(
        "organisation",
        "4. 기관·사업자 정보",
        "4. Organisation",
        vec![fields(all)],
    )
}

fn aware(draft: &Draft<'_>) -> Result<Section, FormsError> {
    let parts = vec![fields(draft.awareness("5")), draft.candidates()];
    Ok(draft.section("aware", "5. 인지 일시", "5. Awareness", parts))
}

fn systems(draft: &Draft<'_>) -> Section {
    let addresses = draft.count(
        "6-3",
        ("공격에 쓰인 주소 수", "Addresses that were used"),
        |of| Some(of.addresses),
        Unit::Items,
    );
    let all = vec![
        draft.human(
            "6-1",
            ("침해사고 유형", "Type of incident"),
            &["course.type"],
        ),
        draft.human(
            "6-2",
            ("피해 시스템", "Systems concerned"),
            &["course.systems"],
        ),
        draft.noted(
            addresses,
            super::case_scale::Counted::Addresses,
            draft.scope.map(|of| of.figures.addresses),
        ),
    ];
    let heading = (
        "6. 사고 유형, 피해 시스템과 지표",
        "6. Type, systems concerned and indicators",
    );
    draft.section(
        "systems",
        heading.0,
        heading.1,
        [fields(all), draft.routes()]
            .into_iter()
            .chain(draft.indicators())
            .collect(),
    )
}

fn leak(draft: &Draft<'_>) -> Section {
    use Unit::{Accesses, Exposures, Reads};
    let accesses = draft.count(
        "7-1",
        ("조회 수", "Accesses"),
        |of| Some(of.accesses),
        Accesses,
    );
    let reads = draft.count("7-2", ("열람 수", "Reads"), |of| Some(of.reads), Reads);
    let exposures = draft.count(
        "7-3",
        (
            "열람 항목 수(식별자×항목)",
            "Exposures (identifier × field)",
        ),
        |of| Some(of.exposures),
        Exposures,
    );
    let integrity = draft.unseen(
        "7-5",
        ("위조·변조·훼손 여부", "Forged, altered or damaged"),
        "consequences.integrity",
    );
    let availability = draft.unseen(
        "7-6",
        ("이용 불가·멸실 여부", "Lost or out of reach"),
        "consequences.availability",
    );
    let all = vec![
        accesses,
        reads,
        exposures,
        draft.records("7-4"),
        integrity,
        availability,
        draft.possibly("7-7"),
        draft.undecided("7-8"),
    ];
    let mut parts: Vec<Part> = draft.together().into_iter().collect();
    parts.extend([draft.items(), fields(all)]);
    parts.extend(draft.kinds());
    parts.extend(draft.controllers());
    draft.section(
        super::ITEMS,
        "7. 개인정보 유출 여부와 규모",
        "7. Whether personal data leaked, and how much",
        parts,
    )
}

fn extras(draft: &Draft<'_>) -> Section {
    let support = draft.human(
        "8",
        ("기술지원 요청 여부", "Technical support asked for"),
        &["other.support"],
    );
    let kept = draft.human(
        "9-2",
        ("자료보전 현황(그 밖)", "What else is preserved"),
        &["other.preservation"],
    );
    let police = draft.human(
        "10",
        ("수사기관 신고 여부", "Whether the police were told"),
        &["other.police"],
    );
    let heading = (
        "8~10. 기술지원, 자료보전, 수사기관 신고",
        "8 to 10. Support, preservation, police",
    );
    draft.section(
        "extras",
        heading.0,
        heading.1,
        [fields(vec![support, draft.holds("9-1"), kept, police])]
            .into_iter()
            .chain(draft.preservation())
            .collect(),
    )
}

fn which(draft: &Draft<'_>, filing: Filing) -> Section {
    let heading = (
        "11. 신고 구분과 지연 사유",
        "11. Which report, and reason if late",
    );
    draft.section("filing", heading.0, heading.1, draft.which("11", filing))
}

fn duty(draft: &Draft<'_>) -> Section {
    let parts = vec![draft.trigger(), fields(draft.decision("12"))];
    draft.section("trigger", "12. 신고 의무", "12. The duty", parts)
}
