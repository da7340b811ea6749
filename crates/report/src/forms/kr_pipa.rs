//! 개인정보 유출등 신고서: the report of a leak under PIPA 34(4), in the order of its form.

use event::catalogue::LegalClass;
use incident::law::Fact;

use super::{Draft, Filing, FormsError, fields};
use crate::{Part, Section};

/// Its fields, in their order.
pub(super) const NUMBERS: [&str; 49] = [
    "1-1", "1-2", "1-3", "1-4", "2-1", "2-2", "3b-1", "3b-2", "3b-3", "3b-4", "3b-5", "3b-6",
    "3b-7", "3b-8", "3b-9", "3b-10", "3b-11", "3c-1", "3c-2", "3c-3", "3c-4", "3c-5", "3c-6", "4a",
    "4b-1", "4b-2", "4b-3", "4c", "5-1", "5-2", "5-3", "5-4", "5-5", "6-1", "6-2", "7", "8-1",
    "8-2", "8-3", "9-1", "9-2", "9-3", "9-4", "10-1", "10-2", "10-3", "10-4", "11-1", "11-2",
];

/// The version from which people are told their rights.
const SIX_ITEMS: &str = "2026-09-11";

/// The item of the law to which a field belongs.
pub(super) fn item(number: &str) -> Option<&'static str> {
    let (section, _) = number.split_once('-').unwrap_or((number, ""));
    Some(match section {
        "3a" | "3b" | "3c" => "1",
        "4a" | "4b" | "4c" => "2",
        "6" => "3",
        "5" => "4",
        "8" => "5",
        "7" => "6",
        _ => return None,
    })
}

pub(super) fn sections(draft: &Draft<'_>, filing: Filing) -> Result<Vec<Section>, FormsError> {
    let mut sections = vec![
        organisation(draft),
        told(draft),
        draft.section(
            super::ITEMS,
            "3a. 유출등이 된 개인정보의 항목",
            "3a. Items leaked",
            items(draft),
        ),
        size(draft),
        method(draft),
        when(draft),
        aware(draft)?,
        how(draft),
        measures(draft),
        relief(draft),
    ];
    if draft
        .law
        .is_some_and(|law| law.version.id.as_str() >= SIX_ITEMS)
    {
        let rights = draft.human(
            "7",
            (
                "안내한 법적 권리와 행사 방법",
                "Rights that people are told of",
            ),
            &["relief.rights"],
        );
        let heading = (
            "7. 법적 권리와 행사 방법 안내",
            "7. Legal rights and how to use them",
        );
        sections.push(draft.section("rights", heading.0, heading.1, vec![fields(vec![rights])]));
    }
    sections.extend([
        contacts(draft),
        receiving(draft),
        which(draft, filing),
        trigger(draft),
    ]);
    Ok(sections)
}

fn organisation(draft: &Draft<'_>) -> Section {
    let all = vec![
        draft.config("1-1", ("상호(기관명)", "Name"), "organisation.name"),
        draft.config(
            "1-2",
            ("사업자등록번호", "Business number"),
            "organisation.business_number",
        ),
        draft.config(
            "1-3",
            ("대표자", "Representative"),
            "organisation.representative",
        ),
        draft.config("1-4", ("업종", "Line of business"), "organisation.industry"),
    ];
    draft.section(
        "organisation",
        "1. 기관명",
        "1. Organisation",
        vec![fields(all)],
    )
}

fn told(draft: &Draft<'_>) -> Section {
    let mut all = Vec::new();
    if draft.some_not_told() {
        all.push(draft.human(
            "2-1",
            ("미통지 사유", "Why people were not told yet"),
            &["people.not_told"],
        ));
    }
    let plan = (
        "비회원(수령인) 통지 계획",
        "How non-members (recipients) are told",
    );
    all.push(draft.human(super::PLAN, plan, &["people.non_members"]));
    let heading = (
        "2. 정보주체에의 통지 여부",
        "2. Whether data subjects were told",
    );
    draft.section(
        "told",
        heading.0,
        heading.1,
        vec![draft.told(), fields(all)],
    )
}

fn items(draft: &Draft<'_>) -> Vec<Part> {
    draft
        .together()
        .into_iter()
        .chain([draft.items()])
        .collect()
}

