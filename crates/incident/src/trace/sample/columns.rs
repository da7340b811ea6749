//! What a column holds, by its name or by the shape of its values.

use hashbrown::HashSet;

use super::{
    Column, Forms,
    layout::{Layout, RawRow},
};

/// Rows that are looked at to find the shape of a column.
const ROWS_LOOKED_AT: usize = 500;

/// A column has a shape when so many of 100 filled cells have it: 30 may be wrong, and ten more.
const ALIKE_PERCENT: usize = 60;

/// Names of columns, in lower case, without blanks, signs and trailing digits.
const NAMES: [(Column, &[&str]); 5] = [
    (
        Column::Id,
        &[
            "id",
            "uid",
            "userid",
            "userno",
            "memberid",
            "memberno",
            "memberseq",
            "memno",
            "customerid",
            "customerno",
            "accountid",
            "subject",
            "회원번호",
            "회원id",
            "회원아이디",
            "아이디",
            "고객번호",
            "고객id",
            "사용자id",
            "식별자",
        ],
    ),
    (
        Column::Email,
        &[
            "email",
            "mail",
            "emailaddress",
            "mailaddress",
            "이메일",
            "이메일주소",
            "메일",
            "메일주소",
            "전자우편",
            "전자우편주소",
        ],
    ),
    (
        Column::Phone,
        &[
            "phone",
            "phoneno",
            "phonenumber",
            "mobile",
            "mobileno",
            "mobilenumber",
            "mobilephone",
            "cell",
            "cellphone",
            "tel",
            "telno",
            "telephone",
            "hp",
            "contact",
            "msisdn",
            "전화",
            "전화번호",
            "휴대폰",
            "휴대폰번호",
            "휴대전화",
            "휴대전화번호",
            "핸드폰",
            "핸드폰번호",
            "연락처",
            "수령인연락처",
        ],
    ),
    (
        Column::Name,
        &[
            "name",
            "fullname",
            "realname",
            "customername",
            "membername",
            "recipient",
            "recipientname",
            "이름",
            "성명",
            "성함",
            "고객명",
            "회원명",
            "수령인",
            "수령인명",
            "수취인",
            "받는사람",
            "받는분",
        ],
    ),
    (
        Column::Address,
        &[
            "address",
            "addr",
            "street",
            "streetaddress",
            "fulladdress",
            "shippingaddress",
            "deliveryaddress",
            "주소",
            "배송지",
            "배송주소",
            "배송지주소",
            "기본주소",
            "상세주소",
            "도로명주소",
            "지번주소",
        ],
    ),
];

/// What each column holds, and whether the first row names them.
pub(super) fn recognise(table: &[RawRow], forms: &Forms<'_>) -> Layout {
    let width = table.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let named = table.first().and_then(|row| header(row, forms));
    let rows_from = usize::from(named.is_some());
    let rows = table.get(rows_from..).unwrap_or_default();
    let rows = rows.get(..ROWS_LOOKED_AT).unwrap_or(rows);
    let mut columns: Vec<Option<Column>> = (0..width)
        .map(|at| match named.as_ref().map(|names| names.get(at)) {
            Some(Some(Some(column))) => Some(*column),
            // Among named columns a number may be of an order and a word of a colour; nothing else looks like an
            // e-mail or a phone number.
            Some(_) => shape_of(rows, at, forms)
                .filter(|column| matches!(column, Column::Email | Column::Phone)),
            None => shape_of(rows, at, forms),
        })
        .collect();
    if named.is_none() {
        keep_one(&mut columns, rows, Column::Name);
        keep_one(&mut columns, rows, Column::Id);
    }
    Layout { columns, rows_from }
}

/// The columns of a first row that names at least one of them and holds nobody's data.
fn header(row: &RawRow, forms: &Forms<'_>) -> Option<Vec<Option<Column>>> {
    let texts = || row.cells.iter().map(|cell| cell.text());
    let reaches = |text| matches!(shape(text, forms), Some(Column::Email | Column::Phone));
    let columns: Vec<Option<Column>> = texts().map(named).collect();
    let is_header = columns.iter().any(Option::is_some) && !texts().any(reaches);
    is_header.then_some(columns)
}

fn named(text: &str) -> Option<Column> {
    let name: String = text
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let of = NAMES.iter().find(|(_, names)| names.contains(&name));
    of.map(|(column, _)| *column)
}

