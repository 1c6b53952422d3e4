use std::io::{self, Read};

/// What unpacks to more than this many times its size is no chat: exports reach 40, a line repeated without end 1000.
const RATIO: u64 = 250;

/// Less than this is unpacked whatever the ratio.
const HARMLESS: u64 = 64 << 20;

/// Unpacked bytes that stop when there are unreasonably many of them.
pub(crate) struct Guarded<R> {
    bytes: R,
    left: u64,
}

impl<R: Read> Guarded<R> {
    /// Of something that takes `packed` bytes.
    pub fn new(bytes: R, packed: u64) -> Self {
        Self { bytes, left: packed.saturating_mul(RATIO).max(HARMLESS) }
    }
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.bytes.read(buffer)?;
        let Some(left) = self.left.checked_sub(n as u64) else {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                format!("it unpacks to more than {RATIO} times its size, as no chat does"),
            ));
        };
        self.left = left;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unreasonable_growth_stops() {
        let read =
            |length: u64, packed| io::copy(&mut Guarded::new(io::repeat(0).take(length), packed), &mut io::sink());
        assert_eq!(read(HARMLESS, 1).unwrap(), HARMLESS);
        assert_eq!(read(HARMLESS + 1, 1).unwrap_err().kind(), io::ErrorKind::InvalidData);
        assert_eq!(read(HARMLESS + 1, HARMLESS).unwrap(), HARMLESS + 1);
    }
}
