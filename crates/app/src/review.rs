//! Reviews: the plan of a system gone through with those whom it concerns. The record keeps what was looked at, said and
//! agreed on; the signed minutes are kept as a file.

mod minutes;
mod opening;
mod standing;

use closeout_domain::{
    cadence::review::{self, Agreed, Attendance, Command, Remark, Review},
    ids::{ItemNumber, ReviewId},
    item::{self, value::TaskPlan},
    people::Directory,
    policy::{self, Action},
    time::Stamped,
};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Actor, App, Error, history,
    ports::{Append, StoreError},
    project,
    query::{Page, ReviewQuery},
    record::{Event, Recorded, Stream},
    show,
    views::{HistoryEntry, ItemRow, ReviewRow},
};

/// How often a change is made anew when somebody else wrote first.
const TRIES: usize = 8;

/// A review with all that its page shows.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ReviewPage {
    /// The review.
    pub review: ReviewRow,
    /// The items that it looks at, or that were brought up, as they stand now; by number.
    pub items: Vec<ItemRow>,
    /// What the reader may do: `lead` it while it goes on, `sign` it as it stands.
    pub may: Vec<String>,
    /// Why it cannot be signed by the reader yet.
    pub unsigned: Option<String>,
    /// What happened, newest first.
    pub history: Vec<HistoryEntry>,
}

impl App {
    /// Reviews that match, a page.
    ///
    /// # Errors
    /// When the actor may not read, or the store fails.
    pub async fn reviews(&self, actor: &Actor, query: &ReviewQuery) -> Result<Page<ReviewRow>, Error> {
        let directory = self.permitted(actor, Action::Read).await?;
        let mut page = self.world.store.reviews(actor.organization, query).await?;
        page.rows.iter_mut().for_each(|row| show::review(row, &directory));
        Ok(page)
    }

    /// One review.
    ///
    /// # Errors
    /// When there is none, or the store fails.
    pub async fn review(&self, actor: &Actor, id: ReviewId) -> Result<ReviewPage, Error> {
        let directory = self.permitted(actor, Action::Read).await?;
        let events = self.events(actor, Stream::Review(id)).await?;
        let review = replayed(&events).ok_or_else(|| not_found(id))?;
        let mut items = Vec::new();
        for number in spoken_of(&review) {
            let item = self.load_item(actor, number).await?;
            items.push(show::item_row(project::item_row(&item), &directory, self.today()));
        }
        let leads = !actor.read_only && policy::permit(&directory, actor.person, Action::Review, &[]).is_ok();
        let leads = leads && review.is_open();
        let signing = review::may_sign(&review, actor.person, &directory);
        let may = [("lead", leads), ("sign", leads && signing.is_ok())];
        let mut row = ReviewRow::from(&review);
        show::review(&mut row, &directory);
        Ok(ReviewPage {
            review: row,
            items,
            may: may.into_iter().filter(|(_, may)| *may).map(|(word, _)| word.to_owned()).collect(),
            unsigned: signing.err().filter(|_| leads).map(|refusal| refusal.sentence),
            history: events.iter().rev().map(|event| history::entry(event, &directory)).collect(),
        })
    }

    /// Says who is there; whoever was named before is forgotten.
    ///
    /// # Errors
    /// A refusal with its rule, or a failing store.
    pub async fn attend_review(&self, actor: &Actor, id: ReviewId, attendance: Attendance) -> Result<ReviewRow, Error> {
        self.change_review(actor, id, Command::Attend(attendance)).await
    }

    /// Says something of an item, or of the whole plan.
    ///
    /// # Errors
    /// A refusal with its rule, no such item in the system, or a failing store.
    pub async fn remark_in_review(&self, actor: &Actor, id: ReviewId, remark: Remark) -> Result<ReviewRow, Error> {
        if let Some(item) = remark.item {
            self.item_of_review(actor, id, item).await?;
        }
        self.change_review(actor, id, Command::Remark(remark)).await
    }

    /// Says that the review is not held after all.
    ///
    /// # Errors
    /// A refusal with its rule, or a failing store.
    pub async fn give_review_up(&self, actor: &Actor, id: ReviewId, why: String) -> Result<ReviewRow, Error> {
        self.change_review(actor, id, Command::GiveUp { why }).await
    }

