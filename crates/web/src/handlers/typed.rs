//! A finding that somebody types in. It becomes a document of the `findings` format and goes the way of every file.

use axum::{
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use closeout_app::{App, Error};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::show::{again, page, refused};
use crate::{
    error::PageError,
    page::{Form, Tab},
    pages::typed::Typed,
    permission::Import,
    sent::{FORM, Sent},
    session::May,
    upload::keep,
    urls,
};

/// The form.
pub async fn form(who: May<Import>, State(app): State<App>) -> Result<Response, PageError> {
    page(&build(&who, &app, Form::blank()).await?)
}

async fn build(who: &May<Import>, app: &App, form: Form) -> Result<Typed, PageError> {
    let mut frame = who.frame(app, Tab::Imports).await?;
    frame.here = urls::TYPED.into();
    Ok(Typed { frame, form })
}

/// To the preview of what was typed.
pub async fn preview(who: May<Import>, State(app): State<App>, form: Sent) -> Result<Response, PageError> {
    match stage(&who, &app, &form).await {
        Ok(staged) => Ok(Redirect::to(&urls::preview(staged)).into_response()),
        Err(error) => {
            let (form, problem) = refused("typed", form, error)?;
            again(&build(&who, &app, form).await?, "typed", problem)
        }
    }
}

async fn stage(who: &May<Import>, app: &App, form: &Sent) -> Result<Uuid, Error> {
    if form.filled("title").or(form.filled("requirement")).is_none() {
        let say = "say in one line what is so, and should not be";
        return Err(FORM.refuse_field("title", "neither finding nor requirement is named", say).into());
    }
    form.day_if_any("found")?;
    let written = document(form);
    let name = form.filled("name").or(form.filled("kind")).unwrap_or("findings");
    let file = keep(app, &format!("{name}.json"), written.as_bytes()).await?;
    Ok(app.stage(&who.actor, who.system(app).await?, &file.name, &file.path).await?.id)
}

/// The document: what was filled in, under the names of the format.
fn document(form: &Sent) -> String {
    let given = |fields: &[(&str, &str)]| -> Map<String, Value> {
        let filled = fields.iter().filter_map(|(member, field)| Some((*member, form.filled(field)?)));
        filled.map(|(member, value)| (member.to_owned(), json!(value))).collect()
    };
    let source = given(&[("kind", "kind"), ("name", "name"), ("date", "found")]);
    let plain = ["title", "reference", "severity", "requirement", "result", "found", "description", "recommendation"];
    let plain = plain.into_iter().chain(["place", "output", "cvss"]).map(|name| (name, name)).collect::<Vec<_>>();
    let mut finding = given(&plain);
    for (member, values) in [("assets", form.lines("assets")), ("cve", form.listed("cve"))] {
        if !values.is_empty() {
            finding.insert(member.into(), json!(values));
        }
    }
    // The format wants the source first, and a map of values would put it last.
    format!("{{\"source\": {}, \"findings\": [{}]}}", Value::Object(source), Value::Object(finding))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_empty_is_left_out() {
        let typed = [
            ("kind", "audit"),
            ("name", "Audit of spring"),
            ("found", "2026-03-02"),
            ("title", "Backups leave the building unencrypted"),
            ("assets", "nas-1\r\n192.0.2.7\r\n"),
            ("cve", "CVE-2026-0001, CVE-2026-0002"),
            ("description", "  "),
        ];
        let form = Sent { values: typed.map(|(n, v)| (n.to_owned(), v.to_owned())).to_vec() };
        let expected = json!({
            "source": { "kind": "audit", "name": "Audit of spring", "date": "2026-03-02" },
            "findings": [{
                "title": "Backups leave the building unencrypted",
                "found": "2026-03-02",
                "assets": ["nas-1", "192.0.2.7"],
                "cve": ["CVE-2026-0001", "CVE-2026-0002"],
            }],
        });
        let written = document(&form);
        assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), expected);
        assert!(written.find("source") < written.find("findings"), "{written}");
    }
}
