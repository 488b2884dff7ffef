//! What stands around a page, for whoever is signed in.

use std::collections::BTreeSet;

use closeout_app::{App, Error, count::Badges, views::PersonRef};
use closeout_domain::{
    ids::SystemId,
    policy::{self, Action},
};

use crate::{
    format::Count,
    page::{Choice, Frame, Tab},
    session::May,
};

impl<P> May<P> {
    /// The system that the pages show: the one chosen, or the first.
    ///
    /// # Errors
    /// When there is none, or the store fails.
    pub async fn system(&self, app: &App) -> Result<SystemId, Error> {
        match self.session.system {
            Some(system) => Ok(system),
            None => app.system(&self.actor, None).await.map(|row| SystemId(row.id)),
        }
    }

    /// What stands around the page.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn frame(&self, app: &App, active: Tab) -> Result<Frame, Error> {
        let systems = app.systems(&self.actor).await?;
        let system = self.session.system.map(|s| s.0).or_else(|| systems.first().map(|s| s.id));
        let counts = match system {
            Some(system) => app.badges(&self.actor, SystemId(system)).await?,
            None => Badges::default(),
        };
        let permitted = |action: &Action| policy::permit(&self.directory, self.actor.person, *action, &[]).is_ok();
        let name = self.directory.name(self.actor.person).to_owned();
        Ok(Frame {
            organization: self.organization.name.clone(),
            systems: Choice::systems(&systems),
            system,
            person: PersonRef { id: self.actor.person.0, name },
            may: Action::ALL.into_iter().filter(permitted).collect::<BTreeSet<_>>(),
            today: app.today(),
            items: counts.live,
            findings: Count { total: counts.triage, uncounted: counts.triage_uncounted },
            decisions: counts.decisions,
            csrf: self.session.csrf.clone(),
            theme: self.theme,
            flash: self.flash.clone(),
            active,
            here: self.here.clone(),
        })
    }
}
