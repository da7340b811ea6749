//! What texts call things beside the titles of the catalogue: other words for the same thing, never for more than it.
//! A word for more would let the proof of one thing stand for another.

/// Of a field, by its id in the catalogue.
pub(super) fn of_field(field: &str) -> &'static [&'static str] {
    match field {
        "name" => &["이름", "name", "full name"],
        "email" => &[
            "이메일 주소",
            "이메일주소",
            "전자우편",
            "email",
            "email address",
            "e mail",
            "e mail address",
        ],
        "phone" => &["휴대전화번호", "연락처", "phone number", "telephone number"],
        "address" => &["주소", "배송지주소", "address", "shipping address"],
        "door_code" => &["공동현관 출입번호", "door code", "entrance password"],
        "order_items" => &[
            "주문 내역",
            "주문내역",
            "주문 정보",
            "order history",
            "recent orders",
        ],
        "login_password" => &["login password", "account password"],
        _ => &[],
    }
}

/// Of a country, by its two letters.
pub(super) fn of_country(code: &str) -> &'static [&'static str] {
    match code {
        "KR" => &["한국", "국내", "Korea"],
        "TW" => &["대만", "타이완", "Taiwan"],
        "JP" => &["일본", "Japan"],
        "US" => &["미국", "United States"],
        _ => &[],
    }
}
