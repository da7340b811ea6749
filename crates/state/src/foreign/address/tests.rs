use super::*;

#[test]
fn of_an_address_only_the_place_is_told() {
    let address = Address::read("postgres://me:s3cret@db.example:5433/shop?password=s3cret");
    let address = address.expect("an address");
    assert_eq!(address.place, "postgres://db.example:5433/shop");
    let failed = address.refused(&sqlx::Error::Io(std::io::Error::other("refused")));
    assert!(!failed.to_string().contains("s3cret"));
}

#[test]
fn an_address_that_cannot_be_read_is_not_repeated() {
    for url in [
        "mysql://me:s3cret@db/shop",
        "postgres://me:s3cret@db:port/shop",
        "postgres://me@db/shop?sslmode=s3cret",
        "s3cret",
    ] {
        let Err(error) = Address::read(url) else {
            panic!("{url} was read");
        };
        assert!(!error.to_string().contains("s3cret"), "{error}");
    }
}

#[test]
fn what_leaves_the_machine_is_sealed_unless_the_address_says_otherwise() {
    let mode = |url: &str| {
        let options = Address::read(url).expect("an address").options;
        format!("{:?}", options.get_ssl_mode())
    };
    assert_eq!(mode("postgres://me@db.example/shop"), "VerifyFull");
    assert_eq!(mode("postgres://me@192.0.2.1/shop?x=1"), "VerifyFull");
    assert_eq!(
        mode("postgres://me@db.example/shop?sslmode=require"),
        "Require"
    );
    for local in ["localhost", "127.0.0.1", "[::1]", "%2Frun%2Fpg"] {
        assert_eq!(
            mode(&format!("postgres://me@{local}/shop")),
            "Prefer",
            "{local}"
        );
    }
}
