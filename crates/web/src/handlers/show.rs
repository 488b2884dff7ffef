//! Pages as answers.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use closeout_app::{Error, Problem};
use closeout_domain::rule::Refusal;

use crate::{error::PageError, page::Form, sent::Sent};

/// Fields that no page sends back.
const SECRET: [&str; 3] = ["password", "again", "current"];

/// A page.
///
/// # Errors
/// When it cannot be written.
pub fn page(page: &impl Template) -> Result<Response, PageError> {
    Ok(Html(written(page)?).into_response())
}

/// The page of a form that was refused, with the problem's status. Where the form is not on it, because whoever sent it may
/// not use it any more, the problem has a page of its own.
///
/// # Errors
/// With the problem, when the page does not show the form.
pub fn again(page: &impl Template, form: &str, problem: Problem) -> Result<Response, PageError> {
    let text = written(page)?;
    match text.contains(&format!("id=\"{form}\"")) {
        true => Ok((StatusCode::from_u16(problem.status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY), Html(text))
            .into_response()),
        false => Err(PageError::Problem(Box::new(problem))),
    }
}

/// The form of this name as it comes back, and why.
///
/// # Errors
/// With what nobody can mend in a form.
pub fn refused(id: &str, sent: Sent, error: Error) -> Result<(Form, Problem), PageError> {
    let problem = mendable(error)?;
    let values = sent.values.into_iter().filter(|(name, _)| !SECRET.contains(&name.as_str())).collect();
    Ok((Form::refused(id, values, problem.clone()), problem))
}

/// What whoever sent a form can mend.
///
/// # Errors
/// With everything else, to be shown on a page of its own.
fn mendable(error: Error) -> Result<Problem, PageError> {
    match &error {
        Error::NotSignedIn(_) | Error::NotFound { .. } => Err(error.into()),
        // The form beside it takes the file that was not fetched.
        Error::NotFetched { .. } => Ok(error.problem()),
        // The page says which mail server it is.
        Error::NotSent { .. } => Ok(error.problem()),
        _ if error.public().status >= 500 => Err(error.into()),
        _ => Ok(error.problem()),
    }
}

/// Several fields at once: what is wrong with any of them is told of all of them.
pub trait All {
    /// What they hold.
    type Output;
    /// Everything, or every gap.
    ///
    /// # Errors
    /// With the first refusal, and the gaps of all.
    fn all(self) -> Result<Self::Output, Refusal>;
}

macro_rules! all {
    ($($T:ident $t:ident),*) => {
        impl<$($T),*> All for ($(Result<$T, Refusal>,)*) {
            type Output = ($($T,)*);
            fn all(self) -> Result<Self::Output, Refusal> {
                let ($($t,)*) = self;
                let mut refused: Option<Refusal> = None;
                $(let $t = $t.map_err(|other| match &mut refused {
                    None => refused = Some(other),
                    Some(first) => first.gaps.extend(other.gaps),
                });)*
                match (refused, $($t,)*) {
                    (None, $(Ok($t),)*) => Ok(($($t,)*)),
                    (Some(refused), ..) => Err(refused),
                    // Every `Err` left a refusal behind.
                    (None, ..) => Err(crate::sent::FORM.refuse("the form cannot be read", "send it again")),
                }
            }
        }
    };
}

all!(A a, B b);
all!(A a, B b, C c);
all!(A a, B b, C c, D d);
all!(A a, B b, C c, D d, E e);

fn written(page: &impl Template) -> Result<String, PageError> {
    page.render().map_err(|_| Error::Lost("a page").into())
}

#[cfg(test)]
mod tests {
    use closeout_domain::time;

    use super::*;

    #[test]
    fn every_gap_is_told_at_once() {
        let refused = (time::date("due", "Q3"), Ok::<_, Refusal>(1), time::date("until", "")).all().unwrap_err();
        assert_eq!(refused.gaps.iter().map(|g| g.field).collect::<Vec<_>>(), ["due", "until"]);
        assert_eq!((Ok::<_, Refusal>(1), Ok::<_, Refusal>("a")).all(), Ok((1, "a")));
    }
}
