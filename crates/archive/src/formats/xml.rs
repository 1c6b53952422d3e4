//! The one text wanted out of the XML that WeChat stores for messages that are no plain text.

/// The text of the first element of that name, without its CDATA mark.
pub(super) fn element(xml: &str, name: &str) -> Option<String> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    let (text, _) = rest.split_once(&format!("</{name}>"))?;
    let text = text.trim();
    let plain = match text.strip_prefix("<![CDATA[").and_then(|inner| inner.strip_suffix("]]>")) {
        Some(inner) => inner.to_owned(),
        None => text
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&apos;", "'")
            .replace("&#x0A;", "\n")
            .replace("&amp;", "&"),
    };
    Some(plain).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_element_is_taken() {
        let xml = "<msg><title>a &amp;lt; b</title><des><![CDATA[<x>]]></des><title>c</title><url></url>";
        assert_eq!(element(xml, "title").as_deref(), Some("a &lt; b"));
        assert_eq!(element(xml, "des").as_deref(), Some("<x>"));
        assert_eq!((element(xml, "url"), element(xml, "none"), element("<title>", "title")), (None, None, None));
    }
}
