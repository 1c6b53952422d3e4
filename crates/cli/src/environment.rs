//! What the process was given: folders, locale, the names of secret files. Read once, here and nowhere else.

use std::env;
use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// The language of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Language {
    /// English.
    En,
    /// 中文.
    Zh,
}

impl Language {
    /// `en` or `zh`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh",
        }
    }

    /// The text in this language.
    pub const fn pick<'t>(self, en: &'t str, zh: &'t str) -> &'t str {
        match self {
            Self::En => en,
            Self::Zh => zh,
        }
    }
}

/// The parts of the environment that change what groupkeep does.
#[derive(Debug, Clone)]
pub struct Environment {
    /// Holds one folder for each vault: writer credential and cache.
    #[cfg(feature = "backup")]
    pub state: PathBuf,
    /// Holds `identities/`, `roots/` and `keys/`.
    pub config: PathBuf,
    /// The home folder, for `~/.ssh`.
    pub home: PathBuf,
    /// `GROUPKEEP_IDENTITY`: a file that holds an age identity.
    #[cfg(feature = "backup")]
    pub identity: Option<PathBuf>,
    /// `GROUPKEEP_WRITER`: a file that holds a writer credential.
    #[cfg(feature = "backup")]
    pub writer: Option<PathBuf>,
    /// The language of the locale.
    pub language: Language,
    /// `CI` is set: nobody watches, and `--reveal` is refused.
    #[cfg(feature = "check")]
    pub ci: bool,
    /// Whether standard error is a terminal.
    pub terminal: bool,
    /// Whether standard output is a terminal whose user did not set `NO_COLOR`.
    #[cfg(feature = "check")]
    pub color: bool,
    /// The name of this host, for the sealed part of snapshots.
    #[cfg(feature = "backup")]
    pub host: String,
}

impl Environment {
    /// Reads the process's environment.
    pub fn of_process() -> Self {
        Self::read(|name| env::var_os(name).filter(|value| !value.is_empty()), std::io::stderr().is_terminal())
    }

    fn read(get: impl Fn(&str) -> Option<OsString>, terminal: bool) -> Self {
        let path = |name: &str| get(name).map(PathBuf::from);
        let home = path("HOME").unwrap_or_else(|| PathBuf::from("/"));
        let under = |base: Option<PathBuf>, otherwise: &str| {
            // The XDG specification says that relative values are to be ignored.
            base.filter(|dir| dir.is_absolute()).unwrap_or_else(|| home.join(otherwise)).join("groupkeep")
        };
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| get(name)).unwrap_or_default();
        Self {
            #[cfg(feature = "backup")]
            state: path("GROUPKEEP_STATE").unwrap_or_else(|| under(path("XDG_STATE_HOME"), ".local/state")),
            config: under(path("XDG_CONFIG_HOME"), ".config"),
            #[cfg(feature = "backup")]
            identity: path("GROUPKEEP_IDENTITY"),
            #[cfg(feature = "backup")]
            writer: path("GROUPKEEP_WRITER"),
            language: if locale.to_string_lossy().starts_with("zh") { Language::Zh } else { Language::En },
            #[cfg(feature = "check")]
            ci: get("CI").is_some_and(|value| value != "false" && value != "0"),
            terminal,
            #[cfg(feature = "check")]
            color: std::io::stdout().is_terminal() && get("NO_COLOR").is_none(),
            #[cfg(feature = "backup")]
            host: host_name(),
            home,
        }
    }

    /// `path` as a person types it: below the home folder it starts with `~`.
    pub fn shown(&self, path: &Path) -> String {
        match path.strip_prefix(&self.home) {
            Ok(rest) if self.home != Path::new("/") => format!("~/{}", rest.display()),
            _ => path.display().to_string(),
        }
    }
}

#[cfg(feature = "backup")]
fn host_name() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(vars: &[(&str, &str)]) -> Environment {
        Environment::read(|name| vars.iter().find(|(key, _)| *key == name).map(|(_, value)| value.into()), false)
    }

    #[test]
    fn folders_follow_the_xdg_rules() {
        let plain = with(&[("HOME", "/home/a")]);
        assert_eq!(plain.state, Path::new("/home/a/.local/state/groupkeep"));
        assert_eq!(plain.config, Path::new("/home/a/.config/groupkeep"));
        let set = with(&[("HOME", "/home/a"), ("XDG_STATE_HOME", "/s"), ("XDG_CONFIG_HOME", "relative")]);
        assert_eq!(set.state, Path::new("/s/groupkeep"));
        assert_eq!(set.config, Path::new("/home/a/.config/groupkeep"));
        assert_eq!(with(&[("GROUPKEEP_STATE", "/x")]).state, Path::new("/x"));
    }

    #[test]
    fn locale_picks_the_language() {
        assert_eq!(with(&[("LANG", "zh_CN.UTF-8")]).language, Language::Zh);
        assert_eq!(with(&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C")]).language, Language::En);
        assert_eq!(with(&[]).language, Language::En);
    }

    #[test]
    fn paths_below_the_home_folder_are_shown_with_a_tilde() {
        let env = with(&[("HOME", "/h")]);
        assert_eq!(env.shown(Path::new("/h/a/b")), "~/a/b");
        assert_eq!(env.shown(Path::new("/other")), "/other");
    }

    #[cfg(feature = "check")]
    #[test]
    fn ci_is_a_flag() {
        assert!(with(&[("CI", "true")]).ci);
        assert!(!with(&[("CI", "false")]).ci);
    }
}
