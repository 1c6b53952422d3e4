use jiff::civil::DateTime;

use super::head::Head;
use crate::DateOrder;

/// What the dates of a whole file say about their order. It is never decided line by line: that turns the 13th of
/// January into a day of the next year.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    heads: u64,
    year_first: u64,
    first_over_12: u64,
    second_over_12: u64,
    dotted: u64,
    day_first: Reading,
    month_first: Reading,
    short: Short,
}

/// What speaks for years of two digits in front, as in `24/1/2`.
#[derive(Debug, Default)]
struct Short {
    /// Numbers before and last of the date before.
    last: Option<[u16; 2]>,
    /// How often the first number changed, and how often the last.
    changes: [u64; 2],
    /// Last numbers of one digit, which are no years.
    days: u64,
    /// Dates that cannot be written so.
    others: u64,
}

/// One way to read all dates of a file.
#[derive(Debug, Default)]
struct Reading {
    last: Option<DateTime>,
    backwards: u64,
    span: Option<(DateTime, DateTime)>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Decision {
    /// The order, and why.
    Decided(DateOrder, &'static str),
    /// Both orders fit; what each would mean, for a person.
    Undecided(String),
    /// There is no date.
    Nothing,
}

impl Reading {
    fn add(&mut self, moment: Option<DateTime>) {
        let Some(moment) = moment else {
            self.backwards += 1;
            return;
        };
        if self.last.is_some_and(|last| moment < last) {
            self.backwards += 1;
        }
        self.last = Some(moment);
        self.span = Some(self.span.map_or((moment, moment), |(first, last)| (first.min(moment), last.max(moment))));
    }

    fn words(&self) -> String {
        self.span.map_or_else(|| "no dates".to_owned(), |(first, last)| format!("{} to {}", first.date(), last.date()))
    }
}

impl Short {
    fn add(&mut self, head: &Head) {
        let numbers = [head.numbers[0], head.numbers[2]];
        let last = self.last.replace(numbers).unwrap_or(numbers);
        for (changes, (number, last)) in self.changes.iter_mut().zip(numbers.into_iter().zip(last)) {
            *changes += u64::from(number != last);
        }
        self.days += u64::from(head.widths[1] == 1);
        self.others += u64::from(head.widths[0] != 2 || head.widths[1] > 2);
    }

    /// The last numbers are days and the first ones, which change less often, years.
    fn is_sure(&self) -> bool {
        self.others == 0 && self.days > 0 && self.changes[0] < self.changes[1]
    }

    /// Whether the first number, always the same, is a day or a year, nobody can say.
    fn is_possible(&self) -> bool {
        self.others == 0 && self.changes[0] == 0 && self.changes[1] > 1
    }
}

impl Evidence {
    /// Takes one more date into account.
    pub fn add(&mut self, head: &Head) {
        self.heads += 1;
        let [first, second, _] = head.numbers;
        if head.is_year_first() {
            self.year_first += 1;
            return;
        }
        self.first_over_12 += u64::from(first > 12);
        self.second_over_12 += u64::from(second > 12);
        self.dotted += u64::from(head.separator == '.');
        self.short.add(head);
        self.day_first.add(head.moment(DateOrder::Dmy));
        self.month_first.add(head.moment(DateOrder::Mdy));
    }

    /// True when no later date is needed: so many speak for one order, and none for the other, that more would only show
    /// what somebody pasted.
    pub fn is_sure(&self) -> bool {
        const ENOUGH: u64 = 100;
        self.heads >= ENOUGH && self.is_year_first()
            || matches!((self.first_over_12, self.second_over_12), (ENOUGH.., 0) | (0, ENOUGH..))
    }

    /// The few others are lines a member pasted.
    pub fn is_year_first(&self) -> bool {
        self.year_first * 10 > self.heads * 9
    }

    /// Decides for the whole file.
    pub fn decide(&self) -> Decision {
        if self.heads == 0 {
            return Decision::Nothing;
        }
        if self.is_year_first() {
            return Decision::Decided(DateOrder::Ymd, "the year comes first");
        }
        if self.short.is_sure() {
            return Decision::Decided(DateOrder::Ymd, "the last numbers are too short for years");
        }
        let (day, month) = (self.day_first.backwards, self.month_first.backwards);
        match (self.first_over_12, self.second_over_12) {
            (1.., 0) if self.short.is_possible() => Decision::Undecided(
                "it cannot be decided whether dates begin with the day or with a year of two digits".to_owned(),
            ),
            (1.., 0) => Decision::Decided(DateOrder::Dmy, "some first numbers are above 12"),
            (0, 1..) => Decision::Decided(DateOrder::Mdy, "some second numbers are above 12"),
            // No locale writes the month first with full stops (CLDR 45).
            (0, 0) if self.dotted == self.heads - self.year_first => {
                Decision::Decided(DateOrder::Dmy, "dates with full stops give the day first")
            }
            (0, 0) if day * 10 < month => {
                Decision::Decided(DateOrder::Dmy, "only so do the messages follow one another in time")
            }
            (0, 0) if month * 10 < day => {
                Decision::Decided(DateOrder::Mdy, "only so do the messages follow one another in time")
            }
            _ => Decision::Undecided(format!(
                "the order of day and month cannot be decided: {} with the day first, {} with the month first",
                self.day_first.words(),
                self.month_first.words()
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decide(dates: &[&str]) -> Decision {
        let mut evidence = Evidence::default();
        for date in dates {
            evidence.add(&Head::of(&format!("{date}, 10:00 - A: b")).unwrap());
        }
        evidence.decide()
    }

    fn order(dates: &[&str]) -> Option<DateOrder> {
        match decide(dates) {
            Decision::Decided(order, _) => Some(order),
            Decision::Undecided(_) | Decision::Nothing => None,
        }
    }

    #[test]
    fn numbers_above_twelve_decide() {
        assert_eq!(order(&["1/2/24", "13/2/24"]), Some(DateOrder::Dmy));
        assert_eq!(order(&["1/2/24", "2/13/24"]), Some(DateOrder::Mdy));
        assert_eq!(order(&["2024/1/2", "2024/2/13"]), Some(DateOrder::Ymd));
    }

    #[test]
    fn a_few_pasted_dates_do_not_outweigh_years_in_front() {
        let mut dates = vec!["2024/1/2"; 20];
        dates.push("13/1/24");
        assert_eq!(order(&dates), Some(DateOrder::Ymd));
        assert_eq!(order(&["2024/1/2", "3/4/24"]), None);
        assert_eq!(order(&["1.2.24", "2024-01-02", "2.2.24"]), Some(DateOrder::Dmy));
    }

    #[test]
    fn a_year_in_front_may_have_two_digits() {
        assert_eq!(order(&["24/1/9", "24/1/10", "24/1/31", "24/2/1"]), Some(DateOrder::Ymd));
        // Somebody pasted the third.
        assert_eq!(order(&["01/02/24", "13/02/24", "24/2/1", "14/02/24"]), Some(DateOrder::Dmy));
        assert_eq!(order(&["24/12/10", "24/12/11", "24/12/12"]), None);
        assert_eq!(order(&["24/12/23", "24/12/23", "25/12/23"]), Some(DateOrder::Dmy));
    }

    #[test]
    fn full_stops_decide() {
        assert_eq!(order(&["1.2.24", "2.2.24"]), Some(DateOrder::Dmy));
    }

    #[test]
    fn the_order_in_time_decides() {
        assert_eq!(order(&["4/5/24", "3/6/24", "1/7/24"]), Some(DateOrder::Dmy));
        assert_eq!(order(&["5/4/24", "6/3/24", "7/1/24"]), Some(DateOrder::Mdy));
    }

    #[test]
    fn otherwise_both_readings_are_told() {
        assert_eq!(
            decide(&["1/2/24", "2/3/24"]),
            Decision::Undecided(
                "the order of day and month cannot be decided: 2024-02-01 to 2024-03-02 with the day first, 2024-01-02 to \
                 2024-02-03 with the month first"
                    .to_owned()
            )
        );
        assert_eq!(order(&["13/1/24", "1/13/24"]), None);
        assert_eq!(decide(&[]), Decision::Nothing);
    }
}
