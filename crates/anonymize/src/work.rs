//! Everything a release needs to know before the first byte is written, and the rewriting of all files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use groupkeep_archive::{Format, ReadOptions, Roster, Unit, open_as};
use groupkeep_config::table::{Register, TableKind, load_register};
use groupkeep_detect::{Kind, canonical};
use groupkeep_monitor::{Monitor, Unit as Counted};
use zeroize::Zeroizing;

use crate::canary::Canary;
use crate::consent;
use crate::copy::{Marks, origin};
use crate::drops::{Drops, Rules};
use crate::error::{Error, Leak, Origin};
use crate::export::{Export, Survey};
use crate::generalize::Clock;
use crate::input::{Input, Inputs, What, free_path};
use crate::job::{Job, Settings, read_options};
use crate::people::People;
use crate::profile::TimeRule;
use crate::pseudonym::Pseudonyms;
use crate::rewriter::{KnownNumbers, Rewriter, Spot};
use crate::table::TableReport;
use crate::tally::Tally;

/// A shorter name of a chat stands in too many words.
const SHORTEST_CHAT_NAME: usize = 2;

/// Dates move by one day to this many, back in time, so that a shifted release never lies in the future.
const LARGEST_SHIFT: u64 = 3650;

/// A job, its inputs and its people.
pub(crate) struct Work<'j> {
    pub settings: Settings,
    pub inputs: Inputs,
    pub roster: Roster,
    /// The numbers in the members table.
    pub phones: Vec<String>,
    pub canary: Canary,
    pub pseudonyms: Pseudonyms,
    pub people: People,
    known: KnownNumbers,
    language: &'j str,
    surveys: BTreeMap<String, (ReadOptions, Survey)>,
    agreed: Option<BTreeSet<usize>>,
}

/// What rewriting all files left behind.
#[derive(Debug, Default)]
pub(crate) struct Rewritten {
    /// Path in the release of each input, in the order of the inputs.
    pub paths: Vec<String>,
    pub tables: Vec<TableReport>,
    pub tally: Tally,
    pub without_consent: u64,
    pub joins: u64,
    /// The input of each file of the release, and where in it the written bytes come from; no marks for tables.
    origins: BTreeMap<String, (PathBuf, Option<Marks>)>,
}

impl Rewritten {
    /// The leak with the place in the input that it comes from.
    pub fn traced(&self, path: &str, leak: Leak) -> Leak {
        let at = |offset| {
            let (input, marks) = self.origins.get(path)?;
            let offset = marks.as_ref().map(|marks| origin(marks, offset));
            Some(Origin { path: input.clone(), offset })
        };
        Leak { origin: leak.offset.and_then(at), ..leak }
    }
}

/// Where rewritten files go.
pub(crate) trait Place {
    /// A new file for the output at `path`.
    fn create(&self, path: &str) -> Result<Box<dyn Write>, Error>;
}

/// Files below a folder.
pub(crate) struct Folder(pub PathBuf);

impl Place for Folder {
    fn create(&self, path: &str) -> Result<Box<dyn Write>, Error> {
        let whole = self.0.join(path);
        let failed = |source| Error::Write { path: whole.clone(), source };
        if let Some(parent) = whole.parent() {
            fs::create_dir_all(parent).map_err(failed)?;
        }
        Ok(Box::new(BufWriter::new(fs::File::create(&whole).map_err(failed)?)))
    }
}

/// Nowhere.
pub(crate) struct Nowhere;

impl Place for Nowhere {
    fn create(&self, _path: &str) -> Result<Box<dyn Write>, Error> {
        Ok(Box::new(std::io::sink()))
    }
}

impl<'j> Work<'j> {
    /// Looks at the inputs, reads each export once, and draws the key.
    pub fn prepare(job: &'j mut Job<'_>, settings: Settings, monitor: &dyn Monitor) -> Result<Self, Error> {
        let inputs =
            Inputs::find(&job.inputs, job.named, &job.to, &|path| read_options(job, &settings, path), monitor)?;
        let mut surveys = BTreeMap::new();
        monitor.phase("reading exports", Some(inputs.released.len() as u64), Counted::Items);
        for input in &inputs.released {
            if monitor.stopped() {
                return Err(Error::Interrupted);
            }
            if let What::Export(unit) = &input.what {
                let options = read_options(job, &settings, &unit.path);
                let survey = Survey::of(unit, &options)?;
                surveys.insert(input.relative.clone(), (options, survey));
            }
            monitor.advance(1);
        }
        let mut key = Zeroizing::new([0; 32]);
        (job.random)(key.as_mut());
        let unknown = Pseudonyms::new(key.clone(), &BTreeSet::new());
        let canary = Canary::drawn(&unknown);
        let members = members_table(&inputs, &settings)?;
        let roster = Roster::collect(&exports(&inputs), members.as_ref(), &ReadOptions::default())?;
        let rows = members.iter().flat_map(|table| &table.rows);
        let phones = rows.filter_map(|row| row.text("phone")).map(str::to_owned).collect();
        let chats = surveys.values().flat_map(|(_, survey)| survey.chats.iter().cloned()).collect();
        let people = People::new(&with_canary(&roster, &canary), &chats, &BTreeSet::new())?;
        let pseudonyms = Pseudonyms::new(key, &people.known());
        let agreed = match (&settings.consent, &settings.consents) {
            (Some(purpose), Some(table)) => Some(consent::agreed(table, purpose, job.as_of, &settings.zone, &people)?),
            _ => None,
        };
        let language = job.language.as_str();
        let known = KnownNumbers::none();
        Ok(Self { settings, inputs, roster, phones, canary, pseudonyms, people, known, language, surveys, agreed })
    }

