//! `restore`, `ls` and `snapshots`: reading what was backed up.

use std::io;
use std::path::{Path, PathBuf};

use groupkeep_config::{GroupConfig, parse_destination_inline};
use groupkeep_keys::Identity;
use groupkeep_vault::format::path::EntryPath;
use groupkeep_vault::{
    Destination, Listing, RestoreJob, RestoreReport, Snapshot, SnapshotLine, VaultId, View, cat, look, open, told,
};
use serde::Serialize;

use crate::args::{IdentityArgs, LsArgs, RestoreArgs};
use crate::context::{Context, absolute};
use crate::destinations::{self, Missing, open_all};
use crate::error::Failure;
use crate::exit::Exit;
use crate::terminal::plain_text;
use crate::verbs::backup::size;
use crate::verbs::vault::configured_backup;
use crate::{output, runtime, vaults};

/// Where to read from, which vault, and with what.
pub(super) struct Access {
    pub destinations: Vec<Destination>,
    pub vault: Option<VaultId>,
    pub identities: Vec<Identity>,
}

impl Access {
    pub async fn of(context: &Context, arguments: &IdentityArgs) -> Result<Self, Failure> {
        let given = arguments.vault.as_deref().map(|text| {
            text.parse::<VaultId>()
                .map_err(|_| Failure::wrong(format!("`{text}` is no vault id: 64 digits and letters a to f")))
        });
        let given = given.transpose()?;
        let Some(from) = &arguments.from else {
            let config = context.group()?;
            let vault = match given {
                Some(vault) => vault,
                None => vaults::require(&config)?,
            };
            let files = vaults::identity_files(context, &arguments.identity, Some(vault));
            let destinations = open_all(&configured_backup(&config)?.destinations, &config.dir, Missing::Fail).await;
            return Ok(Self { destinations, vault: Some(vault), identities: vaults::identities(context, &files)? });
        };
        let (destination, config) = the_one(context, from).await?;
        let pinned = match (&given, &config) {
            (Some(vault), _) => Some(*vault),
            (None, Some(config)) => vaults::pinned(config)?,
            (None, None) => None,
        };
        let files = vaults::identity_files(context, &arguments.identity, pinned);
        let vault = pinned.or_else(|| vaults::named_in(&files));
        Ok(Self { destinations: vec![destination], vault, identities: vaults::identities(context, &files)? })
    }

    pub fn need_identity(&self) -> Result<(), Failure> {
        if !self.identities.is_empty() {
            return Ok(());
        }
        Err(Failure::wrong("no identity to open the backups with")
            .hint("give the identity file with --identity; the writing machine alone cannot read its backups"))
    }
}

/// A configured name, a folder, or inline YAML; with the configuration only where its name was given.
async fn the_one(context: &Context, from: &str) -> Result<(Destination, Option<GroupConfig>), Failure> {
    let config = if from.contains(['/', '{']) { None } else { context.group_if_any()? };
    let named = config
        .as_ref()
        .and_then(|config| config.backup.iter().flat_map(|backup| &backup.destinations).find(|one| one.name == from));
    if let (Some(one), Some(config)) = (named, &config) {
        return Ok((destinations::open(one, &config.dir, Missing::Fail).await, Some(config.clone())));
    }
    let inline = parse_destination_inline(from)?;
    Ok((destinations::open(&inline, &absolute(Path::new("."))?, Missing::Fail).await, None))
}

