//! `init`: looks at the folder it is in and writes what a group needs, never over anything that is there.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use groupkeep_archive::{Gathered, ReadOptions, Record, Unit, read};
use groupkeep_config::table::{self, TableKind};
use groupkeep_config::{CONFIG_FILE, Found, template};

use crate::args::{InitArgs, InitWhat};
use crate::context::{Context, absolute};
use crate::environment::Language;
use crate::error::Failure;
use crate::exit::Exit;
use crate::output;

/// The registers a group starts with.
const TABLES: [TableKind; 4] = [TableKind::Members, TableKind::Ledger, TableKind::Works, TableKind::Consents];

/// Where exports belong.
const EXPORTS: &str = "exports/";

/// What stays out of a repository: personal data, copies of it, and what a run leaves behind.
const IGNORED: [&str; 6] = [EXPORTS, "media/", "copies/", "releases/", "tables/members*", "tables/consents*"];

/// How deep exports are looked for.
const DEPTH: usize = 4;

/// Records of an export within which its first chat is told.
const FIRST: usize = 1000;

/// Writes the files, or the part asked for.
pub fn init(context: &Context, arguments: &InitArgs) -> Result<Exit, Failure> {
    let folder = absolute(&context.global.directory)?;
    if !folder.is_dir() {
        return Err(
            Failure::wrong(format!("{} is no folder", folder.display())).hint("make it, or give another with -C")
        );
    }
    let mut written = Written { language: context.language, folder: &folder, lines: String::new() };
    match arguments.what {
        Some(InitWhat::Charter) => charter(&mut written, context.language)?,
        Some(InitWhat::Tables) => tables(&mut written, &TableKind::ALL, context.language)?,
        None => group(&mut written, context, arguments)?,
    }
    output::text(&written.lines)?;
    Ok(Exit::Done)
}

fn group(written: &mut Written<'_>, context: &Context, arguments: &InitArgs) -> Result<(), Failure> {
    let folder = written.folder;
    if folder.join(CONFIG_FILE).exists() {
        return Err(Failure::refused(format!("{} exists already", folder.join(CONFIG_FILE).display()))
            .hint("edit it, or make single parts with `groupkeep init charter` and `groupkeep init tables`"));
    }
    let seen = Seen::look(folder);
    let name = arguments.name.clone().unwrap_or_else(|| {
        folder.file_name().map_or_else(|| "group".to_owned(), |name| name.to_string_lossy().into_owned())
    });
    let found = Found {
        name,
        platform: seen.platform(),
        timezone: Some(context.language.pick("UTC", "Asia/Shanghai").to_owned()),
        exports: seen.patterns(),
        tables: TABLES.iter().map(|kind| (*kind, table_path(*kind))).collect(),
        charter: folder.join("charter").is_dir().then(|| "charter/".to_owned()),
        destinations: Vec::new(),
    };
    written.new_file(CONFIG_FILE, &template(&found, context.language.tag()))?;
    tables(written, &TABLES, context.language)?;
    written.ignore(&seen)?;
    if seen.exports.is_empty() {
        context.note("no chat export found; put what your export tool wrote into exports/");
    }
    let next = context.language.pick(
        "Next: read groupkeep.yaml, put the two copies on different disks, then `groupkeep run`.\n",
        "下一步：看一遍 groupkeep.yaml，把两份副本放到不同的磁盘上，然后运行 `groupkeep run`。\n",
    );
    written.lines.push_str(next);
    Ok(())
}

fn tables(written: &mut Written<'_>, kinds: &[TableKind], language: Language) -> Result<(), Failure> {
    for kind in kinds {
        // Excel takes a file without this mark for the local encoding and spoils Chinese headers.
        let mark = language.pick("", "\u{feff}");
        written.file(&table_path(*kind), &format!("{mark}{}", table::template(*kind, language.tag())))?;
    }
    Ok(())
}

fn charter(written: &mut Written<'_>, language: Language) -> Result<(), Failure> {
    written.file("charter/charter.yaml", &groupkeep_config::charter::template(language.tag()))?;
    written.lines.push_str(language.pick(
        "Now name it in groupkeep.yaml: archive: {charter: charter/}\n",
        "请在 groupkeep.yaml 里写上：archive: {charter: charter/}\n",
    ));
    Ok(())
}

fn table_path(kind: TableKind) -> String {
    format!("tables/{}.csv", kind.name())
}

