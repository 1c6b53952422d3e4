use groupkeep_config::yaml::{Cursor, Document, Node};
use groupkeep_config::{Problems, Scope};
use jiff::civil::Date;

use super::Text;
use super::names::names;
use super::text::read_text;

names! {
    /// Whom a law speaks to. Decides which groups a statutory rule binds.
    Addressee {
        /// Everybody.
        Anyone => "anyone",
        /// Whoever decides why and how personal information is handled; not a household (PIPL 72).
        Handler => "handler",
        /// Whoever sells or is paid, now and then included.
        Seller => "seller",
        /// Whoever does business as such.
        Operator => "operator",
        /// Network operators: the service, not a group on it.
        NetworkOperator => "network-operator",
        /// Platform operators: the service, not a group on it.
        Platform => "platform",
    }
}

impl Addressee {
    /// Whether a group of that kind is spoken to.
    pub fn binds(self, scope: Scope) -> bool {
        match self {
            Addressee::Anyone => true,
            Addressee::Handler | Addressee::Seller => matches!(scope, Scope::Community | Scope::Commercial),
            Addressee::Operator => scope == Scope::Commercial,
            Addressee::NetworkOperator | Addressee::Platform => false,
        }
    }
}

/// A law as the index knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Law {
    /// The short key rules use.
    pub key: String,
    /// Its name.
    pub name: Text,
    /// ISO country code, or `EU`.
    pub jurisdiction: String,
    /// Number of its last article.
    pub articles: u32,
    /// In force, in the wording the index counts, since.
    pub effective: Date,
}

/// A law a rule rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The law.
    pub law: Law,
    /// Its articles as people cite them: `28, 29` or `3(3), 9`.
    pub article: String,
    /// Day on which someone last compared the rule with the law; the first of the month where only that is known.
    pub reviewed_on: Date,
    /// Whom the articles speak to.
    pub addressee: Addressee,
}

/// The laws rules may cite, with the number of articles of each, so that a wrong article is noticed.
#[derive(Debug, Clone, Default)]
pub struct LawIndex(Vec<Law>);

impl LawIndex {
    /// Reads `laws.yaml`.
    ///
    /// # Errors
    /// Every mistake in it, with its place.
    pub fn read(document: &Document) -> Result<LawIndex, Problems> {
        let mut problems = Problems::new();
        let mut laws = Vec::new();
        if let Some(mut map) = document.root().map(&mut problems) {
            if let Some(items) = map.required("laws", &mut problems).and_then(|laws| laws.list(&mut problems)) {
                laws.extend(items.iter().filter_map(|item| read_law(item, &mut problems)));
            }
            map.finish(&mut problems);
        }
        problems.into_result(LawIndex(laws))
    }

    /// Every law, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Law> {
        self.0.iter()
    }

    /// Reads one entry of a rule's `source.laws`.
    pub(super) fn citation(&self, cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Citation> {
        let mut map = cursor.map(problems)?;
        let keys: Vec<&str> = self.0.iter().map(|law| law.key.as_str()).collect();
        let law = map
            .required("law", problems)
            .and_then(|name| name.choice(&keys, problems))
            .and_then(|key| self.0.iter().find(|law| law.key == key));
        let article = map.required("article", problems).and_then(|article| {
            let text = article.label(problems)?;
            match (last_article(&text), law) {
                (None, _) => {
                    problems.push(article.problem("articles are numbers divided by commas, such as `28, 29(2)`"));
                }
                (Some(last), Some(law)) if last > law.articles => {
                    let message = format!("`{}` has {} articles, {last} is cited", law.key, law.articles);
                    problems.push(article.problem(message));
                }
                _ => {}
            }
            Some(text)
        });
        let effective = map.required("effective", problems).and_then(|effective| {
            let date = effective.date(problems)?;
            if let Some(law) = law.filter(|law| law.effective != date) {
                problems.push(effective.problem(format!("`{}` is in force since {}", law.key, law.effective)));
            }
            Some(date)
        });
        let reviewed_on = map.required("reviewed_on", problems).and_then(|month| read_month(&month, problems));
        let addressee = map.required("addressee", problems).and_then(|who| {
            let names: Vec<&str> = Addressee::ALL.iter().map(|value| value.name()).collect();
            Addressee::from_name(who.choice(&names, problems)?)
        });
        map.finish(problems);
        effective?;
        Some(Citation { law: law?.clone(), article: article?, reviewed_on: reviewed_on?, addressee: addressee? })
    }
}

fn read_law(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Law> {
    let mut map = cursor.map(problems)?;
    let key = map.required("key", problems).and_then(|key| key.string(problems));
    let name = map.required("name", problems).and_then(|name| read_text(&name, problems));
    let jurisdiction = map.required("jurisdiction", problems).and_then(|code| code.string(problems));
    let articles = map.required("articles", problems).and_then(|count| count.int_within(1, 10_000, problems));
    let effective = map.required("effective", problems).and_then(|date| date.date(problems));
    map.finish(problems);
    Some(Law {
        key: key?,
        name: name?,
        jurisdiction: jurisdiction?,
        articles: u32::try_from(articles?).ok()?,
        effective: effective?,
    })
}

/// The number an article citation begins with: 3 of `3(3)`.
pub fn leading_article(citation: &str) -> Option<u32> {
    let citation = citation.trim();
    let digits = citation.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &citation[digits..];
    if rest.is_empty() || (rest.starts_with('(') && rest.ends_with(')')) {
        return citation[..digits].parse().ok().filter(|number| *number > 0);
    }
    None
}

fn last_article(citations: &str) -> Option<u32> {
    let numbers: Option<Vec<u32>> = citations.split(',').map(leading_article).collect();
    numbers?.into_iter().max()
}

/// `2026-11` or a full date.
fn read_month(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Date> {
    if let Node::String(text) = cursor.node()
        && let Ok(date) = format!("{text}-01").parse::<Date>()
    {
        return Some(date);
    }
    cursor.date(problems)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::SCOPES;

    #[test]
    fn articles_with_paragraphs_and_items() {
        for (cited, number) in [("28", Some(28)), ("3(3)", Some(3)), (" 73(3)(4) ", Some(73)), ("", None), ("x", None)]
        {
            assert_eq!(leading_article(cited), number, "{cited:?}");
        }
        assert_eq!(last_article("23, 25, 29(1)"), Some(29));
        assert_eq!(last_article("23, art. 25"), None);
    }

    #[test]
    fn a_group_is_not_its_platform() {
        for scope in SCOPES {
            assert!(!Addressee::Platform.binds(scope) && !Addressee::NetworkOperator.binds(scope));
            assert!(Addressee::Anyone.binds(scope));
        }
        assert!(!Addressee::Handler.binds(Scope::Household));
        assert!(!Addressee::Operator.binds(Scope::Community));
    }
}
