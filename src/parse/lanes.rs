//! Bytes looked at sixteen at a time: each question gives a number whose bits say of which of them it holds.
//!
//! The lines of a log are short, and to search one for a byte takes longer to begin than to end. Here all that has to be known of a
//! stretch of a line comes from looking at it once. The one place that knows the library for this.

use wide::u8x16;

/// How many bytes are looked at at once.
pub(super) const LANES: usize = 16;

/// Bytes of a text that follow one another: [`LANES`] of them, or as many as there are.
#[derive(Clone, Copy)]
pub(super) struct Lanes {
    bytes: u8x16,
    /// How many of these stand before the first one asked for.
    before: u32,
    /// Those that are in the text, from the first one asked for on.
    known: Which,
}

/// Which of the bytes: the lowest bit is that of the first one.
pub(super) type Which = u32;

impl Lanes {
    /// The bytes from `start`, which is in the text, on.
    pub(super) fn at(text: &[u8], start: usize) -> Lanes {
        const ALL: Which = (1 << LANES) - 1;
        let (bytes, before, known) = match (text.get(start..).and_then(<[u8]>::first_chunk), text.last_chunk()) {
            (Some(bytes), _) => (*bytes, 0, ALL),
            // The last ones of the text, those before `start` among them.
            (None, Some(last)) => (*last, start + LANES - text.len(), ALL),
            (None, None) => {
                let (mut bytes, rest) = ([0; LANES], text.get(start..).unwrap_or_default());
                bytes[..rest.len()].copy_from_slice(rest);
                (bytes, 0, (1 << rest.len()) - 1)
            }
        };
        Lanes { bytes: u8x16::new(bytes), before: before as u32, known }
    }

    fn which(self, found: u8x16) -> Which {
        found.to_bitmask() >> self.before & self.known
    }

    fn are(self, byte: u8) -> u8x16 {
        self.bytes.simd_eq(u8x16::splat(byte))
    }

    fn any_of<const N: usize>(self, bytes: [u8; N]) -> u8x16 {
        bytes.into_iter().fold(u8x16::ZERO, |found, byte| found | self.are(byte))
    }

    /// Those that are this byte.
    pub(super) fn equal(self, byte: u8) -> Which {
        self.which(self.are(byte))
    }

    /// Those that are one of these.
    pub(super) fn among<const N: usize>(self, bytes: [u8; N]) -> Which {
        self.which(self.any_of(bytes))
    }

    /// Those that are one of these, `[`, `\`, `]`, `^`, `_`, a backtick, `{`, `|`, `}`, `~`, or no printable ASCII.
    pub(super) fn signs<const N: usize>(self, others: [u8; N]) -> Which {
        let between = self.bytes - u8x16::splat(b'[');
        let between = between.min(u8x16::splat(b'`' - b'[')).simd_eq(between);
        let beyond = self.bytes - u8x16::splat(b' ');
        let beyond = beyond.max(u8x16::splat(b'{' - b' ')).simd_eq(beyond);
        self.which(self.any_of(others) | between | beyond)
    }
}

/// Whether one of these stands in a text.
pub(super) fn has<const N: usize>(text: &[u8], bytes: [u8; N]) -> bool {
    (0..text.len()).step_by(LANES).any(|start| Lanes::at(text, start).among(bytes) != 0)
}

/// Bytes of a chunk.
const CHUNK: usize = 64;

/// Some bytes of a text that follow one another; where the text ends before, blanks stand for the rest.
#[derive(Clone, Copy)]
pub(super) struct Chunk([u8x16; CHUNK / LANES]);

/// Shows a text chunk by chunk, each with the byte at which it starts.
pub(super) fn each_chunk(text: &[u8], mut show: impl FnMut(usize, Chunk)) {
    let of = |bytes: &[u8; CHUNK]| {
        let (lanes, _) = bytes.as_chunks::<LANES>();
        Chunk(std::array::from_fn(|at| u8x16::new(lanes[at])))
    };
    let (chunks, rest) = text.as_chunks::<CHUNK>();
    for (at, chunk) in chunks.iter().enumerate() {
        show(at * CHUNK, of(chunk));
    }
    if !rest.is_empty() {
        let mut last = [b' '; CHUNK];
        last[..rest.len()].copy_from_slice(rest);
        show(chunks.len() * CHUNK, of(&last));
    }
}

impl Chunk {
    /// Which of them are this byte: the lowest bit is that of the first one.
    pub(super) fn equal(self, byte: u8) -> u64 {
        let of = |lanes: u8x16| u64::from(lanes.simd_eq(u8x16::splat(byte)).to_bitmask());
        self.0.into_iter().rev().fold(0, |which, lanes| which << LANES | of(lanes))
    }

    /// Whether one of them is one of these.
    pub(super) fn has<const N: usize>(self, bytes: [u8; N]) -> bool {
        let of = |lanes: u8x16| bytes.into_iter().fold(u8x16::ZERO, |found, byte| found | lanes.simd_eq(u8x16::splat(byte)));
        self.0.into_iter().fold(u8x16::ZERO, |found, lanes| found | of(lanes)).any()
    }

    /// Whether one of them is neither printable ASCII nor the end of a line.
    pub(super) fn has_odd(self) -> bool {
        let of = |lanes: u8x16| {
            let above = lanes - u8x16::splat(b' ');
            above.max(u8x16::splat(b'~' - b' ' + 1)).simd_eq(above) ^ lanes.simd_eq(u8x16::splat(b'\n'))
        };
        self.0.into_iter().fold(u8x16::ZERO, |found, lanes| found | of(lanes)).any()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_byte_is_told_of_where_it_stands(text in prop::collection::vec(prop_oneof![any::<u8>(), 0..3_u8], 1..50), from in 0..50_usize) {
            let start = from % text.len();
            let lanes = Lanes::at(&text, start);
            let check = |holds: fn(u8) -> bool| {
                let own = text[start..].iter().take(LANES).enumerate();
                own.fold(0, |which, (at, byte)| which | Which::from(holds(*byte)) << at)
            };
            prop_assert_eq!(lanes.equal(text[start]) & 1, 1);
            prop_assert_eq!(lanes.equal(0), check(|byte| byte == 0));
            prop_assert_eq!(lanes.among([b'a', 0, 255]), check(|byte| matches!(byte, b'a' | 0 | 255)));
            prop_assert_eq!(has(&text, [b'a', 0, 255]), text.iter().any(|byte| matches!(byte, b'a' | 0 | 255)));
            let sign = |byte| matches!(byte, b':' | b'-' | b'['..=b'`' | b'{'..=b'~') || !(b' '..=b'~').contains(&byte);
            prop_assert_eq!(lanes.signs([b':', b'-']), check(sign));
        }
    }
}
