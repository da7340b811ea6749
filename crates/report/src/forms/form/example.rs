//! A form to fill in, with what is asked in both languages.

use std::fmt::Write as _;

use super::{
    super::ids,
    keys::{CONTACT_PARTS, CONTACTS, KEYS, RECEIVING_PARTS},
};

const HEAD: &str = "\
# 사고 문서에 사람이 써야 하는 내용. 비워 둔 것은 문서에 '미확인'으로 나온다. 지어 쓰지 않는다.
# What people write for the documents of an incident. What is left empty is 'unknown'; nothing is made up.
#
# 글의 등급은 진술이다. 결정이나 사실이면 grade와 evidence(증거 번호)를 함께 쓴다:
# A text is a statement. A decision or a fact says so and names its evidence:
#   how = { ko = \"…\", en = \"…\", grade = \"fact\", evidence = \"E3\", by = \"…\" }
# 개인정보(주소, 전화번호, 주문 내용)는 쓰지 않는다. 글마다 4,000자까지.
# No personal data (address, telephone number, order) stands here. A text has at most 4,000 characters.

# 작성자(직책) / who fills it in, by role
filled_by = \"\"
";

const FOOT: &str = "\
# 위에 없는 항목은 문서의 항목 번호로 쓴다. 원장이 말하는 항목은 바꿀 수 없다.
# What is not asked above is given by the number of its field. What the ledger says cannot be changed.
[text.ko]
# \"kr-pipa.3b-4\" = \"\"
[text.en]
# \"eu-33.5-2\" = { text = \"\", by = \"\" }

# 아직 모르는 항목을 누가 언제까지 확인하는지 / who finds out what is unknown, and by when
# [expected.\"kr-pipa.4c\"]
# who = \"\"
# by = \"2026-11-18T18:00:00+09:00\"
";

/// A form that says nothing yet, with what is asked.
#[must_use]
pub fn example() -> String {
    let mut out = HEAD.to_owned();
    let mut table = "";
    for key in KEYS {
        let (within, name) = key.path.split_once('.').unwrap_or(("", key.path));
        if within != table {
            table = within;
            let _ = write!(out, "\n[{table}]\n");
        }
        let _ = writeln!(out, "# {} / {}", key.ko, key.en);
        let _ = match key.prose {
            true => writeln!(out, "{name} = {{ ko = \"\", en = \"\" }}"),
            false => writeln!(out, "{name} = \"\""),
        };
    }
    for (role, ko, en) in CONTACTS {
        let _ = write!(out, "\n# {ko} / {en}\n[contacts.{role}]\n");
        parts(&mut out, &CONTACT_PARTS);
    }
    for regime in ids::regimes() {
        let _ = write!(
            out,
            "\n# 접수기관 / who received it\n[receiving.{regime}]\n"
        );
        parts(&mut out, &RECEIVING_PARTS);
    }
    out.push('\n');
    out.push_str(FOOT);
    out
}

fn parts(out: &mut String, parts: &[(&str, &str, &str)]) {
    for (name, ko, en) in parts {
        let _ = writeln!(out, "{name} = \"\"  # {ko} / {en}");
    }
}
