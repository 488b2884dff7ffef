//! What a draft takes over from its findings: the requirement that they bear on, the priority with its reasons, the day by which the policy of the system
//! wants them corrected as a first milestone, and how that day came about.

use closeout_domain::{
    deadline::{self, Due, Standing},
    ids::{FindingId, SystemId},
    item::{Command, Event as ItemEvent},
    mapping::Concerns,
    policy::Action,
    rule::LONGEST_TEXT,
};
use jiff::civil::Date;

use crate::{
    Actor, App, Error,
    ports::Imported,
    record::Event,
    views::{DueView, ExampleView, FindingRow},
};

/// So many findings of a draft that an import began are looked at, the worst first: an import may begin hundreds.
const LOOKED_AT: usize = 50;

impl App {
    /// What is said of a draft that answers these findings. They are all of one system.
    pub(crate) async fn taken_over(&self, actor: &Actor, rows: &[FindingRow]) -> Result<Vec<Command>, Error> {
        let (explained, due) = self.reckon(actor, rows).await?;
        let concerns = self.concerns(actor, rows).await?;
        // What the source itself names is on the draft already, with its objective.
        let assessed = rows.iter().any(|row| !row.requirement.is_empty());
        let requirement = concerns
            .leading()
            .filter(|_| !assessed)
            .map(|leading| Command::NameRequirement { requirement: Some(leading.to_owned()), objectives: Vec::new() });
        let rate = Command::Rate { rating: explained.rating() };
        let milestone = milestone(&due, self.world.clock.today(), assessed);
        let told = [traced(&due), reasoned(&concerns)].into_iter().filter(|text| !text.is_empty());
        let comments = told.map(|text| Command::Comment { text: text.chars().take(LONGEST_TEXT).collect() });
        Ok([requirement, Some(rate), milestone].into_iter().flatten().chain(comments).collect())
    }

    /// Says of every draft that an import began what is known of its findings. It needs what stands only once the import
    /// does: on which assets they are, and what the feeds say of them.
    pub(crate) async fn complete_drafts(&self, actor: &Actor, imported: &Imported) -> Result<(), Error> {
        let mut changes = Vec::new();
        for recorded in &imported.recorded {
            let Event::Item(ItemEvent::Drafted { number, findings, .. }) = &recorded.event else { continue };
            let rows = self.rows_of(actor, findings).await?;
            if !rows.is_empty() {
                changes.push((*number, None, self.taken_over(actor, &rows).await?));
            }
        }
        self.change_items(actor, changes, Vec::new()).await?;
        Ok(())
    }

    /// What the policy of due dates of a system comes to, by two cases that are found today.
    ///
    /// # Errors
    /// When there is no such system here, or the store fails.
    pub async fn deadline_examples(&self, actor: &Actor, system: SystemId) -> Result<Vec<ExampleView>, Error> {
        self.permitted(actor, Action::Read).await?;
        let policy = self.system_state(actor, system).await?.deadlines().1;
        let examples = deadline::examples(&policy, self.world.clock.today());
        let view =
            |example: &deadline::Example| ExampleView { case: example.case.clone(), due: DueView::of(&example.due) };
        Ok(examples.iter().map(view).collect())
    }

    async fn rows_of(&self, actor: &Actor, findings: &[FindingId]) -> Result<Vec<FindingRow>, Error> {
        let mut rows = Vec::new();
        for finding in findings.iter().take(LOOKED_AT) {
            rows.extend(self.world.store.finding(actor.organization, *finding).await?);
        }
        Ok(rows)
    }
}

/// The first milestone. A day that has passed already cannot be planned: what is late is planned for today.
fn milestone(due: &Due, today: Date, assessed: bool) -> Option<Command> {
    let day = due.date()?;
    let what = if assessed { "the requirement is met" } else { "the weakness is corrected everywhere" };
    let title = match day < today {
        true => format!("{what} (was due {day})"),
        false => what.to_owned(),
    };
    Some(Command::PlanMilestone { title, due: day.max(today) })
}

/// How the due date came about, as a comment on the item.
fn traced(due: &Due) -> String {
    let first = match due.standing {
        Standing::On(date) => format!("due {date} by the policy of the system"),
        Standing::NextUpgrade => "due at the next scheduled major upgrade by the policy of the system".into(),
        Standing::Incomplete => "no due date: an answer is missing".into(),
        Standing::Unset => "no due date: the policy of the system names none".into(),
    };
    let steps = due.trace.iter().map(|step| format!("- {}", step.sentence));
    let told: Vec<String> = std::iter::once(first).chain(steps).collect();
    told.join("\n")
}

/// Which requirements the findings bear on, and why, as a comment on the item.
fn reasoned(concerns: &Concerns) -> String {
    let Some(leading) = concerns.leading() else { return String::new() };
    let others: Vec<&str> = concerns.named.iter().skip(1).map(|c| c.requirement.as_str()).collect();
    let first = match others.is_empty() {
        true => format!("the findings bear on {leading}"),
        false => format!("the findings bear on {leading}, and on {}", others.join(", ")),
    };
    let reasons = concerns.named.iter().map(|concern| format!("- {}", concern.reason));
    std::iter::once(first).chain(reasons).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn due(standing: Standing) -> Due {
        Due { standing, kev_due_date: None, forensic_triage: false, trace: Vec::new() }
    }

    #[test]
    fn the_due_date_is_the_first_milestone() {
        let today = date(2026, 11, 22);
        let planned = |standing, assessed| match milestone(&due(standing), today, assessed) {
            Some(Command::PlanMilestone { title, due }) => Some((title, due)),
            _ => None,
        };
        let ahead = planned(Standing::On(date(2026, 12, 22)), false);
        assert_eq!(ahead, Some(("the weakness is corrected everywhere".into(), date(2026, 12, 22))));
        let late = planned(Standing::On(date(2026, 11, 1)), true);
        assert_eq!(late, Some(("the requirement is met (was due 2026-11-01)".into(), today)));
        for undated in [Standing::NextUpgrade, Standing::Incomplete, Standing::Unset] {
            assert_eq!(planned(undated, false), None, "{undated:?}: a day is not made up");
        }
    }
}
