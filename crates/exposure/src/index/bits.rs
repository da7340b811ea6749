//! Numbers packed to the bit, and rows marked by a bit: what a part's index is made of.
//!
//! Both are read in place, without being unpacked: a number with one load of eight bytes, so a run of
//! packed numbers ends with eight bytes that belong to none. All is little-endian.

/// Bytes after the last packed number, so that it too is read with one load.
const PAD: usize = 8;
/// Widest packed number, in bits: seven bytes and the seven bits it may begin after.
pub(crate) const WIDTH_MAX: u32 = 56;
/// Rows after which the number of marks before is written down.
const STRIDE: usize = 512;
const WORD: usize = 64;

/// Bits needed for every number up to `max`.
pub(crate) fn width_of(max: u64) -> u32 {
    u64::BITS - max.leading_zeros()
}

/// Packs numbers of `width` bits; a number that is wider is a mistake of the caller and is cut.
pub(crate) fn pack(values: impl Iterator<Item = u64>, width: u32) -> Vec<u8> {
    let (mut out, mut held, mut bits) = (Vec::new(), 0u128, 0u32);
    for value in values {
        held |= u128::from(value & mask(width)) << bits;
        bits += width;
        while bits >= 8 {
            out.push(u8::try_from(held & 0xff).unwrap_or(0));
            held >>= 8;
            bits -= 8;
        }
    }
    if bits > 0 {
        out.push(u8::try_from(held & 0xff).unwrap_or(0));
    }
    out.resize(out.len() + PAD, 0);
    out
}

fn mask(width: u32) -> u64 {
    u64::MAX
        .checked_shr(u64::BITS - width.min(u64::BITS))
        .unwrap_or(0)
}

/// Packed numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Packed<'a> {
    bytes: &'a [u8],
    width: usize,
    mask: u64,
}

impl<'a> Packed<'a> {
    /// `None` when the bytes are too few for `len` numbers or the width is too large.
    pub(crate) fn new(bytes: &'a [u8], width: u32, len: usize) -> Option<Packed<'a>> {
        let bits = len.checked_mul(width as usize)?;
        (width <= WIDTH_MAX && bytes.len() == bits.div_ceil(8) + PAD).then_some(Packed {
            bytes,
            width: width as usize,
            mask: mask(width),
        })
    }

    /// Number `index`; 0 beyond the last.
    #[inline]
    pub(crate) fn get(&self, index: usize) -> u64 {
        let bit = index * self.width;
        match self.bytes.get(bit >> 3..).and_then(<[u8]>::first_chunk) {
            Some(bytes) => u64::from_le_bytes(*bytes) >> (bit & 7) & self.mask,
            None => 0,
        }
    }
}

/// Bits of the place of a row among its 512.
const PLACE: u32 = STRIDE.trailing_zeros();

/// Marks of rows. A byte says how: 0, a bit each row; 1, where few are marked, a packed place among its
/// 512 rows each mark. Then the number of marks before every 512th row, and of all, u32 each; then
/// the bits or the places.
pub(crate) fn mark(rows: usize, marked: impl Iterator<Item = usize>) -> Vec<u8> {
    let mut words = vec![0u64; rows.div_ceil(WORD)];
    for row in marked {
        if let Some(word) = words.get_mut(row / WORD) {
            *word |= 1 << (row % WORD);
        }
    }
    let all: u32 = words.iter().map(|word| word.count_ones()).sum();
    let sparse = u64::from(all) * u64::from(PLACE) + 64 < rows as u64;
    let mut out = vec![u8::from(sparse)];
    let mut before = 0u32;
    for group in words.chunks(STRIDE / WORD) {
        out.extend_from_slice(&before.to_le_bytes());
        before += group.iter().map(|word| word.count_ones()).sum::<u32>();
    }
    out.extend_from_slice(&before.to_le_bytes());
    match sparse {
        false => words
            .iter()
            .for_each(|word| out.extend_from_slice(&word.to_le_bytes())),
        true => out.extend_from_slice(&pack(places(&words), PLACE)),
    }
    out
}

/// The place of each mark among its 512 rows.
fn places(words: &[u64]) -> impl Iterator<Item = u64> + '_ {
    words.iter().enumerate().flat_map(|(at, word)| {
        let first = at * WORD % STRIDE;
        let bits = (0..WORD).filter(move |bit| word >> bit & 1 == 1);
        bits.map(move |bit| (first + bit) as u64)
    })
}

