//! Forms that come back filled after an error, with the message at the field.

use std::borrow::Borrow;

use closeout_app::error::Problem;

/// What a page knows of the form that was sent to it, if one was. A page has many forms; each has a name of its own on it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Form {
    id: String,
    values: Vec<(String, String)>,
    problem: Option<Problem>,
}

impl Form {
    /// No form was sent.
    pub fn blank() -> Self {
        Self::default()
    }

    /// The form of this name came with these values, and was refused.
    pub fn refused(id: impl Into<String>, values: Vec<(String, String)>, problem: Problem) -> Self {
        Self { id: id.into(), values, problem: Some(problem) }
    }

    /// The form of this name came with these values, and the page shows what it would do.
    pub fn tried(id: impl Into<String>, values: Vec<(String, String)>) -> Self {
        Self { id: id.into(), values, problem: None }
    }

    /// Whether no form was sent.
    pub fn is_blank(&self) -> bool {
        self.id.is_empty()
    }

    /// Whether the form of this name was the one that was sent.
    pub fn is(&self, id: &str) -> bool {
        !self.is_blank() && self.id == id
    }

    /// What a field holds: what was sent, or else `current`.
    pub fn value<'a>(&'a self, id: &str, name: &str, current: &'a str) -> &'a str {
        match self.is(id) {
            // A field that was not sent was empty.
            true => self.sent(name).next().unwrap_or_default(),
            false => current,
        }
    }

    /// Whether an option or a box is chosen: as it was sent, or else as it is now.
    pub fn chosen(&self, id: &str, name: &str, option: impl AsRef<str>, now: impl Borrow<bool>) -> bool {
        match self.is(id) {
            true => self.sent(name).any(|value| value == option.as_ref()),
            false => *now.borrow(),
        }
    }

    /// Why the form was refused.
    pub fn problem(&self, id: &str) -> Option<&Problem> {
        self.problem.as_ref().filter(|_| self.id == id)
    }

    /// How many things are wrong with it.
    pub fn gaps(&self, id: &str) -> usize {
        self.problem(id).map_or(0, |problem| problem.gaps.len())
    }

    /// What is wrong with a field.
    pub fn error(&self, id: &str, name: &str) -> Option<&str> {
        let gaps = &self.problem(id)?.gaps;
        gaps.iter().find(|gap| gap.field == name).map(|gap| gap.message.as_str())
    }

    fn sent(&self, name: &str) -> impl Iterator<Item = &str> {
        self.values.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use closeout_app::views::GapView;

    use super::*;

    fn refused() -> Form {
        let problem = Problem {
            code: "not_valid".into(),
            status: 422,
            title: "Something that you entered needs another look.".into(),
            detail: "no date is given".into(),
            remedy: None,
            rule: Some("date-real".into()),
            citation: None,
            gaps: vec![GapView { field: "due".into(), message: "no date is given".into() }],
        };
        let values = [("title", "Keys bought"), ("finding", "a"), ("finding", "b")];
        Form::refused("milestone", values.map(|(n, v)| (n.to_owned(), v.to_owned())).to_vec(), problem)
    }

    #[test]
    fn the_form_that_was_sent_comes_back_filled() {
        let form = refused();
        assert_eq!(form.value("milestone", "title", "what it was"), "Keys bought");
        assert_eq!(form.value("milestone", "due", "2026-12-01"), "");
        assert_eq!((form.error("milestone", "due"), form.gaps("milestone")), (Some("no date is given"), 1));
        assert!(form.chosen("milestone", "finding", "b", false) && !form.chosen("milestone", "finding", "c", true));
    }

    #[test]
    fn the_other_forms_of_the_page_know_nothing_of_it() {
        let form = refused();
        assert_eq!(form.value("task", "title", "what it was"), "what it was");
        assert_eq!((form.error("task", "due"), form.problem("task"), form.gaps("task")), (None, None, 0));
        assert!(form.chosen("task", "finding", "c", true));
        assert!(!Form::blank().is(""));
    }
}
