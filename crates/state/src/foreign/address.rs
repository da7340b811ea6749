//! Where a foreign database is: the address as somebody wrote it, which holds a password and is never told.

use std::{net::IpAddr, str::FromStr as _};

use sqlx::postgres::{PgConnectOptions, PgSslMode};

use super::error::{self, ForeignError};
use crate::limits::URL_BYTES_MAX;

pub(super) struct Address {
    pub(super) options: PgConnectOptions,
    /// What may be told of it.
    pub(super) place: String,
}

impl Address {
    pub(super) fn read(url: &str) -> Result<Address, ForeignError> {
        let is_ours = ["postgres://", "postgresql://"]
            .iter()
            .any(|scheme| url.starts_with(scheme));
        if !is_ours || url.len() > URL_BYTES_MAX {
            return Err(ForeignError::Address);
        }
        // What the parser says may hold a part of the address.
        let options = PgConnectOptions::from_str(url).map_err(|_| ForeignError::Address)?;
        let mut options = options.application_name("nunchi");
        // The usual mode takes a line in the clear when somebody in between says that there is no TLS.
        if !says_mode(url) && !is_local(&options) {
            options = options.ssl_mode(PgSslMode::VerifyFull);
        }
        let place = place(&options);
        Ok(Address { options, place })
    }

    pub(super) fn unreachable(&self, why: String) -> ForeignError {
        ForeignError::Unreachable {
            place: self.place.clone(),
            why,
        }
    }

    /// Why the server was not reached, or did not let us in.
    pub(super) fn refused(&self, error: &sqlx::Error) -> ForeignError {
        let tls = match error {
            sqlx::Error::Tls(why) => Some(why.to_string()),
            // A certificate that is not believed comes as bytes that are not.
            sqlx::Error::Io(why) if why.kind() == std::io::ErrorKind::InvalidData => {
                Some(why.to_string())
            }
            _ => None,
        };
        let why = match tls {
            Some(why) => format!(
                "TLS failed ({why}); who vouches for the server can be named at the end of its address, as ?sslmode=verify-full&sslrootcert=FILE"
            ),
            None => error::words(error),
        };
        self.unreachable(why)
    }
}

fn says_mode(url: &str) -> bool {
    let said = url.split_once('?').map_or("", |(_, said)| said);
    said.split('&')
        .any(|one| one.starts_with("sslmode=") || one.starts_with("ssl-mode="))
}

/// Whether what is said stays on this machine.
fn is_local(options: &PgConnectOptions) -> bool {
    let host = options.get_host();
    options.get_socket().is_some()
        || host.starts_with('/')
        || host == "localhost"
        || host
            .trim_matches(['[', ']'])
            .parse()
            .is_ok_and(|ip: IpAddr| ip.is_loopback())
}

fn place(options: &PgConnectOptions) -> String {
    let host = match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => options.get_host().to_owned(),
    };
    let database = options.get_database().unwrap_or(options.get_username());
    format!("postgres://{host}:{}/{database}", options.get_port())
}

#[cfg(test)]
mod tests;
