//! Messages of Teams as Microsoft Graph answers: a page with `value`, or a bare array of them; replies inside the message
//! they answer where they were asked for.

mod roles;

use super::chats::Chats;
use super::spec::{Body, Dialect, Spec, Table};
use super::teams::{CAPABILITIES, WORDS, is_notice, message};
use crate::detect::Evidence;
use crate::json::Spanned;
use crate::leaves::Role;
use crate::model::{Chat, Member, Message, Provenance, SourceZone};
use crate::{Capabilities, Support};

pub(crate) static SPEC: Spec = Spec {
    name: "teams-graph-json",
    capabilities: Capabilities {
        roster: Support::Observed,
        silent_members: Support::No,
        roles: Support::No,
        ..CAPABILITIES
    },
    sniff,
    body: Body::Document(&TABLE),
};

static TABLE: Table = Table {
    enter: &["", "value"],
    data_keys: &[] as &[(&str, Role)],
    records: &["[]", "[].replies[]", "value[]", "value[].replies[]"],
    chats: &[],
    roles: roles::ROLES,
    reserved: &[],
    words: WORDS,
    system: |value| is_notice(value),
    dialect: |_, options| {
        let chats = Chats::new("teams", SourceZone::Utc);
        Box::new(Graph { chats, current: 0, zone: options.timezone.clone() })
    },
};

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let keys = evidence.document()?;
    let signs = ["createdDateTime", "messageType", "from", "body", "chatId"];
    let count = |at: &str| signs.iter().filter(|key| keys.has(&format!("{at}.{key}"))).count();
    let found = count("value[]").max(count("[]"));
    let reason = format!("messages with {found} of {}", signs.join(", "));
    (found >= 3).then_some((0.15 + 0.16 * found as f64, reason))
}

struct Graph {
    chats: Chats,
    /// The chat of the message last told, in which its replies are.
    current: u32,
    zone: jiff::tz::TimeZone,
}

impl Dialect for Graph {
    fn header(&mut self, _path: &str, _key: Option<&str>, _value: &Spanned<'_>) -> Option<Member> {
        None
    }

    fn message(&mut self, value: &Spanned<'_>, provenance: Provenance) -> Result<Box<Message>, &'static str> {
        let mut message = message::read(value, Message::new(0, provenance), &self.zone)?;
        message.chat = message::chat(value, &mut self.chats);
        self.current = message.chat;
        Ok(message)
    }

    fn inner(
        &mut self,
        _path: &str,
        value: &Spanned<'_>,
        provenance: Provenance,
    ) -> Result<Box<Message>, &'static str> {
        message::read(value, Message::new(self.current, provenance), &self.zone)
    }

    fn chat(&mut self) -> Option<Chat> {
        self.chats.take()
    }

    fn keys_chats(&self) -> bool {
        true
    }
}
