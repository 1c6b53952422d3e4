//! Digit groups and the windows over them in which numbers are looked for.

use crate::context::{PHONE_WORDS, word_after, word_before};
use crate::fold::{Folded, Style, ZERO_WIDTH};
use crate::resident_id::ends_in_x;

/// No number looked for has more digits than this (a bank card has 19, a mobile with `0086` has 15).
const MAX_DIGITS: usize = 19;

/// What stands between a group of digits and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gap {
    /// Nothing belonging to a number: the group begins its chain.
    Start,
    /// Nothing at all, but the digits are written in another style.
    Joined,
    Space,
    Dash,
    Dot,
    /// A bracket, as in `(+86)138…`.
    Bracket,
}

/// Digits that follow one another, invisible characters aside.
#[derive(Debug)]
pub(crate) struct Group {
    /// Index of the first character.
    pub start: usize,
    /// Index after the last digit.
    pub end: usize,
    pub digits: String,
    pub gap: Gap,
    style: Style,
}

/// A stretch of groups that might be one number, its edges already judged.
#[derive(Debug)]
pub(crate) struct Window<'g> {
    pub groups: &'g [Group],
    pub digits: String,
}

impl Window<'_> {
    pub fn start(&self) -> usize {
        self.groups.first().map_or(0, |group| group.start)
    }

    pub fn end(&self) -> usize {
        self.groups.last().map_or(0, |group| group.end)
    }

    /// True if the groups after the first `skip` are divided as people divide a number: not at all, digit by digit with
    /// one separator throughout, or into parts of at least two digits of which the first has at least `lead`.
    pub fn plainly_divided(&self, skip: usize, lead: usize) -> bool {
        let groups = &self.groups[skip.min(self.groups.len())..];
        let gaps: Vec<Gap> = groups.iter().skip(1).map(|group| group.gap).filter(|gap| *gap != Gap::Joined).collect();
        let Some(first) = gaps.first() else { return true };
        if groups.iter().all(|group| group.digits.len() == 1) {
            return gaps.iter().all(|gap| gap == first);
        }
        let inner = &groups[..groups.len() - 1];
        !gaps.contains(&Gap::Bracket)
            && groups[0].digits.len() >= lead
            && inner.iter().all(|group| group.digits.len() >= 2 || group.gap == Gap::Joined)
    }
}

/// Groups the digits of `folded` into chains; separators inside a chain are one space or two, a dash, a dot, or a
/// bracket.
pub(crate) fn chains(folded: &Folded) -> Vec<Vec<Group>> {
    let mut chains: Vec<Vec<Group>> = Vec::new();
    let chars = folded.chars();
    let mut index = 0;
    let mut previous_end = None;
    while index < chars.len() {
        if !chars[index].is_ascii_digit() {
            index += 1;
            continue;
        }
        let group = group_at(folded, index, previous_end);
        index = group.end;
        previous_end = Some(group.end);
        match (group.gap, chains.last_mut()) {
            (Gap::Start, _) | (_, None) => chains.push(vec![group]),
            (_, Some(chain)) => chain.push(group),
        }
    }
    chains
}

fn group_at(folded: &Folded, start: usize, previous_end: Option<usize>) -> Group {
    let chars = folded.chars();
    let style = folded.style(start);
    let mut digits = String::new();
    let mut end = start;
    for (index, &c) in chars.iter().enumerate().skip(start) {
        if c.is_ascii_digit() && folded.style(index) == style {
            digits.push(c);
            end = index + 1;
        } else if c != ZERO_WIDTH {
            break;
        }
    }
    let gap = previous_end.map_or(Gap::Start, |from| gap_of(chars, from, start));
    Group { start, end, digits, gap, style }
}

fn gap_of(chars: &[char], from: usize, to: usize) -> Gap {
    let mut between = String::new();
    for &c in chars[from..to].iter().filter(|&&c| c != ZERO_WIDTH) {
        between.push(c);
        if between.len() > 3 {
            return Gap::Start;
        }
    }
    match between.as_str() {
        "" => Gap::Joined,
        " " | "  " => Gap::Space,
        "-" | " - " | "--" => Gap::Dash,
        "." => Gap::Dot,
        ")" | ") " | ")-" | "(" | " (" => Gap::Bracket,
        _ => Gap::Start,
    }
}

/// Every window of `chain` with at most [`MAX_DIGITS`] digits whose edges could be the edges of a number; 17 digits may
/// be followed by the X of an identity number.
pub(crate) fn windows<'g>(folded: &Folded, chain: &'g [Group]) -> Vec<Window<'g>> {
    let mut found = Vec::new();
    for first in 0..chain.len() {
        let mut digits = String::new();
        for last in first..chain.len() {
            digits.push_str(&chain[last].digits);
            if digits.len() > MAX_DIGITS {
                break;
            }
            let x_follows = digits.len() == 17 && last + 1 == chain.len() && ends_in_x(folded, chain[last].end);
            if left_edge(folded, chain, first, last) && (x_follows || right_edge(folded, chain, first, last)) {
                found.push(Window { groups: &chain[first..=last], digits: digits.clone() });
            }
        }
    }
    found
}

