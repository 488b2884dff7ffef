//! How the columns of a table are read: guessed, as decided before for the same headings, as decided now.

use std::{fs::File, io::BufReader, path::PathBuf};

use closeout_domain::import::{Mapping, Meaning};
use closeout_intake as intake;
use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{ImportFile, unreadable_file};
use crate::{Actor, App, Error, auth::blocking, views::ImportRow};

/// Imports that are looked through for a table with the same headings, newest first.
const LOOKED_THROUGH: u32 = 1_000;

/// What people decided about a table. What is not named here is guessed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct Decisions {
    /// Columns by their headings, and the id of a field or `none`.
    #[serde(default)]
    pub columns: Vec<Decision>,
    /// Words for a state, and `present`, `absent` or `not_judged`.
    #[serde(default)]
    pub words: Vec<Decision>,
}

/// What a heading or a word means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Decision {
    /// As the table writes it.
    pub written: String,
    /// What it means.
    pub means: String,
}

impl Decision {
    /// Of "Stage=state": what stands behind the last sign is the meaning.
    pub fn of(text: &str) -> Option<Self> {
        let (written, means) = text.rsplit_once('=')?;
        let (written, means) = (written.trim(), means.trim());
        (!written.is_empty() && !means.is_empty()).then(|| Self { written: written.into(), means: means.into() })
    }
}

/// How the columns of a table are read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MappingView {
    /// Every column, in the order of the table.
    pub columns: Vec<ColumnView>,
    /// The words for a state that its first rows hold, and those that were decided on.
    pub words: Vec<WordView>,
    /// The import whose decisions were taken over, if there is one.
    pub remembered: Option<Remembered>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ColumnView {
    /// As the table writes it.
    pub heading: String,
    /// The id of what it means; nothing when it is passed over.
    pub field: Option<String>,
    /// Why, for people.
    pub reason: String,
    /// Its first filled cell, cut.
    pub sample: String,
}

/// A word for a state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WordView {
    /// As the table writes it.
    pub word: String,
    /// `present`, `absent` or `not_judged`; nothing when it is not known.
    pub means: Option<String>,
}

/// An earlier import of a table with the same headings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Remembered {
    /// Its id.
    pub import: Uuid,
    /// The name of its file.
    pub file: String,
    /// When it was brought in.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}

/// What a column can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldView {
    /// Its id.
    pub id: &'static str,
    /// For people.
    pub name: &'static str,
}

/// Everything that a column can mean, in the order in which people are asked.
pub fn fields() -> Vec<FieldView> {
    intake::Field::ALL.into_iter().map(|(_, id, name)| FieldView { id, name }).collect()
}

/// The decisions on a table: those remembered, then those of now.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) choices: Vec<intake::Choices>,
    pub(super) remembered: Option<Remembered>,
    pub(super) mapping: Option<intake::Mapping>,
}

impl Table {
    pub(super) fn view(&self) -> Option<MappingView> {
        let mapping = self.mapping.as_ref()?;
        let column = |c: &intake::Column| ColumnView {
            heading: c.heading.clone(),
            field: c.field.map(|field| field.id().to_owned()),
            reason: c.reason.clone(),
            sample: c.sample.clone(),
        };
        let word =
            |w: &intake::Word| WordView { word: w.word.clone(), means: w.means.map(|means| means.id().to_owned()) };
        Some(MappingView {
            columns: mapping.columns.iter().map(column).collect(),
            words: mapping.words.iter().map(word).collect(),
            remembered: self.remembered.clone(),
        })
    }

    /// What is recorded of it.
    pub(super) fn record(&self) -> Option<Mapping> {
        let choices = self.mapping.as_ref()?.choices();
        let meanings = |pairs: Vec<(String, String)>| -> Vec<Meaning> {
            pairs.into_iter().map(|(written, means)| Meaning { written, means }).collect()
        };
        Some(Mapping { columns: meanings(choices.columns), words: meanings(choices.words) })
    }
}

impl From<&Mapping> for Decisions {
    fn from(mapping: &Mapping) -> Self {
        let decision = |m: &Meaning| Decision { written: m.written.clone(), means: m.means.clone() };
        Self {
            columns: mapping.columns.iter().map(decision).collect(),
            words: mapping.words.iter().map(decision).collect(),
        }
    }
}

fn choices(decisions: &Decisions, because: String) -> intake::Choices {
    let pairs = |list: &[Decision]| list.iter().map(|d| (d.written.clone(), d.means.clone())).collect();
    intake::Choices { columns: pairs(&decisions.columns), words: pairs(&decisions.words), because }
}

/// The format of a file and, of a table, what its columns are guessed to mean.
type Looked = (&'static str, Option<intake::Mapping>);

impl App {
    /// How a table is to be read; of any other format, nothing.
    pub(super) async fn table(&self, actor: &Actor, file: &ImportFile) -> Result<Table, Error> {
        let unreadable = |unreadable: intake::Unreadable| unreadable_file(&file.name, &unreadable);
        let guessed = self.look(file, Vec::new()).await?.map_err(unreadable)?.1;
        if guessed.is_none() && file.decisions == Decisions::default() {
            return Ok(Table::default());
        }
        let mut table = Table::default();
        if let Some(guessed) = guessed
            && let Some(row) = self.same_headings(actor, &guessed).await?
            && let Some(decisions) = &row.mapping
        {
            let day = row.at.to_zoned(TimeZone::UTC).strftime("%-d %B %Y");
            table.choices.push(choices(decisions, format!("remembered from the import of {day}")));
            table.remembered = Some(Remembered { import: row.id, file: row.file.clone(), at: row.at });
        }
        if file.decisions != Decisions::default() {
            table.choices.push(choices(&file.decisions, String::new()));
        }
        table.mapping = self.look(file, table.choices.clone()).await?.map_err(unreadable)?.1;
        Ok(table)
    }

    /// The last import that stands of a table with the same headings, of any system of the organization.
    async fn same_headings(&self, actor: &Actor, guessed: &intake::Mapping) -> Result<Option<ImportRow>, Error> {
        let wanted = guessed.headings();
        let rows = self.world.store.imports(actor.organization, None, LOOKED_THROUGH).await?;
        Ok(rows.into_iter().filter(|row| row.undone.is_none()).find(|row| {
            row.mapping.as_ref().is_some_and(|decisions| {
                intake::headings(decisions.columns.iter().map(|decision| decision.written.as_str())) == wanted
            })
        }))
    }

    async fn look(
        &self,
        file: &ImportFile,
        choices: Vec<intake::Choices>,
    ) -> Result<Result<Looked, intake::Unreadable>, Error> {
        let (path, format): (PathBuf, _) = (file.path.clone(), file.format.clone());
        blocking("looking at the columns", move || {
            let source = intake::open(BufReader::with_capacity(1 << 16, File::open(path)?))?;
            let format = super::format_of(&source, format.as_deref())?;
            Ok((format.id(), source.mapping(format, &choices)?))
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_is_read_behind_its_last_sign() {
        let decision = Decision::of(" a=b = state ").unwrap();
        assert_eq!((decision.written.as_str(), decision.means.as_str()), ("a=b", "state"));
        assert!(["", "a", "a=", "=b"].iter().all(|text| Decision::of(text).is_none()));
    }
}
