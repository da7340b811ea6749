//! The keys of a form, in the order in which a person is asked for them.

use super::super::ids;

/// One thing that a person can say.
pub(crate) struct Key {
    /// Its table and name, such as `course.how`.
    pub(crate) path: &'static str,
    /// Whether it is told in a language: names and numbers are the same in every one.
    pub(crate) prose: bool,
    /// What is asked, in Korean.
    pub(crate) ko: &'static str,
    /// The same in English.
    pub(crate) en: &'static str,
}

macro_rules! keys {
    ($($path:literal $prose:literal $ko:literal $en:literal;)*) => {
        /// Every key but those of contacts and receipts.
        pub(crate) const KEYS: &[Key] = &[
            $(Key { path: $path, prose: $prose, ko: $ko, en: $en },)*
        ];
    };
}

keys! {
    "organisation.name" false "상호(기관명)" "name";
    "organisation.business_number" false "사업자등록번호" "number in the register of businesses";
    "organisation.representative" false "대표자" "representative";
    "organisation.industry" false "업종" "line of business";
    "organisation.address" false "소재지" "address";
    "course.how" true "유출 경위(경로와 수법)" "how it happened: path and method";
    "course.cause" true "침해사고의 원인" "cause of the incident";
    "course.damage" true "피해 내용" "damage";
    "course.type" true "침해사고 유형" "type of incident";
    "course.systems" true "피해 시스템" "systems concerned";
    "measures.taken" true "취한 조치(차단, 키 폐기, 회수, 삭제)" "measures taken: blocking, revoking keys, recovering, deleting";
    "measures.result" true "조치 결과" "their results";
    "measures.planned" true "앞으로의 조치와 재발 방지" "measures planned, against recurrence too";
    "relief.protect" true "정보주체가 할 수 있는 피해 최소화 방법" "what people can do to minimise harm";
    "relief.procedure" true "피해 구제절차" "relief procedure";
    "relief.rights" true "안내한 법적 권리와 행사 방법" "legal rights that people are told of, and how to use them";
    "people.not_told" true "아직 통지하지 않은 사유" "why people were not told yet";
    "people.non_members" true "비회원(수령인) 통지 계획" "how non-members (recipients) are told";
    "consequences.likely" true "예상되는 결과" "likely consequences";
    "consequences.integrity" true "위조·변조·훼손 여부" "whether data was forged, altered or damaged";
    "consequences.availability" true "이용 불가·멸실 여부" "whether data was lost or out of reach";
    "consequences.encryption" true "암호화 여부" "whether what was read was encrypted";
    "consequences.secondary" true "2차 피해 또는 그 우려" "secondary damage or its risk";
    "other.late" true "지연 사유" "why it is late";
    "other.support" true "기술지원 요청 여부" "whether technical support is asked for";
    "other.police" true "수사기관 신고 여부" "whether the police were told";
    "other.preservation" true "자료보전 현황" "what is preserved";
    "other.publication" true "공표 여부" "what was published";
    "other.cross_border" true "국외 관련 사항" "other countries concerned";
}

/// Who can be called, with what is asked of each.
pub(crate) const CONTACTS: [(&str, &str, &str); 8] = [
    ("cpo", "개인정보 보호책임자", "privacy officer"),
    ("handler", "개인정보 취급자", "data handler"),
    (
        "desk",
        "피해 신고 접수 담당부서",
        "department that takes reports of harm",
    ),
    ("response", "침해사고 대응 부서", "incident response"),
    (
        "ciso",
        "정보보호 최고책임자",
        "chief information security officer",
    ),
    ("dpo", "데이터 보호책임자(DPO)", "data protection officer"),
    ("ceo", "대표이사", "chief executive"),
    ("counsel", "법률 담당", "legal department"),
];

/// What is asked of a contact.
pub(crate) const CONTACT_PARTS: [(&str, &str, &str); 5] = [
    ("department", "부서", "department"),
    ("name", "성명", "name"),
    ("title", "직위", "title"),
    ("phone", "전화", "telephone"),
    ("email", "전자우편", "e-mail"),
];

/// What is asked of whoever received a report.
pub(crate) const RECEIVING_PARTS: [(&str, &str, &str); 4] = [
    ("authority", "접수기관", "authority"),
    ("person", "담당자", "person in charge"),
    ("contact", "연락처", "contact"),
    ("receipt", "접수번호", "number of the receipt"),
];

/// What may stand beside a text.
pub(crate) const BESIDE: [&str; 5] = ["ko", "en", "grade", "by", "evidence"];

/// Every path at which something is said, and whether it is told in a language.
pub(crate) fn paths() -> Vec<(String, bool)> {
    let plain = KEYS.iter().map(|key| (key.path.to_owned(), key.prose));
    let contacts = CONTACTS.iter().flat_map(|(role, ..)| {
        CONTACT_PARTS
            .iter()
            .map(move |(part, ..)| (format!("contacts.{role}.{part}"), false))
    });
    let receiving = ids::regimes().flat_map(|regime| {
        RECEIVING_PARTS
            .iter()
            .map(move |(part, ..)| (format!("receiving.{regime}.{part}"), false))
    });
    plain.chain(contacts).chain(receiving).collect()
}
