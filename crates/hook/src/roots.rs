//! Whose certificates are believed: those that the system believes, or those of a file alone.

use ureq::tls::{Certificate, PemItem, RootCerts, parse_pem};

/// Certificates under which a receiver must stand.
#[derive(Debug, Clone)]
pub struct Roots(Vec<Certificate<'static>>);

/// Why there are none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RootsError {
    /// The file holds no certificate.
    #[error("it holds no certificate: write one or more in PEM, as -----BEGIN CERTIFICATE-----")]
    None,
    /// The system believes nobody.
    #[error(
        "this system names no certificates that it believes ({0}): install them (on Debian ca-certificates), or name a \
         file with ca_file"
    )]
    System(String),
}

impl Roots {
    /// Those of a PEM file; with them nobody else is believed.
    ///
    /// # Errors
    /// When there is none in it, or what is there cannot be read.
    pub fn of_pem(pem: &[u8]) -> Result<Roots, RootsError> {
        let mut found = Vec::new();
        for item in parse_pem(pem) {
            if let PemItem::Certificate(certificate) = item.map_err(|_| RootsError::None)? {
                found.push(certificate);
            }
        }
        match found.is_empty() {
            true => Err(RootsError::None),
            false => Ok(Roots(found)),
        }
    }

    /// Those of the system.
    ///
    /// # Errors
    /// When it names none.
    pub fn of_system() -> Result<Roots, RootsError> {
        let found = rustls_native_certs::load_native_certs();
        if found.certs.is_empty() {
            let why = found.errors.first().map(ToString::to_string);
            let why = why.unwrap_or_else(|| "it has no list".to_owned());
            return Err(RootsError::System(why));
        }
        let owned = found.certs.iter().map(|of| Certificate::from_der(of));
        Ok(Roots(owned.map(|of| of.to_owned()).collect()))
    }

    pub(crate) fn for_tls(&self) -> RootCerts {
        RootCerts::new_with_certs(&self.0)
    }
}
