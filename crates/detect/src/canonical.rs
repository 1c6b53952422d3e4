//! The one form of a value that equality is judged by, and the form that may be shown.

use crate::fold::fold;
use crate::kind::Kind;
use crate::mobile::split_prefix;
use crate::roster::key;

/// The one form in which equal values are equal: digits only for numbers (mobiles without `86`), an upper-case X, lower
/// case for addresses, ids and names, a generated WeChat id without the four-character suffix that newer clients add.
/// Any text is accepted; what is not of the kind is reduced by the same steps.
#[must_use]
pub fn canonical(kind: Kind, value: &str) -> String {
    match kind {
        Kind::Mobile => {
            let digits = digits_of(value);
            split_prefix(&digits).map_or(digits.clone(), |(national, _)| national.to_owned())
        }
        Kind::BankCard | Kind::Qq => digits_of(value),
        Kind::ResidentId => {
            let visible = fold(value).visible().to_ascii_uppercase();
            visible.chars().filter(|c| c.is_ascii_digit() || *c == 'X').collect()
        }
        Kind::Email => fold(value).visible().replace('。', ".").to_ascii_lowercase(),
        Kind::WechatId => {
            let lower = fold(value).visible().to_ascii_lowercase();
            without_suffix(&lower).to_owned()
        }
        Kind::Member => key(value),
    }
}

fn digits_of(value: &str) -> String {
    fold(value).chars().iter().filter(|c| c.is_ascii_digit()).collect()
}

/// `wxid_abcdefgh12_10e8` is `wxid_abcdefgh12`: WeChat 4 writes the suffix in contacts but not in messages.
fn without_suffix(id: &str) -> &str {
    match id.rsplit_once('_') {
        Some((stem, suffix)) if stem.len() > "wxid_".len() && stem.starts_with("wxid_") && suffix.len() == 4 => stem,
        _ => id,
    }
}

/// `value` with everything that identifies replaced by `*`, fit for findings, logs and samples: `138****5678`. Works on
/// any text; what is too short to keep a part of is masked whole.
#[must_use]
pub fn redact(kind: Kind, value: &str) -> String {
    let canonical = canonical(kind, value);
    match kind {
        Kind::Mobile => mask(&canonical, 3, 4),
        Kind::ResidentId | Kind::Qq => mask(&canonical, 2, 2),
        Kind::BankCard => mask(&canonical, 4, 4),
        Kind::Email => match canonical.split_once('@') {
            Some((local, domain)) => format!("{}***@{domain}", first(local)),
            None => mask(&canonical, 1, 0),
        },
        Kind::WechatId => format!("{}***", first(&canonical)),
        Kind::Member => {
            let shown = fold(value).visible();
            // The length of a name is a hint of its own, so two stars stand for any rest.
            if shown.chars().count() > 2 { format!("{}**", first(&shown)) } else { "**".to_owned() }
        }
    }
}

fn first(text: &str) -> String {
    text.chars().take(1).collect()
}

/// Keeps `head` and `tail` characters where at least as many stay hidden, and hides all otherwise.
fn mask(text: &str, head: usize, tail: usize) -> String {
    let count = text.chars().count();
    if count < (head + tail) * 3 / 2 {
        return "*".repeat(count.max(1));
    }
    let hidden = count - head - tail;
    let start: String = text.chars().take(head).collect();
    let end: String = text.chars().skip(count - tail).collect();
    format!("{start}{}{end}", "*".repeat(hidden))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_surface_form_has_one_canonical_form() {
        for form in
            ["13812345678", "+86 138-1234-5678", "１３８１２３４５６７８", "一三八一二三四五六七八", "008613812345678"]
        {
            assert_eq!(canonical(Kind::Mobile, form), "13812345678", "{form}");
        }
        assert_eq!(canonical(Kind::ResidentId, "110105 19491231 002x"), "11010519491231002X");
        assert_eq!(canonical(Kind::Email, "Ｚhang@QQ。com"), "zhang@qq.com");
        assert_eq!(canonical(Kind::WechatId, "wxid_ABCDEFGH12_10e8"), "wxid_abcdefgh12");
        assert_eq!(canonical(Kind::WechatId, "book_worm"), "book_worm");
        assert_eq!(canonical(Kind::Member, " Ａlice\u{200B} "), "alice");
    }

    #[test]
    fn redacted_forms() {
        assert_eq!(redact(Kind::Mobile, "+86 138 1234 5678"), "138****5678");
        assert_eq!(redact(Kind::ResidentId, "11010519491231002x"), "11**************2X");
        assert_eq!(redact(Kind::BankCard, "4111 1111 1111 1111"), "4111********1111");
        assert_eq!(redact(Kind::Email, "zhang@qq.com"), "z***@qq.com");
        assert_eq!(redact(Kind::WechatId, "wxid_a1b2c3d4"), "w***");
        assert_eq!(redact(Kind::Qq, "123456789"), "12*****89");
        assert_eq!(redact(Kind::Member, "欧阳晓月"), "欧**");
        assert_eq!(redact(Kind::Member, "张三"), "**");
    }

    proptest! {
        #[test]
        fn any_text_is_accepted_and_a_number_never_shown_whole(value in ".{0,30}", digits in "[1-9][0-9]{6,18}") {
            for kind in Kind::ALL {
                let _any = (canonical(kind, &value), redact(kind, &value));
                prop_assert!(!redact(kind, &digits).contains(&digits));
            }
        }

        #[test]
        fn canonical_is_idempotent(value in "[0-9a-zA-Z@._ +-]{0,30}") {
            for kind in [Kind::Mobile, Kind::ResidentId, Kind::BankCard, Kind::Qq, Kind::Member] {
                let once = canonical(kind, &value);
                if kind != Kind::Mobile || once.len() == 11 {
                    prop_assert_eq!(canonical(kind, &once), once.clone());
                }
            }
        }
    }
}
