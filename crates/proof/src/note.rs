//! Signed notes (C2SP signed-note): a text that ends in a newline, an empty line, and signature
//! lines `— <key name> <base64>`. Only Ed25519 (signature type 0x01) is made and checked here;
//! lines of unknown keys, whatever their type, are read and left alone.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::limits::{KEY_NAME_BYTES_MAX, NOTE_BYTES_MAX, NOTE_SIGNATURES_MAX};

/// Signature type of plain Ed25519.
const TYPE_ED25519: u8 = 0x01;
/// Bytes of an Ed25519 public key and of the seed of a private one.
pub(crate) const KEY_BYTES: usize = 32;
/// Bytes of a key ID, before the signature proper.
const ID_BYTES: usize = 4;
/// What a signature line begins with: an em dash and a space.
pub(crate) const LINE_START: &str = "— ";

/// Why a text is not a verifier key, or a key cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum KeyError {
    /// The name cannot stand in a note.
    #[error(
        "{name:?} cannot name a key; 1 to {KEY_NAME_BYTES_MAX} bytes without space, plus sign or \
         control character are needed, such as example.com/log"
    )]
    Name {
        /// The name given.
        name: String,
    },
    /// The text has not the three parts.
    #[error("a verifier key has the form name+id+base64, with 8 lowercase hex digits as id")]
    Form,
    /// The third part is not base64.
    #[error("the last part of the verifier key {name:?} is not standard base64 with padding")]
    Base64 {
        /// Name of the key.
        name: String,
    },
    /// The key is for another kind of signature.
    #[error(
        "verifier key {name:?} has signature type {found:#04x}; {needed:#04x} is needed (1 signs notes, 4 cosigns)"
    )]
    Type {
        /// Name of the key.
        name: String,
        /// First byte of the third part.
        found: u8,
        /// The byte that is needed.
        needed: u8,
    },
    /// The key has the wrong length.
    #[error("verifier key {name:?} holds {got} bytes of key; an Ed25519 key has {KEY_BYTES}")]
    Length {
        /// Name of the key.
        name: String,
        /// Bytes after the signature type.
        got: usize,
    },
    /// The ID is not that of name and key.
    #[error("verifier key {name:?} says id {said:08x}, but its name and key give {computed:08x}")]
    Id {
        /// Name of the key.
        name: String,
        /// The ID in the text.
        said: u32,
        /// The ID of name, type and key.
        computed: u32,
    },
    /// The cryptographic library refuses the seed.
    #[error("the seed of key {name:?} was refused; 32 random bytes are needed")]
    Seed {
        /// Name of the key.
        name: String,
    },
}

/// Why a text cannot be signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SignError {
    /// The text has no end.
    #[error("the text of a note must end with a newline")]
    NoNewline,
    /// The text has a control character other than newline.
    #[error("byte {byte:#04x} at {offset} cannot be in a note; of control characters only newline")]
    Control {
        /// The byte.
        byte: u8,
        /// Where, in bytes from the start.
        offset: usize,
    },
    /// Nobody signs, or too many.
    #[error("{got} signers were given; 1 to {NOTE_SIGNATURES_MAX} are needed")]
    Signers {
        /// Signers given.
        got: usize,
    },
    /// The note would be larger than one may be.
    #[error("the note would have {bytes} bytes; a note has at most {NOTE_BYTES_MAX}")]
    Large {
        /// Its bytes.
        bytes: usize,
    },
}

