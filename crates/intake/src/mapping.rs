//! Which column of a table means what: guessed from its headings and first rows, shown with the reason, corrected by
//! people, and handed in again when a table with the same headings comes.

mod field;
mod guess;
mod vocabulary;
mod words;

use serde::Serialize;

pub use field::Field;
pub(crate) use guess::{fields_of, guess, letter};
pub(crate) use words::{meaning, requirement, severity};

use closeout_domain::finding::observation::Judgement;

use crate::sink::{Place, Unreadable};

/// What the columns of a table mean, and what its words for a state say.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Mapping {
    /// Every column, in the order of the table.
    pub columns: Vec<Column>,
    /// The words that the first rows hold where the state stands, and those that people gave a meaning.
    pub words: Vec<Word>,
}

/// One column.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Column {
    /// As the table writes it; "column C" where it writes nothing.
    pub heading: String,
    /// What it means; `None` when it is passed over.
    pub field: Option<Field>,
    /// Why, for people.
    pub reason: String,
    /// Its first filled cell, cut.
    pub sample: String,
    /// Whether its dates begin with the day; `None` when the first rows leave it open.
    #[serde(skip)]
    pub day_first: Option<bool>,
}

/// A word for a state.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Word {
    /// As the table writes it.
    pub word: String,
    /// What it says; `None` when it is not known, and then its row is not judged.
    pub means: Option<State>,
}

/// A [`Judgement`] as it is written: `present`, `absent`, `not_judged`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The weakness is there: open, fail, NOT MET.
    Present,
    /// It is not: closed, pass, MET.
    Absent,
    /// Neither: not applicable, not reviewed.
    NotJudged,
}

impl State {
    /// All of them, as they are written.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Present, "present"), (Self::Absent, "absent"), (Self::NotJudged, "not_judged")];

    /// As it is written.
    pub fn id(self) -> &'static str {
        Self::ALL.into_iter().find(|(state, _)| *state == self).map_or("", |(_, id)| id)
    }

    /// The judgement that it stands for.
    pub fn judgement(self) -> Judgement {
        match self {
            Self::Present => Judgement::Present,
            Self::Absent => Judgement::Absent,
            Self::NotJudged => Judgement::NotJudged,
        }
    }
}

/// What people decided about a table: of a column what it means, of a word what it says. All else is guessed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Choices {
    /// Headings, and the id of a [`Field`] or `none`.
    pub columns: Vec<(String, String)>,
    /// Words, and `present`, `absent` or `not_judged`.
    pub words: Vec<(String, String)>,
    /// Said as the reason of what was chosen; "chosen" when empty.
    pub because: String,
}

impl Mapping {
    /// The headings as they are compared, in alphabetical order: tables with the same are mapped alike.
    pub fn headings(&self) -> Vec<String> {
        headings(self.columns.iter().map(|column| column.heading.as_str()))
    }

    /// The decisions that lead to this mapping again, whatever the rows of the next table hold.
    pub fn choices(&self) -> Choices {
        let field = |column: &Column| column.field.map_or("none", Field::id).to_owned();
        let word = |word: &Word| word.means.map(|means| (word.word.clone(), means.id().to_owned()));
        Choices {
            columns: self.columns.iter().map(|column| (column.heading.clone(), field(column))).collect(),
            words: self.words.iter().filter_map(word).collect(),
            because: String::new(),
        }
    }

    /// Whether some column means this.
    pub fn has(&self, field: Field) -> bool {
        self.columns.iter().any(|column| column.field == Some(field))
    }

    /// Changes what people decided.
    ///
    /// # Errors
    /// When there is no such column, no such field, or no such state.
    pub fn choose(&mut self, choices: &Choices) -> Result<(), Unreadable> {
        let reason = if choices.because.is_empty() { "chosen" } else { &choices.because };
        for (heading, field) in &choices.columns {
            let field = match field.trim() {
                "none" | "" => None,
                id => Some(id.parse::<Field>()?),
            };
            let wanted = normal(heading);
            let mut found = false;
            for column in self.columns.iter_mut().filter(|column| normal(&column.heading) == wanted) {
                found = true;
                // A correction may repeat what was decided elsewhere: then the first reason stands.
                if column.field != field || column.reason.is_empty() || !choices.because.is_empty() {
                    column.field = field;
                    reason.clone_into(&mut column.reason);
                }
            }
            if !found {
                let headings: Vec<&str> = self.columns.iter().map(|column| column.heading.as_str()).collect();
                return Err(Unreadable::new(
                    Place::File,
                    format!("the table has no column {heading:?}"),
                    format!("its columns are {}", headings.join(", ")),
                ));
            }
        }
        for (word, means) in &choices.words {
            let state = State::ALL.into_iter().find(|(_, id)| *id == means.trim().replace(' ', "_"));
            let Some((state, _)) = state else {
                return Err(Unreadable::new(
                    Place::File,
                    format!("{means:?} is not what a word can say"),
                    "a word says present, absent or not_judged",
                ));
            };
            match self.words.iter_mut().find(|known| normal(&known.word) == normal(word)) {
                Some(known) => known.means = Some(state),
                None => self.words.push(Word { word: word.trim().to_owned(), means: Some(state) }),
            }
        }
        Ok(())
    }

