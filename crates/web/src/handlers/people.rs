//! People and duties, and one person.

use std::collections::BTreeSet;

use axum::{extract::State, response::Response};
use closeout_app::{
    App, Error,
    query::{ItemQuery, TaskQuery, Window},
    views::PersonRow,
};
use closeout_domain::{
    ids::PersonId,
    item::Status,
    organization::{Away, Command, NewPerson},
    people::Role,
};

use super::{
    ask::At,
    show::{All as _, again, page, refused},
};
use crate::{
    api::id::Id,
    error::PageError,
    flash,
    page::{Choice, Form, Tab},
    pages::{people::People, person::PersonPage},
    permission::{Administer, KeepTime, Read},
    sent::{FORM, Sent},
    session::May,
    urls,
};

/// Only the number of rows is of interest.
const COUNT: Window = Window { from: 0, rows: 1 };

/// Everybody, every system, and what each role may do.
pub async fn list(who: May<Read>, State(app): State<App>) -> Result<Response, PageError> {
    page(&build(&who, &app, Form::blank()).await?)
}

pub(super) async fn build<P>(who: &May<P>, app: &App, form: Form) -> Result<People, PageError> {
    let mut frame = who.frame(app, Tab::People).await?;
    frame.here = urls::PEOPLE.into();
    Ok(People { frame, organization: who.organization.clone(), systems: app.systems(&who.actor).await?, form })
}

/// Add a person.
pub async fn add(who: May<Administer>, State(app): State<App>, form: Sent) -> Result<Response, PageError> {
    match put(&who, &app, &form).await {
        Ok(person) => Ok(flash::done(&urls::person(person), format!("{} is added", form.text("name").trim()))),
        Err(error) => {
            let (form, problem) = refused("person", form, error)?;
            again(&build(&who, &app, form).await?, "person", problem)
        }
    }
}

async fn put(who: &May<Administer>, app: &App, form: &Sent) -> Result<PersonId, Error> {
    let id = PersonId(app.world().ids.uuid());
    let (name, email, title) = (form.string("name"), form.string("email"), form.string("title"));
    let person = NewPerson { id, name, email, title, roles: roles(form)? };
    app.add_person(&who.actor, person, form.filled("password")).await?;
    Ok(id)
}

fn away(form: &Sent) -> Result<Away, Error> {
    let (first, last) = (form.day("first"), form.day("last")).all()?;
    Ok(Away { first, last })
}

fn roles(form: &Sent) -> Result<BTreeSet<Role>, Error> {
    Ok(form.every::<Role>("role")?.into_iter().collect())
}

/// One person.
pub async fn show(
    who: May<Read>,
    State(app): State<App>,
    At(Id(person)): At<Id<PersonId>>,
) -> Result<Response, PageError> {
    page(&build_one(&who, &app, person, Form::blank()).await?)
}

async fn build_one<P>(who: &May<P>, app: &App, id: PersonId, form: Form) -> Result<PersonPage, PageError> {
    let person = row(who, id)?;
    let live = Status::ALL.into_iter().filter(|s| s.is_live()).map(|s| s.word().to_owned());
    let items = ItemQuery { owner: Some(person.id), status: live.collect(), window: COUNT, ..ItemQuery::default() };
    let tasks = TaskQuery {
        responsible: Some(person.id),
        stage: Some("open".into()),
        active: true,
        window: COUNT,
        ..TaskQuery::default()
    };
    let mut frame = who.frame(app, Tab::People).await?;
    frame.here = urls::person(id);
    let mut others = Choice::people(&who.organization, &[]);
    others.retain(|other| other.value != id.to_string());
    Ok(PersonPage {
        frame,
        person,
        others,
        items: app.items(&who.actor, &items, None).await?.total,
        tasks: app.tasks(&who.actor, &tasks, None).await?.total,
        form,
    })
}

fn row<P>(who: &May<P>, id: PersonId) -> Result<PersonRow, Error> {
    let found = who.organization.people.iter().find(|p| p.id == id.0).cloned();
    found.ok_or_else(|| Error::NotFound { what: "person", id: id.to_string() })
}

