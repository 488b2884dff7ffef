//! Reviews in words.

use closeout_domain::{
    cadence::review::{Event, Sort},
    deadline::rhythm::Rhythm,
    people::Directory,
};

use super::told::{Words, words};

/// A rhythm in a few words, as in "weekly, monthly, quarterly, 3 days of grace".
pub fn rhythm(Rhythm { weeks, monthly, quarterly, grace }: Rhythm) -> String {
    let weekly = match weeks {
        0 => None,
        1 => Some("weekly".to_owned()),
        n => Some(format!("every {n} weeks")),
    };
    let held = [weekly, monthly.then(|| "monthly".into()), quarterly.then(|| "quarterly".into())];
    let held: Vec<String> = held.into_iter().flatten().collect();
    format!("{}, {grace} days of grace", held.join(", "))
}

/// An event of a review in words.
pub(super) fn of(event: &Event, directory: &Directory) -> Words {
    match event {
        Event::Begun(opening) => {
            let (cadence, n) = (opening.cadence, opening.agenda.len());
            let sentence = format!("{cadence} review for {} begun, with {n} items on the agenda", opening.period);
            words("review_begun", sentence, "")
        }
        Event::Attended(attendance) => {
            let mut there: Vec<&str> = attendance.people.iter().map(|person| directory.name(*person)).collect();
            there.extend(Some(attendance.guests.as_str()).filter(|guests| !guests.is_empty()));
            words("review_attended", format!("there were {}", there.join(", ")), "")
        }
        Event::Remarked(remark) => {
            let of = remark.item.map_or_else(|| "the plan".to_owned(), |item| item.to_string());
            let what = match remark.sort {
                Sort::Seen => "looked at",
                Sort::Note => "noted on",
                Sort::Decision => "decided on",
            };
            words("review_remarked", format!("{what} {of}"), &remark.text)
        }
        Event::Agreed(agreed) => {
            let who = directory.name(agreed.responsible);
            let sentence = format!("{who} has task {} of {} until {}", agreed.task, agreed.item, agreed.due);
            words("review_agreed", sentence, &agreed.title)
        }
        Event::Signed(minutes) => words("review_signed", format!("minutes signed, SHA-256 {}", minutes.digest), ""),
        Event::GivenUp { why } => words("review_given_up", "given up", why),
    }
}