    /// How many people the roster has, canaries aside.
    pub fn members(&self) -> usize {
        self.roster.entries.len()
    }

    /// Rewrites every input into `place`. A contact that a word announced in one message is recognised in all, and a number
    /// whatever stands beside it, so where there are such, everything is rewritten once more.
    pub fn rewrite(&mut self, place: &dyn Place, monitor: &dyn Monitor) -> Result<Rewritten, Error> {
        let rewritten = self.rewrite_once(place, monitor)?;
        let announced = |(kind, value): &&(Kind, String)| {
            *kind == Kind::Qq || (*kind == Kind::WechatId && !value.starts_with("wxid_"))
        };
        let contacts: BTreeSet<(Kind, String)> = rewritten.tally.replaced.iter().filter(announced).cloned().collect();
        let replaced = rewritten.tally.replaced.iter().map(|(kind, value)| (*kind, value.clone()));
        let phones = self.phones.iter().map(|phone| (Kind::Mobile, canonical(Kind::Mobile, phone)));
        let numbers: BTreeSet<(Kind, String)> = replaced.chain(phones).collect();
        self.known = KnownNumbers::new(numbers.iter().map(|(kind, value)| (*kind, value.as_str())))?;
        if contacts.is_empty() && self.known.is_empty() {
            return Ok(rewritten);
        }
        let chats = self.surveys.values().flat_map(|(_, survey)| survey.chats.iter().cloned()).collect();
        self.people = People::new(&with_canary(&self.roster, &self.canary), &chats, &contacts)?;
        self.rewrite_once(place, monitor)
    }

    fn rewrite_once(&self, place: &dyn Place, monitor: &dyn Monitor) -> Result<Rewritten, Error> {
        let mut rewriter = self.rewriter();
        let mut rewritten = Rewritten::default();
        let mut taken = BTreeSet::from(["release.json".to_owned()]);
        let bytes =
            self.inputs.released.iter().map(|input| fs::metadata(input.path()).map_or(0, |data| data.len())).sum();
        monitor.phase("rewriting", Some(bytes), Counted::Bytes);
        for input in &self.inputs.released {
            if monitor.stopped() {
                return Err(Error::Interrupted);
            }
            let path = free_path(&self.released_path(&mut rewriter, &input.relative), &mut taken);
            self.rewrite_input(input, &path, &mut rewriter, place, &mut rewritten, monitor)?;
            input.unchanged()?;
            rewritten.paths.push(path);
        }
        rewritten.tally = rewriter.tally;
        Ok(rewritten)
    }

    fn rewrite_input(
        &self,
        input: &Input,
        path: &str,
        rewriter: &mut Rewriter<'_>,
        place: &dyn Place,
        rewritten: &mut Rewritten,
        monitor: &dyn Monitor,
    ) -> Result<(), Error> {
        match &input.what {
            What::Table(table) => {
                let (bytes, report) = table.rewrite(rewriter, path, self.agreed.as_ref())?;
                let mut output = place.create(path)?;
                let written = output.write_all(&bytes).and_then(|()| output.flush());
                written.map_err(|source| Error::Write { path: PathBuf::from(path), source })?;
                monitor.advance(bytes.len() as u64);
                rewritten.tables.push(report);
                rewritten.origins.insert(path.to_owned(), (input.path().to_owned(), None));
            }
            What::Export(unit) => {
                let Some((options, survey)) = self.surveys.get(&input.relative) else { return Ok(()) };
                let rules =
                    Rules { joins: self.settings.operators.joins, agreed: self.agreed.as_ref(), people: &self.people };
                let drops = rules.decide(unit, options)?;
                rewritten.without_consent += drops.without_consent;
                rewritten.joins += drops.joins;
                let export = Export { unit, options, survey, path };
                let marks = export.rewrite(rewriter, drops, place.create(path)?, monitor)?;
                rewritten.origins.insert(path.to_owned(), (input.path().to_owned(), Some(marks)));
            }
        }
        Ok(())
    }

