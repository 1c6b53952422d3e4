use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::{GroupConfig, Place};

fn found(name: &str) -> Found {
    Found { name: name.to_owned(), ..Found::default() }
}

fn read(text: &str) -> GroupConfig {
    GroupConfig::parse(Path::new("groupkeep.yaml"), text).unwrap_or_else(|problems| panic!("{problems}\n{text}"))
}

#[test]
fn what_was_found_is_written() {
    let found = Found {
        platform: Some("wechat".to_owned()),
        timezone: Some("Asia/Shanghai".to_owned()),
        exports: vec!["exports/a: b/**".to_owned(), "chat.json".to_owned()],
        tables: vec![(TableKind::Members, "tables/members.csv".to_owned()), (TableKind::Ledger, "专账.csv".to_owned())],
        charter: Some("charter/".to_owned()),
        destinations: vec![("usb".to_owned(), "/mnt/usb stick".to_owned())],
        ..found("晨读会: \"@tables\"")
    };
    for lang in ["en", "zh"] {
        let config = read(&template(&found, lang));
        assert_eq!(config.group.name, found.name);
        assert_eq!(
            (config.group.platform, config.group.timezone_name.as_str()),
            (found.platform.clone(), "Asia/Shanghai")
        );
        assert_eq!(config.group.language.as_deref(), Some(lang));
        assert_eq!(config.archive.exports, found.exports);
        assert_eq!(config.archive.tables.get(TableKind::Ledger), Some(Path::new("专账.csv")));
        assert_eq!(config.archive.tables.get(TableKind::Works), None);
        assert_eq!(config.archive.charter.as_deref(), Some(Path::new("charter/")));
        let destinations = config.backup.unwrap().destinations;
        assert_eq!((destinations.len(), destinations[0].name.as_str()), (1, "usb"));
        assert_eq!(destinations[0].place, Place::Path("/mnt/usb stick".into()));
    }
}

#[test]
fn an_empty_folder_gets_a_right_file_too() {
    for lang in ["en", "zh", "fr"] {
        let config = read(&template(&found("g"), lang));
        assert_eq!((config.archive.exports.len(), config.archive.charter), (1, None));
        assert_eq!(config.backup.unwrap().destinations.len(), 2);
    }
}

#[test]
fn what_is_commented_out_is_right_once_uncommented() {
    for lang in ["en", "zh"] {
        let text = template(&found("g"), lang);
        let keys = ["release:", "size:", "levels:", "params:", "charter:", "platform:"];
        let mut inside = false;
        let uncommented: Vec<String> = text
            .lines()
            .map(|line| {
                let Some((indent, rest)) = line.split_once("# ") else {
                    inside = false;
                    return line.to_owned();
                };
                let starts = keys.iter().any(|key| rest.starts_with(key)) || rest.starts_with("- name: cloud");
                inside = indent.trim().is_empty() && (starts || (inside && rest.starts_with("  ")));
                if inside { format!("{indent}{rest}") } else { line.to_owned() }
            })
            .collect();
        let config = read(&uncommented.join("\n"));
        assert!(config.release.is_some() && config.group.size.is_some());
        assert!(!config.check.levels.is_empty() && !config.check.params.is_empty());
        assert_eq!(config.backup.unwrap().destinations.len(), 3);
    }
}

#[test]
fn hostile_findings_read_back_as_they_were() {
    for text in [
        "晨读会: \"@x\" # no comment",
        "- list",
        "{a: 1}",
        "*alias",
        "!tag",
        "%directive",
        "yes",
        "2026-11-01",
        "1e3",
        "null",
        "~",
        "---",
        "two\nlines",
        "tab\there",
        "'single' \"double\" \\ back",
        "trailing: ",
        " # ",
        "🐟\u{feff}\u{200b}",
        "$HOME `x`",
    ] {
        let found = Found {
            exports: vec![text.to_owned()],
            tables: vec![(TableKind::Works, text.to_owned())],
            charter: Some(text.to_owned()),
            destinations: vec![("near".to_owned(), format!("/mnt/{text}"))],
            ..found(text)
        };
        for lang in ["en", "zh"] {
            let config = read(&template(&found, lang));
            assert_eq!((config.group.name.as_str(), config.archive.exports[0].as_str()), (text, text));
            assert_eq!(config.archive.tables.get(TableKind::Works), Some(Path::new(text)));
            assert_eq!(config.archive.charter.as_deref(), Some(Path::new(text)));
            assert_eq!(config.backup.unwrap().destinations[0].place, Place::Path(format!("/mnt/{text}").into()));
        }
    }
}

proptest! {
    #[test]
    fn any_name_reads_back(name in any::<String>(), path in "[^\0]{1,20}") {
        prop_assume!(!name.trim().is_empty() && !path.trim().is_empty());
        let found = Found { charter: Some(path.clone()), ..found(&name) };
        let config = read(&template(&found, "en"));
        prop_assert_eq!(config.group.name, name);
        prop_assert_eq!(config.archive.charter, Some(path.into()));
    }
}
