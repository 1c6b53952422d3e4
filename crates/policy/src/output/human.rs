use std::collections::BTreeMap;
use std::fmt::Write as _;

use groupkeep_config::table::TableKind;

use super::words::{brief_citation, figure, plain};
use crate::report::{CheckReport, Finding, Gap, RuleResult, Verdict};
use crate::rule::{Lang, Severity, Text};

/// How the text is written.
#[derive(Debug, Clone, Copy)]
pub struct HumanOptions {
    /// The reader's language.
    pub lang: Lang,
    /// Whether to colour verdicts with ANSI sequences.
    pub color: bool,
    /// Findings shown for one rule; the number of the others is given.
    pub shown: usize,
    /// Whether each failing rule comes with why it matters, what to do and the law.
    pub explain: bool,
}

impl HumanOptions {
    /// Plain text with explanations, at most 20 findings a rule.
    pub fn new(lang: Lang) -> HumanOptions {
        HumanOptions { lang, color: false, shown: 20, explain: true }
    }
}

/// The report for people: what fails first and heaviest first, then what is excused, what cannot be decided and why, the
/// counts, and what to do first. Ends with a line break; never wraps lines.
pub fn human(report: &CheckReport, options: HumanOptions) -> String {
    let mut page = Page { report, options, text: String::new() };
    page.failing();
    page.excused();
    page.undecided();
    page.notes();
    page.counts();
    page.first();
    page.text
}

struct Page<'a> {
    report: &'a CheckReport,
    options: HumanOptions,
    text: String,
}

