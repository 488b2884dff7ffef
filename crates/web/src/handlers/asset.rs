//! Assets: the list, one, what people say of it, and which of them are one machine. Merging and splitting show first what
//! they would change: a form says with `step` whether it is to be kept.

use axum::{extract::State, response::Response};
use closeout_app::{
    App, Error,
    ports::Mode,
    query::{FindingQuery, Window},
    views::{AssetView, ExposureView, MergeReport},
};
use closeout_domain::{
    finding::recognition::Name,
    ids::{AssetId, SystemId},
};

use super::{
    ask::{Asked, At},
    show::{again, page, refused},
};
use crate::{
    api::id::Id,
    error::PageError,
    flash,
    page::{Form, Tab},
    pages::asset::{AssetFilter, AssetList, AssetPage},
    permission::{Read, Triage},
    sent::{FORM, Sent},
    session::May,
    urls,
};

/// Findings on the page; the rest is counted.
const MOST_FINDINGS: Window = Window { from: 0, rows: 50 };

/// Assets by name.
pub async fn list(
    who: May<Read>,
    State(app): State<App>,
    Asked(filter): Asked<AssetFilter>,
) -> Result<Response, PageError> {
    let system = who.system(&app).await?;
    let assets = app.assets(&who.actor, &filter.query(system.0)).await?;
    page(&AssetList { frame: who.frame(&app, Tab::Assets).await?, filter, page: assets })
}

/// The page. One that was merged into another leads to that.
pub async fn show(
    who: May<Read>,
    State(app): State<App>,
    At(Id(asset)): At<Id<AssetId>>,
) -> Result<Response, PageError> {
    page(&build(&who, &app, asset, Form::blank(), None).await?)
}

async fn build<P>(
    who: &May<P>,
    app: &App,
    asset: AssetId,
    form: Form,
    report: Option<MergeReport>,
) -> Result<AssetPage, PageError> {
    let asset = app.asset_view(&who.actor, asset).await?;
    let query = FindingQuery {
        asset: Some(asset.id),
        state: Some("open".into()),
        window: MOST_FINDINGS,
        ..FindingQuery::default()
    };
    let mut frame = who.frame(app, Tab::Assets).await?;
    if !form.is_blank() {
        frame.here = urls::asset(asset.id);
    }
    Ok(AssetPage { frame, findings: app.findings(&who.actor, &query).await?, asset, form, report })
}

/// Say who can reach it and what it means.
pub async fn rate(
    who: May<Triage>,
    State(app): State<App>,
    At(Id(asset)): At<Id<AssetId>>,
    form: Sent,
) -> Result<Response, PageError> {
    let answer = |name| match form.text(name) {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let criticality = form.filled("criticality").map(str::to_owned);
    let exposure = ExposureView { internet: answer("internet"), cui: answer("cui"), criticality }.exposure();
    match app.rate_asset(&who.actor, asset, exposure, form.text("reason")).await {
        Ok(row) => Ok(flash::done(&urls::asset(row.id), format!("{} is rated", row.label))),
        Err(error) => once_more(&who, &app, asset, "rate", form, error).await,
    }
}

/// Another asset is this one.
pub async fn merge(
    who: May<Triage>,
    State(app): State<App>,
    At(Id(asset)): At<Id<AssetId>>,
    form: Sent,
) -> Result<Response, PageError> {
    let done = async {
        let row = app.asset(&who.actor, asset).await?;
        let other = app.asset_called(&who.actor, SystemId(row.system), form.text("other")).await?;
        app.merge_assets(&who.actor, other, asset, form.text("reason"), mode(&form)).await
    };
    let done = done.await;
    concluded(&who, &app, asset, ("merge".into(), form), done, "the two are one asset").await
}

/// Names do not belong to this asset.
pub async fn split(
    who: May<Triage>,
    State(app): State<App>,
    At(Id(asset)): At<Id<AssetId>>,
    form: Sent,
) -> Result<Response, PageError> {
    let done = async {
        let names = form.all("name").map(name).collect::<Result<Vec<Name>, Error>>()?;
        app.split_asset(&who.actor, asset, names, form.text("reason"), mode(&form)).await
    };
    let done = done.await;
    concluded(&who, &app, asset, ("split".into(), form), done, "the names are an asset of their own").await
}

/// As the form sends it: the kind, a colon, the name.
fn name(text: &str) -> Result<Name, Error> {
    let (kind, name) = text.split_once(':').unwrap_or_default();
    let wrong = |_| FORM.refuse_field("names", format!("{text:?} is no name"), "tick names of the list");
    Ok((kind.parse().map_err(wrong)?, name.to_owned()))
}

/// A merge is taken back, by what was merged.
pub async fn unmerge(
    who: May<Triage>,
    State(app): State<App>,
    At(Id(asset)): At<Id<AssetId>>,
    form: Sent,
) -> Result<Response, PageError> {
    let done = app.unmerge_asset(&who.actor, asset, form.text("reason"), mode(&form)).await;
    concluded(&who, &app, asset, (format!("unmerge-{asset}"), form), done, "they are two assets again").await
}

/// A split is taken back, by the part.
pub async fn unsplit(
    who: May<Triage>,
    State(app): State<App>,
    At(Id(asset)): At<Id<AssetId>>,
    form: Sent,
) -> Result<Response, PageError> {
    let done = app.unsplit_asset(&who.actor, asset, form.text("reason"), mode(&form)).await;
    concluded(&who, &app, asset, (format!("unsplit-{asset}"), form), done, "they are one asset again").await
}

fn mode(form: &Sent) -> Mode {
    if form.text("step") == "keep" { Mode::Commit } else { Mode::Preview }
}

/// Leads to the asset that stands now, or shows what would change, or what is wrong.
async fn concluded(
    who: &May<Triage>,
    app: &App,
    asset: AssetId,
    (id, form): (String, Sent),
    done: Result<MergeReport, Error>,
    told: &str,
) -> Result<Response, PageError> {
    match done {
        Ok(report) if report.committed => Ok(flash::done(&urls::asset(report.asset), told)),
        Ok(report) => page(&build(who, app, asset, Form::tried(id, form.values), Some(report)).await?),
        Err(error) => once_more(who, app, asset, &id, form, error).await,
    }
}

async fn once_more(
    who: &May<Triage>,
    app: &App,
    asset: AssetId,
    id: &str,
    form: Sent,
    error: Error,
) -> Result<Response, PageError> {
    // What is not of this organization is not here, whatever is asked of it.
    let _here: AssetView = app.asset_view(&who.actor, asset).await?;
    let (form, problem) = refused(id, form, error)?;
    again(&build(who, app, asset, form, None).await?, id, problem)
}
