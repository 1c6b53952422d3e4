//! Exact amounts of money.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Neg, Sub};
use std::str::FromStr;

const SCALE: i64 = 10_000;
const PLACES: usize = 4;

/// An exact decimal amount with up to four places, of any currency, from -922337203685477.5807 to 922337203685477.5807.
///
/// Sums beyond these bounds stay at the bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(i64);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// An amount given in ten-thousandths: 12.34 is 123400.
    #[must_use]
    pub const fn from_ten_thousandths(value: i64) -> Self {
        // The least i64 has no opposite; keeping it out keeps negation exact.
        if value == i64::MIN { Self(-i64::MAX) } else { Self(value) }
    }

    /// The amount in ten-thousandths.
    #[must_use]
    pub const fn ten_thousandths(self) -> i64 {
        self.0
    }

    /// The amount as a float, for ratios and thresholds; exact up to about 9e11.
    #[must_use]
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / SCALE as f64
    }

    /// The amount without its sign.
    #[must_use]
    pub const fn abs(self) -> Self {
        Self(self.0.abs())
    }
}

/// The text is no amount: digits, `.` and up to four places, `,` between groups of three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an amount")]
pub struct NotAnAmount;

impl FromStr for Amount {
    type Err = NotAnAmount;

    fn from_str(text: &str) -> Result<Self, NotAnAmount> {
        let text = text.trim();
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, places) = match digits.split_once('.') {
            Some((_, "")) => return Err(NotAnAmount),
            Some((whole, places)) => (whole, places),
            None => (digits, ""),
        };
        let whole = ungrouped(whole).ok_or(NotAnAmount)?;
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !plain(&whole) || !plain(places) || places.len() > PLACES {
            return Err(NotAnAmount);
        }
        let value: i64 = format!("{whole}{places:0<PLACES$}").parse().map_err(|_| NotAnAmount)?;
        Ok(Self(if negative { -value } else { value }))
    }
}

/// `1,234,567` without its commas; `None` when they divide anything but groups of three.
fn ungrouped(whole: &str) -> Option<String> {
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    if !rest.is_empty() && (first.is_empty() || first.len() > 3 || rest.iter().any(|group| group.len() != 3)) {
        return None;
    }
    Some(first.to_owned() + &rest.concat())
}

impl fmt::Display for Amount {
    /// Two places, more only where needed: `12.30`, `-0.0001`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let value = self.0.unsigned_abs();
        let places = format!("{:04}", value % SCALE.unsigned_abs());
        let (cents, rest) = places.split_at(2);
        write!(f, "{sign}{}.{cents}{}", value / SCALE.unsigned_abs(), rest.trim_end_matches('0'))
    }
}

impl Add for Amount {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self::from_ten_thousandths(self.0.saturating_add(other.0))
    }
}

impl Sub for Amount {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self::from_ten_thousandths(self.0.saturating_sub(other.0))
    }
}

impl Neg for Amount {
    type Output = Self;

    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_ledgers_hold() {
        for (text, value, shown) in [
            ("12.34", 123_400, "12.34"),
            ("12", 120_000, "12.00"),
            (" -0.5 ", -5_000, "-0.50"),
            ("+1,234,567.8901", 12_345_678_901, "1234567.8901"),
            ("007.10", 71_000, "7.10"),
            ("-0", 0, "0.00"),
            ("0.001", 10, "0.001"),
        ] {
            let amount: Amount = text.parse().unwrap();
            assert_eq!((amount.ten_thousandths(), amount.to_string().as_str()), (value, shown), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_amount() {
        for bad in [
            "",
            "-",
            ".5",
            "5.",
            "1.23456",
            "1,23",
            "1,2345",
            ",123",
            "¥5",
            "1e3",
            "五",
            "--1",
            "1 000",
            "1.2.3",
            "99999999999999999999",
            "１２",
        ] {
            assert_eq!(bad.parse::<Amount>(), Err(NotAnAmount), "{bad}");
        }
    }

    #[test]
    fn sums_are_exact_and_stay_in_bounds() {
        let ten: Amount = std::iter::repeat_n("0.1".parse::<Amount>().unwrap(), 10).sum();
        assert_eq!(ten, "1".parse().unwrap());
        let most = Amount::from_ten_thousandths(i64::MAX);
        assert_eq!(most + most, most);
        assert_eq!(-(-most - most), most);
        assert_eq!(Amount::from_ten_thousandths(i64::MIN), -most);
        assert_eq!("-12.5".parse::<Amount>().unwrap().abs().as_f64(), 12.5);
    }

    proptest! {
        #[test]
        fn shown_amounts_read_back(value in (-i64::MAX)..i64::MAX) {
            let amount = Amount::from_ten_thousandths(value);
            prop_assert_eq!(amount.to_string().parse::<Amount>(), Ok(amount));
        }

        #[test]
        fn order_and_sums_are_those_of_the_numbers(a in -1_000_000_i64..1_000_000, b in -1_000_000_i64..1_000_000) {
            let (x, y) = (Amount::from_ten_thousandths(a), Amount::from_ten_thousandths(b));
            prop_assert_eq!(x.cmp(&y), a.cmp(&b));
            prop_assert_eq!((x + y).ten_thousandths(), a + b);
            prop_assert_eq!((x - y).ten_thousandths(), a - b);
        }
    }
}
