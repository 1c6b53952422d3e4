use std::path::{Path, PathBuf};

use groupkeep_config::Problems;
use groupkeep_config::yaml::{Cursor, Document};
use groupkeep_keys::{AllowedSigners, Namespace, beside};
use jiff::Timestamp;
use jiff::civil::Date;

use super::{documents, id_of};
use crate::Error;
use crate::report::Finding;
use crate::rule::{Basis, Rule, Severity};

/// An exception somebody asked for and others approved.
#[derive(Debug, Clone)]
pub(crate) struct Waiver {
    /// Name of its file.
    pub id: String,
    /// Its file.
    pub path: PathBuf,
    /// The rule it excuses from.
    pub rule: String,
    /// Why.
    pub reason: String,
    /// The last day it counts; `None` when what stands there is no date, which counts as over.
    pub expires: Option<Date>,
    matching: Matching,
    author: String,
    approvers: Vec<String>,
}

/// Every part that is given must fit.
#[derive(Debug, Clone, Default)]
struct Matching {
    chat: Option<String>,
    path: Option<String>,
    message_id: Option<String>,
    fingerprint: Option<String>,
}

/// Whether a waiver counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// It does.
    Active,
    /// Its time is over, or cannot be read.
    Expired,
    /// Too few people other than its author stand behind it.
    Unapproved,
}

/// Reads `waivers/*.yaml` below `root`.
pub(crate) fn load_waivers(root: &Path) -> Result<Vec<Waiver>, Error> {
    let mut problems = Problems::new();
    let mut waivers = Vec::new();
    for (path, document) in documents(&root.join("waivers"))? {
        waivers.extend(read(&path, &document, &mut problems));
    }
    Ok(problems.into_result(waivers)?)
}

fn read(path: &Path, document: &Document, problems: &mut Problems) -> Option<Waiver> {
    let mut map = document.root().map(problems)?;
    let mut text = |key, problems: &mut Problems| map.required(key, problems).and_then(|at| at.string(problems));
    let (rule, reason, author) = (text("rule", problems), text("reason", problems), text("author", problems));
    let matching = map.required("match", problems).and_then(|at| matching(&at, problems));
    let approvers = map.optional("approvers").and_then(|at| at.strings(problems)).unwrap_or_default();
    // A date that is none must not keep a waiver alive, and must not stop the whole check either.
    let expires = map.required("expires", problems).and_then(|at| at.date(&mut Problems::new()));
    map.finish(problems);
    Some(Waiver {
        id: id_of(path),
        path: path.to_owned(),
        rule: rule?,
        reason: reason?,
        expires,
        matching: matching?,
        author: author?,
        approvers,
    })
}

fn matching(at: &Cursor<'_>, problems: &mut Problems) -> Option<Matching> {
    let mut map = at.map(problems)?;
    let mut text = |key, problems: &mut Problems| map.optional(key).and_then(|at| at.string(problems));
    let matching = Matching {
        chat: text("chat", problems),
        path: text("path", problems),
        message_id: text("message_id", problems),
        fingerprint: text("fingerprint", problems),
    };
    map.finish(problems);
    let Matching { chat, path, message_id, fingerprint } = &matching;
    if [chat, path, message_id, fingerprint].into_iter().all(Option::is_none) {
        problems.push(
            at.problem("`match` names nothing, which would excuse every finding of the rule")
                .with_hint("give at least one of `chat`, `path`, `message_id` and `fingerprint`"),
        );
        return None;
    }
    Some(matching)
}

impl Waiver {
    /// Whether the waiver speaks of this finding.
    pub fn fits(&self, finding: &Finding) -> bool {
        let same =
            |wanted: &Option<String>, found: Option<&str>| wanted.as_deref().is_none_or(|one| found == Some(one));
        let path = finding.path.as_ref().map(|path| path.to_string_lossy().replace('\\', "/"));
        self.rule == finding.rule
            && same(&self.matching.chat, finding.chat.as_deref())
            && same(&self.matching.path, path.as_deref())
            && same(&self.matching.message_id, finding.message_id.as_deref())
            && same(&self.matching.fingerprint, Some(&finding.fingerprint))
    }

    /// Whether it counts today for a rule of that weight. Errors and statutory rules need two signatures beside the
    /// file by people other than the author, others one approver who is not the author.
    pub fn state(&self, rule: &Rule, severity: Severity, today: Date, people: &AllowedSigners, at: Timestamp) -> State {
        if self.expires.is_none_or(|expires| expires < today) {
            return State::Expired;
        }
        let approved = if severity == Severity::Error || rule.basis == Basis::Statute {
            let signers = beside::valid_signatures(&self.path, Namespace::Waiver, people, at);
            beside::distinct_people(&signers, &[&self.author]) >= 2
        } else {
            self.approvers.iter().any(|approver| *approver != self.author)
        };
        if approved { State::Active } else { State::Unapproved }
    }
}
