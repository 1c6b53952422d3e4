//! Sizes as people write them: `500 MB`, `2GiB`.

/// The number of bytes of a size: a whole number and a unit. `KB`, `MB`, `GB` and `TB` count in thousands; `KiB`, `MiB`,
/// `GiB`, `TiB` and the single letters count in 1024; `B` or nothing is bytes. Case does not matter.
pub(crate) fn parse(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let (base, power) = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => (1, 0),
        "kb" => (1000, 1),
        "mb" => (1000, 2),
        "gb" => (1000, 3),
        "tb" => (1000, 4),
        "k" | "kib" => (1024, 1),
        "m" | "mib" => (1024, 2),
        "g" | "gib" => (1024, 3),
        "t" | "tib" => (1024, 4),
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(u64::pow(base, power))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_with_their_unit() {
        for (text, bytes) in [
            ("0", Some(0)),
            ("17", Some(17)),
            ("17B", Some(17)),
            ("2GiB", Some(2 << 30)),
            ("2 gib", Some(2 << 30)),
            ("2G", Some(2 << 30)),
            ("500 MB", Some(500_000_000)),
            ("1k", Some(1024)),
            ("1kB", Some(1000)),
            ("3 TiB", Some(3 << 40)),
            ("", None),
            ("GiB", None),
            ("1.5GiB", None),
            ("-1", None),
            ("1 XB", None),
            ("99999999 TiB", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(parse(text), bytes, "{text}");
        }
    }
}
