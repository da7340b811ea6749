//! Where bytes come from: plain, gzip or zstd, seen by their first bytes and never by a name.

use std::io::{self, BufReader, Read, SeekFrom};

use env::ReadFile;
use flate2::bufread::MultiGzDecoder;
use zstd::stream::read::Decoder as ZstdDecoder;

use crate::limits::{COMPRESSED_BUFFER_BYTES, ZSTD_WINDOW_LOG_MAX};

/// A reader of decompressed bytes.
pub(super) enum Input {
    /// A plain file, which can be sought in.
    File(Box<dyn ReadFile>),
    /// Anything else.
    Stream(Box<dyn Read + Send>),
}

impl Input {
    /// Looks at the first bytes of a reader.
    pub(super) fn of_reader(mut reader: Box<dyn Read + Send>) -> io::Result<Input> {
        let first = First::read(&mut reader)?;
        first.decompress(reader)
    }

    /// Looks at the first bytes of a file.
    pub(super) fn of_file(mut file: Box<dyn ReadFile>) -> io::Result<Input> {
        let first = First::read(&mut file)?;
        // What cannot be sought in (a named pipe) is a stream.
        if first.is_plain() && file.seek(SeekFrom::Start(0)).is_ok() {
            return Ok(Input::File(file));
        }
        first.decompress(Box::new(file))
    }

    /// Moves to an offset and gives the length; `None` when this input cannot.
    pub(super) fn seek(&mut self, offset: u64) -> io::Result<Option<u64>> {
        match self {
            Input::File(file) => {
                let len = file.seek(SeekFrom::End(0))?;
                file.seek(SeekFrom::Start(offset))?;
                Ok(Some(len))
            }
            Input::Stream(_) => Ok(None),
        }
    }
}

impl Read for Input {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self {
            Input::File(file) => file.read(out),
            Input::Stream(stream) => stream.read(out),
        }
    }
}

/// The first at most four bytes of a stream.
struct First {
    bytes: [u8; 4],
    len: usize,
}

impl First {
    fn read(reader: &mut dyn Read) -> io::Result<First> {
        let mut first = First {
            bytes: [0; 4],
            len: 0,
        };
        while let Some(room @ [_, ..]) = first.bytes.get_mut(first.len..) {
            match reader.read(room) {
                Ok(0) => break,
                Ok(n) => first.len += n,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        Ok(first)
    }

    fn is_gzip(&self) -> bool {
        self.len >= 2 && self.bytes.starts_with(&[0x1f, 0x8b])
    }

    /// RFC 8878: a frame (0xFD2FB528) or a skippable frame (0x184D2A50 to 0x184D2A5F).
    fn is_zstd(&self) -> bool {
        match u32::from_le_bytes(self.bytes) {
            _ if self.len < 4 => false,
            0xFD2F_B528 => true,
            magic => magic & 0xFFFF_FFF0 == 0x184D_2A50,
        }
    }

    fn is_plain(&self) -> bool {
        !self.is_gzip() && !self.is_zstd()
    }

    fn decompress(self, rest: Box<dyn Read + Send>) -> io::Result<Input> {
        let (gzip, zstd) = (self.is_gzip(), self.is_zstd());
        let whole = Prefixed {
            first: self,
            at: 0,
            rest,
        };
        let stream: Box<dyn Read + Send> = if gzip {
            Box::new(MultiGzDecoder::new(buffered(whole)))
        } else if zstd {
            let mut decoder = ZstdDecoder::with_buffer(buffered(whole))?;
            decoder.window_log_max(ZSTD_WINDOW_LOG_MAX)?;
            Box::new(decoder)
        } else {
            Box::new(whole)
        };
        Ok(Input::Stream(stream))
    }
}

fn buffered(whole: Prefixed) -> BufReader<Prefixed> {
    BufReader::with_capacity(COMPRESSED_BUFFER_BYTES, whole)
}

/// A stream whose first bytes were taken off and are put before it again.
struct Prefixed {
    first: First,
    at: usize,
    rest: Box<dyn Read + Send>,
}

impl Read for Prefixed {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self.first.bytes.get(self.at..self.first.len) {
            Some(mut waiting @ [_, ..]) => {
                let n = waiting.read(out)?;
                self.at += n;
                Ok(n)
            }
            _ => self.rest.read(out),
        }
    }
}
