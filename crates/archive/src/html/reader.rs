use std::collections::VecDeque;
use std::path::PathBuf;

use super::{Scanner, Token};
use crate::Error;
use crate::model::{Chat, Member, Message, Provenance, Record, Skipped, Unknown};
use crate::source::Source;
use crate::stream::{OVERSIZE, Steps};
use crate::window::Window;

/// What a token brought to an end.
pub(crate) enum Told {
    /// A record.
    Message(Box<Message>),
    /// A record that holds too much.
    Oversize(Provenance),
    /// What should be a record and is none, for this reason.
    Unknown(Provenance, &'static str),
}

/// Turns the tokens of one format into the model.
pub(crate) trait Pages {
    /// A token and where it stands; what it brought to an end.
    fn token(&mut self, token: Token, place: &Provenance) -> Option<Told>;

    /// The page is over. What is open then is cut off.
    fn end(&mut self) -> Option<Told>;

    /// True when nothing that follows matters.
    fn is_over(&self) -> bool {
        false
    }

    /// The current chat, if more is known of it than when it was last asked for.
    fn chat(&mut self) -> Option<Chat>;

    /// Members that became known since the last call.
    fn members(&mut self) -> Vec<Member> {
        Vec::new()
    }
}

/// The records of a page, read by `pages`.
pub(crate) fn records<P: Pages + 'static>(path: PathBuf, window: Window<Source>, pages: P) -> Box<dyn Steps<Record>> {
    Box::new(Reader { path, scanner: Scanner::new(window), pages, seq: 0 })
}

struct Reader<P> {
    path: PathBuf,
    scanner: Scanner<Source>,
    pages: P,
    seq: u64,
}

impl<P: Pages> Steps<Record> for Reader<P> {
    fn step(&mut self, queue: &mut VecDeque<Record>) -> Result<bool, Error> {
        let next = if self.pages.is_over() {
            None
        } else {
            self.scanner.next().map_err(|source| Error::read(&self.path, source))?
        };
        let more = next.is_some();
        let told = match next {
            Some((token, place)) => self.pages.token(token, &place),
            None => self.pages.end(),
        };
        queue.extend(self.pages.chat().map(Record::from));
        queue.extend(self.pages.members().into_iter().map(Record::from));
        if let Some(told) = told {
            queue.push_back(match told {
                Told::Message(mut message) => {
                    message.seq = self.seq;
                    Record::Message(message)
                }
                Told::Oversize(provenance) => Record::Skipped(Skipped { provenance, reason: OVERSIZE.to_owned() }),
                Told::Unknown(provenance, reason) => Record::Unknown(Unknown { provenance, reason: reason.to_owned() }),
            });
            self.seq += 1;
        }
        Ok(more)
    }
}
