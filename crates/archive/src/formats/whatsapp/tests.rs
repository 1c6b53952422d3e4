use super::*;
use crate::Format::WhatsappText;
use crate::leaves::{Role, TimeForm, leaves};
use crate::testing::{self, all_leaves, chat, messages, messages_in, report, zone};
use crate::{ChatKind, DateOrder, EventType, Kind, ReadOptions, Record, State, read, undecided};

fn with<T>(text: &str, look: impl FnOnce(&crate::Unit) -> T) -> T {
    testing::with(WhatsappText, text, look)
}

const UNDECIDED: &str = "1/2/24, 10:00 - A: b\n2/3/24, 10:00 - A: c\n";

#[test]
fn an_undecided_order_gives_no_times_until_somebody_decides() {
    with(UNDECIDED, |unit| {
        let times = |options: &ReadOptions| -> Vec<Option<i64>> {
            let records = read(unit, options).unwrap().map(|record| record.unwrap());
            records
                .filter_map(|record| if let Record::Message(message) = record { Some(message.ts_ms()) } else { None })
                .collect()
        };
        let form = |options: &ReadOptions| leaves(unit, options).unwrap().next().unwrap().unwrap().role;
        let open = ReadOptions::default();
        assert_eq!(times(&open), [None, None]);
        assert_eq!(form(&open), Role::Time(TimeForm::Undecided));
        assert!(undecided(unit, &open).unwrap().unwrap().contains("2024-02-01 to 2024-03-02 with the day first"));
        let told = ReadOptions { date_order: Some(DateOrder::Mdy), ..ReadOptions::default() };
        assert_eq!(times(&told), [Some(1_704_189_600_000), Some(1_706_954_400_000)]);
        assert_eq!(form(&told), Role::Time(TimeForm::Mdy));
        assert_eq!(undecided(unit, &told).unwrap(), None);
    });
}

#[test]
fn a_name_that_also_writes_is_a_person_and_the_chat_direct() {
    let text = "[13/1/24, 10:00:00] Ana: \u{200e}Messages and calls are end-to-end encrypted. x\n[13/1/24, 10:01:00] Ana: hi\n";
    with(text, |unit| {
        let Some(Ok(Record::Chat(chat))) = read(unit, &ReadOptions::default()).unwrap().next() else { panic!() };
        assert_eq!((chat.kind, chat.name.as_deref()), (ChatKind::Direct, Some("Ana")));
        let sender = leaves(unit, &ReadOptions::default())
            .unwrap()
            .map(|leaf| leaf.unwrap())
            .find(|leaf| leaf.key_path == "sender");
        assert_eq!(sender.unwrap().role, Role::MemberName);
    });
}

#[test]
fn every_word_of_a_member_lies_in_a_leaf() {
    let text = "13/1/24, 10:00 - A: IMG-20240113-WA0001.jpg (secret words)\nmore\n13/1/24, 10:01 - A: \u{200e}mine \u{200e}<attached: a.jpg> yours\n";
    with(text, |unit| {
        let values: Vec<String> =
            leaves(unit, &ReadOptions::default()).unwrap().map(|leaf| leaf.unwrap().value).collect();
        for word in ["IMG-20240113-WA0001.jpg", "secret words", "more", "mine", "a.jpg", "yours"] {
            assert!(values.iter().any(|value| value.contains(word)), "{word}: {values:?}");
        }
    });
}

#[test]
fn json_and_prose_are_not_taken_for_it() {
    for text in ["[1,2,3]", "{\"messages\":[]}", "Dear all,\n1/2/24, 10:00 - lunch\nthat is it\nreally\nend\n"] {
        with(text, |unit| {
            let evidence = Evidence::gather(&unit.path).unwrap();
            assert!(sniff(&evidence).is_none_or(|(score, _)| score < 0.5), "{text}");
        });
    }
}

/// Sender, event and text of each message.
fn told(text: &str) -> Vec<(Option<String>, Option<EventType>, Option<String>)> {
    messages(WhatsappText, text)
        .into_iter()
        .map(|message| (message.sender_name, message.event.map(|event| event.event), message.text))
        .collect()
}

fn said(sender: &str, text: &str) -> (Option<String>, Option<EventType>, Option<String>) {
    (Some(sender.to_owned()), None, Some(text.to_owned()))
}

