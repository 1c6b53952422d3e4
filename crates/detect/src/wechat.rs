//! WeChat ids.

use crate::context::announcement;
use crate::detector::Candidate;
use crate::fold::{Folded, ZERO_WIDTH};
use crate::kind::{Confidence, Kind};

const GENERATED: &str = "wxid_";

/// The ways people write "WeChat" before an id, disguises included. Lower case.
const WORDS: &[&str] = &[
    "微信",
    "微信号",
    "微信id",
    "薇信",
    "威信",
    "v信",
    "v信号",
    "vx",
    "vx号",
    "wx",
    "wx号",
    "wechat",
    "wechat id",
    "weixin",
    "加v",
    "+v",
    "加vx",
    "+vx",
    "徽信",
];

/// Every `wxid_…`, and every alias (a letter and 5 to 19 letters, digits, `_` or `-`) that a word such as 微信 announces.
/// Without a colon or the like an alias must hold a digit, `_` or `-`, or it could be any word.
pub(crate) fn find(folded: &Folded) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut index = 0;
    while let Some((start, end, token)) = next_token(folded, index) {
        index = end;
        let lower = token.to_ascii_lowercase();
        let generated = lower.strip_prefix(GENERATED).is_some_and(|rest| rest.len() >= 4);
        if generated || announced_alias(folded, start, end, &token) {
            found.push(Candidate { kind: Kind::WechatId, start, end, confidence: Confidence::High });
        }
    }
    found
}

/// The next run of ASCII letters, digits, `_` and `-` that begins with a letter: its bounds and its visible text.
fn next_token(folded: &Folded, from: usize) -> Option<(usize, usize, String)> {
    let chars = folded.chars();
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let mut start = from;
    loop {
        start += chars[start..].iter().position(char::is_ascii_alphabetic)?;
        // A letter after a digit continues a token that began with the digit, which no id does.
        if !folded.before(start).is_some_and(|(_, c)| c.is_ascii_digit()) {
            break;
        }
        start += 1;
    }
    let mut token = String::new();
    let mut end = start;
    for (index, &c) in chars.iter().enumerate().skip(start) {
        if is_part(c) {
            token.push(c);
            end = index + 1;
        } else if c != ZERO_WIDTH {
            break;
        }
    }
    Some((start, end, token))
}

fn announced_alias(folded: &Folded, start: usize, end: usize, token: &str) -> bool {
    if !(6..=20).contains(&token.len()) {
        return false;
    }
    let Some((begin, links)) = announcement(folded, start, WORDS) else { return false };
    // An address or a file name is not an alias.
    if folded.at_or_after(end).is_some_and(|(at, c)| {
        c == '@' || (c == '.' && folded.at_or_after(at + 1).is_some_and(|(_, next)| next.is_ascii_alphanumeric()))
    }) {
        return false;
    }
    let named = links.contains([':', '：', '=', '号']) || word_is_explicit(folded, begin, start);
    let invited = folded.chars()[..begin].iter().rev().take(3).any(|&c| c == '加' || c == '+');
    named || invited || token.contains(|c: char| c.is_ascii_digit() || c == '_' || c == '-')
}

/// True if the announcing word itself speaks of an id.
fn word_is_explicit(folded: &Folded, begin: usize, start: usize) -> bool {
    let word: String = folded.chars()[begin..start].iter().map(char::to_ascii_lowercase).collect();
    word.contains("id") || word.starts_with('加') || word.starts_with('+')
}

#[cfg(test)]
mod tests {
    use crate::{Detector, Kind};

    fn ids(text: &str) -> Vec<&str> {
        let found = Detector::new().find(text);
        found.iter().filter(|m| m.kind == Kind::WechatId).map(|m| &text[m.start..m.end]).collect()
    }

    #[test]
    fn generated_ids_anywhere() {
        assert_eq!(ids("他是wxid_a1b2c3d4e5f622吗"), ["wxid_a1b2c3d4e5f622"]);
        assert_eq!(ids("wxid_a1b2c3d4e5f622_10e8"), ["wxid_a1b2c3d4e5f622_10e8"]);
        assert!(ids("wxid_").is_empty());
        assert!(ids("mywxid_").is_empty());
    }

    #[test]
    fn aliases_after_a_word() {
        assert_eq!(ids("我的微信号：lihua1990，欢迎"), ["lihua1990"]);
        assert_eq!(ids("微信:zhangsan"), ["zhangsan"]);
        assert_eq!(ids("加V zhangsan_88"), ["zhangsan_88"]);
        assert_eq!(ids("加我微信zhangsan"), ["zhangsan"]);
        assert_eq!(ids("VX：ｂｏｏｋ＿ｗｏｒｍ"), ["ｂｏｏｋ＿ｗｏｒｍ"]);
        assert_eq!(ids("my wechat id is... wechat: alice-wong"), ["alice-wong"]);
        assert_eq!(ids("v信 reader2024"), ["reader2024"]);
    }

    #[test]
    fn ordinary_words_after_the_app_are_not_ids() {
        for text in [
            "微信 android 版",
            "微信reading群",
            "wechat official account",
            "微信：a@b.cn",
            "微信 app1.zip",
            "微信abc12",
        ] {
            assert!(ids(text).is_empty(), "{text}");
        }
    }
}
