//! A small group in a temporary folder, checked by the shipped rules.

use std::path::Path;
use std::sync::LazyLock;

use groupkeep_config::GroupConfig;
use groupkeep_keys::{AllowedSigners, Namespace, SigningKey, beside, signed};
use groupkeep_monitor::Silent;
use sha2::{Digest, Sha256};

use crate::report::{CheckReport, Finding, RuleResult, Verdict};
use crate::rule::{Rule, builtin_rules};
use crate::{CheckJob, Error, Overrides};

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| builtin_rules().unwrap());

/// The day every test group is checked for.
pub(crate) const TODAY: &str = "2026-11-01";

/// A group's folder under construction.
pub(crate) struct Group {
    dir: tempfile::TempDir,
    config: String,
    archive: Vec<String>,
    tables: Vec<String>,
    lines: Vec<String>,
    pub overrides: Overrides,
    pub reveal: bool,
    pub trust_from: Option<std::path::PathBuf>,
}

impl Group {
    /// An empty community group in Shanghai.
    pub fn new() -> Self {
        Self::of_scope("community")
    }

    pub fn of_scope(scope: &str) -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
            config: format!("group: {{name: 晨读会, platform: wechat, scope: {scope}, timezone: Asia/Shanghai}}\n"),
            archive: Vec::new(),
            tables: Vec::new(),
            lines: Vec::new(),
            overrides: Overrides::default(),
            reveal: false,
            trust_from: None,
        }
    }

    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// More of `groupkeep.yaml`.
    pub fn config(mut self, yaml: &str) -> Self {
        self.config.push_str(yaml);
        self.config.push('\n');
        self
    }

    pub fn file(self, path: &str, text: &str) -> Self {
        let path = self.dir().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    /// A table with its header line.
    pub fn table(mut self, name: &str, csv: &str) -> Self {
        self.tables.push(format!("{name}: tables/{name}.csv"));
        self.file(&format!("tables/{name}.csv"), csv)
    }

    pub fn charter(mut self, yaml: &str) -> Self {
        self.archive.push("charter: charter".to_owned());
        self.file("charter/charter.yaml", yaml)
    }

    /// A message of the group's one chat, in the order of the file: sender, second, type, text.
    pub fn message(self, id: &str, sender: &str, second: i64, kind: u32, text: &str) -> Self {
        let line = serde_json::json!({"_type": "message", "platformMessageId": id, "sender": sender,
            "accountName": format!("{sender}的昵称"), "timestamp": second, "type": kind, "content": text});
        self.line(&line.to_string())
    }

    /// A text message at noon of a day of October 2026.
    pub fn says(self, id: &str, sender: &str, day: i64, text: &str) -> Self {
        self.message(id, sender, october(day), 0, text)
    }

    /// A line of the export.
    pub fn line(mut self, line: &str) -> Self {
        self.lines.push(line.to_owned());
        self
    }

    /// Swaps the order of the messages.
    pub fn reversed(mut self) -> Self {
        self.lines.reverse();
        self
    }

    pub fn sign(self, path: &str, namespace: Namespace, signers: &[(&str, &SigningKey)]) -> Self {
        for (name, key) in signers {
            beside::sign_file(&self.dir().join(path), name, key, namespace).unwrap();
        }
        self
    }

    /// Lists the signers for everything.
    pub fn allow(self, path: &str, signers: &[(&str, &SigningKey)]) -> Self {
        let line =
            |(name, key): &(&str, &SigningKey)| AllowedSigners::line_for(name, &Namespace::ALL, &key.public()).unwrap();
        let text: Vec<String> = signers.iter().map(line).collect();
        self.file(path, &text.join("\n"))
    }

    /// A receipt, from JSON in any layout.
    pub fn receipt(self, name: &str, body: &str, key: &SigningKey) -> Self {
        let body: serde_json::Value = serde_json::from_str(body).unwrap();
        let bytes = signed::write(&body.to_string(), key, Namespace::Receipt).unwrap();
        self.file(&format!(".groupkeep/receipts/{name}.json"), std::str::from_utf8(&bytes).unwrap())
    }

    pub fn try_check(&self) -> Result<CheckReport, Error> {
        let mut config = self.config.clone();
        let mut archive = self.archive.clone();
        if !self.lines.is_empty() {
            let header = concat!(
                r#"{"_type":"header","chatlab":{"version":"0.0.1","exportedAt":1793000000},"#,
                r#""meta":{"name":"晨读会","platform":"wechat","type":"group","groupId":"g1@chatroom"}}"#
            );
            let text = format!("{header}\n{}\n", self.lines.join("\n"));
            std::fs::create_dir_all(self.dir().join("exports")).unwrap();
            std::fs::write(self.dir().join("exports/chat.jsonl"), text).unwrap();
        }
        archive.push("exports: [exports/**]".to_owned());
        if !self.tables.is_empty() {
            archive.push(format!("tables: {{{}}}", self.tables.join(", ")));
        }
        config.push_str(&format!("archive: {{{}}}\n", archive.join(", ")));
        let config = GroupConfig::parse(&self.dir().join("groupkeep.yaml"), &config).unwrap();
        let as_of = format!("{TODAY}T12:00:00Z").parse().unwrap();
        let job = CheckJob {
            overrides: self.overrides.clone(),
            reveal: self.reveal,
            trust_from: self.trust_from.clone(),
            // Reading the packs takes longer than checking a small group.
            rules: Some(RULES.clone()),
            ..CheckJob::new(&config, as_of, &Silent)
        };
        crate::check(&job)
    }

    pub fn check(&self) -> CheckReport {
        self.try_check().unwrap_or_else(|error| panic!("{error}: {:?}", error.hint()))
    }

    pub fn result(&self, rule: &str) -> RuleResult {
        let report = self.check();
        let found = report.rules.iter().find(|result| result.rule.id == rule);
        found.unwrap_or_else(|| panic!("no rule {rule}")).clone()
    }

    pub fn verdict(&self, rule: &str) -> Verdict {
        self.result(rule).verdict
    }

    pub fn findings(&self, rule: &str) -> Vec<Finding> {
        self.check().findings.into_iter().filter(|finding| finding.rule == rule).collect()
    }

    /// The English reason of a verdict.
    pub fn reason(&self, rule: &str) -> String {
        self.result(rule).reason.map(|reason| reason.en).unwrap_or_default()
    }
}

/// The SHA-256 of a text, in lower-case hexadecimal.
pub(crate) fn sha256(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Noon in Shanghai of a day of October 2026, in seconds since 1970.
pub(crate) fn october(day: i64) -> i64 {
    let first: jiff::Timestamp = "2026-10-01T04:00:00Z".parse().unwrap();
    first.as_second() + (day - 1) * 86_400
}

/// A resident id with a valid check digit, of nobody.
pub(crate) const RESIDENT_ID: &str = "11010519491231002X";
