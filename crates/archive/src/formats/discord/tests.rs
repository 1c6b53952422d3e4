use crate::Format::DiscordJson;
use crate::leaves::Role;
use crate::testing::{all_leaves, members, messages};
use crate::{EventType, Kind, Message, SenderKind};

fn one(fields: &str) -> Message {
    let text = format!(
        r#"{{"guild":{{"id":"1"}},"channel":{{"id":"2","type":"GuildTextChat"}},"messages":[
            {{"id":"3","timestamp":"2024-10-01T08:00:00+00:00","author":{{"id":"5","name":"a","nickname":"A"}},{fields}}}]}}"#
    );
    let mut all = messages(DiscordJson, text);
    assert_eq!(all.len(), 1, "{fields}");
    all.remove(0)
}

#[test]
fn only_the_type_makes_a_notice() {
    for (fields, event) in [
        (r#""type":"GuildMemberJoin","content":"""#, Some(EventType::Join)),
        (r#""type":"Default","content":"Joined the server.""#, None),
        (r#""type":"RecipientAdd","mentions":[{"id":"6","name":"b"}]"#, Some(EventType::Invite)),
        (r#""type":"RecipientAdd","mentions":[{"id":"5","name":"a"}]"#, Some(EventType::Join)),
        (r#""type":"RecipientRemove","mentions":[{"id":"6","name":"b"}]"#, Some(EventType::Kick)),
        (r#""type":"RecipientRemove","mentions":[{"id":"5","name":"a"}]"#, Some(EventType::Leave)),
        (r#""type":"ThreadCreated","content":"Started a thread.""#, Some(EventType::Topic)),
        (r#""type":"ChannelIconChange""#, Some(EventType::Avatar)),
        (r#""type":"9""#, Some(EventType::Unknown)),
        (r#""type":20"#, None),
        (r#""type":"999""#, None),
    ] {
        let message = one(fields);
        assert_eq!(message.event.as_ref().map(|event| event.event), event, "{fields}");
        assert_eq!(message.sender_kind == SenderKind::System, event.is_some(), "{fields}");
    }
}

#[test]
fn types_without_a_word_are_kept() {
    for (fields, kind, raw) in [
        (r#""type":"21""#, Kind::Other, "21"),
        (r#""type":20,"content":"x""#, Kind::Text, "20"),
        (
            r#""type":"Default","attachments":[{"url":"https://e.org/a.mp4","fileName":"a.mp4"}]"#,
            Kind::Video,
            "Default",
        ),
        (r#""type":"Default","embeds":[{"title":"t"}]"#, Kind::Link, "Default"),
        (r#""type":"Reply","reference":{"messageId":"9"}"#, Kind::Reply, "Reply"),
        (r#""type":"Default","forwardedMessage":{"content":"f"}"#, Kind::Forward, "Default"),
    ] {
        let message = one(fields);
        assert_eq!((message.kind, message.raw_kind.as_ref()), (kind, raw), "{fields}");
    }
}

#[test]
fn roles_are_told_once_and_again_when_they_change() {
    let text = |roles: [&str; 3]| {
        let rows = roles.map(|roles| {
            format!(
                r#"{{"id":"1","type":"Default","timestamp":"2024-10-01T08:00:00Z","author":{{"id":"5","name":"a","roles":[{roles}]}}}}"#
            )
        });
        format!(r#"{{"guild":{{}},"channel":{{"id":"2"}},"messages":[{}]}}"#, rows.join(","))
    };
    let role = r#"{"id":"7","name":"Host"}"#;
    assert_eq!(members(DiscordJson, text([role, role, role])).len(), 1);
    assert_eq!(members(DiscordJson, text([role, "", role])).len(), 3);
}

#[test]
fn notices_are_the_platforms_text() {
    let text = r#"{"guild":{},"channel":{"id":"2"},"messages":[
        {"id":"1","type":"GuildMemberJoin","timestamp":"2024-10-01T08:00:00Z","content":"n"},
        {"id":"2","type":"Default","timestamp":"2024-10-01T08:00:00Z","content":"m"}]}"#;
    let roles: Vec<(String, Role)> = all_leaves(DiscordJson, text)
        .into_iter()
        .filter(|leaf| leaf.key_path == "messages[].content")
        .map(|leaf| (leaf.value, leaf.role))
        .collect();
    assert_eq!(roles, [("n".to_owned(), Role::SystemText), ("m".to_owned(), Role::Text)]);
}
