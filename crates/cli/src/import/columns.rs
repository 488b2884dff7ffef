//! What people decide about the columns of a table, and how it is told.

use clap::Args;
use closeout_app::import::{ColumnView, Decision, Decisions, MappingView, WordView};
use closeout_intake as intake;

use crate::output;

/// What the columns of a table mean, where the guess is wrong.
#[derive(Args, Debug)]
pub struct Columns {
    /// What a column of a table means: its heading and title, check, requirement, state, severity, score, vector, cve,
    /// cwe, host, os, port, protocol, place, date, description, recommendation, output or none. Can be repeated.
    #[arg(long = "map", value_name = "COLUMN=FIELD", value_parser = decision)]
    columns: Vec<Decision>,
    /// What a word in the column of the state says: present, absent or not_judged. Can be repeated.
    #[arg(long = "word", value_name = "WORD=STATE", value_parser = decision)]
    words: Vec<Decision>,
}

impl Columns {
    /// For an import.
    pub fn decisions(&self) -> Decisions {
        Decisions { columns: self.columns.clone(), words: self.words.clone() }
    }

    /// For reading alone.
    pub fn choices(&self) -> intake::Choices {
        let pairs = |list: &[Decision]| list.iter().map(|d| (d.written.clone(), d.means.clone())).collect();
        intake::Choices { columns: pairs(&self.columns), words: pairs(&self.words), because: String::new() }
    }
}

fn decision(text: &str) -> Result<Decision, String> {
    Decision::of(text).ok_or_else(|| "write it as NAME=MEANING".into())
}

/// A mapping that was only read.
pub fn of_reading(mapping: &intake::Mapping) -> MappingView {
    let column = |c: &intake::Column| ColumnView {
        heading: c.heading.clone(),
        field: c.field.map(|field| field.id().to_owned()),
        reason: c.reason.clone(),
        sample: c.sample.clone(),
    };
    let word = |w: &intake::Word| WordView { word: w.word.clone(), means: w.means.map(|means| means.id().to_owned()) };
    MappingView {
        columns: mapping.columns.iter().map(column).collect(),
        words: mapping.words.iter().map(word).collect(),
        remembered: None,
    }
}

/// The mapping as a table of text.
pub fn told(mapping: &MappingView) -> String {
    let row = |c: &ColumnView| {
        let sample: String = c.sample.chars().take(30).map(|c| if c.is_control() { ' ' } else { c }).collect();
        vec![c.heading.clone(), c.field.clone().unwrap_or_else(|| "none".into()), c.reason.clone(), sample]
    };
    let rows = mapping.columns.iter().map(row).collect();
    let mut text = format!("columns:\n{}", output::table(&["Column", "Read as", "Because", "Such as"], rows));
    if !mapping.words.is_empty() {
        let word = |w: &WordView| format!("{:?} is {}", w.word, w.means.as_deref().unwrap_or("not known"));
        text.push_str(&format!("\nwords: {}", mapping.words.iter().map(word).collect::<Vec<_>>().join(", ")));
    }
    if let Some(before) = &mapping.remembered {
        text.push_str(&format!("\nremembered from the import of {} on {}", before.file, before.at.strftime("%F")));
    }
    text
}
