//! Chats that several exports hold. Each export was looked at by itself; where a chat stands in more than one, its messages
//! are merged and looked at once more, so that every message counts once and what one export has of it completes what the
//! other has.

use std::collections::BTreeSet;

use groupkeep_archive::{Chat, Merge, ReadOptions, Unit, may_be_one};
use groupkeep_monitor::{Monitor, Unit as Progress};

use super::Seen;
use super::pass::Passed;
use super::scan::{Eyes, Scan};
use crate::Error;

/// Looks at shared chats as one, and puts what is seen so in the place of what was seen in each source. Returns the sources
/// that could not be read again; of them `seen` keeps what it had.
///
/// Nothing is read where no two sources can have a chat in common, or no rule looks for anything in those they have.
pub(super) fn count_once(
    eyes: Eyes<'_>,
    units: &[(Unit, ReadOptions)],
    passed: &[Passed],
    seen: &mut Seen,
    monitor: &dyn Monitor,
) -> Result<BTreeSet<usize>, Error> {
    let sources: Vec<usize> = sharing(passed).into_iter().collect();
    if sources.is_empty() {
        return Ok(BTreeSet::new());
    }
    monitor.phase("reading shared chats once more", None, Progress::Items);
    let Ok(merge) = Merge::of(sources.iter().map(|source| units[*source].clone()).collect(), false) else {
        return Ok(sources.into_iter().collect());
    };
    let mut lost = BTreeSet::new();
    for chat in 0..merge.len() {
        let parts: Vec<(usize, u32)> =
            merge.parts_of(chat).map(|(source, ordinal)| (sources[source], ordinal)).collect();
        let is_shared = parts.iter().any(|(source, _)| *source != parts[0].0);
        if is_shared && parts.iter().any(|(source, ordinal)| passed[*source].touched.contains(ordinal)) {
            match look(eyes, &merge, chat, &parts, &sources, monitor)? {
                Some(found) => seen.replace(&parts, found),
                None => lost.extend(parts.iter().map(|(source, _)| *source)),
            }
        }
    }
    Ok(lost)
}

/// The sources of chats that may be one with a chat of another source, if a rule looks for anything in either.
fn sharing(passed: &[Passed]) -> BTreeSet<usize> {
    let mut sources = BTreeSet::new();
    for (at, one) in passed.iter().enumerate() {
        for (before, other) in passed[..at].iter().enumerate() {
            let asked = |a: &Chat, b: &Chat| one.touched.contains(&a.ordinal) || other.touched.contains(&b.ordinal);
            if one.chats.iter().any(|a| other.chats.iter().any(|b| may_be_one(a, b) && asked(a, b))) {
                sources.extend([before, at]);
            }
        }
    }
    sources
}

/// Looks at the messages of one chat in the order of time, each once. A message is shown where it is told best: there the
/// id it is named by is to be found. `None` where a source could not be read again.
fn look(
    eyes: Eyes<'_>,
    merge: &Merge,
    chat: usize,
    parts: &[(usize, u32)],
    sources: &[usize],
    monitor: &dyn Monitor,
) -> Result<Option<Seen>, Error> {
    let Ok(merged) = merge.messages(chat) else { return Ok(None) };
    let mut seen = Seen::default();
    let mut scan = Scan::new(eyes, parts[0].0);
    scan.chat(&Chat { ordinal: 0, ..merge.chat(chat) });
    for next in merged {
        if monitor.stopped() {
            return Err(Error::Interrupted);
        }
        let Ok(next) = next else { return Ok(None) };
        let told = next.provenances.iter().find(|(_, place)| *place == next.message.provenance);
        let source = told.map_or(parts[0].0, |(source, _)| sources[*source]);
        let home = parts.iter().find(|part| part.0 == source).copied().unwrap_or(parts[0]);
        scan.message_of(home, &next.message, &mut seen);
        monitor.advance(1);
    }
    Ok(Some(seen))
}
