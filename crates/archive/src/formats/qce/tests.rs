use crate::Format::QceJson;
use crate::leaves::Role;
use crate::testing::{all_leaves, chat, members, messages, report};
use crate::{
    AttachmentKind, Detection, EventType, Format, Kind, MemberRole, Message, Precision, Presence, SenderKind, State,
};

const SENDER: &str = r#""sender":{"uid":"u_a","uin":"10002","name":"A"}"#;

fn document(rows: &str) -> String {
    format!(
        r#"{{"metadata":{{"name":"QQChatExporter"}},"chatInfo":{{"name":"g","type":"group","selfUid":"u_me","selfUin":"10001"}},"messages":[{rows}]}}"#
    )
}

fn one(row: &str) -> Message {
    let all = messages(QceJson, document(&format!("{{{row}}}")));
    assert_eq!(all.len(), 1, "{row}");
    all.into_iter().next().unwrap()
}

fn detected(text: &str) -> Result<Format, String> {
    let file = tempfile::Builder::new().suffix(".json").tempfile().unwrap();
    std::fs::write(file.path(), text).unwrap();
    match crate::detect(file.path()).unwrap() {
        Detection::Export(unit) => Ok(unit.format),
        Detection::NotExport { reason } => Err(reason),
        other => panic!("{other:?}"),
    }
}

