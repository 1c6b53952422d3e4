use super::super::Format;
use crate::testing::{messages, report};

fn row(name: &str, time: &str, body: &str) -> String {
    format!(
        "<tr><td><div style=color:#006EFE;padding-left:10px;><div style=float:left;margin-right:6px;>{name}</div>{time}</div><div style=padding-left:20px;>{body}</div></td></tr>"
    )
}

fn file(rows: &str, rest: &str) -> String {
    format!("MIME-Version: 1.0\n\n<html><title>QQ Message</title><table>{rows}</table>{rest}")
}

#[test]
fn the_pictures_behind_the_page_are_no_rows() {
    let rows = format!("<tr><td style=x>日期: 2020-02-11</td></tr>{}", row("阿青(10001)", "7:08:09", "早"));
    let parts = format!("</html>\n------=_x\nContent-Location:{{A}}.dat\n\n{}\n", row("老周(10002)", "7:08:10", "不"));
    let told = report(Format::QqMht, file(&rows, &parts));
    assert_eq!((told.read, told.messages, told.unknown), (1, 1, 0));
}

#[test]
fn a_row_without_a_day_has_no_time() {
    for (date, timed) in [("日期: 2020-02-11", true), ("日期: 2020-02-31", false), ("日期: ", false), ("", false)]
    {
        let rows = format!("<tr><td>{date}</td></tr>{}", row("阿青(10001)", "7:08:09", "早"));
        let told = messages(Format::QqMht, file(&rows, "</html>")).swap_remove(0);
        assert_eq!(told.time.is_some(), timed, "{date}");
    }
}

#[test]
fn names_and_texts_stay_in_their_row() {
    let rows = row("&lt;/div&gt;日期: 2020-02-11(10001)", "7:08:09", "&lt;tr&gt;系统消息(10000)<br>二");
    let told = messages(Format::QqMht, file(&rows, "</html>")).swap_remove(0);
    assert_eq!(
        (told.sender_name.as_deref(), told.text.as_deref()),
        (Some("</div>日期: 2020-02-11"), Some("<tr>系统消息(10000)\n二"))
    );
}

#[test]
fn a_file_that_is_cut_within_a_row_says_so() {
    let whole = file(&row("阿青(10001)", "7:08:09", "早").repeat(2), "");
    let cut = whole.len() - 20;
    let told = report(Format::QqMht, &whole[..cut]);
    assert_eq!((told.messages, told.unknown), (1, 1));
}
