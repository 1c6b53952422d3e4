//! Everything a release needs to know before the first byte is written, and the rewriting of all files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use groupkeep_archive::{Format, ReadOptions, Roster, Unit, open_as};
use groupkeep_config::table::{Register, TableKind, load_register};
use groupkeep_detect::Kind;
use groupkeep_monitor::{Monitor, Unit as Counted};
use zeroize::Zeroizing;

use crate::canary::Canary;
use crate::consent;
use crate::drops::{Drops, Rules};
use crate::error::Error;
use crate::export::{Export, Survey};
use crate::generalize::Clock;
use crate::input::{Input, Inputs, What, free_path};
use crate::job::{Job, Settings, read_options};
use crate::people::People;
use crate::profile::TimeRule;
use crate::pseudonym::Pseudonyms;
use crate::rewriter::{Rewriter, Spot};
use crate::table::TableReport;
use crate::tally::Tally;

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
        let inputs = Inputs::find(&job.inputs, &job.to, monitor)?;
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
        Ok(Self { settings, inputs, roster, phones, canary, pseudonyms, people, language, surveys, agreed })
    }

    /// How many people the roster has, canaries aside.
    pub fn members(&self) -> usize {
        self.roster.entries.len()
    }

    /// Rewrites every input into `place`. A contact that a word announced in one message is recognised in all, so where
    /// there are such, everything is rewritten once more.
    pub fn rewrite(&mut self, place: &dyn Place, monitor: &dyn Monitor) -> Result<Rewritten, Error> {
        let rewritten = self.rewrite_once(place, monitor)?;
        let announced = |(kind, value): &&(Kind, String)| {
            *kind == Kind::Qq || (*kind == Kind::WechatId && !value.starts_with("wxid_"))
        };
        let contacts: BTreeSet<(Kind, String)> = rewritten.tally.replaced.iter().filter(announced).cloned().collect();
        if contacts.is_empty() {
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
            let path = free_path(&released_path(&mut rewriter, &input.relative), &mut taken);
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
            }
            What::Export(unit) => {
                let Some((options, survey)) = self.surveys.get(&input.relative) else { return Ok(()) };
                let rules =
                    Rules { joins: self.settings.operators.joins, agreed: self.agreed.as_ref(), people: &self.people };
                let drops = rules.decide(unit, options)?;
                rewritten.without_consent += drops.without_consent;
                rewritten.joins += drops.joins;
                let export = Export { unit, options, survey, path };
                export.rewrite(rewriter, drops, place.create(path)?, monitor)?;
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
        export.rewrite(&mut self.rewriter(), Drops::default(), output, monitor)
    }

    fn rewriter(&self) -> Rewriter<'_> {
        let operators = self.settings.operators;
        let shift = match operators.time {
            TimeRule::ShiftedHour => -i64::try_from(1 + self.pseudonyms.drawn("shift", LARGEST_SHIFT)).unwrap_or(1),
            TimeRule::Keep | TimeRule::Minute => 0,
        };
        let clock = Clock { rule: operators.time, shift, zone: self.settings.zone.clone() };
        Rewriter::new(operators, self.language, &self.pseudonyms, &self.people, clock)
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

/// The path below the release: every part rewritten, a part that is a member's alias and an ending whole.
fn released_path(rewriter: &mut Rewriter<'_>, relative: &str) -> String {
    let spot = Spot { path: relative, offset: 0 };
    let parts: Vec<String> = relative
        .split('/')
        .map(|part| {
            let (stem, end) =
                part.rsplit_once('.').map_or((part, String::new()), |(stem, end)| (stem, format!(".{end}")));
            let rewritten = if rewriter.people.index.owners(stem).is_empty() {
                rewriter.text(stem, spot)
            } else {
                rewriter.name(stem)
            };
            // A mask's stars are no file name everywhere.
            format!("{}{end}", rewritten.replace('*', "x"))
        })
        .collect();
    parts.join("/")
}
