//! `docs/rules/`: one page a rule, in both languages, written from the rule itself so that it cannot differ from it.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::show::parameter;
use super::{scope_names, severity_words};
use crate::output::citation;
use crate::rule::{CheckKind, Lang, Need, Pack, Rule};

/// The page's path below `docs/rules/`: `privacy/retention.md`.
pub fn docs_path(rule: &Rule) -> PathBuf {
    PathBuf::from(format!("{}.md", rule.id))
}

/// The page of a rule, Markdown.
pub fn docs_page(rule: &Rule) -> String {
    let mut page = format!("# {}\n\n{} · {}\n\n", rule.id, rule.title.en, rule.title.zh);
    page.push_str("<!-- Written from the rule's file by the tests; edit the rule, not this page. -->\n");
    for lang in [Lang::En, Lang::Zh] {
        half(&mut page, rule, lang);
    }
    page
}

fn half(page: &mut String, rule: &Rule, lang: Lang) {
    let zh = lang == Lang::Zh;
    let pick = |en: &'static str, chinese: &'static str| if zh { chinese } else { en };
    let _ = writeln!(page, "\n## {}\n", pick("English", "中文"));
    let mut row = |label: &str, text: &str| {
        let _ = writeln!(page, "- **{label}**{}{text}", if zh { "：" } else { ": " });
    };
    row(pick("Severity", "级别"), &severity_words(rule, lang));
    row(pick("Basis", "依据类型"), rule.basis.label().in_lang(lang));
    row(pick("Applies to", "适用"), &scope_names(&rule.applying_scopes(), lang));
    if !rule.unless.is_empty() {
        row(pick("Not when the charter has", "章程中有以下内容时不适用"), &code_list(&rule.unless));
    }
    if !rule.needs.is_empty() {
        row(pick("Needs", "所需数据"), &code_list(&rule.needs.iter().map(Need::name).collect::<Vec<_>>()));
    }
    row(pick("Judged by", "判断方式"), &judged(&rule.check, lang));
    if rule.attestable {
        row(
            pick("Attestation", "人工证明"),
            pick("two people may vouch for it under this id", "可由两人以本规则编号签名证明"),
        );
    }
    let _ = writeln!(page, "\n### {}\n\n{}", pick("Why", "原因"), rule.rationale.in_lang(lang));
    let _ = writeln!(page, "\n### {}\n\n{}", pick("What to do", "处理"), rule.remediation.in_lang(lang));
    if !rule.source.laws.is_empty() {
        let _ = writeln!(page, "\n### {}\n", pick("Law", "法律"));
        for cited in &rule.source.laws {
            let _ = writeln!(page, "- {}", citation(cited, lang));
        }
    }
    if !rule.params.is_empty() {
        let _ = writeln!(page, "\n### {}\n", pick("Parameters", "参数"));
        for (name, param) in &rule.params {
            let _ = writeln!(page, "- {}", parameter(name, param, lang));
        }
    }
}

/// The check kind and what it looks at.
fn judged(check: &CheckKind, lang: Lang) -> String {
    let kind = format!("`{}`", check.name());
    let detail = match check {
        CheckKind::Threshold { metric, .. } => format!("`{}`", metric.name()),
        CheckKind::Pattern(pattern) => {
            let language = if lang == Lang::Zh { "zh" } else { "en" };
            pattern.detect.iter().map(|kind| kind.label(language)).collect::<Vec<_>>().join(separator(lang))
        }
        CheckKind::Presence(presence) => {
            let any = presence.any_of.iter().map(|group| group.join("|"));
            code_list(&presence.paths.iter().cloned().chain(any).collect::<Vec<_>>())
        }
        CheckKind::RegisterJoin { each, register } => format!("`{}` → `{}`", each.name(), register.name()),
        CheckKind::Rows(rows) => format!("`{}`: {}", rows.table.name(), code_list(&rows.any_of)),
        CheckKind::Deadline(deadline) => {
            format!("`{}`: `{}` → `{}`", deadline.table.name(), deadline.from, deadline.to)
        }
        CheckKind::Freshness { date, .. } => format!("`{date}`"),
        CheckKind::Reconcile { .. } => "`ledger`".to_owned(),
        CheckKind::Attest => String::new(),
        CheckKind::Computed(evaluator) => format!("`{}`", evaluator.name()),
    };
    if detail.is_empty() { kind } else { format!("{kind} ({detail})") }
}

fn separator(lang: Lang) -> &'static str {
    if lang == Lang::Zh { "、" } else { ", " }
}

fn code_list<S: AsRef<str>>(items: &[S]) -> String {
    items.iter().map(|item| format!("`{}`", item.as_ref())).collect::<Vec<_>>().join(", ")
}

/// The page that lists every rule, Markdown.
pub fn docs_index(packs: &[Pack], rules: &[Rule]) -> String {
    let mut page = String::from("# Rules · 规则\n\n");
    page.push_str("<!-- Written from the rule files by the tests; edit the rules, not this page. -->\n\n");
    page.push_str(
        "Not legal advice. Numbers of heuristic rules are parameters with no authority behind them.\n\n\
         不构成法律意见。经验类规则中的数字均为可调参数，并无权威来源。\n",
    );
    for pack in packs {
        let _ =
            writeln!(page, "\n## {} · {}\n\n{}\n\n{}\n", pack.title.en, pack.title.zh, pack.about.en, pack.about.zh);
        page.push_str("| rule | severity | title | 标题 |\n| --- | --- | --- | --- |\n");
        for rule in rules.iter().filter(|rule| rule.pack == pack.name) {
            let severity = severity_words(rule, Lang::En);
            let (id, title) = (&rule.id, &rule.title);
            let _ = writeln!(page, "| [{id}]({id}.md) | {severity} | {} | {} |", title.en, title.zh);
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;
    use crate::rule::{builtin_packs, builtin_rules};
    use crate::tests::expected::expected;

    #[test]
    fn the_pages_say_what_the_rules_say() {
        let rules = builtin_rules().unwrap();
        for rule in &rules {
            expected(&format!("../../docs/rules/{}", docs_path(rule).display()), &docs_page(rule));
        }
        expected("../../docs/rules/README.md", &docs_index(&builtin_packs().unwrap(), &rules));
    }

    #[test]
    fn no_page_is_left_from_a_rule_that_is_gone() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rules");
        let mut held = BTreeSet::new();
        for namespace in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            if namespace.path().is_dir() {
                for page in std::fs::read_dir(namespace.path()).unwrap().map(Result::unwrap) {
                    let name = page.file_name().to_string_lossy().into_owned();
                    held.insert(format!("{}/{name}", namespace.file_name().to_string_lossy()));
                }
            }
        }
        let wanted: BTreeSet<String> = builtin_rules().unwrap().iter().map(|rule| format!("{}.md", rule.id)).collect();
        assert_eq!(held, wanted);
    }
}
