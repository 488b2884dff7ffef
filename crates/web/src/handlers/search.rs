//! One field for everything: a number leads to its item, words to whatever contains them.

use axum::{
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use closeout_app::{
    App,
    query::{FindingQuery, ItemOrder, ItemQuery, Window},
    views::PersonRow,
};
use closeout_domain::ids::ItemNumber;
use serde::Deserialize;

use super::{ask::Asked, show::page};
use crate::{error::PageError, page::Tab, pages::search::Search, permission::Read, session::May, urls};

/// Matches of one kind on the page.
const FEW: Window = Window { from: 0, rows: 12 };

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Words {
    text: String,
}

/// To the item, or to what was found.
pub async fn search(who: May<Read>, State(app): State<App>, Asked(words): Asked<Words>) -> Result<Response, PageError> {
    let text = words.text.trim().to_owned();
    if let Ok(number) = text.parse::<ItemNumber>()
        && app.load_item(&who.actor, number).await.is_ok()
    {
        return Ok(Redirect::to(&urls::item(number.0)).into_response());
    }
    let (system, asked) = (Some(who.system(&app).await?.0), Some(text.clone()));
    let items =
        ItemQuery { system, text: asked.clone(), order: ItemOrder::Changed, window: FEW, ..ItemQuery::default() };
    let findings = FindingQuery { system, text: asked, window: FEW, ..FindingQuery::default() };
    page(&Search {
        frame: who.frame(&app, Tab::Elsewhere).await?,
        items: app.items(&who.actor, &items, None).await?,
        findings: app.findings(&who.actor, &findings).await?,
        people: people(&who.organization.people, &text),
        text,
    })
}

fn people(people: &[PersonRow], text: &str) -> Vec<PersonRow> {
    let text = text.to_lowercase();
    let named = |p: &&PersonRow| format!("{} {} {}", p.name, p.email, p.title).to_lowercase().contains(&text);
    people.iter().filter(|_| !text.is_empty()).filter(named).cloned().collect()
}
