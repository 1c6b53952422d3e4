//! The works register as an answer to one question: is this covered?

use std::path::Path;

use groupkeep_config::Matcher;
use groupkeep_config::table::Register;
use jiff::civil::Date;

/// The rows that hold at the time of the check.
#[derive(Debug, Default)]
pub(crate) struct Works {
    texts: Vec<String>,
    files: Vec<Matcher>,
    digests: Vec<String>,
}

impl Works {
    /// Reads the rows whose licence has not run out on `today`. A row's `match` is a file-name pattern, a web address
    /// or a message id; its `sha256` covers a file of that digest.
    pub fn new(register: Option<&Register>, today: Date) -> Self {
        let mut works = Self::default();
        for row in register.map(|register| register.rows.as_slice()).unwrap_or_default() {
            if row.date("until").is_some_and(|until| until < today) {
                continue;
            }
            if let Some(text) = row.text("match") {
                works.texts.push(text.to_owned());
                works.files.extend(Matcher::anywhere(&[text.to_owned()]).ok());
            }
            works.digests.extend(row.text("sha256").map(|digest| format!("sha256:{}", digest.to_lowercase())));
        }
        works
    }

    /// True when a row covers a file of that name or digest, one of the links, or the message.
    pub fn cover(&self, file: Option<&str>, digest: Option<&str>, links: &[String], message_id: Option<&str>) -> bool {
        let by_digest =
            digest.is_some_and(|digest| self.digests.iter().any(|known| known.eq_ignore_ascii_case(digest)));
        by_digest
            || file.is_some_and(|file| self.files.iter().any(|pattern| pattern.matches(Path::new(file))))
            || self.texts.iter().any(|text| {
                file == Some(text) || message_id == Some(text) || links.iter().any(|link| leads_to(link, text))
            })
    }
}

/// True when `link` is the registered address, or that with a query, fragment or path below it.
fn leads_to(link: &str, registered: &str) -> bool {
    registered.contains("://")
        && link.strip_prefix(registered).is_some_and(|rest| {
            registered.ends_with('/') || rest.chars().next().is_none_or(|next| "/?#&".contains(next))
        })
}

#[cfg(test)]
mod tests {
    use groupkeep_config::table::{TableKind, load_register};
    use jiff::tz::TimeZone;

    use super::*;

    fn works(rows: &str) -> Works {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("works.csv");
        let header = "work_id,title,kind,author,licence,match,sha256,until";
        std::fs::write(&path, format!("{header}\n{rows}\n")).unwrap();
        let register = load_register(TableKind::Works, &path, &TimeZone::UTC).unwrap();
        Works::new(Some(&register), jiff::civil::date(2026, 11, 1))
    }

    #[test]
    fn a_row_covers_by_name_pattern_digest_link_or_message() {
        let hash = "ab".repeat(32);
        let works = works(&format!(
            "1,a,b,c,own,三体*.epub,,\n2,a,b,c,own,,{hash},\n3,a,b,c,own,https://example.org/s/1,,\n4,a,b,c,own,m-1,,"
        ));
        let link = |address: &str| works.cover(None, None, &[address.to_owned()], None);
        assert!(works.cover(Some("三体2.epub"), None, &[], None));
        assert!(!works.cover(Some("三体2.pdf"), None, &[], None));
        assert!(works.cover(Some("x"), Some(&format!("sha256:{hash}")), &[], None));
        assert!(!works.cover(Some("x"), Some("md5:abab"), &[], None));
        assert!(link("https://example.org/s/1") && link("https://example.org/s/1?pwd=x"));
        assert!(!link("https://example.org/s/12") && !link("https://example.org/s"));
        assert!(works.cover(None, None, &[], Some("m-1")) && !works.cover(None, None, &[], Some("m-2")));
    }

    #[test]
    fn a_licence_that_ran_out_covers_nothing() {
        assert!(works("1,a,b,c,own,x.pdf,,2026-11-01").cover(Some("x.pdf"), None, &[], None));
        assert!(!works("1,a,b,c,own,x.pdf,,2026-10-31").cover(Some("x.pdf"), None, &[], None));
        assert!(!Works::default().cover(Some("x.pdf"), None, &[], None));
    }
}
