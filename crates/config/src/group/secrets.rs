//! Secrets in clear are refused: a configuration file is committed, copied and mailed.

use crate::yaml::{Cursor, Node, shown};
use crate::{Problem, Problems};

/// Words that make a key one for a secret.
const SECRET_WORDS: [&str; 11] = [
    "secret",
    "password",
    "passwd",
    "passphrase",
    "token",
    "credential",
    "cookie",
    "access_key",
    "api_key",
    "private_key",
    "account_key",
];
/// Text that is a secret wherever it stands.
const SECRET_TEXTS: [&str; 2] = ["AGE-SECRET-KEY-1", "PRIVATE KEY-----"];

const HINT: &str = "keep it out of the file: credentials: {write: {profile: NAME}}, {env: PREFIX}, {file: PATH} or \
                    {command: [PROGRAM, …]}";
const URL_HINT: &str = "put the address into an environment variable and name that with `url_env`";

/// Reports every secret in clear below `at`, but for the top-level keys in `except`, and drops other problems standing at
/// the same place, which would only repeat it.
pub(crate) fn refuse(at: &Cursor<'_>, except: &[&str], problems: &mut Problems) {
    let mut found = Vec::new();
    for (key, child) in at.children() {
        if !key.is_some_and(|key| except.contains(&key)) {
            look(key, &child, &mut found);
        }
    }
    problems.retain(|problem| !found.iter().any(|secret| problem.position == secret.position));
    problems.extend(found);
}

fn look(key: Option<&str>, at: &Cursor<'_>, found: &mut Vec<Problem>) {
    let is_value = !matches!(at.node(), Node::Null | Node::List(_) | Node::Map(_));
    if let (Some(key), true) = (key, is_value) {
        if is_secret_key(key) {
            found.push(at.key_problem(format!("`{}` holds a secret in clear", shown(key))).with_hint(HINT));
            return;
        }
        if key == "url" && at.dotted().starts_with("notify.") {
            found.push(at.key_problem("`url` holds a secret in clear").with_hint(URL_HINT));
            return;
        }
    }
    if let Node::String(text) = at.node()
        && is_secret_text(text)
    {
        found.push(at.problem(format!("{} holds a secret in clear", at.name())).with_hint(HINT));
    }
    for (key, child) in at.children() {
        look(key, &child, found);
    }
}

fn is_secret_key(key: &str) -> bool {
    let key = key.to_lowercase().replace(['-', ' '], "_");
    SECRET_WORDS.iter().any(|word| key.contains(word))
}

fn is_secret_text(text: &str) -> bool {
    SECRET_TEXTS.iter().any(|mark| text.contains(mark)) || has_user_info(text.trim())
}

/// `https://user:password@host/…`
fn has_user_info(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    !scheme.contains(char::is_whitespace) && authority.rsplit_once('@').is_some_and(|(user, _)| user.contains(':'))
}
