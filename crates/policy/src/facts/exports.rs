//! Which exports there are, and what became of the paths that are none.

use std::path::{Path, PathBuf};

use groupkeep_archive::{self as archive, Gathered, Note, Obstacle, ReadOptions, Unit};

use crate::Error;
use crate::rule::Text;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Exports {
    /// In the order of the paths.
    pub units: Vec<Unit>,
    /// For people.
    pub notes: Vec<Text>,
    /// Paths that should have been exports and could not be read.
    pub unread: Vec<PathBuf>,
}

/// Looks at every path. One that was given by name must be an export; one met through a pattern need not be.
pub(super) fn find(
    paths: &[PathBuf],
    dir: &Path,
    named: bool,
    options: &dyn Fn(&Path) -> ReadOptions,
) -> Result<Exports, Error> {
    let mut gathered = Gathered::default();
    if named {
        gathered.named(paths, options)?;
    } else {
        gathered.met(paths, dir, options);
    }
    let unread = gathered.notes.iter().filter(|note| note.matters).map(|note| note.path.clone()).collect();
    let notes = gathered.notes.iter().map(|note| not_read(note, dir)).collect();
    Ok(Exports { units: gathered.units, notes, unread })
}

fn not_read(note: &Note, dir: &Path) -> Text {
    let shown = note.path.strip_prefix(dir).unwrap_or(&note.path).display();
    let (hint, zh) = match &note.hint {
        Some(hint) => (format!("; {hint}"), "是应用的数据库或备份，不予打开；请用原应用导出为 JSON 或 TXT"),
        None => (
            String::new(),
            match note.obstacle {
                Obstacle::NoExport => "未能识别为聊天导出",
                Obstacle::Empty => "文件是空的",
                Obstacle::Missing => "文件已不存在",
                Obstacle::Unreadable => "文件或其中一部分无法读取",
            },
        ),
    };
    Text::new(format!("{shown} was not read: {}{hint}", note.reason), format!("未读取 {shown}：{zh}"))
}

/// Why a file cannot be read, for a sentence that names it already.
pub(super) fn reason(error: &archive::Error) -> Text {
    match error {
        archive::Error::Missing { .. } => Text::new("it is no longer there", "文件已不存在"),
        archive::Error::Empty { .. } => Text::new("it is empty", "文件是空的"),
        archive::Error::Read { source, .. } => Text::new(format!("the system says: {source}"), "系统无法读取该文件"),
        other => Text::new(other.to_string(), "内容无法读取"),
    }
}
