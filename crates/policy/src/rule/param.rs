use groupkeep_config::table::Amount;
use groupkeep_config::yaml::Node;

use super::Text;
use super::names::names;

names! {
    /// What kind of value a parameter takes.
    ParamType {
        /// A share, 0 to 1.
        Ratio => "ratio",
        /// A whole number, not negative.
        Count => "count",
        /// Any number.
        Number => "number",
        /// Whole days, not negative.
        Days => "days",
        /// Hours, not negative.
        Hours => "hours",
        /// A sum of money in the group's currency, exact.
        Amount => "amount",
        /// A word.
        Text => "text",
        /// A list of words.
        List => "list",
    }
}

/// The value of a parameter.
#[derive(Debug, Clone, PartialEq)]
pub enum ParamValue {
    /// Of a ratio, count, number, days or hours.
    Number(f64),
    /// Of an amount.
    Amount(Amount),
    /// Of a text.
    Text(String),
    /// Of a list.
    List(Vec<String>),
}

/// A number or list of a rule that an operator may change under `check.params` of `groupkeep.yaml`.
#[derive(Debug, Clone, PartialEq)]
pub struct Param {
    /// What it holds.
    pub kind: ParamType,
    /// Its value where nothing is configured.
    pub default: ParamValue,
    /// Smallest allowed value, inclusive; numbers and amounts only.
    pub min: Option<ParamValue>,
    /// Largest allowed value, inclusive; numbers and amounts only.
    pub max: Option<ParamValue>,
    /// What it sets, for people.
    pub about: Option<Text>,
}

impl Param {
    /// Reads a YAML value as this parameter.
    ///
    /// # Errors
    /// One sentence saying what was expected: another type, or a value outside the bounds.
    pub fn read(&self, node: &Node) -> Result<ParamValue, String> {
        let value = self.kind.read(node)?;
        if self.min.as_ref().is_some_and(|min| less(&value, min)) {
            return Err(format!("must be at least {}", show(self.min.as_ref())));
        }
        if self.max.as_ref().is_some_and(|max| less(max, &value)) {
            return Err(format!("must be at most {}", show(self.max.as_ref())));
        }
        Ok(value)
    }
}

impl ParamType {
    /// Reads a YAML value as this type.
    ///
    /// # Errors
    /// One sentence saying what was expected.
    pub fn read(self, node: &Node) -> Result<ParamValue, String> {
        let number = match node {
            Node::Int(value) => Some(*value as f64),
            Node::Float(value) if value.is_finite() => Some(*value),
            _ => None,
        };
        match self {
            ParamType::Ratio => match number {
                Some(value) if (0.0..=1.0).contains(&value) => Ok(ParamValue::Number(value)),
                _ => Err("must be a share from 0 to 1".to_owned()),
            },
            ParamType::Count | ParamType::Days => match node {
                Node::Int(value) if *value >= 0 => Ok(ParamValue::Number(*value as f64)),
                _ if self == ParamType::Days => Err("must be a whole number of days, not negative".to_owned()),
                _ => Err("must be a whole number, not negative".to_owned()),
            },
            ParamType::Hours => match number {
                Some(value) if value >= 0.0 => Ok(ParamValue::Number(value)),
                _ => Err("must be a number of hours, not negative".to_owned()),
            },
            ParamType::Number => number.map(ParamValue::Number).ok_or_else(|| "must be a number".to_owned()),
            ParamType::Amount => match node {
                Node::Int(value) => value.to_string().parse::<Amount>().ok(),
                Node::Float(value) => value.to_string().parse::<Amount>().ok(),
                Node::String(text) => text.parse::<Amount>().ok(),
                _ => None,
            }
            .map(ParamValue::Amount)
            .ok_or_else(|| "must be a sum of money such as 200 or 199.50".to_owned()),
            ParamType::Text => match node {
                Node::String(text) if !text.trim().is_empty() => Ok(ParamValue::Text(text.clone())),
                _ => Err("must be a word".to_owned()),
            },
            ParamType::List => match node {
                Node::List(items) => items
                    .iter()
                    .map(|item| match item {
                        Node::String(text) if !text.trim().is_empty() => Ok(text.clone()),
                        _ => Err("must be a list of words".to_owned()),
                    })
                    .collect::<Result<_, _>>()
                    .map(ParamValue::List),
                _ => Err("must be a list of words".to_owned()),
            },
        }
    }

    /// Whether values of this type have a smallest and a largest.
    pub fn is_ordered(self) -> bool {
        !matches!(self, ParamType::Text | ParamType::List)
    }
}

impl std::fmt::Display for ParamValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ParamValue::Number(value) => write!(f, "{value}"),
            ParamValue::Amount(value) => write!(f, "{value}"),
            ParamValue::Text(text) => f.write_str(text),
            ParamValue::List(items) => f.write_str(&items.join(", ")),
        }
    }
}

fn less(a: &ParamValue, b: &ParamValue) -> bool {
    match (a, b) {
        (ParamValue::Number(a), ParamValue::Number(b)) => a < b,
        (ParamValue::Amount(a), ParamValue::Amount(b)) => a < b,
        _ => false,
    }
}

fn show(value: Option<&ParamValue>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(min: f64, max: f64) -> Param {
        Param {
            kind: ParamType::Ratio,
            default: ParamValue::Number(min),
            min: Some(ParamValue::Number(min)),
            max: Some(ParamValue::Number(max)),
            about: None,
        }
    }

    #[test]
    fn bounds_are_inclusive() {
        let param = ratio(0.1, 0.5);
        assert_eq!(param.read(&Node::Float(0.5)), Ok(ParamValue::Number(0.5)));
        assert_eq!(param.read(&Node::Float(0.1)), Ok(ParamValue::Number(0.1)));
        assert_eq!(param.read(&Node::Float(0.51)), Err("must be at most 0.5".to_owned()));
        assert_eq!(param.read(&Node::Float(0.09)), Err("must be at least 0.1".to_owned()));
    }

    #[test]
    fn every_type_says_what_it_expects() {
        let text = Node::String("many".to_owned());
        for kind in ParamType::ALL {
            let wrong = if matches!(kind, ParamType::Text | ParamType::List) { &Node::Bool(true) } else { &text };
            let said = kind.read(wrong).unwrap_err();
            assert!(said.starts_with("must be"), "{}: {said}", kind.name());
        }
    }

    #[test]
    fn counts_are_whole_and_not_negative() {
        assert!(ParamType::Count.read(&Node::Float(2.5)).is_err());
        assert!(ParamType::Days.read(&Node::Int(-1)).is_err());
        assert_eq!(ParamType::Days.read(&Node::Int(7)), Ok(ParamValue::Number(7.0)));
    }

    #[test]
    fn amounts_are_exact() {
        let value = ParamType::Amount.read(&Node::String("199.50".to_owned())).unwrap();
        assert_eq!(value, ParamValue::Amount("199.5".parse().unwrap()));
    }
}