fn size(draft: &Draft<'_>) -> Section {
    use crate::Unit::{Accesses, Exposures, Reads};
    let all = vec![
        draft.people("3b-1"),
        draft.subjects("3b-2"),
        draft.records("3b-3"),
        draft.count(
            "3b-4",
            ("조회 수", "Accesses"),
            |of| Some(of.accesses),
            Accesses,
        ),
        draft.count("3b-5", ("열람 수", "Reads"), |of| Some(of.reads), Reads),
        draft.count(
            "3b-6",
            (
                "열람 항목 수(식별자×항목)",
                "Exposures (identifier × field)",
            ),
            |of| Some(of.exposures),
            Exposures,
        ),
        draft.class_field(
            "3b-7",
            ("민감정보 포함 여부", "Sensitive data"),
            LegalClass::Sensitive,
        ),
        draft.class_field(
            "3b-8",
            ("고유식별정보 포함 여부", "Unique identifiers"),
            LegalClass::UniqueIdentifier,
        ),
        draft.fact_field(
            "3b-9",
            ("암호화 여부", "Encrypted"),
            (
                Fact::Encrypted,
                ("열람된 것은 암호화되어 있음", "what was read was encrypted"),
                ("암호화되어 있지 않음", "not encrypted"),
            ),
            "consequences.encryption",
        ),
        draft.unseen(
            "3b-10",
            ("위조·변조·훼손 여부", "Forged, altered or damaged"),
            "consequences.integrity",
        ),
        draft.unseen(
            "3b-11",
            ("이용 불가·멸실 여부", "Lost or out of reach"),
            "consequences.availability",
        ),
    ];
    let mut parts = vec![fields(all)];
    parts.extend(draft.kinds());
    parts.extend(draft.controllers());
    draft.section("size", "3b. 규모", "3b. Size", parts)
}

fn method(draft: &Draft<'_>) -> Section {
    let parts = vec![fields(draft.counted_how("3c")), draft.ladder()];
    draft.section(
        "method",
        "3c. 산정 방법과 로그 공백",
        "3c. Method, bounds and gaps",
        parts,
    )
}

fn when(draft: &Draft<'_>) -> Section {
    let period = draft.period(
        "4a",
        ("유출 시점(최초~최종 열람)", "When (first to last read)"),
    );
    draft.section(
        super::WHEN,
        "4a. 유출등이 된 시점",
        "4a. When it leaked",
        vec![fields(vec![period])],
    )
}

fn aware(draft: &Draft<'_>) -> Result<Section, FormsError> {
    let parts = vec![fields(draft.awareness("4b")), draft.candidates()];
    Ok(draft.section(
        "aware",
        "4b. 인지 일시와 인지 경위",
        "4b. Awareness and its trigger",
        parts,
    ))
}

fn how(draft: &Draft<'_>) -> Section {
    let how = draft.human(
        "4c",
        ("경위(경로와 수법)", "How (path and method)"),
        &["course.how"],
    );
    draft.section(
        super::HOW,
        "4c. 유출등이 된 경위",
        "4c. How it leaked",
        vec![fields(vec![how]), draft.routes()],
    )
}

fn measures(draft: &Draft<'_>) -> Section {
    let heading = (
        "5. 피해 최소화 대책·조치 및 결과",
        "5. Measures and results",
    );
    draft.measures("5", heading)
}

fn relief(draft: &Draft<'_>) -> Section {
    let all = vec![
        draft.human(
            super::PROTECT,
            (
                "정보주체가 할 수 있는 피해 최소화 방법",
                "What people can do to minimise harm",
            ),
            &["relief.protect"],
        ),
        draft.human(
            "6-2",
            ("피해 구제절차", "Relief procedure"),
            &["relief.procedure"],
        ),
    ];
    let heading = (
        "6. 정보주체가 할 수 있는 피해 최소화 방법 및 구제절차",
        "6. What people can do, and relief",
    );
    draft.section("relief", heading.0, heading.1, vec![fields(all)])
}

fn contacts(draft: &Draft<'_>) -> Section {
    let all = vec![
        draft.contact("8-1", ("개인정보 보호책임자", "Privacy officer"), "cpo"),
        draft.contact("8-2", ("개인정보 취급자", "Data handler"), "handler"),
        draft.contact(
            "8-3",
            ("피해 신고 접수 담당부서", "Department for reports of harm"),
            "desk",
        ),
    ];
    draft.section(
        "contacts",
        "8. 담당부서·담당자 및 연락처",
        "8. Department and contacts",
        vec![fields(all)],
    )
}

fn receiving(draft: &Draft<'_>) -> Section {
    draft.section(
        "receiving",
        "9. 유출신고 접수기관",
        "9. Receiving authority",
        vec![fields(draft.receiving("9"))],
    )
}

fn which(draft: &Draft<'_>, filing: Filing) -> Section {
    draft.section(
        "filing",
        "10. 신고 구분과 지연 사유",
        "10. Which report, and reason if late",
        draft.which("10", filing),
    )
}

fn trigger(draft: &Draft<'_>) -> Section {
    let parts = vec![draft.trigger(), fields(draft.decision("11"))];
    draft.section(
        "trigger",
        "11. 신고 요건 해당 사유",
        "11. What makes it a duty",
        parts,
    )
}
