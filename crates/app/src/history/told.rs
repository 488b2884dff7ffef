//! What is told of an event.

/// An event in words.
pub struct Words {
    /// Which kind of event.
    pub kind: &'static str,
    /// What happened.
    pub sentence: String,
    /// What somebody said to it.
    pub note: String,
}

/// An event in words.
pub fn words(kind: &'static str, sentence: impl Into<String>, note: impl Into<String>) -> Words {
    Words { kind, sentence: sentence.into(), note: note.into() }
}
