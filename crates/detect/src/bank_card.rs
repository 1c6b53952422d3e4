//! Payment card numbers (ISO/IEC 7812-1: issuer prefix and Luhn digit).

use crate::context::{CARD_WORDS, SERIAL_WORDS, announced};
use crate::detector::Candidate;
use crate::fold::Folded;
use crate::kind::{Confidence, Kind};
use crate::numbers::Window;
use crate::resident_id::ends_in_x;

/// The card number in `window`.
pub(crate) fn find(folded: &Folded, window: &Window<'_>) -> Option<Candidate> {
    let digits = &window.digits;
    if !(13..=19).contains(&digits.len())
        || !plausible_issuer(digits)
        || !luhn(digits)
        || !window.plainly_divided(0, 4)
        || announced(folded, window.start(), SERIAL_WORDS)
        || ends_in_x(folded, window.end())
    {
        return None;
    }
    // A tenth of all numbers pass the Luhn test; the shorter lengths are rare here and need a word to be sure.
    let sure = digits.len() >= 16 || announced(folded, window.start(), CARD_WORDS);
    let confidence = if sure { Confidence::High } else { Confidence::Low };
    Some(Candidate { kind: Kind::BankCard, start: window.start(), end: window.end(), confidence })
}

/// Issuer prefixes and the lengths issued under them: UnionPay (62, 81, and 9558 of the older ICBC cards), Visa,
/// Mastercard, JCB, American Express, Diners, Discover.
fn plausible_issuer(digits: &str) -> bool {
    let prefix = |count: usize| digits[..count].parse::<u32>().unwrap_or(0);
    let length = digits.len();
    match (prefix(2), prefix(4)) {
        (62, _) => (16..=19).contains(&length),
        (81, _) => (16..=19).contains(&length),
        (95, 9558) => length == 19,
        (40..=49, _) => matches!(length, 13 | 16 | 18 | 19),
        (51..=55, _) | (_, 2221..=2720) => length == 16,
        (35, 3528..=3589) => (16..=19).contains(&length),
        (34 | 37, _) => length == 15,
        (36 | 38 | 39, _) | (30, 3000..=3059) => length == 14,
        (60, 6011) | (64 | 65, _) => (16..=19).contains(&length),
        _ => false,
    }
}

/// The check of ISO/IEC 7812-1 annex B: doubling every second digit from the right, the digit sum is divisible by ten.
fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .map(|byte| u32::from(byte - b'0'))
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit * 2) {
            (0, _) => digit,
            (_, doubled) if doubled > 9 => doubled - 9,
            (_, doubled) => doubled,
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Detector;

    fn cards(text: &str) -> Vec<(&str, Confidence)> {
        let found = Detector::new().find(text);
        found.iter().filter(|m| m.kind == Kind::BankCard).map(|m| (&text[m.start..m.end], m.confidence)).collect()
    }

    /// Test numbers published by card networks and gateways, and 19-digit UnionPay forms with a worked-out digit.
    const VALID: &[&str] = &[
        "4111111111111111",
        "5555555555554444",
        "2223003122003222",
        "6222021234567890128",
        "6212142000000000012",
        "3530111333300000",
    ];

    #[test]
    fn known_test_numbers_pass_and_one_wrong_digit_fails() {
        for number in VALID {
            assert_eq!(cards(number), [(*number, Confidence::High)], "{number}");
            let last = number.as_bytes()[number.len() - 1];
            let wrong = format!("{}{}", &number[..number.len() - 1], char::from(b'0' + (last - b'0' + 1) % 10));
            assert_eq!(cards(&wrong), [], "{wrong}");
        }
    }

    #[test]
    fn forms_people_type() {
        for form in [
            "4111 1111 1111 1111",
            "4111-1111-1111-1111",
            "6222 0212 3456 7890 128",
            "６２２２０２１２３４５６７８９０１２８",
        ] {
            let text = format!("卡号{form}请查");
            assert_eq!(cards(&text), [(form, Confidence::High)], "{form}");
        }
    }

    #[test]
    fn short_cards_need_a_word_and_serials_are_none() {
        assert_eq!(cards("378282246310005"), [("378282246310005", Confidence::Low)]);
        assert_eq!(cards("卡号378282246310005"), [("378282246310005", Confidence::High)]);
        assert_eq!(cards("订单号4111111111111111"), []);
        assert_eq!(cards("1234567812345670"), [], "no issuer begins with 12");
        assert_eq!(cards("41111111111111110000000"), []);
    }
}
