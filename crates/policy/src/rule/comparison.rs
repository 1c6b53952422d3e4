use super::names::names;

names! {
    /// How a measured value is compared with its limit.
    Operator {
        /// Smaller.
        Less => "<",
        /// Smaller or equal.
        AtMost => "<=",
        /// Larger.
        More => ">",
        /// Larger or equal.
        AtLeast => ">=",
    }
}

impl Operator {
    /// Whether `value` stands in this relation to `limit`; never for a NaN.
    pub fn holds(self, value: f64, limit: f64) -> bool {
        match self {
            Operator::Less => value < limit,
            Operator::AtMost => value <= limit,
            Operator::More => value > limit,
            Operator::AtLeast => value >= limit,
        }
    }
}

/// What a measured value is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Limit {
    /// `params.NAME`, a parameter of the rule.
    Param(String),
    /// `charter.PATH`, a number the group has promised itself; missing means the rule fails, because the promise is due.
    Charter(String),
}

/// `value > params.limit`: when a threshold fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The relation that means failure.
    pub operator: Operator,
    /// The other side.
    pub limit: Limit,
}

impl Comparison {
    /// Reads `value OPERATOR params.NAME` or `value OPERATOR charter.PATH`.
    ///
    /// # Errors
    /// One sentence saying what was expected. Whether the name exists is for the caller to check.
    pub fn parse(text: &str) -> Result<Comparison, String> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let ["value", operator, limit] = words[..] else {
            return Err("must read `value OPERATOR LIMIT`, such as `value > params.limit`".to_owned());
        };
        let operator =
            Operator::from_name(operator).ok_or_else(|| "the operator must be one of <, <=, >, >=".to_owned())?;
        let limit = match limit.split_once('.') {
            Some(("params", name)) if !name.is_empty() => Limit::Param(name.to_owned()),
            Some(("charter", path)) if !path.is_empty() => Limit::Charter(path.to_owned()),
            _ => return Err("the limit must be `params.NAME` or `charter.PATH`".to_owned()),
        };
        Ok(Comparison { operator, limit })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_kinds_of_limit() {
        assert_eq!(
            Comparison::parse("value > params.limit"),
            Ok(Comparison { operator: Operator::More, limit: Limit::Param("limit".to_owned()) })
        );
        assert_eq!(
            Comparison::parse("value  >=  charter.notice.retention_days"),
            Ok(Comparison { operator: Operator::AtLeast, limit: Limit::Charter("notice.retention_days".to_owned()) })
        );
    }

    #[test]
    fn refuses_everything_else() {
        for text in ["", "value", "value == params.x", "x > params.x", "value > 3", "value > params.", "value > a.b c"]
        {
            assert!(Comparison::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn nothing_holds_for_what_is_no_number() {
        for operator in Operator::ALL {
            assert!(!operator.holds(f64::NAN, 0.0));
        }
        assert!(Operator::AtMost.holds(1.0, 1.0) && !Operator::Less.holds(1.0, 1.0));
    }
}
