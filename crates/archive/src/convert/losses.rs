use std::collections::BTreeMap;

use serde::Serialize;

/// Something the target cannot hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Loss {
    /// How often.
    pub count: u64,
    /// What, in words that follow the number.
    pub what: &'static str,
}

/// What was lost so far.
#[derive(Default)]
pub(super) struct Losses(BTreeMap<&'static str, u64>);

impl Losses {
    /// Notes one more, if `lost`.
    pub fn note(&mut self, lost: bool, what: &'static str) {
        if lost {
            *self.0.entry(what).or_default() += 1;
        }
    }

    /// The most frequent first.
    pub fn told(self) -> Vec<Loss> {
        let mut losses: Vec<Loss> = self.0.into_iter().map(|(what, count)| Loss { count, what }).collect();
        losses.sort_by_key(|loss| std::cmp::Reverse(loss.count));
        losses
    }
}
