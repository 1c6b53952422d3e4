//! `vault init|info|card`: making a vault, and what it is.

use std::path::{Path, PathBuf};

use groupkeep_config::{Backup, GroupConfig, Place};
use groupkeep_keys::{Recipient, SigningKey};

use groupkeep_vault::{
    CardPlace, Destination, Env, NewVault, State, VaultId, VaultInfo, card, check_empty, find_unfinished, finish, look,
    pin,
};
use serde::Serialize;

use crate::args::VaultVerb;
use crate::context::Context;
use crate::destinations::{Missing, open_all, refuse_twins};
use crate::environment::Language;
use crate::error::Failure;
use crate::exit::Exit;
use crate::{output, runtime, vaults};

/// Does one of the verbs below `vault`.
pub fn vault(context: &Context, verb: &VaultVerb) -> Result<Exit, Failure> {
    let config = context.group()?;
    let backup = configured_backup(&config)?;
    match verb {
        VaultVerb::Init { recipient, root } => {
            if let Some(vault) = vaults::pinned(&config)? {
                return Err(Failure::refused(format!("group `{}` has a vault already: {vault}", config.group.name))
                    .hint("`groupkeep vault info` says what it is"));
            }
            let readers = recipient.iter().map(|text| reader(text)).collect::<Result<Vec<_>, _>>()?;
            let root = root.as_deref().map(SigningKey::load).transpose()?;
            let made = create(context, &config, backup, readers, root)?;
            told(context, &made);
            output::text(&format!("{}\n", made.vault))?;
        }
        VaultVerb::Info => info(context, &config, backup)?,
        VaultVerb::Card => {
            let vault = vaults::require(&config)?;
            let page = runtime()?.block_on(async {
                let destinations = open_all(&backup.destinations, &config.dir, Missing::Fail).await;
                let view = look(&destinations, Some(vault)).await?;
                let places: Vec<_> = backup
                    .destinations
                    .iter()
                    .map(|one| CardPlace { name: one.name.clone(), place: place(&one.place, &config.dir) })
                    .collect();
                Ok::<_, Failure>(card(&config.group.name, &view, &places, context.language == Language::Zh))
            })?;
            output::text(&page)?;
        }
    }
    Ok(Exit::Done)
}

/// The part of the configuration that every verb around the vault needs.
pub fn configured_backup(config: &GroupConfig) -> Result<&Backup, Failure> {
    let backup = config.backup.as_ref().filter(|backup| !backup.destinations.is_empty()).ok_or_else(|| {
        Failure::wrong(format!("{} names no backup destination", config.path.display()))
            .hint("add backup: {destinations: [{name: near, path: /mnt/disk/groupkeep}]}")
    })?;
    refuse_twins(&backup.destinations, &config.dir)?;
    Ok(backup)
}

/// A vault that was just made, and where its secrets are.
#[derive(Debug)]
pub struct Made {
    /// The vault.
    pub vault: VaultId,
    /// The file with the identity that opens it, when one was made here.
    pub identity: Option<PathBuf>,
    /// The file with the key that can change it, when one was made here.
    pub root: Option<PathBuf>,
}

