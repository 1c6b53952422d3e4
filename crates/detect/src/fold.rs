//! Folding: one character of text to one plain character, so that offsets stay exact.

/// What every invisible character folds to. Detectors skip it.
pub const ZERO_WIDTH: char = '\u{200B}';

/// Chinese numerals are folded only in runs of at least this many digits, so that 二零二四年 or 三七 stay words.
const NUMERAL_RUN: usize = 7;

/// How a digit was written. A change of style may be a disguise or a list marker; number detectors try both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// Not a digit.
    None,
    /// ASCII, full width, mathematical, Arabic-Indic, super- or subscript.
    Plain,
    /// Circled, parenthesised or followed by a full stop in one character.
    Circled,
    /// 零一二三…, 壹贰叁…, 幺.
    Numeral,
}

/// A text after [`fold`]: as many characters as the original, each with its place in it.
#[derive(Debug, Clone)]
pub struct Folded {
    chars: Vec<char>,
    styles: Vec<Style>,
    offsets: Vec<usize>,
}

impl Folded {
    /// The folded characters.
    #[must_use]
    pub fn chars(&self) -> &[char] {
        &self.chars
    }

    /// The byte offset in the original of the character at `index`; the original's length for `index == chars().len()`
    /// and beyond.
    #[must_use]
    pub fn offset(&self, index: usize) -> usize {
        self.offsets.get(index).or(self.offsets.last()).copied().unwrap_or(0)
    }

    /// The folded text without invisible characters.
    #[must_use]
    pub fn visible(&self) -> String {
        self.chars.iter().filter(|&&c| c != ZERO_WIDTH).collect()
    }

    pub(crate) fn style(&self, index: usize) -> Style {
        self.styles.get(index).copied().unwrap_or(Style::None)
    }

    /// The nearest visible character before `index`, with its index.
    pub(crate) fn before(&self, index: usize) -> Option<(usize, char)> {
        (0..index).rev().map(|i| (i, self.chars[i])).find(|&(_, c)| c != ZERO_WIDTH)
    }

    /// The nearest visible character at or after `index`, with its index.
    pub(crate) fn at_or_after(&self, index: usize) -> Option<(usize, char)> {
        (index..self.chars.len()).map(|i| (i, self.chars[i])).find(|&(_, c)| c != ZERO_WIDTH)
    }
}

/// Folds `text`: full-width forms to ASCII, circled and other decorated digits to digits, Chinese numerals in runs of
/// seven digits or more to digits, the many dashes and spaces to `-` and a space, invisible characters to
/// [`ZERO_WIDTH`]. Everything else, letter case included, stays. One character in, one character out.
#[must_use]
pub fn fold(text: &str) -> Folded {
    let mut folded = Folded { chars: Vec::new(), styles: Vec::new(), offsets: Vec::new() };
    let mut numerals = false;
    for (offset, original) in text.char_indices() {
        let (c, style) = fold_char(original);
        numerals |= style == Style::Numeral;
        folded.chars.push(c);
        folded.styles.push(style);
        folded.offsets.push(offset);
    }
    folded.offsets.push(text.len());
    if numerals {
        fold_numerals(&mut folded);
    }
    folded
}

/// The plain form of one character. A Chinese numeral is marked but stays as it is.
fn fold_char(c: char) -> (char, Style) {
    let digit = |first: char| (offset_digit(c, first), Style::Plain);
    let circled = |first: char| (char::from_digit(c as u32 - first as u32 + 1, 10).unwrap_or(c), Style::Circled);
    match c {
        '0'..='9' => (c, Style::Plain),
        ' '..='~' => (c, Style::None),
        '\u{FF10}'..='\u{FF19}' => digit('\u{FF10}'),
        '\u{FF01}'..='\u{FF5E}' => (char::from_u32(c as u32 - 0xFEE0).unwrap_or(c), Style::None),
        '\u{0660}'..='\u{0669}' => digit('\u{0660}'),
        '\u{06F0}'..='\u{06F9}' => digit('\u{06F0}'),
        '\u{2080}'..='\u{2089}' => digit('\u{2080}'),
        '\u{1D7CE}'..='\u{1D7FF}' => (char::from_digit((c as u32 - 0x1D7CE) % 10, 10).unwrap_or(c), Style::Plain),
        '⁰' => ('0', Style::Plain),
        '¹' => ('1', Style::Plain),
        '²' => ('2', Style::Plain),
        '³' => ('3', Style::Plain),
        '⁴'..='⁹' => (char::from_digit(c as u32 - 0x2070, 10).unwrap_or(c), Style::Plain),
        '⓪' | '⓿' | '🄀' => ('0', Style::Circled),
        '①'..='⑨' => circled('①'),
        '⑴'..='⑼' => circled('⑴'),
        '⒈'..='⒐' => circled('⒈'),
        '⓵'..='⓽' => circled('⓵'),
        '❶'..='❾' => circled('❶'),
        '➀'..='➈' => circled('➀'),
        '➊'..='➒' => circled('➊'),
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{180E}' | '\u{20E3}' | '\u{FEFF}' => (ZERO_WIDTH, Style::None),
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' => {
            (ZERO_WIDTH, Style::None)
        }
        '\u{00A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => (' ', Style::None),
        '‐'..='―' | '−' | '﹣' | '➖' | '⁃' => ('-', Style::None),
        '➕' | '﹢' => ('+', Style::None),
        '﹫' => ('@', Style::None),
        '·' | '・' | '•' | '‧' | '﹒' => ('.', Style::None),
        _ if numeral(c).is_some() => (c, Style::Numeral),
        _ => (c, Style::None),
    }
}