    /// Gives somebody a next action: a task of an item, added in the same write.
    ///
    /// # Errors
    /// A refusal with its rule, by the review or by the item; a failing store.
    pub async fn agree_in_review(
        &self,
        actor: &Actor,
        id: ReviewId,
        number: ItemNumber,
        plan: TaskPlan,
    ) -> Result<ReviewRow, Error> {
        let ground = self.ground(actor).await?;
        for _ in 0..TRIES {
            let at = self.world.clock.now();
            let review = self.load_review(actor, id).await?;
            let item = self.item_of_review(actor, id, number).await?;
            let (title, responsible, due) = (plan.title.trim().to_owned(), plan.responsible, plan.due);
            let before: Vec<_> = item.tasks.keys().copied().collect();
            let expected = item.version;
            let add = item::Command::AddTask { plan: plan.clone() };
            let (item, events) = self.decide_item(actor, &ground, at, Some(item), vec![add])?;
            let task = item.tasks.keys().find(|task| !before.contains(task)).ok_or(Error::Lost("a new task"))?;
            let agreed = Command::Agree(Agreed { item: number, task: *task, title, responsible, due });
            let agreed = review::decide(Some(&review), agreed, actor.person, &ground.directory)?;
            let (after, append) = followed(Some(review), agreed, (at, actor.person))?;
            let events = events.into_iter().map(Event::Item).collect();
            let appends = vec![append, Append { stream: Stream::Item(number), expected, events }];
            match self.write(actor, at, appends, vec![project::review(&after), project::item(&item)]).await {
                Ok(_) => return Ok(shown(&after, &ground.directory)),
                Err(Error::Store(StoreError::Conflict { .. })) => {}
                Err(other) => return Err(other),
            }
        }
        Err(Error::Lost("a much contended change"))
    }

    /// An item that this review can speak of: one of its system.
    async fn item_of_review(&self, actor: &Actor, id: ReviewId, number: ItemNumber) -> Result<item::Item, Error> {
        let review = self.load_review(actor, id).await?;
        let item = self.load_item(actor, number).await?;
        match item.system == review.opening.system {
            true => Ok(item),
            false => Err(Error::NotFound { what: "item of this system", id: number.to_string() }),
        }
    }

    async fn change_review(&self, actor: &Actor, id: ReviewId, command: Command) -> Result<ReviewRow, Error> {
        let directory = self.writing(actor).await?;
        for _ in 0..TRIES {
            let at = self.world.clock.now();
            let review = self.load_review(actor, id).await?;
            let events = review::decide(Some(&review), command.clone(), actor.person, &directory)?;
            let (after, append) = followed(Some(review), events, (at, actor.person))?;
            match self.write(actor, at, vec![append], vec![project::review(&after)]).await {
                Ok(_) => return Ok(shown(&after, &directory)),
                // Minutes are kept by several people at once: what one says does not undo what another said.
                Err(Error::Store(StoreError::Conflict { .. })) => {}
                Err(other) => return Err(other),
            }
        }
        Err(Error::Lost("a much contended change"))
    }

    async fn load_review(&self, actor: &Actor, id: ReviewId) -> Result<Review, Error> {
        replayed(&self.events(actor, Stream::Review(id)).await?).ok_or_else(|| not_found(id))
    }
}

fn shown(review: &Review, directory: &Directory) -> ReviewRow {
    let mut row = ReviewRow::from(review);
    show::review(&mut row, directory);
    row
}

/// Every item that is on the agenda or was brought up, by number.
fn spoken_of(review: &Review) -> std::collections::BTreeSet<ItemNumber> {
    let listed = review.opening.agenda.iter().map(|entry| entry.item);
    let said = review.remarks.iter().filter_map(|remark| remark.item);
    listed.chain(said).chain(review.actions.iter().map(|action| action.item)).collect()
}

fn not_found(id: ReviewId) -> Error {
    Error::NotFound { what: "review", id: id.to_string() }
}

fn replayed(events: &[Recorded]) -> Option<Review> {
    let of_review = |recorded: &Recorded| match &recorded.event {
        Event::Review(what) => Some(Stamped { at: recorded.at, by: recorded.by, what: what.clone() }),
        _ => None,
    };
    review::replay(&events.iter().filter_map(of_review).collect::<Vec<_>>())
}

/// The review after its events, and what is appended.
fn followed(
    before: Option<Review>,
    events: Vec<review::Event>,
    (at, by): (Timestamp, closeout_domain::ids::PersonId),
) -> Result<(Review, Append), Error> {
    let expected = before.as_ref().map_or(0, |review| review.version);
    let stamped = |what: &review::Event| Stamped { at, by, what: what.clone() };
    let after = events.iter().map(stamped).fold(before, |r, event| review::fold(r, &event));
    let after = after.ok_or(Error::Lost("a review"))?;
    let stream = Stream::Review(after.opening.id);
    Ok((after, Append { stream, expected, events: events.into_iter().map(Event::Review).collect() }))
}
