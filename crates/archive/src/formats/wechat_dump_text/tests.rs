use super::super::Format;
use super::Head;
use crate::testing::report;

#[test]
fn heads() {
    let told =
        |line: &str| Head::of(line).map(|head| (head.kind, line[head.name].to_owned(), line[head.text..].to_owned()));
    let own = |kind, name: &str, text: &str| Some((kind, name.to_owned(), text.to_owned()));
    for (line, expected) in [
        ("1|阿青:2015-05-25 15:23:05:早:安", own(1, "阿青", "早:安")),
        ("-1879048186|a:b:2015-05-25 15:23:05:", own(-1_879_048_186, "a:b", "")),
        ("1|阿青:2015-05-25 15:23:05", None),
        ("x|阿青:2015-05-25 15:23:05:早", None),
        ("|阿青:2015-05-25 15:23:05:早", None),
        ("1|阿青:2015-05-25:早", None),
        ("早", None),
    ] {
        assert_eq!(told(line), expected, "{line}");
    }
}

#[test]
fn lines_before_the_first_message_are_counted() {
    let report = report(Format::WechatDumpText, "x\ny\n1|阿青:2015-05-25 15:23:05:早\n");
    assert_eq!((report.read, report.messages, report.unknown), (2, 1, 1));
}