impl Page<'_> {
    fn say(&self, en: &str, zh: &str) -> String {
        match self.options.lang {
            Lang::En => en.to_owned(),
            Lang::Zh => zh.to_owned(),
        }
    }

    fn read(&self, text: &Text) -> String {
        plain(text.in_lang(self.options.lang))
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// `label: text` under a rule.
    fn under(&mut self, label: (&str, &str), text: &str) {
        let line = match self.options.lang {
            Lang::En => format!("  {}: {text}", label.0),
            Lang::Zh => format!("  {}：{text}", label.1),
        };
        self.line(&line);
    }

    fn painted(&self, text: &str, code: &str) -> String {
        if self.options.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn with(&self, verdicts: &[Verdict]) -> Vec<RuleResult> {
        let mut chosen: Vec<RuleResult> =
            self.report.rules.iter().filter(|result| verdicts.contains(&result.verdict)).cloned().collect();
        chosen.sort_by(|a, b| b.severity.cmp(&a.severity).then_with(|| a.rule.id.cmp(&b.rule.id)));
        chosen
    }

    fn failing(&mut self) {
        for result in self.with(&[Verdict::Fail, Verdict::Stale]) {
            self.head(&result);
            self.figures(&result);
            self.findings(&result);
            if self.options.explain {
                self.explanation(&result);
            }
        }
        if !self.options.explain {
            self.line("");
        }
    }

    fn explanation(&mut self, result: &RuleResult) {
        self.under(("why", "原因"), &self.read(&result.rule.rationale));
        self.under(("what to do", "处理"), &self.read(&result.remediation()));
        for cited in &result.rule.source.laws {
            self.under(("law", "法律"), &brief_citation(cited, self.options.lang));
        }
        self.line("");
    }

    fn head(&mut self, result: &RuleResult) {
        let (mark, code) = match (result.verdict, result.severity) {
            (Verdict::Fail | Verdict::Stale, Severity::Error) => ("✗", "31;1"),
            (Verdict::Fail | Verdict::Stale, _) => ("✗", "33"),
            (Verdict::Unknown, _) => ("?", "36"),
            (Verdict::Waived, _) => ("~", "2"),
            (Verdict::Pass | Verdict::Attested, _) => ("✓", "32"),
            (Verdict::NotApplicable, _) => ("-", "2"),
        };
        let level = self.read(&result.severity.label());
        let weight = if result.verdict == Verdict::Fail { level } else { self.read(&result.verdict.label()) };
        let painted = self.painted(&format!("{mark} {weight}"), code);
        // The title says what is wrong, which is not so where somebody vouches for the rule.
        let title = if result.verdict == Verdict::Attested { String::new() } else { self.read(&result.title()) };
        let line = format!("{painted} {}  {title}", result.rule.id);
        self.line(line.trim_end());
    }

    fn figures(&mut self, result: &RuleResult) {
        if let Some(reason) = &result.reason {
            let line = format!("  {}", self.read(reason));
            self.line(&line);
        }
        let lang = self.options.lang;
        if let Some(value) = &result.value {
            let mut line = format!("  {} {}", self.say("measured", "实测"), figure(value, lang));
            if let Some(limit) = &result.limit {
                let _ = write!(line, "{} {}", self.say(", limit", "，限值"), figure(limit, lang));
            }
            self.line(&line);
        }
    }

    fn findings(&mut self, result: &RuleResult) {
        let report = self.report;
        let found: Vec<&Finding> = report.findings.iter().filter(|finding| finding.rule == result.rule.id).collect();
        for finding in found.iter().take(self.options.shown) {
            let mut line = format!("  {}{}", place(finding), self.read(&finding.message));
            if let Some(id) = &finding.message_id {
                let _ = write!(line, " [{} {}]", self.say("message", "消息"), plain(id));
            }
            self.line(&line);
            if let Some(row) = &finding.suggested_row {
                let label = self.say("row to paste: ", "可粘贴的行：");
                self.line(&format!("    {label}{}", plain(row)));
            }
            if let Some(waiver) = &finding.waiver {
                let reason = plain(&waiver.reason);
                let (id, until) = (plain(&waiver.id), waiver.expires);
                let line = self.say(
                    &format!("    waived until {until} by waivers/{id}.yaml: {reason}"),
                    &format!("    已由 waivers/{id}.yaml 豁免至{until}：{reason}"),
                );
                self.line(&line);
            }
        }
        let more = found.len().saturating_sub(self.options.shown);
        if more > 0 {
            let line = self.say(&format!("  … and {more} more"), &format!("  …… 另有 {more} 处"));
            self.line(&line);
        }
    }

    fn excused(&mut self) {
        let excused = self.with(&[Verdict::Waived, Verdict::Attested]);
        if excused.is_empty() {
            return;
        }
        for result in excused {
            self.head(&result);
            self.figures(&result);
            self.findings(&result);
        }
        self.line("");
    }

    fn undecided(&mut self) {
        let mut by_gap: BTreeMap<Gap, Vec<RuleResult>> = BTreeMap::new();
        for result in self.with(&[Verdict::Unknown]) {
            by_gap.entry(result.gap.clone().unwrap_or(Gap::Other)).or_default().push(result);
        }
        if by_gap.is_empty() {
            return;
        }
        let title = self.say("Not decidable from this data", "现有数据无法判断");
        self.line(&title);
        for (gap, results) in &by_gap {
            match gap_line(gap, results.len()) {
                Some(text) => self.lacking(&self.read(&text), results),
                None => {
                    let mut by_reason: BTreeMap<String, Vec<RuleResult>> = BTreeMap::new();
                    for result in results {
                        let reason = result.reason.as_ref().map(|reason| self.read(reason)).unwrap_or_default();
                        by_reason.entry(reason).or_default().push(result.clone());
                    }
                    for (reason, results) in &by_reason {
                        self.lacking(reason, results);
                    }
                }
            }
        }
        self.line("");
    }

    /// A reason, and the rules it keeps from being decided.
    fn lacking(&mut self, reason: &str, results: &[RuleResult]) {
        let ids = results.iter().map(|result| result.rule.id.as_str()).collect::<Vec<_>>().join(", ");
        self.line(&format!("  ? {reason}"));
        self.line(&format!("      {ids}"));
    }

    fn notes(&mut self) {
        for note in &self.report.notes {
            let text = self.read(note);
            self.under(("note", "说明"), &text);
        }
        if !self.report.notes.is_empty() {
            self.line("");
        }
    }

    fn counts(&mut self) {
        let report = self.report;
        let summary = report.summary();
        let [notes, warnings, errors] = Severity::ALL.map(|severity| report.failing(severity));
        let day = report.as_of.strftime("%Y-%m-%d");
        let rules = report.rules.len();
        let line = match self.options.lang {
            Lang::En => format!(
                "as of {day}: {}, {}, {} in {}",
                counted(errors, "error"),
                counted(warnings, "warning"),
                counted(notes, "note"),
                counted(rules, "rule")
            ),
            Lang::Zh => format!("截至{day}：{rules} 条规则中有 {errors} 项错误、{warnings} 项警告、{notes} 项提示"),
        };
        self.line(&line);
        let parts: Vec<String> = [
            (Verdict::Pass, summary.pass),
            (Verdict::Fail, summary.fail),
            (Verdict::Stale, summary.stale),
            (Verdict::Unknown, summary.unknown),
            (Verdict::Waived, summary.waived),
            (Verdict::Attested, summary.attested),
            (Verdict::NotApplicable, summary.not_applicable),
        ]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(verdict, count)| match self.options.lang {
            Lang::En => format!("{count} {}", verdict.label().en),
            Lang::Zh => format!("{} {count}", verdict.label().zh),
        })
        .collect();
        self.line(&parts.join(&self.say(", ", "，")));
        if !report.complete {
            let line = self.say(
                "incomplete: some input was skipped or a rule could not be evaluated",
                "结果不完整：部分输入被跳过，或有规则未能执行",
            );
            self.line(&line);
        }
    }

    fn first(&mut self) {
        let chosen: Vec<RuleResult> = self
            .report
            .first_three
            .iter()
            .filter_map(|id| self.report.rules.iter().find(|result| result.rule.id == *id).cloned())
            .collect();
        let title = match chosen.len() {
            0 => return,
            1 => self.say("Do this first", "先做这件事"),
            2 => self.say("Do these two first", "先做这两件事"),
            _ => self.say("Do these three first", "先做这三件事"),
        };
        self.line("");
        self.line(&title);
        for (number, result) in chosen.iter().enumerate() {
            let line = format!("  {}. {} ({})", number + 1, self.read(&result.title()), result.rule.id);
            self.line(&line);
            let line = format!("     {}", self.read(&result.remediation()));
            self.line(&line);
        }
    }
}

