//! One item: its page, and every change that its forms ask for.

mod came;
mod conflict;
pub mod dates;
pub mod evidence;
pub mod plan;
pub mod steps;
pub mod work;

use axum::{extract::State, response::Response};
use closeout_app::{App, Error, views::RequirementView};
use closeout_domain::{finding::severity::Severity, ids::ItemNumber, item::Command, rule::Refusal};
use jiff::civil::Date;

use self::came::Came;
use super::{
    ask::{At, past},
    show::{again, page, refused},
};
use crate::{
    api::id::Id,
    error::PageError,
    flash,
    page::{Choice, Form, Tab},
    pages::item::ItemPage,
    permission::Read,
    sent::Filters,
    session::May,
    urls,
};

/// Findings on the page; the rest is counted.
const MOST_FINDINGS: usize = 50;
/// Entries of the history until all are asked for.
const FEW_ENTRIES: usize = 12;

/// What of the item is shown.
#[derive(Debug, Clone, Copy, Default)]
struct View {
    as_of: Option<Date>,
    whole_history: bool,
}

/// The item, now or at the end of a past day.
pub async fn show(
    who: May<Read>,
    State(app): State<App>,
    At(Id(number)): At<Id<ItemNumber>>,
    mut asked: Filters,
) -> Result<Response, PageError> {
    let as_of = past(&asked.take("as_of").unwrap_or_default(), app.today())?;
    let whole_history = asked.take("history").is_some_and(|word| word == "all");
    page(&build(&who, &app, number, View { as_of, whole_history }, Form::blank()).await?)
}

async fn build<P>(who: &May<P>, app: &App, number: ItemNumber, view: View, form: Form) -> Result<ItemPage, PageError> {
    let mut found = app.item_page(&who.actor, number, view.as_of).await?;
    found.findings.sort_by_key(|f| std::cmp::Reverse(f.severity.parse::<Severity>().unwrap_or_default()));
    found.findings.truncate(MOST_FINDINGS);
    let history_total = found.history.len() as u64;
    if !view.whole_history {
        found.history.truncate(FEW_ENTRIES);
    }
    let mut frame = who.frame(app, Tab::Items).await?;
    if !form.is_blank() {
        // The address of the form itself is none to come back to.
        frame.here = urls::item(number.0);
    }
    Ok(ItemPage {
        frame,
        requirement: found.item.summary.requirement.as_deref().and_then(RequirementView::of),
        item: found.item,
        findings: found.findings,
        history: found.history,
        history_total,
        as_of: view.as_of,
        may: found.may,
        escalation: found.escalation,
        people: Choice::acting(&who.organization),
        form,
    })
}

/// Asks for a change, and leads back to the item or shows the form again.
async fn change<P>(
    who: &May<P>,
    app: &App,
    number: ItemNumber,
    came: Came,
    asked: Result<Vec<Command>, Refusal>,
) -> Result<Response, PageError> {
    let changed = match asked {
        Ok(commands) => app.change_item(&who.actor, number, came.form.seen(), commands).await.map(drop),
        Err(refusal) => Err(refusal.into()),
    };
    answer(who, app, number, came, changed).await
}

async fn answer<P>(
    who: &May<P>,
    app: &App,
    number: ItemNumber,
    came: Came,
    changed: Result<(), Error>,
) -> Result<Response, PageError> {
    match changed {
        Ok(()) => Ok(flash::done(&(urls::item(number.0) + came.place), format!("{number}: {}", came.told))),
        Err(Error::Conflict { seen, .. }) if came.resent() => conflict::page(who, app, number, came, seen).await,
        Err(error) => {
            let (form, problem) = refused(&came.id, came.form, error)?;
            again(&build(who, app, number, View::default(), form).await?, &came.id, problem)
        }
    }
}

/// What came of laying the item before somebody.
pub(super) async fn raised<P>(
    who: &May<P>,
    app: &App,
    number: ItemNumber,
    form: crate::sent::Sent,
    done: Result<(), Error>,
) -> Result<Response, PageError> {
    let came = Came { id: "escalate".into(), form, place: "", told: "it is laid before them" };
    answer(who, app, number, came, done).await
}

/// Forms of the item as a whole: `name: Permission, "form" => |sent| commands, "#place", "what was done";`
macro_rules! changes {
    ($($(#[$doc:meta])* $name:ident: $permission:ident, $form:literal => |$sent:pat_param| $commands:expr, $place:literal, $told:literal;)*) => {
        $($(#[$doc])*
        pub async fn $name(
            who: crate::session::May<crate::permission::$permission>,
            axum::extract::State(app): axum::extract::State<closeout_app::App>,
            super::At(super::Id(number)): super::At<super::Id<closeout_domain::ids::ItemNumber>>,
            form: crate::sent::Sent,
        ) -> Result<axum::response::Response, crate::error::PageError> {
            let commands = |$sent: &crate::sent::Sent| Ok::<_, closeout_domain::rule::Refusal>($commands);
            let asked = commands(&form);
            let came = super::Came { id: $form.into(), form, place: $place, told: $told };
            super::change(&who, &app, number, came, asked).await
        })*
    };
}

/// Forms of a numbered part: `name: Permission, "parts" "verb" => |sent, id| commands, "what was done";`
macro_rules! changes_of_parts {
    ($($(#[$doc:meta])* $name:ident: $permission:ident, $parts:literal $verb:literal => |$sent:pat_param, $id:ident| $commands:expr, $told:literal;)*) => {
        $($(#[$doc])*
        pub async fn $name(
            who: crate::session::May<crate::permission::$permission>,
            axum::extract::State(app): axum::extract::State<closeout_app::App>,
            super::At((super::Id(number), super::Id($id))): super::At<(
                super::Id<closeout_domain::ids::ItemNumber>,
                super::Id<closeout_domain::ids::PartNumber>,
            )>,
            form: crate::sent::Sent,
        ) -> Result<axum::response::Response, crate::error::PageError> {
            let commands = |$sent: &crate::sent::Sent| Ok::<_, closeout_domain::rule::Refusal>($commands);
            let asked = commands(&form);
            let id = format!(concat!($parts, "-{}-", $verb), $id);
            let came = super::Came { id, form, place: concat!("#at-", $parts), told: $told };
            super::change(&who, &app, number, came, asked).await
        })*
    };
}

use {changes, changes_of_parts};
