use crate::Format::WeflowJson;
use crate::leaves::Role;
use crate::testing::{all_leaves, chat, members, messages, messages_in, report, zone};
use crate::{AttachmentKind, ChatKind, EventType, IdBasis, Kind, Message, Presence, SenderKind, TzBasis};

fn document(session: &str, rest: &str) -> String {
    format!(r#"{{"weflow":{{"version":"1.0.3"}},"session":{session},{rest}}}"#)
}

const ROOM: &str = r#"{"wxid":"1@chatroom","nickname":"g","type":"群聊"}"#;

fn rows(rows: &str) -> String {
    document(ROOM, &format!(r#""messages":[{rows}]"#))
}

fn one(row: &str) -> Message {
    let all = messages(WeflowJson, rows(row));
    assert_eq!(all.len(), 1, "{row}");
    all.into_iter().next().unwrap()
}

#[test]
fn rows_of_the_room_are_events_under_every_dialect() {
    let leave = r#""createTime":1727740800,"content":"\"B\"退出了群聊""#;
    for (row, is_event) in [
        (r#""type":"系统消息","isSend":null,"senderUsername":null"#, true),
        (r#""type":"系统消息","isSend":0,"senderUsername":"wxid_a""#, true),
        (r#""type":"撤回消息","isSend":0,"senderUsername":"wxid_a""#, true),
        (r#""type":"其他消息","localType":10000,"isSend":0,"senderUsername":"1@chatroom""#, true),
        (r#""type":"文本消息","localType":1,"isSend":0,"senderUsername":"1@chatroom""#, true),
        (r#""localType":10002,"isSend":0"#, true),
        (r#""type":"其他消息","isSend":null,"senderUsername":null"#, true),
        (r#""type":"其他消息","isSend":null"#, true),
        (r#""type":"文本消息","isSend":null,"senderUsername":"wxid_a""#, false),
        (r#""type":"文本消息","isSend":0,"senderUsername":"wxid_a","senderDisplayName":"x@chatroom""#, false),
        (r#""type":"文本消息","isSend":0"#, false),
    ] {
        let message = one(&format!("{{{leave},{row}}}"));
        assert_eq!(message.event.map(|event| event.event), is_event.then_some(EventType::Leave), "{row}");
        let role = all_leaves(WeflowJson, rows(&format!("{{{leave},{row}}}")))
            .into_iter()
            .find(|leaf| leaf.key_path == "messages[].content")
            .unwrap()
            .role;
        assert_eq!(role, if is_event { Role::SystemText } else { Role::Text }, "{row}");
    }
}

#[test]
fn content_may_be_an_object() {
    for (content, text) in [
        (r#""plain""#, Some("plain")),
        (r#"{"text":"t","title":"x"}"#, Some("t")),
        (r#"{"text":"","content":"c"}"#, Some("c")),
        (r#"{"title":"一篇文章","url":"https://example.org"}"#, Some("一篇文章")),
        (r#"{"desc":"d"}"#, Some("d")),
        (r#"{"xml":"<msg/>"}"#, None),
        (r#"{"text":{"text":"deep"}}"#, None),
        ("[]", None),
        ("\"\"", None),
        ("null", None),
    ] {
        let message = one(&format!(
            r#"{{"createTime":5,"type":"链接消息","isSend":0,"senderUsername":"a","content":{content}}}"#
        ));
        assert_eq!(message.text.as_deref(), text, "{content}");
        assert_eq!(message.kind, Kind::Link);
    }
}

#[test]
fn every_part_of_an_object_is_a_leaf() {
    let row = r#"{"createTime":5,"senderUsername":"a","content":{"title":"t","url":"u","people":[{"wx":"secret"}]}}"#;
    let told: Vec<(String, Role)> = all_leaves(WeflowJson, rows(row))
        .into_iter()
        .filter(|leaf| leaf.role != Role::Key)
        .filter_map(|leaf| leaf.key_path.strip_prefix("messages[].content").map(|path| (path.to_owned(), leaf.role)))
        .collect();
    let own = |path: &str, role| (path.to_owned(), role);
    assert_eq!(told, [own(".title", Role::Text), own(".url", Role::Url), own(".people[].wx", Role::Unknown)]);
}

#[test]
fn message_ids_are_native_only_where_the_server_gave_them() {
    for (fields, id, basis) in [
        (r#""platformMessageId":"8001","localId":1"#, Some("8001"), IdBasis::Native),
        (r#""platformMessageId":7345678901234567890"#, Some("7345678901234567890"), IdBasis::Native),
        (r#""platformMessageId":"","localId":4"#, Some("4"), IdBasis::ExportLocal),
        (r#""localId":"#, None, IdBasis::None),
    ] {
        let fields = if fields.ends_with(':') { r#""x":1"# } else { fields };
        let message = one(&format!(r#"{{{fields},"createTime":5,"senderUsername":"a"}}"#));
        assert_eq!((message.msg_id.as_deref(), message.id_basis), (id, basis), "{fields}");
    }
}

#[test]
fn times_are_instants_or_local_times_of_the_zone() {
    let options = zone("Asia/Shanghai");
    for (fields, expected) in [
        (r#""createTime":1727740800,"formattedTime":"1999-01-01 00:00:00""#, Some((1_727_740_800_000, TzBasis::Epoch))),
        (r#""createTime":1727740800123"#, Some((1_727_740_800_123, TzBasis::Epoch))),
        (r#""createTime":"1727740800""#, Some((1_727_740_800_000, TzBasis::Epoch))),
        (r#""createTime":0,"formattedTime":"2024-10-01 08:00:00""#, Some((1_727_740_800_000, TzBasis::Assumed))),
        (r#""formattedTime":"2024-10-01 08:00:00""#, Some((1_727_740_800_000, TzBasis::Assumed))),
        (r#""createTime":1.7277408e9,"formattedTime":"yesterday""#, None),
    ] {
        let text = rows(&format!(r#"{{{fields},"senderUsername":"a","content":"x"}}"#));
        let message = messages_in(WeflowJson, text, &options).remove(0);
        assert_eq!(message.time.map(|at| (at.ms, at.basis)), expected, "{fields}");
    }
}

#[test]
fn who_sent_it() {
    for (fields, kind) in [
        (r#""isSend":1,"senderUsername":"me""#, SenderKind::Exporter),
        (r#""isSend":"1","senderUsername":"me""#, SenderKind::Exporter),
        (r#""isSend":0,"senderUsername":"a""#, SenderKind::User),
        (r#""isSend":0,"senderUsername":null"#, SenderKind::Unknown),
        (r#""senderUsername":"a""#, SenderKind::User),
    ] {
        assert_eq!(one(&format!(r#"{{{fields},"createTime":5,"content":"x"}}"#)).sender_kind, kind, "{fields}");
    }
}

#[test]
fn compact_messages_name_their_sender_by_number() {
    let text = document(
        ROOM,
        r#""senders":[{"senderID":1,"wxid":"wxid_a","displayName":"备注","nickname":"A","remark":"真名","groupNickname":"card"}],
           "messages":[{"createTime":5,"senderID":1,"content":"x"},{"createTime":6,"senderID":9,"content":"y"}],
           "groupMembers":[{"wxid":"wxid_silent","nickname":"S","alias":"s_alias"},{"username":"wxid_echo","originalName":"E"},{"nickname":"nobody"}]"#,
    );
    let senders: Vec<Option<String>> =
        messages(WeflowJson, &text).into_iter().map(|message| message.sender_id).collect();
    assert_eq!(senders, [Some("wxid_a".to_owned()), None]);
    let all = members(WeflowJson, &text);
    let told: Vec<_> =
        all.iter().map(|one| (one.member_id.as_str(), one.display_name.as_deref(), one.aliases.join(","))).collect();
    assert_eq!(
        told,
        [
            ("wxid_a", Some("A"), "备注".to_owned()),
            ("wxid_silent", Some("S"), "s_alias".to_owned()),
            ("wxid_echo", Some("E"), String::new()),
        ]
    );
    assert_eq!((all[0].remark.as_deref(), all[0].group_alias.as_deref()), (Some("真名"), Some("card")));
}

#[test]
fn the_session_is_a_room_or_a_person() {
    for (session, kind, name, listed) in [
        (ROOM, ChatKind::Group, Some("g"), 0),
        (r#"{"wxid":"2@chatroom","displayName":"d","nickname":"n"}"#, ChatKind::Group, Some("d"), 0),
        (
            r#"{"wxid":"wxid_b","nickname":"n","remark":"r","displayName":"","type":"私聊"}"#,
            ChatKind::Direct,
            Some("n"),
            1,
        ),
        (r#"{"wxid":"wxid_b"}"#, ChatKind::Unknown, None, 0),
        ("{}", ChatKind::Unknown, None, 0),
        ("null", ChatKind::Unknown, None, 0),
    ] {
        let text = document(session, r#""messages":[]"#);
        let told = chat(WeflowJson, &text);
        assert_eq!(
            (told.kind, told.name.as_deref(), members(WeflowJson, &text).len()),
            (kind, name, listed),
            "{session}"
        );
    }
}

#[test]
fn mentions_are_read_from_source_and_text() {
    let told = |source: &str, content: &str| -> Vec<String> {
        let row = serde_json::json!({"createTime": 5, "senderUsername": "a", "source": source, "content": content});
        one(&row.to_string())
            .mentions
            .into_iter()
            .map(|mention| mention.id.or(mention.name).unwrap_or_else(|| format!("all={}", mention.all)))
            .collect()
    };
    assert_eq!(told("<msgsource><atuserlist>a,b</atuserlist></msgsource>", "x"), ["a", "b"]);
    assert_eq!(told("<atuserlist><![CDATA[a,,b]]></atuserlist>", "x"), ["a", "b"]);
    assert_eq!(told("<atuserlist>notify@all</atuserlist>", "x"), ["all=true"]);
    assert_eq!(told("<atuserlist>never closed", "@林语\u{2005}早"), ["林语"]);
    assert_eq!(told("", "plain @text"), Vec::<String>::new());
}

#[test]
fn attachments_are_found_where_they_are_named() {
    for (row, kind, name, presence) in [
        (
            r#""type":"图片消息","content":"media\\images\\1.jpg""#,
            AttachmentKind::Image,
            Some("1.jpg"),
            Presence::Missing,
        ),
        (r#""type":"图片消息","content":"[图片]""#, AttachmentKind::Image, None, Presence::NotExported),
        (
            r#""type":"文件消息","content":"[文件] 讲义.pdf""#,
            AttachmentKind::File,
            Some("讲义.pdf"),
            Presence::NotExported,
        ),
        (
            r#""type":"文件消息","mediaPath":"f/a.mp4","content":"[文件]""#,
            AttachmentKind::Video,
            Some("a.mp4"),
            Presence::Missing,
        ),
        (
            r#""type":"语音消息","content":"https://example.org/a.amr""#,
            AttachmentKind::Voice,
            Some("a.amr"),
            Presence::UrlOnly,
        ),
        (
            r#""type":"视频消息","content":"../../etc/passwd.mp4""#,
            AttachmentKind::Video,
            Some("passwd.mp4"),
            Presence::Missing,
        ),
    ] {
        let attachments = one(&format!(r#"{{"createTime":5,"senderUsername":"a",{row}}}"#)).attachments;
        let [one] = &attachments[..] else { panic!("{row}") };
        assert_eq!((one.kind, one.name.as_deref(), one.presence), (kind, name, presence), "{row}");
    }
    assert!(
        one(r#"{"createTime":5,"senderUsername":"a","type":"文本消息","content":"media/a.jpg"}"#)
            .attachments
            .is_empty()
    );
}

#[test]
fn the_exporters_own_id_is_one_member_with_and_without_its_suffix() {
    let text = rows(
        r#"{"createTime":5,"senderUsername":"wxid_me","content":"x"},{"createTime":6,"isSend":1,"senderUsername":"wxid_me_10e8","content":"y"}"#,
    );
    assert_eq!(report(WeflowJson, text).members, 1);
}

#[test]
fn rows_without_anything_are_counted_as_unknown() {
    let told = report(WeflowJson, rows(r#"{},{"localId":1},null,17,"x",[],{"content":"x"}"#));
    assert_eq!((told.messages, told.unknown), (1, 6));
}
