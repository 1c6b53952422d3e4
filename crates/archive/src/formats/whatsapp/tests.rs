use super::*;
use crate::leaves::{Role, TimeForm, leaves};
use crate::{DateOrder, Format, ReadOptions, Record, open_as, read, undecided};

fn with<T>(text: &str, look: impl FnOnce(&crate::Unit) -> T) -> T {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    look(&open_as(file.path(), Format::WhatsappText))
}

const UNDECIDED: &str = "1/2/24, 10:00 - A: b\n2/3/24, 10:00 - A: c\n";

#[test]
fn an_undecided_order_gives_no_times_until_somebody_decides() {
    with(UNDECIDED, |unit| {
        let times = |options: &ReadOptions| -> Vec<Option<i64>> {
            let records = read(unit, options).unwrap().map(|record| record.unwrap());
            records.filter_map(|record| if let Record::Message(message) = record { Some(message.ts_ms()) } else { None }).collect()
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
        assert_eq!((chat.kind, chat.name.as_deref()), (crate::ChatKind::Direct, Some("Ana")));
        let sender = leaves(unit, &ReadOptions::default()).unwrap().map(|leaf| leaf.unwrap()).find(|leaf| leaf.key_path == "sender");
        assert_eq!(sender.unwrap().role, Role::MemberName);
    });
}

#[test]
fn every_word_of_a_member_lies_in_a_leaf() {
    let text = "13/1/24, 10:00 - A: IMG-20240113-WA0001.jpg (secret words)\nmore\n13/1/24, 10:01 - A: \u{200e}mine \u{200e}<attached: a.jpg> yours\n";
    with(text, |unit| {
        let values: Vec<String> = leaves(unit, &ReadOptions::default()).unwrap().map(|leaf| leaf.unwrap().value).collect();
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
