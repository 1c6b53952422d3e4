//! `status`: how fresh and how safe the backups are, at a glance.

use groupkeep_config::{GroupConfig, Place};
use groupkeep_vault::{State, VaultId, look, told};
use jiff::Timestamp;
use serde::Serialize;

use crate::context::{Context, now};
use crate::destinations::{Missing, open_all};
use crate::error::Failure;
use crate::exit::Exit;
use crate::verbs::backup::warn_of_identity;
use crate::verbs::vault::configured_backup;
use crate::{output, runtime, vaults};

/// What `status` prints.
#[derive(Debug, Serialize)]
struct Status {
    schema: &'static str,
    group: String,
    vault: String,
    /// Whether this machine may write.
    writer: bool,
    /// Whether it can also read, which a thief of it could then too.
    identity_on_this_machine: bool,
    destinations: Vec<Destination>,
}

#[derive(Debug, Serialize)]
struct Destination {
    name: String,
    /// `ok`, `behind` where another destination holds newer snapshots, or `unreachable`.
    status: &'static str,
    /// How many snapshots are there.
    snapshots: usize,
    /// Number of the newest.
    newest_seq: Option<u64>,
    /// When it was made.
    newest_at: Option<String>,
    offsite: bool,
    /// Whether whoever steals the credential for writing can be kept from destroying what is there.
    withstands_write_thief: bool,
    error: Option<String>,
}

/// Prints how the backups stand. Exits 3 when a destination could not be asked or holds no snapshot.
pub fn status(context: &Context) -> Result<Exit, Failure> {
    let config = context.group()?;
    let vault = vaults::require(&config)?;
    let status = gather(context, &config, vault)?;
    let well = status.destinations.iter().all(|one| one.status == "ok" && one.snapshots > 0);
    if context.json() {
        output::json(&status)?;
    } else {
        output::text(&human(context, &status))?;
    }
    if let Some(file) = vaults::identity_here(context, vault) {
        warn_of_identity(context, &file);
    }
    Ok(if well { Exit::Done } else { Exit::Incomplete })
}

fn gather(context: &Context, config: &GroupConfig, vault: VaultId) -> Result<Status, Failure> {
    let backup = configured_backup(config)?;
    let destinations = runtime()?.block_on(async {
        let opened = open_all(&backup.destinations, &config.dir, Missing::Fail).await;
        let view = look(&opened, Some(vault)).await?;
        let each = view.seen.iter().zip(&backup.destinations).map(|(seen, configured)| {
            let statements = seen.found.as_ref().map(|found| found.verified.as_slice()).unwrap_or_default();
            // Ordered by writer and number; a clock that was wrong once must not hide what came later.
            let newest = statements.last();
            Destination {
                name: seen.destination.name.clone(),
                status: match &seen.found {
                    Err(_) => "unreachable",
                    Ok(_) if statements.len() < view.snapshots.len() => "behind",
                    Ok(_) => "ok",
                },
                snapshots: statements.len(),
                newest_seq: newest.map(|statement| statement.body.seq),
                newest_at: newest.map(|statement| statement.body.time.to_string()),
                offsite: configured.offsite,
                withstands_write_thief: withstands(configured),
                error: seen.found.as_ref().err().map(told),
            }
        });
        Ok::<_, Failure>(each.collect::<Vec<_>>())
    })?;
    Ok(Status {
        schema: "groupkeep/status/v1",
        group: config.group.name.clone(),
        vault: vault.to_string(),
        writer: State::folder(&context.environment.state, vault).join("credential.json").is_file(),
        identity_on_this_machine: vaults::identity_here(context, vault).is_some(),
        destinations,
    })
}

/// A place whose credential for writing is told apart from the one for maintenance can refuse deletion to the first.
/// Whether it was set up so is not asked here.
fn withstands(configured: &groupkeep_config::Destination) -> bool {
    let two = configured.credentials.as_ref().is_some_and(|both| both.write.is_some() && both.maintain.is_some());
    two && !matches!(configured.place, Place::Path(_))
}

fn human(context: &Context, status: &Status) -> String {
    let say = |en: &'static str, zh: &'static str| context.language.pick(en, zh);
    let mut text = format!("{}\n{} {}\n", status.group, say("vault", "备份库"), status.vault);
    for one in &status.destinations {
        let stands = match (&one.error, &one.newest_at) {
            (Some(error), _) => error.clone(),
            (None, None) => say("no snapshot yet", "还没有快照").to_owned(),
            (None, Some(time)) => format!(
                "{} {}, {} {}",
                one.snapshots,
                say("snapshots", "个快照"),
                say("newest", "最新"),
                age(context, time)
            ),
        };
        let stands = if one.status == "behind" { format!("{} {stands}", say("behind:", "落后：")) } else { stands };
        let place = if one.offsite { say("offsite", "异地") } else { say("on site", "本地") };
        text.push_str(&format!("  {} ({place}): {stands}\n", one.name));
    }
    text
}

fn age(context: &Context, time: &str) -> String {
    let Ok(made) = time.parse::<Timestamp>() else { return time.to_owned() };
    let hours = (now().as_second() - made.as_second()) / 3600;
    let say = |en: &'static str, zh: &'static str| context.language.pick(en, zh);
    match hours {
        ..0 => format!("{time} ({})", say("in the future: check the clock", "时间在将来：请检查时钟")),
        0 => say("within the hour", "一小时内").to_owned(),
        1..48 => format!("{hours} {}", say("hours ago", "小时前")),
        _ => format!("{} {}", hours / 24, say("days ago", "天前")),
    }
}
