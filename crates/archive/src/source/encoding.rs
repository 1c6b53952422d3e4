use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, GB18030, UTF_16BE, UTF_16LE};

/// How a file writes its characters, decided by its bytes and never by where it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// UTF-8, perhaps with a byte order mark, perhaps with a few lines that are not.
    Utf8,
    Utf16Le,
    Utf16Be,
    /// GB18030, and so GBK and GB 2312.
    Gb18030,
}

impl Encoding {
    /// What the first bytes of a file show.
    pub fn of(head: &[u8]) -> Self {
        if head.starts_with(b"\xFF\xFE") {
            return Self::Utf16Le;
        }
        if head.starts_with(b"\xFE\xFF") {
            return Self::Utf16Be;
        }
        if let Some(wide) = wide(head) {
            return wide;
        }
        if is_utf8(head) || utf8_share(head) >= 0.5 || !is_chinese(head) { Self::Utf8 } else { Self::Gb18030 }
    }

    /// These bytes as UTF-8; what cannot be decoded becomes U+FFFD. UTF-8 is left as it is.
    pub fn decode(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Utf8 => bytes.to_vec(),
            Self::Utf16Le => UTF_16LE.decode_without_bom_handling(bytes).0.into_owned().into_bytes(),
            Self::Utf16Be => UTF_16BE.decode_without_bom_handling(bytes).0.into_owned().into_bytes(),
            Self::Gb18030 => GB18030.decode_without_bom_handling(bytes).0.into_owned().into_bytes(),
        }
    }

    fn decoder(self) -> Option<Decoder> {
        let encoding = match self {
            Self::Utf8 => return None,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
            Self::Gb18030 => GB18030,
        };
        Some(encoding.new_decoder_without_bom_handling())
    }
}

/// UTF-16 without a byte order mark: line breaks, blanks, digits and brackets stand beside a NUL.
fn wide(head: &[u8]) -> Option<Encoding> {
    let (pairs, _) = head[..head.len().min(4096)].as_chunks::<2>();
    let ascii = |byte: u8| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~');
    let little = pairs.iter().filter(|[one, other]| ascii(*one) && *other == 0).count();
    let big = pairs.iter().filter(|[one, other]| *one == 0 && ascii(*other)).count();
    let enough = |count: usize, rest: usize| count >= 4 && count * 5 >= pairs.len() && rest * 10 < count;
    if enough(little, big) {
        Some(Encoding::Utf16Le)
    } else if enough(big, little) {
        Some(Encoding::Utf16Be)
    } else {
        None
    }
}

/// True for UTF-8 whose last character may be cut off.
pub(crate) fn is_utf8(text: &[u8]) -> bool {
    std::str::from_utf8(text).err().is_none_or(|error| error.error_len().is_none())
}

/// The share of UTF-8 among the lines that are not ASCII; 1 when all are ASCII.
pub(crate) fn utf8_share(text: &[u8]) -> f64 {
    let lines = text.split(|byte| *byte == b'\n').filter(|line| !line.is_ascii());
    let (mut all, mut good) = (0_u32, 0_u32);
    for line in lines {
        all += 1;
        good += u32::from(is_utf8(line));
    }
    if all == 0 { 1.0 } else { f64::from(good) / f64::from(all) }
}

/// True for bytes that decode as GB18030 and mostly to the everyday characters and signs of Chinese: other encodings
/// decode too, but to characters nobody uses.
fn is_chinese(text: &[u8]) -> bool {
    let (mut pairs, mut everyday, mut at) = (0_u32, 0_u32, 0);
    while at < text.len() {
        match (text[at], text.get(at + 1).copied()) {
            (0..=0x7F, _) => at += 1,
            (_, None) => break,
            (0x81..=0xFE, Some(second @ (0x40..=0x7E | 0x80..=0xFE))) => {
                pairs += 1;
                everyday += u32::from(matches!(text[at], 0xA1..=0xA3 | 0xB0..=0xD7) && second >= 0xA1);
                at += 2;
            }
            (0x81..=0xFE, Some(0x30..=0x39)) => at += 4,
            _ => return false,
        }
    }
    pairs > 0 && everyday * 10 >= pairs * 7
}

