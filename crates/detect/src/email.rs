//! E-mail addresses.

use crate::detector::Candidate;
use crate::fold::{Folded, ZERO_WIDTH};
use crate::kind::{Confidence, Kind};

/// Longest local part and domain, RFC 5321 section 4.5.3.1.
const MAX_LOCAL: usize = 64;
const MAX_DOMAIN: usize = 255;

/// Every address in the text. Letters outside ASCII end it on both sides, so it may touch Chinese characters.
pub(crate) fn find(folded: &Folded) -> Vec<Candidate> {
    let signs = folded.chars().iter().enumerate().filter(|&(_, &c)| c == '@').map(|(at, _)| at);
    signs.filter_map(|at| address_around(folded, at)).collect()
}

fn address_around(folded: &Folded, at: usize) -> Option<Candidate> {
    let chars = folded.chars();
    let mut start = at;
    for (length, index) in (0..at).rev().filter(|&i| chars[i] != ZERO_WIDTH).enumerate() {
        if length == MAX_LOCAL || !is_local(chars[index]) {
            break;
        }
        start = index;
    }
    while start < at && !chars[start].is_ascii_alphanumeric() {
        start += 1;
    }
    if start == at || folded.before(at).is_some_and(|(_, c)| c == '.') {
        return None;
    }
    let end = domain_end(folded, at + 1)?;
    Some(Candidate { kind: Kind::Email, start, end, confidence: Confidence::High })
}

fn is_local(c: char) -> bool {
    c.is_ascii_alphanumeric() || "._%+-".contains(c)
}

/// The index after the longest domain beginning at `from`: labels of letters, digits and inner hyphens, at least two,
/// the last of letters only. An ideographic full stop counts as the first dot: input methods type it.
fn domain_end(folded: &Folded, from: usize) -> Option<usize> {
    let mut end = None;
    let mut label = String::new();
    let mut labels = 0;
    for (index, &c) in folded.chars().iter().enumerate().skip(from).take(MAX_DOMAIN) {
        match c {
            ZERO_WIDTH => {}
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' => {
                label.push(c);
                let top = label.len() >= 2 && label.chars().all(|c| c.is_ascii_alphabetic());
                let followed = folded.at_or_after(index + 1).is_some_and(|(_, c)| c.is_ascii_alphanumeric());
                if labels > 0 && top && !followed {
                    end = Some(index + 1);
                }
            }
            '.' | '。' if !label.is_empty() && !label.ends_with('-') && (c == '.' || labels == 0) => {
                label.clear();
                labels += 1;
            }
            _ => break,
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use crate::{Detector, Kind};

    fn emails(text: &str) -> Vec<&str> {
        let found = Detector::new().find(text);
        found.iter().filter(|m| m.kind == Kind::Email).map(|m| &text[m.start..m.end]).collect()
    }

    #[test]
    fn addresses_touching_chinese_and_punctuation() {
        assert_eq!(emails("邮箱zhang@qq.com谢谢"), ["zhang@qq.com"]);
        assert_eq!(emails("写给 li.wei+book@mail.example.org。"), ["li.wei+book@mail.example.org"]);
        assert_eq!(emails("ｚｈａｎｇ＠ｑｑ．ｃｏｍ"), ["ｚｈａｎｇ＠ｑｑ．ｃｏｍ"]);
        assert_eq!(emails("zhang@qq。com"), ["zhang@qq。com"]);
        assert_eq!(emails("发到zhang@qq.com。ok"), ["zhang@qq.com"]);
        assert_eq!(emails("13800138000@163.com"), ["13800138000@163.com"]);
        assert_eq!(emails("a@b.cn,c@d.cn"), ["a@b.cn", "c@d.cn"]);
    }

    #[test]
    fn what_only_looks_like_one() {
        for text in ["@alice", "alice@home", "12345678@chatroom", "a.@b.cn", "a@b.c", "a@.cn", "@b.cn", "a@b-.cn"] {
            assert!(emails(text).is_empty(), "{text}");
        }
    }
}
