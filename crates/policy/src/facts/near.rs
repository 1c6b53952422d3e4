//! Wordings that count only when another one is near: in the same message, or in the messages of the same sender just
//! before and after it.

use std::collections::{HashMap, VecDeque};

use super::Hit;

/// The last messages of one sender in one chat, for one rule.
#[derive(Debug, Default)]
struct Window {
    /// Newest last; true where the other wording stood.
    companions: VecDeque<bool>,
    /// Hits that wait for a companion, each with how many more messages they wait.
    waiting: Vec<(usize, Hit)>,
}

/// The windows of all senders. Grows with the number of senders, not of messages.
#[derive(Debug, Default)]
pub(crate) struct Near {
    /// By probe and chat, then by sender.
    windows: HashMap<(usize, u32), HashMap<String, Window>>,
}

impl Near {
    /// One more message of `sender` in `chat`, seen by the probe numbered `probe`: its hits, and whether the companion
    /// wording is in it. Returns the hits that now have one.
    pub fn next(
        &mut self,
        probe: usize,
        chat: u32,
        sender: &str,
        within: usize,
        hits: Vec<Hit>,
        companion: bool,
    ) -> Vec<Hit> {
        let senders = self.windows.entry((probe, chat)).or_default();
        if !senders.contains_key(sender) {
            if hits.is_empty() && !companion {
                return Vec::new();
            }
            senders.insert(sender.to_owned(), Window::default());
        }
        let Some(window) = senders.get_mut(sender) else { return Vec::new() };
        let mut ready = Vec::new();
        if companion {
            ready.extend(window.waiting.drain(..).map(|(_, hit)| hit));
        }
        for (left, _) in &mut window.waiting {
            *left -= 1;
        }
        window.waiting.retain(|(left, _)| *left > 0);
        if companion || window.companions.contains(&true) {
            ready.extend(hits);
        } else if within > 0 {
            window.waiting.extend(hits.into_iter().map(|hit| (within, hit)));
        }
        window.companions.push_back(companion);
        while window.companions.len() > within {
            window.companions.pop_front();
        }
        ready
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::facts::{Place, What};

    fn hit(line: u64) -> Hit {
        let place = Place { source: 0, chat: 0, line, column: 1, native_id: None, at: None, ordinal: 0 };
        Hit { place, ordinal: 0, what: What::Crowd { phones: 0 } }
    }

    fn lines(messages: &[(bool, bool)], within: usize) -> Vec<u64> {
        let mut near = Near::default();
        let mut found = Vec::new();
        for (at, (hits, companion)) in messages.iter().enumerate() {
            let hits = if *hits { vec![hit(at as u64)] } else { Vec::new() };
            found.extend(near.next(0, 0, "a", within, hits, *companion).iter().map(|hit| hit.place.line));
        }
        found.sort_unstable();
        found
    }

    #[test]
    fn senders_and_chats_do_not_help_each_other() {
        let mut near = Near::default();
        assert!(near.next(0, 0, "a", 3, vec![hit(1)], false).is_empty());
        assert!(near.next(0, 0, "b", 3, Vec::new(), true).is_empty());
        assert!(near.next(0, 1, "a", 3, Vec::new(), true).is_empty());
        assert!(near.next(1, 0, "a", 3, Vec::new(), true).is_empty());
        assert_eq!(near.next(0, 0, "a", 3, Vec::new(), true).len(), 1);
    }

    proptest! {
        #[test]
        fn finds_exactly_the_hits_with_a_companion_within_reach(
            messages in prop::collection::vec((any::<bool>(), any::<bool>()), 0..12),
            within in 0usize..4,
        ) {
            let expected: Vec<u64> = (0..messages.len())
                .filter(|&i| messages[i].0)
                .filter(|&i| (0..messages.len()).any(|j| messages[j].1 && i.abs_diff(j) <= within))
                .map(|i| i as u64)
                .collect();
            prop_assert_eq!(lines(&messages, within), expected);
        }
    }
}