fn left_edge(folded: &Folded, chain: &[Group], first: usize, last: usize) -> bool {
    let group = &chain[first];
    if first == 0 {
        return left_neighbour(folded, group.start);
    }
    let neighbour = &chain[first - 1];
    let alone = first == last;
    match group.gap {
        Gap::Start | Gap::Bracket => true,
        Gap::Space => !continues_singles(chain, first, last, neighbour),
        // "1.138…" and "1-138…" number a list; two numbers may be joined by a dash.
        Gap::Dash | Gap::Dot => alone && (neighbour.digits.len() <= 2 || neighbour.digits.len() == group.digits.len()),
        Gap::Joined => in_one_style(&chain[first..=last]),
    }
}

fn right_edge(folded: &Folded, chain: &[Group], first: usize, last: usize) -> bool {
    let Some(neighbour) = chain.get(last + 1) else {
        return right_neighbour(folded, chain[last].end);
    };
    let alone = first == last;
    match neighbour.gap {
        Gap::Start | Gap::Bracket => true,
        Gap::Space => !continues_singles(chain, first, last, neighbour),
        Gap::Dash => alone,
        Gap::Dot => false,
        Gap::Joined => in_one_style(&chain[first..=last]),
    }
}

/// True if all groups are written alike, so that digits in another style beside them are another number: a list marker,
/// a room, a year.
fn in_one_style(groups: &[Group]) -> bool {
    groups.iter().all(|group| group.style == groups[0].style)
}

/// True if the window is written digit by digit and the neighbour is one more such digit.
fn continues_singles(chain: &[Group], first: usize, last: usize, neighbour: &Group) -> bool {
    neighbour.digits.len() == 1 && chain[first..=last].iter().all(|group| group.digits.len() == 1)
}

/// True if a number may begin at `start`: no ASCII letter or digit stands before it, except a word such as `tel`; nor
/// letters tied to it by a dash or underscore, as in tracking numbers and file names.
pub(crate) fn left_neighbour(folded: &Folded, start: usize) -> bool {
    match folded.before(start) {
        Some((at, c)) if c.is_ascii_alphabetic() => word_before(folded, at + 1, PHONE_WORDS),
        Some((_, c)) if c.is_ascii_digit() => false,
        Some((at, '-' | '_')) => match folded.before(at) {
            Some((letter, c)) if c.is_ascii_alphanumeric() => word_before(folded, letter + 1, PHONE_WORDS),
            _ => true,
        },
        _ => true,
    }
}

/// True if a number may end before `end`: no ASCII letter or digit follows, except a word such as `wx`, and it is not
/// the beginning of an address.
pub(crate) fn right_neighbour(folded: &Folded, end: usize) -> bool {
    match folded.at_or_after(end) {
        Some((at, c)) if c.is_ascii_alphabetic() => word_after(folded, at, PHONE_WORDS),
        Some((_, c)) if c.is_ascii_digit() => false,
        Some((at, '@')) => !folded.at_or_after(at + 1).is_some_and(|(_, c)| c.is_ascii_alphabetic()),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::fold;

    fn groups(text: &str) -> Vec<Vec<String>> {
        chains(&fold(text)).into_iter().map(|chain| chain.into_iter().map(|group| group.digits).collect()).collect()
    }

    #[test]
    fn separators_join_and_other_characters_part() {
        assert_eq!(groups("12-34 56.7，8"), [vec!["12", "34", "56", "7"], vec!["8"]]);
        assert_eq!(groups("1\u{200B}2\u{3000}3"), [["12", "3"]]);
        assert_eq!(groups("①12"), [["1", "12"]]);
        assert!(groups("没有数字").is_empty());
    }

    fn window_digits(text: &str) -> Vec<String> {
        let folded = fold(text);
        chains(&folded).iter().flat_map(|chain| windows(&folded, chain)).map(|window| window.digits).collect()
    }

    #[test]
    fn letters_and_digits_beside_a_number_forbid_it() {
        assert!(window_digits("a123").is_empty());
        assert!(window_digits("123a").is_empty());
        assert!(window_digits("SF-123").is_empty());
        assert_eq!(window_digits("号123码"), ["123"]);
        assert_eq!(window_digits("tel123"), ["123"]);
        assert_eq!(window_digits("123wx同号"), ["123"]);
    }

    #[test]
    fn decimals_are_not_cut_but_list_markers_are() {
        assert_eq!(window_digits("12345.67"), ["1234567"]);
        assert_eq!(window_digits("1.12345"), ["112345", "12345"]);
    }

    #[test]
    fn divisions_people_use() {
        let divided = |text: &str| {
            let folded = fold(text);
            let chains = chains(&folded);
            windows(&folded, &chains[0]).last().is_some_and(|window| window.plainly_divided(0, 3))
        };
        assert!(divided("13800138000") && divided("138 0013 8000"));
        let folded = fold("1 3 8 0");
        let chain = &chains(&folded)[0];
        assert_eq!(windows(&folded, chain).iter().map(|w| w.plainly_divided(0, 3)).collect::<Vec<_>>(), [true]);
    }
}
