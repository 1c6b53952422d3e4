use serde::Serialize;

use crate::model::Precision;

/// How a format supplies a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Support {
    /// It cannot.
    No,
    /// Only as far as somebody was seen doing something.
    Observed,
    /// In sentences meant for people, recognised by template.
    Text,
    /// In a field of its own.
    Typed,
}

/// What a format can tell about a group. A rule whose fact is [`Support::No`] has no verdict on such a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Capabilities {
    /// A list of the members.
    pub roster: Support,
    /// Members who never wrote.
    pub silent_members: Support,
    /// Owner and admins.
    pub roles: Support,
    /// Who came and who went.
    pub joins_leaves: Support,
    /// Announcements and pins.
    pub announcements: Support,
    /// Messages taken back.
    pub recall: Support,
    /// Who wrote when.
    pub activity: Support,
    /// Sender ids that stay when names change.
    pub stable_ids: Support,
    /// Message ids that are the same in every export.
    pub message_ids: Support,
    /// Which message answers which.
    pub replies: Support,
    /// Amounts of red packets and transfers.
    pub money: Support,
    /// Names or digests of files that were sent.
    pub attachments: Support,
    /// The finest time the format can write; a file may be coarser.
    pub precision: Precision,
}

impl Capabilities {
    /// The names of the facts, as rules write them.
    pub const FACTS: [&str; 12] = [
        "roster",
        "silent_members",
        "roles",
        "joins_leaves",
        "announcements",
        "recall",
        "activity",
        "stable_ids",
        "message_ids",
        "replies",
        "money",
        "attachments",
    ];

    /// How the format supplies the fact of that name; `None` for a name that is not in [`Self::FACTS`].
    #[must_use]
    pub fn fact(&self, name: &str) -> Option<Support> {
        Some(match name {
            "roster" => self.roster,
            "silent_members" => self.silent_members,
            "roles" => self.roles,
            "joins_leaves" => self.joins_leaves,
            "announcements" => self.announcements,
            "recall" => self.recall,
            "activity" => self.activity,
            "stable_ids" => self.stable_ids,
            "message_ids" => self.message_ids,
            "replies" => self.replies,
            "money" => self.money,
            "attachments" => self.attachments,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Format;

    #[test]
    fn every_format_answers_for_every_fact() {
        for format in Format::ALL {
            let row = serde_json::to_value(format.capabilities()).unwrap();
            let row = row.as_object().unwrap();
            assert_eq!(row.len(), Capabilities::FACTS.len() + 1, "{}", format.name());
            for fact in Capabilities::FACTS {
                let support = format.capabilities().fact(fact).unwrap();
                assert_eq!(row[fact], serde_json::to_value(support).unwrap(), "{fact} of {}", format.name());
            }
        }
        assert_eq!(Format::ChatlabJson.capabilities().fact("rosters"), None);
    }

    #[test]
    fn silent_members_need_a_roster() {
        for format in Format::ALL {
            let row = format.capabilities();
            assert!(row.silent_members == Support::No || row.roster == Support::Typed, "{}", format.name());
        }
    }
}
