//! How the reviews of a system stand: what was held, what is due, what was missed.

use closeout_domain::{
    deadline::rhythm::{Cadence, Rhythm},
    ids::SystemId,
    policy::{self, Action},
};
use jiff::{ToSpan, civil::Date, tz::TimeZone};

use crate::{
    Actor, App, Error,
    query::{Page, ReviewQuery, Window},
    views::{CadenceView, PeriodView, ReviewRow},
};

/// A review is called for so many days before it is missed.
const SOON: i32 = 7;

impl App {
    /// How each cadence of a system stands today.
    ///
    /// # Errors
    /// When the actor may not read, there is no such system, or the store fails.
    pub async fn review_standing(&self, actor: &Actor, system: SystemId) -> Result<Vec<CadenceView>, Error> {
        self.permitted(actor, Action::Read).await?;
        let (rhythm, since) = self.rhythm_of(actor, system).await?;
        let reviews = self.reviews_of(actor, system, None).await?;
        let standing = |cadence| stand(rhythm, since, cadence, &reviews, self.today());
        Ok(Cadence::ALL.into_iter().filter_map(standing).collect())
    }

    /// The reviews of a system that the actor has to hold: those that go on, and those due within a week.
    ///
    /// # Errors
    /// When the actor may not read, there is no such system, or the store fails.
    pub async fn reviews_to_hold(&self, actor: &Actor, system: SystemId) -> Result<Vec<CadenceView>, Error> {
        let directory = self.permitted(actor, Action::Read).await?;
        if policy::permit(&directory, actor.person, Action::Review, &[]).is_err() {
            return Ok(Vec::new());
        }
        let soon = self.today().saturating_add(SOON.days());
        let mut standing = self.review_standing(actor, system).await?;
        standing.retain(|cadence| cadence.open.is_some() || (!cadence.held && cadence.until <= soon));
        Ok(standing)
    }

    /// The rhythm of a system, and the day since which it holds.
    pub(super) async fn rhythm_of(&self, actor: &Actor, system: SystemId) -> Result<(Rhythm, Date), Error> {
        let systems = self.world.store.systems(actor.organization).await?;
        let row = systems.into_iter().find(|row| row.id == system.0);
        let row = row.ok_or_else(|| Error::NotFound { what: "system", id: system.to_string() })?;
        Ok((row.rhythm.rhythm(), row.rhythm_since.to_zoned(TimeZone::UTC).date()))
    }

    /// Every review of a system, or every one of a cadence.
    pub(crate) async fn reviews_of(
        &self,
        actor: &Actor,
        system: SystemId,
        cadence: Option<Cadence>,
    ) -> Result<Vec<ReviewRow>, Error> {
        let (mut reviews, mut from) = (Vec::new(), Some(0));
        while let Some(start) = from {
            let window = Window { from: start, ..Window::LARGEST };
            let cadence = cadence.map(|cadence| cadence.word().to_owned());
            let query = ReviewQuery { system: Some(system.0), cadence, window, ..ReviewQuery::default() };
            let Page { rows, next, .. } = self.world.store.reviews(actor.organization, &query).await?;
            reviews.extend(rows);
            from = next;
        }
        Ok(reviews)
    }
}

fn stand(rhythm: Rhythm, since: Date, cadence: Cadence, reviews: &[ReviewRow], today: Date) -> Option<CadenceView> {
    let mine = || reviews.iter().filter(|row| row.cadence == cadence.word() && row.counts());
    let held: Vec<Date> = mine().map(|row| row.period.first).collect();
    let period = rhythm.due(cadence, since, &held, today)?;
    Some(CadenceView {
        cadence: cadence.word().into(),
        weeks: (cadence == Cadence::Weekly).then_some(rhythm.weeks),
        period: period.into(),
        until: rhythm.until(period),
        held: held.contains(&period.first),
        open: mine().find(|row| row.state == "open").map(|row| row.id),
        last: mine().map(|row| row.day).max(),
        missed: rhythm.missed(cadence, since, &held, today).into_iter().map(PeriodView::from).collect(),
    })
}
