//! The register as a file: taken out as it is filtered, brought back, its differences looked at and applied.

use axum::{
    body::Body,
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use closeout_app::{
    App, Error,
    documents::{Outcome, Row},
    import::ProblemLine,
    workbook::{Differences, FileKind, LARGEST_WORKBOOK},
};
use closeout_domain::ids::Digest;
use uuid::Uuid;

use super::{
    ask::{Asked, At, past},
    show::{again, page, refused},
};
use crate::{
    error::PageError,
    flash,
    format::{ShowNumber as _, ShowText as _},
    page::{Form, Tab},
    pages::{
        register::Filter,
        workbook::{RowChange, WorkbookPreview, WorkbookUpload},
    },
    permission::{Export, Plan},
    security,
    sent::{FORM, Sent},
    session::May,
    upload::Upload,
    urls,
};

/// The list of the address as a workbook.
pub async fn xlsx(who: May<Export>, State(app): State<App>, Asked(f): Asked<Filter>) -> Result<Response, PageError> {
    take_out(&who, &app, &f, FileKind::Xlsx).await
}

/// The list of the address as comma-separated values.
pub async fn csv(who: May<Export>, State(app): State<App>, Asked(f): Asked<Filter>) -> Result<Response, PageError> {
    take_out(&who, &app, &f, FileKind::Csv).await
}

async fn take_out(who: &May<Export>, app: &App, filter: &Filter, kind: FileKind) -> Result<Response, PageError> {
    let (system, today) = (who.system(app).await?, app.today());
    let as_of = past(&filter.as_of, today)?;
    let query = filter.query(Some(system.0), who.actor.person.0, as_of.unwrap_or(today));
    let file = app.register_file(&who.actor, system, &query, as_of, kind).await?;
    let mut response = Response::new(Body::from(file.bytes));
    response.headers_mut().extend(security::download(&file.name, kind.media_type()));
    Ok(response)
}

/// Where a file is brought back.
pub async fn form(who: May<Plan>, State(app): State<App>) -> Result<Response, PageError> {
    page(&build_form(&who, &app, Form::blank()).await?)
}

async fn build_form(who: &May<Plan>, app: &App, form: Form) -> Result<WorkbookUpload, PageError> {
    let mut frame = who.frame(app, Tab::Items).await?;
    frame.here = urls::WORKBOOK.into();
    Ok(WorkbookUpload { frame, form })
}

/// To what it would change.
pub async fn bring(who: May<Plan>, State(app): State<App>, upload: Upload) -> Result<Response, PageError> {
    match receive(&who, &app, upload).await {
        Ok(staged) => Ok(Redirect::to(&urls::workbook(staged)).into_response()),
        Err(error) => not_read(&who, &app, error).await,
    }
}

async fn receive(who: &May<Plan>, app: &App, upload: Upload) -> Result<Uuid, Error> {
    let arrival = upload.receive(app, LARGEST_WORKBOOK).await?;
    let nothing = || FORM.refuse_field("file", "no file is chosen", "choose the workbook that you edited");
    let file = arrival.files.first().ok_or_else(nothing)?;
    Ok(app.stage_workbook(&who.actor, who.system(app).await?, &file.name, &file.path).await?.id)
}

async fn not_read(who: &May<Plan>, app: &App, error: Error) -> Result<Response, PageError> {
    let (form, problem) = refused("workbook", Sent::default(), error)?;
    again(&build_form(who, app, form).await?, "workbook", problem)
}

/// What it would change. A file that cannot be read, or is of another register, does not wait any longer.
pub async fn differences(who: May<Plan>, State(app): State<App>, At(staged): At<Uuid>) -> Result<Response, PageError> {
    match app.workbook(&who.actor, staged).await {
        Ok(differences) => page(&build(&who, &app, differences, Form::blank()).await?),
        Err(error @ (Error::Unreadable { .. } | Error::Refused(_))) => {
            app.discard_workbook(&who.actor, staged).await?;
            not_read(&who, &app, error).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn build(who: &May<Plan>, app: &App, differences: Differences, form: Form) -> Result<WorkbookPreview, PageError> {
    let mut frame = who.frame(app, Tab::Items).await?;
    frame.here = urls::workbook(differences.upload.id);
    let rows = || differences.rows.iter().map(|planned| &planned.row);
    let unchanged = rows().filter(|row| row.outcome == Outcome::Unchanged).count();
    let problems = rows().flat_map(|row| &row.problems).map(|problem| ProblemLine {
        at: problem.place.to_string(),
        message: problem.message.clone(),
        advice: problem.advice.clone(),
    });
    Ok(WorkbookPreview {
        frame,
        staged: differences.upload.id.to_string(),
        seen: differences.fingerprint.to_string(),
        file: differences.upload.file.clone(),
        changes: rows().flat_map(changes).collect(),
        unchanged: u64::try_from(unchanged).unwrap_or(u64::MAX),
        problems: differences.problems.iter().cloned().chain(problems).collect(),
        form,
    })
}

/// What a row changes, and what keeps it from being applied.
fn changes(row: &Row) -> Vec<RowChange> {
    let new = row.outcome == Outcome::New;
    let refused = match row.outcome {
        Outcome::Problem => row.problems.first().map_or("", |problem| problem.message.as_str()),
        Outcome::Conflict => "the record has changed this item since the file was written",
        _ => "",
    };
    let of_row = |field: &str, before: &str, after: &str, refused: &str| RowChange {
        item: if new { "new".into() } else { row.subject.clone() },
        url: if new { String::new() } else { urls::item(row.subject.number_of()) },
        field: field.into(),
        before: before.into(),
        after: after.into(),
        refused: refused.into(),
    };
    let both = row.conflicts.iter().map(|c| {
        let refused = format!("both have changed it; it said {} before", c.exported);
        of_row(&c.field, &c.record, &c.document, &refused)
    });
    row.changes.iter().map(|c| of_row(&c.field, &c.before, &c.after, refused)).chain(both).collect()
}

/// Apply what was shown, with one reason.
pub async fn apply(
    who: May<Plan>,
    State(app): State<App>,
    At(staged): At<Uuid>,
    form: Sent,
) -> Result<Response, PageError> {
    let applied = match form.named_if_any::<Digest>("seen") {
        Ok(seen) => app.apply_workbook(&who.actor, staged, form.text("reason"), seen).await,
        Err(refusal) => Err(refusal.into()),
    };
    match applied {
        Ok(applied) => {
            let count = u64::try_from(applied.items.len()).unwrap_or(u64::MAX);
            Ok(flash::done(urls::ITEMS, format!("{} changed as the workbook says", count.of("item"))))
        }
        Err(error) => {
            let (form, problem) = refused("apply", form, error)?;
            let differences = app.workbook(&who.actor, staged).await?;
            again(&build(&who, &app, differences, form).await?, "apply", problem)
        }
    }
}
