//! `verify`: what every destination really holds.

use groupkeep_config::GroupConfig;

use groupkeep_vault::{Clock as _, Depth, Health, Receipt, State, VaultId, VerifyReport, look};
use serde::Serialize;

use crate::args::VerifyArgs;
use crate::context::Context;
use crate::destinations::{Missing, open_all};
use crate::error::Failure;
use crate::exit::Exit;
use crate::verbs::backup::keep_receipt;
use crate::verbs::vault::configured_backup;
use crate::{output, runtime, vaults};

/// Verifies every destination.
pub fn verify(context: &Context, arguments: &VerifyArgs) -> Result<Exit, Failure> {
    let config = context.group()?;
    let vault = vaults::require(&config)?;
    let depth = if arguments.hash { Depth::Hash } else { Depth::Presence };
    let (report, exit) = examine(context, &config, vault, depth)?;
    if context.json() {
        #[derive(Serialize)]
        struct Document<'r> {
            schema: &'static str,
            #[serde(flatten)]
            report: &'r VerifyReport,
        }
        output::json(&Document { schema: "groupkeep/verify/v1", report: &report })?;
    } else {
        output::text(&human(context, &report))?;
    }
    Ok(exit)
}

/// The exit code a report asks for: damage is a finding, a destination that is behind or away makes it incomplete.
fn exit_of(report: &VerifyReport) -> Exit {
    report.destinations.iter().fold(Exit::Done, |exit, destination| {
        exit.and(match destination.status {
            Health::Ok => Exit::Done,
            Health::Damaged => Exit::Findings,
            Health::Behind | Health::Unreachable | Health::Foreign => Exit::Incomplete,
        })
    })
}

/// Verifies every destination and, on the machine that writes, leaves a receipt.
pub fn examine(
    context: &Context,
    config: &GroupConfig,
    vault: VaultId,
    depth: Depth,
) -> Result<(VerifyReport, Exit), Failure> {
    let backup = configured_backup(config)?;
    // Only a writer can sign receipts; others may verify all the same. Taken first, so that no work is done in vain.
    let folder = State::folder(&context.environment.state, vault);
    let writes = folder.join("credential.json").is_file() || context.environment.writer.is_some();
    let state = writes.then(|| State::open(&context.environment.state, vault)).transpose()?;
    let credential = state.as_ref().map(|state| vaults::credential(context, state)).transpose()?;
    let done = runtime()?.block_on(async {
        let destinations = open_all(&backup.destinations, &config.dir, Missing::Fail).await;
        let view = look(&destinations, Some(vault)).await?;
        let report = groupkeep_vault::verify(&view, depth, &*context.terminal).await?;
        let mut exit = exit_of(&report);
        if let Some(credential) = &credential {
            let (now, here) = (groupkeep_vault::system::System.now(), vaults::identity_here(context, vault).is_some());
            let receipt = Receipt::of_verification(&view, &report, depth, credential, now, here);
            exit = exit.and(keep_receipt(context, config, receipt, credential));
        }
        Ok::<_, Failure>((report, exit))
    });
    context.terminal.clear();
    done
}

/// The report for people.
pub fn human(context: &Context, report: &VerifyReport) -> String {
    let say = |en: &'static str, zh: &'static str| context.language.pick(en, zh);
    let mut text = String::new();
    for destination in &report.destinations {
        let status = match destination.status {
            Health::Ok => say("ok", "正常"),
            Health::Damaged => say("damaged", "有损坏"),
            Health::Behind => say("behind", "落后"),
            Health::Unreachable => say("unreachable", "无法访问"),
            Health::Foreign => say("another vault", "是别的备份库"),
        };
        text.push_str(&format!("{}: {status}", destination.name));
        match &destination.error {
            Some(error) => text.push_str(&format!(", {error}\n")),
            None => text.push_str(&format!(
                ", {} / {} {}\n",
                destination.checked,
                destination.objects,
                say("objects checked", "个对象已核对")
            )),
        }
        for (what, keys) in
            [(say("missing", "缺少"), &destination.missing), (say("damaged", "损坏"), &destination.damaged)]
        {
            for key in keys {
                text.push_str(&format!("  {what}: {key}\n"));
            }
        }
    }
    text
}
