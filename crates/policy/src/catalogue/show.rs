use std::fmt::Write as _;

use super::{scope_names, severity_words};
use crate::output::citation;
use crate::rule::{Lang, Need, Param, Rule};

/// One rule in full for people, as `rules show` prints it. Ends with a line break.
pub fn show(rule: &Rule, lang: Lang) -> String {
    let mut page = Page { lang, text: String::new() };
    let _ = writeln!(page.text, "{}  {}", rule.id, rule.title.in_lang(lang));
    page.line(("severity", "级别"), &severity_words(rule, lang));
    page.line(("basis", "依据类型"), rule.basis.label().in_lang(lang));
    page.line(("pack", "规则包"), &rule.pack);
    page.line(("for", "适用"), &scope_names(&rule.applying_scopes(), lang));
    if !rule.unless.is_empty() {
        page.line(("not when the charter has", "章程中有以下内容时不适用"), &rule.unless.join(", "));
    }
    if !rule.needs.is_empty() {
        page.line(("needs", "所需数据"), &rule.needs.iter().map(Need::name).collect::<Vec<_>>().join(", "));
    }
    page.line(("judged by", "判断方式"), rule.check.name());
    if rule.attestable {
        let words = ("two people, in an attestation of this id", "可由两人签名证明");
        page.line(("may be attested by", "人工证明"), if lang == Lang::En { words.0 } else { words.1 });
    }
    page.section(("why", "原因"), rule.rationale.in_lang(lang));
    page.section(("what to do", "处理"), rule.remediation.in_lang(lang));
    if !rule.source.laws.is_empty() {
        let lines: Vec<String> = rule.source.laws.iter().map(|cited| citation(cited, lang)).collect();
        page.section(("law", "法律"), &lines.join("\n"));
    }
    if !rule.params.is_empty() {
        let lines: Vec<String> = rule.params.iter().map(|(name, param)| parameter(name, param, lang)).collect();
        page.section(("parameters", "参数"), &lines.join("\n"));
    }
    page.text
}

struct Page {
    lang: Lang,
    text: String,
}

impl Page {
    fn line(&mut self, label: (&str, &str), text: &str) {
        let _ = match self.lang {
            Lang::En => writeln!(self.text, "  {}: {text}", label.0),
            Lang::Zh => writeln!(self.text, "  {}：{text}", label.1),
        };
    }

    fn section(&mut self, label: (&str, &str), text: &str) {
        let label = if self.lang == Lang::En { label.0 } else { label.1 };
        let _ = writeln!(self.text, "\n{label}");
        for line in text.lines() {
            let _ = writeln!(self.text, "  {line}");
        }
    }
}

/// `limit = 0.15 (ratio, 0 to 1): what it sets`.
pub(super) fn parameter(name: &str, param: &Param, lang: Lang) -> String {
    let mut text = format!("{name} = {} ({}", param.default, param.kind.name());
    let zh = lang == Lang::Zh;
    let _ = match (&param.min, &param.max) {
        (Some(min), Some(max)) if zh => write!(text, "，{min} 至 {max}"),
        (Some(min), Some(max)) => write!(text, ", {min} to {max}"),
        (Some(min), None) if zh => write!(text, "，至少 {min}"),
        (Some(min), None) => write!(text, ", at least {min}"),
        (None, Some(max)) if zh => write!(text, "，至多 {max}"),
        (None, Some(max)) => write!(text, ", at most {max}"),
        (None, None) => Ok(()),
    };
    text.push(')');
    if let Some(about) = &param.about {
        text.push_str(if zh { "：" } else { ": " });
        text.push_str(about.in_lang(lang));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::builtin_rules;
    use crate::tests::expected::expected;

    #[test]
    fn a_rule_in_both_languages() {
        let rules = builtin_rules().unwrap();
        let rule = rules.iter().find(|rule| rule.id == "payments/small-trade-cap").unwrap();
        expected("src/catalogue/show.en.txt", &show(rule, Lang::En));
        expected("src/catalogue/show.zh.txt", &show(rule, Lang::Zh));
    }

    #[test]
    fn every_rule_can_be_shown() {
        for rule in builtin_rules().unwrap() {
            for lang in [Lang::En, Lang::Zh] {
                let text = show(&rule, lang);
                assert!(text.starts_with(&rule.id) && text.ends_with('\n'));
                assert!(text.contains(rule.remediation.in_lang(lang)), "{text}");
            }
        }
    }
}
