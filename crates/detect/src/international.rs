//! Numbers of other countries and landlines, in the international form (ITU-T E.164): `+` and 8 to 15 digits.

use crate::detector::Candidate;
use crate::fold::Folded;
use crate::kind::{Confidence, Kind};
use crate::mobile::split_prefix;
use crate::numbers::{Gap, Window};

/// Digits of a number with its country code.
const DIGITS: std::ops::RangeInclusive<usize> = 8..=15;

/// Digits of the longest number in mainland China, with its country code.
const MAINLAND_DIGITS: usize = 13;

/// The number in `window`, from its `+` on. Mainland mobile numbers have a detector of their own.
pub(crate) fn find(folded: &Folded, window: &Window<'_>) -> Option<Candidate> {
    let (start, '+') = folded.before(window.start())? else { return None };
    let digits = &window.digits;
    let mainland = digits.starts_with("86");
    let parts = window.groups.iter().skip(1).all(|group| group.digits.len() > 1 || group.gap == Gap::Joined);
    let fits = DIGITS.contains(&digits.len()) && !(mainland && digits.len() > MAINLAND_DIGITS);
    let sum = folded.before(start).is_some_and(|(_, c)| c.is_ascii_alphanumeric());
    let number = fits && parts && !sum && !digits.starts_with('0') && split_prefix(digits).is_none_or(|(_, n)| n == 0);
    number.then_some(Candidate { kind: Kind::Mobile, start, end: window.end(), confidence: Confidence::Low })
}

#[cfg(test)]
mod tests {
    use crate::{Confidence, Detector, Kind};

    #[test]
    fn numbers_of_other_countries_are_found_with_their_plus() {
        for number in [
            "+447700900123",
            "+44 7700 900123",
            "+44-7700-900123",
            "＋44 7700 900123",
            "+1 (415) 555-2671",
            "+1.415.555.2671",
            "+852 9123 4567",
            "+86 10 6552 9988",
            "+13800138001",
        ] {
            let text = format!("打{number}，谢谢");
            let found = Detector::new().find(&text);
            let told: Vec<_> = found.iter().map(|m| (m.kind, &text[m.start..m.end], m.confidence)).collect();
            assert_eq!(told, [(Kind::Mobile, number, Confidence::Low)]);
        }
    }

    #[test]
    fn sums_and_short_numbers_are_not() {
        for text in
            ["1+12345678", "+1234567", "+1", "a+12345678", "+0123456789", "+1 2 3 4 5 6 7 8", "+1234567890123456"]
        {
            assert_eq!(Detector::new().find(text), [], "{text}");
        }
    }
}
