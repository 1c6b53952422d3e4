//! The small phrases all forms share.

use crate::report::Figure;
use crate::rule::{Addressee, Citation, Lang, Text};

/// `text` with control characters replaced, so that nothing quoted from a chat can steer a terminal.
pub(crate) fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect()
}

/// A figure with its unit.
pub(crate) fn figure(value: &Figure, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    match value {
        Figure::Ratio(share) => format!("{}%", trimmed(share * 100.0)),
        Figure::Count(count) => count.to_string(),
        Figure::Days(1) if !zh => "1 day".to_owned(),
        Figure::Days(days) if zh => format!("{days}天"),
        Figure::Days(days) => format!("{days} days"),
        Figure::Hours(hours) if zh => format!("{}小时", trimmed(*hours)),
        Figure::Hours(hours) => format!("{} h", trimmed(*hours)),
        Figure::Amount(amount) if zh => format!("{amount}元"),
        Figure::Amount(amount) => amount.clone(),
        Figure::Number(number) => trimmed(*number),
    }
}

/// One decimal at most: `96.5`, `100`.
fn trimmed(number: f64) -> String {
    let text = format!("{number:.1}");
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}

/// The law and its articles, without the particulars: `Personal Information Protection Law, art. 28, 29`.
pub(crate) fn brief_citation(cited: &Citation, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{}, art. {}", cited.law.name.en, cited.article),
        Lang::Zh => format!("《{}》第{}条", cited.law.name.zh, articles_zh(cited)),
    }
}

fn articles_zh(cited: &Citation) -> String {
    cited.article.split(',').map(str::trim).collect::<Vec<_>>().join("、")
}

/// [`brief_citation`] with where and since when it holds, when the rule was compared with it, and whom it binds.
pub(crate) fn citation(cited: &Citation, lang: Lang) -> String {
    let law = &cited.law;
    let (brief, code, since) = (brief_citation(cited, lang), &law.jurisdiction, law.effective);
    let month = cited.reviewed_on.strftime("%Y-%m");
    let whom = addressee(cited.addressee);
    match lang {
        Lang::En => format!("{brief} ({code}, in force since {since}; reviewed {month}; binds {})", whom.en),
        Lang::Zh => format!("{brief}（{code}，{since}起施行；{month}核对；约束{}）", whom.zh),
    }
}

/// Whom a law binds, for people.
fn addressee(who: Addressee) -> Text {
    match who {
        Addressee::Anyone => Text::new("everyone", "任何人"),
        Addressee::Handler => Text::new("whoever decides how personal information is handled", "个人信息处理者"),
        Addressee::Seller => Text::new("whoever sells", "销售者"),
        Addressee::Operator => Text::new("businesses", "经营者"),
        Addressee::NetworkOperator => Text::new("network operators, not groups", "网络运营者，不含群"),
        Addressee::Platform => Text::new("platform operators, not groups", "平台经营者，不含群"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_carry_their_unit() {
        let cases = [
            (Figure::Ratio(0.965), "96.5%", "96.5%"),
            (Figure::Ratio(1.0), "100%", "100%"),
            (Figure::Count(3), "3", "3"),
            (Figure::Days(1), "1 day", "1天"),
            (Figure::Days(30), "30 days", "30天"),
            (Figure::Hours(24.0), "24 h", "24小时"),
            (Figure::Amount("199.50".to_owned()), "199.50", "199.50元"),
            (Figure::Number(6.25), "6.2", "6.2"),
        ];
        for (value, en, zh) in cases {
            assert_eq!((figure(&value, Lang::En).as_str(), figure(&value, Lang::Zh).as_str()), (en, zh));
        }
    }

    #[test]
    fn nothing_quoted_steers_the_terminal() {
        assert_eq!(plain("a\u{1b}[31mb\nc"), "a\u{FFFD}[31mb\u{FFFD}c");
    }
}
