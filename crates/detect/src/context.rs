//! Words around a candidate.

use crate::fold::{Folded, ZERO_WIDTH};

/// Words that may be glued to a phone number on either side.
pub(crate) const PHONE_WORDS: &[&str] =
    &["tel", "phone", "mobile", "mob", "cell", "whatsapp", "call", "v", "vx", "wx", "wechat", "weixin", "qq", "t", "m"];

/// Words that say that the number after them is one of a parcel, an order or a book.
pub(crate) const SERIAL_WORDS: &[&str] =
    &["单号", "单编号", "流水号", "交易号", "编号", "序列号", "条码", "isbn", "tracking number", "order", "order no"];

/// Words that say that the number after them is an identity number.
pub(crate) const IDENTITY_WORDS: &[&str] = &["身份证", "身份证号", "身份证号码", "证件号", "证件号码", "id card"];

/// Words that say that the number after them is a card.
pub(crate) const CARD_WORDS: &[&str] =
    &["卡号", "银行卡", "账号", "帐号", "账户", "储蓄卡", "信用卡", "卡", "card", "card number", "account"];

/// Characters that may stand between a context word and what it announces.
const LINKS: &[char] = &[' ', ':', '：', '=', '#', '是', '为', '號', '号', '码', '(', ')', '（', '）', '-', '>', '\t'];

/// How far back a link may reach.
const LINK_LIMIT: usize = 5;

/// True if the run of ASCII letters ending before `end` is one of `words`.
pub(crate) fn word_before(folded: &Folded, end: usize, words: &[&str]) -> bool {
    let mut letters = Vec::new();
    for &c in folded.chars()[..end].iter().rev() {
        if c.is_ascii_alphanumeric() {
            letters.push(c.to_ascii_lowercase());
        } else if c != ZERO_WIDTH {
            break;
        }
    }
    let word: String = letters.iter().rev().collect();
    words.contains(&word.as_str())
}

/// True if the run of ASCII letters beginning at `start` is one of `words`.
pub(crate) fn word_after(folded: &Folded, start: usize, words: &[&str]) -> bool {
    let word: String = folded.chars()[start..]
        .iter()
        .filter(|&&c| c != ZERO_WIDTH)
        .take_while(|c| c.is_ascii_alphanumeric())
        .map(char::to_ascii_lowercase)
        .collect();
    words.contains(&word.as_str())
}

/// True if one of `words` stands before `start`, with nothing but a few linking characters between. A word that begins
/// with an ASCII letter must not continue an ASCII word.
pub(crate) fn announced(folded: &Folded, start: usize, words: &[&str]) -> bool {
    announcement(folded, start, words).is_some()
}

/// As [`announced`], giving the index where the word begins and the linking characters between, in order.
pub(crate) fn announcement(folded: &Folded, start: usize, words: &[&str]) -> Option<(usize, String)> {
    let chars = folded.chars();
    let mut links = String::new();
    let mut end = start;
    loop {
        if let Some(begin) = words.iter().filter_map(|word| ends_with(chars, end, word)).min() {
            return Some((begin, links.chars().rev().collect()));
        }
        end = end.checked_sub(1)?;
        let c = chars[end];
        if c == ZERO_WIDTH {
            continue;
        }
        if !LINKS.contains(&c) || links.chars().count() == LINK_LIMIT {
            return None;
        }
        links.push(c);
    }
}

/// The index where `word` begins if the text before `end` ends with it.
fn ends_with(chars: &[char], end: usize, word: &str) -> Option<usize> {
    let mut index = end;
    for expected in word.chars().rev() {
        while index > 0 && chars[index - 1] == ZERO_WIDTH {
            index -= 1;
        }
        index = index.checked_sub(1)?;
        if chars[index].to_ascii_lowercase() != expected {
            return None;
        }
    }
    let ascii = word.starts_with(|c: char| c.is_ascii_alphanumeric());
    let continued = index > 0 && chars[index - 1].is_ascii_alphanumeric();
    (!(ascii && continued)).then_some(index)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::fold;

    #[test]
    fn an_announcement_bridges_links_only() {
        let at = |text: &str| {
            let folded = fold(text);
            let start = folded.chars().len();
            announcement(&folded, start, &["微信", "vx"])
        };
        assert_eq!(at("加我微信号："), Some((2, "号:".to_owned())));
        assert_eq!(at("VX "), Some((0, " ".to_owned())));
        assert_eq!(at("avx "), None);
        assert_eq!(at("微信群里的"), None);
        assert_eq!(at(""), None);
    }

    #[test]
    fn words_beside_a_number_are_whole_words() {
        let folded = fold("tel138");
        assert!(word_before(&folded, 3, PHONE_WORDS));
        assert!(!word_before(&fold("hotel138"), 5, PHONE_WORDS));
        assert!(word_after(&fold("138VX同号"), 3, PHONE_WORDS));
        assert!(!word_after(&fold("138vxy"), 3, PHONE_WORDS));
    }
}
