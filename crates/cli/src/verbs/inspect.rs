//! `inspect`: what exports hold, and what of it could not be read.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use groupkeep_archive::{
    DateOrder, Detection, Format, Inspection, ReadOptions, SourceReport, Unit, detect_with, inspect as count, open_as,
};
use groupkeep_config::{GroupConfig, glob};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::args::InspectArgs;
use crate::context::{Context, absolute};
use crate::error::Failure;
use crate::exit::Exit;
use crate::output;

/// A file met in a folder that is no export matters when it looks like one.
const LIKELY: [&str; 8] = ["json", "jsonl", "csv", "txt", "html", "zip", "xlsx", "mbox"];

/// Inspects what the command line names, or what the configuration does.
pub fn inspect(context: &Context, arguments: &InspectArgs) -> Result<Exit, Failure> {
    let config = context.group_if_any()?;
    let format = arguments.read_as.as_deref().map(Format::from_str).transpose()?;
    let mut exit = Exit::Done;
    let mut units = Vec::new();
    for (path, named) in paths(context, arguments, config.as_ref())? {
        match (format, named) {
            (Some(format), _) => units.push(open_as(&path, format)),
            (None, true) => {
                units.extend(detect_with(&path, &options(arguments, config.as_ref(), &path))?.units(&path)?);
            }
            (None, false) => {
                let options = options(arguments, config.as_ref(), &path);
                exit = exit.and(met(context, &path, &options, &mut units));
            }
        }
    }
    if units.is_empty() {
        return Err(
            Failure::wrong("no chat export found").hint("name the files, or write archive.exports into groupkeep.yaml")
        );
    }
    let zone = config.as_ref().map_or(TimeZone::UTC, |config| config.group.timezone.clone());
    let mut sources = Vec::new();
    for unit in &units {
        let report = count(unit, &options(arguments, config.as_ref(), &unit.path))?;
        let told = if unit.format.is_roster() { report.members + report.chats } else { report.accepted };
        if report.is_incomplete() || told == 0 {
            exit = exit.and(Exit::Incomplete);
        }
        sources.push(report);
    }
    if context.json() {
        output::json(&Inspection::new(context.as_of(config.as_ref()), sources))?;
    } else {
        output::text(&sources.iter().map(|source| human(context, &zone, source)).collect::<Vec<_>>().join("\n"))?;
    }
    Ok(exit)
}

/// The files to look at, and whether a person named each.
fn paths(
    context: &Context,
    arguments: &InspectArgs,
    config: Option<&GroupConfig>,
) -> Result<Vec<(PathBuf, bool)>, Failure> {
    if arguments.paths.is_empty() {
        let Some(config) = config else {
            return Err(Failure::wrong(format!(
                "nothing to inspect: no path was given, and there is no {} in {}",
                groupkeep_config::CONFIG_FILE,
                context.global.directory.display()
            ))
            .hint("name the exports, or a folder that holds them"));
        };
        let found = glob(&config.dir, &config.archive.exports)?;
        return Ok(found.into_iter().map(|path| (path, false)).collect());
    }
    let mut all = Vec::new();
    for path in &arguments.paths {
        if path.is_dir() {
            let below = glob(path, &["**".to_owned()])?;
            all.extend(below.into_iter().map(|path| (path, false)));
        } else {
            all.push((path.clone(), true));
        }
    }
    Ok(all)
}

/// A file that a folder or a pattern led to: an export, or something to note.
fn met(context: &Context, path: &Path, options: &ReadOptions, units: &mut Vec<Unit>) -> Exit {
    let reason = match detect_with(path, options) {
        Ok(Detection::Export(unit)) => {
            units.push(unit);
            return Exit::Done;
        }
        Ok(Detection::Exports(found)) => {
            units.extend(found);
            return Exit::Done;
        }
        Ok(Detection::NotExport { reason } | Detection::Refused { reason, .. }) => reason,
        Ok(_) => "it is nothing groupkeep knows".to_owned(),
        Err(error) => error.to_string(),
    };
    context.note(&format!("{} is left out: {reason}", path.display()));
    let suffix = path.extension().map(|suffix| suffix.to_string_lossy().to_lowercase());
    if suffix.is_some_and(|suffix| LIKELY.contains(&suffix.as_str())) { Exit::Incomplete } else { Exit::Done }
}

fn options(arguments: &InspectArgs, config: Option<&GroupConfig>, path: &Path) -> ReadOptions {
    let given = match arguments.date_order.as_deref() {
        Some("dmy") => Some(DateOrder::Dmy),
        Some("mdy") => Some(DateOrder::Mdy),
        Some("ymd") => Some(DateOrder::Ymd),
        _ => None,
    };
    let Some(config) = config else { return ReadOptions { date_order: given, ..ReadOptions::default() } };
    let whole = absolute(path).unwrap_or_else(|_| path.to_owned());
    let relative = absolute(&config.dir).ok().and_then(|dir| whole.strip_prefix(dir).ok().map(Path::to_owned));
    let configured = relative.as_ref().and_then(|relative| config.archive.date_order_for(relative));
    let columns = relative.and_then(|relative| config.archive.columns_for(&relative).cloned()).map(Arc::new);
    ReadOptions { timezone: config.group.timezone.clone(), date_order: given.or(configured), columns }
}

fn human(context: &Context, zone: &TimeZone, source: &SourceReport) -> String {
    let day = |instant: &str| day(zone, instant);
    let say = |en, zh| context.language.pick(en, zh);
    let mut text = format!("{}\n", source.path.display());
    let mut line = |label: &str, value: String| text.push_str(&format!("  {label}: {value}\n"));
    line(say("format", "格式"), format!("{} ({:.0} %, {})", source.format, source.confidence * 100.0, source.reason));
    line(
        say("holds", "内容"),
        format!(
            "{} {}, {} {}, {} {}, {} {}",
            source.chats,
            say("chats", "个会话"),
            source.members,
            say("members", "名成员"),
            source.messages,
            say("messages", "条消息"),
            source.events,
            say("events", "条事件"),
        ),
    );
    if let (Some(first), Some(last)) = (&source.first, &source.last) {
        let holes: Vec<_> = source
            .holes
            .iter()
            .map(|hole| format!("{} {} … {}", say("hole", "空缺"), day(&hole.from), day(&hole.to)))
            .collect();
        let gap = if holes.is_empty() { String::new() } else { format!(", {}", holes.join(", ")) };
        let zone = zone.iana_name().unwrap_or("UTC");
        line(say("covers", "时间"), format!("{} … {} ({zone}){gap}", day(first), day(last)));
    }
    line(
        say("read", "读取"),
        format!(
            "{}: {} {}, {} {}, {} {}",
            source.read,
            source.accepted,
            say("accepted", "条读懂"),
            source.skipped,
            say("skipped", "条跳过"),
            source.unknown,
            say("not understood", "条不懂"),
        ),
    );
    for note in &source.notes {
        line(say("note", "提示"), note.clone());
    }
    text
}

/// The day of an instant where the group lives.
fn day(zone: &TimeZone, instant: &str) -> String {
    let parsed: Result<Timestamp, _> = instant.parse();
    parsed.map_or_else(|_| instant.to_owned(), |instant| instant.to_zoned(zone.clone()).date().to_string())
}
