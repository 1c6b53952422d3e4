//! Amounts of money as bands.

/// Lower edges of the bands, in the currency's main unit.
const EDGES: [u64; 10] = [0, 10, 50, 100, 500, 1_000, 5_000, 10_000, 50_000, 100_000];

/// Signs and names of currencies.
const CURRENCIES: [&str; 16] =
    ["", "￥", "¥", "$", "€", "£", "HK$", "NT$", "元", "块", "CNY", "RMB", "HKD", "TWD", "USD", "EUR"];

/// The amount replaced by the lower edge of its band, with the same sign, decimals and surrounding text: `￥88.50`
/// becomes `￥50.00`. `None` if the text is no number, alone or with the sign or name of a currency.
pub(crate) fn band(text: &str) -> Option<String> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let digits = |c: char| c.is_ascii_digit() || c == ',';
    let whole_end = start + text[start..].find(|c| !digits(c)).unwrap_or(text.len() - start);
    let whole = text[start..whole_end].replace(',', "");
    let fraction_end = match text[whole_end..].strip_prefix('.') {
        Some(rest) => whole_end + 1 + rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()),
        None => whole_end,
    };
    if ![&text[..start], &text[fraction_end..]].into_iter().all(is_currency) {
        return None;
    }
    let zeros = (fraction_end - whole_end).saturating_sub(1);
    // A number of 20 digits or more is in the highest band all the same.
    let value = whole.parse().unwrap_or(u64::MAX);
    let edge = EDGES.iter().rev().find(|edge| **edge <= value)?;
    let decimals = if zeros > 0 { format!(".{}", "0".repeat(zeros)) } else { String::new() };
    Some(format!("{}{edge}{decimals}{}", &text[..start], &text[fraction_end..]))
}

/// True for what may stand beside an amount.
fn is_currency(text: &str) -> bool {
    let name = text.trim().trim_start_matches(['+', '-']).trim();
    CURRENCIES.iter().any(|known| name.eq_ignore_ascii_case(known))
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
        for text in ["好运", "苏曼青88.50", "88.50给苏曼青", "1e5", "12 34"] {
            assert_eq!(band(text), None, "{text}");
        }
    }
}
