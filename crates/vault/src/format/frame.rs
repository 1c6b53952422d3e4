//! zstd frames: one per chunk, skippable ones for what `zstd -d` should pass over, and small padded texts.

use std::io::Read as _;

use super::{Malformed, padme};

/// The magic number of the skippable frame that is only padding.
pub const PADDING: u32 = 0x184D_2A5D;
/// The magic number of the skippable frame that holds a pack's chunk table.
pub const TABLE: u32 = 0x184D_2A5E;

/// The zstd level of everything a vault holds.
const LEVEL: i32 = 3;

/// One zstd frame of `bytes`, which says its content size; zstd stores what does not compress as it is.
///
/// # Panics
/// Never: compressing to memory into a buffer of the size zstd asks for cannot fail.
#[must_use]
pub fn compress(bytes: &[u8]) -> Vec<u8> {
    zstd::bulk::compress(bytes, LEVEL).expect("invariant: a buffer of the compression bound always suffices")
}

/// What `zstd -d` makes of `frames`, of at most `limit` bytes.
///
/// # Errors
/// When a frame is damaged or more than `limit` bytes would come out.
pub fn decompress(what: &str, frames: &[u8], limit: u64) -> Result<Vec<u8>, Malformed> {
    let malformed = |error: std::io::Error| Malformed::new(what, error);
    let decoder = zstd::stream::read::Decoder::with_buffer(frames).map_err(malformed)?;
    let mut out = Vec::new();
    decoder.take(limit.saturating_add(1)).read_to_end(&mut out).map_err(malformed)?;
    if out.len() as u64 > limit {
        return Err(Malformed::new(what, format!("holds more than {limit} bytes")));
    }
    Ok(out)
}

/// Appends a skippable frame with `payload`.
pub fn push_skippable(out: &mut Vec<u8>, magic: u32, payload: &[u8]) {
    out.extend_from_slice(&magic.to_le_bytes());
    out.extend_from_slice(&u32::try_from(payload.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(payload);
}

/// Appends a padding frame that takes `len` bytes in all; `len` is at least 8.
pub fn push_padding(out: &mut Vec<u8>, len: usize) {
    push_skippable(out, PADDING, &vec![0; len.saturating_sub(8)]);
}

/// A text as one zstd frame, padded by Padmé: what is sealed for roots and indexes.
#[must_use]
pub fn pad_text(text: &[u8]) -> Vec<u8> {
    let mut out = compress(text);
    let padding = padme::padding(out.len() as u64);
    push_padding(&mut out, usize::try_from(padding).unwrap_or(8));
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn padded_texts_round_trip_at_allowed_sizes(text in proptest::collection::vec(any::<u8>(), 0..3000)) {
            let padded = pad_text(&text);
            prop_assert_eq!(padme::target(padded.len() as u64), padded.len() as u64);
            prop_assert_eq!(decompress("text", &padded, 3000), Ok(text));
        }

        #[test]
        fn hostile_frames_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            drop(decompress("text", &bytes, 1000));
        }
    }

    #[test]
    fn a_bomb_is_stopped_at_the_limit() {
        let bomb = compress(&vec![0; 10 << 20]);
        assert!(bomb.len() < 10_000);
        let error = decompress("root", &bomb, 1000).unwrap_err();
        assert_eq!(error.to_string(), "root: holds more than 1000 bytes");
    }

    #[test]
    fn cut_frames_are_malformed() {
        let frame = compress(b"some text that is long enough to be cut");
        assert!(decompress("text", &frame[..frame.len() - 3], 1000).is_err());
    }
}
