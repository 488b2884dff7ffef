//! Imports: files arrive, are previewed, brought in or thrown away, and undone.

use axum::{
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use closeout_app::{
    App, Error,
    import::{FormatView, formats},
    query::USUAL_PAGE,
};
use closeout_domain::{ids::ImportId, policy::Action};
use uuid::Uuid;

use super::{
    ask::At,
    show::{again, page, refused},
};
use crate::{
    api::id::Id,
    download,
    error::PageError,
    flash,
    page::{Form, Tab},
    pages::{
        import::ImportPage,
        imports::{FormatRow, Imports},
    },
    permission::{Export, Import, Read},
    sent::{FORM, Sent},
    session::May,
    site::Site,
    upload::Upload,
    urls,
};

/// What was brought in, what waits, and where files are dropped.
pub async fn list(who: May<Read>, State(site): State<Site>) -> Result<Response, PageError> {
    page(&build(&who, &site, Form::blank()).await?)
}

pub(super) async fn build<P>(who: &May<P>, site: &Site, form: Form) -> Result<Imports, PageError> {
    let app = &site.app;
    let mut frame = who.frame(app, Tab::Imports).await?;
    frame.here = urls::IMPORTS.into();
    let waiting = match frame.may(Action::Import) {
        true => app.uploads(&who.actor).await?,
        false => Vec::new(),
    };
    let row = |f: FormatView| FormatRow {
        name: f.name.into(),
        extensions: f.extensions.iter().map(|e| format!(".{e}")).collect::<Vec<_>>().join(" "),
    };
    Ok(Imports {
        frame,
        formats: formats().into_iter().map(row).collect(),
        waiting,
        imports: app.imports(&who.actor, Some(who.system(app).await?), USUAL_PAGE).await?,
        largest: format!("{} GB", site.options.largest_import >> 30),
        form,
    })
}

/// Files arrive. One leads to its preview, several wait in the list.
pub async fn upload(who: May<Import>, State(site): State<Site>, upload: Upload) -> Result<Response, PageError> {
    match receive(&who, &site, upload).await {
        Ok(staged) => Ok(match staged.as_slice() {
            [one] => Redirect::to(&urls::preview(one)).into_response(),
            several => flash::done(urls::IMPORTS, format!("{} files wait for your decision", several.len())),
        }),
        Err(error) => {
            let (form, problem) = refused("upload", Sent::default(), error)?;
            again(&build(&who, &site, form).await?, "upload", problem)
        }
    }
}

async fn receive(who: &May<Import>, site: &Site, upload: Upload) -> Result<Vec<Uuid>, Error> {
    let app = &site.app;
    let arrival = upload.receive(app, site.options.largest_import).await?;
    let system = who.system(app).await?;
    let mut staged = Vec::new();
    for file in &arrival.files {
        staged.push(app.stage(&who.actor, system, &file.name, &file.path).await?.id);
    }
    match staged.is_empty() {
        true => Err(FORM.refuse_field("file", "no file is chosen", "choose what your scanner wrote").into()),
        false => Ok(staged),
    }
}

/// One import.
pub async fn show(
    who: May<Read>,
    State(app): State<App>,
    At(Id(import)): At<Id<ImportId>>,
) -> Result<Response, PageError> {
    page(&build_one(&who, &app, import, Form::blank()).await?)
}

async fn build_one<P>(who: &May<P>, app: &App, import: ImportId, form: Form) -> Result<ImportPage, PageError> {
    let found = app.import_page(&who.actor, import).await?;
    let mut frame = who.frame(app, Tab::Imports).await?;
    frame.here = urls::import(import);
    Ok(ImportPage { frame, import: found.import, drafts: found.drafts, history: found.history, form })
}

/// The file itself, as it came.
pub async fn fetch(
    who: May<Export>,
    State(app): State<App>,
    At(Id(import)): At<Id<ImportId>>,
) -> Result<Response, PageError> {
    let (name, size, file) = app.open_import(&who.actor, import).await?;
    Ok(download::file(&name, "application/octet-stream", size, file))
}

/// Undo it.
pub async fn undo(
    who: May<Import>,
    State(app): State<App>,
    At(Id(import)): At<Id<ImportId>>,
    form: Sent,
) -> Result<Response, PageError> {
    match app.undo_import(&who.actor, import, form.text("reason")).await {
        Ok(row) => Ok(flash::done(&urls::import(import), format!("{} is undone", row.file))),
        Err(error) => {
            let (form, problem) = refused("undo", form, error)?;
            again(&build_one(&who, &app, import, form).await?, "undo", problem)
        }
    }
}