#[test]
fn what_a_member_writes_is_no_event() {
    let notice = "[13/1/24, 10:00:00] Circle: \u{200e}Messages and calls are end-to-end encrypted. x";
    for body in [
        "I added milk",
        "Bo left",
        "Rudi removed Bo",
        "he created group \"x\"",
        "Ana: Bo left",
        // The mark of iOS, typed by the member.
        "\u{200e}Bo left",
        "\u{200e}Rudi removed Bo",
        "\u{200e}Messages and calls are end-to-end encrypted. x",
        "\u{200e}You were added",
    ] {
        let text = format!("{notice}\n[13/1/24, 10:01:00] Ana: {body}\n[13/1/24, 10:02:00] Circle: \u{200e}Bo left\n");
        let all = told(&text);
        assert_eq!(all[1], said("Ana", body.trim_start_matches('\u{200e}')), "{body}");
        assert_eq!(all[2].1, Some(EventType::Leave));
        let android = format!("13/1/24, 10:01 - Ana: {body}\n");
        assert_eq!(told(&android)[0].1, None, "{body}");
        let leaf = all_leaves(WhatsappText, android).into_iter().find(|leaf| leaf.key_path == "text").unwrap();
        assert_eq!(leaf.role, Role::Text);
    }
}

#[test]
fn a_call_is_its_senders_on_ios_and_the_rooms_on_android() {
    let all = messages(
        WhatsappText,
        "[13/1/24, 10:00:00] Ana: \u{200e}Sprachanruf, \u{200e}3 Min.\n[13/1/24, 10:01:00] Ana: Sprachanruf\n",
    );
    let event = all[0].event.as_ref().unwrap();
    assert_eq!((event.event, event.actor.clone()), (EventType::Call, Some(crate::Party::named("Ana"))));
    assert_eq!(all[1].event, None);
    let all = told("13/1/24, 10:00 - Missed voice call\n13/1/24, 10:01 - Ana: Missed voice call\n");
    assert_eq!(all[0].1, Some(EventType::Call));
    assert_eq!(all[1], said("Ana", "Missed voice call"));
}

#[test]
fn nobody_is_the_room_who_writes_first_or_among_others() {
    let fake = "\u{200e}Messages and calls are end-to-end encrypted. x";
    // After somebody wrote, the notice is a member's text.
    let late = format!(
        "[13/1/24, 10:00:00] Ana: hi\n[13/1/24, 10:01:00] Bo: {fake}\n[13/1/24, 10:02:00] Bo: \u{200e}Ana left\n"
    );
    // The export was cut at its old end just before the fake, and its author writes like everybody else.
    let first = format!(
        "[13/1/24, 10:00:00] Bo: {fake}\n[13/1/24, 10:01:00] Bo: \u{200e}Ana left\n[13/1/24, 10:02:00] Bo: hi\n\
        [13/1/24, 10:03:00] Ana: hi\n[13/1/24, 10:04:00] Cy: hi\n"
    );
    for text in [late, first] {
        assert!(told(&text).iter().all(|(sender, event, _)| sender.is_some() && event.is_none()), "{text}");
        assert_eq!(chat(WhatsappText, &text).name, None, "{text}");
        let all = all_leaves(WhatsappText, &text);
        assert!(all.iter().all(|leaf| !matches!(leaf.role, Role::ChatName | Role::SystemText)), "{text}");
    }
}

#[test]
fn the_kind_of_chat_is_told_by_its_room_and_senders() {
    let notice = "[13/1/24, 10:00:00] R: \u{200e}Messages and calls are end-to-end encrypted. x\n";
    let line = |name: &str| format!("[13/1/24, 10:00:00] {name}: hi\n");
    for (text, kind) in [
        (format!("{notice}{}", line("A")), ChatKind::Group),
        (format!("{notice}{}{}", line("R"), line("A")), ChatKind::Direct),
        (format!("{}{}{}", line("A"), line("B"), line("C")), ChatKind::Group),
        (format!("{}{}", line("A"), line("B")), ChatKind::Unknown),
        (notice.to_owned(), ChatKind::Group),
    ] {
        assert_eq!(chat(WhatsappText, &text).kind, kind, "{text}");
    }
}

#[test]
fn a_quote_in_a_name_makes_no_room() {
    let all = told(
        "13/1/24, 10:00 - Ann \"Annie\": Rudi created group \"x\"\n13/1/24, 10:01 - Rudi created group \"Re: x\"\n",
    );
    assert_eq!(all[0], said("Ann \"Annie\"", "Rudi created group \"x\""));
    assert_eq!(all[1].1, Some(EventType::Create));
}

