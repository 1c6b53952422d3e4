use serde::Serialize;

/// Which way money of a message moves, seen from its sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MoneyDirection {
    /// The sender of the message gives it.
    FromSender,
    /// The sender of the message receives it.
    ToSender,
    /// The source does not say.
    Unknown,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MoneyStatus {
    /// Sent, and nothing more is known.
    Offered,
    /// Taken by the payee.
    Accepted,
    /// Sent back or expired.
    Returned,
}

/// A red packet or transfer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Money {
    /// Plain decimal such as `88.00`; `None` where the source has no amount.
    pub amount: Option<String>,
    /// ISO 4217, `CNY` on WeChat and QQ.
    pub currency: String,
    /// Which way it moves.
    pub direction: MoneyDirection,
    /// Member id of whoever receives it, where the source says.
    pub payee_id: Option<String>,
    /// What became of it.
    pub status: MoneyStatus,
}
