//! Whom a document means.

use closeout_domain::{ids::PersonId, people::Directory};
use closeout_exchange::document::Party;

/// Finds the one active person of this address, or else of this name.
///
/// # Errors
/// What is wrong and what to do.
pub fn resolve(party: &Party, directory: &Directory) -> Result<PersonId, (String, &'static str)> {
    let Party { name, email } = party;
    let here = || directory.people.iter().filter(|(id, _)| directory.active(**id).is_some());
    let shown = if name.is_empty() { email } else { name };
    let found: Vec<PersonId> = match email.is_empty() {
        false => here().filter(|(_, p)| p.email.eq_ignore_ascii_case(email)).map(|(id, _)| *id).collect(),
        true => here().filter(|(_, p)| p.name.trim().eq_ignore_ascii_case(name)).map(|(id, _)| *id).collect(),
    };
    match found[..] {
        [one] => Ok(one),
        [] => Err((
            format!("{shown:?} is nobody who is here"),
            "choose a name from the list of people, or have the person added first",
        )),
        _ => Err((format!("several people are called {shown:?}"), "write the e-mail address instead")),
    }
}
