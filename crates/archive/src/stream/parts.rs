use std::collections::VecDeque;
use std::sync::Arc;

use super::files::{Document, FileReader, JsonLines};
use super::teller::Teller;
use super::{Steps, window};
use crate::formats::spec::{Plan, Reading, Stage};
use crate::json::Walker;
use crate::lines::Lines;
use crate::model::{Provenance, Record};
use crate::source::Tree;
use crate::{Error, ReadOptions, sheet};

/// A file of a tree that a reader of its own reads.
struct Foreign(Box<dyn Steps<Record>>);

impl FileReader for Foreign {
    fn step(&mut self, teller: &mut Teller, queue: &mut VecDeque<Record>) -> Result<bool, Error> {
        let from = queue.len();
        let more = self.0.step(queue)?;
        for record in queue.range_mut(from..) {
            if record.provenance_mut().is_some() {
                let seq = teller.count();
                if let Record::Message(message) = record {
                    message.seq = seq;
                }
            }
        }
        Ok(more)
    }
}

/// The files of a tree, one after the other. A file that cannot be read, or only in part, is counted and the next is read.
pub(super) struct Parts {
    tree: Tree,
    stages: std::vec::IntoIter<Stage>,
    options: ReadOptions,
    current: Option<(Arc<str>, Box<dyn FileReader>)>,
    teller: Teller,
}

impl Parts {
    pub fn new(tree: Tree, plan: Plan, options: ReadOptions) -> Self {
        let (stages, teller) = (plan.stages.into_iter(), Teller::new(plan.dialect));
        Self { tree, stages, options, current: None, teller }
    }

    fn open(&self, stage: &Stage) -> Result<Box<dyn FileReader>, Error> {
        let path = self.tree.path.join(&stage.part);
        let bytes = || window(&path, self.tree.source(&stage.part)?);
        Ok(match stage.reading {
            Reading::Document(table) => {
                Box::new(Document { walker: Walker::new(bytes()?, table), table, path: path.clone() })
            }
            Reading::Lines(table, place) => {
                Box::new(JsonLines { lines: Lines::new(bytes()?), table, place, path: path.clone() })
            }
            Reading::Csv(describe) => Box::new(sheet::csv(path.clone(), bytes()?, describe(&self.options))?),
            Reading::Steps(open) => Box::new(Foreign(open(&self.tree, &stage.part, &self.options)?)),
        })
    }

    /// Counts a file, or the rest of it, that cannot be read.
    fn failed(&mut self, part: Option<&Arc<str>>, error: &Error, queue: &mut VecDeque<Record>) {
        let reason = match error {
            Error::Empty { .. } => "an empty file",
            Error::Read { source, .. } if source.kind() == std::io::ErrorKind::InvalidData => {
                "a file, or the rest of it, that is damaged or unpacks beyond all reason"
            }
            _ => "a file, or the rest of it, that cannot be read",
        };
        self.teller.unknown(reason, Provenance { part: part.cloned(), line: 1, column: 1, bytes: 0..0 }, queue);
    }
}

impl Steps<Record> for Parts {
    fn step(&mut self, queue: &mut VecDeque<Record>) -> Result<bool, Error> {
        if let Some((part, mut reader)) = self.current.take() {
            let from = queue.len();
            let step = reader.step(&mut self.teller, queue);
            for provenance in queue.range_mut(from..).filter_map(Record::provenance_mut) {
                provenance.part = Some(part.clone());
            }
            match step {
                Ok(true) => self.current = Some((part, reader)),
                Ok(false) => {}
                Err(error) => self.failed(Some(&part), &error, queue),
            }
            return Ok(true);
        }
        let Some(stage) = self.stages.next() else {
            for reason in std::mem::take(&mut self.tree.unreadable) {
                self.teller.unknown(reason, Provenance::default(), queue);
            }
            self.teller.chat(queue);
            return Ok(false);
        };
        let part: Arc<str> = stage.part.as_str().into();
        self.teller.dialect.part(&part);
        match self.open(&stage) {
            Ok(reader) => self.current = Some((part, reader)),
            Err(error) => self.failed(Some(&part), &error, queue),
        }
        Ok(true)
    }
}
