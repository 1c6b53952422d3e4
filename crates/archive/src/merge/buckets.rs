use std::iter::Peekable;

use super::ordered::Ordered;
use crate::Error;
use crate::model::{Message, Precision};

/// Messages of one source that are compared at a time. More in one second or minute of one chat is a flood, of which the
/// pieces are compared one after the other.
const MOST: usize = 1024;

/// What the sources of a chat hold of one second or minute.
pub(super) struct Bucket {
    /// First millisecond.
    pub from: i64,
    /// First millisecond after it.
    pub to: i64,
    /// By source, in the order they were given.
    pub parts: Vec<Vec<Message>>,
}

/// Walks through several sources of one chat at once, in the order of time.
///
/// A source is opened when the walk comes to its first message, so that of a hundred exports that follow one another only
/// the few that overlap are held at a time.
pub(super) struct Buckets {
    sources: Vec<Lane>,
    width: i64,
}

/// One of the sources.
struct Lane {
    messages: Peekable<Ordered>,
    /// Where it begins, as long as the walk has not come there.
    ahead: Option<i64>,
}

impl Lane {
    /// When the next message was sent, and an error if there is one instead.
    fn peek(&mut self) -> Result<Option<i64>, Error> {
        self.ahead = None;
        match self.messages.peek() {
            Some(Ok((at, _))) => Ok(Some(*at)),
            Some(Err(_)) => self.messages.next().transpose().map(|_| None),
            None => Ok(None),
        }
    }
}

impl Buckets {
    /// `precision` is the coarsest of the sources.
    pub fn new(sources: Vec<Ordered>, precision: Option<Precision>) -> Self {
        let width = width(precision.unwrap_or(Precision::Second));
        let lane = |source: Ordered| Lane { ahead: Some(source.from()), messages: source.peekable() };
        Self { sources: sources.into_iter().map(lane).collect(), width }
    }

    /// The next bucket; `None` at the end.
    pub fn next(&mut self) -> Result<Option<Bucket>, Error> {
        let mut first: Option<i64> = None;
        let bounds = |first: i64| {
            let from = first.div_euclid(self.width).saturating_mul(self.width);
            (from, from.saturating_add(self.width))
        };
        let mut lanes: Vec<&mut Lane> = self.sources.iter_mut().collect();
        lanes.sort_by_key(|lane| lane.ahead);
        for lane in lanes {
            if let (Some(begins), Some(first)) = (lane.ahead, first)
                && begins >= bounds(first).1
            {
                break;
            }
            first = first.into_iter().chain(lane.peek()?).min();
        }
        let Some(first) = first else { return Ok(None) };
        let (from, to) = bounds(first);
        let mut parts = Vec::new();
        for source in &mut self.sources {
            let mut part = Vec::new();
            while source.ahead.is_none()
                && part.len() < MOST
                && let Some(next) = source.messages.next_if(|next| next.as_ref().map_or(true, |(at, _)| *at < to))
            {
                part.push(next?.1);
            }
            parts.push(part);
        }
        Ok(Some(Bucket { from, to, parts }))
    }
}

/// Milliseconds within which messages are compared. A second even where all sources have milliseconds: it costs nothing.
fn width(precision: Precision) -> i64 {
    match precision {
        Precision::Millisecond | Precision::Second => 1000,
        Precision::Minute => 60_000,
    }
}