    /// Writes the canaries' export to `before` and sends it through the same rewriting to `after`.
    pub fn rewrite_canary(&self, before: &Path, after: &Path, monitor: &dyn Monitor) -> Result<(), Error> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| Error::Write { path, source }
        };
        fs::write(before, self.canary.export()).map_err(failed(before))?;
        let unit: Unit = open_as(before, Format::ChatlabJsonl);
        let options = ReadOptions::default();
        let survey = Survey::of(&unit, &options)?;
        let export = Export { unit: &unit, options: &options, survey: &survey, path: "canary" };
        let output = BufWriter::new(fs::File::create(after).map_err(failed(after))?);
        export.rewrite(&mut self.rewriter(), Drops::default(), output, monitor)?;
        Ok(())
    }

    fn rewriter(&self) -> Rewriter<'_> {
        let operators = self.settings.operators;
        let shift = match operators.time {
            TimeRule::ShiftedHour => -i64::try_from(1 + self.pseudonyms.drawn("shift", LARGEST_SHIFT)).unwrap_or(1),
            TimeRule::Keep | TimeRule::Minute => 0,
        };
        let clock = Clock { rule: operators.time, shift, zone: self.settings.zone.clone() };
        let mut rewriter = Rewriter::new(operators, self.language, &self.pseudonyms, &self.people, clock);
        rewriter.known = &self.known;
        rewriter
    }

    /// The path below the release: every part rewritten, a part that is a member's alias and an ending whole. Where the
    /// names of chats go inside the files, they go in paths too.
    fn released_path(&self, rewriter: &mut Rewriter<'_>, relative: &str) -> String {
        let surveyed = self.surveys.values().flat_map(|(_, survey)| &survey.names);
        let mut chats: Vec<&str> = surveyed.chain(&self.settings.group).map(|name| name.trim()).collect();
        chats.retain(|name| self.settings.operators.strict && name.chars().count() >= SHORTEST_CHAT_NAME);
        chats.sort_by_key(|name| (std::cmp::Reverse(name.len()), *name));
        let spot = Spot { path: relative, offset: 0 };
        relative.split('/').map(|part| path_part(rewriter, part, &chats, spot)).collect::<Vec<_>>().join("/")
    }
}

/// The members table: the configured one, else one among the inputs.
fn members_table(inputs: &Inputs, settings: &Settings) -> Result<Option<Register>, Error> {
    let among_inputs = inputs.released.iter().find_map(|input| match &input.what {
        What::Table(table) if table.kind == TableKind::Members => Some(table.path()),
        _ => None,
    });
    let path = settings.members.as_ref().or(among_inputs);
    Ok(path.map(|path| load_register(TableKind::Members, path, &settings.zone)).transpose()?)
}

fn exports(inputs: &Inputs) -> Vec<Unit> {
    let export = |input: &Input| match &input.what {
        What::Export(unit) => Some(unit.clone()),
        What::Table(_) => None,
    };
    inputs.released.iter().filter_map(export).collect()
}

fn with_canary(roster: &Roster, canary: &Canary) -> Roster {
    let mut entries = roster.entries.clone();
    entries.push(canary.roster_entry());
    Roster { entries }
}

/// One part of a path.
fn path_part(rewriter: &mut Rewriter<'_>, part: &str, chats: &[&str], spot: Spot<'_>) -> String {
    let is_ending = |end: &str| (1..=5).contains(&end.len()) && end.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let (stem, end) = match part.rsplit_once('.').filter(|(_, end)| is_ending(end)) {
        Some((stem, end)) => (stem, format!(".{end}")),
        None => (part, String::new()),
    };
    let rewritten = if rewriter.people.index.owners(stem).is_empty() {
        without_chats(rewriter, stem, chats, spot)
    } else {
        rewriter.name(stem)
    };
    // A mask's stars are no file name everywhere.
    format!("{}{end}", rewritten.replace('*', "x"))
}

/// The text with the names of chats replaced, the longest first, and everything around them searched.
fn without_chats(rewriter: &mut Rewriter<'_>, text: &str, chats: &[&str], spot: Spot<'_>) -> String {
    if text.is_empty() {
        return String::new();
    }
    for chat in chats {
        if let Some((before, after)) = text.split_once(chat) {
            let before = without_chats(rewriter, before, chats, spot);
            let name = rewriter.chat_name(chat, spot);
            return before + &name + &without_chats(rewriter, after, chats, spot);
        }
    }
    rewriter.text(text, spot)
}
