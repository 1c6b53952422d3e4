use jiff::civil::Weekday;

/// The days of the week from Monday on, as chat apps write them; in each language what holds another comes first.
const WORDS: [[&str; 7]; 14] = [
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    ["月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日", "日曜日"],
    ["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"],
    ["週一", "週二", "週三", "週四", "週五", "週六", "週日"],
    ["周一", "周二", "周三", "周四", "周五", "周六", "周日"],
    ["월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일"],
    ["วันจันทร์", "วันอังคาร", "วันพุธ", "วันพฤหัสบดี", "วันศุกร์", "วันเสาร์", "วันอาทิตย์"],
    ["จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์"],
    ["จ.", "อ.", "พ.", "พฤ.", "ศ.", "ส.", "อา."],
    ["月", "火", "水", "木", "金", "土", "日"],
    ["一", "二", "三", "四", "五", "六", "日"],
    ["월", "화", "수", "목", "금", "토", "일"],
    ["จ", "อ", "พ", "พฤ", "ศ", "ส", "อา"],
];

/// The days in their order.
const DAYS: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

/// True when a word names that day of the week in some language, perhaps in brackets or before a comma.
pub(crate) fn names(word: &str, day: Weekday) -> bool {
    let bare = bare(word);
    WORDS.iter().any(|words| words[place(day)] == bare)
}

/// True when a word names any day of the week.
pub(crate) fn is_weekday(word: &str) -> bool {
    let bare = bare(word);
    WORDS.iter().any(|words| words.contains(&bare))
}

/// A date with the name of its day of the week changed to that of another. Words are apart from others by anything but
/// letters, so that 月 within a date is left alone.
pub(crate) fn renamed(text: &str, old: Weekday, new: Weekday) -> String {
    if old == new {
        return text.to_owned();
    }
    for words in WORDS {
        let word = words[place(old)];
        for (at, _) in text.match_indices(word) {
            let end = at + word.len();
            let apart = !text[..at].chars().next_back().is_some_and(char::is_alphabetic)
                && !text[end..].chars().next().is_some_and(char::is_alphanumeric)
                && !text[..at].ends_with(|c: char| c.is_ascii_digit() && word.chars().count() == 1);
            if apart {
                return format!("{}{}{}", &text[..at], words[place(new)], &text[end..]);
            }
        }
    }
    text.to_owned()
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| c.is_whitespace() || "()（）,".contains(c))
}

fn place(day: Weekday) -> usize {
    DAYS.iter().position(|one| *one == day).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_many_places() {
        for (word, day) in [
            ("(月)", Weekday::Monday),
            ("（四）", Weekday::Thursday),
            ("週二", Weekday::Tuesday),
            ("Fri,", Weekday::Friday),
            ("星期一", Weekday::Monday),
            ("화요일", Weekday::Tuesday),
            ("(อา.)", Weekday::Sunday),
        ] {
            assert!(names(word, day) && !names(word, day.next()) && is_weekday(word), "{word}");
        }
        assert!(!is_weekday("") && !is_weekday("Mo") && !is_weekday("2024"));
    }

    #[test]
    fn the_day_of_a_shifted_date_goes_along() {
        let thursday = |text| renamed(text, Weekday::Monday, Weekday::Thursday);
        for (text, changed) in [
            ("2024/01/15(月)", "2024/01/15(木)"),
            ("2024年1月15日 月曜日", "2024年1月15日 木曜日"),
            ("2024/1/15週一", "2024/1/15週四"),
            ("2024年1月15日", "2024年1月15日"),
            ("Mon, 1/15/2024", "Thu, 1/15/2024"),
            ("Monday, January 15, 2024", "Thursday, January 15, 2024"),
            ("2026년 1월 26일 월요일", "2026년 1월 26일 목요일"),
        ] {
            assert_eq!(thursday(text), changed);
        }
    }
}
