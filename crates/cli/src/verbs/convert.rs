//! `convert`: exports of one chat, merged and written in a format that other tools read.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use groupkeep_archive::{Chat, ConvertReport, Merge, Target, convert as write, undecided};

use crate::args::{ConvertArgs, IntoFormat};
use crate::context::Context;
use crate::error::Failure;
use crate::exit::Exit;
use crate::output;
use crate::sources::Sources;

/// Converts what the command line names, or what the configuration does.
pub fn convert(context: &Context, arguments: &ConvertArgs) -> Result<Exit, Failure> {
    let to = arguments.to.as_deref().filter(|to| to.as_os_str() != "-");
    if let Some(to) = to.filter(|to| fs::symlink_metadata(to).is_ok()) {
        return Err(exists(to));
    }
    let config = context.group_if_any()?;
    let sources = Sources::find(context, &arguments.read, config.as_ref())?;
    let met = if sources.notes.iter().any(|note| note.matters) { Exit::Incomplete } else { Exit::Done };
    refuse_undecided(&sources)?;
    let merge = Merge::of(sources.units.clone(), arguments.one_chat).map_err(|error| sources.failure(error))?;
    let target = match arguments.into {
        IntoFormat::Chatlab => Target::Chatlab,
        IntoFormat::Jsonl => Target::ChatlabLines,
        IntoFormat::Csv => Target::Csv,
    };
    let chats = chosen(&merge, arguments.chat.as_deref(), target)?;
    let made_at = context.as_of(config.as_ref()).as_second();
    let report = match to {
        Some(to) => into_file(to, |out| write(&merge, &chats, target, made_at, out), &sources)?,
        None => {
            let mut out = output::Lines::new();
            let report = write(&merge, &chats, target, made_at, &mut out);
            match report {
                Err(_) if out.is_closed() => return Ok(met),
                report => report.map_err(|error| sources.failure(error))?,
            }
        }
    };
    tell(context, &merge, &report);
    let whole = report.left_out == 0 && merge.lost() == 0 && report.messages > 0;
    Ok(met.and(if whole { Exit::Done } else { Exit::Incomplete }))
}

/// Times that could be either of two days are nothing to pass on.
fn refuse_undecided(sources: &Sources) -> Result<(), Failure> {
    for (unit, options) in &sources.units {
        if let Some(readings) = undecided(unit, options).map_err(|error| sources.failure(error))? {
            let path = sources.shown(&unit.path).display();
            return Err(Failure::wrong(format!("the order of day and month in {path} cannot be decided: {readings}"))
                .hint("say it with --date-order dmy, mdy or ymd, or in archive.date_order"));
        }
    }
    Ok(())
}

/// The chats to write: all, or the one that is asked for by its id or name.
fn chosen(merge: &Merge, wanted: Option<&str>, target: Target) -> Result<Vec<usize>, Failure> {
    let fits = |chat: &Chat| {
        wanted.is_none_or(|wanted| chat.chat_id.as_deref() == Some(wanted) || chat.name.as_deref() == Some(wanted))
    };
    let chats: Vec<usize> =
        (0..merge.len()).filter(|chat| merge.records(*chat) > 0 && fits(&merge.chat(*chat))).collect();
    match (chats.len(), wanted) {
        (0, Some(_)) => {
            Err(Failure::wrong("no chat has the id or name given with --chat")
                .hint("`groupkeep inspect` lists the chats"))
        }
        (0, None) => Err(Failure::incomplete("the exports hold no message, so nothing was written")),
        (1, _) => Ok(chats),
        (several, _) if target.is_of_one_chat() => Err(Failure::wrong(format!(
            "the exports hold {several} chats, and the format holds one"
        ))
        .hint(
            "choose one with --chat ID or --chat NAME, as `groupkeep inspect` shows them; or say --one-chat if they \
                 are the same",
        )),
        _ => Ok(chats),
    }
}

/// Writes beside `to` and renames, so that the file is there whole or not at all.
fn into_file(
    to: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<ConvertReport, groupkeep_archive::Error>,
    sources: &Sources,
) -> Result<ConvertReport, Failure> {
    let failed = |error: std::io::Error| Failure::io("cannot write", to, &error);
    let folder =
        to.parent().filter(|folder| !folder.as_os_str().is_empty()).map_or_else(|| PathBuf::from("."), Path::to_owned);
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    let mut out = BufWriter::new(file.as_file_mut());
    let report = write(&mut out).map_err(|error| sources.failure(error))?;
    out.flush().map_err(failed)?;
    drop(out);
    file.as_file().sync_all().map_err(failed)?;
    match file.persist_noclobber(to) {
        Ok(_) => Ok(report),
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => Err(exists(to)),
        Err(error) => Err(failed(error.error)),
    }
}

fn exists(to: &Path) -> Failure {
    Failure::refused(format!("{} exists already", to.display()))
        .hint("give another file with --to, or move this one away")
}

/// Says on standard error what was written and what was not.
fn tell(context: &Context, merge: &Merge, report: &ConvertReport) {
    let merged = &report.merged;
    context.note(&format!("{} messages written", report.messages));
    if merged.duplicates > 0 || merged.conflicts > 0 {
        context.note(&format!(
            "{} records were the same message in another export, {} contradict one and were kept beside it",
            merged.duplicates, merged.conflicts
        ));
    }
    for loss in &report.losses {
        context.note(&format!("{} {}", loss.count, loss.what));
    }
    if merge.lost() > 0 {
        context.note(&format!("{} records were skipped or not understood; `groupkeep inspect` says why", merge.lost()));
    }
}
