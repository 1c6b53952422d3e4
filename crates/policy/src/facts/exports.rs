//! Which exports there are, and what became of the paths that are none.

use std::path::{Path, PathBuf};

use groupkeep_archive::{self as archive, Detection, ReadOptions, Unit};

use crate::Error;
use crate::rule::Text;

/// Suffixes of files that look like exports; one that cannot be read as one is worth an incomplete check.
const LIKELY: [&str; 8] = ["json", "jsonl", "csv", "txt", "html", "zip", "xlsx", "mbox"];

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
    let mut exports = Exports::default();
    for path in paths {
        let detected = archive::detect_with(path, &options(path));
        if named {
            exports.units.extend(detected?.units(path)?);
            continue;
        }
        let (reason, damage) = match detected {
            Ok(Detection::Export(unit)) => {
                exports.units.push(unit);
                continue;
            }
            Ok(Detection::Exports(units)) => {
                exports.units.extend(units);
                continue;
            }
            Ok(Detection::Refused { reason, hint }) => {
                let zh = "是应用的数据库或备份，不予打开；请用原应用导出为 JSON 或 TXT";
                (Text::new(format!("{reason}; {hint}"), zh), false)
            }
            Ok(Detection::NotExport { reason }) => (Text::new(reason, "未能识别为聊天导出"), false),
            Ok(_) => (Text::new("it is no export", "未能识别为聊天导出"), false),
            Err(error) => (reason(&error), true),
        };
        let likely = path.extension().is_some_and(|suffix| LIKELY.iter().any(|one| suffix.eq_ignore_ascii_case(one)));
        if likely || damage {
            exports.unread.push(path.clone());
        }
        let shown = path.strip_prefix(dir).unwrap_or(path).display();
        exports
            .notes
            .push(Text::new(format!("{shown} was not read: {}", reason.en), format!("未读取 {shown}：{}", reason.zh)));
    }
    Ok(exports)
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