/// Why a note is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NoteError {
    /// The note is larger than one may be.
    #[error("the note has {bytes} bytes; at most {NOTE_BYTES_MAX} are read")]
    Large {
        /// Its bytes.
        bytes: usize,
    },
    /// The note has a control character other than newline.
    #[error("byte {byte:#04x} at {offset} cannot be in a note; of control characters only newline")]
    Control {
        /// The byte.
        byte: u8,
        /// Where, in bytes from the start.
        offset: usize,
    },
    /// No empty line separates text and signatures.
    #[error("the note has no empty line; one must stand between its text and its signatures")]
    NoSeparator,
    /// No signature line follows, or the last one is not ended.
    #[error("the note must end with whole signature lines, each ended by a newline")]
    NoSignatures,
    /// A signature line is not one.
    #[error(
        "signature line {line} is malformed; it must be: em dash, name, base64 of id and signature"
    )]
    Line {
        /// Which line after the empty one, from 1.
        line: usize,
    },
    /// More signatures than are read.
    #[error("the note has {got} signatures; at most {NOTE_SIGNATURES_MAX} are read")]
    ManySignatures {
        /// Signature lines.
        got: usize,
    },
    /// Two different keys were given that lines cannot tell apart.
    #[error("two different keys are called {name:?} with id {id:08x}; give only one of them")]
    Ambiguous {
        /// Name of both.
        name: String,
        /// ID of both.
        id: u32,
    },
    /// A line says it is of a known key, and is not.
    #[error("the signature of {name:?} (id {id:08x}) is not of this text; the note was altered")]
    BadSignature {
        /// Name of the key.
        name: String,
        /// ID of the key.
        id: u32,
    },
    /// No line is of a known key.
    #[error("none of the note's {signatures} signatures is of a known key; one must be")]
    Unknown {
        /// Signature lines of the note.
        signatures: usize,
    },
}

/// One who checks signatures: a key's name, its ID and its public half. Shown as a verifier key,
/// `name+id+base64`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    id: u32,
    key: [u8; KEY_BYTES],
}

/// One who signs. The private half never leaves it and is never shown.
pub struct Signer {
    verifier: Verifier,
    pair: Ed25519KeyPair,
}

/// A note taken apart but not believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note<'n> {
    text: &'n str,
    signatures: Vec<Signature<'n>>,
}

/// One signature line: who is said to have signed, and the signature as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature<'n> {
    name: &'n str,
    id: u32,
    bytes: Vec<u8>,
}

impl Verifier {
    /// Reads a verifier key, in its one canonical spelling.
    ///
    /// # Errors
    /// [`KeyError`] if it is malformed, of another signature type, or its ID is of another key.
    pub fn parse(vkey: &str) -> Result<Self, KeyError> {
        let (name, id, key) = parse_key(vkey, TYPE_ED25519)?;
        Ok(Self { name, id, key })
    }

    /// Name of the key.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// ID of the key: the first four bytes of a digest of its name, type and public half.
    #[must_use]
    pub const fn key_id(&self) -> u32 {
        self.id
    }

    fn new(name: String, key: [u8; KEY_BYTES]) -> Self {
        let id = key_id(&name, TYPE_ED25519, &key);
        Self { name, id, key }
    }

    /// Whether a line says that it is of this key.
    fn is_named_by(&self, signature: &Signature<'_>) -> bool {
        self.name == signature.name && self.id == signature.id
    }

    fn accepts(&self, text: &str, signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, &self.key)
            .verify(text.as_bytes(), signature)
            .is_ok()
    }
}

impl fmt::Display for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&key_text(&self.name, self.id, TYPE_ED25519, &self.key))
    }
}

impl Signer {
    /// The key of this name with the private half `seed`, 32 bytes that nobody can guess.
    ///
    /// # Errors
    /// [`KeyError::Name`] if the name cannot stand in a note.
    pub fn from_seed(name: &str, seed: &[u8; KEY_BYTES]) -> Result<Self, KeyError> {
        check_name(name)?;
        let refused = KeyError::Seed {
            name: name.to_owned(),
        };
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| refused.clone())?;
        let public = pair.public_key().as_ref().try_into().map_err(|_| refused)?;
        Ok(Self {
            verifier: Verifier::new(name.to_owned(), public),
            pair,
        })
    }

    /// The public half.
    #[must_use]
    pub const fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// The public half as text, `name+id+base64`.
    #[must_use]
    pub fn verifier_key(&self) -> String {
        self.verifier.to_string()
    }

    /// Name of the key.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.verifier.name
    }

    /// The note of this text with this one signature.
    ///
    /// # Errors
    /// [`SignError`] if the text cannot be that of a note.
    pub fn sign(&self, text: &str) -> Result<String, SignError> {
        sign_note(text, &[self])
    }

    /// The signature line of a text, without its newline.
    fn line(&self, text: &str) -> String {
        let mut bytes = self.verifier.id.to_be_bytes().to_vec();
        bytes.extend_from_slice(self.pair.sign(text.as_bytes()).as_ref());
        format!(
            "{LINE_START}{} {}",
            self.verifier.name,
            STANDARD.encode(bytes)
        )
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer")
            .field("verifier", &self.verifier)
            .finish_non_exhaustive()
    }
}

