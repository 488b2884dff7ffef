//! Every address of the pages, once. Routes and links use the same functions: a route is made by giving the name of a
//! parameter in braces, as in `urls::item("{number}")`.

use std::fmt::{Display, Write};

pub const TODAY: &str = "/";
pub const SEARCH: &str = "/search";
pub const SIGN_IN: &str = "/sign-in";
pub const SIGN_OUT: &str = "/sign-out";
/// Post `theme` (`auto`, `light` or `dark`) and `back`.
pub const THEME: &str = "/theme";
/// Post `system` and `back`.
pub const SYSTEM: &str = "/system";

pub const ITEMS: &str = "/items";
pub const NEW_ITEM: &str = "/items/new";
pub const ITEMS_BULK_OWNER: &str = "/items/bulk/owner";
pub const ITEMS_BULK_COMMENT: &str = "/items/bulk/comment";
pub const ITEMS_XLSX: &str = "/items/register.xlsx";
pub const ITEMS_CSV: &str = "/items/register.csv";
/// The workbook that was taken out, edited and brought back.
pub const WORKBOOK: &str = "/items/workbook";

pub const FINDINGS: &str = "/findings";
pub const FINDINGS_LIST: &str = "/findings/list";
pub const MAKE_ITEMS: &str = "/findings/make-items";
pub const ATTACH: &str = "/findings/attach";
pub const DISMISS: &str = "/findings/dismiss";

/// Post `subject`, `requirements`, `reason`, and `back` if there is a page to come back to.
pub const MAPPING: &str = "/findings/mapping";
pub const UNMAP: &str = "/findings/mapping/unmap";
pub const ASSETS: &str = "/assets";

pub const IMPORTS: &str = "/imports";
pub const TYPED: &str = "/imports/typed";

/// Editions of feeds; each is brought in at [`feed`].
pub const FEEDS: &str = "/feeds";

/// What was laid before people, and what they decided.
pub const ESCALATIONS: &str = "/escalations";
/// Slip accounting.
pub const SLIP: &str = "/slip";
/// What people have time for.
pub const CAPACITY: &str = "/capacity";
/// Reviews of the plan.
pub const REVIEWS: &str = "/reviews";

/// What each report is for; the files are at [`report`].
pub const REPORTS: &str = "/reports";

pub const PEOPLE: &str = "/people";
pub const SYSTEMS: &str = "/systems";
pub const ACCOUNT: &str = "/account";
pub const OWN_PASSWORD: &str = "/account/password";
pub const TOKENS: &str = "/account/tokens";

/// Calendars, opened and closed on the page [`ACCOUNT`].
pub const CALENDARS: &str = "/account/calendars";

/// What is told by mail.
pub const NOTICES: &str = "/notices";
pub const REPLAY_NOTICE: &str = "/notices/replay";
pub const TEST_NOTICE: &str = "/notices/test";

pub const AUDIT: &str = "/audit";
pub const VERIFY: &str = "/audit/verify";

/// A report as a file: `weekly.pdf`, `POAM-0007.html`.
pub fn report(file: impl Display) -> String {
    format!("/reports/{file}")
}

pub fn item(number: impl Display) -> String {
    format!("/items/{number}")
}

/// Days for its tasks that people can keep.
pub fn dates(number: impl Display) -> String {
    format!("/items/{number}/dates")
}

/// A change of the item as a whole: the verbs are those of [`crate::pages::item::VERBS`].
pub fn item_do(number: impl Display, verb: &str) -> String {
    format!("/items/{number}/{verb}")
}

/// One review.
pub fn review(id: impl Display) -> String {
    format!("/reviews/{id}")
}

/// The same, with an item of it at the top.
pub fn review_at(id: impl Display, item: impl Display) -> String {
    format!("/reviews/{id}?item={item}")
}

/// Something done in a review.
pub fn review_do(id: impl Display, verb: &str) -> String {
    format!("/reviews/{id}/{verb}")
}

/// The signed minutes of a review.
pub fn minutes(id: impl Display) -> String {
    format!("/reviews/{id}/minutes")
}

pub fn escalation(id: impl Display) -> String {
    format!("/escalations/{id}")
}

/// `acknowledge`, `decide` or `take-back`.
pub fn escalation_do(id: impl Display, verb: &str) -> String {
    format!("/escalations/{id}/{verb}")
}

pub fn end_control(number: impl Display, control: impl Display) -> String {
    format!("/items/{number}/controls/{control}/end")
}

/// `grant`, `decline` or `withdraw`.
pub fn extension_do(number: impl Display, extension: impl Display, verb: &str) -> String {
    format!("/items/{number}/extensions/{extension}/{verb}")
}

/// `move`, `reach` or `drop`.
pub fn milestone_do(number: impl Display, milestone: impl Display, verb: &str) -> String {
    format!("/items/{number}/milestones/{milestone}/{verb}")
}

/// `revise`, `finish`, `approve`, `send-back`, `drop`, `link` or `unlink`.
pub fn task_do(number: impl Display, task: impl Display, verb: &str) -> String {
    format!("/items/{number}/tasks/{task}/{verb}")
}

