//! `key new` and `sign`: keys for people who have none, and signatures that stock `ssh-keygen -Y verify` accepts.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use groupkeep_keys::{AllowedSigners, Namespace, SigningKey, beside, namespace_for};

use crate::args::SignArgs;
use crate::context::{Context, now};
use crate::error::Failure;
use crate::exit::Exit;
use crate::output;

/// Makes an OpenSSH ed25519 pair below the config folder and prints the public half.
pub fn new(context: &Context, name: &str) -> Result<Exit, Failure> {
    groupkeep_keys::check_principal(name)?;
    let private = context.environment.config.join("keys").join(name);
    let key = SigningKey::generate(name);
    groupkeep_keys::write_new_secret(&private, key.to_openssh().as_bytes())?;
    let public = private.with_file_name(format!("{name}.pub"));
    let line = format!("{} {name}\n", key.public());
    std::fs::write(&public, &line).map_err(|error| Failure::io("cannot write", &public, &error))?;
    context.note(&format!("the private key is {}; it stays with its owner", context.environment.shown(&private)));
    output::text(&line)?;
    Ok(Exit::Done)
}

/// Signs a file: the signature goes to `FILE.sigs/<principal>.sig`.
pub fn sign(context: &Context, arguments: &SignArgs) -> Result<Exit, Failure> {
    let namespace = namespace(&arguments.file, arguments.namespace.as_deref())?;
    let file = arguments.key.clone().unwrap_or_else(|| context.environment.home.join(".ssh/id_ed25519"));
    if is_hardware_key(&file) {
        return Err(by_hand(&file, namespace, &arguments.file));
    }
    let key = SigningKey::load(&file)?;
    let principal = match &arguments.principal {
        Some(principal) => principal.clone(),
        None => principal_of(context, &key, namespace)?,
    };
    let signature = beside::sign_file(&arguments.file, &principal, &key, namespace)?;
    output::text(&format!("{}\n", signature.display()))?;
    Ok(Exit::Done)
}

fn namespace(file: &Path, given: Option<&str>) -> Result<Namespace, Failure> {
    match given {
        Some(text) => Ok(Namespace::from_str(text)?),
        None => namespace_for(file).ok_or_else(|| {
            Failure::wrong(format!("the place of {} does not tell what the signature is for", file.display()))
                .hint("give `--namespace`, such as groupkeep-charter-v1")
        }),
    }
}

/// The name under which the group's `allowed_signers` would accept a signature by this key.
fn principal_of(context: &Context, key: &SigningKey, namespace: Namespace) -> Result<String, Failure> {
    let list = context.global.directory.join("allowed_signers");
    let probe = groupkeep_keys::sign(key, namespace, b"")?;
    let signer = if list.is_file() {
        AllowedSigners::load(&list)?.verify(namespace, b"", &probe, None, now())
    } else {
        AllowedSigners::empty().verify(namespace, b"", &probe, None, now())
    };
    signer.map(|signer| signer.principal).map_err(|error| {
        Failure::from(error).hint(format!("say who signs with `--as NAME`, or add the key to {}", list.display()))
    })
}

/// Keys on a hardware token can be used by `ssh-keygen` only; their private file says so in its public half.
fn is_hardware_key(file: &Path) -> bool {
    let mut public = file.as_os_str().to_owned();
    public.push(".pub");
    std::fs::read_to_string(PathBuf::from(public)).is_ok_and(|text| text.starts_with("sk-"))
}

fn by_hand(key: &Path, namespace: Namespace, file: &Path) -> Failure {
    let target = beside::folder_of(file);
    Failure::wrong(format!("{} lives on a hardware token, which only ssh-keygen can use", key.display())).hint(format!(
        "mkdir -p '{0}' && ssh-keygen -Y sign -n {1} -f '{2}' < '{3}' > '{0}/NAME.sig'",
        target.display(),
        namespace.as_str(),
        key.display(),
        file.display()
    ))
}