impl<'n> Note<'n> {
    /// Takes a note apart, without checking any signature.
    ///
    /// # Errors
    /// [`NoteError`] if it is too large or malformed.
    pub fn parse(note: &'n str) -> Result<Self, NoteError> {
        if note.len() > NOTE_BYTES_MAX {
            return Err(NoteError::Large { bytes: note.len() });
        }
        if let Some((offset, byte)) = control_character(note) {
            return Err(NoteError::Control { byte, offset });
        }
        // The last empty line separates; the text keeps its own newline.
        let (text, lines) = note
            .rfind("\n\n")
            .and_then(|at| note.split_at_checked(at + 1))
            .and_then(|(text, rest)| Some((text, rest.strip_prefix('\n')?)))
            .ok_or(NoteError::NoSeparator)?;
        let lines = lines.strip_suffix('\n').ok_or(NoteError::NoSignatures)?;
        let got = lines.split('\n').count();
        if got > NOTE_SIGNATURES_MAX {
            return Err(NoteError::ManySignatures { got });
        }
        let signatures = (1..)
            .zip(lines.split('\n'))
            .map(|(number, line)| Signature::parse(line).ok_or(NoteError::Line { line: number }))
            .collect::<Result<_, _>>()?;
        Ok(Self { text, signatures })
    }

    /// The text as it stands in the note: anybody may have written it.
    #[must_use]
    pub const fn unverified_text(&self) -> &'n str {
        self.text
    }

    /// The signature lines.
    #[must_use]
    pub fn signatures(&self) -> &[Signature<'n>] {
        &self.signatures
    }

    /// The text, if at least one of `known` signed it and none of them is named by a line it did
    /// not sign. Lines of unknown keys are ignored.
    ///
    /// # Errors
    /// [`NoteError::Ambiguous`], [`NoteError::BadSignature`] or [`NoteError::Unknown`].
    pub fn verify(&self, known: &[Verifier]) -> Result<&'n str, NoteError> {
        let mut verified = false;
        for signature in &self.signatures {
            let mut named = known
                .iter()
                .filter(|verifier| verifier.is_named_by(signature));
            let Some(verifier) = named.next() else {
                continue;
            };
            let (name, id) = (verifier.name.clone(), verifier.id);
            if named.any(|other| other.key != verifier.key) {
                return Err(NoteError::Ambiguous { name, id });
            }
            if !verifier.accepts(self.text, &signature.bytes) {
                return Err(NoteError::BadSignature { name, id });
            }
            verified = true;
        }
        if verified {
            Ok(self.text)
        } else {
            Err(NoteError::Unknown {
                signatures: self.signatures.len(),
            })
        }
    }
}

impl<'n> Signature<'n> {
    /// Name of the key that is said to have signed.
    #[must_use]
    pub const fn name(&self) -> &'n str {
        self.name
    }

    /// ID of that key.
    #[must_use]
    pub const fn key_id(&self) -> u32 {
        self.id
    }

    /// The signature as it came, after the ID.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Reads one signature line without its newline.
    fn parse(line: &'n str) -> Option<Self> {
        let (name, base64) = line.strip_prefix(LINE_START)?.split_once(' ')?;
        let bytes = STANDARD.decode(base64).ok()?;
        let (id, signature) = bytes.split_first_chunk::<ID_BYTES>()?;
        let whole = name_may_stand(name) && !signature.is_empty();
        let id = u32::from_be_bytes(*id);
        whole.then(|| Self {
            name,
            id,
            bytes: signature.to_vec(),
        })
    }
}

