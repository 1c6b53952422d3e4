use std::collections::{BTreeMap, HashMap};

use groupkeep_config::table::Register;

use super::collect::Node;
use crate::formats::names::id_of_name;
use crate::model::IdBasis;

/// Which nodes are one member: disjoint sets, each of at most one row of the table.
pub(super) struct Groups {
    parent: Vec<usize>,
    /// The row of a set's root.
    row: HashMap<usize, usize>,
}

impl Groups {
    pub fn new(nodes: &[Node]) -> Self {
        Self { parent: (0..nodes.len()).collect(), row: HashMap::new() }
    }

    fn root(&self, mut at: usize) -> usize {
        while self.parent[at] != at {
            at = self.parent[at];
        }
        at
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        if one != other {
            self.parent[other] = one;
            if let Some(row) = self.row.remove(&other) {
                self.row.entry(one).or_insert(row);
            }
        }
    }

    /// Each set's root with its nodes.
    pub fn members(&self) -> BTreeMap<usize, Vec<usize>> {
        let mut sets: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for at in 0..self.parent.len() {
            sets.entry(self.root(at)).or_default().push(at);
        }
        sets
    }

    /// The row of a set.
    pub fn row(&self, root: usize) -> Option<usize> {
        self.row.get(&root).copied()
    }

    /// WeChat 4.x names account folders by the id and four hexadecimal digits, and some exporters write that for the
    /// id. A chosen id may end so by itself, so the two are one only when both were seen.
    pub fn join_suffixed(&mut self, nodes: &[Node]) {
        let index: HashMap<(&str, &str), usize> =
            nodes.iter().enumerate().map(|(at, node)| ((node.platform.as_str(), node.id.as_str()), at)).collect();
        for (at, node) in nodes.iter().enumerate().filter(|(_, node)| node.platform == "wechat") {
            if let Some(base) = super::without_suffix(&node.id)
                && let Some(other) = index.get(&("wechat", base))
            {
                self.join(*other, at);
            }
        }
    }

    /// Binds the rows of the members table to nodes. Ids bind before aliases, and a node stays with its first row, so
    /// that a slip in one row never makes two members one.
    pub fn join_table(&mut self, nodes: &[Node], table: &Register) {
        let mut by_text: HashMap<String, Vec<usize>> = HashMap::new();
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, node) in nodes.iter().enumerate() {
            by_text.entry(format!("{}:{}", node.platform, node.id)).or_default().push(at);
            match node.id.strip_prefix("name:").filter(|_| node.basis == Some(IdBasis::Name)) {
                Some(name) => by_name.entry(name.to_owned()).or_default().push(at),
                None => by_text.entry(node.id.clone()).or_default().push(at),
            }
        }
        let nobody: &[usize] = &[];
        let lookup = |text: &str| {
            let (made, _) = id_of_name(text);
            let name = made.strip_prefix("name:").unwrap_or(text).to_owned();
            let canonical = super::canonical("wechat", text);
            let ids = by_text.get(text).or_else(|| by_text.get(canonical)).or_else(|| by_text.get(&made));
            let names = by_name.get(&name);
            [ids, names].map(|found| found.map_or(nobody, Vec::as_slice)).concat()
        };
        for (at, row) in table.rows.iter().enumerate() {
            self.bind(at, row.text("member_id").map(&lookup).unwrap_or_default());
        }
        for (at, row) in table.rows.iter().enumerate() {
            self.bind(at, row.list("aliases").iter().flat_map(|alias| lookup(alias)).collect());
        }
        // A source without ids knows its senders by name only, so the table's own name for a person binds those too.
        for (at, row) in table.rows.iter().enumerate() {
            let Some(name) = row.text("name") else { continue };
            let shared = table.rows.iter().filter(|other| other.text("name") == Some(name)).count() > 1;
            if !shared {
                let (made, _) = id_of_name(name);
                let found = made.strip_prefix("name:").and_then(|name| by_name.get(name));
                self.bind(at, found.cloned().unwrap_or_default());
            }
        }
        for (at, row) in table.rows.iter().enumerate() {
            let Some(phone) = row.text("phone") else { continue };
            let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
            if digits.len() >= 10 {
                let same = nodes.iter().enumerate().filter(|(_, node)| node.basis == Some(IdBasis::Phone));
                self.bind(at, same.filter(|(_, node)| node.id.ends_with(&digits)).map(|(node, _)| node).collect());
            }
        }
    }

    fn bind(&mut self, row: usize, found: Vec<usize>) {
        for node in found {
            let root = self.root(node);
            match self.row.get(&root) {
                Some(_) => {}
                None => {
                    let bound = self.row.iter().find(|(_, bound)| **bound == row).map(|(root, _)| *root);
                    match bound {
                        Some(first) => self.join(first, root),
                        None => {
                            self.row.insert(root, row);
                        }
                    }
                }
            }
        }
    }
}
