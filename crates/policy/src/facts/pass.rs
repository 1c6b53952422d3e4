//! One pass over one export.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use groupkeep_archive::{self as archive, Chat, ChatKind, ReadOptions, Record, Unit};
use groupkeep_monitor::Monitor;

use super::scan::Scan;
use super::shown::Shown;
use super::{ChatInfo, Seen, Source, exports};
use crate::Error;
use crate::rule::Text;

/// What the pass shows of an export beside its messages.
#[derive(Default)]
pub(super) struct Passed {
    /// Its chats; none of a source that was not read to its end or holds no message.
    pub chats: Vec<Chat>,
    /// The ordinals of those with something that a rule looks for.
    pub touched: BTreeSet<u32>,
}

/// Reads one export to its end, or as far as it can be read, and says what could not.
pub(super) fn read(
    unit: &Unit,
    options: &ReadOptions,
    mut scan: Scan<'_>,
    shown_path: PathBuf,
    seen: &mut Seen,
    monitor: &dyn Monitor,
) -> Result<(Source, Passed, Option<Text>), Error> {
    let mut source = Source {
        shown: shown_path,
        format: unit.format.name(),
        capabilities: unit.format.capabilities(),
        chats: BTreeMap::new(),
    };
    let mut chats: BTreeMap<u32, Chat> = BTreeMap::new();
    let mut passed = 0;
    let (mut accepted, mut skipped, mut unknown) = (0_u64, 0_u64, 0_u64);
    let mut broken = None;
    match archive::read(unit, options) {
        Err(error) => broken = Some(error),
        Ok(records) => {
            for record in records {
                if monitor.stopped() {
                    return Err(Error::Interrupted);
                }
                match record {
                    Ok(Record::Chat(chat)) => {
                        scan.chat(&chat);
                        chats.insert(chat.ordinal, *chat);
                    }
                    Ok(Record::Member(_)) => {}
                    Ok(Record::Message(message)) => {
                        accepted += 1;
                        let end = message.provenance.bytes.end;
                        monitor.advance(end.saturating_sub(passed));
                        passed = passed.max(end);
                        scan.message(&message, seen);
                    }
                    Ok(Record::Skipped(_)) => skipped += 1,
                    Ok(Record::Unknown(_)) => unknown += 1,
                    Err(error) => broken = Some(error),
                }
            }
        }
    }
    source.chats = chats.iter().map(|(ordinal, chat)| (*ordinal, info(chat, scan.shown()))).collect();
    let touched = scan.finish(seen);
    let is_whole = broken.is_none() && accepted > 0;
    let passed = if is_whole { Passed { chats: chats.into_values().collect(), touched } } else { Passed::default() };
    let trouble = match broken {
        Some(error) => {
            let reason = exports::reason(&error);
            Some(Text::new(format!("not read to its end: {}", reason.en), format!("未能读完：{}", reason.zh)))
        }
        None if skipped + unknown > 0 => Some(Text::new(
            format!("{skipped} records were skipped and {unknown} not understood"),
            format!("跳过 {skipped} 条记录，{unknown} 条无法理解"),
        )),
        // Nobody exports a chat without messages: their place is empty or not what the format says.
        None if accepted == 0 && !unit.format.is_roster() => Some(Text::new("it holds no message", "其中没有消息")),
        None => None,
    };
    Ok((source, passed, trouble))
}

fn info(chat: &Chat, shown: Shown<'_>) -> ChatInfo {
    let label = match chat.kind {
        ChatKind::Group | ChatKind::Channel => chat.name.as_deref().map(|name| shown.text(name)),
        // The name of a direct chat is the other person's, and one of an unknown kind may be a direct chat.
        ChatKind::Direct | ChatKind::Unknown => None,
    };
    ChatInfo { id: chat.chat_id.clone(), platform: chat.platform.clone(), label }
}
