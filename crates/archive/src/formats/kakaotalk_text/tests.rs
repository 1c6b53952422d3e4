use super::*;
use crate::Format::KakaotalkText;
use crate::leaves::Leaf;
use crate::model::{AttachmentKind, Presence};
use crate::testing::{all_leaves, chat, messages, report};
use crate::{Detection, detect, read};

/// Sender, event and text of each record.
fn told(text: &str) -> Vec<(Option<String>, Option<EventType>, String)> {
    let told = |message: Message| {
        (message.sender_name, message.event.map(|event| event.event), message.text.unwrap_or_default())
    };
    messages(KakaotalkText, text).into_iter().map(told).collect()
}

fn said(name: &str, text: &str) -> (Option<String>, Option<EventType>, String) {
    (Some(name.to_owned()), None, text.to_owned())
}

fn room(event: EventType, text: &str) -> (Option<String>, Option<EventType>, String) {
    (None, Some(event), text.to_owned())
}

#[test]
fn a_member_cannot_play_the_room_on_a_phone() {
    let text = "2026. 3. 1. 09:00, 민지 : 하늘님이 나갔습니다.\n하늘님이 나갔습니다.\n[하늘] [오전 9:00] x\n\
        --------------- 2026년 3월 2일 월요일 ---------------\n2026년 3월 2일 오전 9:00, 하늘님이 나갔습니다.\n\
        2026. 3. 1. 09:01, 하늘 : 네\n";
    let all = told(text);
    assert_eq!(all.len(), 2, "{all:?}");
    assert!(all[0].2.ends_with("하늘님이 나갔습니다."));
    assert_eq!(all[1], said("하늘", "네"));
}

#[test]
fn what_may_be_a_members_line_on_windows_names_no_event() {
    let day = "--------------- 2026년 3월 1일 일요일 ---------------\n";
    let text = format!(
        "{day}하늘님이 나갔습니다.\n민지님이 들어왔습니다.\n[老周] [오전 9:00] 네\n민지님이 나갔습니다.\n민지님이 들어왔습니다.\n그렇군요\n[老周] [오전 9:01] 네\n그렇군요\n"
    );
    assert_eq!(
        told(&text),
        [
            room(EventType::Leave, "하늘님이 나갔습니다."),
            room(EventType::Join, "민지님이 들어왔습니다."),
            said("老周", "네"),
            room(EventType::Unknown, "민지님이 나갔습니다."),
            room(EventType::Unknown, "민지님이 들어왔습니다.\n그렇군요"),
            said("老周", "네\n그렇군요"),
        ]
    );
}

#[test]
fn days_of_pasted_chats_move_no_time() {
    let banner = |day: &str| format!("--------------- {day} ---------------\n");
    let text = format!(
        "{}[A] [오전 9:00] 어제\n{}[A] [오전 9:01] 봐요\n{}[B] [오전 9:02] 네\n",
        banner("2026년 3월 1일 일요일"),
        banner("2026년 3월 2일 월요일"),
        banner("2026년 2월 1일 일요일"),
    );
    let times: Vec<String> = messages(KakaotalkText, &text)
        .iter()
        .map(|message| message.time.unwrap().instant().unwrap().to_string())
        .collect();
    assert_eq!(times, ["2026-03-01T09:00:00Z", "2026-03-02T09:01:00Z", "2026-03-02T09:02:00Z"]);
}

#[test]
fn the_day_of_the_next_record_is_no_text() {
    let text = "2026. 3. 1. 08:00, 민지 : 모임은\n2026년 3월 14일 토요일\n2026. 3. 1. 09:00, 민지 : 모임은\n2026년 3월 14일 토요일\n입니다\n\n2026년 3월 2일 월요일\n2026. 3. 2. 09:00, 민지 : 네\n";
    assert_eq!(
        told(text),
        [
            said("민지", "모임은\n2026년 3월 14일 토요일"),
            said("민지", "모임은\n2026년 3월 14일 토요일\n입니다"),
            said("민지", "네")
        ]
    );
    let days: Vec<String> = all_leaves(KakaotalkText, text)
        .into_iter()
        .filter(|leaf| leaf.key_path == "day")
        .map(|leaf| leaf.value)
        .collect();
    assert_eq!(days, ["2026년 3월 2일 월요일"]);
}

