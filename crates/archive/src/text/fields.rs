use std::ops::Range;

use crate::leaves::Role;

/// The data in a piece of text, for rewriting it; ranges are in bytes of that text.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    wanted: bool,
    pub(super) found: Vec<(Range<usize>, Role, &'static str)>,
}

impl Fields {
    /// Keeps what it is told.
    pub fn kept() -> Self {
        Self { wanted: true, found: Vec::new() }
    }

    /// Lets go of what it is told.
    pub fn ignored() -> Self {
        Self::default()
    }

    /// A stretch of the text is data. Empty stretches are none.
    pub fn add(&mut self, span: Range<usize>, role: Role, name: &'static str) {
        if self.wanted && !span.is_empty() {
            self.found.push((span, role, name));
        }
    }

    /// What was told, in the order of the text; of stretches that overlap only the first.
    pub(super) fn take(&mut self) -> Vec<(Range<usize>, Role, &'static str)> {
        let mut found = std::mem::take(&mut self.found);
        found.sort_by_key(|(span, ..)| span.start);
        let mut end = 0;
        found.retain(|(span, ..)| {
            let apart = span.start >= end;
            end = end.max(span.end);
            apart
        });
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_in_order_and_apart() {
        let mut fields = Fields::kept();
        for span in [5..9, 0..2, 1..3, 4..4, 9..10] {
            fields.add(span, Role::Text, "x");
        }
        let spans: Vec<Range<usize>> = fields.take().into_iter().map(|(span, ..)| span).collect();
        assert_eq!(spans, [0..2, 5..9, 9..10]);
        let mut ignored = Fields::ignored();
        ignored.add(0..1, Role::Text, "x");
        assert!(ignored.take().is_empty());
    }
}
