use std::collections::VecDeque;
use std::path::PathBuf;

use super::{MARK, message};
use crate::formats::spec::ChatState;
use crate::html::{Gathered, Scanner, Token};
use crate::json::{Found, Place, Walker};
use crate::model::{Chat, ChatKind, Provenance, Record, Skipped, SourceZone, Unknown};
use crate::source::{Nearby, Source};
use crate::stream::{OVERSIZE, Steps, nearby, open};
use crate::window::Window;
use crate::{Error, Unit};

/// Opens the records of a page.
pub(super) fn records(unit: &Unit) -> Result<Box<dyn Steps<Record>>, Error> {
    Ok(Box::new(Reader {
        path: unit.name(),
        nearby: nearby(unit)?,
        state: ChatState::new(Chat::new(0, "wechat", SourceZone::Utc)),
        stage: Stage::Head(Box::new(Head {
            scanner: Scanner::new(open(unit)?),
            title: None,
            says: Gathered::default(),
        })),
        seq: 0,
    }))
}

/// The elements of the array, one by one.
struct Elements;

impl Place for Elements {
    fn enter(&self, path: &str) -> bool {
        path.is_empty()
    }

    fn keys_are_data(&self, _path: &str) -> bool {
        false
    }
}

/// The page before its data.
struct Head {
    scanner: Scanner<Source>,
    /// Within the title or a line below it.
    title: Option<&'static str>,
    says: Gathered,
}

enum Stage {
    Head(Box<Head>),
    Data(Box<Walker<Source, Elements>>),
    Over,
}

struct Reader {
    path: PathBuf,
    nearby: Nearby,
    state: ChatState,
    stage: Stage,
    seq: u64,
}

impl Reader {
    fn unknown(&mut self, provenance: Provenance, reason: &str, queue: &mut VecDeque<Record>) {
        self.seq += 1;
        queue.push_back(Record::Unknown(Unknown { provenance, reason: reason.to_owned() }));
    }
}

impl Steps<Record> for Reader {
    fn step(&mut self, queue: &mut VecDeque<Record>) -> Result<bool, Error> {
        match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::Head(mut head) => {
                let failed = |source| Error::read(&self.path, source);
                match head.scanner.next().map_err(failed)? {
                    None => {
                        let place = Provenance { part: None, line: 1, column: 1, bytes: 0..0 };
                        self.unknown(place, "a page without its data", queue);
                    }
                    Some((Token::Open(tag), _)) if tag.name == "script" => {
                        let ahead = head.scanner.ahead().map_err(failed)?;
                        let text = String::from_utf8_lossy(ahead);
                        let skipped = text.trim_start().strip_prefix(MARK).and_then(|_| text.find('['));
                        self.stage = match skipped {
                            Some(n) => {
                                let mut window: Window<Source> = head.scanner.into_window();
                                window.pass(n);
                                Stage::Data(Box::new(Walker::new(window, Elements)))
                            }
                            None => Stage::Head(head),
                        };
                    }
                    Some((token, _)) => {
                        head.take(token, &mut self.state);
                        self.stage = Stage::Head(head);
                    }
                }
            }
            Stage::Data(mut walker) => {
                let mut over = false;
                let walked = walker.walk(|item| {
                    let provenance = item.provenance.clone();
                    let told = match &item.found {
                        Found::Enter => return,
                        Found::Leave => {
                            over = true;
                            return;
                        }
                        Found::Value(Ok(value)) => message(value, provenance.clone(), &self.nearby),
                        Found::Value(Err(reason)) | Found::Broken(reason) => Err(*reason),
                        Found::Oversize => {
                            self.seq += 1;
                            queue.push_back(Record::Skipped(Skipped { provenance, reason: OVERSIZE.to_owned() }));
                            return;
                        }
                    };
                    match told {
                        Ok(mut message) => {
                            message.seq = self.seq;
                            queue.extend(self.state.take().map(Record::from));
                            queue.push_back(Record::Message(message));
                        }
                        Err(reason) => {
                            queue.push_back(Record::Unknown(Unknown { provenance, reason: reason.to_owned() }));
                        }
                    }
                    self.seq += 1;
                });
                // What follows the array is the page's script.
                if walked.map_err(|source| Error::read(&self.path, source))? && !over {
                    self.stage = Stage::Data(walker);
                }
            }
            Stage::Over => {
                queue.extend(self.state.take().map(Record::from));
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl Head {
    /// The heading names the chat, the lines below it say what kind it is.
    fn take(&mut self, token: Token, state: &mut ChatState) {
        match token {
            Token::Open(tag) if tag.name == "h1" => self.title = Some("h1"),
            Token::Open(tag) if tag.name == "span" => self.title = Some("span"),
            Token::Text(text) if self.title.is_some() => self.says.push(&text),
            Token::Close(name) if self.title == Some(name.as_str()) => {
                let said = self.says.take();
                match (self.title.take(), said.as_deref()) {
                    (Some("h1"), Some(_)) => state.edit().name = said,
                    (Some("span"), Some("群聊")) => state.edit().kind = ChatKind::Group,
                    (Some("span"), Some("私聊")) => state.edit().kind = ChatKind::Direct,
                    _ => {}
                }
            }
            _ => {}
        }
    }
}
