//! What a cell may hold, and reading it.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::dates::{parse_date, parse_instant};
use crate::nearest::did_you_mean;
use crate::table::Amount;

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellKind {
    /// Any text.
    Text,
    /// A day: `2026-11-01`.
    Date,
    /// A day, or a day and time, with or without an offset.
    Instant,
    /// An amount of money.
    Amount,
    /// yes or no, 是 or 否.
    Bool,
    /// Texts divided by `|`.
    List,
    /// 64 hexadecimal digits.
    Sha256,
    /// One of these names, each with its Chinese one; a name ending in `*` allows any end.
    Choice(&'static [(&'static str, &'static str)]),
}

/// A checked cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Text; of a choice its English name.
    Text(String),
    /// A day, also where an instant was allowed but only a day given.
    Date(Date),
    /// An instant.
    Instant(Timestamp),
    /// An amount.
    Amount(Amount),
    /// yes or no.
    Bool(bool),
    /// Texts, none of them empty.
    List(Vec<String>),
}

/// Why a cell was refused: what it should have been, and the nearest right value.
pub(super) struct Refused {
    pub(super) expected: String,
    pub(super) hint: Option<String>,
}

impl CellKind {
    /// Reads a cell that is not blank.
    pub(super) fn read(self, text: &str, zone: &TimeZone) -> Result<Value, Refused> {
        let text = text.trim();
        let refuse = |expected: &str| Refused { expected: expected.to_owned(), hint: None };
        match self {
            Self::Text => Ok(Value::Text(text.to_owned())),
            Self::Date => parse_date(text).map(Value::Date).ok_or_else(|| refuse("a date such as 2026-11-01")),
            Self::Instant => match parse_date(text) {
                Some(date) => Ok(Value::Date(date)),
                None => parse_instant(text, zone)
                    .map(Value::Instant)
                    .ok_or_else(|| refuse("a date or time such as 2026-11-01 or 2026-11-01T20:15")),
            },
            Self::Amount => text.parse().map(Value::Amount).map_err(|_| refuse("an amount such as 12.50")),
            Self::Bool => match text.to_lowercase().as_str() {
                "yes" | "true" | "是" => Ok(Value::Bool(true)),
                "no" | "false" | "否" => Ok(Value::Bool(false)),
                _ => Err(refuse("yes or no")),
            },
            Self::List => {
                let items = text.split('|').map(str::trim).filter(|item| !item.is_empty());
                Ok(Value::List(items.map(str::to_owned).collect()))
            }
            Self::Sha256 if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                Ok(Value::Text(text.to_ascii_lowercase()))
            }
            Self::Sha256 => Err(refuse("a SHA-256 digest of 64 hexadecimal digits")),
            Self::Choice(names) => choose(text, names),
        }
    }
}

fn choose(text: &str, names: &[(&'static str, &'static str)]) -> Result<Value, Refused> {
    let folded = text.to_lowercase();
    for (name, zh) in names {
        if let (Some(start), Some(zh_start)) = (name.strip_suffix('*'), zh.strip_suffix('*')) {
            // The end is somebody's id or path: its case is kept.
            let end = [start, zh_start]
                .iter()
                .find_map(|start| folded.starts_with(start).then(|| text.get(start.len()..)).flatten().map(str::trim));
            if let Some(end) = end.filter(|end| !end.is_empty()) {
                return Ok(Value::Text(format!("{start}{end}")));
            }
        } else if folded == *name || text == *zh {
            return Ok(Value::Text((*name).to_owned()));
        }
    }
    let listed: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
    let hint = did_you_mean(text, names.iter().flat_map(|(name, zh)| [*name, *zh]));
    Err(Refused { expected: format!("one of {}", listed.join(", ")), hint })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: CellKind, text: &str) -> Result<Value, String> {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        kind.read(text, &zone).map_err(|refused| refused.expected + &refused.hint.unwrap_or_default())
    }

    const HOW: CellKind = CellKind::Choice(&[("message:*", "消息:*"), ("paper", "纸质")]);

    #[test]
    fn reads_each_kind() {
        let text = |text: &str| Ok(Value::Text(text.to_owned()));
        assert_eq!(read(CellKind::Text, " a "), text("a"));
        assert_eq!(read(CellKind::Bool, "是"), Ok(Value::Bool(true)));
        assert_eq!(read(CellKind::Bool, "No"), Ok(Value::Bool(false)));
        assert_eq!(read(CellKind::List, "a| b ||"), Ok(Value::List(vec!["a".to_owned(), "b".to_owned()])));
        assert_eq!(read(CellKind::Sha256, &"AB".repeat(32)), text(&"ab".repeat(32)));
        assert_eq!(read(CellKind::Instant, "2026-11-01"), Ok(Value::Date(jiff::civil::date(2026, 11, 1))));
        let eight = "2026-11-01T00:00:00Z".parse().unwrap();
        assert_eq!(read(CellKind::Instant, "2026-11-01 08:00"), Ok(Value::Instant(eight)));
        assert_eq!(read(HOW, "Paper"), text("paper"));
        assert_eq!(read(HOW, "纸质"), text("paper"));
        assert_eq!(read(HOW, "message: Ab12"), text("message:Ab12"));
        assert_eq!(read(HOW, "消息:Ab12"), text("message:Ab12"));
    }

    #[test]
    fn says_what_was_expected() {
        let bad = |text: &str| Err(text.to_owned());
        assert_eq!(read(CellKind::Date, "1/11/2026"), bad("a date such as 2026-11-01"));
        assert_eq!(read(CellKind::Amount, "十元"), bad("an amount such as 12.50"));
        assert_eq!(read(CellKind::Bool, "maybe"), bad("yes or no"));
        assert_eq!(read(CellKind::Sha256, "ab"), bad("a SHA-256 digest of 64 hexadecimal digits"));
        assert_eq!(read(HOW, "message:"), bad("one of message:*, paperdid you mean `message:*`?"));
        assert_eq!(read(HOW, "papr"), bad("one of message:*, paperdid you mean `paper`?"));
    }
}
