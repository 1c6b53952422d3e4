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
pub(super) struct Buckets {
    sources: Vec<Peekable<Ordered>>,
    width: i64,
}

impl Buckets {
    /// `precision` is the coarsest of the sources.
    pub fn new(sources: Vec<Ordered>, precision: Option<Precision>) -> Self {
        let width = width(precision.unwrap_or(Precision::Second));
        Self { sources: sources.into_iter().map(Iterator::peekable).collect(), width }
    }

    /// The next bucket; `None` at the end.
    pub fn next(&mut self) -> Result<Option<Bucket>, Error> {
        let mut first: Option<i64> = None;
        for source in &mut self.sources {
            match source.peek() {
                Some(Ok((at, _))) => first = Some(first.map_or(*at, |first| first.min(*at))),
                Some(Err(_)) => {
                    if let Some(Err(error)) = source.next() {
                        return Err(error);
                    }
                }
                None => {}
            }
        }
        let Some(first) = first else { return Ok(None) };
        let from = first.div_euclid(self.width).saturating_mul(self.width);
        let to = from.saturating_add(self.width);
        let mut parts = Vec::new();
        for source in &mut self.sources {
            let mut part = Vec::new();
            while part.len() < MOST
                && let Some(next) = source.next_if(|next| next.as_ref().map_or(true, |(at, _)| *at < to))
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