/// Restores a snapshot.
pub fn restore(context: &Context, arguments: &RestoreArgs) -> Result<Exit, Failure> {
    let paths = entry_paths(&arguments.paths)?;
    let to_stdout = arguments.to == Path::new("-");
    if arguments.snapshot.contains(['/', '.']) {
        return Err(Failure::wrong(format!("`{}` is no snapshot", arguments.snapshot)).hint(format!(
            "to restore a path, name the snapshot first: groupkeep restore latest '{}' --to DIR",
            arguments.snapshot
        )));
    }
    if arguments.to.is_file() {
        return Err(
            Failure::refused(format!("{} is a file", arguments.to.display())).hint("choose an absent or empty folder")
        );
    }
    if to_stdout && paths.len() != 1 {
        return Err(Failure::wrong("`--to -` writes one file, so it takes exactly one path")
            .hint("groupkeep restore latest PATH --to -"));
    }
    let done = runtime()?.block_on(async {
        let access = Access::of(context, &arguments.access).await?;
        access.need_identity()?;
        let view = look(&access.destinations, access.vault).await?;
        let snapshot = chosen(context, &view, &arguments.snapshot)?;
        let mut opened = open(&view, snapshot, &access.identities).await?;
        let exit = unpinned(context, &view).and(away(context, &view));
        if to_stdout {
            cat(&mut opened, &paths[0], &mut io::stdout().lock()).await?;
            return Ok((exit, None));
        }
        let to = absolute(&arguments.to)?;
        let job = RestoreJob { paths: &paths, to: &to };
        let report = groupkeep_vault::restore(&mut opened, job, &*context.terminal).await?;
        Ok::<_, Failure>((exit, Some((report, to))))
    });
    context.terminal.clear();
    let (exit, report) = done.map_err(|failure| match failure.exit() {
        Exit::Interrupted => {
            failure.hint("what was restored is whole; restore into another empty folder, or empty this one first")
        }
        _ => failure,
    })?;
    let Some((report, to)) = report else { return Ok(exit) };
    for fallback in &report.fallbacks {
        context.note(&format!("used another destination instead: {fallback}"));
    }
    print_restored(context, &report, &to)?;
    Ok(exit.and(if report.failed.is_empty() { Exit::Done } else { Exit::Incomplete }))
}

/// The snapshot asked for. `latest` is the last complete one, so whoever gets that hears of a newer one that is not.
pub(super) fn chosen<'v>(context: &Context, view: &'v View<'_>, wanted: &str) -> Result<&'v Snapshot, Failure> {
    let partial = |snapshot: &Snapshot| {
        let (id, time) = (snapshot.id(), snapshot.statement.body.time);
        format!("groupkeep restore {} brings back the incomplete snapshot of {time}", short(&id))
    };
    match view.choose(wanted) {
        Ok(snapshot) => {
            if let (true, Some(newer)) = (wanted == "latest", view.newer_than(snapshot)) {
                context.note(&format!("this is the last complete snapshot; {}", partial(newer)));
            }
            Ok(snapshot)
        }
        Err(error) => {
            let away = view.seen.iter().find_map(|seen| seen.found.as_ref().err());
            match (view.snapshots.last(), away) {
                (Some(newest), _) if wanted == "latest" => {
                    Err(Failure::incomplete("no snapshot is complete yet").hint(partial(newest)))
                }
                (None, Some(away)) => Err(Failure::incomplete(format!("no snapshot can be read: {}", told(away)))),
                _ => Err(error.into()),
            }
        }
    }
}

/// Without a known id the place itself said which vault it is. Whoever restores has to compare it with the card.
pub(super) fn unpinned(context: &Context, view: &View<'_>) -> Exit {
    if view.pinned {
        return Exit::Done;
    }
    context.note(&format!(
        "nothing pins the vault's id; found {}: compare it with the vault card, and give it with --vault",
        view.documents.vault()
    ));
    Exit::Incomplete
}

/// A destination that is away is no failure of a restore that had what it needed.
pub(super) fn away(context: &Context, view: &View<'_>) -> Exit {
    for seen in &view.seen {
        if let Err(error) = &seen.found {
            context.note(&format!("without destination `{}`: {}", seen.destination.name, told(error)));
        }
    }
    Exit::Done
}

fn print_restored(context: &Context, report: &RestoreReport, to: &Path) -> Result<(), Failure> {
    if context.json() {
        #[derive(Serialize)]
        struct Document<'r> {
            schema: &'static str,
            #[serde(flatten)]
            report: &'r RestoreReport,
            to: PathBuf,
        }
        return output::json(&Document { schema: "groupkeep/restore/v1", report, to: to.to_owned() });
    }
    let say = |en: &'static str, zh: &'static str| context.language.pick(en, zh);
    let mut text = format!(
        "{} {} {}: {} {}, {}\n",
        say("restored", "已恢复快照"),
        short(&report.snapshot),
        format_args!("{} {}", say("to", "到"), to.display()),
        report.files,
        say("files", "个文件"),
        size(report.bytes),
    );
    if report.torn > 0 {
        let torn = say("files had changed while they were backed up", "个文件在备份时正被改动");
        text.push_str(&format!("  {} {torn}\n", report.torn));
    }
    if report.lost_xattrs > 0 {
        let lost = say("extended attributes were not taken by the target", "个扩展属性未能写入目标");
        text.push_str(&format!("  {} {lost}\n", report.lost_xattrs));
    }
    for failed in &report.failed {
        text.push_str(&format!(
            "  {} {}: {}\n",
            say("not restored", "未能恢复"),
            plain_text(&failed.path),
            failed.reason
        ));
    }
    output::text(&text)
}