/// Marked rows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Marks<'a> {
    before: &'a [u8],
    form: Form<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Form<'a> {
    Bits(&'a [u8]),
    Places(Packed<'a>),
}

impl<'a> Marks<'a> {
    /// `None` when the bytes are not those of so many rows.
    pub(crate) fn new(bytes: &'a [u8], rows: usize) -> Option<Marks<'a>> {
        let (form, rest) = bytes.split_first()?;
        let (before, rest) = rest.split_at_checked((rows.div_ceil(STRIDE) + 1) * 4)?;
        let all = u32::from_le_bytes(*before.last_chunk()?) as usize;
        let form = match form {
            0 if rest.len() == rows.div_ceil(WORD) * 8 => Form::Bits(rest),
            1 => Form::Places(Packed::new(rest, PLACE, all)?),
            _ => return None,
        };
        Some(Marks { before, form })
    }

    /// The marks of rows `64 * index` and after, the first in the lowest bit.
    #[inline]
    pub(crate) fn word(&self, index: usize) -> u64 {
        match self.form {
            Form::Bits(words) => match words.get(index * 8..).and_then(<[u8]>::first_chunk) {
                Some(bytes) => u64::from_le_bytes(*bytes),
                None => 0,
            },
            Form::Places(places) => {
                let (group, within) = (index / (STRIDE / WORD), index % (STRIDE / WORD));
                let first = (within * WORD) as u64;
                let end = self.counted(group + 1) as usize;
                (self.mark_from(places, group, first)..end)
                    .map(|mark| places.get(mark) - first)
                    .take_while(|bit| *bit < WORD as u64)
                    .fold(0, |word, bit| word | 1 << bit)
            }
        }
    }

    /// The first mark of a group at a place or after it; that of the next group when there is none.
    #[inline]
    fn mark_from(&self, places: Packed<'_>, group: usize, place: u64) -> usize {
        let mut low = self.counted(group) as usize;
        let mut high = self.counted(group + 1) as usize;
        while low < high {
            let middle = low.midpoint(high);
            match places.get(middle) < place {
                true => low = middle + 1,
                false => high = middle,
            }
        }
        low
    }

    /// Marks before row `64 * index`.
    #[inline]
    fn before(&self, index: usize) -> u32 {
        let words = STRIDE / WORD;
        let group = index / words;
        match self.form {
            Form::Bits(_) => (group * words..index).fold(self.counted(group), |before, word| {
                before + self.word(word).count_ones()
            }),
            Form::Places(places) => {
                let first = (index % words * WORD) as u64;
                u32::try_from(self.mark_from(places, group, first)).unwrap_or(u32::MAX)
            }
        }
    }

    #[inline]
    fn counted(&self, group: usize) -> u32 {
        match self.before.get(group * 4..).and_then(<[u8]>::first_chunk) {
            Some(bytes) => u32::from_le_bytes(*bytes),
            None => 0,
        }
    }

    /// Marks up to and including a row.
    pub(crate) fn rank(&self, row: usize) -> usize {
        let upto = (self.word(row / WORD) << (WORD - 1 - row % WORD)).count_ones();
        (self.before(row / WORD) + upto) as usize
    }

    /// The row of mark `index`, from 0; `None` beyond the last.
    pub(crate) fn select(&self, index: usize) -> Option<usize> {
        let (mut low, mut high) = (0, self.before.len() / 4);
        if index >= self.counted(high.checked_sub(1)?) as usize {
            return None;
        }
        // The last group that begins with at most so many marks before it holds the mark.
        while high - low > 1 {
            let middle = low.midpoint(high);
            match self.counted(middle) as usize <= index {
                true => low = middle,
                false => high = middle,
            }
        }
        let mut left = index - self.counted(low) as usize;
        for word in low * (STRIDE / WORD)..(low + 1) * (STRIDE / WORD) {
            let mut bits = self.word(word);
            let marks = bits.count_ones() as usize;
            if left < marks {
                (0..left).for_each(|_| bits &= bits - 1);
                return Some(word * WORD + bits.trailing_zeros() as usize);
            }
            left -= marks;
        }
        None
    }

    /// The marks after a row, of `rows`.
    #[inline]
    pub(crate) fn after(self, row: usize, rows: usize) -> Ahead<'a> {
        let word = row / WORD;
        let upto = u64::MAX >> (WORD - 1 - row % WORD);
        Ahead {
            marks: self,
            rows,
            word,
            bits: self.word(word) & !upto,
        }
    }

    /// For ranks of ascending rows.
    pub(crate) fn cursor(self) -> Cursor<'a> {
        Cursor {
            marks: self,
            word: 0,
            bits: self.word(0),
            before: 0,
        }
    }

    /// The first marked row after a row, which is below `rows`; `rows` when there is none.
    #[inline]
    pub(crate) fn next(&self, row: usize, rows: usize) -> usize {
        let mut word = (row + 1) / WORD;
        let mut bits = self.word(word) & (u64::MAX << ((row + 1) % WORD));
        while bits == 0 {
            word += 1;
            if word * WORD >= rows {
                return rows;
            }
            bits = self.word(word);
        }
        (word * WORD + bits.trailing_zeros() as usize).min(rows)
    }
}

/// The marks after a row, one after another: quicker than searching for each.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ahead<'a> {
    marks: Marks<'a>,
    rows: usize,
    word: usize,
    bits: u64,
}

impl Ahead<'_> {
    /// The next marked row; `rows` after the last.
    #[inline]
    pub(crate) fn next(&mut self) -> usize {
        while self.bits == 0 {
            if (self.word + 1) * WORD >= self.rows {
                return self.rows;
            }
            self.word += 1;
            self.bits = self.marks.word(self.word);
        }
        let row = self.word * WORD + self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        row.min(self.rows)
    }
}

/// Counts marks up to rows that are asked mostly in ascending order.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor<'a> {
    marks: Marks<'a>,
    word: usize,
    bits: u64,
    before: u32,
}

impl Cursor<'_> {
    /// Marks up to and including a row; quickest when the rows asked ascend.
    #[inline]
    pub(crate) fn rank(&mut self, row: usize) -> usize {
        let word = row / WORD;
        if word != self.word {
            self.step(word);
        }
        let upto = (self.bits << (WORD - 1 - row % WORD)).count_ones();
        (self.before + upto) as usize
    }

    #[inline]
    fn step(&mut self, word: usize) {
        let words = STRIDE / WORD;
        if word > self.word && word / words == self.word / words {
            self.before += self.bits.count_ones();
            for between in self.word + 1..word {
                self.before += self.marks.word(between).count_ones();
            }
        } else {
            self.before = self.marks.before(word);
        }
        self.word = word;
        self.bits = self.marks.word(word);
    }
}

#[cfg(test)]
mod tests;
