//! What columns can hold, and what conditions compare them with.

use std::borrow::Cow;

use tokio_postgres::types::ToSql;

use crate::sql::Value;

/// Stands in a condition for a text that no column can hold.
static NOWHERE: &str = "\u{10FFFF}";

/// Text without the character NUL, which a column cannot hold: it becomes the sign for what is not a character.
/// JSON escapes it, and needs no help.
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{FFFD}")) } else { Cow::Borrowed(text) }
}

/// The values of a condition as the client takes them.
pub fn parameters(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    values.iter().map(parameter).collect()
}

fn parameter(value: &Value) -> &(dyn ToSql + Sync) {
    match value {
        Value::Key(key) => key,
        Value::Text(text) if text.contains('\0') => &NOWHERE,
        Value::Text(text) => text,
        Value::Number(number) => number,
    }
}
