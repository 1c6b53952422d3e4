//! One file per verb, or per family of verbs.

#[cfg(feature = "anonymize")]
mod anonymize;
#[cfg(feature = "backup")]
mod backup;
#[cfg(feature = "check")]
mod check;
mod completions;
mod convert;
#[cfg(feature = "backup")]
mod history;
mod init;
mod inspect;
mod key;
#[cfg(feature = "backup")]
mod restore;
#[cfg(all(feature = "check", feature = "anonymize", feature = "backup"))]
mod run;
#[cfg(feature = "backup")]
mod status;
#[cfg(feature = "backup")]
mod vault;
#[cfg(feature = "backup")]
mod verify;

use crate::args::{KeyVerb, Verb};
use crate::context::Context;
use crate::exit::Exit;

/// Does what the command line asks for and says how it ended.
pub fn perform(context: &Context, verb: Verb) -> Exit {
    let done = match verb {
        Verb::Init(arguments) => init::init(context, &arguments),
        Verb::Inspect(arguments) => inspect::inspect(context, &arguments),
        Verb::Convert(arguments) => convert::convert(context, &arguments),
        #[cfg(feature = "check")]
        Verb::Check(arguments) => check::check(context, &arguments),
        #[cfg(feature = "anonymize")]
        Verb::Anonymize(arguments) => anonymize::anonymize(context, &arguments),
        #[cfg(feature = "backup")]
        Verb::Vault(verb) => vault::vault(context, &verb),
        #[cfg(feature = "backup")]
        Verb::Backup(arguments) => backup::backup(context, &arguments),
        #[cfg(feature = "backup")]
        Verb::Snapshots => restore::snapshots(context),
        #[cfg(feature = "backup")]
        Verb::Ls(arguments) => restore::ls(context, &arguments),
        #[cfg(feature = "backup")]
        Verb::Find(arguments) => history::find(context, &arguments),
        #[cfg(feature = "backup")]
        Verb::Diff(arguments) => history::diff(context, &arguments),
        #[cfg(feature = "backup")]
        Verb::Restore(arguments) => restore::restore(context, &arguments),
        #[cfg(feature = "backup")]
        Verb::Verify(arguments) => verify::verify(context, &arguments),
        #[cfg(feature = "backup")]
        Verb::Status => status::status(context),
        #[cfg(all(feature = "check", feature = "anonymize", feature = "backup"))]
        Verb::Run(arguments) => run::run(context, &arguments),
        #[cfg(feature = "check")]
        Verb::Rules(verb) => check::rules(context, &verb),
        Verb::Key(KeyVerb::New { name }) => key::new(context, &name),
        Verb::Sign(arguments) => key::sign(context, &arguments),
        Verb::Completions { shell } => completions::completions(shell),
        Verb::Man { to } => completions::man(to.as_deref()),
    };
    context.terminal.clear();
    done.unwrap_or_else(|failure| failure.report())
}
