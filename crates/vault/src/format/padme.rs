//! Padmé: the sizes an object may have, so that its size says little about its content.
//!
//! Source: Nikitin, Barman, Lueks, Underwood, Hubaux, Ford, "Reducing Metadata Leakage from Encrypted Files and
//! Communication with PURBs", PETS 2019, algorithm 1. The overhead is at most 12 %, and under 1 % for megabytes.

/// The smallest allowed size that is at least `len` bytes.
#[must_use]
pub fn target(len: u64) -> u64 {
    if len < 2 {
        return len;
    }
    let exponent = len.ilog2();
    let kept_bits = exponent.ilog2() + 1;
    let mask = (1_u64 << (exponent - kept_bits.min(exponent))) - 1;
    // Beyond 2^63 there is no multiple left to round up to; no object comes near.
    len.checked_add(mask).map_or(len, |sum| sum & !mask)
}

/// How many bytes a skippable frame must take so that `len` bytes and the frame together have an allowed size. At least
/// 8, which is the frame's own header.
#[must_use]
pub fn padding(len: u64) -> u64 {
    target(len.saturating_add(8)) - len
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn worked_examples() {
        // 9 = 0b1001: exponent 3, two bits kept after the first, so multiples of 2.
        assert_eq!([0, 1, 2, 8, 9, 10, 1000, 16 << 20].map(target), [0, 1, 2, 8, 10, 10, 1024, 16 << 20]);
    }

    proptest! {
        #[test]
        fn never_smaller_never_far_and_stable(len in 1_u64..1 << 48) {
            let padded = target(len);
            prop_assert!(padded >= len);
            prop_assert!(padded - len <= len / 8 + 1, "{} -> {}", len, padded);
            prop_assert_eq!(target(padded), padded);
            prop_assert!(target(len + 1) >= padded);
        }

        #[test]
        fn padding_leaves_room_for_its_own_header(len in 0_u64..1 << 40) {
            prop_assert!(padding(len) >= 8);
            prop_assert_eq!(target(len + padding(len)), len + padding(len));
        }

        #[test]
        fn nothing_below_a_full_pack_grows_beyond_it(len in 0_u64..(16 << 20) - 8) {
            prop_assert!(len + padding(len) <= 16 << 20);
        }
    }
}
