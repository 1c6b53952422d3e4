//! Red packets and transfers in the words of chat apps.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::{Kind, Money, MoneyDirection, MoneyStatus};

static AMOUNT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"[¥￥]\s?([0-9]{1,12}(?:,[0-9]{3})*(?:\.[0-9]{1,4})?)|([0-9]{1,12}(?:\.[0-9]{1,4})?)\s?元").ok()
});

/// What the text of a red packet or transfer says about its money. The text is the app's own, so words such as
/// `已收款` count; the greeting of a red packet has no amount and is left alone.
pub(super) fn money(kind: Kind, text: &str) -> Option<Money> {
    if !matches!(kind, Kind::RedPacket | Kind::Transfer) {
        return None;
    }
    let amount = AMOUNT.as_ref().and_then(|pattern| {
        let found = pattern.captures(text)?;
        let digits = found.get(1).or_else(|| found.get(2))?;
        Some(digits.as_str().replace(',', ""))
    });
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
