use crate::Format::MetaJson;
use crate::leaves::Role;
use crate::testing::{all_leaves, messages};
use crate::{EventType, Kind, Message, State};

fn one(fields: &str) -> Message {
    messages(MetaJson, format!(r#"{{"messages":[{{"sender_name":"A","timestamp_ms":1727740800123,{fields}}}]}}"#))
        .remove(0)
}

#[test]
fn kinds_and_states() {
    for (fields, kind, state) in [
        (r#""content":"x""#, Kind::Text, State::Live),
        (r#""content":"x","type":"Generic""#, Kind::Text, State::Live),
        (r#""is_unsent":true"#, Kind::Text, State::Recalled),
        (r#""videos":[{"uri":"a/b.mp4"}]"#, Kind::Video, State::Live),
        (r#""files":[{"uri":"a/b.pdf"}]"#, Kind::File, State::Live),
        (r#""gifs":[{"uri":"a/b.gif"}]"#, Kind::Image, State::Live),
        (r#""sticker":{"uri":"a/b.png"}"#, Kind::Sticker, State::Live),
        (r#""share":{"link":"https://example.org"}"#, Kind::Link, State::Live),
        (r#""call_duration":7"#, Kind::Call, State::Live),
        (r#""type":"Plan""#, Kind::Other, State::Live),
    ] {
        let message = one(fields);
        assert_eq!((message.kind, message.state), (kind, state), "{fields}");
    }
}

#[test]
fn members_come_and_go_by_type_only() {
    for (fields, event) in [
        (r#""content":"B left the group.""#, None),
        (r#""type":"Subscribe","users":[{"name":"A"}]"#, Some(EventType::Join)),
        (r#""type":"Subscribe","users":[{"name":"B"},{"name":"A"}]"#, Some(EventType::Invite)),
        (r#""type":"Unsubscribe","users":[{"name":"A"}]"#, Some(EventType::Leave)),
        (r#""type":"Unsubscribe","users":[{"name":"B"}]"#, Some(EventType::Kick)),
    ] {
        assert_eq!(one(fields).event.map(|event| event.event), event, "{fields}");
    }
}

#[test]
fn leaves_say_what_records_say() {
    let text = r#"{"messages":[{"sender_name":"Zo\u00c3\u00ab","timestamp_ms":1727740800123,"content":"\u00e6\u009e\u0097"}]}"#;
    let leaves = all_leaves(MetaJson, text);
    let of = |role| leaves.iter().find(|leaf| leaf.role == role).unwrap().value.clone();
    let message = &messages(MetaJson, text)[0];
    assert_eq!((of(Role::MemberName), of(Role::Text)), ("Zoë".to_owned(), "林".to_owned()));
    assert_eq!((message.sender_name.as_deref(), message.text.as_deref()), (Some("Zoë"), Some("林")));
}
