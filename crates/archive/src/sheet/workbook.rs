use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use groupkeep_config::table::{SheetRow, for_each_row};

use crate::Error;
use crate::source::Tree;

/// Rows read ahead of whoever takes them.
const AHEAD: usize = 256;

/// Most bytes the texts a workbook shares between its cells may have: they are held in memory.
const MOST_SHARED: u64 = 256 << 20;

/// The file that tells a workbook from other archives.
pub(crate) const WORKBOOK: &str = "xl/workbook.xml";

/// The rows of the first sheet of a workbook, in constant memory but for the texts its cells share.
pub(super) struct Sheet1 {
    /// The reader borrows its workbook, so both live on a thread of their own. It ends when nobody takes its rows, and
    /// what a damaged workbook does to it ends there too.
    rows: Option<Receiver<Step>>,
    last: u64,
}

enum Step {
    Row(SheetRow),
    /// The sheet was read to its end.
    End,
}

impl Sheet1 {
    /// Opens a workbook.
    ///
    /// # Errors
    /// [`Error::Read`] or [`Error::Missing`], and [`Error::NotExport`] for what is no workbook or unpacks beyond all reason.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let failed = |source| Error::read(path, source);
        let refused = |reason: &str| Error::NotExport { path: path.to_owned(), reason: reason.to_owned() };
        let tree = Tree::open(path)?;
        if !tree.has(WORKBOOK) {
            return Err(refused("it is no workbook"));
        }
        // What an archive says of its sizes can be a lie, so they are tried.
        for entry in tree.entries().iter().filter(|entry| entry.name.starts_with("xl/") && !is_sheet(&entry.name)) {
            let mut bytes = tree.source(&entry.name)?.take(MOST_SHARED + 1);
            if io::copy(&mut bytes, &mut io::sink()).map_err(failed)? > MOST_SHARED {
                return Err(refused("it is a workbook whose texts unpack beyond all reason"));
            }
        }
        let file = BufReader::new(File::open(path).map_err(failed)?);
        let (sender, receiver) = sync_channel(AHEAD);
        let path = path.to_owned();
        thread::spawn(move || {
            let read = for_each_row(&path, file, &mut |row| sender.send(Step::Row(row)).is_ok());
            // The other side may be gone; then there is nobody to tell.
            if read.is_ok() {
                sender.send(Step::End).ok();
            }
        });
        Ok(Self { rows: Some(receiver), last: 1 })
    }

    /// The next row; the error, which comes once and last, says why there are no more.
    pub fn next(&mut self) -> Option<Result<SheetRow, &'static str>> {
        match self.rows.as_ref()?.recv() {
            Ok(Step::Row(row)) => {
                self.last = row.line as u64;
                Some(Ok(row))
            }
            Ok(Step::End) => {
                self.rows = None;
                None
            }
            Err(_) => {
                self.rows = None;
                Some(Err("a workbook that is damaged from here on"))
            }
        }
    }

    /// The number of the row given last.
    pub fn last_line(&self) -> u64 {
        self.last
    }
}

fn is_sheet(name: &str) -> bool {
    name.starts_with("xl/worksheets/") || name.starts_with("xl/media/") || name.starts_with("xl/drawings/")
}

/// The cells of the first rows of a workbook, for telling formats apart; none when it cannot be read.
pub(crate) fn head(path: &Path, most: usize) -> Vec<Vec<String>> {
    let Ok(mut sheet) = Sheet1::open(path) else { return Vec::new() };
    let mut rows = Vec::new();
    while rows.len() < most
        && let Some(Ok(row)) = sheet.next()
    {
        let mut cells: Vec<String> = Vec::new();
        for cell in row.cells {
            cells.resize(cell.column - 1, String::new());
            cells.push(cell.text);
        }
        rows.push(cells);
    }
    rows
}
