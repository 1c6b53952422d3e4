//! `backup`: one snapshot to every destination.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use groupkeep_config::{GroupConfig, Place};

use groupkeep_vault::{
    BackupJob, BackupReport, Credential, Env, LeaveOut, Never, Receipt, Sources, State, Status, VaultId, told,
};

use crate::args::BackupArgs;
use crate::context::Context;
use crate::destinations::{Missing, open_all};
use crate::error::Failure;
use crate::exit::Exit;
use crate::terminal::plain_text;
use crate::verbs::vault::configured_backup;
use crate::{output, runtime, vaults};

/// Backs up the group.
pub fn backup(context: &Context, arguments: &BackupArgs) -> Result<Exit, Failure> {
    let config = context.group()?;
    let vault = vaults::require(&config)?;
    let (report, exit) = snapshot(context, &config, vault, arguments.tag.clone())?;
    if context.json() {
        output::json(&report)?;
    } else {
        output::text(&human(context, &report))?;
    }
    Ok(exit)
}

/// Writes a snapshot and its receipt. A receipt that cannot be written takes nothing from the snapshot; it is noted, and
/// the run counts as incomplete.
pub fn snapshot(
    context: &Context,
    config: &GroupConfig,
    vault: VaultId,
    tags: Vec<String>,
) -> Result<(BackupReport, Exit), Failure> {
    let backup = configured_backup(config)?;
    let state = Arc::new(State::open(&context.environment.state, vault)?);
    let credential = vaults::credential(context, &state)?;
    let leave = LeaveOut {
        excludes: backup.excludes(&config.dir)?,
        caches: backup.exclude_caches,
        larger_than: backup.exclude_larger_than,
        other_file_systems: backup.one_file_system,
    };
    let sources = Sources::resolve(&config.dir, &backup.sources, leave, never(context, config))?;
    let here = vaults::identity_here(context, vault);
    let done = runtime()?.block_on(async {
        let destinations = open_all(&backup.destinations, &config.dir, Missing::Fail).await;
        let job = BackupJob {
            credential: credential.clone(),
            state,
            destinations: destinations.clone(),
            sources: Arc::new(sources),
            success: backup.success,
            host: Some(context.environment.host.clone()),
            tags,
            xattrs: backup.xattrs,
            threads: std::thread::available_parallelism().map_or(2, usize::from),
            env: Env::system(),
        };
        let report = groupkeep_vault::backup(job, Arc::clone(&context.terminal) as _).await?;
        let mut exit = if report.succeeded() { Exit::Done } else { Exit::Incomplete };
        if report.snapshot.is_some() {
            let receipt = Receipt::of_backup(&report, &destinations, &credential, here.is_some());
            exit = exit.and(keep_receipt(context, config, receipt, &credential));
        }
        Ok::<_, Failure>((report, exit))
    });
    context.terminal.clear();
    if let Some(file) = &here {
        warn_of_identity(context, file);
    }
    done
}

/// Writes a receipt beside the group, or says why there is none.
pub fn keep_receipt(context: &Context, config: &GroupConfig, receipt: Receipt, credential: &Credential) -> Exit {
    match receipt.write(&vaults::receipts(config), &credential.signing_key) {
        Ok(_) => Exit::Done,
        Err(error) => {
            context.note(&format!("no receipt: {}", told(&error)));
            Exit::Incomplete
        }
    }
}

/// Folders that never go into a snapshot: copies of it, what this machine keeps about it, what was made from it.
fn never(context: &Context, config: &GroupConfig) -> Vec<Never> {
    let one = |path: PathBuf, what: String| Never { path, what };
    let mut all = vec![
        one(context.environment.state.clone(), "the state of groupkeep".to_owned()),
        one(context.environment.config.clone(), "the folder of the keys".to_owned()),
        one(config.dir.join(".groupkeep"), "the folder of the receipts".to_owned()),
    ];
    for destination in config.backup.iter().flat_map(|backup| &backup.destinations) {
        if let Place::Path(path) = &destination.place {
            all.push(one(config.resolve(path), format!("destination `{}`", destination.name)));
        }
    }
    if let Some(release) = &config.release {
        all.push(one(config.resolve(&release.to), "the folder of the releases".to_owned()));
    }
    all
}

/// While an identity lies on the writing machine, whoever takes the machine can read the backups. Said every time.
pub fn warn_of_identity(context: &Context, file: &Path) {
    let file = context.environment.shown(file);
    context.note(
        &context
            .language
            .pick(
                "the identity that opens the backups is still on this machine: @; move it to a place of its own",
                "能打开备份的身份文件还在本机：@；请移到别处保存",
            )
            .replace('@', &file),
    );
}

/// The report for people.
pub fn human(context: &Context, report: &BackupReport) -> String {
    let say = |en: &'static str, zh: &'static str| context.language.pick(en, zh);
    let mut text = String::new();
    if let Some(snapshot) = &report.snapshot {
        let state = match (report.unchanged, report.complete) {
            (true, _) => say("unchanged", "没有变化"),
            (false, true) => say("complete", "完整"),
            (false, false) => say("incomplete", "不完整"),
        };
        text.push_str(&format!(
            "{} {}: {state}, {} {}, {} {}\n",
            say("snapshot", "快照"),
            snapshot.short(),
            report.files,
            say("files", "个文件"),
            size(report.bytes_added),
            say("added", "新增"),
        ));
    }
    for destination in &report.destinations {
        let outcome = match (destination.status, &destination.error) {
            (Status::Ok, _) => {
                format!("{} ({} {})", say("ok", "正常"), destination.objects_added, say("objects added", "个新对象"))
            }
            (_, Some(error)) => format!("{}: {error}", say("failed", "失败")),
            (_, None) => say("failed", "失败").to_owned(),
        };
        text.push_str(&format!("  {}: {outcome}\n", destination.name));
        if let Some(hint) = &destination.hint {
            text.push_str(&format!("    {}: {hint}\n", say("hint", "提示")));
        }
    }
    let left = &report.left_out;
    for (count, what) in [
        (left.large_files, say("files left out as too large", "个文件因过大未存入")),
        (left.file_systems, say("folders on another file system left out", "个文件夹位于其他文件系统，未存入")),
        (left.caches, say("caches left out", "个缓存文件夹未存入")),
    ] {
        if count > 0 {
            text.push_str(&format!("  {count} {what}\n"));
        }
    }
    for torn in &report.torn {
        let changed = say("changed while it was read", "读取时正被改动");
        text.push_str(&format!("  {changed}: {}\n", plain_text(torn)));
    }
    for skipped in &report.skipped {
        text.push_str(&format!(
            "  {} {}: {}\n",
            say("not stored", "未存入"),
            plain_text(&skipped.path),
            skipped.reason
        ));
    }
    text
}

/// Bytes as people read them.
pub fn size(bytes: u64) -> String {
    indicatif::BinaryBytes(bytes).to_string()
}
