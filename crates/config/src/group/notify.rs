//! `schedule:` and `notify:`: when the steps run and who hears of it.

use std::path::PathBuf;

use crate::yaml::Cursor;
use crate::{Problems, cron};

/// When each step runs: five-field cron lines, read by `schedule print`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Schedule {
    /// When copies are made.
    pub backup: Option<String>,
    /// When copies are verified.
    pub verify: Option<String>,
    /// When the checklist is judged.
    pub check: Option<String>,
    /// When a release is made.
    pub anonymize: Option<String>,
    /// When copies are thinned out.
    pub prune: Option<String>,
}

impl Schedule {
    pub(super) fn from_yaml(at: &Cursor<'_>, problems: &mut Problems) -> Self {
        let Some(mut map) = at.map(problems) else { return Self::default() };
        let mut line = |key: &str, problems: &mut Problems| {
            let at = map.optional(key)?;
            let line = at.string(problems)?;
            if let Err(reason) = cron::check(&line) {
                let problem = at.problem(format!("`schedule.{key}` is not a cron line: {reason}"));
                problems.push(problem.with_hint("five fields: minute hour day month weekday, such as \"0 3 * * *\""));
                return None;
            }
            Some(line)
        };
        let schedule = Self {
            backup: line("backup", problems),
            verify: line("verify", problems),
            check: line("check", problems),
            anonymize: line("anonymize", problems),
            prune: line("prune", problems),
        };
        map.finish(problems);
        schedule
    }
}

/// Whom to tell how a run went. Addresses hold secrets, so only the names of the variables they are in are configured.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notify {
    /// The environment variable with the address to ping after every run.
    pub ping_url_env: Option<String>,
    /// Chat robots to tell.
    pub webhooks: Vec<Webhook>,
    /// The text file for Prometheus' node exporter.
    pub prometheus: Option<PathBuf>,
}

/// A chat robot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Whose protocol it speaks: one of [`Webhook::KINDS`].
    pub kind: String,
    /// The environment variable with its address.
    pub url_env: String,
}

impl Webhook {
    /// The protocols known.
    pub const KINDS: &'static [&'static str] = &["wecom", "dingtalk", "feishu", "slack", "discord", "generic"];
}

impl Notify {
    pub(super) fn from_yaml(at: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        let mut map = at.map(problems)?;
        let ping_url_env = map.optional("ping").and_then(|at| {
            let mut ping = at.map(problems)?;
            let name = ping.required("url_env", problems).and_then(|at| variable(&at, problems));
            ping.finish(problems);
            name
        });
        let webhooks = map.optional("webhooks").and_then(|at| at.list(problems)).unwrap_or_default();
        let webhooks = webhooks.iter().filter_map(|at| webhook(at, problems)).collect();
        let prometheus = map.optional("prometheus").and_then(|at| at.string(problems)).map(PathBuf::from);
        map.finish(problems);
        Some(Self { ping_url_env, webhooks, prometheus })
    }
}

fn webhook(at: &Cursor<'_>, problems: &mut Problems) -> Option<Webhook> {
    let mut map = at.map(problems)?;
    let kind = map.required("kind", problems).and_then(|at| at.choice(Webhook::KINDS, problems));
    let url_env = map.required("url_env", problems).and_then(|at| variable(&at, problems));
    map.finish(problems);
    Some(Webhook { kind: kind?.to_owned(), url_env: url_env? })
}

/// The name of an environment variable.
pub(super) fn variable(at: &Cursor<'_>, problems: &mut Problems) -> Option<String> {
    let name = at.string(problems)?;
    let shaped = name.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric())
        && !name.starts_with(|first: char| first.is_ascii_digit());
    if !shaped {
        let problem = at.problem(format!("`{}` must be the name of an environment variable", at.dotted()));
        problems.push(problem.with_hint("name the variable here and put its value into the environment"));
        return None;
    }
    Some(name)
}
