//! Events become lines of OCSF 1.6.0: one JSON object each, written straight into a byte buffer.
//!
//! Every string written is ASCII of our own making without quotes or backslashes, so nothing needs
//! escaping.

use crate::{
    item::{Device, Item, Page, What, Who},
    networks::V6,
    rng::mix,
    staff,
};

/// User agents. The first [`BROWSERS`] are the members', then programs.
pub(crate) const CLIENTS: [&str; 17] = [
    "ShopApp/8.12 (Android 14)",
    "ShopApp/8.12 (iPhone; iOS 18.1)",
    "ShopApp/8.09 (Android 13)",
    "Mozilla/5.0 (Windows NT 10.0) Chrome/131.0",
    "Mozilla/5.0 (Macintosh) Safari/18.1",
    "Mozilla/5.0 (Windows NT 10.0) Edg/131.0",
    "SupportDesk/3.4",
    "support-batch/1.8",
    "marketing-export/2.0",
    "ExampleBot/2.1",
    "python-requests/2.31",
    "Mozilla/5.0 (X11; Linux x86_64) Chrome/124.0",
    "ShopApp/9.00 (Android 15)",
    "ShopApp/9.10 (iPhone; iOS 18.6)",
    "shop-services/4.2",
    "parcel-partner/1.0",
    "okhttp/4.12.0",
];
/// How many clients members use.
pub(crate) const BROWSERS: u32 = 6;
pub(crate) const DESK: u8 = 6;
pub(crate) const BATCH: u8 = 7;
pub(crate) const EXPORTER: u8 = 8;
pub(crate) const BOT: u8 = 9;
pub(crate) const SCRIPT: u8 = 10;
pub(crate) const LINUX: u8 = 11;
pub(crate) const NEW_APPS: [u8; 2] = [12, 13];
pub(crate) const SERVICES: u8 = 14;
pub(crate) const PARTNER: u8 = 15;
pub(crate) const OKHTTP: u8 = 16;

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Writes the line of an event, with its line feed.
pub(crate) fn write(out: &mut Vec<u8>, item: &Item, device: Device, sequence: u64, active: &[u32]) {
    match item.what {
        What::Issued | What::Failed => authentication(out, item, device, sequence),
        What::Joined | What::Dormant | What::Withdrawn => account(out, item, device, sequence),
        _ => access(out, item, device, sequence, active),
    }
}

/// HTTP Activity (4002), or API Activity (6003) where the event names its subjects.
fn access(out: &mut Vec<u8>, item: &Item, device: Device, sequence: u64, active: &[u32]) {
    let export = item.what == What::Export;
    if export {
        text(out, "{\"activity_id\":2,");
    } else {
        text(out, "{\"activity_id\":3,");
    }
    if item.who != Who::Nobody {
        text(out, "\"actor\":{\"session\":{\"uid\":\"");
        credential(out, item.credential);
        text(out, "\"},\"user\":{");
        user(out, item, true);
        text(out, "}},");
    }
    if export {
        text(
            out,
            "\"api\":{\"operation\":\"marketing-export\"},\"category_uid\":6,\"class_uid\":6003,",
        );
    } else {
        text(out, "\"category_uid\":4,\"class_uid\":4002,");
    }
    text(out, "\"device\":{\"uid\":\"");
    text(out, device.uid());
    text(out, "\"},\"http_request\":{\"http_method\":\"");
    text(out, if export { "POST" } else { "GET" });
    text(out, "\",\"url\":{\"path\":\"");
    path(out, item);
    text(out, "},\"user_agent\":\"");
    text(out, client(item));
    text(out, "\"},\"http_response\":{\"code\":");
    number(out, u64::from(item.code));
    text(
        out,
        "},\"metadata\":{\"product\":{\"name\":\"gateway\"},\"sequence\":",
    );
    number(out, sequence);
    text(out, ",\"version\":\"1.6.0\"},");
    if export {
        resources(out, item, active);
    }
    text(out, "\"severity_id\":1,\"src_endpoint\":{\"ip\":\"");
    address(out, item.ip);
    text(out, "\"},\"time\":");
    time(out, item.time);
    text(
        out,
        if export {
            ",\"type_uid\":600302"
        } else {
            ",\"type_uid\":400203"
        },
    );
    if item.who != Who::Nobody {
        text(out, ",\"unmapped\":{\"kid\":\"");
        text(out, item.key.id());
        text(out, "\"}");
    }
    text(out, "}\n");
}

