//! Texts that are selections, and texts that are none.

/// Each text and its normal form.
pub(super) const GOOD: &[(&str, &str)] = &[
    ("TRUE", "TRUE"),
    ("not true", "FALSE"),
    ("issued", "issued"),
    ("NOT NOT ISSUED", "issued"),
    ("not issued", "NOT issued"),
    ("issued = 'no'", "issued = 'no'"),
    (
        "issued NOT IN ('cannot_say','yes','yes')",
        "issued NOT IN ('yes', 'cannot_say')",
    ),
    ("\"route\" = 'x'", "route = 'x'"),
    ("route = 'it''s'", "route = 'it''s'"),
    ("route = ''", "route = ''"),
    ("route != 'x'", "route <> 'x'"),
    ("NOT route = 'x'", "route <> 'x'"),
    ("NOT route <> 'x'", "route = 'x'"),
    ("route IN('b','a','b')", "route IN ('a', 'b')"),
    ("route IN ('only')", "route = 'only'"),
    ("route LIKE 'a%%b'", "route LIKE 'a%b'"),
    ("route LIKE '%_'", "route LIKE '_%'"),
    ("route LIKE 'plain'", "route = 'plain'"),
    (
        "route NOT LIKE 'a!%%' ESCAPE '!'",
        r"route NOT LIKE 'a\%%' ESCAPE '\'",
    ),
    (r"route LIKE '\%'", r"route LIKE '\%'"),
    ("route LIKE 'a''%' ESCAPE ''''", "route = 'a%'"),
    ("country LIKE 'korea'", "country LIKE 'KOREA'"),
    ("country LIKE 'kr'", "country = 'KR'"),
    ("key IS NULL", "key IS NULL"),
    ("not key is not null", "key IS NULL"),
    ("country IN ('kr', 'Jp')", "country IN ('JP', 'KR')"),
    ("country LIKE 'k_'", "country LIKE 'K_'"),
    ("outcome <> 'served'", "outcome <> 'served'"),
    (
        "subject_kind IN ('recipient','member')",
        "subject_kind IN ('member', 'recipient')",
    ),
    ("asn = 64500", "asn = 64500"),
    ("asn in ('AS64500', 'as1')", "asn IN (1, 64500)"),
    ("asn < 5", "asn <= 4"),
    ("asn > 4294967294", "asn = 4294967295"),
    ("asn between 64512 and 4294967295", "asn >= 64512"),
    ("access BETWEEN 3 AND 7", "access BETWEEN 3 AND 7"),
    ("access NOT BETWEEN 3 AND 3", "access <> 3"),
    ("ip = '10.0.0.1'", "ip = '10.0.0.1'"),
    ("ip = '10.0.0.1/32'", "ip = '10.0.0.1'"),
    (
        "ip IN ('10.0.0.0/8', '2001:db8::/32')",
        "ip IN ('10.0.0.0/8', '2001:db8::/32')",
    ),
    ("ip <> '::ffff:10.0.0.1'", "ip <> '10.0.0.1'"),
    ("ip = '::ffff:10.0.0.0/104'", "ip = '10.0.0.0/8'"),
    ("time = '2025-01-05'", "time = '2025-01-04T15:00:00.000Z'"),
    ("time < '2025-01-05'", "time < '2025-01-04T15:00:00.000Z'"),
    ("time <= '2025-01-05'", "time <= '2025-01-04T15:00:00.000Z'"),
    ("time > '2025-01-05'", "time >= '2025-01-04T15:00:00.001Z'"),
    (
        "time >= '2025-01-05 09:30'",
        "time >= '2025-01-05T00:30:00.000Z'",
    ),
    (
        "time >= '2025-01-05T09:30:00.1239'",
        "time >= '2025-01-05T00:30:00.123Z'",
    ),
    (
        "time between '2025-01-05' and '2025-01-06T00:00:00Z'",
        "time BETWEEN '2025-01-04T15:00:00.000Z' AND '2025-01-06T00:00:00.000Z'",
    ),
    (
        "NOT time >= '0001-01-01T00:00:00Z'",
        "NOT time >= '0001-01-01T00:00:00.000Z'",
    ),
    ("((route = 'a'))", "route = 'a'"),
    (
        "route = 'a' AND (route = 'b' AND issued)",
        "route = 'a' AND route = 'b' AND issued",
    ),
    ("NOT (issued AND key = 'k')", "NOT (issued AND key = 'k')"),
    (
        "outcome = 'denied' AND FALSE",
        "outcome = 'denied' AND FALSE",
    ),
    (
        "NOT issued AND key = 'auth-2024-04' AND route IN ('address-list','profile') AND time >= '2025-01-05'",
        "NOT issued AND key = 'auth-2024-04' AND route IN ('address-list', 'profile') \
         AND time >= '2025-01-04T15:00:00.000Z'",
    ),
];