/// `path:line:column: `, as far as it is known.
fn place(finding: &Finding) -> String {
    let Some(path) = &finding.path else { return String::new() };
    let mut place = plain(&super::json::slashed(path));
    for number in [finding.line, finding.column].into_iter().map_while(|number| number) {
        let _ = write!(place, ":{number}");
    }
    place.push_str(": ");
    place
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// One line for all rules that lack the same thing; `None` where the reason says it better.
fn gap_line(gap: &Gap, count: usize) -> Option<Text> {
    let (rules, need) = if count == 1 { ("1 rule".to_owned(), "needs") } else { (format!("{count} rules"), "need") };
    let en = |what: &str| format!("{rules} {need} {what}");
    let zh = |what: &str| format!("{count} 条规则需要{what}");
    Some(match gap {
        Gap::Charter => Text::new(en("a charter: `groupkeep init charter`"), zh("章程：`groupkeep init charter`")),
        Gap::CharterUnnamed => {
            let (entry, file) = ("archive: {charter: charter/}", groupkeep_config::CONFIG_FILE);
            Text::new(
                en(&format!("the charter, which is there: write `{entry}` in {file}")),
                zh(&format!("章程，目录已存在：请在 {file} 中写入 `{entry}`")),
            )
        }
        Gap::Table(name) => {
            let called = TableKind::from_name(name).map_or(name.as_str(), |kind| kind.zh());
            Text::new(
                en(&format!("the table `{name}`: `groupkeep init tables` writes its header")),
                zh(&format!("“{called}”表（{name}）：可用 `groupkeep init tables` 生成表头")),
            )
        }
        Gap::Exports => Text::new(
            en("a chat export: put one where `archive.exports` looks"),
            zh("聊天记录导出：请放到 `archive.exports` 指定的位置"),
        ),
        Gap::Receipts => {
            Text::new(en("the receipt of a backup: `groupkeep backup`"), zh("备份回执：`groupkeep backup`"))
        }
        Gap::Attestation => {
            Text::new(en("a person's word: an attestation signed by two people"), zh("人工证明：由两人签名的证明文件"))
        }
        Gap::Source(_) | Gap::RuleError | Gap::Other => return None,
    })
}

#[cfg(test)]
mod tests;
