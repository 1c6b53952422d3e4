//! Copies a file, replacing some stretches and leaving out others, in constant memory.

use std::io::{self, Read, Write};
use std::ops::Range;

/// A copy in progress. Offsets are those of the input.
pub(crate) struct Copy<R, W> {
    input: R,
    output: W,
    at: u64,
    left_out: Vec<Range<u64>>,
    /// The first of `left_out` that is not behind `at`.
    next: usize,
    /// The first of `left_out` that is not behind the last offset asked for.
    asked: usize,
    written: u64,
    marks: Marks,
}

/// Offsets of the output with those of the input that they come from, ascending.
pub(crate) type Marks = Vec<(u64, u64)>;

/// Marks are no closer than this, so that they take little room beside what they mark.
const BETWEEN_MARKS: u64 = 256;

/// Where the byte of the output at `offset` comes from, within [`BETWEEN_MARKS`] or so.
pub(crate) fn origin(marks: &Marks, offset: u64) -> u64 {
    let after = marks.partition_point(|(output, _)| *output <= offset);
    let (output, input) = after.checked_sub(1).map_or((0, 0), |at| marks[at]);
    input + (offset - output)
}

impl<R: Read, W: Write> Copy<R, W> {
    /// Begins at the first byte; `left_out` is ascending and does not overlap.
    pub fn new(input: R, output: W, left_out: Vec<Range<u64>>) -> Self {
        Self { input, output, at: 0, left_out, next: 0, asked: 0, written: 0, marks: Marks::new() }
    }

    /// True if the byte at `offset` is left out. Offsets are asked for in ascending order.
    pub fn leaves_out(&mut self, offset: u64) -> bool {
        while self.left_out.get(self.asked).is_some_and(|range| range.end <= offset) {
            self.asked += 1;
        }
        self.left_out.get(self.asked).is_some_and(|range| range.start <= offset)
    }

    /// Copies up to `bytes.start`, writes `instead` in place of `bytes`.
    pub fn replace(&mut self, bytes: Range<u64>, instead: &[u8]) -> io::Result<()> {
        self.copy_to(bytes.start)?;
        if self.ahead().start > bytes.start {
            self.output.write_all(instead)?;
            self.written += instead.len() as u64;
        }
        self.pass_to(bytes.end)?;
        self.mark();
        Ok(())
    }

    /// The marks so far.
    pub fn take_marks(&mut self) -> Marks {
        std::mem::take(&mut self.marks)
    }

    fn mark(&mut self) {
        if self.marks.last().is_none_or(|(output, _)| output + BETWEEN_MARKS <= self.written) {
            self.marks.push((self.written, self.at));
        }
    }

    /// Copies the rest.
    pub fn finish(mut self) -> io::Result<W> {
        self.copy_to(u64::MAX)?;
        Ok(self.output)
    }

    /// The stretch that is left out next, or the one being left out; at the end of time if there is none.
    fn ahead(&mut self) -> Range<u64> {
        while self.left_out.get(self.next).is_some_and(|range| range.end <= self.at) {
            self.next += 1;
        }
        self.left_out.get(self.next).cloned().unwrap_or(u64::MAX..u64::MAX)
    }

    fn copy_to(&mut self, end: u64) -> io::Result<()> {
        while self.at < end {
            let ahead = self.ahead();
            if ahead.start <= self.at {
                self.pass_to(ahead.end.min(end))?;
                self.mark();
                continue;
            }
            let stop = ahead.start.min(end);
            let copied = io::copy(&mut self.input.by_ref().take(stop - self.at), &mut self.output)?;
            if copied < stop - self.at {
                return if end == u64::MAX { self.ended() } else { Err(io::ErrorKind::UnexpectedEof.into()) };
            }
            self.at = stop;
            self.written += copied;
        }
        Ok(())
    }

    fn ended(&mut self) -> io::Result<()> {
        self.at = u64::MAX;
        Ok(())
    }

    fn pass_to(&mut self, end: u64) -> io::Result<()> {
        if end > self.at {
            let passed = io::copy(&mut self.input.by_ref().take(end - self.at), &mut io::sink())?;
            if passed < end - self.at {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            self.at = end;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn replaces_and_leaves_out() {
        let mut copy = Copy::new(&b"0123456789"[..], Vec::new(), vec![2..4, 7..10]);
        assert!(!copy.leaves_out(1) && copy.leaves_out(3) && !copy.leaves_out(4) && copy.leaves_out(9));
        copy.replace(1..2, b"one").unwrap();
        copy.replace(2..3, b"gone").unwrap();
        copy.replace(5..6, b"").unwrap();
        copy.replace(8..9, b"gone").unwrap();
        assert_eq!(copy.finish().unwrap(), b"0one46");
    }

    #[test]
    fn what_is_written_is_traced_back() {
        let input = vec![b'.'; 4000];
        let mut copy = Copy::new(&input[..], Vec::new(), std::iter::once(1000..2000).collect());
        copy.replace(10..20, &[b'x'; 500]).unwrap();
        copy.replace(2500..2500, b"y").unwrap();
        let marks = copy.take_marks();
        let output = copy.finish().unwrap();
        assert_eq!((origin(&marks, 5), origin(&marks, 600)), (5, 110));
        let place = output.iter().position(|byte| *byte == b'y').unwrap() as u64;
        assert!((2499..=2501).contains(&origin(&marks, place)), "{}", origin(&marks, place));
    }

    #[test]
    fn an_input_that_ends_early_is_an_error() {
        let mut copy = Copy::new(&b"012"[..], Vec::new(), Vec::new());
        assert!(copy.replace(5..6, b"x").is_err());
    }

    proptest! {
        #[test]
        fn nothing_else_changes(input in proptest::collection::vec(any::<u8>(), 0..80), cuts in proptest::collection::btree_set(0_u64..80, 0..10)) {
            let cuts: Vec<u64> = cuts.into_iter().filter(|cut| *cut < input.len() as u64).collect();
            let ranges: Vec<Range<u64>> = cuts.chunks_exact(2).map(|pair| pair[0]..pair[1]).collect();
            let mut expected = Vec::new();
            for (at, byte) in input.iter().enumerate() {
                if !ranges.iter().any(|range| range.contains(&(at as u64))) {
                    expected.push(*byte);
                }
            }
            let copy = Copy::new(&input[..], Vec::new(), ranges);
            prop_assert_eq!(copy.finish().unwrap(), expected);
        }
    }
}
