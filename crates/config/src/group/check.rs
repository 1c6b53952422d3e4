//! `check:`: how the checklist is judged.

use std::collections::BTreeMap;

use super::archive::patterns;
use super::keys;
use crate::yaml::{Cursor, Node};
use crate::{Position, Problems};

/// From which level on a finding makes the command exit with 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FailOn {
    /// Errors only.
    #[default]
    Error,
    /// Warnings and errors.
    Warning,
    /// Any finding.
    Note,
    /// No finding at all.
    Never,
}

impl FailOn {
    const NAMES: [(&'static str, Self); 4] =
        [("error", Self::Error), ("warning", Self::Warning), ("note", Self::Note), ("never", Self::Never)];

    /// The name used in YAML and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        keys::name_of(&Self::NAMES, self)
    }

    /// The threshold of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(other, _)| *other == name).map(|(_, value)| *value)
    }
}

/// The level a rule is set to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Its findings are errors.
    Error,
    /// Its findings are warnings.
    Warning,
    /// Its findings are notes.
    Note,
    /// It is not evaluated.
    Off,
}

impl Level {
    const NAMES: [(&'static str, Self); 4] =
        [("error", Self::Error), ("warning", Self::Warning), ("note", Self::Note), ("off", Self::Off)];

    /// The name used in YAML.
    #[must_use]
    pub fn name(self) -> &'static str {
        keys::name_of(&Self::NAMES, self)
    }
}

/// A value given to a rule's parameter; whether it fits is the rule's to say.
#[derive(Debug, Clone, PartialEq)]
pub struct Param {
    /// A scalar or a list.
    pub value: Node,
    /// Where the value stands.
    pub position: Option<Position>,
}

/// How the checklist is judged. Rule and pack names are checked by whoever knows the rules, with [`Check::positions`].
#[derive(Debug, Clone, Default)]
pub struct Check {
    /// The packs to evaluate; every pack when not given.
    pub packs: Option<Vec<String>>,
    /// From which level on a finding makes the command exit with 1.
    pub fail_on: FailOn,
    /// Levels set for single rules, by rule id.
    pub levels: BTreeMap<String, Level>,
    /// Parameters set for single rules, by rule id and parameter.
    pub params: BTreeMap<String, BTreeMap<String, Param>>,
    /// Patterns of the operator's word lists.
    pub lexicons: Vec<String>,
    /// Where the names stand: `packs[0]`, `levels.RULE`, `params.RULE`, `params.RULE.NAME`.
    pub positions: BTreeMap<String, Position>,
}

impl Check {
    pub(super) fn from_yaml(at: &Cursor<'_>, problems: &mut Problems) -> Self {
        let mut check = Self::default();
        let Some(mut map) = at.map(problems) else { return check };
        check.packs = map.optional("packs").and_then(|at| check.read_packs(&at, problems));
        let fail_on = map.optional("fail_on").and_then(|at| keys::one_of(&at, &FailOn::NAMES, problems));
        check.fail_on = fail_on.unwrap_or_default();
        if let Some(at) = map.optional("levels") {
            check.read_levels(&at, problems);
        }
        if let Some(at) = map.optional("params") {
            check.read_params(&at, problems);
        }
        check.lexicons = map.optional("lexicons").and_then(|at| patterns(&at, problems)).unwrap_or_default();
        map.finish(problems);
        check
    }

    fn read_packs(&mut self, at: &Cursor<'_>, problems: &mut Problems) -> Option<Vec<String>> {
        for (index, item) in at.list(problems)?.iter().enumerate() {
            self.note(format!("packs[{index}]"), item.position());
        }
        at.strings(problems)
    }

    fn read_levels(&mut self, at: &Cursor<'_>, problems: &mut Problems) {
        let Some(map) = at.map(problems) else { return };
        for (rule, at) in map.entries() {
            if let Some(level) = keys::one_of(&at, &Level::NAMES, problems) {
                self.note(format!("levels.{rule}"), at.key_position());
                self.levels.insert(rule, level);
            }
        }
    }

    fn read_params(&mut self, at: &Cursor<'_>, problems: &mut Problems) {
        let Some(map) = at.map(problems) else { return };
        for (rule, at) in map.entries() {
            let Some(map) = at.map(problems) else { continue };
            self.note(format!("params.{rule}"), at.key_position());
            let mut params = BTreeMap::new();
            for (name, at) in map.entries() {
                self.note(format!("params.{rule}.{name}"), at.key_position());
                if matches!(at.node(), Node::Map(_) | Node::Null) {
                    problems.push(at.problem(format!("`{}` must be a value or a list", at.dotted())));
                    continue;
                }
                params.insert(name, Param { value: at.node().clone(), position: at.position() });
            }
            self.params.insert(rule, params);
        }
    }

    fn note(&mut self, name: String, position: Option<Position>) {
        if let Some(position) = position {
            self.positions.insert(name, position);
        }
    }
}