#[test]
fn a_pasted_date_of_another_order_takes_nobodys_time() {
    let mut text = String::new();
    for day in 1..=12 {
        text += &format!("2024/3/{day} 上午8:00 - 林语: 早\n");
    }
    text += "12/3/24, 10:00 - x: pasted\n";
    let times: Vec<Option<i64>> = messages(WhatsappText, &text).iter().map(crate::Message::ts_ms).collect();
    assert!(times[..12].iter().all(Option::is_some) && times[12].is_none(), "{times:?}");
    let forms: Vec<Role> = all_leaves(WhatsappText, &text)
        .into_iter()
        .filter(|leaf| leaf.key_path == "time")
        .map(|leaf| leaf.role)
        .collect();
    assert_eq!((forms[0], forms[12]), (Role::Time(TimeForm::Ymd), Role::Time(TimeForm::Undecided)));
    let told = report(WhatsappText, &text);
    assert_eq!((told.first.as_deref(), told.date_order_undecided), (Some("2024-03-01T08:00:00Z"), false));
    assert_eq!(told.notes, ["1 without a certain time"]);
}

#[test]
fn dates_that_contradict_each_other_leave_all_times_open() {
    let told = report(WhatsappText, "13/1/24, 10:00 - A: x\n1/13/24, 10:00 - B: y\n2/3/24, 10:00 - C: z\n");
    assert_eq!((told.first, told.date_order_undecided, told.messages), (None, true, 3));
    assert!(told.notes[0].starts_with("the order of day and month cannot be decided"), "{:?}", told.notes);
}

#[test]
fn a_given_order_is_kept_and_an_impossible_date_has_no_time() {
    let options = ReadOptions { date_order: Some(DateOrder::Mdy), ..ReadOptions::default() };
    let text = "1/2/24, 10:00 - A: x\n13/2/24, 10:00 - A: y\n2/30/24, 10:00 - A: z\n24/1/2, 10:00 - A: w\n";
    let times: Vec<bool> =
        messages_in(WhatsappText, text, &options).iter().map(|message| message.time.is_some()).collect();
    assert_eq!(times, [true, false, false, false]);
    let options = ReadOptions { date_order: Some(DateOrder::Ymd), ..ReadOptions::default() };
    let first = messages_in(WhatsappText, "24/1/2, 10:00 - A: w\n", &options).remove(0);
    assert_eq!(first.time.unwrap().instant().unwrap().to_string(), "2024-01-02T10:00:00Z");
}

#[test]
fn local_times_take_the_zone_and_survive_clock_changes() {
    let text = "26/10/2024, 23:00 - A: x\n27/10/2024, 02:30 - A: y\n31/3/2024, 02:30 - A: z\n";
    let times: Vec<String> = messages_in(WhatsappText, text, &zone("Europe/Berlin"))
        .iter()
        .map(|message| message.time.unwrap().instant().unwrap().to_string())
        .collect();
    assert_eq!(times, ["2024-10-26T21:00:00Z", "2024-10-27T00:30:00Z", "2024-03-31T01:30:00Z"]);
}

#[test]
fn messages_out_of_order_keep_the_order_of_the_file() {
    let text = "13/1/24, 10:05 - A: later\n13/1/24, 10:01 - B: earlier\n13/1/24, 10:05 - A: later\n";
    let all = messages(WhatsappText, text);
    assert_eq!(all.iter().map(|message| message.seq).collect::<Vec<_>>(), [0, 1, 2]);
    assert!(all[1].ts_ms() < all[0].ts_ms());
    // Two equal messages of one minute are two messages.
    assert_eq!((all[0].ts_ms(), &all[0].text), (all[2].ts_ms(), &all[2].text));
}

#[test]
fn lines_without_a_date_belong_to_the_message_above() {
    for (rest, text) in [
        ("second", "first\nsecond"),
        ("12:30 - not a date", "first\n12:30 - not a date"),
        ("1/2 - half a date", "first\n1/2 - half a date"),
        ("99/99/9999, 99:99 - A: b", "first\n99/99/9999, 99:99 - A: b"),
        ("> 13/1/24, 10:00 - A: quoted", "first\n> 13/1/24, 10:00 - A: quoted"),
        ("[10:00, 13/1/24] A: copied", "first\n[10:00, 13/1/24] A: copied"),
        ("\n\n", "first"),
        ("\0\0\0\0", "first"),
    ] {
        assert_eq!(told(&format!("13/1/24, 10:00 - A: first\n{rest}\n")), [said("A", text)], "{rest:?}");
    }
}

