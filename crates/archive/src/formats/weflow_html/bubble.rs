use crate::html::{Gathered, Scanner, Token};
use crate::model::AttachmentKind;
use crate::window::Window;

/// What the HTML of one message shows.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Bubble {
    pub sender: Option<String>,
    pub text: Option<String>,
    pub quoted_sender: Option<String>,
    pub quoted_text: Option<String>,
    /// Path and kind of its file.
    pub media: Option<(String, Option<AttachmentKind>)>,
    pub link: bool,
    /// What stands for the first picture.
    pub alternative: Option<String>,
}

/// The blocks whose text is wanted, in the order of [`Bubble`]'s texts.
const BLOCKS: [&str; 4] = ["sender-name", "message-text", "quoted-sender", "quoted-text"];

impl Bubble {
    pub fn of(html: &str) -> Self {
        let mut bubble = Self::default();
        // A window as large as the text never reads twice, and reading memory does not fail.
        let Ok(window) = Window::with_capacity(html.as_bytes(), html.len()) else { return bubble };
        let mut scanner = Scanner::new(window);
        let mut blocks: Vec<Option<usize>> = Vec::new();
        let mut texts: [Gathered; 4] = Default::default();
        while let Ok(Some((token, _))) = scanner.next() {
            let block = blocks.iter().rev().flatten().next().copied();
            match token {
                Token::Open(tag) if tag.name == "div" => {
                    blocks.push(BLOCKS.iter().position(|block| tag.is(&[block])));
                }
                Token::Open(tag) if tag.name == "br" => {
                    if let Some(block) = block {
                        texts[block].line_break();
                    }
                }
                Token::Open(tag) => {
                    bubble.link |= tag.is(&["message-link-card"]);
                    let inline = tag.is(&["inline-emoji"]);
                    let alternative = tag.get("alt").filter(|alt| !alt.is_empty());
                    // Emoji within a text are pictures with a name.
                    if let (Some(block), Some(name)) = (block, alternative.filter(|_| tag.name == "img")) {
                        texts[block].push(name);
                    }
                    if let Some(path) = tag.get("src").filter(|_| tag.is(&["message-media"]) && !inline) {
                        let kind = Self::kind(&tag.name, tag.is(&["emoji"]));
                        bubble.media.get_or_insert_with(|| (unescaped(path), kind));
                    }
                    bubble.alternative = bubble.alternative.take().or(alternative.map(str::to_owned));
                }
                Token::Close(name) if name == "div" => {
                    blocks.pop();
                }
                Token::Close(_) => {}
                Token::Text(text) => {
                    if let Some(block) = block {
                        texts[block].push(&text);
                    }
                }
            }
        }
        let [sender, text, quoted_sender, quoted_text] = texts.map(|mut text| text.take());
        Self { sender, text, quoted_sender, quoted_text, ..bubble }
    }
}

/// A path whose special characters are written `%E4`, as in addresses.
fn unescaped(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [byte, tail @ ..] = rest {
        let code = (*byte == b'%').then(|| std::str::from_utf8(tail.get(..2)?).ok()).flatten();
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(code) => {
                bytes.push(code);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*byte);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bubble_has_its_parts() {
        let html = r#"<div class="message-time">x</div><div class="sender-name">阿&amp;青</div><div class="message-content"><img class="message-media image previewable" src="media/a%20b/%E4%B9%A6.jpg" alt="图片消息" /><div class="quoted-message"><div class="quoted-sender">林语</div><div class="quoted-text">早</div></div><div class="message-text">好<br />的<img class="inline-emoji" src="e.png" alt="[笑]"/></div></div>"#;
        let bubble = Bubble::of(html);
        let some = |text: &str| Some(text.to_owned());
        assert_eq!((bubble.sender, bubble.text), (some("阿&青"), some("好\n的[笑]")));
        assert_eq!((bubble.quoted_sender, bubble.quoted_text), (some("林语"), some("早")));
        assert_eq!(bubble.media, Some(("media/a b/书.jpg".to_owned(), Some(AttachmentKind::Image))));
        assert_eq!(Bubble::of(""), Bubble::default());
    }

    #[test]
    fn paths_are_unescaped_once() {
        for (path, expected) in [("a%25b", "a%b"), ("%", "%"), ("%4", "%4"), ("%FF", "%FF"), ("%zz书", "%zz书")] {
            assert_eq!(unescaped(path), expected, "{path}");
        }
    }
}