/// Forms of a person: `name: Permission, "form" => |sent, person| command, "what was done";`
macro_rules! changes {
    ($($(#[$doc:meta])* $name:ident: $permission:ident, $form:literal => |$sent:pat_param, $person:ident| $command:expr, $told:literal;)*) => {
        $($(#[$doc])*
        pub async fn $name(
            who: May<$permission>,
            State(app): State<App>,
            At(Id($person)): At<Id<PersonId>>,
            form: Sent,
        ) -> Result<Response, PageError> {
            let command = |$sent: &Sent| Ok::<_, Error>($command);
            let changed = match command(&form) {
                Ok(command) => change(&who, &app, $person, command).await,
                Err(error) => Err(error),
            };
            answer(&who, &app, $person, ($form, form), changed, $told).await
        })*
    };
}

changes! {
    /// Change how a person is called.
    describe: Administer, "describe" => |f, person| {
        Command::DescribePerson { person, name: f.string("name"), title: f.string("title") }
    }, "the person is described anew";

    /// Set a person's roles. Nobody sets their own.
    set_roles: Administer, "roles" => |f, person| Command::SetRoles { person, roles: roles(f)? }, "the roles are set";

    /// Name who supervises a person, or nobody.
    name_supervisor: Administer, "supervisor" => |f, person| {
        Command::NameSupervisor { person, supervisor: f.named_if_any("supervisor")? }
    }, "the supervisor is named";

    /// Say how many hours of a week they have for the plan; empty where nobody knows.
    set_hours: KeepTime, "hours" => |f, person| {
        let weekly = f.filled("weekly").map(|_| f.number("weekly")).transpose()?;
        Command::SetHours { person, weekly }
    }, "the hours are set";

    /// Say when they are away.
    plan_absence: KeepTime, "away" => |f, person| Command::PlanAbsence { person, away: away(f)? },
        "the absence is on record";

    /// They are there after all.
    withdraw_absence: KeepTime, "there" => |f, person| Command::WithdrawAbsence { person, away: away(f)? },
        "the absence is withdrawn";

    /// Record that a person left. Their place in the history stays.
    leave: Administer, "leave" => |f, person| Command::Leave { person, reason: f.string("reason") }, "it is recorded that they left";

    /// Record that a person came back.
    come_back: Administer, "return" => |_, person| Command::Return { person }, "it is recorded that they are back";
}

/// Set a person's password. Their sessions end.
pub async fn set_password(
    who: May<Administer>,
    State(app): State<App>,
    At(Id(person)): At<Id<PersonId>>,
    form: Sent,
) -> Result<Response, PageError> {
    let changed = match twice(&form) {
        Ok(password) => app.set_password(&who.actor, person, password).await,
        Err(error) => Err(error),
    };
    answer(&who, &app, person, ("password", form), changed, "the password is set").await
}

/// A password that was entered twice, the same both times.
pub(super) fn twice(form: &Sent) -> Result<&str, Error> {
    match form.text("password") == form.text("again") {
        true => Ok(form.text("password")),
        false => Err(FORM.refuse_field("again", "the two are not the same", "enter both once more").into()),
    }
}

/// Somebody who was never of this organization is not here, whatever is asked of them.
async fn change<P>(who: &May<P>, app: &App, person: PersonId, command: Command) -> Result<(), Error> {
    row(who, person)?;
    app.change_organization(&who.actor, command).await.map(drop)
}

async fn answer<P>(
    who: &May<P>,
    app: &App,
    person: PersonId,
    (id, form): (&str, Sent),
    changed: Result<(), Error>,
    told: &str,
) -> Result<Response, PageError> {
    match changed {
        Ok(()) => Ok(flash::done(&urls::person(person), format!("{}: {told}", row(who, person)?.name))),
        Err(error) => {
            let (form, problem) = refused(id, form, error)?;
            again(&build_one(who, app, person, form).await?, id, problem)
        }
    }
}