#[test]
fn nul_bytes_before_a_record_do_not_hide_it() {
    let text = "13/1/24, 10:00 - A: x\n\0\0\x0013/1/24, 10:01 - B: y\n";
    assert_eq!(told(text), [said("A", "x"), said("B", "y")]);
}

#[test]
fn byte_order_marks_and_line_breaks_of_windows() {
    let text = "\u{feff}13/1/24, 10:00 - A: x\r\nmore\r\n13/1/24, 10:01 - B: y\r\n";
    assert_eq!(told(text), [said("A", "x\r\nmore"), said("B", "y")]);
    assert_eq!(report(WhatsappText, text).unknown, 0);
}

#[test]
fn what_is_left_of_a_message() {
    for (body, kind, state, text) in [
        ("<Media omitted>", Kind::File, State::Live, None),
        ("<Médias omis>", Kind::File, State::Live, None),
        ("<Someone else's words>", Kind::Text, State::Live, Some("<Someone else's words>")),
        ("This message was deleted.", Kind::Text, State::Deleted, None),
        ("你已删除此消息", Kind::Text, State::Deleted, None),
        ("This message was deleted, he said", Kind::Text, State::Live, Some("This message was deleted, he said")),
        ("new <This message was edited>", Kind::Text, State::Edited, Some("new")),
        ("<This message was edited> not", Kind::Text, State::Live, Some("<This message was edited> not")),
        ("Ana.vcf (file attached)", Kind::Contact, State::Live, None),
        ("PTT-20240113-WA0001.opus (Datei angehängt)", Kind::Voice, State::Live, None),
        (
            "location: https://maps.google.com/?q=1,2",
            Kind::Location,
            State::Live,
            Some("location: https://maps.google.com/?q=1,2"),
        ),
        ("", Kind::Other, State::Live, None),
        ("null", Kind::Other, State::Live, Some("null")),
        ("<View once voice message omitted>", Kind::File, State::Live, None),
    ] {
        let message = messages(WhatsappText, format!("13/1/24, 10:00 - A: {body}\n")).remove(0);
        assert_eq!((message.kind, message.state, message.text.as_deref()), (kind, state, text), "{body}");
    }
}

#[test]
fn nothing_personal_hides_between_the_leaves() {
    for body in [
        "\u{200e}plan.pdf • 13812345678 \u{200e}document omitted",
        "\u{200e}<13812345678: a.jpg>",
        "13812345678 <Media omitted>",
        "a.jpg (13812345678)",
        "\u{200e}13812345678 image omitted",
        "x.pdf (file attached) 13812345678",
    ] {
        let text = format!("13/1/24, 10:00 - A: {body}\n");
        let leaves = all_leaves(WhatsappText, &text);
        let kept = |role| matches!(role, Role::Structure | Role::SystemText);
        assert!(leaves.iter().any(|leaf| leaf.value.contains("13812345678") && !kept(leaf.role)), "{body}: {leaves:?}");
    }
}

#[test]
fn a_record_over_the_limit_costs_no_other() {
    let huge = "x".repeat(17 << 20);
    let dated = format!("13/1/24, 10:00 - A: before\n13/1/24, 10:01 - B: {huge}\n13/1/24, 10:02 - C: after\n");
    let wrapped = format!("13/1/24, 10:00 - A: before\n13/1/24, 10:01 - B: x\n{huge}\n13/1/24, 10:02 - C: after\n");
    for text in [dated, wrapped] {
        let all = testing::records(WhatsappText, &text);
        let [Record::Chat(_), Record::Message(before), Record::Skipped(skipped), Record::Message(after)] = &all[..]
        else {
            panic!("{} records", all.len());
        };
        assert_eq!((before.text.as_deref(), after.text.as_deref()), (Some("before"), Some("after")));
        assert_eq!((skipped.reason.as_str(), skipped.provenance.line, after.seq), ("larger than 16 MiB", 2, 2));
    }
}