fn shape_of(rows: &[RawRow], at: usize, forms: &Forms<'_>) -> Option<Column> {
    let cells = rows.iter().filter_map(|row| row.cells.get(at));
    let texts: Vec<&str> = cells
        .filter(|cell| !cell.is_blank())
        .map(|cell| cell.text())
        .collect();
    let shapes: Vec<Option<Column>> = texts.iter().map(|text| shape(text, forms)).collect();
    let alike = |column| shapes.iter().filter(|of| **of == Some(column)).count();
    let found = Column::ALL
        .into_iter()
        .find(|column| alike(*column) * 100 >= texts.len().max(1) * ALIKE_PERCENT);
    found.filter(|column| *column != Column::Id || !counts_rows(&texts))
}

/// Whether the cells only number the rows: each one more than the last.
fn counts_rows(texts: &[&str]) -> bool {
    let numbers: Option<Vec<u64>> = texts.iter().map(|text| text.parse().ok()).collect();
    let steps = |numbers: &Vec<u64>| {
        numbers
            .windows(2)
            .all(|two| two.first().map(|n| n + 1) == two.last().copied())
    };
    texts.len() > 1 && numbers.as_ref().is_some_and(steps)
}

/// Of several columns of one shape, only that with the most different values is what it looks like: words that
/// repeat are grades or towns, numbers that repeat are counts.
fn keep_one(columns: &mut [Option<Column>], rows: &[RawRow], kind: Column) {
    let different = |at: usize| {
        let cells = rows.iter().filter_map(|row| row.cells.get(at));
        cells.map(|cell| cell.text()).collect::<HashSet<_>>().len()
    };
    let of_kind = |(_, column): &(usize, &Option<Column>)| **column == Some(kind);
    let found = columns.iter().enumerate().filter(of_kind);
    let best = found.map(|(at, _)| (different(at), usize::MAX - at)).max();
    let best = best.map(|(_, at)| usize::MAX - at);
    for (at, column) in columns.iter_mut().enumerate() {
        if *column == Some(kind) && Some(at) != best {
            *column = None;
        }
    }
}

/// What one cell looks like.
fn shape(text: &str, forms: &Forms<'_>) -> Option<Column> {
    if text.contains('@') {
        let has_dot = |(_, domain): (&str, &str)| domain.contains('.');
        let is_mail = text.rsplit_once('@').is_some_and(has_dot);
        return (is_mail && forms.canonical(Column::Email, text).is_some())
            .then_some(Column::Email);
    }
    if is_phone(text, forms) {
        return Some(Column::Phone);
    }
    if is_id(text, forms) {
        return Some(Column::Id);
    }
    if is_address(text) {
        return Some(Column::Address);
    }
    is_name(text).then_some(Column::Name)
}

/// A national number with its zero, a mobile one that lost it, or one with a plus.
fn is_phone(text: &str, forms: &Forms<'_>) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let begins = match text.as_bytes() {
        [b'+', ..] => true,
        [b'0', second, ..] => (b'1'..=b'9').contains(second),
        [b'1', b'0', ..] => digits == 10,
        [b'8', b'2', ..] => (11..=12).contains(&digits),
        _ => false,
    };
    begins && (9..=15).contains(&digits) && forms.canonical(Column::Phone, text).is_some()
}

/// A number, a name with a known namespace, or letters and digits in one word.
fn is_id(text: &str, forms: &Forms<'_>) -> bool {
    let is_word = (4..=40).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    let has_digit = text.bytes().any(|b| b.is_ascii_digit());
    let is_number =
        !text.is_empty() && text.len() <= 20 && text.bytes().all(|b| b.is_ascii_digit());
    is_number || forms.is_named(text) || (is_word && has_digit)
}

/// Two words or more, of which one is a Korean district or street, or three with a number among them.
fn is_address(text: &str) -> bool {
    const PLACES: [char; 11] = [
        '시', '도', '군', '구', '읍', '면', '동', '리', '로', '길', '가',
    ];
    let words: Vec<&str> = text.split_whitespace().collect();
    let place =
        |word: &&str| word.chars().count() > 1 && word.trim_end_matches(',').ends_with(PLACES);
    let places = words.iter().filter(|word| place(word)).count();
    let has_digit = text.bytes().any(|b| b.is_ascii_digit());
    match words.len() {
        0 | 1 => false,
        2 => places == 2 || (places == 1 && has_digit),
        _ => places > 0 || has_digit,
    }
}

/// Two to five Korean syllables, or one to four words of letters.
fn is_name(text: &str) -> bool {
    let is_part = |c: char| c.is_alphabetic() || matches!(c, ' ' | '.' | '-' | '\'' | '·');
    let chars = text.chars().count();
    let words = text.split_whitespace().count();
    let is_korean = text.chars().any(|c| ('가'..='힣').contains(&c));
    let fits = match is_korean {
        true => (2..=6).contains(&chars),
        false => (2..=40).contains(&chars) && words <= 4,
    };
    fits && text.chars().all(is_part)
}