/// The app that an export comes from, as its first chat says.
fn platform(unit: &Unit) -> Option<String> {
    let records = read(unit, &ReadOptions::default()).ok()?;
    let told = records.take(FIRST).find_map(|record| match record {
        Ok(Record::Chat(chat)) => Some(chat.platform),
        _ => None,
    });
    told.filter(|platform| !platform.is_empty())
}

/// The chat exports in a folder.
#[derive(Debug, Default)]
struct Seen {
    exports: Vec<String>,
    platforms: BTreeSet<String>,
}

impl Seen {
    fn look(folder: &Path) -> Self {
        let mut files = Vec::new();
        walk(folder, 0, &mut files);
        let mut gathered = Gathered::default();
        gathered.met(&files, folder, &|_| ReadOptions::default());
        let relative = |path: &Path| path.strip_prefix(folder).unwrap_or(path).to_string_lossy().into_owned();
        let exports: BTreeSet<String> = gathered.units.iter().map(|unit| relative(&unit.path)).collect();
        let platforms = gathered.units.iter().filter_map(platform).collect();
        Self { exports: exports.into_iter().collect(), platforms }
    }

    fn platform(&self) -> Option<String> {
        match self.platforms.iter().collect::<Vec<_>>()[..] {
            [only] => Some(only.clone()),
            _ => None,
        }
    }

    /// One pattern for a folder named exports, the files themselves elsewhere.
    fn patterns(&self) -> Vec<String> {
        let folder = self.exports.iter().any(|path| path.starts_with(EXPORTS)).then(|| format!("{EXPORTS}**"));
        folder.into_iter().chain(self.outside().map(str::to_owned)).collect()
    }

    /// The exports that are not below the folder exports.
    fn outside(&self) -> impl Iterator<Item = &str> {
        self.exports.iter().map(String::as_str).filter(|path| !path.starts_with(EXPORTS))
    }
}

/// The files in a folder that are not hidden. What cannot be read here is named by the first verb that needs it.
fn walk(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() && !hidden && depth < DEPTH {
            walk(&entry.path(), depth + 1, files);
        } else if kind.is_file() && !hidden {
            files.push(entry.path());
        }
    }
}

/// Writes files that are not there yet and remembers which.
struct Written<'f> {
    language: Language,
    folder: &'f Path,
    lines: String,
}

impl Written<'_> {
    /// Writes a file, or says that it stays as it is.
    fn file(&mut self, path: &str, content: &str) -> Result<(), Failure> {
        if self.folder.join(path).exists() {
            self.line(("kept   ", "保留"), path);
            return Ok(());
        }
        self.new_file(path, content)
    }

    fn line(&mut self, (en, zh): (&'static str, &'static str), path: &str) {
        self.lines.push_str(&format!("{}  {path}\n", self.language.pick(en, zh)));
    }

    fn new_file(&mut self, path: &str, content: &str) -> Result<(), Failure> {
        let target = self.folder.join(path);
        let failed = |error: std::io::Error| Failure::io("cannot write", &target, &error);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(failed)?;
        }
        let mut file = OpenOptions::new().write(true).create_new(true).open(&target).map_err(failed)?;
        file.write_all(content.as_bytes()).map_err(failed)?;
        self.line(("written", "写入"), path);
        Ok(())
    }

    /// Adds the lines that are missing to `.gitignore`; exports lie where they lie, so each is named.
    fn ignore(&mut self, seen: &Seen) -> Result<(), Failure> {
        let target = self.folder.join(".gitignore");
        let failed = |error: std::io::Error| Failure::io("cannot write", &target, &error);
        let present = fs::read_to_string(&target).unwrap_or_default();
        let missing: Vec<_> = IGNORED
            .iter()
            .map(|line| (*line).to_owned())
            .chain(seen.outside().map(|path| format!("/{path}")))
            .filter(|line| !present.lines().any(|have| have.trim() == line))
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let mut file = OpenOptions::new().append(true).create(true).open(&target).map_err(failed)?;
        let gap = if present.is_empty() || present.ends_with('\n') { "" } else { "\n" };
        let lines: String = missing.iter().map(|line| format!("{line}\n")).collect();
        file.write_all(format!("{gap}{lines}").as_bytes()).map_err(failed)?;
        self.line(("written", "写入"), ".gitignore");
        Ok(())
    }
}
