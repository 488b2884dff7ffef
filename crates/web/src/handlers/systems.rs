//! One system: its security plan, who runs its plan of action, what becomes of new findings.

use axum::{extract::State, response::Response};
use closeout_app::{App, Error};
use closeout_domain::{
    finding::severity::Severity,
    ids::{PersonId, SystemId},
    people::Role,
    rule::Refusal,
    system::{Command, Description, Promotion},
};

use super::{
    ask::At,
    people, policy as described,
    show::{again, page, refused},
};
use crate::{
    api::id::Id,
    error::PageError,
    flash,
    page::{Choice, Form, Tab},
    pages::system::SystemPage,
    permission::{Administer, AppointOwner, Read},
    sent::Sent,
    session::May,
    urls,
};

/// Register a system.
pub async fn register(who: May<Administer>, State(app): State<App>, form: Sent) -> Result<Response, PageError> {
    let id = SystemId(app.world().ids.uuid());
    let description = Description { name: form.string("name"), ..Description::default() };
    match app.change_system(&who.actor, id, Command::Register { id, description }).await {
        Ok(row) => Ok(flash::done(&urls::system(id), format!("{} is registered", row.name))),
        Err(error) => {
            let (form, problem) = refused("system", form, error)?;
            again(&people::build(&who, &app, form).await?, "system", problem)
        }
    }
}

/// One system.
pub async fn show(
    who: May<Read>,
    State(app): State<App>,
    At(Id(system)): At<Id<SystemId>>,
) -> Result<Response, PageError> {
    page(&build(&who, &app, system, Form::blank()).await?)
}

async fn build<P>(who: &May<P>, app: &App, system: SystemId, form: Form) -> Result<SystemPage, PageError> {
    let row = app.system(&who.actor, Some(system)).await?;
    let mut frame = who.frame(app, Tab::People).await?;
    frame.here = urls::system(system);
    let examples = app.deadline_examples(&who.actor, system).await?;
    let owners = Choice::people(&who.organization, &[Role::Owner.word()]);
    let executives = Choice::people(&who.organization, &[Role::Executive.word()]);
    Ok(SystemPage { frame, system: row, owners, executives, examples, form })
}

/// Appoint the owner of its plan. Who held it before stays on record.
pub async fn appoint(
    who: May<AppointOwner>,
    State(app): State<App>,
    At(Id(system)): At<Id<SystemId>>,
    form: Sent,
) -> Result<Response, PageError> {
    let person = form.named::<PersonId>("person");
    let command = person.map(|person| Command::AppointOwner { person, note: form.string("note") });
    answer(&who, &app, system, ("appoint", form), command, "the POA&M owner is appointed").await
}

/// Say what the security plan says of it.
pub async fn describe(
    who: May<Administer>,
    State(app): State<App>,
    At(Id(system)): At<Id<SystemId>>,
    form: Sent,
) -> Result<Response, PageError> {
    let command = description(&form).map(Command::Describe);
    answer(&who, &app, system, ("describe", form), command, "the system is described anew").await
}

fn description(form: &Sent) -> Result<Description, Refusal> {
    Ok(Description {
        name: form.string("name"),
        ssp_title: form.string("ssp_title"),
        ssp_version: form.string("ssp_version"),
        ssp_date: form.day_if_any("ssp_date")?,
        cage_codes: form.listed("cage_codes"),
        cmmc_uid: form.string("cmmc_uid"),
    })
}

/// Change what becomes of new findings.
pub async fn promotion(
    who: May<Administer>,
    State(app): State<App>,
    At(Id(system)): At<Id<SystemId>>,
    form: Sent,
) -> Result<Response, PageError> {
    let command = policy(&form).map(Command::SetPromotion);
    answer(&who, &app, system, ("promotion", form), command, "the policy is changed").await
}

fn policy(form: &Sent) -> Result<Promotion, Refusal> {
    Ok(Promotion {
        at_least: form.named_if_any::<Severity>("at_least")?,
        not_met: form.ticked("not_met"),
        brake_percent: form.number("brake_percent")?,
    })
}

/// Say by when weaknesses are to be corrected.
pub async fn deadlines(
    who: May<Administer>,
    State(app): State<App>,
    At(Id(system)): At<Id<SystemId>>,
    form: Sent,
) -> Result<Response, PageError> {
    let command = described::deadlines(&form).map(|policy| Command::SetDeadlines(Box::new(policy)));
    answer(&who, &app, system, ("deadlines", form), command, "due dates follow this policy from now on").await
}

/// Say before whom overdue items are laid.
pub async fn ladder(
    who: May<Administer>,
    State(app): State<App>,
    At(Id(system)): At<Id<SystemId>>,
    form: Sent,
) -> Result<Response, PageError> {
    let command = described::ladder(&form).map(|ladder| Command::SetLadder(Box::new(ladder)));
    answer(&who, &app, system, ("ladder", form), command, "overdue items are laid before people like this").await
}

/// Say how often the plan is reviewed.
pub async fn rhythm(
    who: May<Administer>,
    State(app): State<App>,
    At(Id(system)): At<Id<SystemId>>,
    form: Sent,
) -> Result<Response, PageError> {
    let command = described::rhythm(&form).map(Command::SetRhythm);
    answer(&who, &app, system, ("rhythm", form), command, "the plan is reviewed in this rhythm from now on").await
}

/// Say who decides on later dates than the approved ones.
pub async fn extensions(
    who: May<Administer>,
    State(app): State<App>,
    At(Id(system)): At<Id<SystemId>>,
    form: Sent,
) -> Result<Response, PageError> {
    let command = described::limits(&form).map(Command::SetExtensions);
    answer(&who, &app, system, ("extensions", form), command, "extensions are decided on like this from now on").await
}

/// Say how its reports are marked.
pub async fn marking(
    who: May<Administer>,
    State(app): State<App>,
    At(Id(system)): At<Id<SystemId>>,
    form: Sent,
) -> Result<Response, PageError> {
    let command = Ok(Command::SetMarking(form.string("banner")));
    answer(&who, &app, system, ("marking", form), command, "reports are marked like this from now on").await
}

/// Say what holds for assets by their names and addresses.
pub async fn exposure(
    who: May<Administer>,
    State(app): State<App>,
    At(Id(system)): At<Id<SystemId>>,
    form: Sent,
) -> Result<Response, PageError> {
    let command = described::rules(&form).map(Command::SetExposureRules);
    answer(&who, &app, system, ("exposure", form), command, "the rules about assets are changed").await
}

async fn answer<P>(
    who: &May<P>,
    app: &App,
    system: SystemId,
    (id, form): (&str, Sent),
    command: Result<Command, Refusal>,
    told: &str,
) -> Result<Response, PageError> {
    match change(who, app, system, form.seen(), command).await {
        Ok(name) => Ok(flash::done(&urls::system(system), format!("{name}: {told}"))),
        Err(error) => {
            let (form, problem) = refused(id, form, error)?;
            again(&build(who, app, system, form).await?, id, problem)
        }
    }
}

async fn change<P>(
    who: &May<P>,
    app: &App,
    system: SystemId,
    seen: Option<u64>,
    command: Result<Command, Refusal>,
) -> Result<String, Error> {
    let now = app.system(&who.actor, Some(system)).await?;
    match seen {
        Some(seen) if seen != now.version => Err(Error::Conflict { what: now.name, seen, now: now.version }),
        _ => Ok(app.change_system(&who.actor, system, command?).await?.name),
    }
}
