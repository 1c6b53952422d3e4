//! A hermetic place to run the command in: own home, own group folder, nothing of the person who tests.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// The root of the repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the repository is there")
}

/// What one call of the command did. Paths of the test's folders are written as `[HOME]` and `[GROUP]`.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The exit status; `None` when a signal ended it.
    pub status: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Outcome {
    /// The three as one text, for comparisons that read well when they fail.
    pub fn shown(&self) -> String {
        let status = self.status.map_or("killed".to_owned(), |status| status.to_string());
        format!("{}{}[exit {status}]\n", self.stdout, self.stderr)
    }

    /// Fails the test, showing everything, unless the status is `expected`.
    #[track_caller]
    pub fn exits(self, expected: i32) -> Self {
        assert_eq!(self.status, Some(expected), "\n{}", self.shown());
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error} in\n{}", self.shown()))
    }

    /// Fails the test unless standard error holds `text`.
    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        assert!(self.stderr.contains(text), "no `{text}` in\n{}", self.shown());
        self
    }

    /// Fails the test unless standard output holds `text`.
    #[track_caller]
    pub fn prints(self, text: &str) -> Self {
        assert!(self.stdout.contains(text), "no `{text}` in\n{}", self.shown());
        self
    }
}

/// A home folder and a group folder that go when the test ends.
#[derive(Debug)]
pub struct Sandbox {
    folder: TempDir,
}

impl Sandbox {
    /// With an empty group folder.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for name in ["home", "group"] {
            fs::create_dir(folder.path().join(name)).expect("a new folder");
        }
        Self { folder }
    }

    /// With a copy of one of the shipped examples as the group folder.
    pub fn example(name: &str) -> Self {
        let sandbox = Self::empty();
        copy_tree(&repository().join("examples").join(name), &sandbox.group());
        sandbox
    }

    /// The group's folder.
    pub fn group(&self) -> PathBuf {
        self.folder.path().join("group")
    }

    /// The home folder.
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// A path beside the two folders.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file below the group's folder, with its parents.
    pub fn write(&self, path: &str, content: &str) {
        let path = self.group().join(path);
        fs::create_dir_all(path.parent().expect("a file has a parent")).expect("parents");
        fs::write(path, content).expect("a file of the group");
    }

    /// Reads a file below the group's folder.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.group().join(path)).expect("a file of the group")
    }

    /// The command, in the group's folder, with nothing inherited from whoever runs the tests.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_groupkeep"));
        command
            .args(arguments)
            .current_dir(self.group())
            .env_clear()
            .env("HOME", self.home())
            .env("LC_ALL", "C.UTF-8")
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .stdin(Stdio::null());
        command
    }

    /// Runs the command.
    pub fn run(&self, arguments: &[&str]) -> Outcome {
        self.outcome(&mut self.command(arguments))
    }

    /// Runs a prepared command.
    pub fn outcome(&self, command: &mut Command) -> Outcome {
        let output = command.output().expect("the command starts");
        Outcome {
            status: output.status.code(),
            stdout: self.without_paths(&output.stdout),
            stderr: self.without_paths(&output.stderr),
        }
    }

    fn without_paths(&self, text: &[u8]) -> String {
        String::from_utf8_lossy(text)
            .replace(&*self.group().to_string_lossy(), "[GROUP]")
            .replace(&*self.home().to_string_lossy(), "[HOME]")
            .replace(&*self.folder.path().to_string_lossy(), "[SANDBOX]")
    }
}

/// Copies a folder with everything in it, leaving out what a run leaves behind.
pub fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the folder to copy to");
    for entry in fs::read_dir(from).expect("the folder to copy").flatten() {
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            if !["copies", "releases", ".groupkeep"].iter().any(|left| entry.file_name() == *left) {
                copy_tree(&source, &target);
            }
        } else {
            fs::copy(&source, &target).expect("a copied file");
        }
    }
}

/// True when a stock tool is there. Says that the test is skipped when it is not, or fails where tools are required.
pub fn have(tool: &str) -> bool {
    let found = std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(tool).is_file()));
    let required = std::env::var_os("GROUPKEEP_REQUIRE_TOOLS").is_some_and(|value| value == "1");
    assert!(found || !required, "{tool} is required here and not installed");
    if !found {
        skip(&format!("{tool} not installed"));
    }
    found
}

/// Says why a test is not run.
#[expect(clippy::print_stdout, reason = "cargo shows it with the test that was skipped")]
pub fn skip(why: &str) {
    println!("skipped: {why}");
}
