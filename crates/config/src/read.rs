//! Reading whole files within a limit, and telling text from what is not.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::Error;

/// Most bytes a YAML, Markdown or lexicon file may have.
pub const TEXT_LIMIT: u64 = 4 << 20;

/// The bytes of a regular file; `what` names the kind of file in the error, with its article.
///
/// # Errors
///
/// [`Error::Missing`], [`Error::Read`], [`Error::WrongPlace`] for anything but a file (a pipe would block for ever), and
/// [`Error::TooLarge`] beyond `limit` bytes.
pub fn read_bytes(path: &Path, limit: u64, what: &'static str) -> Result<Vec<u8>, Error> {
    let meta = std::fs::metadata(path).map_err(|error| Error::from_io(path, error))?;
    if !meta.is_file() {
        let found = if meta.is_dir() { "a folder" } else { "a pipe or device" };
        return Err(Error::WrongPlace { path: path.to_owned(), found, expected: "a file" });
    }
    let file = File::open(path).map_err(|error| Error::from_io(path, error))?;
    let mut bytes = Vec::new();
    // One byte more than allowed tells a full file from one that grew since it was looked at.
    file.take(limit + 1).read_to_end(&mut bytes).map_err(|error| Error::from_io(path, error))?;
    if bytes.len() as u64 > limit {
        return Err(Error::TooLarge { path: path.to_owned(), what, limit });
    }
    Ok(bytes)
}

/// The UTF-8 text of a file of at most [`TEXT_LIMIT`] bytes, without a byte order mark.
///
/// # Errors
///
/// Those of [`read_bytes`], and [`Error::NotText`] for UTF-16, binary data and anything else that is not UTF-8.
pub fn read_text(path: &Path) -> Result<String, Error> {
    text_of(path, read_bytes(path, TEXT_LIMIT, "a text file")?)
}

fn text_of(path: &Path, bytes: Vec<u8>) -> Result<String, Error> {
    let refuse = |reason: String| Error::NotText { path: path.to_owned(), reason };
    if let Some(reason) = binary_reason(&bytes) {
        return Err(refuse(reason.to_owned()));
    }
    let text = String::from_utf8(bytes)
        .map_err(|error| refuse(format!("byte {} is not UTF-8", error.utf8_error().valid_up_to() + 1)))?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

/// Why these bytes can be no text in UTF-8 or GB18030, if the first look tells.
pub(crate) fn binary_reason(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Some("it is UTF-16");
    }
    if bytes.contains(&0) {
        return Some("it holds zero bytes, as binary files and UTF-16 do");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(bytes: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f.yaml");
        std::fs::write(&path, bytes).unwrap();
        (dir, path)
    }

    #[test]
    fn strips_the_byte_order_mark() {
        let (_dir, path) = written("\u{feff}a: 1\n".as_bytes());
        assert_eq!(read_text(&path).unwrap(), "a: 1\n");
    }

    #[test]
    fn refuses_what_is_not_text() {
        for (bytes, reason) in [
            (&b"\xff\xfea\0:\0"[..], "it is UTF-16"),
            (b"\xfe\xff\0a", "it is UTF-16"),
            (b"PK\x03\x04\0\0", "it holds zero bytes, as binary files and UTF-16 do"),
            (b"name: \xb3\xbf", "byte 7 is not UTF-8"),
        ] {
            let (_dir, path) = written(bytes);
            let error = read_text(&path).unwrap_err();
            assert_eq!(error.to_string(), format!("{} is not readable text: {reason}", path.display()));
            assert_eq!(error.hint().as_deref(), Some("save the file as UTF-8 text"));
        }
    }

    #[test]
    fn names_the_path_of_what_is_no_file() {
        let dir = tempfile::tempdir().unwrap();
        let error = read_text(dir.path()).unwrap_err();
        assert_eq!(error.to_string(), format!("{} is a folder, not a file", dir.path().display()));
        let missing = dir.path().join("groupkeep.yaml");
        let error = read_text(&missing).unwrap_err();
        assert_eq!(error.to_string(), format!("{} does not exist", missing.display()));
        assert_eq!(error.hint().as_deref(), Some("make one with `groupkeep init`"));
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_refused_before_it_is_read() {
        let error = read_text(Path::new("/dev/zero")).unwrap_err();
        assert_eq!(error.to_string(), "/dev/zero is a pipe or device, not a file");
    }

    #[test]
    fn refuses_one_byte_too_many() {
        let (_dir, path) = written(b"12345");
        assert_eq!(read_bytes(&path, 5, "a key").unwrap(), b"12345");
        let error = read_bytes(&path, 4, "a key").unwrap_err();
        assert!(matches!(error, Error::TooLarge { limit: 4, .. }), "{error}");
    }
}
