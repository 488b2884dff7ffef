//! What was laid before people, and what they decided.

use axum::{extract::State, response::Response};
use closeout_app::{App, Error, query::EscalationQuery};
use closeout_domain::{
    deadline::ladder::Rung,
    ids::{EscalationId, ItemNumber, PartNumber, PersonId},
    item::{extension::Obstacle, measure::Decision, origin::Money},
    rule::Refusal,
};

use super::{
    ask::{Asked, At},
    item::raised,
    show::{All as _, again, page, refused},
};
use crate::{
    api::id::Id,
    error::PageError,
    flash,
    page::{Choice, Form, Tab},
    pages::escalations::{EscalationFilter, EscalationList, EscalationPage},
    permission::{Acknowledge, DecideEscalation, Plan, Read},
    sent::{self, Sent},
    session::May,
    urls,
};

/// Questions that wait, and the register of decisions.
pub async fn list(
    who: May<Read>,
    State(app): State<App>,
    Asked(filter): Asked<EscalationFilter>,
) -> Result<Response, PageError> {
    let system = who.system(&app).await?;
    let open = EscalationQuery { system: Some(system.0), state: vec!["open".into()], ..EscalationQuery::default() };
    let open = app.escalations(&who.actor, &open).await?;
    let past = app.escalations(&who.actor, &filter.query(system.0)).await?;
    page(&EscalationList { frame: who.frame(&app, Tab::Escalations).await?, open, past, filter })
}

/// One question.
pub async fn show(
    who: May<Read>,
    State(app): State<App>,
    At(Id(id)): At<Id<EscalationId>>,
) -> Result<Response, PageError> {
    page(&build(&who, &app, id, Form::blank()).await?)
}

async fn build<P>(who: &May<P>, app: &App, id: EscalationId, form: Form) -> Result<EscalationPage, PageError> {
    let found = app.escalation(&who.actor, id).await?;
    let item = match &found.item {
        Some(item) => Some(app.item(&who.actor, ItemNumber(item.number), None).await?),
        None => None,
    };
    let mut frame = who.frame(app, Tab::Escalations).await?;
    if !form.is_blank() {
        frame.here = urls::escalation(id);
    }
    let open = item.iter().flat_map(|item| &item.milestones).filter(|m| m.reached.is_none() && m.dropped.is_none());
    let milestones = open.map(|m| Choice::new(m.id.to_string(), format!("{}, due {}", m.title, m.due))).collect();
    Ok(EscalationPage {
        frame,
        escalation: found.escalation,
        item,
        may: found.may,
        history: found.history,
        milestones,
        people: Choice::acting(&who.organization),
        form,
    })
}

/// Say that it was seen.
pub async fn acknowledge(
    who: May<Acknowledge>,
    State(app): State<App>,
    At(Id(id)): At<Id<EscalationId>>,
    form: Sent,
) -> Result<Response, PageError> {
    let done = app.acknowledge_escalation(&who.actor, id, form.string("note")).await;
    answer(&who, &app, id, ("acknowledge".into(), form), done.map(drop), "it is on record that you have seen it").await
}

/// Decide.
pub async fn decide(
    who: May<DecideEscalation>,
    State(app): State<App>,
    At(Id(id)): At<Id<EscalationId>>,
    form: Sent,
) -> Result<Response, PageError> {
    let name = form.text("decision").to_owned();
    let done = match decision(&form) {
        Ok(decision) => app.decide_escalation(&who.actor, id, decision, form.string("reason")).await.map(drop),
        Err(refusal) => Err(refusal.into()),
    };
    answer(&who, &app, id, (name, form), done, "the decision is on record").await
}

/// Take back what the reader raised.
pub async fn take_back(
    who: May<Plan>,
    State(app): State<App>,
    At(Id(id)): At<Id<EscalationId>>,
    form: Sent,
) -> Result<Response, PageError> {
    let done = app.take_escalation_back(&who.actor, id, form.string("reason")).await;
    answer(&who, &app, id, ("take-back".into(), form), done.map(drop), "the question is taken back").await
}

async fn answer<P>(
    who: &May<P>,
    app: &App,
    id: EscalationId,
    (name, form): (String, Sent),
    done: Result<(), Error>,
    told: &str,
) -> Result<Response, PageError> {
    match done {
        Ok(()) => Ok(flash::done(&urls::escalation(id), told)),
        Err(error) => {
            let (form, problem) = refused(&name, form, error)?;
            again(&build(who, app, id, form).await?, &name, problem)
        }
    }
}

/// What a form decides.
fn decision(form: &Sent) -> Result<Decision, Refusal> {
    let until = || form.day("until");
    Ok(match form.text("decision") {
        "fund" => Decision::Fund { amount: form.named::<Money>("amount")?, source: form.string("source") },
        "compensate" => {
            let (owner, until) = (form.named::<PersonId>("owner"), until()).all()?;
            Decision::Compensate { control: form.string("control"), owner, until, evidence: Vec::new() }
        }
        "accept" => Decision::Accept { until: until()? },
        "extend" => {
            let step = (form.named::<PartNumber>("milestone"), form.day("to"), form.named::<Obstacle>("obstacle"));
            let (milestone, to, obstacle) = step.all()?;
            Decision::Extend { milestone, to, obstacle }
        }
        "reassign" => Decision::Reassign { to: form.named::<PersonId>("to")? },
        other => return Err(sent::wrong("decision", other, "fund, compensate, accept, extend or reassign")),
    })
}

/// Lay an item before somebody.
pub async fn escalate(
    who: May<Plan>,
    State(app): State<App>,
    At(Id(number)): At<Id<ItemNumber>>,
    form: Sent,
) -> Result<Response, PageError> {
    let done = match form.named::<Rung>("rung") {
        Ok(rung) => app.raise_escalation(&who.actor, number, rung, form.string("reason")).await.map(drop),
        Err(refusal) => Err(refusal.into()),
    };
    raised(&who, &app, number, form, done).await
}
