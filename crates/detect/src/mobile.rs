//! Mainland China mobile numbers: 11 digits, `1` and an allocated second and third digit.

use crate::context::{SERIAL_WORDS, announced};
use crate::detector::Candidate;
use crate::fold::Folded;
use crate::kind::{Confidence, Kind};
use crate::numbers::{Gap, Window};

/// The mobile number in `window`, with its country prefix if it has one.
pub(crate) fn find(folded: &Folded, window: &Window<'_>) -> Option<Candidate> {
    let (national, prefix) = split_prefix(&window.digits)?;
    let bracketed = prefix == 0 && has_bracketed_head(folded, window);
    let skip = if bracketed { 1 } else { prefix_groups(window, prefix)? };
    if !window.plainly_divided(skip, 3) || announced(folded, window.start(), SERIAL_WORDS) {
        return None;
    }
    let confidence = if allocated(national) { Confidence::High } else { Confidence::Low };
    let mut start = window.start();
    if bracketed && let Some((at, '(')) = folded.before(start) {
        start = at;
    }
    if prefix > 0 {
        if let Some((at, '+')) = folded.before(start) {
            start = at;
        }
        if window.groups.get(skip).is_some_and(|group| group.gap == Gap::Bracket)
            && let Some((at, '(')) = folded.before(start)
        {
            start = at;
        }
    }
    Some(Candidate { kind: Kind::Mobile, start, end: window.end(), confidence })
}

/// The 11 national digits of a number written with or without `86` or `0086`, and how many digits the prefix has.
pub(crate) fn split_prefix(digits: &str) -> Option<(&str, usize)> {
    let prefix = match digits.len() {
        11 => 0,
        13 if digits.starts_with("86") => 2,
        15 if digits.starts_with("0086") => 4,
        _ => return None,
    };
    let national = &digits[prefix..];
    let mut bytes = national.bytes();
    (bytes.next() == Some(b'1') && bytes.next().is_some_and(|second| second >= b'3')).then_some((national, prefix))
}

/// True for a number whose first three digits stand in brackets: `(138) 0013-8000`.
fn has_bracketed_head(folded: &Folded, window: &Window<'_>) -> bool {
    let [head, next, ..] = window.groups else { return false };
    head.digits.len() == 3 && next.gap == Gap::Bracket && matches!(folded.before(head.start), Some((_, '(')))
}

/// How many groups the prefix fills: 0 if it is glued to the number, `None` if it ends inside a group otherwise.
fn prefix_groups(window: &Window<'_>, prefix: usize) -> Option<usize> {
    let first = window.groups.first()?;
    if prefix == 0 || first.digits.len() > prefix {
        return Some(0);
    }
    (first.digits.len() == prefix).then_some(1)
}

/// Third digits in use for each second digit, by the numbering plan of the Ministry of Industry and Information
/// Technology as of 2025. An unallocated number is still reported, with low confidence: allocations grow.
fn allocated(national: &str) -> bool {
    let bytes = national.as_bytes();
    let third = match bytes[1] {
        b'3' | b'8' => "0123456789",
        b'4' => "01456789",
        b'5' => "012356789",
        b'6' => "2567",
        b'7' => "012345678",
        b'9' => "012356789",
        _ => "",
    };
    third.as_bytes().contains(&bytes[2])
}

#[cfg(test)]
mod tests {
    use crate::{Confidence, Detector, Kind};

    fn mobiles(text: &str) -> Vec<(&str, Confidence)> {
        let found = Detector::new().find(text);
        found.iter().filter(|m| m.kind == Kind::Mobile).map(|m| (&text[m.start..m.end], m.confidence)).collect()
    }

    #[test]
    fn the_match_includes_the_country_prefix() {
        for text in ["+86 138-0013-8000", "+8613800138000", "(+86)13800138000", "0086 138 0013 8000", "86-13800138000"]
        {
            assert_eq!(mobiles(text), [(text, Confidence::High)], "{text}");
        }
        assert_eq!(
            mobiles("（＋８６）１３８００１３８０００打我"),
            [("（＋８６）１３８００１３８０００", Confidence::High)]
        );
    }

    #[test]
    fn unallocated_prefixes_are_reported_with_low_confidence() {
        assert_eq!(mobiles("15412345678"), [("15412345678", Confidence::Low)]);
        assert_eq!(mobiles("12345678901"), []);
    }

    #[test]
    fn the_head_may_stand_in_brackets() {
        for text in ["(138) 0013-8000", "（138）00138000", "(138)0013 8000"] {
            assert_eq!(mobiles(text), [(text, Confidence::High)], "{text}");
        }
        assert_eq!(mobiles("(13800138000)"), [("13800138000", Confidence::High)]);
    }

    #[test]
    fn several_numbers_side_by_side() {
        assert_eq!(mobiles("13800138000-13900139000").len(), 2);
        assert_eq!(mobiles("138 0013 8000 139 0013 9000").len(), 2);
        assert_eq!(mobiles("①13800138000②13900139000").len(), 2);
        assert_eq!(mobiles("老三13800138000").len(), 1);
        assert_eq!(mobiles("1.13800138000 2.13900139000").len(), 2);
    }

    #[test]
    fn numerals_of_another_style_beside_a_number_are_no_part_of_it() {
        for (text, number) in [
            ("13812345678七三", "13812345678"),
            ("13812345678二零二六年见", "13812345678"),
            ("二零二六13812345678", "13812345678"),
            ("七三13812345678七三", "13812345678"),
            ("138-1234-5678七三", "138-1234-5678"),
            ("+86 13812345678七三五", "+86 13812345678"),
            ("１３８１２３４５６７８一二三四五六七八", "１３８１２３４５６７８"),
            ("一三八一二三四五六七八02室", "一三八一二三四五六七八"),
            ("13812345678⑤⑥", "13812345678"),
        ] {
            assert_eq!(mobiles(text), [(number, Confidence::High)], "{text}");
        }
        for text in ["订单号13812345678七三", "138123456七三五", "13812345七三6七八九", "SF13812345678七三"]
        {
            assert_eq!(mobiles(text), [], "{text}");
        }
    }

    #[test]
    fn serial_numbers_decimals_and_addresses_are_not_phones() {
        for text in [
            "运单号：13800138000",
            "SF13800138000",
            "YT-13800138000",
            "IMG_13800138000.jpg",
            "13800138000123",
            "201311113800138000",
            "1730000000",
            "1730000000000",
            "13800138000.50",
            "13800138000@chatroom",
            "d41d8cd98f00b20413800138000ecf84",
            "550e8400-e29b-41d4-a716-13800138000a",
            "1 3 8 0 0 1 3 8 0 0 0 5",
        ] {
            assert_eq!(mobiles(text), [], "{text}");
        }
    }
}
