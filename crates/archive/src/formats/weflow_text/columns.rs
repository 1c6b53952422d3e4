use std::ops::Range;

use super::tell_sender;
use crate::formats::calendar::Calendar;
use crate::formats::dated::dated;
use crate::formats::placeholders;
use crate::formats::weflow_kinds::kind;
use crate::leaves::{Role, TimeForm};
use crate::model::{Kind, Message, Precision};
use crate::sentences;
use crate::text::{Block, Fields};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Number,
    Time,
    Name,
    Kind,
    Text,
    Nickname,
    Id,
    Remark,
}

/// The columns there are, in their order.
pub(super) const LABELS: [(&str, Column); 8] = [
    ("序号", Column::Number),
    ("时间", Column::Time),
    ("发送者身份", Column::Name),
    ("消息类型", Column::Kind),
    ("内容", Column::Text),
    ("发送者昵称", Column::Nickname),
    ("发送者微信ID", Column::Id),
    ("发送者备注", Column::Remark),
];

/// The columns of a table. WeFlow takes tabs and line breaks out of the cells.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Columns(Vec<Column>);

impl Columns {
    /// From the header; `None` when it is none, or says neither when nor what.
    pub fn of(header: &str) -> Option<Self> {
        let column = |label: &str| LABELS.iter().find(|(known, _)| *known == label.trim()).map(|(_, column)| *column);
        let columns: Vec<Column> = header.split('\t').map(column).collect::<Option<_>>()?;
        (columns.len() > 1 && columns.contains(&Column::Time) && columns.contains(&Column::Text))
            .then_some(Self(columns))
    }

    /// One row.
    pub fn message<H>(
        &self,
        block: &Block<H>,
        calendar: &mut Calendar,
        fields: &mut Fields,
    ) -> Result<Box<Message>, &'static str> {
        let row = block.first_line();
        let cells = cells(row);
        if cells.len() != self.0.len() {
            return Err("a row with more or fewer cells than the header");
        }
        let cell = |wanted: Column| {
            let at = self.0.iter().position(|column| *column == wanted)?;
            Some(&row[cells[at].clone()]).filter(|text| !text.is_empty())
        };
        let mut message = Message::new(0, block.provenance.clone());
        message.time =
            cell(Column::Time).and_then(dated).and_then(|found| calendar.stamp(found.at?, Precision::Second));
        message.text = cell(Column::Text).map(str::to_owned);
        let word = cell(Column::Kind);
        let system = matches!(word, Some("系统消息" | "撤回消息"));
        for (column, span) in self.0.iter().zip(&cells) {
            fields.add(span.clone(), role(*column, system), "cell");
        }
        if system {
            message.raw_kind = word.unwrap_or_default().to_owned().into();
            message.make_event(sentences::wechat(message.text.as_deref().unwrap_or_default()));
            return Ok(message);
        }
        let id = cell(Column::Id);
        let name = cell(Column::Name).or(cell(Column::Nickname));
        if name.is_some() || id.is_some() {
            tell_sender(&mut message, name.unwrap_or_default(), id);
        }
        placeholders::interpret(&mut message);
        if let Some(word) = word {
            message.kind = Some(kind(Some(word), None)).filter(|kind| *kind != Kind::Other).unwrap_or(message.kind);
            message.raw_kind = word.to_owned().into();
        }
        Ok(message)
    }
}

fn role(column: Column, system: bool) -> Role {
    match column {
        Column::Number | Column::Kind => Role::Structure,
        Column::Time => Role::Time(TimeForm::Ymd),
        Column::Name | Column::Nickname => Role::MemberName,
        Column::Text if system => Role::SystemText,
        Column::Text => Role::Text,
        Column::Id => Role::MemberId,
        Column::Remark => Role::MemberAlias,
    }
}

fn cells(row: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    row.split('\t')
        .map(|cell| {
            let span = start..start + cell.len();
            start = span.end + 1;
            span
        })
        .collect()
}
