//! One system: what its security plan says, who runs its plan of action, what becomes of new findings.

use askama::Template;
use closeout_app::views::{DeadlineRow, ExampleView, ExposureRuleView, SystemRow};
use closeout_domain::{
    deadline::{Preset, Row},
    policy::Action,
};

use crate::{
    format::*,
    page::{Choice, Form, Frame, Theme},
    urls,
};

/// One system. Its forms are the verbs of [`urls::system_do`].
#[derive(Template)]
#[template(path = "people/system.html")]
pub struct SystemPage {
    pub frame: Frame,
    /// With names filled in.
    pub system: SystemRow,
    /// Active people with the role owner.
    pub owners: Vec<Choice>,
    /// Active people with the role executive.
    pub executives: Vec<Choice>,
    /// What its policy of due dates comes to.
    pub examples: Vec<ExampleView>,
    pub form: Form,
}

impl SystemPage {
    fn presets(&self) -> Vec<Choice> {
        Preset::ALL.map(|preset| Choice::new(preset.word(), preset.title())).to_vec()
    }

    fn preset(&self) -> &'static str {
        self.system.deadlines.preset.parse::<Preset>().map_or("a table that is not known", Preset::title)
    }

    /// Its own table as the form takes it, one row a line.
    fn rows(&self) -> String {
        let line = |row: &DeadlineRow| {
            let DeadlineRow { level, internet, known_exploited, days } = row;
            let level = level.parse().ok()?;
            Some(Row { level, internet: *internet, known_exploited: *known_exploited, days: *days }.to_string())
        };
        self.system.deadlines.rows.iter().filter_map(line).collect::<Vec<_>>().join("\n")
    }

    fn holidays(&self) -> String {
        self.system.deadlines.holidays.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    }

    /// Who decides on extensions as the form takes it, one priority a line, the most urgent first.
    fn limits(&self) -> String {
        self.system.extensions().limits().iter().rev().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    }

    /// The steps of its ladder as the form takes them, one priority a line, the most urgent first.
    fn steps(&self) -> String {
        self.system.ladder.ladder().steps.iter().rev().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    }

    fn executive(&self) -> String {
        self.system.ladder.executive.map(|id| id.to_string()).unwrap_or_default()
    }

    /// Its rules as the form takes them, one a line.
    fn rules(&self) -> String {
        let line = |rule: &ExposureRuleView| rule.rule().to_string();
        self.system.exposure_rules.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// As in "weekly, monthly, quarterly, 3 days of grace".
    fn rhythm(&self) -> String {
        closeout_app::history::rhythm(self.system.rhythm.rhythm())
    }

    fn choices(&self, words: &[(&str, &str)]) -> Vec<Choice> {
        words.iter().map(|(value, label)| Choice::new(*value, *label)).collect()
    }

    fn severities(&self) -> Vec<Choice> {
        let label = |word: &str| match word {
            "critical" => "Critical only".to_owned(),
            word => format!("{} and worse", word.phrase()),
        };
        ["critical", "high", "medium", "low"].map(|word| Choice::new(word, label(word))).to_vec()
    }
}