/// Makes the vault at every destination, or completes one whose making was cut off. Secrets are stored before the
/// first destination is written to.
pub fn create(
    context: &Context,
    config: &GroupConfig,
    backup: &Backup,
    readers: Vec<Recipient>,
    root: Option<SigningKey>,
) -> Result<Made, Failure> {
    let environment = &context.environment;
    // Two first runs at once would make two vaults in the same folders.
    let _lock = groupkeep_vault::create::lock(&environment.state)?;
    if let Some(vault) = vaults::pinned(config)? {
        return Ok(Made { vault, identity: None, root: None });
    }
    runtime()?.block_on(async {
        let destinations = open_all(&backup.destinations, &config.dir, Missing::Create).await;
        if let Some(documents) = find_unfinished(&destinations, &environment.state).await? {
            let vault = documents.vault();
            let state = State::open(&environment.state, vault)?;
            finish(&destinations, &documents).await?;
            pin(&config.dir.join(".groupkeep"), &state.credential()?)?;
            let name = &config.group.name;
            let there = |file: PathBuf| file.exists().then_some(file);
            return Ok(Made {
                vault,
                identity: there(vaults::identity_file(environment, name, vault)),
                root: there(vaults::root_file(environment, name, vault)),
            });
        }
        check_empty(&destinations).await?;
        let new = NewVault::prepare(readers, root, &Env::system())?;
        let kept = |file: PathBuf, secret: Option<&[u8]>| match secret {
            Some(secret) => groupkeep_keys::write_new_secret(&file, secret).map(|()| Some(file)),
            None => Ok(None),
        };
        let name = &config.group.name;
        let identity =
            kept(vaults::identity_file(environment, name, new.vault), new.identity.as_deref().map(String::as_bytes))?;
        let root =
            kept(vaults::root_file(environment, name, new.vault), new.root_key.as_deref().map(String::as_bytes))?;
        let state = State::open(&environment.state, new.vault)?;
        new.credential.save(&state.credential_path())?;
        new.publish(&destinations, &*context.terminal).await?;
        pin(&config.dir.join(".groupkeep"), &new.credential)?;
        Ok(Made { vault: new.vault, identity, root })
    })
}

/// Says where the secrets of a new vault are and that they belong elsewhere.
pub fn told(context: &Context, made: &Made) {
    let say = |en: &'static str, zh: &'static str| context.language.pick(en, zh);
    context.note(&format!("{} {}", say("made vault", "已创建备份库"), made.vault));
    for (what, file) in [
        (say("the identity that opens it", "能打开它的身份文件"), &made.identity),
        (say("the root key that can change it", "能更改它的根密钥"), &made.root),
    ] {
        if let Some(file) = file {
            let file = context.environment.shown(file);
            context.note(&format!("{what}: {file}; {}", say("move it off this machine", "请移出本机保存")));
        }
    }
}

fn info(context: &Context, config: &GroupConfig, backup: &Backup) -> Result<(), Failure> {
    #[derive(Serialize)]
    struct Report {
        schema: &'static str,
        #[serde(flatten)]
        info: VaultInfo,
    }
    let vault = vaults::require(config)?;
    let info = runtime()?.block_on(async {
        let destinations: Vec<Destination> = open_all(&backup.destinations, &config.dir, Missing::Fail).await;
        Ok::<_, Failure>(VaultInfo::of(&look(&destinations, Some(vault)).await?.documents))
    })?;
    if context.json() {
        return output::json(&Report { schema: "groupkeep/vault/v1", info });
    }
    let mut text = format!("vault       {}\ngeneration  {}, signed {}\n", info.vault, info.generation, info.signed);
    for root in &info.roots {
        text.push_str(&format!("root key    {root}\n"));
    }
    for reader in &info.readers {
        text.push_str(&format!("reader      {reader}\n"));
    }
    for writer in &info.writers {
        let state = if writer.active { "" } else { " (retired)" };
        text.push_str(&format!("writer      {} {}{state}\n", writer.name, writer.key));
    }
    output::text(&text)
}

fn reader(text: &str) -> Result<Recipient, Failure> {
    let from_file = Path::new(text).is_file().then(|| std::fs::read_to_string(text)).and_then(Result::ok);
    Ok(from_file.as_deref().unwrap_or(text).trim().parse()?)
}

fn place(place: &Place, folder: &Path) -> String {
    match place {
        Place::Path(path) => {
            let path = folder.join(path);
            std::path::absolute(&path).unwrap_or(path).display().to_string()
        }
        Place::S3 { endpoint, bucket, prefix, .. } => {
            format!("s3://{bucket}/{prefix} {}", endpoint.as_deref().unwrap_or_default())
        }
        Place::Opendal { scheme, options } => {
            format!("{scheme} {}", options.get("endpoint").map(String::as_str).unwrap_or_default())
        }
    }
}
