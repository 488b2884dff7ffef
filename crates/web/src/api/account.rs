//! Whoever asks: who they are, what waits for them, their password and tokens.

use axum::{
    Json as Plain,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use closeout_app::{
    App, Error, Problem,
    auth::Attempt,
    error::CONFLICT,
    read::Counts,
    views::{ItemRow, PersonRow, TaskRow, TokenRow},
};
use closeout_domain::{
    ids::{SystemId, TokenId},
    people::Role,
    policy::{self, Action},
    time,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    Bearer,
    body::{Json, Path},
    filter,
    id::Id,
    idempotency::Secret,
    people::row,
};
use crate::{
    client::Client,
    error::{ApiError, problem},
    permission::{Own, Permission, Read},
    sent::Filters,
};

/// Whose token it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Me {
    /// The person.
    pub person: PersonRow,
    /// The key of their organization.
    pub organization: Uuid,
    /// Its name.
    pub organization_name: String,
    /// Whether the token may only read.
    pub read_only: bool,
    /// What their roles permit, as in "read the record".
    pub may: Vec<String>,
}

/// What waits, is late, or is due.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Today {
    /// The day where the organization works.
    #[schema(value_type = String, format = Date)]
    pub today: Date,
    /// The numbers.
    pub counts: Counts,
    /// Items that wait for a step that you may take.
    pub items: Vec<ItemRow>,
    /// Tasks that are reported done and wait for your word.
    pub tasks: Vec<TaskRow>,
}

/// A new password, and the one before it.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnPassword {
    /// The password that holds now: a token alone does not change it.
    #[schema(format = Password)]
    pub current: String,
    /// 8 to 256 characters; several words are easy to remember and hard to guess.
    #[schema(format = Password)]
    pub password: String,
}

/// Tokens that were not revoked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TokenList {
    /// Your own; for administrators, everybody's.
    pub tokens: Vec<TokenRow>,
}

/// A token to issue.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewToken {
    /// What it is for.
    pub name: String,
    /// Whether it may only read; it may when nothing is said.
    #[serde(default = "yes")]
    pub read_only: bool,
    /// The last day on which it works.
    #[schema(format = Date)]
    pub until: String,
}

fn yes() -> bool {
    true
}

/// A token that was issued.
#[derive(Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Issued {
    /// Its text. It is shown this once and not kept.
    #[schema(format = Password)]
    pub token: String,
    /// What the record knows of it.
    pub issued: TokenRow,
}

/// Read who you are and what you may do.
#[utoipa::path(get, path = "", responses((status = 200, description = "You.", body = Me)))]
pub async fn me(who: Bearer<Own>) -> Result<Plain<Me>, ApiError> {
    let permitted = |action: &Action| policy::permit(&who.directory, who.actor.person, *action, &[]).is_ok();
    let may = Action::ALL.into_iter().filter(permitted).map(|action| action.phrase().to_owned()).collect();
    let (organization, organization_name) = (who.organization.id, who.organization.name.clone());
    let person = row(who.organization, who.actor.person)?;
    Ok(Plain(Me { person, organization, organization_name, read_only: who.actor.read_only, may }))
}

/// Read what waits for you, is late, or is due.
#[utoipa::path(get, path = "", params(filter::OfSystem), responses((status = 200, description = "Today.", body = Today)))]
pub async fn today(who: Bearer<Read>, State(app): State<App>, mut filters: Filters) -> Result<Plain<Today>, ApiError> {
    let asked = filters.take("system").filter(|text| !text.is_empty());
    filters.nothing_else("system")?;
    let asked = asked.map(|text| text.parse::<SystemId>()).transpose();
    let asked = asked.map_err(|e| ApiError::field("system", e.to_string(), "give the key of a system"))?;
    let system = SystemId(app.system(&who.actor, asked).await?.id);
    let counts = app.counts(&who.actor, system).await?;
    let (items, tasks) = app.waiting_for(&who.actor, system).await?;
    Ok(Plain(Today { today: app.today(), counts, items, tasks }))
}

/// Set your own password. Your sessions end.
#[utoipa::path(post, path = "", request_body = OwnPassword, responses((status = 204, description = "It was set.")))]
pub async fn set_password(
    who: Bearer<Own>,
    State(app): State<App>,
    Client(client): Client,
    Json(body): Json<OwnPassword>,
) -> Result<StatusCode, ApiError> {
    let email = row(who.organization, who.actor.person)?.email;
    match app.sign_in(&email, &body.current, Some(who.actor.organization), &client).await {
        Ok(Attempt::Done(signed_in)) => app.sign_out(&signed_in.secret).await?,
        Ok(Attempt::Choose(_)) => return Err(Error::Lost("a choice of one").into()),
        Err(Error::NotSignedIn(_)) => {
            return Err(ApiError::field("current", "this is not your password", "give the one that holds now"));
        }
        Err(other) => return Err(other.into()),
    }
    app.set_password(&who.actor, who.actor.person, &body.password).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// List your tokens; administrators see everybody's.
#[utoipa::path(get, path = "", responses((status = 200, description = "Tokens.", body = TokenList)))]
pub async fn tokens(who: Bearer<Own>) -> Plain<TokenList> {
    let all = sees_all(&who);
    let mine = who.organization.tokens.into_iter().filter(|t| all || t.person == who.actor.person.0);
    Plain(TokenList { tokens: mine.collect() })
}

/// Issue a token that acts for you, with no more than your permissions.
#[utoipa::path(post, path = "", request_body = NewToken, responses((status = 201, description = "The token. Its text is shown this once.", body = Issued)))]
pub async fn issue(who: Bearer<Own>, State(app): State<App>, Json(body): Json<NewToken>) -> Result<Response, ApiError> {
    let until = time::date("until", &body.until)?;
    let token = app.issue_token(&who.actor, &body.name, body.read_only, until).await?;
    let before: Vec<Uuid> = who.organization.tokens.iter().map(|t| t.id).collect();
    let after = app.organization(&who.actor).await?.tokens;
    let issued = after.into_iter().find(|t| t.person == who.actor.person.0 && !before.contains(&t.id));
    let issued = issued.ok_or(Error::Lost("a new token"))?;
    let mut response = (StatusCode::CREATED, Plain(Issued { token, issued })).into_response();
    response.extensions_mut().insert(Secret(Problem {
        remedy: Some("revoke it and issue another with a new key".into()),
        ..problem(&CONFLICT, "this token was issued already; its text was shown once and is not kept")
    }));
    Ok(response)
}

/// Revoke a token at once: your own, or as administrator anybody's. It takes no body.
#[utoipa::path(post, path = "", responses((status = 204, description = "It does not work any more.")))]
pub async fn revoke(
    who: Bearer<Own>,
    State(app): State<App>,
    Path(token): Path<Id<TokenId>>,
) -> Result<StatusCode, ApiError> {
    let all = sees_all(&who);
    let known = who.organization.tokens.iter().any(|t| t.id == token.0.0 && (all || t.person == who.actor.person.0));
    if !known {
        return Err(Error::NotFound { what: "token", id: token.0.to_string() }.into());
    }
    app.revoke_token(&who.actor, token.0).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn sees_all<P: Permission>(who: &Bearer<P>) -> bool {
    who.directory.holds(who.actor.person, Role::Administrator)
}