/// The part of a digest that people read.
pub fn short(id: &str) -> &str {
    id.get(..16).unwrap_or(id)
}

fn entry_paths(given: &[String]) -> Result<Vec<EntryPath>, Failure> {
    let clean = |path: &String| {
        let path = path.trim_start_matches("./").trim_end_matches('/');
        EntryPath::from_bytes(path.as_bytes()).map_err(|error| {
            Failure::wrong(format!("`{path}` is no path in a snapshot: {}", error.reason))
                .hint("paths are relative to the group's folder, as `groupkeep ls` prints them")
        })
    };
    given.iter().map(clean).collect()
}

/// Lists what a snapshot holds.
pub fn ls(context: &Context, arguments: &LsArgs) -> Result<Exit, Failure> {
    let paths = entry_paths(&arguments.paths)?;
    let (exit, entries) = runtime()?.block_on(async {
        let access = Access::of(context, &arguments.access).await?;
        access.need_identity()?;
        let view = look(&access.destinations, access.vault).await?;
        let mut opened = open(&view, chosen(context, &view, &arguments.snapshot)?, &access.identities).await?;
        let entries = groupkeep_vault::ls(&mut opened, &paths).await?;
        Ok::<_, Failure>((unpinned(context, &view), entries))
    })?;
    if context.json() {
        #[derive(Serialize)]
        struct Document {
            schema: &'static str,
            entries: Vec<Listing>,
        }
        output::json(&Document { schema: "groupkeep/ls/v1", entries })?;
    } else {
        output::text(&entries.iter().map(line).collect::<String>())?;
    }
    Ok(exit)
}

pub(super) fn line(entry: &Listing) -> String {
    let size = entry.size.map_or_else(|| "-".to_owned(), size);
    let modified = entry.modified.map_or_else(String::new, |time| time.strftime("%Y-%m-%d %H:%M").to_string());
    let target = entry.target.as_ref().map(|target| format!(" -> {target}")).unwrap_or_default();
    let slash = if entry.kind == "directory" { "/" } else { "" };
    format!("{size:>12}  {modified}  {}{slash}{}\n", plain_text(&entry.path), plain_text(&target))
}

/// Lists the snapshots.
pub fn snapshots(context: &Context) -> Result<Exit, Failure> {
    let none = IdentityArgs { identity: Vec::new(), from: None, vault: None };
    let (exit, lines) = runtime()?.block_on(async {
        let access = Access::of(context, &none).await?;
        let view = look(&access.destinations, access.vault).await?;
        let mut exit = Exit::Done;
        for seen in &view.seen {
            match &seen.found {
                Ok(found) => {
                    for refused in &found.refused {
                        context.note(&format!(
                            "destination `{}`: {}: {}",
                            seen.destination.name, refused.key, refused.reason
                        ));
                        exit = exit.and(Exit::Incomplete);
                    }
                }
                Err(error) => {
                    context.note(&format!("without destination `{}`: {}", seen.destination.name, told(error)));
                    exit = exit.and(Exit::Incomplete);
                }
            }
        }
        Ok::<_, Failure>((exit, groupkeep_vault::snapshots(&view, &access.identities).await))
    })?;
    if context.json() {
        #[derive(Serialize)]
        struct Document {
            schema: &'static str,
            snapshots: Vec<SnapshotLine>,
        }
        output::json(&Document { schema: "groupkeep/snapshots/v1", snapshots: lines })?;
    } else {
        output::text(&lines.iter().map(|line| snapshot_line(context, line)).collect::<String>())?;
    }
    Ok(exit)
}

fn snapshot_line(context: &Context, line: &SnapshotLine) -> String {
    let counts = match (line.files, line.bytes) {
        (Some(files), Some(bytes)) => format!("{files} {}, {}", context.language.pick("files", "个文件"), size(bytes)),
        _ => context.language.pick("sealed", "已加密").to_owned(),
    };
    let time = line.time.strftime("%Y-%m-%d %H:%M:%SZ");
    let state = if line.complete { "" } else { context.language.pick("incomplete  ", "不完整  ") };
    format!("{}  {time}  {state}{counts}  {}\n", short(&line.id), line.at.join(" "))
}
