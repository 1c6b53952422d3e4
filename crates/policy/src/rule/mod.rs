//! Rules: what a group is held to, as plain checked values.
//!
//! A rule is one YAML file in a pack. [`parse_rule`] turns the text into a [`Rule`] and names every mistake with
//! its line and column; a rule that loads has no unknown name left in it: metrics, evaluators, charter paths, tables,
//! columns, parameters and laws are all closed lists.

mod check;
mod comparison;
mod law;
mod load;
mod load_check;
mod names;
mod need;
mod pack;
mod param;
#[cfg(test)]
mod schema_tests;
mod text;

pub use check::{CheckKind, Deadline, Except, Pattern, Presence, Rows};
pub use comparison::{Comparison, Limit, Operator};
pub use law::{Addressee, Citation, Law, LawIndex, leading_article};
pub use load::parse_rule;
pub use names::{Evaluator, Join, Metric};
pub use need::{Capability, Need};
pub use pack::{Pack, PackFile, builtin_laws, builtin_packs, builtin_rules, builtin_texts};
pub use param::{Param, ParamType, ParamValue};
pub use text::{Lang, Text};

use std::collections::BTreeMap;
use std::path::PathBuf;

pub use groupkeep_config::Scope;

/// One requirement a group is checked against.
#[derive(Debug, Clone)]
pub struct Rule {
    /// `namespace/name`, lower case with dashes, unique over all packs; never reused for another meaning.
    pub id: String,
    /// The pack's folder name.
    pub pack: String,
    /// A short statement of what is wrong when the rule fails.
    pub title: Text,
    /// How much a failure weighs where [`severity_by_scope`](Self::severity_by_scope) says nothing else.
    pub severity: Severity,
    /// Weights that differ for one kind of group.
    pub severity_by_scope: Vec<(Scope, Severity)>,
    /// What the requirement rests on.
    pub basis: Basis,
    /// Where it comes from: the article's section, and the laws behind it (at least one when `basis` is a statute).
    pub source: Source,
    /// The kinds of group the rule speaks of; for every other kind it is not applicable. Never empty.
    pub scopes: Vec<Scope>,
    /// Charter paths any of which, when filled in, makes the rule not applicable.
    pub unless: Vec<String>,
    /// The numbers and lists an operator may change, by name.
    pub params: BTreeMap<String, Param>,
    /// What must be available before the rule can be decided.
    pub needs: Vec<Need>,
    /// What is judged: the community as a whole or every chat.
    pub each: Each,
    /// How it is judged.
    pub check: CheckKind,
    /// Whether a valid attestation whose control is this rule's id stands for what the data cannot show.
    pub attestable: bool,
    /// How soon and at what cost a failure can be mended; orders "do these three first".
    pub rescue: Option<Rescue>,
    /// Why it matters, in plain words.
    pub rationale: Text,
    /// What to do, in plain words.
    pub remediation: Text,
    /// The rule's file, relative to the packs' folder for shipped packs.
    pub path: PathBuf,
}

impl Rule {
    /// The weight of a failure for a group of that kind.
    pub fn severity_under(&self, scope: Scope) -> Severity {
        self.severity_by_scope
            .iter()
            .find(|(other, _)| *other == scope)
            .map_or(self.severity, |(_, severity)| *severity)
    }

    /// Every kind of group the rule speaks of, laws considered.
    pub fn applying_scopes(&self) -> Vec<Scope> {
        SCOPES.into_iter().filter(|scope| self.applies_to(*scope)).collect()
    }

    /// Whether the rule speaks of such a group at all: its scopes name it, and, for a statute, at least one of its laws
    /// binds such a group.
    pub fn applies_to(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
            && (self.source.laws.is_empty() || self.source.laws.iter().any(|law| law.addressee.binds(scope)))
    }
}

/// Every kind of group, smallest duties first.
pub const SCOPES: [Scope; 3] = [Scope::Household, Scope::Community, Scope::Commercial];

/// How much a failure weighs. Ordered: `Note < Warning < Error`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Should be mended.
    Warning,
    /// Must be mended.
    Error,
}

impl Severity {
    /// Every severity, lightest first.
    pub const ALL: [Severity; 3] = [Severity::Note, Severity::Warning, Severity::Error];

    /// The word in rule files and JSON: `note`, `warning`, `error`.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }

    /// The word for people.
    pub fn label(self) -> Text {
        match self {
            Severity::Note => Text::new("note", "提示"),
            Severity::Warning => Text::new("warning", "警告"),
            Severity::Error => Text::new("error", "错误"),
        }
    }
}

/// What a requirement rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Basis {
    /// Written law; the source names law and article.
    Statute,
    /// A platform's own terms.
    PlatformRule,
    /// A published standard.
    Standard,
    /// Experience; its numbers are parameters without an authority behind them.
    Heuristic,
}

impl Basis {
    /// Every basis.
    pub const ALL: [Basis; 4] = [Basis::Statute, Basis::PlatformRule, Basis::Standard, Basis::Heuristic];

    /// The word in rule files and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Basis::Statute => "statute",
            Basis::PlatformRule => "platform-rule",
            Basis::Standard => "standard",
            Basis::Heuristic => "heuristic",
        }
    }

    /// The word for people.
    pub fn label(self) -> Text {
        match self {
            Basis::Statute => Text::new("statute", "法律规定"),
            Basis::PlatformRule => Text::new("platform rule", "平台规则"),
            Basis::Standard => Text::new("standard", "标准"),
            Basis::Heuristic => Text::new("heuristic", "经验做法"),
        }
    }
}

/// What one verdict is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Each {
    /// All chats of the group together.
    Community,
    /// Every chat by itself; the rule's verdict is the worst of them.
    Chat,
}

impl Each {
    /// The word in rule files and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Each::Community => "community",
            Each::Chat => "chat",
        }
    }
}

/// Where a rule comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Source {
    /// The section and row of the article on why groups dissolve that the rule answers, if it is one of them.
    pub article: Option<String>,
    /// The laws behind the rule.
    pub laws: Vec<Citation>,
}

/// How a failure can still be mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rescue {
    /// Days after which mending is likely to come too late, lower bound.
    pub within_days: u32,
    /// Effort, 1 (an hour) to 3 (weeks).
    pub cost: u8,
}
