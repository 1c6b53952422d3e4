use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::Tree;
use crate::model::Presence;

/// The files beside an export, asked whether an attachment is there.
#[derive(Debug, Clone)]
pub(crate) enum Nearby {
    /// Below a folder on disk.
    Folder(PathBuf),
    /// In an archive, below the folder of the export's own file.
    Names {
        /// The names of everything in the archive.
        names: Arc<HashSet<String>>,
        /// Ends with `/` unless it is empty.
        below: String,
    },
}

impl Nearby {
    /// Beside a file on disk.
    pub fn beside(path: &Path) -> Self {
        Self::Folder(path.parent().unwrap_or_else(|| Path::new("")).to_owned())
    }

    /// Below a folder of a tree; the folder ends with `/` unless it is empty.
    pub fn within(tree: &Tree, below: &str) -> Self {
        if tree.is_folder() {
            return Self::Folder(tree.path.join(below));
        }
        let names = tree.entries().iter().map(|entry| entry.name.clone()).collect();
        Self::Names { names: Arc::new(names), below: below.to_owned() }
    }

    /// Whether the file an export names is there. A path that leads out of the export's folder is never looked at.
    pub fn presence(&self, path: &str) -> Presence {
        if path.starts_with("http://") || path.starts_with("https://") {
            return Presence::UrlOnly;
        }
        // An export made on Windows names its files with backslashes.
        let path = path.replace('\\', "/");
        let relative = Path::new(&path);
        let inside = relative.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        let there = inside
            && match self {
                Self::Folder(folder) => folder.join(relative).is_file(),
                Self::Names { names, below } => names.contains(&format!("{below}{}", path.trim_start_matches("./"))),
            };
        if there { Presence::Present } else { Presence::Missing }
    }

    /// The names of the files that lie there, not of those in folders below; none where they cannot be listed.
    pub fn names(&self) -> Vec<String> {
        match self {
            Self::Folder(folder) => {
                // Beside a file named without a folder.
                let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
                let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
                entries.filter_map(|entry| entry.file_name().into_string().ok()).collect()
            }
            Self::Names { names, below } => {
                let inside = names.iter().filter_map(|name| name.strip_prefix(below.as_str()));
                inside.filter(|name| !name.contains('/')).map(str::to_owned).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_inside_the_export_are_present() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("in")).unwrap();
        std::fs::write(folder.path().join("out.jpg"), "x").unwrap();
        std::fs::write(folder.path().join("in/a.jpg"), "x").unwrap();
        let outside = folder.path().join("out.jpg").to_str().unwrap().to_owned();
        let on_disk = Nearby::Folder(folder.path().join("in"));
        let names = ["in/a.jpg", "out.jpg"].map(str::to_owned).into_iter().collect();
        let packed = Nearby::Names { names: Arc::new(names), below: "in/".to_owned() };
        for nearby in [on_disk, packed] {
            assert_eq!(nearby.names(), ["a.jpg"]);
            assert_eq!(nearby.presence("a.jpg"), Presence::Present);
            assert_eq!(nearby.presence("./a.jpg"), Presence::Present);
            for missing in ["b.jpg", "../out.jpg", &outside, "..\\out.jpg", "C:\\in\\a.jpg", "a.jpg\0"] {
                assert_eq!(nearby.presence(missing), Presence::Missing, "{missing}");
            }
            assert_eq!(nearby.presence("https://example.org/a.jpg"), Presence::UrlOnly);
        }
        assert_eq!(Nearby::Folder(folder.path().to_owned()).presence("in\\a.jpg"), Presence::Present);
    }
}