fn offset_digit(c: char, zero: char) -> char {
    char::from_digit(c as u32 - zero as u32, 10).unwrap_or(c)
}

fn numeral(c: char) -> Option<char> {
    Some(match c {
        '零' | '〇' | '○' => '0',
        '一' | '壹' | '幺' => '1',
        '二' | '贰' | '貳' => '2',
        '三' | '叁' | '參' => '3',
        '四' | '肆' => '4',
        '五' | '伍' => '5',
        '六' | '陆' | '陸' => '6',
        '七' | '柒' => '7',
        '八' | '捌' => '8',
        '九' | '玖' => '9',
        _ => return None,
    })
}

/// Turns numerals into digits wherever at least [`NUMERAL_RUN`] digits follow one another, separators between them
/// allowed.
fn fold_numerals(folded: &mut Folded) {
    let mut run: Vec<usize> = Vec::new();
    let mut separators = 0;
    for index in 0..=folded.chars.len() {
        let style = folded.style(index);
        if style != Style::None {
            run.push(index);
            separators = 0;
            continue;
        }
        match folded.chars.get(index) {
            Some(&ZERO_WIDTH) => continue,
            Some(' ' | '-' | '.') if separators == 0 && !run.is_empty() => separators += 1,
            _ => {
                for &place in &run {
                    match numeral(folded.chars[place]) {
                        Some(digit) if run.len() >= NUMERAL_RUN => folded.chars[place] = digit,
                        Some(_) => folded.styles[place] = Style::None,
                        None => {}
                    }
                }
                run.clear();
                separators = 0;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn folded(text: &str) -> String {
        fold(text).chars().iter().collect()
    }

    #[test]
    fn full_width_and_decorated_digits_become_ascii() {
        assert_eq!(folded("Ａ１２３＠ｑｑ．ｃｏｍ"), "A123@qq.com");
        assert_eq!(folded("①②③❹➎⓪⑺⒏"), "12345078");
        assert_eq!(folded("¹²⁸₉𝟙𝟬٣۴"), "12891034");
    }

    #[test]
    fn numerals_fold_only_in_long_runs() {
        assert_eq!(folded("电话一三八零零一三八零零零"), "电话13800138000");
        assert_eq!(folded("壹叁捌 零零壹叁 捌零零零"), "138 0013 8000");
        assert_eq!(folded("二零二四年三七开"), "二零二四年三七开");
        assert_eq!(folded("幺三八00138〇00"), "13800138000");
    }

    #[test]
    fn dashes_spaces_and_invisible_characters() {
        assert_eq!(folded("1—3－8\u{3000}0"), "1-3-8 0");
        assert_eq!(fold("1\u{200D}3\u{FEFF}8").visible(), "138");
        assert_eq!(fold("1\u{FE0F}\u{20E3}3").visible(), "13");
    }

    #[test]
    fn offsets_point_into_the_original() {
        let text = "号１3\u{200B}码";
        let folded = fold(text);
        let at: Vec<usize> = (0..=folded.chars().len()).map(|i| folded.offset(i)).collect();
        assert_eq!(at, [0, 3, 6, 7, 10, 13]);
        assert_eq!(folded.offset(99), text.len());
    }

    proptest! {
        #[test]
        fn one_character_in_one_character_out(text in ".{0,60}") {
            let folded = fold(&text);
            prop_assert_eq!(folded.chars().len(), text.chars().count());
            for index in 0..=folded.chars().len() {
                prop_assert!(text.is_char_boundary(folded.offset(index)));
            }
        }

        #[test]
        fn folding_is_idempotent(text in "[0-9０-９①-⑨一二三四五零八 \\-—a-zＡ-Ｚ汉字]{0,40}") {
            let once = folded(&text);
            prop_assert_eq!(folded(&once), once);
        }
    }
}
