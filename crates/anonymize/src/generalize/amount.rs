//! Amounts of money as bands.

/// Lower edges of the bands, in the currency's main unit.
const EDGES: [u64; 10] = [0, 10, 50, 100, 500, 1_000, 5_000, 10_000, 50_000, 100_000];

/// The amount replaced by the lower edge of its band, with the same sign, decimals and surrounding text: `￥88.50`
/// becomes `￥50.00`. `None` if the text holds no number.
pub(crate) fn band(text: &str) -> Option<String> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let digits = |c: char| c.is_ascii_digit() || c == ',';
    let whole_end = start + text[start..].find(|c| !digits(c)).unwrap_or(text.len() - start);
    let whole = text[start..whole_end].replace(',', "");
    let fraction_end = match text[whole_end..].strip_prefix('.') {
        Some(rest) => whole_end + 1 + rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()),
        None => whole_end,
    };
    let zeros = (fraction_end - whole_end).saturating_sub(1);
    // A number of 20 digits or more is in the highest band all the same.
    let value = whole.parse().unwrap_or(u64::MAX);
    let edge = EDGES.iter().rev().find(|edge| **edge <= value)?;
    let decimals = if zeros > 0 { format!(".{}", "0".repeat(zeros)) } else { String::new() };
    Some(format!("{}{edge}{decimals}{}", &text[..start], &text[fraction_end..]))
}

#[cfg(test)]
mod tests {
    use super::band;

    #[test]
    fn amounts_become_lower_edges() {
        for (amount, expected) in [
            ("88.50", "50.00"),
            ("￥88.50", "￥50.00"),
            ("-1,200", "-1000"),
            ("0.01", "0.00"),
            ("100", "100"),
            ("99.99元", "50.00元"),
            ("5.", "0"),
            ("999999999999999999999999", "100000"),
        ] {
            assert_eq!(band(amount).as_deref(), Some(expected), "{amount}");
        }
        assert_eq!(band("好运"), None);
    }
}
