//! As much of HTTP/1.1 as a witness needs: one request a connection, with a length, small.

use std::{
    io::{self, Read, Write},
    net::TcpStream,
    time::Duration,
};

/// Bytes of a request's head at most.
const HEAD_BYTES_MAX: usize = 16 << 10;
/// Bytes of a body at most: that of a note.
pub(super) const BODY_BYTES_MAX: usize = proof::limits::NOTE_BYTES_MAX;
/// How long a peer may be silent.
pub(super) const SILENCE: Duration = Duration::from_secs(10);

/// A request.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) body: Vec<u8>,
}

/// Reads one request. `Ok(Err(status))` is an answer to one that is not taken.
pub(super) fn read(stream: &mut (impl Read + Write)) -> io::Result<Result<Request, u16>> {
    let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        if bytes.len() > HEAD_BYTES_MAX {
            return Ok(Err(431));
        }
        match stream.read(&mut buffer)? {
            0 => return Ok(Err(400)),
            read => bytes.extend_from_slice(buffer.get(..read).unwrap_or_default()),
        }
    };
    let mut body = bytes.split_off(head);
    let parsed = parse(&bytes);
    let Some((method, path, len, waits)) = parsed else {
        return Ok(Err(400));
    };
    let Some(len) = len else {
        return Ok(Err(411));
    };
    if len > BODY_BYTES_MAX {
        return Ok(Err(413));
    }
    if waits {
        stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
    }
    while body.len() < len {
        match stream.read(&mut buffer)? {
            0 => return Ok(Err(400)),
            read => body.extend_from_slice(buffer.get(..read).unwrap_or_default()),
        }
    }
    body.truncate(len);
    Ok(Ok(Request { method, path, body }))
}

/// Method, path, length of the body (`None` for a form without one), and whether the peer waits to be told
/// to send it.
type Head = (String, String, Option<usize>, bool);

fn parse(head: &[u8]) -> Option<Head> {
    let head = std::str::from_utf8(head).ok()?;
    let mut lines = head.split("\r\n");
    let mut words = lines.next()?.split(' ');
    let (method, path, version) = (words.next()?, words.next()?, words.next()?);
    if !version.starts_with("HTTP/1.") || words.next().is_some() {
        return None;
    }
    let (mut len, mut waits) = (Some(0), false);
    for line in lines.filter(|line| !line.is_empty()) {
        let (name, value) = line.split_once(':')?;
        match name.to_ascii_lowercase().as_str() {
            "content-length" => len = Some(value.trim().parse().ok()?),
            "transfer-encoding" => len = None,
            "expect" => waits = value.trim().eq_ignore_ascii_case("100-continue"),
            _ => {}
        }
    }
    Some((method.to_owned(), path.to_owned(), len, waits))
}

/// Answers, and ends the connection.
pub(super) fn answer(
    stream: &mut impl Write,
    status: u16,
    kind: &str,
    body: &str,
) -> io::Result<()> {
    let reason = match status {
        200 => "OK",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        409 => "Conflict",
        411 => "Length Required",
        413 => "Content Too Large",
        422 => "Unprocessable Entity",
        431 => "Request Header Fields Too Large",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    };
    write!(
        stream,
        "HTTP/1.1 {status} {reason}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )?;
    stream.flush()
}

/// Limits of a connection.
pub(super) fn limit(stream: &TcpStream) -> io::Result<()> {
    stream.set_read_timeout(Some(SILENCE))?;
    stream.set_write_timeout(Some(SILENCE))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Wire(io::Cursor<Vec<u8>>, Vec<u8>);

    impl Read for Wire {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let few = buffer.len().min(7);
            self.0.read(&mut buffer[..few])
        }
    }

    impl Write for Wire {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.1.write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn asked(text: &str) -> (Result<Request, u16>, Vec<u8>) {
        let mut wire = Wire(io::Cursor::new(text.as_bytes().to_vec()), Vec::new());
        (read(&mut wire).unwrap(), wire.1)
    }

    #[test]
    fn a_request_is_read_in_pieces_and_limits_hold() {
        let (request, said) = asked(
            "POST /x/add-checkpoint HTTP/1.1\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello more",
        );
        let request = request.unwrap();
        assert_eq!(
            (request.method.as_str(), request.path.as_str()),
            ("POST", "/x/add-checkpoint")
        );
        assert_eq!(request.body, b"hello");
        assert!(said.starts_with(b"HTTP/1.1 100"));
        for (text, status) in [
            ("", 400),
            ("GET\r\n\r\n", 400),
            ("GET / SPDY/9\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\ncontent-length: many\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\ncontent-length: 5\r\n\r\nhell", 400),
            ("POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n", 411),
            ("POST / HTTP/1.1\r\ncontent-length: 99999999\r\n\r\n", 413),
        ] {
            assert_eq!(asked(text).0, Err(status), "{text:?}");
        }
        let endless = format!("GET / HTTP/1.1\r\nx: {}", "y".repeat(HEAD_BYTES_MAX + 9000));
        assert_eq!(asked(&endless).0, Err(431));
    }
}