/// Runs the tests that run by themselves.
pub fn run_tests(number: impl Display) -> String {
    format!("/items/{number}/tests/run")
}

/// `attest` or `drop`.
pub fn test_do(number: impl Display, test: impl Display, verb: &str) -> String {
    format!("/items/{number}/tests/{test}/{verb}")
}

/// The file itself.
pub fn evidence(number: impl Display, sha256: impl Display) -> String {
    format!("/items/{number}/evidence/{sha256}")
}

pub fn withdraw_evidence(number: impl Display, sha256: impl Display) -> String {
    format!("/items/{number}/evidence/{sha256}/withdraw")
}

/// An item as it stood at the end of a day.
pub fn item_as_of(number: impl Display, day: impl Display) -> String {
    format!("/items/{number}?as_of={day}")
}

/// The differences of a workbook that was brought back, and where they are applied.
pub fn workbook(staged: impl Display) -> String {
    format!("/items/workbook/{staged}")
}

pub fn finding(id: impl Display) -> String {
    format!("/findings/{id}")
}

/// All findings that the same work corrects.
pub fn fix(key: impl Display) -> String {
    format!("/findings/fixes/{key}")
}

/// `approve`, `decline` or `restore`.
pub fn dismissal_do(finding: impl Display, verb: &str) -> String {
    format!("/findings/{finding}/dismissal/{verb}")
}

pub fn asset(id: impl Display) -> String {
    format!("/assets/{id}")
}

/// `rate`, `merge`, `unmerge`, `split` or `unsplit`.
pub fn asset_do(id: impl Display, verb: &str) -> String {
    format!("/assets/{id}/{verb}")
}

/// `kev`, `epss` or `ssvc`.
pub fn feed(kind: impl Display) -> String {
    format!("/feeds/{kind}")
}

/// Fetches the edition that is published now.
pub fn fetch_feed(kind: impl Display) -> String {
    format!("/feeds/{kind}/fetch")
}

pub fn import(id: impl Display) -> String {
    format!("/imports/{id}")
}

/// The file itself, as it came.
pub fn import_file(id: impl Display) -> String {
    format!("/imports/{id}/file")
}

pub fn undo_import(id: impl Display) -> String {
    format!("/imports/{id}/undo")
}

/// A file that was uploaded and not yet committed.
pub fn preview(staged: impl Display) -> String {
    format!("/imports/previews/{staged}")
}

/// `commit`, `discard` or `map`.
pub fn preview_do(staged: impl Display, verb: &str) -> String {
    format!("/imports/previews/{staged}/{verb}")
}

pub fn person(id: impl Display) -> String {
    format!("/people/{id}")
}

/// `describe`, `roles`, `leave`, `return` or `password`.
pub fn person_do(id: impl Display, verb: &str) -> String {
    format!("/people/{id}/{verb}")
}

pub fn system(id: impl Display) -> String {
    format!("/systems/{id}")
}

/// `describe`, `appoint`, `promotion`, `deadlines` or `exposure`.
pub fn system_do(id: impl Display, verb: &str) -> String {
    format!("/systems/{id}/{verb}")
}

pub fn revoke_token(id: impl Display) -> String {
    format!("/account/tokens/{id}/revoke")
}

pub fn close_calendar(id: impl Display) -> String {
    format!("/account/calendars/{id}/close")
}

/// A calendar, by the secret that is its name, as in `0a…f.ics`.
pub fn calendar(file: impl Display) -> String {
    format!("/calendar/{file}")
}

/// The record of one subject, as in `item/7`.
pub fn audit_of(stream: &str) -> String {
    with_query(AUDIT, &[("subject", stream)])
}

/// An address with a query; parts without a value are left out.
pub fn with_query(path: &str, query: &[(&str, &str)]) -> String {
    let mut url = path.to_owned();
    let mut sign = '?';
    for (name, value) in query.iter().filter(|(_, value)| !value.is_empty()) {
        url.push(sign);
        url.push_str(name);
        url.push('=');
        encode(&mut url, value);
        sign = '&';
    }
    url
}

/// Percent-encodes everything that is not unreserved (RFC 3986, section 2.3), but for the slash.
fn encode(url: &mut String, value: &str) {
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => url.push(byte.into()),
            // Writing to a string cannot fail.
            byte => drop(write!(url, "%{byte:02X}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_holds_what_is_given_and_nothing_that_breaks_it() {
        assert_eq!(
            with_query("/items", &[("late", ""), ("text", "50 % & \"é\""), ("order", "due")]),
            "/items?text=50%20%25%20%26%20%22%C3%A9%22&order=due"
        );
        assert_eq!(audit_of("item/7"), "/audit?subject=item/7");
        assert_eq!(with_query("/items", &[]), "/items");
    }

    #[test]
    fn routes_and_links_agree() {
        assert_eq!(milestone_do("{number}", "{part}", "move"), "/items/{number}/milestones/{part}/move");
        assert_eq!(milestone_do(7, 2, "move"), "/items/7/milestones/2/move");
    }
}
