//! The start of an element, taken apart only as far as somebody asks.

use quick_xml::events::{BytesStart, attributes::Attributes};

/// The start of an element.
pub(crate) struct Tag<'a>(pub(super) BytesStart<'a>);

impl Tag<'_> {
    pub(crate) fn name(&self) -> &str {
        self.0.name().0
    }

    /// Calls back with each attribute, unescaped; says what was wrong with the tag, if anything.
    pub(crate) fn attributes(&self, mut each: impl FnMut(&str, &str)) -> Option<String> {
        let mut fault = None;
        let mut rest = self.0.attributes_raw().trim_ascii_start();
        while !rest.is_empty() {
            let Some((name, value, behind)) = plain_attribute(rest) else {
                // Something unusual: the library's own, slower and more patient reader has a look at it.
                return self.odd_attributes(rest, each).or(fault);
            };
            if let Some(problem) = unescaped(name, value, &mut each) {
                fault = Some(problem);
            }
            rest = behind.trim_ascii_start();
        }
        fault
    }

    fn odd_attributes(&self, rest: &str, mut each: impl FnMut(&str, &str)) -> Option<String> {
        let mut fault = None;
        for attribute in Attributes::new(rest, 0).with_checks(false) {
            match attribute {
                Ok(attribute) => {
                    if let Some(problem) = unescaped(attribute.key.0, &attribute.value, &mut each) {
                        fault = Some(problem);
                    }
                }
                Err(error) => fault = Some(format!("the attributes of <{}> are faulty: {error}", self.name())),
            }
        }
        fault
    }
}

/// `name="value"` and what follows it, if it is written as everybody writes it.
#[inline]
fn plain_attribute(text: &str) -> Option<(&str, &str, &str)> {
    let (name, after) = text.split_at_checked(memchr::memchr(b'=', text.as_bytes())?)?;
    let plain =
        !name.is_empty() && !name.bytes().any(|byte| byte.is_ascii_whitespace() || byte == b'"' || byte == b'\'');
    let quote = after.as_bytes().get(1).copied().filter(|byte| plain && (*byte == b'"' || *byte == b'\''))?;
    let value = after.get(2..)?;
    let (value, behind) = value.split_at_checked(memchr::memchr(quote, value.as_bytes())?)?;
    Some((name, value, behind.get(1..)?))
}

/// Hands a value on without its references; names the attribute if one of them is unknown.
fn unescaped(name: &str, value: &str, each: &mut impl FnMut(&str, &str)) -> Option<String> {
    if memchr::memchr(b'&', value.as_bytes()).is_none() {
        each(name, value);
        return None;
    }
    match quick_xml::escape::unescape(value) {
        Ok(value) => {
            each(name, &value);
            None
        }
        Err(_) => {
            each(name, value);
            Some(format!("the attribute {name} holds an unknown reference"))
        }
    }
}