#[test]
fn pieces_decide_before_types() {
    for (row, kind) in [
        (r#""type":"type_1","content":{"elements":[{"type":"text","data":{"text":"x"}}]}"#, Kind::Text),
        (
            r#""type":"type_1","content":{"elements":[{"type":"image","data":{}},{"type":"text","data":{"text":" "}}]}"#,
            Kind::Image,
        ),
        (
            r#""type":"type_1","content":{"elements":[{"type":"image","data":{}},{"type":"text","data":{"text":"x"}}]}"#,
            Kind::Text,
        ),
        (
            r#""type":"type_1","content":{"elements":[{"type":"reply","data":{}},{"type":"text","data":{"text":"x"}}]}"#,
            Kind::Reply,
        ),
        (r#""type":"type_1","content":{"elements":[{"type":"forward","data":{}}]}"#, Kind::Forward),
        (r#""type":"type_1","content":{"elements":[{"type":"json","data":{}}]}"#, Kind::Share),
        (r#""type":"type_1","content":{"elements":[{"type":"file","data":{}}]}"#, Kind::File),
        (r#""type":"type_1","content":{"elements":[{"type":"audio","data":{}}]}"#, Kind::Voice),
        (r#""type":"type_1","content":{"elements":[{"type":"video","data":{}}]}"#, Kind::Video),
        (r#""type":"type_1","content":{"elements":[{"type":"location","data":{}}]}"#, Kind::Location),
        (r#""type":"type_1","content":{"elements":[{"type":"face","data":{}}]}"#, Kind::Sticker),
        (r#""type":"type_1","content":{"elements":[{"type":"market_face","data":{}}]}"#, Kind::Sticker),
        (r#""type":"type_19","content":{"elements":[]}"#, Kind::Call),
        (r#""type":"hologram","content":{"elements":[{"type":"hologram","data":{}}]}"#, Kind::Other),
        (r#""messageType":2,"content":{"text":"x"}"#, Kind::Text),
        (r#""messageType":9,"content":{"text":"x"}"#, Kind::Reply),
        (r#""messageType":2,"content":{"text":"x","reply":{"referencedMessageId":"5"}}"#, Kind::Reply),
        (r#""messageType":10,"content":{}"#, Kind::RedPacket),
        (r#""messageType":77"#, Kind::Other),
        (r#""messageType":2,"content":{"text":" ","resources":[{"type":"image"}]}"#, Kind::Image),
        (r#""messageType":2,"content":{"text":"x","resources":[{"type":"image"}]}"#, Kind::Text),
    ] {
        assert_eq!(one(&format!("{SENDER},\"timestamp\":5,{row}")).kind, kind, "{row}");
    }
}

#[test]
fn times_of_both_dialects() {
    for (fields, ms, precision) in [
        (r#""timestamp":1727740800123"#, Some(1_727_740_800_123), Some(Precision::Millisecond)),
        (r#""timestamp":"2024-10-01T00:00:00.000Z""#, Some(1_727_740_800_000), Some(Precision::Millisecond)),
        (r#""timestamp":0,"time":"2024-10-01 00:00:00""#, Some(1_727_740_800_000), Some(Precision::Second)),
        (r#""timestamp":"3 天前""#, None, None),
    ] {
        let at = one(&format!("{SENDER},{fields}")).time;
        assert_eq!((at.map(|at| at.ms), at.map(|at| at.precision)), (ms, precision), "{fields}");
    }
}

#[test]
fn the_room_is_marked_and_members_cannot_play_it() {
    let leave = r#""timestamp":5,"content":{"text":"B退出了本群。","elements":[{"type":"text","data":{"text":"x"}}]}"#;
    for (row, event) in [
        (r#""system":true,"sender":{"uid":"u_a","uin":"10002","name":"A"}"#, true),
        (r#""isSystemMessage":true,"sender":{"uid":"u_a","uin":"10002","name":"A"}"#, true),
        (r#""messageType":5,"sender":{"uid":"u_a","name":"A"}"#, true),
        (r#""sender":{"uid":"未知","uin":"0","name":"0"}"#, true),
        (r#""system":false,"sender":{"uid":"u_a","uin":"10002","name":"未知"}"#, false),
        (r#""system":"true","sender":{"uid":"u_a","uin":"10002","name":"系统消息"}"#, false),
        (r#""sender":{"uid":"未知","uin":"10002","name":"A"}"#, false),
    ] {
        let message = one(&format!("{row},{leave}"));
        assert_eq!(message.event.map(|event| event.event), event.then_some(EventType::Leave), "{row}");
        let leaf = all_leaves(QceJson, document(&format!("{{{row},{leave}}}")))
            .into_iter()
            .find(|leaf| leaf.key_path == "messages[].content.text")
            .unwrap();
        assert_eq!(leaf.role, if event { Role::SystemText } else { Role::Text }, "{row}");
    }
}

#[test]
fn one_person_has_one_id() {
    let row = |sender: &str| format!(r#"{{"id":"1","timestamp":5,"sender":{sender},"content":{{}}}}"#);
    let text = document(
        &[
            row(r#"{"uid":"u_me","name":"M"}"#),
            row(r#"{"uid":"u_a","uin":"10002","name":"A"}"#),
            row(r#"{"uid":"u_a","name":"A"}"#),
            row(r#"{"uid":"u_b","name":"B"}"#),
            row(r#"{"uid":"未知","uin":"10009","name":"C"}"#),
        ]
        .join(","),
    );
    let told: Vec<_> =
        messages(QceJson, text).into_iter().map(|message| (message.sender_id.unwrap(), message.sender_kind)).collect();
    let own = |id: &str, kind| (id.to_owned(), kind);
    assert_eq!(
        told,
        [
            own("10001", SenderKind::Exporter),
            own("10002", SenderKind::User),
            own("10002", SenderKind::User),
            own("u_b", SenderKind::User),
            own("10009", SenderKind::User),
        ]
    );
}

#[test]
fn titles_are_roles_told_once() {
    let row = |title: &str| {
        format!(r#"{{"id":"1","timestamp":5,"sender":{{"uin":"10002","name":"A"{title}}},"content":{{}}}}"#)
    };
    let rows =
        ["", r#","title":"群主""#, r#","title":"群主""#, r#","title":"管理员""#, r#","title":"书虫","remark":"真名""#];
    let all = members(QceJson, document(&rows.map(row).join(",")));
    let told: Vec<_> = all.into_iter().map(|member| (member.roles, member.remark)).collect();
    assert_eq!(
        told,
        [
            (vec![MemberRole::Owner], None),
            (vec![MemberRole::Admin], None),
            (vec![MemberRole::Custom("书虫".to_owned())], Some("真名".to_owned())),
        ]
    );
    assert_eq!(chat(QceJson, document(&row(r#","title":"群主""#))).owner_id, None);
}

#[test]
fn recalled_messages_keep_what_they_said() {
    for flag in ["recalled", "isRecalled"] {
        let message = one(&format!(r#"{SENDER},"timestamp":5,"{flag}":true,"content":{{"text":"x"}}"#));
        assert_eq!((message.state, message.text.as_deref(), message.event), (State::Recalled, Some("x"), None));
    }
}

#[test]
fn replies_name_the_message_they_answer() {
    for (content, id) in [
        (r#"{"elements":[{"type":"reply","data":{"messageId":"9","referencedMessageId":"7"}}]}"#, Some("7")),
        (r#"{"elements":[{"type":"reply","data":{"messageId":"9","referencedMessageId":""}}]}"#, Some("9")),
        (r#"{"reply":{"referencedMessageId":7345678901234567891}}"#, Some("7345678901234567891")),
        (r#"{"elements":[{"type":"reply","data":{"messageId":"0"}}]}"#, None),
    ] {
        let message = one(&format!(r#"{SENDER},"timestamp":5,"content":{content}"#));
        assert_eq!(message.reply_to.as_deref(), id, "{content}");
    }
}

#[test]
fn files_are_here_linked_or_left_out() {
    for (resource, kind, presence) in [
        (
            r#"{"type":"image","filename":"a.jpg","localPath":"resources/a.jpg"}"#,
            AttachmentKind::Image,
            Presence::Missing,
        ),
        (
            r#"{"type":"image","filename":"a.jpg","url":"https://example.org/a"}"#,
            AttachmentKind::Image,
            Presence::UrlOnly,
        ),
        (r#"{"type":"audio","filename":"a.amr","url":"/download?x=1"}"#, AttachmentKind::Voice, Presence::UrlOnly),
        (
            r#"{"type":"video","filename":"a.mp4","localPath":"C:\\Users\\x\\a.mp4"}"#,
            AttachmentKind::Video,
            Presence::Missing,
        ),
        (r#"{"type":"file","filename":"a.pdf","size":5}"#, AttachmentKind::File, Presence::NotExported),
    ] {
        let message = one(&format!(r#"{SENDER},"timestamp":5,"content":{{"resources":[{resource}]}}"#));
        let [one] = &message.attachments[..] else { panic!("{resource}") };
        assert_eq!((one.kind, one.presence), (kind, presence), "{resource}");
    }
}

#[test]
fn a_forward_fifty_deep_is_read_whole() {
    let mut inner = r#"{"sender":{"name":"叶"},"content":{"text":"底"}}"#.to_owned();
    for _ in 0..49 {
        inner = format!(
            r#"{{"sender":{{"name":"枝"}},"content":{{"text":"[转发消息]","elements":[{{"type":"forward","data":{{"messages":[{inner}]}}}}]}}}}"#
        );
    }
    let row = format!(
        r#"{SENDER},"timestamp":5,"content":{{"text":"","elements":[{{"type":"forward","data":{{"messages":[{inner}]}}}}]}}"#
    );
    let message = one(&row);
    assert_eq!((message.nested.len(), message.nested[49].text.as_deref()), (50, Some("底")));
}

#[test]
fn detection_needs_the_messages_unless_they_lie_beyond_the_head() {
    assert_eq!(detected(&document("")), Ok(QceJson));
    let unsigned =
        r#"{"chatInfo":{"selfUid":"u_me","type":"group"},"statistics":{},"messages":[{"id":"1","sender":{}}]}"#;
    assert_eq!(detected(unsigned), Ok(QceJson));
    let manifest =
        r#"{"metadata":{"name":"QQChatExporter"},"chatInfo":{"type":"group"},"statistics":{},"chunked":{"chunks":[]}}"#;
    assert!(detected(manifest).unwrap_err().contains("name the folder"));
    let header = r#"{"metadata":{"name":"QQChatExporter"},"chatInfo":{"type":"group"},"statistics":{}}"#;
    assert!(detected(header).unwrap_err().contains("without messages"));
    let senders: Vec<String> =
        (0..8000).map(|at| format!(r#"{{"uid":"u_{at}","name":"成员{at}","messageCount":1}}"#)).collect();
    let long = |rest: &str| {
        format!(
            r#"{{"metadata":{{"name":"QQChatExporter"}},"chatInfo":{{"type":"group"}},"statistics":{{"senders":[{}]}},{rest}}}"#,
            senders.join(",")
        )
    };
    assert_eq!(detected(&long(r#""messages":[{"id":"1","timestamp":5,"sender":{"uin":"1"}}]"#)), Ok(QceJson));
    assert!(detected(&long(r#""chunked":{"chunks":[]}"#)).unwrap_err().contains("name the folder"));
}

#[test]
fn rows_without_sender_and_time_are_counted() {
    let told = report(QceJson, document(r#"{"id":"1"},{"id":"2","sender":null},7"#));
    assert_eq!((told.messages, told.unknown), (0, 3));
}