/// The note of a text with a line of each signer.
///
/// # Errors
/// [`SignError`] if the text cannot be that of a note, or nobody signs.
pub fn sign_note(text: &str, signers: &[&Signer]) -> Result<String, SignError> {
    if !text.ends_with('\n') {
        return Err(SignError::NoNewline);
    }
    if let Some((offset, byte)) = control_character(text) {
        return Err(SignError::Control { byte, offset });
    }
    if signers.is_empty() || signers.len() > NOTE_SIGNATURES_MAX {
        return Err(SignError::Signers { got: signers.len() });
    }
    let mut note = format!("{text}\n");
    for signer in signers {
        note.push_str(&signer.line(text));
        note.push('\n');
    }
    if note.len() > NOTE_BYTES_MAX {
        return Err(SignError::Large { bytes: note.len() });
    }
    Ok(note)
}

/// The text of a note, if it is well formed and signed by one of `known`.
///
/// # Errors
/// [`NoteError`], by [`Note::parse`] or [`Note::verify`].
pub fn open_note<'n>(note: &'n str, known: &[Verifier]) -> Result<&'n str, NoteError> {
    Note::parse(note)?.verify(known)
}

/// First four bytes, big-endian, of SHA-256(name ‖ newline ‖ type ‖ key).
pub(crate) fn key_id(name: &str, kind: u8, key: &[u8; KEY_BYTES]) -> u32 {
    let mut hasher = Sha256::new();
    hasher.update(name.as_bytes());
    hasher.update([b'\n', kind]);
    hasher.update(key);
    let digest: [u8; 32] = hasher.finalize().into();
    let [a, b, c, d, ..] = digest;
    u32::from_be_bytes([a, b, c, d])
}

/// A verifier key as text.
pub(crate) fn key_text(name: &str, id: u32, kind: u8, key: &[u8; KEY_BYTES]) -> String {
    let mut typed = vec![kind];
    typed.extend_from_slice(key);
    format!("{name}+{id:08x}+{}", STANDARD.encode(typed))
}

/// Name, ID and public half of a verifier key of one signature type, in its one canonical spelling.
pub(crate) fn parse_key(vkey: &str, kind: u8) -> Result<(String, u32, [u8; KEY_BYTES]), KeyError> {
    // The base64 may hold plus signs; name and ID may not.
    let mut parts = vkey.splitn(3, '+');
    let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(KeyError::Form);
    };
    check_name(name)?;
    let said = parse_id(id).ok_or(KeyError::Form)?;
    let name = name.to_owned();
    let bytes = STANDARD
        .decode(key)
        .map_err(|_| KeyError::Base64 { name: name.clone() })?;
    let (&found, key) = bytes.split_first().ok_or(KeyError::Form)?;
    if found != kind {
        return Err(KeyError::Type {
            name,
            found,
            needed: kind,
        });
    }
    let got = key.len();
    let Ok(key) = key.try_into() else {
        return Err(KeyError::Length { name, got });
    };
    let computed = key_id(&name, kind, &key);
    match computed == said {
        true => Ok((name, said, key)),
        false => Err(KeyError::Id {
            name,
            said,
            computed,
        }),
    }
}

/// Eight lowercase hex digits.
fn parse_id(text: &str) -> Option<u32> {
    u32::from_str_radix(text, 16)
        .ok()
        .filter(|id| format!("{id:08x}") == text)
}

pub(crate) fn check_name(name: &str) -> Result<(), KeyError> {
    if name_may_stand(name) && name.len() <= KEY_NAME_BYTES_MAX {
        Ok(())
    } else {
        // An endless name is not worth repeating whole.
        let name = name.chars().take(KEY_NAME_BYTES_MAX).collect();
        Err(KeyError::Name { name })
    }
}

fn name_may_stand(name: &str) -> bool {
    let forbidden = |c: char| c.is_whitespace() || c == '+' || c < ' ';
    !name.is_empty() && !name.contains(forbidden)
}

/// The first byte that a note may not have, and where it is.
fn control_character(text: &str) -> Option<(usize, u8)> {
    text.bytes()
        .enumerate()
        .find(|(_, byte)| *byte < b' ' && *byte != b'\n')
}
