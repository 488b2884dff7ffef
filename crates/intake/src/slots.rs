//! The texts of one record, in buffers that are used again for the next one.

use crate::limits;

/// `N` texts, each at most [`limits::TEXT`] long. A field is a number below `N`.
#[derive(Clone)]
pub(crate) struct Slots<const N: usize> {
    texts: [String; N],
    cut: bool,
}

impl<const N: usize> Default for Slots<N> {
    fn default() -> Self {
        Self { texts: std::array::from_fn(|_| String::new()), cut: false }
    }
}

impl<const N: usize> Slots<N> {
    pub(crate) fn get(&self, field: usize) -> &str {
        self.texts.get(field).map_or("", String::as_str)
    }

    /// The text without white space around it.
    pub(crate) fn trimmed(&self, field: usize) -> &str {
        self.get(field).trim_ascii()
    }

    /// Adds to a text; what is beyond the limit is dropped and remembered as [`Slots::take_cut`].
    pub(crate) fn push(&mut self, field: usize, piece: &str) {
        if let Some(text) = self.texts.get_mut(field) {
            self.cut |= push(text, piece);
        }
    }

    pub(crate) fn set(&mut self, field: usize, text: &str) {
        if let Some(slot) = self.texts.get_mut(field) {
            slot.clear();
            self.cut |= push(slot, text);
        }
    }

    /// Adds one text to another.
    pub(crate) fn append(&mut self, to: usize, from: usize) {
        if let Some(slot) = self.texts.get_mut(from) {
            let source = std::mem::take(slot);
            self.push(to, &source);
            if let Some(slot) = self.texts.get_mut(from) {
                *slot = source;
            }
        }
    }

    pub(crate) fn clear(&mut self) {
        self.texts.iter_mut().for_each(String::clear);
        self.cut = false;
    }

    /// Bytes of all texts.
    pub(crate) fn size(&self) -> usize {
        self.texts.iter().map(String::len).sum()
    }

    /// Whether a text of this record was cut; asked once.
    pub(crate) fn take_cut(&mut self) -> bool {
        std::mem::take(&mut self.cut)
    }
}

/// Adds with line ends as LF, as XML and people want them, up to [`limits::TEXT`]; says whether something was dropped.
pub(crate) fn push(text: &mut String, piece: &str) -> bool {
    push_within(text, piece, limits::TEXT)
}

/// The same, up to another limit of the whole text in bytes.
pub(crate) fn push_within(text: &mut String, piece: &str, limit: usize) -> bool {
    let room = limit.saturating_sub(text.len());
    let fits =
        if piece.len() <= room { piece } else { piece.get(..piece.floor_char_boundary(room)).unwrap_or_default() };
    if memchr::memchr(b'\r', fits.as_bytes()).is_some() {
        let mut lines = fits.split('\r');
        text.push_str(lines.next().unwrap_or_default());
        for line in lines {
            if !line.starts_with('\n') {
                text.push('\n');
            }
            text.push_str(line);
        }
    } else {
        text.push_str(fits);
    }
    fits.len() < piece.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_a_character_and_line_ends_become_one_kind() {
        let mut slots = Slots::<2>::default();
        slots.push(0, "a\r\nb\rc");
        assert_eq!(slots.get(0), "a\nb\nc");
        assert!(!slots.take_cut());
        slots.set(1, &"é".repeat(limits::TEXT));
        assert!(slots.get(1).len() <= limits::TEXT && slots.get(1).ends_with('é'));
        assert!(slots.take_cut() && !slots.take_cut());
        slots.clear();
        assert_eq!(slots.get(0), "");
    }
}
