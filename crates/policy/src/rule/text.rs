use std::fmt::Display;

use groupkeep_config::Problems;
use groupkeep_config::yaml::Cursor;
use serde::{Deserialize, Serialize};

/// The language a person reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Chinese (simplified).
    Zh,
}

/// One sentence in both languages. Never empty in a loaded rule.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Text {
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

impl Text {
    /// Both forms of a sentence.
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Text {
        Text { en: en.into(), zh: zh.into() }
    }

    /// The same words in both languages: names, ids, figures.
    pub fn same(value: impl Display) -> Text {
        let value = value.to_string();
        Text { en: value.clone(), zh: value }
    }

    /// The form for a reader of `lang`.
    pub fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }
}

/// Reads `{en: …, zh: …}`; both are needed.
pub(super) fn read_text(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Text> {
    let mut map = cursor.map(problems)?;
    let en = map.required("en", problems).and_then(|text| text.string(problems));
    let zh = map.required("zh", problems).and_then(|text| text.string(problems));
    map.finish(problems);
    Some(Text { en: en?.trim().to_owned(), zh: zh?.trim().to_owned() })
}
