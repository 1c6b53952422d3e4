//! The files `init` writes: commented, and right as they stand.

use crate::table::TableKind;

/// What `init` found in a folder.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// What the group is called; the folder's name if nothing better is known.
    pub name: String,
    /// The app the exports come from, such as `wechat`.
    pub platform: Option<String>,
    /// The IANA name of the time zone to write in.
    pub timezone: Option<String>,
    /// Patterns of the exports found, relative to the folder.
    pub exports: Vec<String>,
    /// Registers that are there or will be made, with their paths relative to the folder.
    pub tables: Vec<(TableKind, String)>,
    /// The charter's folder, if there is one or one will be made.
    pub charter: Option<String>,
    /// Folders copies go to, as destination name and path.
    pub destinations: Vec<(String, String)>,
}

/// A commented `groupkeep.yaml` for what was found; Chinese comments for `zh`, English ones otherwise.
#[must_use]
pub fn template(found: &Found, lang: &str) -> String {
    let text =
        if lang == "zh" { include_str!("template/config.zh.yaml") } else { include_str!("template/config.en.yaml") };
    let platform = found
        .platform
        .as_deref()
        .map_or_else(|| "# platform: wechat".to_owned(), |name| format!("platform: {}", quoted(name)));
    let timezone = quoted(found.timezone.as_deref().unwrap_or("UTC"));
    let exports = if found.exports.is_empty() {
        flow_list(["exports/**"])
    } else {
        flow_list(found.exports.iter().map(String::as_str))
    };
    let tables: String =
        found.tables.iter().map(|(kind, path)| format!("\n    {}: {}", kind.name(), quoted(path))).collect();
    let tables = if tables.is_empty() { " {}".to_owned() } else { tables };
    let charter = found
        .charter
        .as_deref()
        .map_or_else(|| "# charter: charter/".to_owned(), |path| format!("charter: {}", quoted(path)));
    let destinations: String = found
        .destinations
        .iter()
        .map(|(name, path)| format!("\n    - {{name: {}, path: {}, offsite: false}}", quoted(name), quoted(path)))
        .collect();
    let fallback =
        "\n    - {name: near, path: copies/near, offsite: false}\n    - {name: far, path: copies/far, offsite: false}";
    let destinations = if destinations.is_empty() { fallback } else { &destinations };
    let language = if lang == "zh" { "zh" } else { "en" };
    fill(
        text,
        &[
            ("name", &quoted(&found.name)),
            ("platform", &platform),
            ("language", language),
            ("timezone", &timezone),
            ("exports", &exports),
            ("tables", &tables),
            ("charter", &charter),
            ("destinations", destinations),
        ],
    )
}

/// Puts values in the place of their `@marks`, in one pass: what is put in is never searched again.
fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut parts = text.split('@');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let value = values.iter().find_map(|(mark, value)| part.strip_prefix(mark).map(|rest| (value, rest)));
        match value {
            Some((value, rest)) => filled.extend([*value, rest]),
            None => filled.extend(["@", part]),
        }
    }
    filled
}

/// A commented `charter/charter.yaml`; Chinese comments for `zh`, English ones otherwise.
#[must_use]
pub fn charter(lang: &str) -> String {
    if lang == "zh" {
        include_str!("template/charter.zh.yaml").to_owned()
    } else {
        include_str!("template/charter.en.yaml").to_owned()
    }
}

fn flow_list<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    let items: Vec<String> = items.into_iter().map(quoted).collect();
    format!("[{}]", items.join(", "))
}

/// Text as a double-quoted YAML scalar.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for char in text.chars() {
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            // Beyond these the parser wants an escape: controls, line separators, the byte order mark, private use.
            ' '..='~'
            | '\u{a0}'..='\u{2027}'
            | '\u{202a}'..='\u{d7ff}'
            | '\u{f900}'..='\u{fefe}'
            | '\u{ff00}'..='\u{fffd}'
            | '\u{10000}'..='\u{effff}' => quoted.push(char),
            other => quoted.push_str(&format!("\\U{:08x}", u32::from(other))),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests;
