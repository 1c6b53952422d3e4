//! Which vault a group has, and with which keys this machine opens it.

use std::path::{Path, PathBuf};

use groupkeep_config::GroupConfig;
use groupkeep_keys::Identity;
use groupkeep_vault::{Credential, State, VaultId};

use crate::context::Context;
use crate::environment::Environment;
use crate::error::Failure;

/// The vault's id as the group's folder keeps it, safe to commit.
pub fn id_file(config: &GroupConfig) -> PathBuf {
    config.dir.join(".groupkeep/vault")
}

/// Where receipts go.
pub fn receipts(config: &GroupConfig) -> PathBuf {
    config.dir.join(".groupkeep/receipts")
}

/// The vault that `groupkeep.yaml` or `.groupkeep/vault` pins, if one does.
pub fn pinned(config: &GroupConfig) -> Result<Option<VaultId>, Failure> {
    let file = id_file(config);
    let written = match std::fs::read_to_string(&file) {
        Ok(text) => Some(parse(text.trim(), &file)?),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(Failure::io("cannot read", &file, &error)),
    };
    let configured = config.vault.as_deref().map(|text| parse(text, &config.path)).transpose()?;
    match (configured, written) {
        (Some(one), Some(other)) if one != other => Err(Failure::refused(format!(
            "{} names vault {one}, but {} names {other}",
            config.path.display(),
            file.display()
        ))
        .hint("keep the one whose id stands on the vault card, and remove the other line")),
        (configured, written) => Ok(configured.or(written)),
    }
}

fn parse(text: &str, from: &Path) -> Result<VaultId, Failure> {
    text.parse().map_err(|_| {
        Failure::wrong(format!("{} holds no vault id: `{}`", from.display(), text.chars().take(80).collect::<String>()))
            .hint("a vault id is 64 digits and letters a to f; `groupkeep vault card` prints it")
    })
}

/// The file that keeps the identity of a group's vault: `identities/<group>-<vault, 8>.txt` in the config folder.
pub fn identity_file(environment: &Environment, group: &str, vault: VaultId) -> PathBuf {
    environment.config.join("identities").join(format!("{}.txt", key_file_stem(group, vault)))
}

/// The file that keeps its root key: `roots/<group>-<vault, 8>.key` in the config folder.
pub fn root_file(environment: &Environment, group: &str, vault: VaultId) -> PathBuf {
    environment.config.join("roots").join(format!("{}.key", key_file_stem(group, vault)))
}

/// The group's name with everything that a file name should not hold made `_`, and the first 8 digits of the vault id.
fn key_file_stem(group: &str, vault: VaultId) -> String {
    let safe: String = group.chars().map(|c| if c.is_alphanumeric() || c == '-' { c } else { '_' }).take(40).collect();
    format!("{safe}-{}", vault.short())
}

/// The group's vault, which must be there.
pub fn require(config: &GroupConfig) -> Result<VaultId, Failure> {
    pinned(config)?.ok_or_else(|| {
        Failure::wrong(format!("group `{}` has no vault yet", config.group.name))
            .hint("`groupkeep vault init` makes one, and so does the first `groupkeep run`")
    })
}

/// The files that identities are taken from: those given, else the environment's, else the one kept for this vault.
pub fn identity_files(context: &Context, given: &[PathBuf], vault: Option<VaultId>) -> Vec<PathBuf> {
    if !given.is_empty() {
        return given.to_vec();
    }
    if let Some(file) = &context.environment.identity {
        return vec![file.clone()];
    }
    vault.and_then(|vault| kept_identity(&context.environment, vault)).into_iter().collect()
}

/// The identity kept on this machine for a vault, whatever the group was called when it was made.
pub fn kept_identity(environment: &Environment, vault: VaultId) -> Option<PathBuf> {
    let end = format!("-{}.txt", vault.short());
    let entries = std::fs::read_dir(environment.config.join("identities")).ok()?.flatten();
    let mut files: Vec<_> = entries.map(|entry| entry.path()).collect();
    files.sort();
    files.into_iter().find(|file| file.file_name().is_some_and(|name| name.to_string_lossy().ends_with(&end)))
}

/// Reads identities. A file that others on this machine may read is used, and named.
pub fn identities(context: &Context, files: &[PathBuf]) -> Result<Vec<Identity>, Failure> {
    let mut all = Vec::new();
    for file in files {
        if groupkeep_keys::read_secret(file)?.too_open {
            let shown = context.environment.shown(file);
            context.note(&format!("{shown} can be read by others on this machine: chmod 600 {shown}"));
        }
        all.extend(Identity::load(file)?);
    }
    Ok(all)
}

/// The vault that an identity file names in a comment: whoever has the file knows which vault is meant.
pub fn named_in(files: &[PathBuf]) -> Option<VaultId> {
    files.iter().find_map(|file| {
        let text = std::fs::read_to_string(file).ok()?;
        text.lines().find_map(|line| line.strip_prefix("# groupkeep vault: ")?.trim().parse().ok())
    })
}

/// The writer's credential: the one `GROUPKEEP_WRITER` names, else the one in the state.
pub fn credential(context: &Context, state: &State) -> Result<Credential, Failure> {
    let Some(file) = &context.environment.writer else { return Ok(state.credential()?) };
    let credential = Credential::load(file)?;
    if credential.vault == state.vault() {
        return Ok(credential);
    }
    let (path, found, expected) = (file.clone(), credential.vault, state.vault());
    Err(groupkeep_vault::Error::OtherCredential { path, found, expected }.into())
}

/// A reader's identity on this machine, which also writes. While it is here, a thief of the machine reads every backup.
pub fn identity_here(context: &Context, vault: VaultId) -> Option<PathBuf> {
    let named = context.environment.identity.clone().filter(|file| file.exists());
    named.or_else(|| kept_identity(&context.environment, vault))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_files_are_named_after_group_and_vault() {
        let vault: VaultId = format!("0123456789{}", "a".repeat(54)).parse().unwrap();
        assert_eq!(key_file_stem("晨读会/a b", vault), "晨读会_a_b-01234567");
        assert_eq!(key_file_stem(&"x".repeat(99), vault).len(), 40 + 9);
    }
}
