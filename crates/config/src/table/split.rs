//! Text to records and fields, each with its place.

use std::ops::Range;

use csv_core::{ReadFieldResult, Reader, ReaderBuilder};

/// One field of a record.
pub(super) struct Field {
    /// The content, unquoted.
    pub(super) text: String,
    /// The raw field with its quotes, in bytes of the text.
    pub(super) span: Range<usize>,
    /// A quote was opened here that nothing closes.
    pub(super) unclosed: bool,
}

/// The delimiter most frequent in the first line outside quotes: comma, semicolon or tab; comma when there is none.
pub(super) fn sniff(text: &str) -> u8 {
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in text.trim_start_matches(['\r', '\n']).bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if quoted => {}
            _ => {
                if let Some((_, count)) = counts.iter_mut().find(|(delimiter, _)| *delimiter == byte) {
                    *count += 1;
                }
            }
        }
    }
    let mut best = (b',', 0);
    for (delimiter, count) in counts {
        if count > best.1 {
            best = (delimiter, count);
        }
    }
    best.0
}

/// The records of a text, `None` when they hold more than `limit` fields; lines with nothing at all are no records.
pub(super) fn records(text: &str, delimiter: u8, limit: usize) -> Option<Vec<Vec<Field>>> {
    let bytes = text.as_bytes();
    let mut reader = ReaderBuilder::new().delimiter(delimiter).build();
    let mut output = vec![0_u8; 256];
    let mut records = Vec::new();
    let mut record: Vec<Field> = Vec::new();
    let mut at = 0;
    let mut count = 0;
    loop {
        let (field, consumed, end) = one_field(&mut reader, bytes.get(at..).unwrap_or_default(), &mut output);
        let Some(content) = field else { return Some(records) };
        count += 1;
        if count > limit {
            return None;
        }
        let raw = bytes.get(at..at + consumed).unwrap_or_default();
        // What ended the record before, and empty lines, are only consumed with the next field.
        let skipped = if record.is_empty() { raw.iter().take_while(|byte| is_break(**byte)).count() } else { 0 };
        let kept = raw.get(skipped..).unwrap_or_default();
        let unclosed = kept.first() == Some(&b'"') && kept.iter().filter(|byte| **byte == b'"').count() % 2 == 1;
        let length = if unclosed { kept.len() } else { without_end(kept, delimiter, end).len() };
        let span = at + skipped..at + skipped + length;
        record.push(Field { text: String::from_utf8_lossy(&content).into_owned(), span, unclosed });
        at += consumed;
        if end {
            records.push(std::mem::take(&mut record));
        }
    }
}

fn is_break(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n')
}

fn without_end(raw: &[u8], delimiter: u8, end_of_record: bool) -> &[u8] {
    if !end_of_record {
        return raw.strip_suffix(&[delimiter]).unwrap_or(raw);
    }
    let kept = raw.iter().rposition(|byte| !is_break(*byte)).map_or(0, |last| last + 1);
    raw.get(..kept).unwrap_or(raw)
}

/// The next field's content, how many bytes it took, and whether it ended its record; no content at the end.
fn one_field(reader: &mut Reader, input: &[u8], output: &mut [u8]) -> (Option<Vec<u8>>, usize, bool) {
    let mut content = Vec::new();
    let mut consumed = 0;
    loop {
        let (result, read, written) = reader.read_field(input.get(consumed..).unwrap_or_default(), output);
        consumed += read;
        content.extend_from_slice(output.get(..written).unwrap_or_default());
        match result {
            ReadFieldResult::Field { record_end } => return (Some(content), consumed, record_end),
            ReadFieldResult::End => return (None, consumed, true),
            ReadFieldResult::InputEmpty | ReadFieldResult::OutputFull => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shape(text: &str, delimiter: u8) -> Vec<Vec<(String, &str)>> {
        let records = records(text, delimiter, 1000).unwrap();
        let field = |field: Field| (field.text, text.get(field.span).unwrap());
        records.into_iter().map(|record| record.into_iter().map(field).collect()).collect()
    }

    #[test]
    fn fields_know_their_raw_place() {
        let text = "id,name\r\n\r\n1,\"a \"\"b\"\", c\"\n2,\n\n3,x\ty";
        let pair = |a: &str, raw: &'static str| (a.to_owned(), raw);
        assert_eq!(
            shape(text, b','),
            vec![
                vec![pair("id", "id"), pair("name", "name")],
                vec![pair("1", "1"), pair("a \"b\", c", "\"a \"\"b\"\", c\"")],
                vec![pair("2", "2"), pair("", "")],
                vec![pair("3", "3"), pair("x\ty", "x\ty")],
            ]
        );
    }

    #[test]
    fn a_field_may_hold_lines_and_be_long() {
        let long = "长".repeat(1000);
        let text = format!("a;\"x\n{long}\"\r\nb;c\r\n");
        let shape = shape(&text, b';');
        assert_eq!(shape[0][1].0, format!("x\n{long}"));
        assert_eq!(shape[1], vec![("b".to_owned(), "b"), ("c".to_owned(), "c")]);
    }

    #[test]
    fn an_open_quote_is_noticed() {
        let found = records("a,\"b\nc\n", b',', 3).unwrap();
        assert!(!found[0][0].unclosed && found[0][1].unclosed);
        assert_eq!(found[0][1].text, "b\nc\n");
        for empty in ["", "\r\n\n"] {
            assert!(records(empty, b',', 0).unwrap().is_empty());
        }
        assert!(records(",,,", b',', 3).is_none());
    }

    #[test]
    fn sniffs_the_delimiter_of_the_first_line() {
        for (text, delimiter) in [
            ("a,b;c,d\n", b','),
            ("a;b;c\n1,2,3,4,5", b';'),
            ("\n\na\tb\n", b'\t'),
            ("\"a,b,c\";d\n", b';'),
            ("single\n", b','),
            ("", b','),
        ] {
            assert_eq!(sniff(text), delimiter, "{text}");
        }
    }

    proptest! {
        #[test]
        fn quoted_records_read_back(rows in prop::collection::vec(prop::collection::vec("[a,;\"\n 中]{0,6}", 2..4), 1..5)) {
            let quote = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
            let text: String = rows.iter()
                .map(|row| row.iter().map(quote).collect::<Vec<_>>().join(",") + "\r\n").collect();
            let read: Vec<Vec<String>> = records(&text, b',', 1000).unwrap().into_iter()
                .map(|record| record.into_iter().map(|field| field.text).collect()).collect();
            prop_assert_eq!(read, rows);
        }

        #[test]
        fn spans_ascend_and_lie_on_characters(text in "[a,;\"\r\n 中]{0,40}", delimiter in prop::sample::select(vec![b',', b';'])) {
            let mut last = 0;
            for field in records(&text, delimiter, 1000).unwrap().into_iter().flatten() {
                prop_assert!(field.span.start >= last && text.get(field.span.clone()).is_some());
                last = field.span.end;
            }
        }
    }
}