#[test]
fn locales_of_the_head() {
    for (line, text) in [
        ("12/9/20, 23:55 - A: x", "2020-09-12T23:55:00Z"),
        ("10.12.2024, 14:30 - A: x", "2024-12-10T14:30:00Z"),
        ("13.6.2018 klo 21.25.15 - A: x", "2018-06-13T21:25:15Z"),
        ("28/3/2025, 9:29\u{202f}p.\u{a0}m. - A: x", "2025-03-28T21:29:00Z"),
        ("\u{200e}[07.03.26, 21:22:39] A: x", "2026-03-07T21:22:39Z"),
        ("2024-12-20, 5:46 a.m. - A: x", "2024-12-20T05:46:00Z"),
        ("2024/1/2 凌晨12:05 - A: x", "2024-01-02T00:05:00Z"),
        ("2024/1/2 中午12:05 - A: x", "2024-01-02T12:05:00Z"),
        ("2024/1/2 晚上9:05 - A: x", "2024-01-02T21:05:00Z"),
        ("2024/1/2، 9:05 - A: x", "2024-01-02T09:05:00Z"),
    ] {
        let options =
            ReadOptions { date_order: (!line.starts_with("20")).then_some(DateOrder::Dmy), ..ReadOptions::default() };
        let all = messages_in(WhatsappText, line, &options);
        assert_eq!(all[0].time.unwrap().instant().unwrap().to_string(), text, "{line}");
        assert_eq!((all[0].sender_name.as_deref(), all[0].text.as_deref()), (Some("A"), Some("x")), "{line}");
    }
}

/// More than is read before the first record is told, in one message.
fn long() -> String {
    format!("13/1/24, 10:00 - A: {}\n", "x".repeat(5 << 20))
}

#[test]
fn of_a_large_file_only_the_beginning_is_read_first_when_its_dates_are_sure() {
    let sure = "13/1/24, 10:00 - A: x\n".repeat(100);
    let text = format!("{sure}{}1/2/24, 10:00 - B: y\n1/13/24, 10:00 - C: z\n", long());
    with(&text, |unit| {
        let records: Vec<Record> = read(unit, &ReadOptions::default()).unwrap().map(|record| record.unwrap()).collect();
        let [Record::Chat(first), .., Record::Message(late), Record::Message(odd), Record::Chat(last)] = &records[..]
        else {
            panic!("{} records", records.len());
        };
        assert_eq!(
            (late.time.unwrap().instant().unwrap().to_string().as_str(), odd.time),
            ("2024-02-01T10:00:00Z", None)
        );
        // The third sender shows that it is a group.
        assert_eq!((first.kind, last.kind), (ChatKind::Unknown, ChatKind::Group));
        assert!(undecided(unit, &ReadOptions::default()).unwrap().is_some());
        let role = leaves(unit, &ReadOptions::default()).unwrap().next().unwrap().unwrap().role;
        assert_eq!(role, Role::Time(TimeForm::Undecided));
    });
}

#[test]
fn of_a_large_file_all_is_read_first_while_its_dates_are_not_sure() {
    let order = |last: &str| {
        let long = long().replace("13/1", "1/2");
        messages(WhatsappText, format!("1/2/24, 10:00 - A: x\n{long}{long}{last}, 10:00 - B: y\n"))[0].ts_ms()
    };
    assert_eq!(order("2/13/24"), Some(1_704_189_600_000));
    assert_eq!(order("13/2/24"), Some(1_706_781_600_000));
    assert_eq!(order("2/3/24"), None);
}

#[test]
fn a_room_that_turns_out_to_be_a_member_is_no_longer_believed() {
    let notice = "[13/1/24, 10:00:00] Bo: \u{200e}Messages and calls are end-to-end encrypted. x\n";
    let said = |name: &str| format!("[13/1/24, 10:00:00] {name}: x\n");
    let (leave, long) = ("[13/1/24, 10:00:00] Bo: \u{200e}Cy left\n", "x".repeat(5 << 20));
    let text = format!(
        "{notice}{}[13/1/24, 10:00:00] Ana: {long}\n{leave}{}{}{leave}",
        said("Ana").repeat(100),
        said("Bo"),
        said("Cy")
    );
    let events: Vec<bool> = messages(WhatsappText, &text).iter().map(|message| message.event.is_some()).collect();
    assert_eq!(events[events.len() - 4..], [true, false, false, false]);
    assert_eq!(chat(WhatsappText, &text).name, None);
}
