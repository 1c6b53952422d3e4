//! The secrets of a destination, from wherever the configuration says they are; never from the configuration itself.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use groupkeep_config::Credential;
use groupkeep_store::{Error as StoreError, ErrorKind};

/// `name = value` lines, as in `~/.aws/credentials`, from wherever the configuration says; names in lower case.
pub fn secrets(from: &Credential, folder: &Path, place: &str) -> Result<BTreeMap<String, String>, StoreError> {
    let denied = |detail: String| StoreError::new(ErrorKind::Permission, place).detail(detail);
    let text = match from {
        Credential::Env(prefix) => {
            let prefix = format!("{prefix}_");
            return Ok(std::env::vars()
                .filter_map(|(name, value)| Some((name.strip_prefix(&prefix)?.to_lowercase(), value)))
                .collect());
        }
        Credential::Profile(_) => return Err(denied("only S3 destinations have profiles".to_owned())),
        Credential::File(path) => {
            let path = folder.join(path);
            std::fs::read_to_string(&path)
                .map_err(|error| denied(format!("cannot read {}: {error}", path.display())))?
        }
        Credential::Command(words) => {
            let [program, arguments @ ..] = words.as_slice() else {
                return Err(denied("the credential command is empty".to_owned()));
            };
            let run = Command::new(program).args(arguments).stdin(Stdio::null()).stderr(Stdio::inherit()).output();
            let output = run.map_err(|error| denied(format!("cannot run {program}: {error}")))?;
            if !output.status.success() {
                return Err(denied(format!("{program} ended with {}", output.status)));
            }
            String::from_utf8(output.stdout).map_err(|_| denied(format!("{program} printed no text")))?
        }
    };
    Ok(lines(&text))
}

fn lines(text: &str) -> BTreeMap<String, String> {
    let pairs = text.lines().filter_map(|line| line.split_once('='));
    pairs.map(|(name, value)| (name.trim().to_lowercase(), value.trim().to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credential_files_are_read_like_those_of_aws() {
        let found = lines("[backup]\naws_access_key_id = AK\naws_secret_access_key=S=K\n");
        assert_eq!(found["aws_access_key_id"], "AK");
        assert_eq!(found["aws_secret_access_key"], "S=K");
    }

    #[test]
    fn a_failing_credential_command_names_itself_and_not_what_it_printed() {
        let words = ["sh", "-c", "echo hidden; exit 3"].map(str::to_owned).to_vec();
        let error = secrets(&Credential::Command(words), Path::new("."), "far").unwrap_err().to_string();
        assert!(error.contains("sh ended with") && !error.contains("hidden"), "{error}");
    }
}
