//! QQ account and group numbers: 5 to 11 digits, and only where a word says so.

use crate::context::announced;
use crate::detector::Candidate;
use crate::fold::Folded;
use crate::kind::{Confidence, Kind};
use crate::numbers::{Group, left_neighbour, right_neighbour};

const WORDS: &[&str] =
    &["qq", "qq群", "qq群号", "扣扣", "扣扣群", "扣号", "球球", "企鹅", "企鹅号", "企鹅群", "q群", "q号"];

/// What turns the number before it into an amount.
const UNITS: &[char] = &['人', '元', '块', '万', '年', '个', '条', '次', '%', '亿', '千', '岁', '名'];

/// The QQ number that `group` is, if a word announces it.
pub(crate) fn find(folded: &Folded, group: &Group) -> Option<Candidate> {
    let plausible = (5..=11).contains(&group.digits.len()) && !group.digits.starts_with('0');
    let counted = folded.at_or_after(group.end).is_some_and(|(_, c)| UNITS.contains(&c));
    let bounded = left_neighbour(folded, group.start) && right_neighbour(folded, group.end);
    (plausible && !counted && bounded && announced(folded, group.start, WORDS)).then_some(Candidate {
        kind: Kind::Qq,
        start: group.start,
        end: group.end,
        confidence: Confidence::High,
    })
}

#[cfg(test)]
mod tests {
    use crate::{Detector, Kind};

    fn numbers(text: &str) -> Vec<&str> {
        let found = Detector::new().find(text);
        found.iter().filter(|m| m.kind == Kind::Qq).map(|m| &text[m.start..m.end]).collect()
    }

    #[test]
    fn only_after_a_word() {
        assert_eq!(numbers("加QQ：123456789"), ["123456789"]);
        assert_eq!(numbers("我的qq号是10001"), ["10001"]);
        assert_eq!(numbers("QQ群 87654321进来"), ["87654321"]);
        assert_eq!(numbers("扣扣１２３４５６７"), ["１２３４５６７"]);
        assert_eq!(numbers("qq123456"), ["123456"]);
        assert!(numbers("一共123456789").is_empty());
    }

    #[test]
    fn amounts_years_and_wrong_lengths_are_none() {
        for text in ["QQ 100000人", "QQ 2024", "QQ 123456789012", "QQ 012345", "aqq 123456", "QQ 12345a"] {
            assert!(numbers(text).is_empty(), "{text}");
        }
    }
}
