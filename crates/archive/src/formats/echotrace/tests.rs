use crate::Format::{EchotraceJson, WeflowArkme, WeflowJson};
use crate::testing::{members, messages};
use crate::{Detection, Format, IdBasis, ListBasis, SenderKind};

fn detected(text: &str) -> Result<Format, String> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    match crate::detect(file.path()).unwrap() {
        Detection::Export(unit) => Ok(unit.format),
        Detection::NotExport { reason } => Err(reason),
        other => panic!("{other:?}"),
    }
}

const SESSION: &str = r#""session":{"wxid":"1@chatroom","nickname":"g","type":"群聊"}"#;
const ROW: &str = r#"{"localId":1,"createTime":5,"formattedTime":"","type":"文本消息","localType":1,"content":"x","isSend":0,"senderUsername":null,"senderDisplayName":"A"}"#;

#[test]
fn the_relatives_are_told_apart_by_their_headers() {
    for (head, expected) in [
        ("", EchotraceJson),
        (r#""weflow":{"version":"1.0.3"},"#, WeflowJson),
        (r#""weflow":{"version":"1.0.9","format":"arkme-json"},"#, WeflowArkme),
        (r#""weflow":{"version":"1.0.9","format":"json"},"#, WeflowJson),
    ] {
        assert_eq!(detected(&format!("{{{head}{SESSION},\"messages\":[{ROW}]}}")), Ok(expected), "{head}");
    }
    let quoting = format!(r#"{{{SESSION},"messages":[{}]}}"#, ROW.replace("\"x\"", r#""{\"weflow\":{}}""#));
    assert_eq!(detected(&quoting), Ok(EchotraceJson));
    assert!(detected(r#"{"session":{"id":"a"},"messages":[{"role":"x"}]}"#).is_err());
}

#[test]
fn a_row_without_a_sender_is_still_a_message() {
    let message = messages(EchotraceJson, format!("{{{SESSION},\"messages\":[{ROW}]}}")).remove(0);
    assert_eq!(
        (message.sender_id, message.sender_basis, message.sender_kind, message.sender_name.as_deref()),
        (None, IdBasis::None, SenderKind::Unknown, Some("A"))
    );
    assert_eq!(message.id_basis, IdBasis::ExportLocal);
}

#[test]
fn members_after_the_messages_are_the_roster() {
    let text = format!(
        r#"{{{SESSION},"messages":[{ROW}],"avatars":{{"wxid_s":"x"}},"groupMembers":[{{"username":"wxid_s","originalName":"S","remark":"r"}}]}}"#
    );
    let all = members(EchotraceJson, &text);
    let told: Vec<_> =
        all.iter().map(|one| (one.member_id.as_str(), one.display_name.as_deref(), one.list_basis)).collect();
    assert_eq!(told, [("wxid_s", Some("S"), ListBasis::Roster)]);
}
