//! The messages of a Gitter room as its API and its own archives give them: one JSON array, nothing about the room.

use super::moment::iso;
use super::spec::{Body, ChatState, Dialect, Spec, Table};
use crate::detect::Evidence;
use crate::json::Spanned;
use crate::leaves::{Role, TimeForm};
use crate::model::{Chat, ChatKind, Kind, Member, Mention, Message, Provenance, SourceZone, State};
use crate::{Capabilities, Precision, Support};

pub(crate) static SPEC: Spec = Spec {
    name: "gitter-json",
    capabilities: Capabilities {
        roster: Support::Observed,
        silent_members: Support::No,
        roles: Support::No,
        joins_leaves: Support::No,
        announcements: Support::No,
        recall: Support::No,
        activity: Support::Typed,
        stable_ids: Support::Typed,
        message_ids: Support::Typed,
        replies: Support::Typed,
        money: Support::No,
        attachments: Support::No,
        precision: Precision::Millisecond,
    },
    sniff,
    body: Body::Document(&TABLE),
};

const MOMENT: Role = Role::Time(TimeForm::Ymd);

static TABLE: Table = Table {
    enter: &[""],
    data_keys: &[] as &[(&str, Role)],
    records: &["[]"],
    chats: &[],
    roles: &[
        ("[].id", Role::MessageId),
        ("[].parentId", Role::MessageId),
        ("[].text", Role::Text),
        ("[].html", Role::Text),
        ("[].sent", MOMENT),
        ("[].editedAt", MOMENT),
        ("[].readBy", Role::Structure),
        ("[].threadMessageCount", Role::Structure),
        ("[].v", Role::Structure),
        ("[].toTroupeId", Role::ChatId),
        ("[].urls[].url", Role::Url),
        ("[].mentions[].screenName", Role::MemberAlias),
        ("[].mentions[].userId", Role::MemberId),
        ("[].mentions[].userIds[]", Role::MemberId),
        ("[].issues[].number", Role::Text),
        ("[].meta[].type", Role::Structure),
        ("[].fromUser.id", Role::MemberId),
        ("[].fromUser.username", Role::MemberAlias),
        ("[].fromUser.displayName", Role::MemberName),
        ("[].fromUser.url", Role::MemberAlias),
        ("[].fromUser.avatarUrl", Role::Avatar),
        ("[].fromUser.avatarUrlSmall", Role::Avatar),
        ("[].fromUser.avatarUrlMedium", Role::Avatar),
        ("[].fromUser.providers[]", Role::Structure),
        ("[].fromUser.v", Role::Structure),
        ("[].fromUser.gv", Role::Structure),
    ],
    reserved: &[],
    words: &["github", "gitlab", "twitter"],
    system: |_| false,
    dialect: |_, options| {
        let chat = Chat { kind: ChatKind::Group, ..Chat::new(0, "gitter", SourceZone::Utc) };
        Box::new(Gitter { state: ChatState::new(chat), zone: options.timezone.clone() })
    },
};

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let keys = evidence.document()?;
    let signs = ["[].fromUser", "[].sent", "[].text", "[].html", "[].readBy"];
    let found = signs.iter().filter(|key| keys.has(key)).count();
    let reason = format!("an array of messages with {found} of {}", signs.join(", "));
    (found >= 2 && keys.has(signs[0])).then_some((0.2 + 0.15 * found as f64, reason))
}

struct Gitter {
    state: ChatState,
    zone: jiff::tz::TimeZone,
}

impl Dialect for Gitter {
    fn header(&mut self, _path: &str, _key: Option<&str>, _value: &Spanned<'_>) -> Option<Member> {
        None
    }

    fn message(&mut self, value: &Spanned<'_>, provenance: Provenance) -> Result<Box<Message>, &'static str> {
        let time = |key| value.string(key).and_then(|text| iso(text, &self.zone));
        let user = value.get("fromUser").filter(|user| user.is_object());
        let mut message = Message::new(self.state.chat.ordinal, provenance);
        message.time = time("sent");
        if message.time.is_none() && user.is_none() {
            return Err("a message without sender and time");
        }
        message.identify(value.id("id"));
        message.raw_kind = "message".into();
        message.edited = time("editedAt");
        message.text = value.string("text").map(str::to_owned);
        // A deleted message stays with an empty text.
        message.state = match (&message.text, &message.edited) {
            (None, _) if value.get("text").is_some() => State::Deleted,
            (_, Some(_)) => State::Edited,
            _ => State::Live,
        };
        message.reply_to = value.id("parentId");
        message.thread_id.clone_from(&message.reply_to);
        message.kind = if message.reply_to.is_some() { Kind::Reply } else { Kind::Text };
        message.mentions = value.list("mentions").iter().map(mention).collect();
        if let Some(user) = user {
            message.sent_by(user.id("id"), user.string("displayName").or_else(|| user.string("username")));
            message.sender_alias = user.string("username").map(str::to_owned);
        }
        Ok(message)
    }

    fn chat(&mut self) -> Option<Chat> {
        self.state.take()
    }
}

fn mention(value: &Spanned<'_>) -> Mention {
    let name = value.string("screenName");
    let all = value.flag("group") && name == Some("all");
    Mention { id: value.id("userId"), name: name.filter(|_| !all).map(str::to_owned), all }
}

#[cfg(test)]
mod tests {
    use crate::Format::GitterJson;
    use crate::State;
    use crate::testing::{messages, report};

    #[test]
    fn what_became_of_a_message() {
        let text = r#"[{"id":"1","text":"a","sent":"2016-06-02T20:54:38.747Z"},
            {"id":"2","text":"b","sent":"2016-06-02T20:54:39.747Z","editedAt":"2016-06-02T20:55:00Z"},
            {"id":"3","text":"","sent":"2016-06-02T20:54:40.747Z"}, {"id":"4"}]"#;
        let states: Vec<State> = messages(GitterJson, text).into_iter().map(|message| message.state).collect();
        assert_eq!(states, [State::Live, State::Edited, State::Deleted]);
        assert_eq!(report(GitterJson, text).unknown, 1);
    }
}
