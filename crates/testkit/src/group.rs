use std::fs;
use std::path::{Path, PathBuf};

/// Builds a small group's folder: `groupkeep.yaml`, one ChatLab JSONL export, `tables/members.csv` and whatever else is
/// asked for. The same calls give the same bytes.
#[derive(Debug)]
pub struct GroupBuilder {
    root: PathBuf,
    name: String,
    destinations: Vec<(String, PathBuf)>,
    members: Vec<(String, String)>,
    messages: Vec<(String, String)>,
    files: Vec<(PathBuf, Vec<u8>)>,
    config: String,
}

impl GroupBuilder {
    /// A group at `root`, a folder that is made. Without further calls it is called `晨读会` and has two members and
    /// three messages.
    #[must_use]
    pub fn new(root: &Path) -> Self {
        let pair = |(a, b): (&str, &str)| (a.to_owned(), b.to_owned());
        Self {
            root: root.to_owned(),
            name: "晨读会".to_owned(),
            destinations: Vec::new(),
            members: [("wxid_li", "李明"), ("wxid_wang", "王芳")].map(pair).to_vec(),
            messages: [("wxid_li", "早上好"), ("wxid_wang", "今天读第三章"), ("wxid_li", "好的")].map(pair).to_vec(),
            files: Vec::new(),
            config: String::new(),
        }
    }

    /// The group's name.
    #[must_use]
    pub fn name(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }

    /// A local destination; `path` may be relative to the group's folder.
    #[must_use]
    pub fn destination(mut self, name: &str, path: &Path) -> Self {
        self.destinations.push((name.to_owned(), path.to_owned()));
        self
    }

    /// One more member, in the export and in the table.
    #[must_use]
    pub fn member(mut self, id: &str, name: &str) -> Self {
        self.members.push((id.to_owned(), name.to_owned()));
        self
    }

    /// One more message, a minute after the one before. The first is of 2026-10-01 00:00 UTC.
    #[must_use]
    pub fn message(mut self, sender: &str, text: &str) -> Self {
        self.messages.push((sender.to_owned(), text.to_owned()));
        self
    }

    /// One more file, by its path in the group's folder.
    #[must_use]
    pub fn file(mut self, path: &str, content: &[u8]) -> Self {
        self.files.push((PathBuf::from(path), content.to_vec()));
        self
    }

    /// Lines added to the end of `groupkeep.yaml`.
    #[must_use]
    pub fn config(mut self, yaml: &str) -> Self {
        self.config.push_str(yaml.trim_end());
        self.config.push('\n');
        self
    }

    /// Writes everything and returns the group's folder.
    ///
    /// # Panics
    /// When the disk refuses.
    pub fn build(self) -> PathBuf {
        self.write("groupkeep.yaml", self.yaml().as_bytes());
        self.write("exports/chat.jsonl", self.export().as_bytes());
        let rows: String = self.members.iter().map(|(id, name)| format!("{id},{name},member\n")).collect();
        self.write("tables/members.csv", format!("member_id,name,role\n{rows}").as_bytes());
        for (path, content) in &self.files {
            self.write(path, content);
        }
        self.root
    }

    fn write(&self, path: impl AsRef<Path>, content: &[u8]) {
        let path = self.root.join(path);
        let folder = path.parent().unwrap_or(&self.root);
        let written = fs::create_dir_all(folder).and_then(|()| fs::write(&path, content));
        written.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }

    fn yaml(&self) -> String {
        let mut yaml = format!("group:\n  name: {}\n  timezone: Asia/Shanghai\n", quoted(&self.name));
        yaml.push_str("archive:\n  exports: [exports/**]\n  tables:\n    members: tables/members.csv\n");
        if !self.destinations.is_empty() {
            yaml.push_str("backup:\n  destinations:\n");
        }
        for (name, path) in &self.destinations {
            let path = quoted(&path.display().to_string());
            yaml.push_str(&format!("    - name: {}\n      path: {path}\n", quoted(name)));
        }
        yaml + &self.config
    }

    fn export(&self) -> String {
        let mut lines = vec![format!(
            r#"{{"_type":"header","chatlab":{{"version":"0.0.2","exportedAt":1790812800}},"meta":{{"name":{},"platform":"wechat","type":"group"}}}}"#,
            quoted(&self.name)
        )];
        for (id, name) in &self.members {
            let (id, name) = (quoted(id), quoted(name));
            lines.push(format!(r#"{{"_type":"member","platformId":{id},"accountName":{name}}}"#));
        }
        for (index, (sender, text)) in self.messages.iter().enumerate() {
            let name = self.members.iter().find(|(id, _)| id == sender).map_or(sender, |(_, name)| name);
            let time = 1_790_812_800 + 60 * index;
            lines.push(format!(
                r#"{{"_type":"message","platformMessageId":"m{}","sender":{},"accountName":{},"timestamp":{time},"type":0,"content":{}}}"#,
                index + 1,
                quoted(sender),
                quoted(name),
                quoted(text)
            ));
        }
        lines.join("\n") + "\n"
    }
}

/// A text as a JSON string, which YAML reads too.
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_what_was_asked_for() {
        let dir = tempfile::tempdir().expect("a folder");
        let root = GroupBuilder::new(&dir.path().join("g"))
            .name("a \"quoted\" name")
            .destination("near", Path::new("copies/near"))
            .member("wxid_x", "x")
            .message("wxid_x", "two\nlines")
            .file("media/deep/a.bin", &[0, 1, 2])
            .config("check: {fail_on: never}\n")
            .build();
        let read = |path: &str| fs::read_to_string(root.join(path)).expect("a text file");
        let yaml = read("groupkeep.yaml");
        assert!(yaml.starts_with("group:\n  name: \"a \\\"quoted\\\" name\"\n"), "{yaml}");
        assert!(yaml.contains("- name: \"near\"\n      path: \"copies/near\"\n"), "{yaml}");
        assert!(yaml.ends_with("check: {fail_on: never}\n"), "{yaml}");
        let export = read("exports/chat.jsonl");
        assert_eq!(export.lines().count(), 1 + 3 + 4);
        let last = export.lines().last().unwrap_or_default();
        assert!(
            last.contains(r#""platformMessageId":"m4""#) && last.contains(r#""content":"two\u000alines""#),
            "{last}"
        );
        assert_eq!(read("tables/members.csv").lines().last(), Some("wxid_x,x,member"));
        assert_eq!(fs::read(root.join("media/deep/a.bin")).expect("a file"), [0, 1, 2]);
    }

    #[test]
    fn the_same_calls_give_the_same_bytes() {
        let dir = tempfile::tempdir().expect("a folder");
        let bytes = |name: &str| fs::read(GroupBuilder::new(&dir.path().join(name)).build().join("exports/chat.jsonl"));
        assert_eq!(bytes("a").expect("a file"), bytes("b").expect("a file"));
    }
}
