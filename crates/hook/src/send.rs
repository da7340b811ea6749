//! One attempt.

use std::{io::Read, time::Duration};

use ureq::{Agent, Error, Timeout, http::Response, tls::TlsConfig};

use crate::{
    Target,
    deliver::{End, Message},
};

/// Bytes of an answer that are read at most; the rest is left on the wire.
const ANSWER_BYTES_MAX: u64 = 4096;

/// Characters of an answer that are kept: enough for a reason.
const SAYS_CHARS_MAX: usize = 200;

/// How an attempt ended, and the value of `Retry-After` that came with it.
pub(crate) type Ended = (End, Option<String>);

/// What is sent with one attempt.
pub(crate) struct Sending<'a> {
    pub(crate) message: &'a Message<'a>,
    /// Seconds since 1970.
    pub(crate) timestamp: i64,
    /// How long it may take in all.
    pub(crate) patience: Duration,
}

/// Sends a message once.
pub(crate) fn send(target: &Target, sending: &Sending<'_>) -> Ended {
    let message = sending.message;
    let signature = target
        .secret
        .signature(message.id, sending.timestamp, message.body);
    let mut request = agent(target, sending.patience)
        .post(target.address.as_str())
        .header("content-type", message.content_type)
        .header("webhook-id", message.id)
        .header("webhook-timestamp", sending.timestamp.to_string())
        .header("webhook-signature", signature);
    for (name, value) in target.headers.each() {
        request = request.header(name, value);
    }
    match request.send(message.body) {
        Ok(mut answer) => {
            let status = answer.status().as_u16();
            let after = answer.headers().get("retry-after");
            let after = after.and_then(|of| Some(of.to_str().ok()?.to_owned()));
            let says = match status {
                200..300 => String::new(),
                _ => says(&mut answer),
            };
            (End::Answered { status, says }, after)
        }
        Err(error) => (failed(&error), None),
    }
}

fn agent(target: &Target, patience: Duration) -> Agent {
    let mut tls = TlsConfig::builder();
    if let Some(roots) = &target.roots {
        tls = tls.root_certs(roots.for_tls());
    }
    Agent::config_builder()
        .tls_config(tls.build())
        .https_only(target.address.is_secure())
        // A proxy of the environment is another address than the one that two people saw.
        .proxy(None)
        .max_redirects(0)
        .http_status_as_error(false)
        .user_agent("nunchi")
        .timeout_global(Some(patience))
        .timeout_connect(Some(patience))
        .timeout_resolve(Some(patience))
        .build()
        .into()
}

/// The first line of what a receiver answers, without characters that a terminal obeys.
fn says(answer: &mut Response<ureq::Body>) -> String {
    let mut bytes = Vec::new();
    let body = answer.body_mut().as_reader();
    // What came before it broke off is told; the status stands whatever follows it.
    let _ = body.take(ANSWER_BYTES_MAX).read_to_end(&mut bytes);
    let text = String::from_utf8_lossy(&bytes);
    let line = text.trim().lines().next().unwrap_or_default();
    let plain = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    line.chars().take(SAYS_CHARS_MAX).map(plain).collect()
}

/// Whether anything can have left when it failed. In doubt it can.
fn failed(error: &Error) -> End {
    let why = error.to_string().chars().take(SAYS_CHARS_MAX).collect();
    match error {
        Error::Rustls(of) if is_certificate(of) => End::Certificate { why },
        Error::Io(of) => match of.get_ref().and_then(|of| of.downcast_ref()) {
            Some(of) if is_certificate(of) => End::Certificate { why },
            _ if of.kind() == std::io::ErrorKind::ConnectionRefused => End::NotSent { why },
            _ => End::NoAnswer { why },
        },
        Error::HostNotFound
        | Error::ConnectionFailed
        | Error::Rustls(_)
        | Error::Tls(_)
        | Error::Timeout(Timeout::Resolve | Timeout::Connect)
        | Error::BadUri(_)
        | Error::Http(_)
        | Error::RequireHttpsOnly(_) => End::NotSent { why },
        _ => End::NoAnswer { why },
    }
}

fn is_certificate(error: &rustls::Error) -> bool {
    matches!(
        error,
        rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented
    )
}
