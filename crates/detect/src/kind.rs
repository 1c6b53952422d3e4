//! What can be found, and how a find is reported.

/// What kind of thing a match is. The order is the priority with which equally long overlapping matches are settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Kind {
    /// An alias or id of a member on the roster.
    Member,
    /// A mainland resident identity number, 18 characters (GB 11643-1999, check digit verified) or the older 15 digits.
    ResidentId,
    /// A payment card number of 13 to 19 digits (ISO/IEC 7812: Luhn digit and a plausible issuer prefix).
    BankCard,
    /// A mainland mobile number, with or without country prefix, or any number in the international form.
    Mobile,
    /// An e-mail address.
    Email,
    /// A WeChat id: `wxid_…`, or an alias that follows a word such as 微信.
    WechatId,
    /// A QQ account or group number that follows a word such as QQ.
    Qq,
}

impl Kind {
    /// Every kind, in priority order.
    pub const ALL: [Self; 7] =
        [Self::Member, Self::ResidentId, Self::BankCard, Self::Mobile, Self::Email, Self::WechatId, Self::Qq];

    /// The stable machine name, for example `resident-id`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::ResidentId => "resident-id",
            Self::BankCard => "bank-card",
            Self::Mobile => "mobile",
            Self::Email => "email",
            Self::WechatId => "wechat-id",
            Self::Qq => "qq",
        }
    }

    /// What people call it: Chinese when `language` begins with `zh`, English otherwise.
    #[must_use]
    pub fn label(self, language: &str) -> &'static str {
        let chinese = language.starts_with("zh");
        match (self, chinese) {
            (Self::Member, true) => "成员",
            (Self::Member, false) => "member",
            (Self::ResidentId, true) => "身份证号",
            (Self::ResidentId, false) => "identity number",
            (Self::BankCard, true) => "银行卡号",
            (Self::BankCard, false) => "bank card number",
            (Self::Mobile, true) => "手机号",
            (Self::Mobile, false) => "phone number",
            (Self::Email, true) => "邮箱",
            (Self::Email, false) => "e-mail address",
            (Self::WechatId, true) => "微信号",
            (Self::WechatId, false) => "WeChat id",
            (Self::Qq, true) => "QQ号",
            (Self::Qq, false) => "QQ number",
        }
    }
}

/// How sure a detector is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Confidence {
    /// The form fits, but nothing in the number or around it confirms it.
    Low,
    /// A check digit, an allocated prefix, an unmistakable form or a context word confirms it.
    High,
}

/// One thing found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// What it is.
    pub kind: Kind,
    /// Byte offset of its first character in the text that was searched.
    pub start: usize,
    /// Byte offset after its last character; always on a character boundary.
    pub end: usize,
    /// How sure the detector is.
    pub confidence: Confidence,
    /// For [`Kind::Member`], the member as numbered when the roster was built; `None` if two members share the alias.
    pub member: Option<usize>,
    /// The alias may just be a word here, or belong to either of two members: report it, do not act on it. Never true
    /// right after `@`, where a member is certainly meant (even if it cannot be said which).
    pub ambiguous: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_distinct_and_every_kind_has_both_labels() {
        let names: std::collections::BTreeSet<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        assert_eq!(names.len(), Kind::ALL.len());
        for kind in Kind::ALL {
            assert_ne!(kind.label("zh-CN"), kind.label("en"));
        }
    }

    #[test]
    fn all_is_in_priority_order() {
        assert!(Kind::ALL.is_sorted());
    }
}
