//! Rules that can say no, and refusals that explain themselves.

use std::fmt;

/// A rule of the record: what it is called, and where it comes from.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable name, as in "closure-separate-people"; documented, tested and shown to people.
    pub id: &'static str,
    /// The paragraph it rests on, as in "SP 800-171A 3.12.2; CMMC L2 Assessment Guide v2.13 p. 204".
    pub cites: &'static str,
    /// What kind of no it says.
    pub kind: Kind,
}

/// The kinds of refusal; pages, the API and the command line answer each in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The person may not do this, now or ever.
    Duty,
    /// The record is not in a state for it.
    State,
    /// What was given is missing or wrong.
    Input,
}

/// A no, with the reason and the way forward.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The rule that says no.
    pub rule: &'static Rule,
    /// What is wrong, as a sentence fragment that fits "refused: …".
    pub sentence: String,
    /// What would make it pass.
    pub remedy: String,
    /// Every gap found, not only the first.
    pub gaps: Vec<Gap>,
}

/// One thing that is missing or wrong, and the field it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The field's name in forms and the API.
    pub field: &'static str,
    /// What is wrong with it.
    pub sentence: String,
}

impl Rule {
    /// Says no.
    pub fn refuse(&'static self, sentence: impl Into<String>, remedy: impl Into<String>) -> Refusal {
        Refusal { rule: self, sentence: sentence.into(), remedy: remedy.into(), gaps: Vec::new() }
    }

    /// Says no because of one field.
    pub fn refuse_field(
        &'static self,
        field: &'static str,
        sentence: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Refusal {
        let sentence = sentence.into();
        Refusal { gaps: vec![Gap { field, sentence: sentence.clone() }], ..self.refuse(sentence, remedy) }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {} [{}, {}]", self.sentence, self.remedy, self.rule.id, self.rule.cites)
    }
}

impl std::error::Error for Refusal {}

/// A text that has to say something.
pub const TEXT: Rule =
    Rule { id: "text-required", cites: "SP 800-171 3.12.2; 32 CFR 170.4 (plan content)", kind: Kind::Input };

/// The longest text of a field, in characters: room for a page and a half, not for a dump.
pub const LONGEST_TEXT: usize = 8_000;

/// Trims a text and refuses an empty or an endless one.
///
/// # Errors
/// Refuses with [`TEXT`], naming the field.
pub fn text(field: &'static str, value: &str) -> Result<String, Refusal> {
    let text = note(field, value)?;
    if text.is_empty() {
        let sentence = format!("{} is empty", field.replace('_', " "));
        return Err(TEXT.refuse_field(field, sentence, "write at least a sentence"));
    }
    Ok(text)
}

/// Trims a text that may be empty and refuses an endless one. Control characters go, which no page shows and PostgreSQL
/// does not store; new lines and tabs stay.
///
/// # Errors
/// Refuses with [`TEXT`], naming the field.
pub fn note(field: &'static str, value: &str) -> Result<String, Refusal> {
    let kept: String = value.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    let text = kept.trim();
    match text.chars().count() {
        n if n > LONGEST_TEXT => Err(TEXT.refuse_field(
            field,
            format!("{} has {n} characters, more than {LONGEST_TEXT}", field.replace('_', " ")),
            "shorten it and attach the rest as evidence",
        )),
        _ => Ok(text.into()),
    }
}