#[test]
fn names_that_hold_a_colon_are_known_from_the_room() {
    let line = "2026. 3. 1. 09:01, 하늘 : 봄 : 네\n";
    assert_eq!(told(line), [said("하늘", "봄 : 네")]);
    let text = format!("2026. 3. 1. 09:00: 하늘 : 봄님이 들어왔습니다.\n{line}2026. 3. 1. 09:02, 하늘 : 비 : 네\n");
    let all = told(&text);
    assert_eq!(all[1..], [said("하늘 : 봄", "네"), said("하늘", "비 : 네")]);
}

#[test]
fn a_file_without_a_header_or_days() {
    let all = messages(KakaotalkText, "[A] [오전 9:00] 하나\n나머지\n[B] [오전 9:01] 둘\n");
    assert_eq!((all.len(), all[0].time, all[1].time), (2, None, None));
    let cut = report(KakaotalkText, "잘린 글\n2026. 3. 1. 09:00, 민지 : 네\n");
    assert_eq!((cut.read, cut.messages, cut.unknown), (2, 1, 1));
}

#[test]
fn files_of_ios_are_found_by_their_minute() {
    let text = "저장한 날짜 : 2026. 6. 10. 오전 9:45\n2026. 6. 10. 09:32, A : 사진\n2026. 6. 10. 09:32, A : 파일: 보고서.pdf\n\
        2026. 6. 10. 09:32, A : 사진 2장\n2026. 6. 10. 09:40, A : 사진\n2026. 6. 10. 09:40, A : 파일: ../x.pdf\n";
    let names =
        ["20260610_093201_1.jpeg", "20260610_093202.pdf", "20260610_093203_2.webp", "20260610_093204_3.jpeg", "x.pdf"];
    let folder = tempfile::tempdir().unwrap();
    let mut zip = zip::ZipWriter::new(std::fs::File::create(folder.path().join("talk.zip")).unwrap());
    for (name, bytes) in names.iter().map(|name| (*name, "x")).chain([("Talk_2026.6.10 09_30-1.txt", text)]) {
        std::fs::write(folder.path().join(name), bytes).unwrap();
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, bytes.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    for name in ["Talk_2026.6.10 09_30-1.txt", "talk.zip"] {
        let Detection::Export(unit) = detect(&folder.path().join(name)).unwrap() else { panic!("{name}") };
        assert_eq!(unit.format, KakaotalkText);
        let files = read(&unit, &ReadOptions::default()).unwrap().flat_map(|record| match record.unwrap() {
            crate::Record::Message(message) => message.attachments,
            _ => Vec::new(),
        });
        let files: Vec<_> = files.map(|file| (file.kind, file.path, file.presence)).collect();
        let present = |kind, path: &str| (kind, Some(path.to_owned()), Presence::Present);
        let absent = |kind| (kind, None, Presence::NotExported);
        use AttachmentKind::{File, Image};
        assert_eq!(
            files,
            [
                present(Image, names[0]),
                present(File, names[1]),
                present(Image, names[2]),
                present(Image, names[3]),
                absent(Image),
                absent(File),
            ],
            "{name}"
        );
    }
}

#[test]
fn a_third_sender_makes_a_group() {
    let line = |name: &str| format!("2026. 3. 1. 09:00, {name} : 네\n");
    assert_eq!(chat(KakaotalkText, line("A") + &line("B")).kind, ChatKind::Unknown);
    let group = chat(KakaotalkText, line("A") + &line("B") + &line("C"));
    assert_eq!((group.kind, group.name), (ChatKind::Group, None));
}

#[test]
fn all_that_members_write_lies_in_leaves() {
    for body in ["13800138000", "파일: 13800138000.pdf", "지도: 13800138000", "사진 13800138000장", "사진\n13800138000"]
    {
        for text in [
            format!("2026. 3. 1. 09:00, 민지 : {body}\n"),
            format!("--------------- 2026년 3월 1일 일요일 ---------------\n[민지] [오전 9:00] {body}\n"),
        ] {
            let kept = |leaf: &Leaf| matches!(leaf.role, Role::Structure | Role::SystemText);
            let leaves = all_leaves(KakaotalkText, text);
            assert!(leaves.iter().any(|leaf| leaf.value.contains("13800138000") && !kept(leaf)), "{body}: {leaves:?}");
        }
    }
}

#[test]
fn messages_may_be_later_than_the_saving() {
    let text = "A 님과 카카오톡 대화\n저장한 날짜 : 2026년 3월 1일 오후 9:10\n\n--------------- 2026년 3월 5일 목요일 ---------------\n\
        [A] [오전 9:00] 네\n[A] [오후 11:59] 밤\n";
    assert_eq!(told(text), [said("A", "네"), said("A", "밤")]);
}
