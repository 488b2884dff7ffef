//! A step of the reckoning: what is so, and what it does to the priority.

use super::{Priority, Rating};

/// What a reason does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// The reckoning begins here.
    Start(Priority),
    /// It is at least this from here on.
    AtLeast(Priority),
    /// One step towards critical.
    StepUp,
    /// One step towards low.
    StepDown,
    /// Known, and changes nothing.
    None,
    /// Not known, and therefore changes nothing.
    Unknown,
}

impl Effect {
    /// The priority after it.
    pub fn apply(self, before: Priority) -> Priority {
        let up = || Priority::ALL.into_iter().find(|p| *p > before);
        let down = || Priority::ALL.into_iter().rev().find(|p| *p < before);
        match self {
            Self::Start(priority) => priority,
            Self::AtLeast(least) => before.max(least),
            Self::StepUp => up().unwrap_or(Priority::Critical),
            Self::StepDown => down().unwrap_or(Priority::Low),
            Self::None | Self::Unknown => before,
        }
    }

    /// For people, as in "at least high".
    pub fn phrase(self) -> String {
        match self {
            Self::Start(priority) => format!("begins as {priority}"),
            Self::AtLeast(priority) => format!("at least {priority}"),
            Self::StepUp => "one step up".into(),
            Self::StepDown => "one step down".into(),
            Self::None => "changes nothing".into(),
            Self::Unknown => "not known, changes nothing".into(),
        }
    }
}

/// One reason, with its effect and the priority after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Stable name of the step, as in "kev"; documented and tested.
    pub code: &'static str,
    /// What is so, with numbers and dates, without a full stop.
    pub sentence: String,
    /// What it does.
    pub effect: Effect,
    /// What the priority is after it.
    pub after: Priority,
}

/// As in "this", "this and that", "this, that and those".
pub(crate) fn listed(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A priority as the sum of its reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// What the reasons come to: the last one's `after`.
    pub priority: Priority,
    /// Every step, in order.
    pub reasons: Vec<Reason>,
}

impl Explained {
    /// As an item keeps it: sentences with their effect. What is not known is left out.
    pub fn rating(&self) -> Rating {
        let told = self.reasons.iter().filter(|r| r.effect != Effect::Unknown).map(|r| match r.effect {
            Effect::Start(_) | Effect::None => r.sentence.clone(),
            effect => format!("{}: {}", r.sentence, effect.phrase()),
        });
        Rating { priority: self.priority, reasons: told.collect() }
    }

    /// The sum as it grows.
    pub(super) fn begin(code: &'static str, sentence: String, priority: Priority) -> Self {
        let first = Reason { code, sentence, effect: Effect::Start(priority), after: priority };
        Self { priority, reasons: vec![first] }
    }

    pub(super) fn add(&mut self, code: &'static str, effect: Effect, sentence: String) {
        self.priority = effect.apply(self.priority);
        self.reasons.push(Reason { code, sentence, effect, after: self.priority });
    }
}