/// Authentication (3002): a log-on that issued a credential, or one that failed.
fn authentication(out: &mut Vec<u8>, item: &Item, device: Device, sequence: u64) {
    let issued = item.what == What::Issued;
    text(
        out,
        "{\"activity_id\":1,\"category_uid\":3,\"class_uid\":3002,\"device\":{\"uid\":\"auth-1\"},",
    );
    text(out, "\"http_request\":{\"user_agent\":\"");
    text(out, client(item));
    text(out, "\"},");
    metadata(out, "auth", device, sequence);
    if issued {
        text(out, "\"session\":{\"expiration_time\":");
        time(out, item.time + item.key.lifetime());
        text(out, ",\"issuer\":\"");
        text(out, item.key.issuer());
        text(out, "\",\"uid\":\"");
        credential(out, item.credential);
        text(out, "\"},");
    }
    text(out, "\"severity_id\":1,\"src_endpoint\":{\"ip\":\"");
    address(out, item.ip);
    text(out, "\"},\"status_id\":");
    text(out, if issued { "1" } else { "2" });
    text(out, ",\"time\":");
    time(out, item.time);
    text(out, ",\"type_uid\":300201,");
    if issued {
        text(out, "\"unmapped\":{\"kid\":\"");
        text(out, item.key.id());
        text(out, "\"},");
    }
    text(out, "\"user\":{");
    user(out, item, false);
    text(out, "}}\n");
}

/// Account Change (3001).
fn account(out: &mut Vec<u8>, item: &Item, device: Device, sequence: u64) {
    let activity = match item.what {
        What::Joined => 1,
        What::Dormant => 5,
        _ => 6,
    };
    text(out, "{\"activity_id\":");
    number(out, activity);
    text(
        out,
        ",\"category_uid\":3,\"class_uid\":3001,\"device\":{\"uid\":\"acct-1\"},",
    );
    metadata(out, "accounts", device, sequence);
    text(out, "\"severity_id\":1,\"time\":");
    time(out, item.time);
    text(out, ",\"type_uid\":");
    number(out, 300_100 + activity);
    text(out, ",\"user\":{\"uid\":\"");
    number(out, u64::from(item.subject));
    text(out, "\"}}\n");
}

fn metadata(out: &mut Vec<u8>, product: &str, device: Device, sequence: u64) {
    text(out, "\"metadata\":{\"product\":{\"name\":\"");
    text(out, product);
    text(out, "\"},\"sequence\":");
    number(out, sequence);
    text(out, ",\"uid\":\"");
    text(out, device.uid());
    text(out, ":");
    number(out, sequence);
    text(out, "\",\"version\":\"1.6.0\"},");
}

/// The inside of `user`. The gateway says the type of those who are no members.
fn user(out: &mut Vec<u8>, item: &Item, typed: bool) {
    let (type_id, name) = match item.who {
        Who::Employee(place) => {
            let name = staff::SUPPORT.get(usize::from(place)).copied();
            ("\"type_id\":2,", ("employee:", name.unwrap_or("e-0101")))
        }
        Who::SupportBatch => ("\"type_id\":4,", ("service:", "support-batch")),
        Who::Marketing => ("\"type_id\":4,", ("service:", "marketing")),
        Who::Service(place) => {
            let name = staff::SERVICES.get(usize::from(place)).copied();
            ("\"type_id\":4,", ("service:", name.unwrap_or("settlement")))
        }
        Who::Partner => ("\"type_id\":4,", ("service:", "parcel-partner")),
        Who::Analyst => ("\"type_id\":2,", ("employee:", staff::ANALYST)),
        Who::Member | Who::Nobody => {
            text(out, "\"uid\":\"");
            number(out, u64::from(item.subject));
            text(out, "\"");
            return;
        }
    };
    if typed {
        text(out, type_id);
    }
    text(out, "\"uid\":\"");
    text(out, name.0);
    text(out, name.1);
    text(out, "\"");
}

