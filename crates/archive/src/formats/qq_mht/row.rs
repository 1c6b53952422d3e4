use crate::html::{Gathered, Tag};
use crate::model::Provenance;

/// The colour of what whoever made the export wrote.
const OWN: &str = "#42B475";

/// More pictures than one message has.
const MOST: usize = 10_000;

/// A row of the table whose end is not there yet.
#[derive(Debug)]
pub(super) struct Row {
    pub place: Provenance,
    /// How many `div` are open.
    depth: usize,
    /// How many began directly in the cell.
    blocks: usize,
    /// Directly in the cell: a date. In a single block: a heading.
    pub plain: Gathered,
    pub sender: Gathered,
    pub time: Gathered,
    pub text: Gathered,
    /// Addresses of pictures within the file.
    pub pictures: Vec<String>,
    pub own: bool,
}

impl Row {
    pub fn begin(place: Provenance) -> Self {
        Self {
            place,
            depth: 0,
            blocks: 0,
            plain: Gathered::default(),
            sender: Gathered::default(),
            time: Gathered::default(),
            text: Gathered::default(),
            pictures: Vec::new(),
            own: false,
        }
    }

    pub fn opens(&mut self, tag: &Tag) {
        match tag.name.as_str() {
            "div" => {
                if self.depth == 0 {
                    self.blocks += 1;
                    let style = tag.get("style").unwrap_or_default();
                    self.own |= self.blocks == 1 && style.to_ascii_uppercase().contains(OWN);
                }
                self.depth += 1;
            }
            "br" if self.blocks > 1 => self.text.line_break(),
            "img" => {
                let address = tag.get("src").filter(|src| !src.is_empty() && src.len() < 512);
                self.pictures.extend(address.map(str::to_owned));
            }
            _ => {}
        }
    }

    pub fn closes(&mut self, name: &str) {
        if name == "div" {
            self.depth = self.depth.saturating_sub(1);
        }
    }

    pub fn says(&mut self, text: &str) {
        match (self.blocks, self.depth) {
            (0, _) => self.plain.push(text),
            (1, 1) => self.time.push(text),
            (1, depth) if depth > 1 => self.sender.push(text),
            (1, _) => {}
            _ => self.text.push(text),
        }
    }

    /// True when somebody wrote it: a sender above and a block of its own below.
    pub fn is_message(&self) -> bool {
        self.blocks > 1
    }

    pub fn is_over(&self) -> bool {
        let texts = [&self.plain, &self.sender, &self.time, &self.text];
        self.pictures.len() > MOST || texts.into_iter().any(Gathered::is_over)
    }
}
