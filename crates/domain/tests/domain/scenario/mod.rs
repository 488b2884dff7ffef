//! A firm of invented people, and sentences about it: `open().when(finish_task(1), RESPONSIBLE).then([..])`.

mod asks;
mod firm;
mod stages;

use closeout_domain::{
    deadline::extension::Extensions,
    item::{self, Command, Context, Event, Item},
    people::{Directory, Role},
    rule::Refusal,
    time::Stamped,
};
use jiff::{SignedDuration, Timestamp, civil::Date};

pub use self::{asks::*, firm::*, stages::*};
use closeout_domain::ids::PersonId;

/// What happened to an item so far, in a firm on a day.
#[derive(Debug, Clone)]
pub struct Given {
    pub history: Vec<Stamped<Event>>,
    pub directory: Directory,
    pub today: Date,
    pub extensions: Extensions,
    refusal: Option<Refusal>,
}

/// What was asked, and the answer.
#[derive(Debug)]
pub struct When {
    given: Given,
    asked: String,
    by: PersonId,
    answer: Result<Vec<Event>, Refusal>,
}

/// Nothing happened yet.
pub fn nothing() -> Given {
    Given { history: Vec::new(), directory: firm(), today: TODAY, extensions: Extensions::default(), refusal: None }
}

impl Given {
    /// Something more happened, as the rules allow it.
    pub fn and(self, command: Command, by: PersonId) -> Self {
        let When { given, asked, by, answer } = self.when(command, by);
        let events = answer.unwrap_or_else(|refusal| panic!("{asked} by {by}: {refusal}"));
        given.recorded(events, by)
    }

    /// It is another day.
    pub fn on(self, today: Date) -> Self {
        Self { today, ..self }
    }

    /// Somebody has left meanwhile.
    pub fn without(mut self, person: PersonId) -> Self {
        self.directory.people.get_mut(&person).expect("only people of the firm leave it").active = false;
        self
    }

    /// Everybody holds every role but assessor, so that only the separation of duties says no.
    pub fn with_every_role(mut self) -> Self {
        for (_, person) in self.directory.people.iter_mut().filter(|(id, _)| ![ASSESSOR, BYSTANDER].contains(id)) {
            person.roles = Role::ALL.into_iter().filter(|role| *role != Role::Assessor).collect();
        }
        self
    }

    /// Somebody asks for something.
    pub fn when(self, command: Command, by: PersonId) -> When {
        let asked = format!("{command:?}");
        let answer = self.ask(command, by);
        When { given: self, asked, by, answer }
    }

    /// What the rules answer.
    pub fn ask(&self, command: Command, by: PersonId) -> Result<Vec<Event>, Refusal> {
        let item = item::replay(&self.history);
        let (directory, extensions) = (&self.directory, &self.extensions);
        let context = Context { at: self.now(), today: self.today, actor: by, directory, extensions };
        item::decide(item.as_ref(), command, &context)
    }

    /// The item as it stands.
    pub fn item(&self) -> Item {
        item::replay(&self.history).expect("an item was drafted")
    }

    /// The refusal just seen says this.
    pub fn saying(self, words: &str) -> Self {
        let said = self.refusal.as_ref().expect("something was refused").to_string();
        assert!(said.contains(words), "{said:?} does not say {words:?}");
        self
    }

    /// A minute passes with each event: no test needs to know how long work takes.
    fn now(&self) -> Timestamp {
        let minutes = i64::try_from(self.history.len()).expect("a short history");
        EIGHT_O_CLOCK + SignedDuration::from_mins(minutes)
    }

    pub fn recorded(mut self, events: Vec<Event>, by: PersonId) -> Self {
        for what in events {
            self.history.push(Stamped { at: self.now(), by, what });
        }
        Self { refusal: None, ..self }
    }
}

impl When {
    /// Then this happens and nothing else.
    pub fn then<const N: usize>(self, expected: [Event; N]) -> Given {
        let Self { given, asked, by, answer } = self;
        let events = answer.unwrap_or_else(|refusal| panic!("{asked}: {refusal}"));
        assert_eq!(events, expected, "{asked}");
        given.recorded(Vec::from(expected), by)
    }

    /// Then the rule says no, because of these fields, and explains itself.
    pub fn then_refused(self, rule: &str, fields: &[&str]) -> Given {
        let Self { given, asked, answer, .. } = self;
        let refusal = answer.err().unwrap_or_else(|| panic!("{asked} was not refused by {rule}"));
        assert_eq!(refusal.rule.id, rule, "{asked}: {refusal}");
        assert_eq!(refusal.gaps.iter().map(|gap| gap.field).collect::<Vec<_>>(), fields, "{asked}: {refusal:?}");
        explains_itself(&refusal);
        Given { refusal: Some(refusal), ..given }
    }
}

/// A refusal names its rule, says what is wrong, what would make it pass, and where that is written.
pub fn explains_itself(refusal: &Refusal) {
    let shown = refusal.to_string();
    for part in [refusal.rule.id, refusal.rule.cites, &refusal.sentence, &refusal.remedy] {
        assert!(!part.trim().is_empty() && shown.contains(part), "{refusal:?}");
    }
    assert!(refusal.gaps.iter().all(|gap| !gap.field.is_empty() && !gap.sentence.trim().is_empty()), "{refusal:?}");
    assert!(!refusal.remedy.ends_with('.') && !refusal.sentence.ends_with('.'), "fragments: {refusal:?}");
}