    /// What a word says where the state stands: as people decided, else as the vocabulary has it.
    pub(crate) fn state(&self, word: &str) -> Option<Judgement> {
        let wanted = normal(word);
        let chosen = self.words.iter().find(|known| normal(&known.word) == wanted).and_then(|known| known.means);
        chosen.or_else(|| meaning(&wanted)).map(State::judgement)
    }

    /// Whether it holds assessments rather than findings: requirements with a result, and no hosts.
    pub(crate) fn is_assessment(&self) -> bool {
        self.has(Field::Requirement)
            && self.has(Field::State)
            && ![Field::Host, Field::Check, Field::Cve, Field::Severity].into_iter().any(|field| self.has(field))
    }
}

/// Headings as they are compared, in alphabetical order.
pub fn headings<'h>(written: impl Iterator<Item = &'h str>) -> Vec<String> {
    let mut headings: Vec<String> = written.map(normal).collect();
    headings.sort_unstable();
    headings
}

/// A heading or a word as it is compared: lower case, and a single space for whatever is no letter and no digit.
pub(crate) fn normal(text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    for character in text.trim().chars().flat_map(char::to_lowercase) {
        if character.is_alphanumeric() || "#%[].".contains(character) {
            normal.push(character);
        } else if !normal.ends_with(' ') && !normal.is_empty() {
            normal.push(' ');
        }
    }
    normal.truncate(normal.trim_end().len());
    normal
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(headings: &[&str], row: &[&str]) -> Mapping {
        guess(headings, &[row.iter().map(|cell| (*cell).to_owned()).collect()])
    }

    #[test]
    fn what_people_decide_wins_and_can_be_said_again() {
        let mut mapping = table(&["Weakness", "Severity", "Stage", "Colour"], &["Old TLS", "High", "wontfix", "red"]);
        assert_eq!(mapping.columns[2].field, None);
        let choices = Choices {
            columns: vec![("stage".into(), "state".into())],
            words: vec![("WontFix".into(), "present".into())],
            because: String::new(),
        };
        mapping.choose(&choices).unwrap();
        assert_eq!((mapping.columns[2].field, mapping.columns[2].reason.as_str()), (Some(Field::State), "chosen"));
        assert_eq!(mapping.state("wontfix"), Some(Judgement::Present));
        let mut again = table(&["Weakness", "Severity", "Stage", "Colour"], &["x", "low", "", ""]);
        let remembered = Choices { because: "remembered".into(), ..mapping.choices() };
        again.choose(&remembered).unwrap();
        assert_eq!(again.columns[2].field, Some(Field::State));
        assert_eq!(again.columns[3].field, None);
        assert_eq!(again.state("WONTFIX"), Some(Judgement::Present));
        assert_eq!(again.headings(), mapping.headings());
    }

    #[test]
    fn what_cannot_be_decided_is_refused_with_what_can() {
        let mut mapping = table(&["Weakness", "Severity"], &["Old TLS", "High"]);
        for (columns, words, expected) in [
            (vec![("Colour".to_owned(), "title".to_owned())], vec![], "the table has no column \"Colour\""),
            (vec![("Weakness".to_owned(), "colour".to_owned())], vec![], "there is no field \"colour\""),
            (vec![], vec![("done".to_owned(), "perhaps".to_owned())], "\"perhaps\" is not what a word can say"),
        ] {
            let refusal = mapping.choose(&Choices { columns, words, because: String::new() }).unwrap_err();
            assert_eq!(refusal.message, expected);
            assert!(!refusal.advice.is_empty());
        }
    }
}
