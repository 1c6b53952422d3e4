use crate::Format::SignalMarkdown;
use crate::model::{Kind, Presence, SenderKind, State};
use crate::testing::{chat, messages};

#[test]
fn both_forms_of_a_head() {
    let all = messages(
        SignalMarkdown,
        "[2019-05-29, 15:04] Me: hi  \n[2023-05-29 15:04:05] Ana: a: b  \n\nmore  \n[2023-05-29, 15:04:05] x: y\n[2023-02-30 15:04:05] x: y\n",
    );
    let told: Vec<_> = all
        .iter()
        .map(|m| {
            (
                m.sender_name.as_deref().unwrap(),
                m.text.as_deref().unwrap(),
                m.time.unwrap().instant().unwrap().to_string(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("Me", "hi", "2019-05-29T15:04:00Z".to_owned()),
            (
                "Ana",
                "a: b  \n\nmore  \n[2023-05-29, 15:04:05] x: y\n[2023-02-30 15:04:05] x: y",
                "2023-05-29T15:04:05Z".to_owned()
            ),
        ]
    );
    assert_eq!((all[0].sender_kind, all[1].sender_kind), (SenderKind::Exporter, SenderKind::User));
}

#[test]
fn what_stands_below_a_text() {
    let told = |body: &str| messages(SignalMarkdown, format!("[2023-05-29 15:04:05] Ana: {body}\n")).remove(0);
    let quote = told("\n\n> first\n> second\n\nanswer  ");
    assert_eq!((quote.nested[0].text.as_deref(), quote.text.as_deref()), (Some("first\nsecond"), Some("answer")));
    let liked = told("good  \n(- Bo: 👍, Cy, Jr: 👍 -)");
    // A name with a comma in it makes no list of names.
    assert_eq!((liked.reactions.len(), liked.text.as_deref()), (0, Some("good  \n(- Bo: 👍, Cy, Jr: 👍 -)")));
    let liked = told("good  \n(- Bo: 👍, Cy: 👍, Di: ❤ -)");
    assert_eq!((liked.reactions.len(), liked.reactions[0].count, liked.text.as_deref()), (2, 2, Some("good")));
    let file = told("look  ![a b.jpg](./media/a%20b.jpg)  [c.pdf](./media/c.pdf)  ");
    assert_eq!((file.kind, file.text.as_deref(), file.attachments.len()), (Kind::Image, Some("look"), 2));
    let path = file.attachments[0].path.as_deref();
    assert_eq!((path, file.attachments[0].presence), (Some("media/a b.jpg"), Presence::Missing));
    let link = told("see [this](https://example.org)  ");
    assert_eq!((link.text.as_deref(), link.attachments.len()), (Some("see [this](https://example.org)"), 0));
    assert_eq!(told("  \n(( 😀 ))").kind, Kind::Sticker);
    assert_eq!(told("Missed voice call  ").kind, Kind::Call);
    assert_eq!(told("Missed voice call, sorry  ").kind, Kind::Text);
    assert_eq!(told("(This message was deleted)").state, State::Deleted);
    assert_eq!(messages(SignalMarkdown, "[2023-05-29 15:04:05] No-Sender: x\n")[0].sender_id, None);
}

#[test]
fn the_folder_names_the_chat() {
    assert_eq!(super::title(std::path::Path::new("x/Reading circle/chat.md")).as_deref(), Some("Reading circle"));
    assert_eq!(super::title(std::path::Path::new("x/Reading circle/other.md")), None);
    assert_eq!(chat(SignalMarkdown, "[2023-05-29 15:04:05] Ana: x\n").name, None);
}

#[test]
fn a_quote_may_have_nothing_behind_it() {
    for body in ["> a\n\n", "\n> \n", "\n> a\n> b\n \n", "\n\n> \r\n\r\n", ">"] {
        let text = format!("[2023-10-01 08:00:00] Mei: {body}\n[2023-10-01 08:01:00] Rudi: x\n");
        assert_eq!(messages(SignalMarkdown, text).len(), 2, "{body:?}");
    }
}