/// Each text, the part that the error points at, and the message.
pub(super) const BAD: &[(&str, &str, &str)] = &[
    ("", "", "the selection is empty: write TRUE for every read"),
    (
        " \n ",
        "",
        "the selection is empty: write TRUE for every read",
    ),
    (
        "rout = 'x'",
        "rout",
        "unknown column \"rout\": did you mean \"route\"?",
    ),
    (
        "TRUE AND Actor-Kind = 'x'",
        "Actor-Kind",
        "unknown column \"Actor-Kind\": did you mean \"actor_kind\"?",
    ),
    (
        "\"Route\" = 'x'",
        "\"Route\"",
        "unknown column \"Route\": did you mean \"route\"?",
    ),
    (
        "카드 = 'x'",
        "카드",
        "unknown column \"카드\": the columns are time, source, actor, actor_kind, credential, \
         issued, key, issuer, ip, asn, country, client, route, field, outcome, subject, subject_kind, access",
    ),
    (
        "route",
        "route",
        "route must be compared with something, such as route = 'address-list'",
    ),
    (
        "route AND issued",
        "route",
        "route must be compared with something, such as route = 'address-list'",
    ),
    (
        "issued < 'no'",
        "<",
        "issued has no order: compare with = or IN, such as issued = 'no'",
    ),
    (
        "issued BETWEEN 'no' AND 'yes'",
        "BETWEEN",
        "issued has no order: compare with = or IN, such as issued = 'no'",
    ),
    (
        "issued LIKE 'n%'",
        "LIKE",
        "issued has no patterns: compare with = or IN, such as issued = 'no'",
    ),
    (
        "issued = 'noo'",
        "'noo'",
        "issued is never \"noo\": did you mean 'no'?",
    ),
    (
        "issued = 'maybe'",
        "'maybe'",
        "issued is never \"maybe\": write 'yes', 'expired', 'no', 'cannot_say'",
    ),
    (
        "issued IS NULL",
        "NULL",
        "issued is never null: write issued = 'cannot_say'",
    ),
    (
        "issued = TRUE",
        "TRUE",
        "expected a literal for issued, such as 'no'",
    ),
    (
        "outcome IN ('served', 'Denied')",
        "'Denied'",
        "outcome is never \"Denied\": did you mean 'denied'?",
    ),
    (
        "outcome > 'served'",
        ">",
        "outcome has no order: compare with = or IN, such as outcome = 'served'",
    ),
    (
        "route >= 'a'",
        ">=",
        "route has no order: compare with =, IN or LIKE, such as route = 'address-list'",
    ),
    (
        "route = 5",
        "5",
        "route is compared with text in single quotes: write '5'",
    ),
    (
        "route = address-list",
        "address-list",
        "\"address-list\" is a name, not a literal: text stands in single quotes, such as 'address-list'",
    ),
    (
        "route = \"x\"",
        "\"x\"",
        "\"x\" is a name, not a literal: text stands in single quotes, such as 'address-list'",
    ),
    (
        "route = NULL",
        "NULL",
        "nothing equals NULL: write route IS NULL or route IS NOT NULL",
    ),
    (
        "route =",
        "",
        "the selection ends too early: expected 'address-list' or the like",
    ),
    ("route = 'a", "'a", "this text does not end: a ' is missing"),
    ("route == 'a'", "==", "write = instead of =="),
    ("route = ‘a’", "‘", "write straight single quotes: '"),
    ("route = 'a' && issued", "&&", "write AND instead of &&"),
    (
        "route = 'a';",
        ";",
        "a selection is one expression: leave the ; out",
    ),
    (
        "route = 'a' issued",
        "issued",
        "expected AND, OR or the end of the selection",
    ),
    ("route = 'a')", ")", "this ) closes nothing: leave it out"),
    (
        "(route = 'a'",
        "(",
        "this ( is never closed: a ) is missing",
    ),
    ("(route = 'a' issued)", "issued", "expected AND, OR or )"),
    (
        "route IN 'a'",
        "'a'",
        "expected a list in parentheses, such as route IN ('address-list')",
    ),
    (
        "route IN ()",
        "()",
        "the list is empty: name at least one, or write FALSE",
    ),
    (
        "route IN ('a'",
        "(",
        "this list is never closed: a ) is missing",
    ),
    ("route IN ('a' 'b')", "'b'", "expected , or ) in the list"),
    (
        "route NOT = 'a'",
        "=",
        "expected IN, BETWEEN or LIKE after route NOT",
    ),
    (
        "route IS 'a'",
        "'a'",
        "expected NULL: write route IS NULL or route IS NOT NULL",
    ),
    (
        "route LIKE 'a!b' ESCAPE '!'",
        "'a!b'",
        "the escape character stands only before %, _ or itself",
    ),
    (
        "route LIKE 'a!' ESCAPE '!'",
        "'a!'",
        "the escape character stands only before %, _ or itself",
    ),
    (
        "route LIKE 'a' ESCAPE '!!'",
        "'!!'",
        "ESCAPE takes one character, such as ESCAPE '\\'",
    ),
    (
        "'a' = route",
        "'a'",
        "expected a test, which begins with a column, such as route = 'address-list'",
    ),
    (
        "issued AND",
        "",
        "the selection ends too early: expected a test such as route = 'address-list'",
    ),
    (
        "issued AND OR issued",
        "OR",
        "expected a test, which begins with a column, such as route = 'address-list'",
    ),
    (
        "subject LIKE 'member:%'",
        "LIKE",
        "subject is stored under a pseudonym and no pattern can be matched: write whole names, such as subject = 'member:123'",
    ),
    (
        "actor < 'a'",
        "<",
        "actor has no order: compare with = or IN, such as actor = 'member:123'",
    ),
    (
        "country = 'KOR'",
        "'KOR'",
        "\"KOR\" is not a country: write the two letters of ISO 3166, such as 'KR'",
    ),
    (
        "ip > '10.0.0.1'",
        ">",
        "ip has no order: name a network instead, such as ip = '10.0.0.0/8'",
    ),
    (
        "ip LIKE '10.%'",
        "LIKE",
        "ip has no patterns: name a network, such as ip = '10.0.0.0/8'",
    ),
    (
        "ip = 10.0.0.1",
        "10.0.0.1",
        "ip is compared with text in single quotes: write '10.0.0.1'",
    ),
    (
        "ip = '10.0.0'",
        "'10.0.0'",
        "\"10.0.0\" is neither an address nor a network: write '10.0.0.1' or '10.0.0.0/8'",
    ),
    (
        "ip = '10.0.0.5/8'",
        "'10.0.0.5/8'",
        "10.0.0.5/8 has bits beyond the /8: write '10.0.0.0/8' for the network or '10.0.0.5' for the one address",
    ),
    (
        "asn = 'ASX'",
        "'ASX'",
        "\"ASX\" is not a whole number: write asn = 64500 or 'AS64500'",
    ),
    (
        "asn = AS64500",
        "AS64500",
        "\"AS64500\" is a name, not a literal: text stands in single quotes, such as 64500",
    ),
    (
        "asn = 4294967296",
        "4294967296",
        "4294967296 is too large: asn is at most 4294967295",
    ),
    (
        "asn > 4294967295",
        "4294967295",
        "no asn is above 4294967295: leave the test out",
    ),
    (
        "access < 0",
        "0",
        "no access is below 0: leave the test out",
    ),
    ("access = -1", "-", "numbers are whole and not below 0"),
    (
        "access = 1.5",
        "1.5",
        "\"1.5\" is not a whole number: write access = 42",
    ),
    (
        "access = 'AS5'",
        "'AS5'",
        "\"AS5\" is not a whole number: write access = 42",
    ),
    (
        "access BETWEEN 7 AND 3",
        "7 AND 3",
        "BETWEEN begins with the smaller: as it stands nothing matches; swap the two",
    ),
    (
        "access BETWEEN 7 OR 3",
        "OR",
        "expected AND: write access BETWEEN … AND …",
    ),
    (
        "time >= 2025-01-05",
        "2025-01-05",
        "time is compared with text in single quotes: write '2025-01-05'",
    ),
    (
        "time LIKE '2025%'",
        "LIKE",
        "time has no patterns: compare with =, <, > or BETWEEN, such as time >= '2025-01-05T09:00:00+09:00'",
    ),
    (
        "time = '2025-02-30'",
        "'2025-02-30'",
        "\"2025-02-30\" is not a time: write RFC 3339 such as '2025-01-05T09:00:00+09:00', or a date such as '2025-01-05'",
    ),
    (
        "time BETWEEN '2025-01-06' AND '2025-01-05'",
        "'2025-01-06' AND '2025-01-05'",
        "BETWEEN begins with the smaller: as it stands nothing matches; swap the two",
    ),
    (
        "time > '0000-12-31'",
        "'0000-12-31'",
        "a time lies between 0001-01-01T00:00:00.000Z and 9999-12-30T00:00:00.000Z: leave the test out for no bound",
    ),
    (
        "time < '0001-01-01T00:00:00Z'",
        "'0001-01-01T00:00:00Z'",
        "no time is before 0001-01-01T00:00:00.000Z: leave the test out",
    ),
];
