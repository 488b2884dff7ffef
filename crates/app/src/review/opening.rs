//! Beginning a review: its agenda makes itself.

use std::collections::BTreeSet;

use closeout_domain::{
    cadence::{
        agenda::{self, Span},
        review::{self, Command, OPEN, Opening},
    },
    deadline::rhythm::{Cadence, RHYTHM},
    ids::{ItemNumber, ReviewId, SystemId},
    item::{Item, Status},
    policy::{self, Action},
};
use jiff::{civil::Date, tz::TimeZone};

use super::{followed, shown};
use crate::{
    Actor, App, Error, project,
    query::{EscalationQuery, ItemQuery, Page, Window},
    views::{ItemRow, ReviewRow},
};

impl App {
    /// Begins a review of a system, with the agenda of today.
    ///
    /// # Errors
    /// A refusal with its rule: where that cadence is not held, or one of it goes on. A failing store.
    pub async fn begin_review(&self, actor: &Actor, system: SystemId, cadence: Cadence) -> Result<ReviewRow, Error> {
        let directory = self.writing(actor).await?;
        // Asked before the plan is read, which may be long.
        policy::permit(&directory, actor.person, Action::Review, &[])?;
        let today = self.today();
        let (rhythm, since) = self.rhythm_of(actor, system).await?;
        let before = self.reviews_of(actor, system, Some(cadence)).await?;
        if let Some(open) = before.iter().find(|row| row.state == "open") {
            let sentence = format!("the {cadence} review of {} goes on", open.day);
            return Err(OPEN.refuse(sentence, format!("sign it, or give it up: {}", open.id)).into());
        }
        let held: Vec<Date> = before.iter().filter(|row| row.counts()).map(|row| row.period.first).collect();
        let Some(period) = rhythm.due(cadence, since, &held, today) else {
            let sentence = format!("this system is not reviewed with {}", cadence.with());
            return Err(RHYTHM.refuse(sentence, "set its rhythm to hold such reviews, or hold another one").into());
        };
        let last = before.iter().filter(|row| row.counts()).map(|row| row.day).max();
        let since = last.unwrap_or(period.first);
        let span = Span { cadence, since, today, next: rhythm.next(cadence, period).max(today) };
        let items = self.items_to_review(actor, system, since).await?;
        let (agenda, tally) = agenda::agenda(&items, &self.asked_about(actor, system).await?, &span);
        let id = ReviewId(self.world.ids.uuid());
        let opening = Opening { id, system, cadence, period, day: today, since, tally, agenda };
        let events = review::decide(None, Command::Begin(Box::new(opening)), actor.person, &directory)?;
        let at = self.world.clock.now();
        let (after, append) = followed(None, events, (at, actor.person))?;
        self.write(actor, at, vec![append], vec![project::review(&after)]).await?;
        Ok(shown(&after, &directory))
    }

    /// Every item that can be on an agenda, or that ended since a day.
    async fn items_to_review(&self, actor: &Actor, system: SystemId, since: Date) -> Result<Vec<Item>, Error> {
        let mut numbers = Vec::new();
        let query = ItemQuery { system: Some(system.0), ..ItemQuery::default() };
        self.each_item(actor, query, |row| numbers.extend(wanted(&row, since))).await?;
        let mut items = Vec::with_capacity(numbers.len());
        for number in numbers {
            items.push(self.load_item(actor, number).await?);
        }
        Ok(items)
    }

    /// Items that lie before somebody for a decision.
    async fn asked_about(&self, actor: &Actor, system: SystemId) -> Result<BTreeSet<ItemNumber>, Error> {
        let (mut asked, mut from) = (BTreeSet::new(), Some(0));
        while let Some(start) = from {
            let window = Window { from: start, ..Window::LARGEST };
            let query =
                EscalationQuery { system: Some(system.0), state: vec!["open".into()], window, ..Default::default() };
            let Page { rows, next, .. } = self.world.store.escalations(actor.organization, &query).await?;
            asked.extend(rows.into_iter().filter_map(|row| row.item_number).map(ItemNumber));
            from = next;
        }
        Ok(asked)
    }
}

fn wanted(row: &ItemRow, since: Date) -> Option<ItemNumber> {
    let is_final = row.status.parse().is_ok_and(Status::is_final);
    let ended = row.ended.is_some_and(|at| at.to_zoned(TimeZone::UTC).date() >= since);
    (!is_final || ended).then_some(ItemNumber(row.number))
}
