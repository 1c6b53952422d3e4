//! The bytes of a table as text.

use std::path::Path;

use encoding_rs::GB18030;

use crate::{Error, read};

/// How the text of a table is stored, so that a rewritten one can be stored the same way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-8 after a byte order mark, as Excel writes it.
    Utf8Bom,
    /// GB18030, which GBK and GB2312 are parts of.
    Gb18030,
    /// Not text: an Excel workbook.
    Workbook,
}

impl Encoding {
    /// Text in this encoding; `None` for [`Encoding::Workbook`].
    #[must_use]
    pub fn encode(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Self::Utf8 => Some(text.as_bytes().to_vec()),
            Self::Utf8Bom => Some([b"\xef\xbb\xbf", text.as_bytes()].concat()),
            Self::Gb18030 => Some(GB18030.encode(text).0.into_owned()),
            Self::Workbook => None,
        }
    }
}

/// UTF-8 where the bytes are that, GB18030 where they are that instead.
pub(super) fn decode(path: &Path, bytes: &[u8]) -> Result<(String, Encoding), Error> {
    let refuse = |reason: &str| Error::NotText { path: path.to_owned(), reason: reason.to_owned() };
    if let Some(reason) = read::binary_reason(bytes) {
        return Err(refuse(reason));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        let text = std::str::from_utf8(rest).map_err(|_| refuse("it is marked as UTF-8 but is not"))?;
        return Ok((text.to_owned(), Encoding::Utf8Bom));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok((text.to_owned(), Encoding::Utf8));
    }
    match GB18030.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => Ok((text.into_owned(), Encoding::Gb18030)),
        None => Err(refuse("it is neither UTF-8 nor GB18030")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_encoding_comes_back_as_it_was() {
        let text = "成员编号,姓名\nm1,晨读\n";
        for encoding in [Encoding::Utf8, Encoding::Utf8Bom, Encoding::Gb18030] {
            let bytes = encoding.encode(text).unwrap();
            assert_eq!(decode(Path::new("t.csv"), &bytes).unwrap(), (text.to_owned(), encoding));
        }
        assert_eq!(Encoding::Workbook.encode(text), None);
    }

    #[test]
    fn other_bytes_are_refused_with_the_reason() {
        for (bytes, reason) in [
            (&b"\xff\xfea\0"[..], "it is UTF-16"),
            (b"a\0b", "it holds zero bytes, as binary files and UTF-16 do"),
            (b"\xef\xbb\xbf\xb3", "it is marked as UTF-8 but is not"),
            (b"caf\xe9", "it is neither UTF-8 nor GB18030"),
        ] {
            let error = decode(Path::new("t.csv"), bytes).unwrap_err();
            assert_eq!(error.to_string(), format!("t.csv is not readable text: {reason}"));
        }
    }
}
