//! The TOML text as values with lines.

use toml::de::{DeTable, DeValue};

use crate::source::{Entry, Place, Source, Value};

/// Puts every value of `text` into `source`, with its line; broken syntax is reported and the rest still read.
pub(crate) fn read(text: &str, source: &mut Source) {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let line = error.span().map(|span| line_at(text, span.start));
        source.report_syntax(line, error.message().lines().collect::<Vec<_>>().join(", "));
    }
    read_table(text, "", table.get_ref(), source);
}

fn read_table(text: &str, name: &str, table: &DeTable<'_>, source: &mut Source) {
    for (key, value) in table {
        let line = line_at(text, key.span().start);
        let full =
            if name.is_empty() { key.get_ref().to_string() } else { format!("{name}.{}", key.get_ref()) };
        if let DeValue::Table(inner) = value.get_ref() {
            source.insert_table(full.clone(), line);
            read_table(text, &full, inner, source);
        } else {
            source.insert(full, Entry { value: read_value(value.get_ref()), place: Place::Line(line) });
        }
    }
}

fn read_value(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => {
            let digits = number.as_str().replace('_', "");
            i128::from_str_radix(&digits, number.radix()).map_or(Value::Other("integer"), Value::Integer)
        }
        DeValue::Boolean(switch) => Value::Switch(*switch),
        DeValue::Array(items) => Value::List(items.iter().map(|item| read_value(item.get_ref())).collect()),
        DeValue::Float(_) | DeValue::Datetime(_) | DeValue::Table(_) => Value::Other(value.type_str()),
    }
}

/// The line of a byte, counted from 1.
fn line_at(text: &str, byte: usize) -> usize {
    1 + text.bytes().take(byte).filter(|byte| *byte == b'\n').count()
}
