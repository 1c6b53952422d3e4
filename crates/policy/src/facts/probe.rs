//! What the streaming pass looks for, compiled once from the rules that apply.

use std::collections::BTreeSet;

use groupkeep_detect::Kind;
use regex::{Regex, RegexSet};

use crate::params::Params;
use crate::rule::{CheckKind, Evaluator, Except, Join, Metric, Rule};

/// Forwarded texts shorter than this owe nobody an attribution.
const QUOTE_CHARS: usize = 200;

/// Wordings that show a long text was written elsewhere.
const REPOST_CUES: &str = r"转载|原文(?:链接|地址|如下)|来源[:：]|摘自|本文(?:来自|作者|首发)|公众号[:：]|(?:著|作者)[:：]|版权(?:所有|归)|©|(?i-u:all rights reserved|originally published|reposted from|excerpt from)";

/// Wordings that name an author or a source.
const ATTRIBUTION: &str = r"作者[:：]|来源[:：]|出处[:：]|摘自|原文(?:链接|地址)|[文图]\s?[/／|]\s?\S|公众号[:：]|——\s?《?\S|https?://|(?i-u:\bby [A-Z]|\bvia |\bsource:)|©";

/// One rule's share of the pass.
#[derive(Debug)]
pub(crate) struct Probe {
    /// The rule's id.
    pub rule: String,
    /// What it looks for.
    pub seek: Seek,
}

/// What a rule looks for in messages.
#[derive(Debug)]
pub(crate) enum Seek {
    /// Detector kinds and wordings.
    Pattern(Wanted),
    /// Lists of members.
    Lists {
        /// Different phone numbers in one message that make a list.
        phones: usize,
        /// Names of files.
        names: Vec<String>,
    },
    /// Works of others.
    Reposts {
        /// Lower-case file suffixes.
        extensions: BTreeSet<String>,
        /// Characters of a text.
        chars: usize,
    },
    /// Long texts from elsewhere, with and without attribution.
    Quotes {
        /// Characters of a text.
        chars: usize,
    },
}

/// A pattern rule, with its wordings as ranges of [`Probes::wordings`].
#[derive(Debug)]
pub(crate) struct Wanted {
    /// Kinds of the detector.
    pub kinds: BTreeSet<Kind>,
    /// Any of these is a match.
    pub matching: Vec<Regex>,
    /// Indices into the shared set.
    pub matching_at: std::ops::Range<usize>,
    /// One of these must be near.
    pub with_at: std::ops::Range<usize>,
    /// One of these clears the message.
    pub unless_at: std::ops::Range<usize>,
    /// How many messages of the sender are near.
    pub within: usize,
    /// A match that is the sender's own value is none.
    pub spare_owner: bool,
}

/// Everything the pass looks for.
#[derive(Debug)]
pub(crate) struct Probes {
    /// One per rule that reads messages.
    pub all: Vec<Probe>,
    /// Every wording of every rule in one automaton, so that a message is searched once.
    pub wordings: RegexSet,
    /// Wordings of long texts from elsewhere.
    pub repost_cues: Regex,
    /// Wordings of attribution.
    pub attribution: Regex,
}

impl Probes {
    /// Compiles the probes of `rules`, each with its parameters.
    pub fn compile<'r>(rules: impl Iterator<Item = (&'r Rule, &'r Params)>) -> Result<Self, regex::Error> {
        let mut wordings: Vec<String> = Vec::new();
        let mut all = Vec::new();
        for (rule, params) in rules {
            if let Some(seek) = seek(rule, params, &mut wordings) {
                all.push(Probe { rule: rule.id.clone(), seek });
            }
        }
        Ok(Self {
            all,
            wordings: RegexSet::new(&wordings)?,
            repost_cues: Regex::new(REPOST_CUES)?,
            attribution: Regex::new(ATTRIBUTION)?,
        })
    }
}

fn seek(rule: &Rule, params: &Params, wordings: &mut Vec<String>) -> Option<Seek> {
    match &rule.check {
        CheckKind::Pattern(pattern) => {
            let mut add = |list: &[Regex]| {
                let from = wordings.len();
                wordings.extend(list.iter().map(|one| one.as_str().to_owned()));
                from..wordings.len()
            };
            Some(Seek::Pattern(Wanted {
                kinds: pattern.detect.iter().copied().collect(),
                matching: pattern.matching.clone(),
                matching_at: add(&pattern.matching),
                with_at: add(&pattern.with),
                unless_at: add(&pattern.unless),
                within: pattern.within as usize,
                spare_owner: pattern.except == Except::Owner,
            }))
        }
        CheckKind::Computed(Evaluator::RosterExposed) => {
            Some(Seek::Lists { phones: params.count("phones"), names: params.list("file_names").to_vec() })
        }
        CheckKind::RegisterJoin { each: Join::Reposts, .. } => Some(Seek::Reposts {
            extensions: params
                .list("extensions")
                .iter()
                .map(|one| one.trim_start_matches('.').to_lowercase())
                .collect(),
            chars: params.count("chars"),
        }),
        CheckKind::Threshold { metric: Metric::UnattributedShare, .. } => Some(Seek::Quotes { chars: QUOTE_CHARS }),
        _ => None,
    }
}
