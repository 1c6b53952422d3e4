//! `completions` and `man`: generated from the command line's own definition.

use std::fs;
use std::path::Path;

use clap::CommandFactory;

use crate::args::Cli;
use crate::error::Failure;
use crate::exit::Exit;
use crate::output;

/// Prints the completion script of a shell.
pub fn completions(shell: clap_complete::Shell) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "groupkeep", &mut script);
    output::bytes(&script)?;
    Ok(Exit::Done)
}

/// Prints the manual page, or writes one page per verb into an existing folder.
pub fn man(to: Option<&Path>) -> Result<Exit, Failure> {
    let command = Cli::command();
    let Some(folder) = to else {
        output::bytes(&page(&command)?)?;
        return Ok(Exit::Done);
    };
    let mut named = command.clone();
    named.build();
    let pages = named.get_subcommands().filter(|verb| verb.get_name() != "help");
    for (name, verb) in std::iter::once(("groupkeep".to_owned(), command))
        .chain(pages.map(|verb| (format!("groupkeep-{}", verb.get_name()), verb.clone())))
    {
        let file = folder.join(format!("{name}.1"));
        fs::write(&file, page(&verb.name(name))?).map_err(|error| {
            Failure::io("cannot write", &file, &error).hint("`--to` takes an existing folder you may write to")
        })?;
    }
    Ok(Exit::Done)
}

fn page(command: &clap::Command) -> Result<Vec<u8>, Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page).map_err(|error| Failure::bug(&error.to_string()))?;
    Ok(page)
}
