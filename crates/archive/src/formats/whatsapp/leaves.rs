use std::collections::VecDeque;
use std::ops::Range;

use super::block::Blocks;
use super::body::content;
use super::records::room_event;
use super::survey::Survey;
use crate::leaves::{Leaf, RawForm, Role, TimeForm};
use crate::stream::Steps;
use crate::{DateOrder, Error, ReadOptions, Unit};

/// Opens the values of an export.
pub(super) fn leaves(unit: &Unit, options: &ReadOptions) -> Result<Box<dyn Steps<Leaf>>, Error> {
    let survey = Survey::of(unit, options)?;
    let form = match survey.date_order() {
        Some(DateOrder::Dmy) => TimeForm::Dmy,
        Some(DateOrder::Mdy) => TimeForm::Mdy,
        Some(DateOrder::Ymd) => TimeForm::Ymd,
        None => TimeForm::Undecided,
    };
    Ok(Box::new(Lister { blocks: Blocks::open(unit)?, survey, form, records: 0 }))
}

struct Lister {
    blocks: Blocks,
    survey: Survey,
    form: TimeForm,
    records: u64,
}

impl Steps<Leaf> for Lister {
    fn step(&mut self, queue: &mut VecDeque<Leaf>) -> Result<bool, Error> {
        let Some(block) = self.blocks.next()? else { return Ok(false) };
        let record = Some(self.records);
        self.records += 1;
        let base = block.provenance.bytes.start;
        let mut push = |span: Range<usize>, role: Role, name: &str| {
            if !span.is_empty() {
                let value = block.text.get(span.clone()).unwrap_or_default().to_owned();
                let bytes = base + span.start as u64..base + span.end as u64;
                let key_path = name.to_owned();
                let unknown = None;
                queue.push_back(Leaf { bytes, raw: RawForm::Text, value, role, record, chat: 0, key_path, unknown });
            }
        };
        if block.oversize || !block.is_text {
            queue.push_back(Leaf {
                bytes: block.provenance.bytes.clone(),
                raw: RawForm::Opaque,
                value: String::new(),
                role: Role::Unknown,
                record,
                chat: 0,
                key_path: "record".to_owned(),
                unknown: None,
            });
            return Ok(true);
        }
        let Some(head) = &block.head else {
            push(0..block.text.len(), Role::Unknown, "preamble");
            return Ok(true);
        };
        let form = self.survey.moment(head).map_or(TimeForm::Undecided, |_| self.form);
        push(head.at.clone(), Role::Time(form), "time");
        let parts = block.parts();
        let room = room_event(block, &parts, &self.survey).is_some();
        let (name, start) = parts;
        let body = &block.text[start..];
        if room {
            if let Some(name) = name {
                let group = self.survey.group() == Some(&block.text[name.clone()]);
                push(name, if group { Role::ChatName } else { Role::MemberName }, "sender");
            }
            push(start..block.text.len(), Role::SystemText, "system");
            return Ok(true);
        }
        if let Some(name) = name {
            push(name, Role::MemberName, "sender");
        }
        for (span, role, field) in fields(body) {
            push(start + span.start..start + span.end, role, field);
        }
        Ok(true)
    }
}

/// The parts of a member's message, covering all of the body but the app's own words.
fn fields(body: &str) -> Vec<(Range<usize>, Role, &'static str)> {
    let content = content(body);
    let text = (content.text, Role::Text, "text");
    let names = [content.title, content.file].into_iter().flatten().map(|name| (name, Role::FileName, "file"));
    let mut fields: Vec<_> = names.chain([text]).collect();
    if matches!(content.form, "omitted" | "deleted") && fields.iter().all(|(span, ..)| span.is_empty()) {
        fields = vec![(0..body.len(), Role::Structure, "placeholder")];
    }
    fields.sort_by_key(|(span, ..)| span.start);
    fields
}
