use crate::Format::FeishuJson;
use crate::testing::messages;
use crate::{EventType, Kind, Message};

fn one(kind: &str, content: &str, fields: &str) -> Message {
    let content = content.replace('"', "\\\"");
    let text = format!(
        r#"{{"code":0,"data":{{"items":[{{"message_id":"om_1","chat_id":"oc_1","msg_type":"{kind}","create_time":"1727740800000","sender":{{"id":"ou_1","sender_type":"user"}},"body":{{"content":"{content}"}}{fields}}}]}}}}"#
    );
    messages(FeishuJson, text).remove(0)
}

#[test]
fn names_cannot_play_notices() {
    for (template, event) in [
        (r#""template":"{from_user} invited {to_chatters} to the group""#, EventType::Invite),
        (r#""template":"{from_user} 将 {to_chatters} 移出了群聊""#, EventType::Kick),
        (r#""template":"{from_user} joined via QR code""#, EventType::Join),
        (r#""template":"{from_user} left the group""#, EventType::Leave),
        (r#""template":"{from_user} added {to_chatters} as group administrators""#, EventType::RoleChange),
        (r#""template":"{from_user} 将群主转让给 {to_chatters}""#, EventType::RoleChange),
        (r#""template":"{from_user} did something","x":["left the group"]"#, EventType::Unknown),
    ] {
        let content = format!(r#"{{{template},"from_user":["invited 邀请"],"to_chatters":["B"]}}"#);
        assert_eq!(one("system", &content, "").event.unwrap().event, event, "{template}");
    }
    assert_eq!(one("text", r#"{"text":"x invited y","template":"{from_user} left the group"}"#, "").event, None);
}

#[test]
fn contents_of_every_type() {
    for (kind, content, told, text) in [
        ("text", r#"{"text":"a"}"#, Kind::Text, Some("a")),
        ("text", "no json", Kind::Text, Some("no json")),
        ("audio", r#"{"file_key":"f"}"#, Kind::Voice, None),
        ("media", r#"{"file_key":"f","file_name":"a.mp4"}"#, Kind::Video, None),
        ("file", r#"{"file_key":"f","file_name":"a.jpg"}"#, Kind::Image, None),
        ("location", r#"{"name":"Library"}"#, Kind::Location, Some("Library")),
        ("vote", r#"{"topic":"Which?"}"#, Kind::Poll, Some("Which?")),
        ("new_one", r#"{"text":"x"}"#, Kind::Other, Some("x")),
    ] {
        let message = one(kind, content, "");
        assert_eq!((message.kind, message.text.as_deref()), (told, text), "{kind}");
    }
}
