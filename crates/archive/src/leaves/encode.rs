use super::RawForm;

/// Writes a value the way a leaf of that form is written. Text that is no JSON number or literal becomes a JSON string,
/// so that the file stays JSON whatever is put in, and a cell keeps its row whatever divides the cells. JSON strings are written without escapes but the necessary ones.
#[must_use]
pub fn encode(raw: RawForm, value: &str) -> String {
    match raw {
        RawForm::JsonString => quote(value),
        RawForm::JsonNumber if is_number(value) => value.to_owned(),
        RawForm::JsonOther if matches!(value, "null" | "true" | "false") => value.to_owned(),
        RawForm::JsonNumber | RawForm::JsonOther => quote(value),
        RawForm::Csv => cell(value),
        RawForm::Text | RawForm::Opaque => value.to_owned(),
    }
}

fn is_number(text: &str) -> bool {
    matches!(crate::json::parse(text.as_bytes()), Ok(parsed) if parsed.span == (0..text.len()) && matches!(parsed.value, crate::json::Value::Number(_)))
}

/// A cell is quoted where any of the delimiters in use would divide it, and where a row of it alone would be a blank
/// line.
fn cell(text: &str) -> String {
    let plain = !text.is_empty() && !text.contains(['"', ',', ';', '\t', '\n', '\r']);
    if plain { text.to_owned() } else { format!("\"{}\"", text.replace('"', "\"\"")) }
}

fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if c < ' ' => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn json_forms_stay_json(value in any::<String>()) {
            for form in [RawForm::JsonString, RawForm::JsonNumber, RawForm::JsonOther] {
                let written = encode(form, &value);
                let read: serde_json::Value = serde_json::from_str(&written).unwrap();
                prop_assert!(read.as_str().is_none_or(|text| text == value));
            }
        }

        #[test]
        fn numbers_stay_numbers(value in any::<i64>()) {
            prop_assert_eq!(encode(RawForm::JsonNumber, &value.to_string()), value.to_string());
        }
    }

    #[test]
    fn cells_stay_cells() {
        for (value, written) in [
            ("早", "早"),
            ("a\"b", "\"a\"\"b\""),
            ("a;b", "\"a;b\""),
            ("a\r\nb", "\"a\r\nb\""),
            ("", "\"\""),
            (" a", " a"),
            ("a'b", "a'b"),
        ] {
            assert_eq!(encode(RawForm::Csv, value), written);
        }
    }

    #[test]
    fn what_is_no_number_becomes_a_string() {
        assert_eq!(encode(RawForm::JsonNumber, "member-1"), "\"member-1\"");
        assert_eq!(encode(RawForm::JsonNumber, " 1"), "\" 1\"");
        assert_eq!(encode(RawForm::JsonOther, "null"), "null");
        assert_eq!(encode(RawForm::Text, "a\"b"), "a\"b");
    }
}
