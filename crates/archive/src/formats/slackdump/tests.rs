use crate::Format::SlackdumpJson;
use crate::testing::{all_leaves, messages, report};

#[test]
fn replies_are_records_of_their_own() {
    let text = "{\"channel_id\":\"C1\",\"messages\":[{\"ts\":\"1727740800.1\",\"user\":\"U1\",\"text\":\"a\",
        \"slackdump_thread_replies\":[{\"ts\":\"1727740801.1\",\"user\":\"U2\",\"text\":\"b\",\"thread_ts\":\"1727740800.1\"}, 7],
        \"client_msg_id\":\"z\"}]}";
    let all = messages(SlackdumpJson, text);
    let told: Vec<_> = all.iter().map(|message| (message.seq, message.text.as_deref().unwrap())).collect();
    assert_eq!(told, [(0, "a"), (1, "b")]);
    assert_eq!((report(SlackdumpJson, text).read, report(SlackdumpJson, text).unknown), (3, 1));
    let reply = &all[1].provenance;
    assert_eq!((reply.line, reply.column), (2, 37));
    assert!(text[reply.bytes.start as usize..reply.bytes.end as usize].starts_with("{\"ts\":\"1727740801.1\""));
    let of = |value: &str| all_leaves(SlackdumpJson, text).into_iter().find(|leaf| leaf.value == value).unwrap().record;
    assert_eq!((of("a"), of("b"), of("7"), of("z")), (Some(0), Some(1), Some(2), Some(0)));
}
