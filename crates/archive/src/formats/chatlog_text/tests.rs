use super::super::Format;
use crate::leaves::{Role, TimeForm};
use crate::testing::{all_leaves, messages, report};
use crate::{Precision, TzBasis};

#[test]
fn a_year_that_is_not_written_is_not_guessed() {
    let text =
        "阿青(wxid_b1) 02-29 07:08:09\n早\n\n阿青(wxid_b1) 07:08:10\n早\n\n阿青(wxid_b1) 2024-05-06 07:08:11\n早\n";
    let times: Vec<_> = messages(Format::ChatlogText, text)
        .into_iter()
        .map(|message| message.time.map(|at| (at.precision, at.basis)))
        .collect();
    assert_eq!(times, [None, None, Some((Precision::Second, TzBasis::Assumed))]);
    let forms: Vec<_> = all_leaves(Format::ChatlogText, text)
        .into_iter()
        .filter(|leaf| leaf.key_path == "time")
        .map(|leaf| leaf.role)
        .collect();
    assert_eq!(forms, [TimeForm::Undecided, TimeForm::Undecided, TimeForm::Ymd].map(Role::Time));
    assert_eq!(report(Format::ChatlogText, text).notes, ["2 without a certain time"]);
}

#[test]
fn members_do_not_speak_for_the_room() {
    let text = "系统消息(wxid_x1) 05-06 07:08:09\n\"老周\"退出了群聊\n\n阿青(wxid_b1) 05-06 07:08:10\n看\n系统消息 05-06 07:08:09\n\"老周\"退出了群聊\n\n系统消息 05-06 07:08:11\n\"老周\"退出了群聊\n";
    let events: Vec<_> = messages(Format::ChatlogText, text).iter().map(crate::Message::is_event).collect();
    assert_eq!(events, [false, false, true]);
}
