//! `run`: everything the configuration asks for, in one order, with one summary at the end.
//!
//! Each step runs whatever an earlier one found: a failed backup is no reason to leave the checklist unread, and a
//! finding none to go without a backup.

use groupkeep_config::GroupConfig;
use groupkeep_policy::rule::Severity;
use groupkeep_vault::{Depth, VaultId};
use serde::Serialize;

use super::{anonymize, backup, check, vault, verify};
use crate::args::{RunArgs, Step};
use crate::context::Context;
use crate::error::Failure;
use crate::exit::Exit;
use crate::{output, vaults};

/// How a step ended.
#[derive(Debug, Serialize)]
struct Outcome {
    step: &'static str,
    exit: u8,
    summary: String,
    #[serde(skip)]
    ended: Exit,
}

const ORDER: [Step; 4] = [Step::Backup, Step::Verify, Step::Check, Step::Anonymize];

/// Does every step that is configured, or those of `--only`.
pub fn run(context: &Context, arguments: &RunArgs) -> Result<Exit, Failure> {
    let config = context.group()?;
    let wanted = |step: &Step| arguments.only.is_empty() || arguments.only.contains(step);
    let configured = |step: &Step| match step {
        Step::Backup | Step::Verify => config.backup.is_some(),
        Step::Anonymize => config.release.is_some(),
        Step::Check => true,
    };
    if let Some(step) = arguments.only.iter().find(|step| !configured(step)) {
        return Err(Failure::wrong(format!("{} does not configure the step {}", config.path.display(), name(*step))));
    }
    if config.backup.as_ref().is_some_and(|backup| backup.prune) {
        context.note("prune: this version keeps every snapshot; nothing is removed");
    }
    if config.notify.is_some() {
        context.note("notify: this version sends no notifications");
    }
    let mut outcomes = Vec::new();
    for step in ORDER.into_iter().filter(|step| wanted(step) && configured(step)) {
        let (ended, summary) = match perform(context, &config, step) {
            Ok(done) => done,
            Err(failure) => (failure.report(), failure.summary()),
        };
        context.terminal.clear();
        outcomes.push(Outcome { step: name(step), exit: ended.code(), summary, ended });
        if ended == Exit::Interrupted {
            break;
        }
    }
    let exit = outcomes.iter().fold(Exit::Done, |exit, outcome| exit.and(outcome.ended));
    conclude(context, &config, &outcomes, exit)?;
    Ok(exit)
}

fn name(step: Step) -> &'static str {
    match step {
        Step::Backup => "backup",
        Step::Verify => "verify",
        Step::Check => "check",
        Step::Anonymize => "anonymize",
    }
}

/// Does one step; prints its report for people and gives its line of the summary.
fn perform(context: &Context, config: &GroupConfig, step: Step) -> Result<(Exit, String), Failure> {
    let say = |en: &'static str, zh: &'static str| context.language.pick(en, zh);
    let (exit, report, summary) = match step {
        Step::Backup => {
            let (report, exit) = backup::snapshot(context, config, ensure_vault(context, config)?, Vec::new())?;
            let good = report.destinations.iter().filter(|one| one.snapshot.is_some()).count();
            let state = if report.unchanged { say("unchanged, ", "没有变化，") } else { "" };
            let summary = format!(
                "{state}{} {} {good}/{} {}",
                report.files,
                say("files at", "个文件，保存在"),
                report.destinations.len(),
                say("destinations", "个目的地")
            );
            (exit, backup::human(context, &report), summary)
        }
        Step::Verify => {
            let (report, exit) = verify::examine(context, config, vaults::require(config)?, Depth::Hash)?;
            let checked: u64 = report.destinations.iter().map(|one| one.checked).sum();
            let summary = match exit {
                Exit::Done => format!("{checked} {}", say("objects read and intact", "个对象已读取，全部完好")),
                Exit::Findings => say("damage found", "发现损坏").to_owned(),
                _ => say("not every destination could be verified", "有目的地未能核对").to_owned(),
            };
            (exit, verify::human(context, &report), summary)
        }
        Step::Check => {
            let report = check::judge(context, config, None)?;
            let [errors, warnings] = [Severity::Error, Severity::Warning].map(|severity| report.failing(severity));
            let unknown = report.summary().unknown;
            let summary = format!(
                "{errors} {}, {warnings} {}, {unknown} {}",
                say("errors", "项错误"),
                say("warnings", "项警告"),
                say("undecided", "项无法判断")
            );
            (check::exit_of(&report), check::brief(context, &report), summary)
        }
        Step::Anonymize => release(context, config)?,
    };
    if !context.json() {
        output::text(&format!("== {}\n{report}\n", name(step)))?;
    }
    Ok((exit, summary))
}

/// The group's vault, made now where none is pinned.
fn ensure_vault(context: &Context, config: &GroupConfig) -> Result<VaultId, Failure> {
    if let Some(vault) = vaults::pinned(config)? {
        return Ok(vault);
    }
    let made = vault::create(context, config, vault::configured_backup(config)?, Vec::new(), None)?;
    vault::told(context, &made);
    Ok(made.vault)
}

fn release(context: &Context, config: &GroupConfig) -> Result<(Exit, String, String), Failure> {
    let mut job = anonymize::job(context, Some(config), None);
    job.inputs = anonymize::configured_inputs(config)?;
    let place = anonymize::configured_place(context, config, &job)?;
    let say = |en: &'static str, zh: &'static str| context.language.pick(en, zh);
    match place {
        anonymize::Place::There(to) => {
            let at = to.strip_prefix(&config.dir).unwrap_or(&to).display().to_string();
            let unchanged = say("unchanged", "没有变化");
            Ok((Exit::Done, format!("{unchanged} {at}\n"), format!("{unchanged}, {at}")))
        }
        anonymize::Place::New(to) => {
            job.to = to.clone();
            let release = groupkeep_anonymize::anonymize(job, &*context.terminal)?;
            context.terminal.clear();
            let searched = release.leak_check.searched;
            let summary = format!(
                "{} {}, {searched} {}",
                release.outputs.len(),
                say("files released", "个文件已发布"),
                say("known values searched for and not found", "个已知值逐一搜索，均未发现")
            );
            let exit = anonymize::left_out(context, &release.left_out);
            Ok((exit, anonymize::human(context, &release, &to), summary))
        }
    }
}

fn conclude(context: &Context, config: &GroupConfig, outcomes: &[Outcome], exit: Exit) -> Result<(), Failure> {
    if context.json() {
        #[derive(Serialize)]
        struct Document<'o> {
            schema: &'static str,
            group: &'o str,
            exit: u8,
            steps: &'o [Outcome],
        }
        let group = &config.group.name;
        return output::json(&Document { schema: "groupkeep/run/v1", group, exit: exit.code(), steps: outcomes });
    }
    let mut text = format!("== {}\n", context.language.pick("summary", "小结"));
    for outcome in outcomes {
        let mark = match outcome.ended {
            Exit::Done => "ok",
            Exit::Findings | Exit::Incomplete => "!",
            _ => "x",
        };
        text.push_str(&format!("{mark:<3}{:<10}{}\n", outcome.step, outcome.summary));
    }
    output::text(&text)
}
