//! A receiver of messages on this machine: it answers what it was told to, one connection after the other.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::mpsc::{Receiver as Inbox, Sender, channel},
    thread,
};

/// What the receiver was asked.
#[derive(Debug)]
pub(super) struct Asked {
    head: String,
    pub(super) body: Vec<u8>,
}

impl Asked {
    pub(super) fn header(&self, name: &str) -> &str {
        let line = |line: &&str| {
            line.split_once(':')
                .is_some_and(|(of, _)| of.eq_ignore_ascii_case(name))
        };
        let line = self.head.lines().find(line).unwrap_or_default();
        line.split_once(": ").map_or("", |(_, value)| value)
    }
}

/// See the module.
pub(super) struct Receiver {
    pub(super) url: String,
    asked: Inbox<Asked>,
}

impl Receiver {
    /// Answers: what follows `HTTP/1.1 `, `silence`, `hang`, `break`, or `nonsense`.
    pub(super) fn start(answers: &[&str]) -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let answers: Vec<String> = answers.iter().map(|of| (*of).to_owned()).collect();
        let (told, asked) = channel();
        thread::spawn(move || serve(&listener, &answers, &told));
        Receiver { url, asked }
    }

    /// What it was asked until now.
    pub(super) fn seen(&self) -> Vec<Asked> {
        self.asked.try_iter().collect()
    }
}

/// An address where nobody listens: the port was free a moment ago.
pub(super) fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}/hook", listener.local_addr().unwrap())
}

fn serve(listener: &TcpListener, answers: &[String], told: &Sender<Asked>) {
    let mut silent = Vec::new();
    for answer in answers {
        let Ok((mut stream, _)) = listener.accept() else {
            return;
        };
        let Some(asked) = read(&mut stream) else {
            return;
        };
        if told.send(asked).is_err() {
            return;
        }
        match answer.as_str() {
            // Kept open: a peer that says nothing does not hang up either.
            "silence" => silent.push(stream),
            // An answer that is not finished, and no end of it.
            "hang" => {
                let _ = stream.write_all(b"HTTP/1.1 500 X\r\ncontent-length: 99\r\n\r\nbusy");
                silent.push(stream);
            }
            "break" => drop(stream),
            "nonsense" => drop(stream.write_all(b"220 mail.example ESMTP\r\n")),
            answer => {
                let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((answer, ""));
                let length = body.len();
                let text = format!(
                    "HTTP/1.1 {head}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
                );
                let _ = stream.write_all(text.as_bytes());
            }
        }
    }
}

fn read(stream: &mut TcpStream) -> Option<Asked> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|of| of == b"\r\n\r\n") {
            break end + 4;
        }
        let read = stream.read(&mut buffer).ok()?;
        bytes.extend_from_slice(buffer.get(..read).filter(|of| !of.is_empty())?);
    };
    let mut body = bytes.split_off(end);
    let head = String::from_utf8(bytes).ok()?;
    let mut asked = Asked {
        head,
        body: Vec::new(),
    };
    let length: usize = asked.header("content-length").parse().ok()?;
    while body.len() < length {
        let read = stream.read(&mut buffer).ok()?;
        body.extend_from_slice(buffer.get(..read).filter(|of| !of.is_empty())?);
    }
    asked.body = body;
    Some(asked)
}
