//! A form that was sent: checked to come from our own page, read field by field.

use std::str::FromStr;

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request, rejection::BytesRejection},
    http::{StatusCode, header, request::Parts},
};
use closeout_app::{
    Error,
    filter::{self, FILTER},
    query::USUAL_PAGE,
};
use closeout_domain::{
    ids::NotAnId,
    rule::{Kind, Refusal, Rule},
    time,
};
use jiff::civil::Date;

use crate::{csrf, error::PageError};

/// A field has to say what it asks for.
pub const FORM: Rule = Rule { id: "form-field", cites: "user guide, forms", kind: Kind::Input };

/// The fields of a form of our own, in the order in which they came; without the value that proved it.
#[derive(Debug, Clone, Default)]
pub struct Sent {
    /// Name and value, as typed. The page's form takes them back when something is wrong.
    pub values: Vec<(String, String)>,
}

/// A form that nobody needs to be signed in for: signing in itself.
#[derive(Debug, Clone, Default)]
pub struct Open(pub Sent);

/// The filters of a list, as they stand in its address.
#[derive(Debug, Clone, Default)]
pub struct Filters(pub Vec<(String, String)>);

/// The last argument of a handler that takes a form. Only what checks where the form comes from can be one.
pub trait Checked {}
impl Checked for Sent {}
impl Checked for Open {}

impl Sent {
    /// What a field says; empty when it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// The same as a text of its own.
    pub fn string(&self, name: &str) -> String {
        self.text(name).to_owned()
    }

    /// Every value of a field that can be sent several times.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.values.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// What a field says, if it says anything.
    pub fn filled(&self, name: &str) -> Option<&str> {
        Some(self.text(name).trim()).filter(|value| !value.is_empty())
    }

    /// Whether a box is ticked.
    pub fn ticked(&self, name: &str) -> bool {
        self.filled(name).is_some()
    }

    /// The day that a field names.
    ///
    /// # Errors
    /// Refuses what does not name a day.
    pub fn day(&self, name: &'static str) -> Result<Date, Refusal> {
        time::date(name, self.text(name))
    }

    /// The day that a field names, if it was filled in.
    ///
    /// # Errors
    /// Refuses what does not name a day.
    pub fn day_if_any(&self, name: &'static str) -> Result<Option<Date>, Refusal> {
        self.filled(name).map(|text| time::date(name, text)).transpose()
    }

    /// What a field names: a person, an item, a digest, a priority.
    ///
    /// # Errors
    /// Refuses what names nothing, saying what was expected.
    pub fn named<T: FromStr<Err = NotAnId>>(&self, name: &'static str) -> Result<T, Refusal> {
        self.text(name).parse().map_err(|e: NotAnId| wrong(name, self.text(name), e.expected))
    }

    /// The same, if the field was filled in.
    ///
    /// # Errors
    /// Refuses what names nothing, saying what was expected.
    pub fn named_if_any<T: FromStr<Err = NotAnId>>(&self, name: &'static str) -> Result<Option<T>, Refusal> {
        self.filled(name).map(|_| self.named(name)).transpose()
    }

    /// Everything that a repeated field names.
    ///
    /// # Errors
    /// Refuses what names nothing, saying what was expected.
    pub fn every<T: FromStr<Err = NotAnId>>(&self, name: &'static str) -> Result<Vec<T>, Refusal> {
        self.all(name).map(|v| v.parse().map_err(|e: NotAnId| wrong(name, v, e.expected))).collect()
    }

    /// A whole number.
    ///
    /// # Errors
    /// Refuses what is none, or is too large.
    pub fn number<N: FromStr>(&self, name: &'static str) -> Result<N, Refusal> {
        let text = self.text(name).trim();
        text.parse().map_err(|_| wrong(name, text, "a whole number"))
    }

    /// The lines of a field that say something.
    pub fn lines(&self, name: &str) -> Vec<String> {
        self.text(name).lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }

    /// What a field lists with commas.
    pub fn listed(&self, name: &str) -> Vec<String> {
        self.text(name).split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    /// The version of what the form was filled in for: the field `version`.
    pub fn seen(&self) -> Option<u64> {
        self.text("version").trim().parse().ok()
    }

    /// Takes out the value that proves where the form comes from, and compares it.
    pub(crate) fn proved(mut self, expected: Option<&csrf::Expected>) -> Result<Self, Refusal> {
        let good = expected.is_some_and(|e| csrf::equal(self.text(csrf::FIELD), &e.0));
        self.values.retain(|(name, _)| name != csrf::FIELD);
        if good { Ok(self) } else { Err(csrf::refusal()) }
    }
}

/// Refuses what a field says.
pub(crate) fn wrong(field: &'static str, given: &str, expected: &str) -> Refusal {
    let shown: String = given.trim().chars().take(60).collect();
    match shown.as_str() {
        "" => FORM.refuse_field(field, format!("{} is empty", field.replace('_', " ")), format!("give {expected}")),
        shown => FORM.refuse_field(field, format!("{shown:?} does not fit here"), format!("give {expected}")),
    }
}

/// The body as name and value, whoever sent it.
async fn read<S: Send + Sync>(request: Request, state: &S) -> Result<Sent, PageError> {
    let kind = request.headers().get(header::CONTENT_TYPE).map(|v| v.as_bytes().to_ascii_lowercase());
    if !kind.is_some_and(|kind| kind.starts_with(b"application/x-www-form-urlencoded")) {
        return Err(FORM.refuse("this is not a form of ours", "send it from its page").into());
    }
    let body = Bytes::from_request(request, state).await.map_err(|r| unread(&r))?;
    Ok(Sent { values: form_urlencoded::parse(&body).into_owned().collect() })
}

/// Why a body could not be read: too large, or broken off.
pub(crate) fn unread(rejection: &BytesRejection) -> Error {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Error::TooLarge { what: "the request".into(), limit: "what is taken in".into() }
        }
        _ => FORM.refuse("the request broke off", "send it again").into(),
    }
}

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = PageError;
    async fn from_request(request: Request, state: &S) -> Result<Self, PageError> {
        let expected = request.extensions().get::<csrf::Expected>().cloned();
        Ok(read(request, state).await?.proved(expected.as_ref())?)
    }
}

impl<S: Send + Sync> FromRequest<S> for Open {
    type Rejection = PageError;
    async fn from_request(request: Request, state: &S) -> Result<Self, PageError> {
        Ok(Self(read(request, state).await?))
    }
}

impl Filters {
    /// Name and value, as the readers of filters take them.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Takes out the day of `as_of`.
    ///
    /// # Errors
    /// Refuses what does not name a day.
    pub fn take_as_of(&mut self) -> Result<Option<Date>, Refusal> {
        let at = self.0.iter().position(|(name, _)| name == "as_of").map(|at| self.0.remove(at).1);
        at.filter(|text| !text.trim().is_empty()).map(|text| time::date("as_of", &text)).transpose()
    }

    /// Takes out how many rows are asked for; the usual number if nothing is said.
    ///
    /// # Errors
    /// Refuses what is no number of rows.
    pub fn take_rows(&mut self) -> Result<u32, Refusal> {
        self.take("rows").filter(|text| !text.trim().is_empty()).map_or(Ok(USUAL_PAGE), |text| filter::rows(&text))
    }

    /// Takes out a word that the list itself does not know.
    pub fn take(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|(n, _)| n == name)?;
        Some(self.0.remove(at).1)
    }

    /// Refuses every word that is left.
    ///
    /// # Errors
    /// Names what is known.
    pub fn nothing_else(&self, known: &str) -> Result<(), Refusal> {
        match self.pairs().find(|(_, value)| !value.trim().is_empty()) {
            None => Ok(()),
            Some((name, _)) => {
                let shown: String = name.chars().take(60).collect();
                Err(FILTER.refuse(format!("there is no filter {shown:?} here"), format!("this knows {known}")))
            }
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Filters {
    type Rejection = std::convert::Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let query = parts.uri.query().unwrap_or_default();
        Ok(Self(form_urlencoded::parse(query.as_bytes()).into_owned().collect()))
    }
}

#[cfg(test)]
mod tests {
    use closeout_domain::ids::PersonId;

    use super::*;

    fn sent(pairs: &[(&str, &str)]) -> Sent {
        Sent { values: pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect() }
    }

    #[test]
    fn a_form_without_the_right_proof_is_nobodys() {
        let expected = csrf::Expected("abc".into());
        assert!(sent(&[("csrf", "abc"), ("a", "b")]).proved(Some(&expected)).is_ok_and(|s| s.values.len() == 1));
        for pairs in [&[("csrf", "abd")][..], &[], &[("csrf", "")]] {
            assert!(sent(pairs).proved(Some(&expected)).is_err(), "{pairs:?}");
        }
        assert!(sent(&[("csrf", "abc")]).proved(None).is_err());
    }

    #[test]
    fn fields_say_what_is_wrong_with_them() {
        let form = sent(&[
            ("due", "Q3"),
            ("owner", "somebody"),
            ("hours", "many"),
            ("actions", " a \n\n b"),
            ("version", "7"),
        ]);
        assert_eq!(form.day("due").unwrap_err().rule.id, "date-real");
        assert_eq!(form.named::<PersonId>("owner").unwrap_err().gaps[0].field, "owner");
        assert_eq!(form.number::<u32>("hours").unwrap_err().gaps[0].field, "hours");
        assert_eq!((form.lines("actions"), form.seen()), (vec!["a".to_owned(), "b".into()], Some(7)));
        assert_eq!((form.day_if_any("until"), form.named_if_any::<PersonId>("approver")), (Ok(None), Ok(None)));
    }
}
