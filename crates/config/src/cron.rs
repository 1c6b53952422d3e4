//! Five-field cron lines: minute, hour, day of month, month, day of week.

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

struct Field {
    name: &'static str,
    least: u32,
    most: u32,
    /// Names that may stand for the numbers from `least` on.
    words: &'static [&'static str],
}

const FIELDS: [Field; 5] = [
    Field { name: "minute", least: 0, most: 59, words: &[] },
    Field { name: "hour", least: 0, most: 23, words: &[] },
    Field { name: "day", least: 1, most: 31, words: &[] },
    Field { name: "month", least: 1, most: 12, words: &MONTHS },
    Field { name: "weekday", least: 0, most: 7, words: &DAYS },
];

/// Whether a line is one that cron, systemd and launchd units can all be made from; the reason if not.
pub(crate) fn check(line: &str) -> Result<(), String> {
    let parts: Vec<&str> = line.split_whitespace().collect();
    if parts.len() != FIELDS.len() {
        return Err(format!("it has {} fields, not 5", parts.len()));
    }
    for (field, part) in FIELDS.iter().zip(parts) {
        if !part.split(',').all(|item| field.takes(item)) {
            return Err(format!("the {} is not understood", field.name));
        }
    }
    Ok(())
}

impl Field {
    fn takes(&self, item: &str) -> bool {
        let (range, step) = match item.split_once('/') {
            Some((range, step)) => (range, Some(step)),
            None => (item, None),
        };
        if let Some(step) = step
            && !number(step).is_some_and(|step| step >= 1 && step <= self.most)
        {
            return false;
        }
        match range.split_once('-') {
            _ if range == "*" => true,
            Some((first, last)) => match (self.value(first), self.value(last)) {
                (Some(first), Some(last)) => first <= last,
                _ => false,
            },
            None => self.value(range).is_some(),
        }
    }

    fn value(&self, text: &str) -> Option<u32> {
        let word = text.to_lowercase();
        let named = self.words.iter().position(|name| *name == word).and_then(|index| u32::try_from(index).ok());
        let value = named.map(|index| index + self.least).or_else(|| number(text))?;
        (self.least..=self.most).contains(&value).then_some(value)
    }
}

fn number(text: &str) -> Option<u32> {
    if !text.is_empty() && text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().ok()
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn takes_what_cron_takes() {
        for line in ["0 3 * * *", "*/15 0-6 1,15 jan-mar mon", "0 8 * * 1", "59 23 31 12 7", "5/10 * * * SUN-fri"] {
            assert_eq!(check(line), Ok(()), "{line}");
        }
    }

    #[test]
    fn says_which_field_is_wrong() {
        for (line, reason) in [
            ("0 3 * *", "it has 4 fields, not 5"),
            ("", "it has 0 fields, not 5"),
            ("60 3 * * *", "the minute is not understood"),
            ("0 3-1 * * *", "the hour is not understood"),
            ("0 3 0 * *", "the day is not understood"),
            ("0 3 * foo *", "the month is not understood"),
            ("0 3 * * */0", "the weekday is not understood"),
            ("0 +3 * * *", "the hour is not understood"),
        ] {
            assert_eq!(check(line).unwrap_err(), reason, "{line}");
        }
    }
}
