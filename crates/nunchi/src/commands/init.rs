//! `nunchi init`: settings, keys, directory.

use crate::{
    cli::{Example, InitArgs},
    failure::Failure,
    home::{Home, real_world},
    printer::say,
    settings::{SHOP, STARTER},
};

/// The origin that the examples name. No two ledgers may sign under one name, so each gets its own.
const EXAMPLE_ORIGIN: &str = "\"shop.example/ledger\"";

/// The settings of an example under a name of its own, which begins so.
pub(crate) fn with_own_origin(toml: &str, begins: &str) -> Result<String, Failure> {
    let mut random = [0; 6];
    real_world().entropy.fill(&mut random)?;
    let origin = format!("\"{begins}{}\"", ledger::hex(&random));
    Ok(toml.replacen(EXAMPLE_ORIGIN, &origin, 1))
}

pub(crate) fn run(args: &InitArgs) -> Result<u8, Failure> {
    let toml = match args.example {
        Example::Starter => STARTER,
        Example::Shop => SHOP,
    };
    // Refused before anything is made.
    let approvers = super::approve::checked(&args.approver)?;
    let home = Home::create(&args.place, &with_own_origin(toml, "nunchi.local/")?)?;
    if !approvers.is_empty() {
        super::approve::list_first(&home, &approvers)?;
    }
    let dir = home.dir.display();
    say(&format!(
        "ledger   {dir} (origin {}, {} shards)\nsettings {dir}/nunchi.toml\nkeys     {} (keep a copy elsewhere: without book.key no name can be found again)\npublic   {dir}/tree/key.pub (give it to whoever shall verify)",
        home.settings.origin,
        home.settings.shards,
        home.keys_dir.display()
    ));
    Ok(0)
}
