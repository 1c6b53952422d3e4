use super::super::Format;
use super::Head;
use crate::testing::messages;

#[test]
fn heads_end_with_two_blanks_and_a_time() {
    for (line, expected) in [
        ("阿青  23:50:48", Some("阿青")),
        ("阿青  3:50:48  ", Some("阿青")),
        ("【LV2 群友】阿  青  23:50:48", Some("阿  青")),
        ("阿青  2019/7/16 18:15:05", Some("阿青")),
        ("阿青 23:50:48", None),
        ("  23:50:48", None),
        ("阿青  23:50", None),
        ("阿青  23:50:48 好", None),
    ] {
        assert_eq!(Head::of(line).map(|head| &line[head.name]), expected, "{line}");
    }
}

#[test]
fn no_day_is_made_up() {
    let all = messages(Format::QqCopied, "阿青  23:50:48\n早\n老周  2019/7/16 18:15:05\n好\n");
    assert_eq!(all.iter().map(|message| message.time.is_some()).collect::<Vec<_>>(), [false, true]);
}
