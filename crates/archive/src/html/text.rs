use crate::json::RECORD_LIMIT;

/// Text put together from the pieces of a page: white space as a browser shows it, `<br>` as a line break.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    text: String,
    over: bool,
}

impl Gathered {
    /// Adds a piece.
    pub fn push(&mut self, piece: &str) {
        if self.text.len() + piece.len() > RECORD_LIMIT {
            self.over = true;
            return;
        }
        for c in piece.chars() {
            match c {
                // Blanks at the beginning of a line and runs of them are the page's.
                ' ' | '\n' | '\r' | '\t' => {
                    if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
                        self.text.push(' ');
                    }
                }
                c => self.text.push(c),
            }
        }
    }

    /// A line ends.
    pub fn line_break(&mut self) {
        self.text.truncate(self.text.trim_end_matches(' ').len());
        self.text.push('\n');
    }

    /// More than a record may hold came together.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// What came together, `None` when it is nothing but white space; begins anew.
    pub fn take(&mut self) -> Option<String> {
        let text = std::mem::take(&mut self.text);
        Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_as_shown() {
        let mut text = Gathered::default();
        for piece in ["\n   早 ", " 安\n", "\t"] {
            text.push(piece);
        }
        text.line_break();
        text.push("\n  好 ");
        assert_eq!(text.take().as_deref(), Some("早 安\n好"));
        text.push(" \n ");
        assert_eq!((text.take(), text.is_over()), (None, false));
        text.push(&"x".repeat(RECORD_LIMIT + 1));
        assert!(text.is_over());
    }
}
