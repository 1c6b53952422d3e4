use groupkeep_config::table::TableKind;

use super::names::names;

names! {
    /// Something a source of messages can or cannot record.
    Capability {
        /// Messages at all: at least one export.
        Messages => "messages",
        /// Who the members are.
        Roster => "roster",
        /// Amounts of red packets and transfers.
        Money => "money",
        /// Recalled messages.
        Recall => "recall",
        /// File names of attachments.
        Attachments => "attachments",
    }
}

/// Something a rule cannot be decided without.
///
/// Not configured at all gives `unknown: not provided`; a charter that is there but lacks the path is the rule's own
/// matter (a `presence` fails).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Need {
    /// `charter.PATH`: the charter; the path is one of `groupkeep_config::charter::known_paths`.
    Charter(String),
    /// `tables.NAME`: a register.
    Table(TableKind),
    /// A word of [`Capability`]: the archive, and that its sources record this.
    Archive(Capability),
    /// `receipts`: at least one trusted receipt of a backup.
    Receipts,
    /// `releases`: at least one release; without one there is nothing to judge.
    Releases,
}

impl Need {
    /// The words other than charter paths, in the order they are documented.
    pub fn plain_names() -> Vec<String> {
        let tables = TableKind::ALL.iter().map(|kind| Need::Table(*kind));
        let archive = Capability::ALL.iter().map(|capability| Need::Archive(*capability));
        tables.chain(archive).chain([Need::Receipts, Need::Releases]).map(|need| need.name()).collect()
    }

    /// The word in rule files.
    pub fn name(&self) -> String {
        match self {
            Need::Charter(path) => format!("charter.{path}"),
            Need::Table(kind) => format!("tables.{}", kind.name()),
            Need::Archive(capability) => capability.name().to_owned(),
            Need::Receipts => "receipts".to_owned(),
            Need::Releases => "releases".to_owned(),
        }
    }

    /// The need of that name, charter paths excepted.
    pub(super) fn from_name(name: &str) -> Option<Need> {
        if let Some(table) = name.strip_prefix("tables.") {
            return TableKind::ALL.iter().find(|kind| kind.name() == table).map(|kind| Need::Table(*kind));
        }
        match name {
            "receipts" => Some(Need::Receipts),
            "releases" => Some(Need::Releases),
            _ => Capability::from_name(name).map(Need::Archive),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for name in Need::plain_names() {
            assert_eq!(Need::from_name(&name).map(|need| need.name()), Some(name));
        }
        assert_eq!(Need::from_name("tables.nothing"), None);
        assert_eq!(Need::from_name("charter.purpose"), None);
    }
}
