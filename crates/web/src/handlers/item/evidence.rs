//! Evidence: attached as it arrives, read piece by piece, never shown as part of this site.

use axum::{extract::State, response::Response};
use closeout_app::{
    App, Error,
    evidence::{Arrived, LARGEST_EVIDENCE},
};
use closeout_domain::{
    ids::{Digest, ItemNumber, PartNumber},
    item::{Command, Item},
};

use super::{At, Came, Id, answer, change};
use crate::{
    download,
    error::PageError,
    permission::{Export, Work},
    sent::{FORM, Sent},
    session::May,
    upload::{Arrival, Upload},
};

/// Attach a file.
pub async fn attach(
    who: May<Work>,
    State(app): State<App>,
    At(Id(number)): At<Id<ItemNumber>>,
    upload: Upload,
) -> Result<Response, PageError> {
    let arrived = upload.receive(&app, LARGEST_EVIDENCE).await;
    let (form, changed) = match arrived {
        Ok(arrival) => {
            let changed = keep(&who, &app, number, &arrival).await.map(drop);
            (arrival.form, changed)
        }
        Err(error) => (Sent::default(), Err(error)),
    };
    let came = Came { id: "evidence".into(), form, place: "#at-evidence", told: "the evidence is attached" };
    answer(&who, &app, number, came, changed).await
}

async fn keep(who: &May<Work>, app: &App, number: ItemNumber, arrival: &Arrival) -> Result<Item, Error> {
    let nothing = || FORM.refuse_field("file", "no file is chosen", "choose the file that shows the work");
    let file = arrival.files.first().ok_or_else(nothing)?;
    let arrived = Arrived {
        path: &file.path,
        name: file.name.clone(),
        media_type: file.media_type.clone(),
        shows: arrival.form.string("shows"),
        test: arrival.form.named_if_any::<PartNumber>("test")?,
    };
    app.attach(&who.actor, number, arrival.form.seen(), arrived).await
}

/// The file itself.
pub async fn fetch(
    who: May<Export>,
    State(app): State<App>,
    At((Id(number), Id(digest))): At<(Id<ItemNumber>, Id<Digest>)>,
) -> Result<Response, PageError> {
    let (evidence, file) = app.open_evidence(&who.actor, number, digest).await?;
    Ok(download::file(&evidence.name, &evidence.media_type, evidence.size, file))
}

/// Say that it does not count. The file stays.
pub async fn withdraw(
    who: May<Work>,
    State(app): State<App>,
    At((Id(number), Id(digest))): At<(Id<ItemNumber>, Id<Digest>)>,
    form: Sent,
) -> Result<Response, PageError> {
    let asked = Ok(vec![Command::WithdrawEvidence { digest, reason: form.string("reason") }]);
    let id = format!("evidence-{digest}-withdraw");
    let came = Came { id, form, place: "#at-evidence", told: "the evidence is withdrawn; the file stays" };
    change(&who, &app, number, came, asked).await
}