/// Bytes of another encoding as UTF-8, in constant memory. A byte order mark is passed over.
pub(crate) struct Recoded<R> {
    bytes: R,
    decoder: Option<Decoder>,
    /// Undecoded bytes are those from `next` to `end`.
    raw: Vec<u8>,
    next: usize,
    end: usize,
    text: Vec<u8>,
    given: usize,
}

const BUFFER: usize = 64 << 10;

impl<R: Read> Recoded<R> {
    /// Decodes from the first byte.
    pub fn new(bytes: R, encoding: Encoding) -> Self {
        Self { bytes, decoder: encoding.decoder(), raw: vec![0; BUFFER], next: 0, end: 0, text: Vec::new(), given: 0 }
    }

    /// Decodes some more; false when there is no more.
    fn fill(&mut self) -> io::Result<bool> {
        let Some(decoder) = &mut self.decoder else { return Ok(false) };
        if self.next == self.end {
            self.next = 0;
            self.end = loop {
                match self.bytes.read(&mut self.raw) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    other => break other?,
                }
            };
        }
        let last = self.end == 0;
        self.text.resize(4 * BUFFER, 0);
        let (result, read, written, _) = decoder.decode_to_utf8(&self.raw[self.next..self.end], &mut self.text, last);
        self.next += read;
        self.text.truncate(written);
        self.given = 0;
        if last && result == CoderResult::InputEmpty {
            self.decoder = None;
        }
        Ok(true)
    }
}

impl<R: Read> Read for Recoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() {
            if !self.fill()? {
                return Ok(0);
            }
        }
        let n = buffer.len().min(self.text.len() - self.given);
        buffer[..n].copy_from_slice(&self.text[self.given..self.given + n]);
        self.given += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(bytes: &[u8], encoding: Encoding) -> String {
        let mut text = String::new();
        Recoded::new(bytes, encoding).read_to_string(&mut text).unwrap();
        text
    }

    fn wide(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    #[test]
    fn bytes_tell_their_encoding() {
        let text = "消息记录\r\n2019-07-16 18:15:05 林语(10001)\r\n早，今天读什么？\r\n";
        let gb = GB18030.encode(text).0.into_owned();
        assert_eq!(Encoding::of(text.as_bytes()), Encoding::Utf8);
        assert_eq!(Encoding::of(&gb), Encoding::Gb18030);
        assert_eq!(Encoding::of(&gb[..gb.len() - 9]), Encoding::Gb18030);
        for (big, expected) in [(false, Encoding::Utf16Le), (true, Encoding::Utf16Be)] {
            assert_eq!(Encoding::of(&wide(text, big)), expected);
            assert_eq!(Encoding::of(&wide(&format!("\u{feff}{text}"), big)), expected);
            assert_eq!(read(&wide(text, big), expected), text);
        }
        assert_eq!(read(&gb, Encoding::Gb18030), text);
        for latin in [&b"Jos\xE9: hola"[..], b"\xE9t\xE9 fran\xE7ais", b"", b"plain", b"\xFF"] {
            assert_eq!(Encoding::of(latin), Encoding::Utf8, "{latin:?}");
        }
        // A few stray bytes do not make a file Chinese.
        assert_eq!(Encoding::of("早\n早\n\u{fffd}\n".as_bytes()), Encoding::Utf8);
        assert_eq!(Encoding::of(&["早\n早\n".as_bytes(), b"\xD4\xE7\n"].concat()), Encoding::Utf8);
    }

    proptest! {
        #[test]
        fn decoding_in_pieces_is_decoding_at_once(text in "[a-z早晨读会😀\n]{0,200}", big: bool) {
            let bytes = wide(&text, big);
            let encoding = if big { Encoding::Utf16Be } else { Encoding::Utf16Le };
            prop_assert_eq!(read(&bytes, encoding), text.clone());
            prop_assert_eq!(encoding.decode(&bytes), text.into_bytes());
        }

        #[test]
        fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            for encoding in [Encoding::of(&bytes), Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Gb18030] {
                let mut out = Vec::new();
                Recoded::new(&bytes[..], encoding).read_to_end(&mut out).unwrap();
                prop_assert!(std::str::from_utf8(&out).is_ok());
            }
        }
    }
}
