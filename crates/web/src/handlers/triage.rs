//! What triage does: items are begun, findings attached to one, a dismissal proposed. The same forms stand in the inbox, on the
//! page of a fix, and on that of a finding; `back` says where they were sent from.

use axum::{extract::State, http::Uri, response::Response};
use closeout_app::{App, Error};
use closeout_domain::{
    ids::{FindingId, ItemNumber},
    item::Item,
};
use uuid::Uuid;

use super::{
    ask::{local, query},
    finding, findings,
    show::{All as _, again, refused},
};
use crate::{
    error::PageError,
    flash,
    format::ShowNumber as _,
    permission::Triage,
    sent::{FORM, Sent},
    session::May,
    urls,
};

/// Begin an item for each chosen fix.
pub async fn make(who: May<Triage>, State(app): State<App>, form: Sent) -> Result<Response, PageError> {
    match begin(&who, &app, &form).await {
        Ok(items) => Ok(told(&form, &items)),
        Err(error) => once_more(&who, &app, "make", form, error).await,
    }
}

async fn begin(who: &May<Triage>, app: &App, form: &Sent) -> Result<Vec<Item>, Error> {
    let fixes = keys(form, "fix")?;
    if fixes.is_empty() {
        return Err(nothing_chosen().into());
    }
    app.promote_fixes(&who.actor, who.system(app).await?, &fixes).await
}

/// To the one item, or back to the list with the numbers of all.
fn told(form: &Sent, items: &[Item]) -> Response {
    match items {
        [one] => flash::done(&urls::item(one.number.0), format!("{} is begun; complete its plan", one.number)),
        several => {
            let numbers: Vec<String> = several.iter().map(|item| item.number.to_string()).collect();
            let count = u64::try_from(several.len()).unwrap_or(u64::MAX);
            flash::done(back(form), format!("{} begun: {}", count.of("item"), numbers.join(", ")))
        }
    }
}

/// Attach what was chosen to an item that is on the way.
pub async fn attach(who: May<Triage>, State(app): State<App>, form: Sent) -> Result<Response, PageError> {
    match tie(&who, &app, &form).await {
        Ok((item, count)) => {
            let told = format!("{} attached to {}", count.of("finding"), item.number);
            Ok(flash::done(back(&form), told))
        }
        Err(error) => once_more(&who, &app, "attach", form, error).await,
    }
}

async fn tie(who: &May<Triage>, app: &App, form: &Sent) -> Result<(Item, u64), Error> {
    let findings = chosen(who, app, form).await?;
    let count = u64::try_from(findings.len()).unwrap_or(u64::MAX);
    Ok((app.attach_findings(&who.actor, form.named::<ItemNumber>("item")?, findings).await?, count))
}

/// Propose to set aside what was chosen. Somebody else agrees or not.
pub async fn dismiss(who: May<Triage>, State(app): State<App>, form: Sent) -> Result<Response, PageError> {
    match propose(&who, &app, &form).await {
        Ok(count) => {
            let told = format!("a dismissal of {} is proposed; an approver decides", count.of("finding"));
            Ok(flash::done(back(&form), told))
        }
        Err(error) => once_more(&who, &app, "dismiss", form, error).await,
    }
}

async fn propose(who: &May<Triage>, app: &App, form: &Sent) -> Result<u64, Error> {
    let (until, reason) = (form.day_if_any("until"), rule_text(form)).all()?;
    let findings = chosen(who, app, form).await?;
    let mut count = 0;
    for finding in findings {
        app.propose_dismissal(&who.actor, finding, &reason, until).await?;
        count += 1;
    }
    Ok(count)
}

fn rule_text(form: &Sent) -> Result<String, closeout_domain::rule::Refusal> {
    closeout_domain::rule::text("reason", form.text("reason"))
}

/// The findings that are named, and the open ones of every fix that is.
async fn chosen(who: &May<Triage>, app: &App, form: &Sent) -> Result<Vec<FindingId>, Error> {
    let mut findings = form.every::<FindingId>("finding")?;
    for fix in keys(form, "fix")? {
        findings.extend(app.findings_of_fix(&who.actor, who.system(app).await?, fix).await?);
    }
    if findings.is_empty() {
        return Err(nothing_chosen().into());
    }
    Ok(findings)
}

fn nothing_chosen() -> closeout_domain::rule::Refusal {
    FORM.refuse("nothing is selected", "tick the fixes in the list, then send it")
}

fn keys(form: &Sent, name: &str) -> Result<Vec<Uuid>, Error> {
    let key = |value: &str| value.parse::<Uuid>().map_err(|_| Error::NotFound { what: "fix", id: value.into() });
    form.all(name).map(key).collect()
}

fn back(form: &Sent) -> &str {
    local(form.text("back")).unwrap_or(urls::FINDINGS)
}

/// The page that the form was sent from, with the form filled and what is wrong with it.
async fn once_more(who: &May<Triage>, app: &App, verb: &str, sent: Sent, error: Error) -> Result<Response, PageError> {
    let from: Uri = back(&sent).parse().unwrap_or_default();
    let key = |folder: &str| from.path().strip_prefix(folder).and_then(|key| key.parse::<Uuid>().ok());
    let (fix, one) = (key(&urls::fix("")), key(&urls::finding("")));
    let name = if fix.is_none() && one.is_some() { verb } else { "triage" };
    let (form, problem) = refused(name, sent, error)?;
    match (fix, one) {
        (Some(fix), _) => again(&findings::build_fix(who, app, fix, form).await?, name, problem),
        (None, Some(one)) => again(&finding::build(who, app, FindingId(one), form).await?, name, problem),
        (None, None) => again(&findings::build_inbox(who, app, query(&from)?, form).await?, name, problem),
    }
}
