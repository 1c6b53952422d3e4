//! `check` and `rules`: the checklist.

use std::fs;
use std::path::Path;

use groupkeep_config::{FailOn, GroupConfig, Level};
use groupkeep_policy::CheckReport;
#[cfg(all(feature = "check", feature = "anonymize", feature = "backup"))]
use groupkeep_policy::rule::Severity;
use groupkeep_policy::rule::{Lang, builtin_rules};
use groupkeep_policy::{CheckJob, Overrides, catalogue, output as render};

use crate::args::{CheckArgs, RulesVerb, Threshold};
use crate::context::Context;
use crate::environment::Language;
use crate::error::Failure;
use crate::exit::Exit;
use crate::output;

/// Judges the group and prints the report.
pub fn check(context: &Context, arguments: &CheckArgs) -> Result<Exit, Failure> {
    if arguments.reveal && context.environment.ci {
        return Err(Failure::refused("--reveal shows personal data, and CI is set")
            .hint("run it on your own machine; logs of CI are read by others and kept"));
    }
    let files = arguments.output.iter().map(|text| kind_and_file(text)).collect::<Result<Vec<_>, _>>()?;
    let config = context.group()?;
    let report = judge(context, &config, Some(arguments))?;
    for (kind, file) in files {
        let rendered = kind.render(&report, context);
        fs::write(file, rendered).map_err(|error| Failure::io("cannot write", Path::new(file), &error))?;
    }
    if context.json() {
        output::text(&Kind::Json.render(&report, context))?;
    } else {
        let color = context.environment.color;
        output::text(&render::human(
            &report,
            render::HumanOptions { color, ..render::HumanOptions::new(lang(context)) },
        ))?;
    }
    Ok(exit_of(&report))
}

/// Judges the group. `arguments` are those of the command line, where there are any.
pub fn judge(context: &Context, config: &GroupConfig, arguments: Option<&CheckArgs>) -> Result<CheckReport, Failure> {
    let mut job = CheckJob::new(config, context.as_of(Some(config)), &*context.terminal);
    if let Some(arguments) = arguments {
        job.trust_from.clone_from(&arguments.trust_from);
        job.reveal = arguments.reveal;
        let level =
            |rules: &[String], level: Level| rules.iter().map(move |rule| (rule.clone(), level)).collect::<Vec<_>>();
        job.overrides = Overrides {
            levels: [
                level(&arguments.allow, Level::Off),
                level(&arguments.warn, Level::Warning),
                level(&arguments.deny, Level::Error),
            ]
            .concat(),
            select: arguments.select.clone(),
            ignore: arguments.ignore.clone(),
        };
    }
    let report = groupkeep_policy::check(&job);
    context.terminal.clear();
    let mut report = report?;
    report.fail_on_unknown = arguments.is_some_and(|arguments| arguments.fail_on_unknown);
    if let Some(threshold) = arguments.and_then(|arguments| arguments.fail_on) {
        report.fail_on = match threshold {
            Threshold::Error => FailOn::Error,
            Threshold::Warning => FailOn::Warning,
            Threshold::Note => FailOn::Note,
            Threshold::Never => FailOn::Never,
        };
    }
    Ok(report)
}

/// The report for people without the explanations, as one step among others shows it.
#[cfg(all(feature = "check", feature = "anonymize", feature = "backup"))]
pub fn brief(context: &Context, report: &CheckReport) -> String {
    let color = context.environment.color;
    let options = render::HumanOptions { shown: 3, explain: false, color, ..render::HumanOptions::new(lang(context)) };
    let mut text = render::human(report, options).trim_start().to_owned();
    if Severity::ALL.into_iter().any(|severity| report.failing(severity) > 0) {
        text.push_str(context.language.pick("`groupkeep check` explains each.\n", "`groupkeep check` 会逐条解释。\n"));
    }
    text
}

/// The exit code a report asks for.
pub fn exit_of(report: &CheckReport) -> Exit {
    match report.exit() {
        0 => Exit::Done,
        1 => Exit::Findings,
        _ => Exit::Incomplete,
    }
}

/// Lists or explains rules.
pub fn rules(context: &Context, verb: &RulesVerb) -> Result<Exit, Failure> {
    let rules = builtin_rules()?;
    match verb {
        RulesVerb::List if context.json() => output::json(&catalogue::list_json(&rules))?,
        RulesVerb::List => output::text(&catalogue::list_human(&rules, lang(context)))?,
        RulesVerb::Show { id } => {
            let Some(rule) = rules.iter().find(|rule| rule.id == *id) else {
                let failure = Failure::wrong(format!("there is no rule `{id}`"));
                let near = groupkeep_config::did_you_mean(id, rules.iter().map(|rule| rule.id.as_str()));
                return Err(failure.hint(near.unwrap_or_else(|| "`groupkeep rules list` names them all".to_owned())));
            };
            if context.json() {
                output::json(&catalogue::list_json(std::slice::from_ref(rule)))?;
            } else {
                output::text(&catalogue::show(rule, lang(context)))?;
            }
        }
    }
    Ok(Exit::Done)
}

/// The language of reports, as the rules name it.
fn lang(context: &Context) -> Lang {
    match context.language {
        Language::En => Lang::En,
        Language::Zh => Lang::Zh,
    }
}

/// The forms a report can have.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Human,
    Json,
    Sarif,
}

impl Kind {
    fn render(self, report: &CheckReport, context: &Context) -> String {
        match self {
            Self::Human => render::human(report, render::HumanOptions::new(lang(context))),
            Self::Json => format!("{:#}\n", render::json(report)),
            Self::Sarif => format!("{:#}\n", render::sarif(report, lang(context))),
        }
    }
}

fn kind_and_file(text: &str) -> Result<(Kind, &str), Failure> {
    let wrong =
        || Failure::wrong(format!("`{text}` is no output")).hint("write it as human=FILE, json=FILE or sarif=FILE");
    let (kind, file) = text.split_once('=').filter(|(_, file)| !file.is_empty()).ok_or_else(wrong)?;
    let kind = match kind {
        "human" => Kind::Human,
        "json" => Kind::Json,
        "sarif" => Kind::Sarif,
        _ => return Err(wrong()),
    };
    Ok((kind, file))
}
