//! Links, and what of them may stay.

use std::ops::Range;

/// Names of query parameters that open something or say who is asking.
const SECRETS: &[&str] = &[
    "token",
    "access_token",
    "t",
    "key",
    "aeskey",
    "sign",
    "signature",
    "sig",
    "auth",
    "ticket",
    "pass_ticket",
    "session",
    "sid",
    "uin",
    "openid",
    "unionid",
    "uid",
    "code",
    "ct",
    "scene",
    "exportkey",
    "mid",
    "x-amz-signature",
    "x-amz-credential",
];

const SCHEMES: &[&str] = &["http://", "https://", "ftp://", "www."];

/// Every link in a text, in order. A link ends at white space, a quote, a bracket, or at letters outside ASCII unless
/// they are a part of its path or query: something like `/` or `=` follows them.
pub(crate) fn find_links(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let lower = text.to_ascii_lowercase();
    let mut from = 0;
    while let Some(start) = SCHEMES.iter().filter_map(|scheme| lower[from..].find(scheme)).min().map(|at| from + at) {
        let end = link_end(text, start);
        let trimmed = start + text[start..end].trim_end_matches(['.', ',', ';', ':', '!', '?']).len();
        if host(&text[start..trimmed]).is_some() {
            found.push(start..trimmed);
        }
        from = end.max(start + 1);
    }
    found
}

fn link_end(text: &str, start: usize) -> usize {
    let stop = |c: char| !c.is_ascii_graphic() || "\"'<>()[]{}\\^`|".contains(c);
    let mut end = start;
    loop {
        end += text[end..].find(stop).unwrap_or(text.len() - end);
        let letters = |c: char| !c.is_ascii() && c.is_alphanumeric();
        let after = end + text[end..].find(|c| !letters(c)).unwrap_or(text.len() - end);
        if after == end || !text[after..].starts_with(['/', '?', '=', '&']) {
            return end;
        }
        end = after;
    }
}

/// `scheme://host/` of a link; `None` for what has no host.
pub(crate) fn host_only(link: &str) -> Option<String> {
    let scheme = link.split_once("://").map_or("", |(scheme, _)| scheme);
    let host = host(link)?;
    Some(if scheme.is_empty() { host.to_owned() } else { format!("{scheme}://{host}/") })
}

/// The link without user name and password, and without the parameters and the fragment that open something or name
/// somebody.
pub(crate) fn without_secrets(link: &str) -> String {
    let (address, query) = link.split_once('?').map_or((link, None), |(address, query)| (address, Some(query)));
    let address = match address.split_once("://") {
        Some((scheme, rest)) => {
            let authority_end = rest.find('/').unwrap_or(rest.len());
            let begin = rest[..authority_end].rfind('@').map_or(0, |at| at + 1);
            format!("{scheme}://{}", &rest[begin..])
        }
        None => address.to_owned(),
    };
    let Some(query) = query else { return address };
    let query = query.split_once('#').map_or(query, |(query, _)| query);
    let secret = |pair: &&str| {
        let name = pair.split('=').next().unwrap_or_default().to_ascii_lowercase();
        !SECRETS.contains(&name.as_str())
    };
    let kept: Vec<&str> = query.split('&').filter(secret).collect();
    if kept.is_empty() { address } else { format!("{address}?{}", kept.join("&")) }
}

/// The host without user name, password and port.
fn host(link: &str) -> Option<&str> {
    let rest = link.split_once("://").map_or(link, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = host.split(':').next()?;
    (host.contains('.') && !host.starts_with('.') && !host.ends_with('.')).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_end_where_chinese_begins() {
        let text = "看https://Example.com/a?b=1，还有www.x.cn。http:// 不是";
        let found: Vec<&str> = find_links(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["https://Example.com/a?b=1", "www.x.cn"]);
        let text = "https://x.cn/读书/1?名=王&t=2好";
        let found: Vec<&str> = find_links(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["https://x.cn/读书/1?名=王&t=2"]);
    }

    #[test]
    fn only_the_host_stays() {
        assert_eq!(host_only("https://u:p@x.cn:8080/a/b?c#d").as_deref(), Some("https://x.cn/"));
        assert_eq!(host_only("www.x.cn/abc").as_deref(), Some("www.x.cn"));
        assert_eq!(host_only("weixin:abc"), None);
    }

    #[test]
    fn secrets_go_and_the_rest_stays() {
        assert_eq!(without_secrets("https://u@x.cn/f?id=3&Token=abc#frag"), "https://x.cn/f?id=3");
        assert_eq!(without_secrets("https://x.cn/f?t=1"), "https://x.cn/f");
        assert_eq!(without_secrets("https://x.cn/@name"), "https://x.cn/@name");
    }
}
