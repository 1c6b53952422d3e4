//! Resident identity numbers (GB 11643-1999).

use crate::context::{IDENTITY_WORDS, announced};
use crate::detector::Candidate;
use crate::fold::Folded;
use crate::kind::{Confidence, Kind};
use crate::numbers::{Window, right_neighbour};

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

/// The province-level codes of GB/T 2260, with 81 to 83 for residence permits of Hong Kong, Macau and Taiwan residents.
const REGIONS: [&str; 35] = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44",
    "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83",
];

/// The identity number in `window`, or beginning there and ending in an X.
pub(crate) fn find(folded: &Folded, window: &Window<'_>) -> Option<Candidate> {
    let mut end = window.end();
    let mut number = window.digits.clone();
    if number.len() == 17
        && let Some((at, 'X' | 'x')) = folded.at_or_after(end)
    {
        end = at + 1;
        number.push('X');
        if !right_neighbour(folded, end) {
            return None;
        }
    }
    let confidence =
        match number.len() {
            18 if valid(&number) => Confidence::High,
            15 if window.groups.len() == 1 && valid_old(&number) => {
                if announced(folded, window.start(), IDENTITY_WORDS) { Confidence::High } else { Confidence::Low }
            }
            _ => return None,
        };
    Some(Candidate { kind: Kind::ResidentId, start: window.start(), end, confidence })
}

/// True if the next visible character is an X, in either case.
pub(crate) fn ends_in_x(folded: &Folded, end: usize) -> bool {
    matches!(folded.at_or_after(end), Some((_, 'X' | 'x')))
}

/// True for 18 characters with a known region, a real birth date and the right check digit.
fn valid(number: &str) -> bool {
    let digits: Vec<u32> = number.chars().take(17).filter_map(|c| c.to_digit(10)).collect();
    if digits.len() != 17 || !REGIONS.contains(&&number[..2]) {
        return false;
    }
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    let field = |from: usize, to: usize| digits[from..to].iter().fold(0, |value, digit| value * 10 + digit);
    number.ends_with(CHECK[(sum % 11) as usize]) && real_date(field(6, 10), field(10, 12), field(12, 14))
}

/// True for the 15 digits issued until 1999: region, two-digit year, month, day, serial, no check digit.
fn valid_old(number: &str) -> bool {
    let digits: Vec<u32> = number.chars().filter_map(|c| c.to_digit(10)).collect();
    let field = |from: usize| digits[from] * 10 + digits[from + 1];
    digits.len() == 15 && REGIONS.contains(&&number[..2]) && real_date(1900 + field(6), field(8), field(10))
}

fn real_date(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    (1900..2100).contains(&year) && (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Detector;

    fn ids(text: &str) -> Vec<(&str, Confidence)> {
        let found = Detector::new().find(text);
        found.iter().filter(|m| m.kind == Kind::ResidentId).map(|m| (&text[m.start..m.end], m.confidence)).collect()
    }

    fn with_check_digit(seventeen: &str) -> String {
        let sum: u32 = seventeen.chars().zip(WEIGHTS).map(|(c, weight)| c.to_digit(10).unwrap() * weight).sum();
        format!("{seventeen}{}", CHECK[(sum % 11) as usize])
    }

    #[test]
    fn the_standards_own_examples() {
        // GB 11643-1999 gives both numbers; the second lies before 1900 and is no living person's.
        assert_eq!(with_check_digit("11010519491231002"), "11010519491231002X");
        assert_eq!(with_check_digit("44052418800101001"), "440524188001010014");
        assert!(valid("11010519491231002X"));
        assert!(!valid("440524188001010014"), "born in 1880");
    }

    #[test]
    fn every_wrong_check_digit_is_refused() {
        let right = with_check_digit("31010420000229001");
        for last in "0123456789X".chars() {
            let number = format!("{}{last}", &right[..17]);
            assert_eq!(valid(&number), number == right, "{number}");
        }
    }

    #[test]
    fn impossible_dates_and_regions_are_refused() {
        for seventeen in ["11010519490231002", "11010519491331002", "99010519491231002", "31010419000229001"] {
            assert!(!valid(&with_check_digit(seventeen)), "{seventeen}");
        }
    }

    #[test]
    fn forms_people_type() {
        for form in [
            "11010519491231002X",
            "11010519491231002x",
            "110105 19491231 002X",
            "110105-19491231-002X",
            "１１０１０５１９４９１２３１００２Ｘ",
        ] {
            let text = format!("身份证{form}谢谢");
            assert_eq!(ids(&text), [(form, Confidence::High)], "{form}");
        }
        assert_eq!(ids("a11010519491231002X"), []);
        assert_eq!(ids("11010519491231002Xy"), []);
        assert_eq!(ids("11010519491231002X1"), []);
    }

    #[test]
    fn the_old_form_needs_a_word_to_be_sure() {
        assert_eq!(ids("身份证号：110105491231002"), [("110105491231002", Confidence::High)]);
        assert_eq!(ids("看这个110105491231002"), [("110105491231002", Confidence::Low)]);
        assert_eq!(ids("202411131380013"), []);
        assert_eq!(ids("110105499931002"), []);
    }
}