/// The path with its closing quote, and the query where there is one.
fn path(out: &mut Vec<u8>, item: &Item) {
    let (before, after) = match item.what {
        What::Page(page) => match page {
            Page::MyInfo => ("/members/", "/my-info\""),
            Page::AddressList => ("/members/", "/addresses\""),
            Page::AddressEdit => ("/members/", "/addresses/"),
            Page::OrderList => ("/members/", "/orders\""),
            Page::OrderHistory => ("/members/", "/order-history\""),
            Page::MyInfoTw => ("/tw/members/", "/my-info\""),
            Page::AddressListTw => ("/tw/members/", "/addresses\""),
            Page::SupportView => ("/support/members/", "\""),
        },
        What::Product => ("/products/", "\""),
        What::Search => ("/search\",\"query_string\":\"q=", "\""),
        What::Sitemap => return text(out, "/sitemap.xml\""),
        _ => return text(out, "/exports/marketing\""),
    };
    text(out, before);
    number(out, u64::from(item.subject));
    text(out, after);
    if item.what == What::Page(Page::AddressEdit) {
        number(out, u64::from(item.aux));
        text(out, "/edit\"");
    }
}

/// The members whom an export names: `aux` of the active ones, from `subject` on, going round.
fn resources(out: &mut Vec<u8>, item: &Item, active: &[u32]) {
    text(out, "\"resources\":[");
    for (place, member) in exported(item, active).enumerate() {
        text(
            out,
            if place == 0 {
                "{\"type\":\"member\",\"uid\":\""
            } else {
                ",{\"type\":\"member\",\"uid\":\""
            },
        );
        number(out, u64::from(member));
        text(out, "\"}");
    }
    text(out, "],");
}

/// Whom an export names.
pub(crate) fn exported(item: &Item, active: &[u32]) -> impl Iterator<Item = u32> {
    let numbers = active.iter().cycle().skip(item.subject as usize);
    numbers.take(usize::from(item.aux)).copied()
}

fn client(item: &Item) -> &'static str {
    CLIENTS.get(usize::from(item.client)).copied().unwrap_or("")
}

fn text(out: &mut Vec<u8>, piece: &str) {
    out.extend_from_slice(piece.as_bytes());
}

fn time(out: &mut Vec<u8>, ms: i64) {
    number(out, u64::try_from(ms).unwrap_or(0));
}

/// Decimal digits.
pub(crate) fn number(out: &mut Vec<u8>, mut value: u64) {
    // 20 digits hold any u64; the value is written from its end.
    let mut digits = [b'0'; 20];
    let mut used = 0;
    for digit in digits.iter_mut().rev() {
        *digit += last_digit(value);
        value /= 10;
        used += 1;
        if value == 0 {
            break;
        }
    }
    if let Some(tail) = digits.get(20 - used..) {
        out.extend_from_slice(tail);
    }
}

fn last_digit(value: u64) -> u8 {
    u8::try_from(value % 10).unwrap_or(0)
}

/// Hex digits of a number under 2^16, without leading zeros.
fn hex(out: &mut Vec<u8>, value: u32) {
    let digits = (32 - (value | 1).leading_zeros()).div_ceil(4);
    for place in (0..digits).rev() {
        out.push(HEX[(value >> (4 * place) & 15) as usize]);
    }
}

/// `s-` and 16 hex digits of the mixed number: distinct numbers, distinct credentials.
pub(crate) fn credential(out: &mut Vec<u8>, credential: u64) {
    let mut name = *b"s-0000000000000000";
    let mut bits = mix(credential);
    for place in name.iter_mut().skip(2) {
        bits = bits.rotate_left(4);
        *place = HEX[(bits & 15) as usize];
    }
    out.extend_from_slice(&name);
}

fn address(out: &mut Vec<u8>, ip: u32) {
    if ip >= V6 {
        let host = ip - V6;
        text(out, "2001:db8:");
        hex(out, host >> 12);
        text(out, ":");
        hex(out, host & 0xFFF);
        return text(out, "::1");
    }
    for (place, octet) in ip.to_be_bytes().into_iter().enumerate() {
        if place > 0 {
            out.push(b'.');
        }
        number(out, u64::from(octet));
    }
}

#[cfg(test)]
mod tests;
