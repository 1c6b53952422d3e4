use std::borrow::Cow;

/// The named ones chat exports use.
const NAMED: [(&str, char); 10] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("laquo", '«'),
    ("raquo", '»'),
    ("mdash", '—'),
    ("hellip", '…'),
];

/// The longest entity that is looked for.
const LONGEST: usize = 12;

/// Text with its entities as characters; what is none stays as it is.
pub(crate) fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(LONGEST).position(|byte| byte == b';');
        match end.and_then(|end| Some((character(&rest[1..end])?, end))) {
            Some((c, end)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return code.ok().and_then(char::from_u32);
    }
    NAMED.iter().find(|(known, _)| *known == name).map(|(_, c)| *c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_characters() {
        for (text, expected) in [
            ("a&amp;b &lt;c&gt; &#33; &#x4e66;", "a&b <c> ! 书"),
            ("&amp;lt;", "&lt;"),
            ("& &; &x; &#; &#xD800; &unknown; &amp", "& &; &x; &#; &#xD800; &unknown; &amp"),
            ("书&nbsp;书", "书 书"),
            ("&书书书书书;", "&书书书书书;"),
        ] {
            assert_eq!(decoded(text), expected);
        }
    }
}
