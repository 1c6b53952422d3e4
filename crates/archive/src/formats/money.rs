//! Red packets and transfers in the words of chat apps.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::{Kind, Money, MoneyDirection, MoneyStatus};
use crate::pattern::pattern;

static AMOUNT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"[¥￥]\s?([0-9]{1,12}(?:,[0-9]{3})*(?:\.[0-9]{1,4})?)|([0-9]{1,12}(?:\.[0-9]{1,4})?)\s?元")
});

/// What the text of a red packet or transfer says about its money. The text is the app's own, so words such as
/// `已收款` count; the greeting of a red packet has no amount and is left alone.
pub(super) fn money(kind: Kind, text: &str) -> Option<Money> {
    if !matches!(kind, Kind::RedPacket | Kind::Transfer) {
        return None;
    }
    let amount = AMOUNT
        .captures(text)
        .and_then(|found| found.get(1).or_else(|| found.get(2)))
        .map(|digits| digits.as_str().replace(',', ""));
    let status = if ["已退还", "已退回", "已过期"].iter().any(|word| text.contains(word)) {
        MoneyStatus::Returned
    } else if ["已收款", "已被接收", "已接收", "已领取", "已收钱"].iter().any(|word| text.contains(word))
    {
        MoneyStatus::Accepted
    } else {
        MoneyStatus::Offered
    };
    let direction = match (kind, status) {
        (Kind::Transfer, MoneyStatus::Accepted) => MoneyDirection::Unknown,
        _ => MoneyDirection::FromSender,
    };
    Some(Money { amount, currency: "CNY".to_owned(), direction, payee_id: None, status })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pattern_compiles() {
        LazyLock::force(&AMOUNT);
    }

    #[test]
    fn what_is_no_amount_is_none() {
        for text in ["[转账]", "¥", "元", "¥ abc", "十元", "$5"] {
            assert_eq!(money(Kind::Transfer, text).unwrap().amount, None, "{text}");
        }
        assert_eq!(money(Kind::Transfer, "已退还 ¥5").unwrap().status, MoneyStatus::Returned);
        assert_eq!(money(Kind::Transfer, "已收款 ¥5").unwrap().direction, MoneyDirection::Unknown);
    }

    #[test]
    fn amounts_and_status() {
        let told = |kind, text| money(kind, text).map(|money| (money.amount, money.status));
        assert_eq!(
            told(Kind::Transfer, "[转账] ¥1,288.50 会费"),
            Some((Some("1288.50".to_owned()), MoneyStatus::Offered))
        );
        assert_eq!(told(Kind::Transfer, "[转账] 已收款 ￥88"), Some((Some("88".to_owned()), MoneyStatus::Accepted)));
        assert_eq!(told(Kind::RedPacket, "[红包] 恭喜发财，大吉大利"), Some((None, MoneyStatus::Offered)));
        assert_eq!(told(Kind::RedPacket, "[红包] 66.6元"), Some((Some("66.6".to_owned()), MoneyStatus::Offered)));
        assert_eq!(told(Kind::Text, "¥5"), None);
    }
}
