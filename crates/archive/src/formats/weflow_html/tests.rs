use super::super::Format;
use crate::testing::{chat, messages, report};

fn page(data: &str) -> String {
    format!(
        "<html><h1 class=\"title\">晨&amp;读</h1><span>私聊</span><script>\n window.WEFLOW_DATA = [\n{data}\n];</script><script>x = [1]</script></html>"
    )
}

const ROW: &str = r#"{"i":1,"t":1714950489,"s":0,"a":"<span>林</span>","b":"<div class=\"message-time\">x</div><div class=\"message-content\"><div class=\"message-text\">早</div></div>"}"#;

#[test]
fn only_the_array_is_read() {
    let told = report(Format::WeflowHtml, page(&format!("{ROW},\n7,\n{ROW}")));
    assert_eq!((told.read, told.messages, told.unknown), (3, 2, 1));
    let chat = chat(Format::WeflowHtml, page(ROW));
    assert_eq!((chat.name.as_deref(), chat.kind), (Some("晨&读"), crate::ChatKind::Direct));
}

#[test]
fn a_page_that_is_cut_says_so() {
    let whole = page(&format!("{ROW},\n{ROW}"));
    let told = report(Format::WeflowHtml, &whole[..whole.find("];").unwrap() - 9]);
    assert_eq!((told.messages, told.unknown), (1, 1));
    assert_eq!(report(Format::WeflowHtml, "<html>").notes, ["1 not understood: a page without its data (line 1)"]);
}

#[test]
fn ids_of_19_digits_stay_whole() {
    let row = ROW.replace("\"s\":0", "\"s\":1,\"p\":\"8231451234567890123\",\"r\":8231451234567890124");
    let told = messages(Format::WeflowHtml, page(&row)).swap_remove(0);
    assert_eq!(
        (told.msg_id.as_deref(), told.reply_to.as_deref()),
        (Some("8231451234567890123"), Some("8231451234567890124"))
    );
}
