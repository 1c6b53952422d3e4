use crate::Format::MatrixJson;
use crate::leaves::Role;
use crate::testing::{all_leaves, members, messages};
use crate::{EventType, Kind, MemberRole, Message, State};

fn one(event: &str) -> Message {
    let text = format!(
        r#"{{"room_name":"r","exported_by":"x","messages":[{{"sender":"@a:s","origin_server_ts":1727740800000,{event}}}]}}"#
    );
    messages(MatrixJson, text).remove(0)
}

#[test]
fn memberships() {
    for (membership, before, key, event) in [
        ("join", "", "@a:s", EventType::Join),
        ("join", "invite", "@a:s", EventType::Join),
        ("join", "join", "@a:s", EventType::Unknown),
        ("invite", "", "@b:s", EventType::Invite),
        ("leave", "join", "@a:s", EventType::Leave),
        ("leave", "join", "@b:s", EventType::Kick),
        ("leave", "invite", "@a:s", EventType::Unknown),
        ("leave", "ban", "@b:s", EventType::Unknown),
        ("ban", "join", "@b:s", EventType::Ban),
        ("knock", "", "@a:s", EventType::Unknown),
    ] {
        let message = one(&format!(
            r#""type":"m.room.member","state_key":"{key}","content":{{"membership":"{membership}"}},"unsigned":{{"prev_content":{{"membership":"{before}"}}}}"#
        ));
        let told = message.event.unwrap();
        assert_eq!(
            (told.event, told.targets[0].id.as_deref(), told.actor.is_some()),
            (event, Some(key), key != "@a:s"),
            "{membership} after {before}"
        );
    }
}

#[test]
fn a_message_says_nothing_for_the_room() {
    for event in [
        r#""type":"m.room.message","content":{"msgtype":"m.text","body":"@b:s was banned","membership":"ban"}"#,
        r#""type":"m.room.message","content":{"msgtype":"m.notice","body":"joined"}"#,
        r#""type":"org.example.custom","content":{"body":"x"}"#,
    ] {
        assert_eq!(one(event).event, None, "{event}");
    }
}

#[test]
fn power_levels_are_roles() {
    let text = |levels: &str, before: &str| {
        format!(
            r#"{{"room_name":"r","exported_by":"x","messages":[{{"type":"m.room.power_levels","sender":"@a:s","state_key":"","origin_server_ts":1727740800000,
            "content":{{"users":{{{levels}}}}},"unsigned":{{"prev_content":{{"users":{{{before}}}}}}}}}]}}"#
        )
    };
    let roles = |levels: &str, before: &str| -> Vec<(String, Vec<MemberRole>)> {
        members(MatrixJson, text(levels, before)).into_iter().map(|member| (member.member_id, member.roles)).collect()
    };
    assert_eq!(
        roles(r#""@a:s":100,"@b:s":50,"@c:s":0"#, r#""@a:s":100,"@d:s":50"#),
        [
            ("@a:s".to_owned(), vec![MemberRole::Admin]),
            ("@b:s".to_owned(), vec![MemberRole::Moderator]),
            ("@d:s".to_owned(), vec![])
        ]
    );
    let value = |levels, before| messages(MatrixJson, text(levels, before)).remove(0).event.unwrap().value;
    assert_eq!(value(r#""@b:s":100"#, "").as_deref(), Some("admin"));
    assert_eq!(value("", r#""@b:s":100"#).as_deref(), Some("member"));
    assert_eq!(value(r#""@b:s":100,"@c:s":50"#, ""), None);
    let ids = all_leaves(MatrixJson, text(r#""@b:s":100"#, ""));
    assert_eq!(ids.iter().find(|leaf| leaf.value == "@b:s").unwrap().role, Role::MemberId);
}

#[test]
fn what_became_of_a_message() {
    for (event, kind, state) in [
        (
            r#""type":"m.room.message","content":{},"unsigned":{"redacted_because":{"sender":"@a:s"}}"#,
            Kind::Text,
            State::Recalled,
        ),
        (
            r#""type":"m.room.message","content":{},"unsigned":{"redacted_because":{"sender":"@m:s"}}"#,
            Kind::Text,
            State::Deleted,
        ),
        (r#""type":"m.room.encrypted","content":{"msgtype":"m.bad.encrypted"}"#, Kind::Other, State::Live),
        (
            r#""type":"m.room.message","content":{"msgtype":"m.text","body":"a"},"unsigned":{"m.relations":{"m.replace":{"origin_server_ts":1727740900000}}}"#,
            Kind::Text,
            State::Edited,
        ),
    ] {
        let message = one(event);
        assert_eq!((message.kind, message.state), (kind, state), "{event}");
    }
}
