//! Reading bytes of frames and state: little-endian integers, LEB128 varints, counted bytes.
//!
//! Every function gives `None` when the bytes run out or have a form that a writer never makes; a
//! varint with needless bytes is one of those, for each number has one spelling.

/// Bytes not yet read.
#[derive(Debug, Clone)]
pub(crate) struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Cursor<'a> {
        Cursor { rest: bytes }
    }

    /// `Some` when nothing is left.
    pub(crate) fn end(&self) -> Option<()> {
        self.rest.is_empty().then_some(())
    }

    pub(crate) fn left(&self) -> usize {
        self.rest.len()
    }

    pub(crate) fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.rest.split_at_checked(len)?;
        self.rest = rest;
        Some(head)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    pub(crate) fn u8(&mut self) -> Option<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(crate) fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    pub(crate) fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    pub(crate) fn varint(&mut self) -> Option<u64> {
        let mut value = 0u64;
        for index in 0..10u32 {
            let byte = self.u8()?;
            let bits = u64::from(byte & 0x7f);
            // Ten bytes hold 70 bits: the tenth has room for one. A last byte of zero is needless.
            if (index == 9 && bits > 1) || (index > 0 && byte == 0) {
                return None;
            }
            value |= bits << (7 * index);
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    pub(crate) fn varint32(&mut self) -> Option<u32> {
        u32::try_from(self.varint()?).ok()
    }

    /// Zigzag: 0, 1, 2, 3 are 0, -1, 1, -2.
    pub(crate) fn signed(&mut self) -> Option<i64> {
        let value = self.varint()?;
        Some((value >> 1).cast_signed() ^ -(value & 1).cast_signed())
    }

    pub(crate) fn counted(&mut self) -> Option<&'a [u8]> {
        let len = usize::try_from(self.varint()?).ok()?;
        self.take(len)
    }

    pub(crate) fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.counted()?).ok()
    }

    /// A count and so many items. Grown item by item: a wrong count must not allocate.
    pub(crate) fn list<T>(
        &mut self,
        mut item: impl FnMut(&mut Cursor<'a>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let count = self.varint()?;
        let mut items = Vec::new();
        for _ in 0..count {
            items.push(item(self)?);
        }
        Some(items)
    }

    /// A list of at most one item.
    pub(crate) fn maybe<T>(
        &mut self,
        item: impl FnMut(&mut Cursor<'a>) -> Option<T>,
    ) -> Option<Option<T>> {
        let mut items = self.list(item)?;
        let last = items.pop();
        items.is_empty().then_some(last)
    }

    /// 0 is nothing, n + 1 is n.
    pub(crate) fn code(&mut self) -> Option<Option<u32>> {
        match self.varint()? {
            0 => Some(None),
            next => u32::try_from(next - 1).ok().map(Some),
        }
    }
}

#[cfg(test)]
mod tests;
