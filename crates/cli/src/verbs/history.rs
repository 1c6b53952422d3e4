//! `find` and `diff`: what was when.

use groupkeep_vault::{Change, Diff, DiffLine, Found, Patterns, Search, look, open, told};
use serde::Serialize;

use super::restore::{Access, away, chosen, line, short, unpinned};
use crate::args::{DiffArgs, FindArgs};
use crate::context::Context;
use crate::error::Failure;
use crate::exit::Exit;
use crate::terminal::plain_text;
use crate::verbs::backup::size;
use crate::{output, runtime};

/// Finds the snapshots that hold something.
pub fn find(context: &Context, arguments: &FindArgs) -> Result<Exit, Failure> {
    let patterns = Patterns::of(&arguments.patterns, arguments.ignore_case)?;
    let (exit, search) = runtime()?.block_on(async {
        let access = Access::of(context, &arguments.access).await?;
        access.need_identity()?;
        let view = look(&access.destinations, access.vault).await?;
        let exit = unpinned(context, &view).and(away(context, &view));
        Ok::<_, Failure>((exit, groupkeep_vault::find(&view, &access.identities, &|path| patterns.fit(path)).await))
    })?;
    let Search { found, searched, unread } = search;
    for (id, error) in &unread {
        context.note(&format!("snapshot {} was not searched to its end: {}", short(id), told(error)));
    }
    if context.json() {
        #[derive(Serialize)]
        struct Document {
            schema: &'static str,
            searched: u64,
            unread: Vec<String>,
            found: Vec<Found>,
        }
        let unread = unread.iter().map(|(id, _)| id.clone()).collect();
        output::json(&Document { schema: "groupkeep/find/v1", searched, unread, found })?;
    } else if found.is_empty() {
        context.note(&format!("nothing in {searched} snapshots fits"));
    } else {
        output::text(&found.iter().map(|found| version(context, found)).collect::<String>())?;
    }
    Ok(exit.and(if unread.is_empty() { Exit::Done } else { Exit::Incomplete }))
}

fn version(context: &Context, found: &Found) -> String {
    let day = |time: &jiff::Timestamp| time.strftime("%Y-%m-%d %H:%M").to_string();
    let (first, last) = (short(&found.first), short(&found.last));
    let span = match found.snapshots {
        1 => format!("{} {first} ({})", context.language.pick("in", "在快照"), day(&found.first_time)),
        many => format!(
            "{} {many} {}: {first} ({}) … {last} ({})",
            context.language.pick("in", "在"),
            context.language.pick("snapshots", "个快照里"),
            day(&found.first_time),
            day(&found.last_time)
        ),
    };
    format!("{}              {span}\n", line(&found.entry))
}

/// Shows what differs between two snapshots.
pub fn diff(context: &Context, arguments: &DiffArgs) -> Result<Exit, Failure> {
    let (exit, diff) = runtime()?.block_on(async {
        let access = Access::of(context, &arguments.access).await?;
        access.need_identity()?;
        let view = look(&access.destinations, access.vault).await?;
        let exit = unpinned(context, &view).and(away(context, &view));
        let mut one = open(&view, chosen(context, &view, &arguments.before)?, &access.identities).await?;
        let mut other = open(&view, chosen(context, &view, &arguments.after)?, &access.identities).await?;
        Ok::<_, Failure>((exit, groupkeep_vault::diff(&mut one, &mut other).await?))
    })?;
    if !diff.by_content {
        context.note("two machines wrote these snapshots: files of the same size and time count as equal");
    }
    if context.json() {
        #[derive(Serialize)]
        struct Document {
            schema: &'static str,
            #[serde(flatten)]
            diff: Diff,
        }
        output::json(&Document { schema: "groupkeep/diff/v1", diff })?;
        return Ok(exit);
    }
    let mut text: String = diff.entries.iter().map(change_line).collect();
    let count = |wanted: &[Change]| diff.entries.iter().filter(|entry| wanted.contains(&entry.change)).count();
    let say = |en: &'static str, zh: &'static str| context.language.pick(en, zh);
    text.push_str(&format!(
        "{} … {}: {} {}, {} {}, {} {}, {} {}\n",
        short(&diff.from),
        short(&diff.to),
        count(&[Change::Added]),
        say("added", "个新增"),
        count(&[Change::Removed]),
        say("removed", "个删除"),
        count(&[Change::Content, Change::Type]),
        say("changed", "个改动"),
        count(&[Change::Metadata]),
        say("with other attributes only", "个只变了属性"),
    ));
    output::text(&text)?;
    Ok(exit)
}

fn change_line(entry: &DiffLine) -> String {
    let sign = match entry.change {
        Change::Added => '+',
        Change::Removed => '-',
        Change::Content => 'M',
        Change::Metadata => 'm',
        Change::Type => 'T',
    };
    let sizes = match (entry.before, entry.after) {
        (Some(before), Some(after)) if before != after => format!("  ({} -> {})", size(before), size(after)),
        (Some(bytes), _) | (None, Some(bytes)) => format!("  ({})", size(bytes)),
        (None, None) => String::new(),
    };
    format!("{sign} {}{sizes}\n", plain_text(&entry.path))
}
