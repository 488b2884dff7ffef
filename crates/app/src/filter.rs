//! Filters as people write them: `status=open`, `owner=dana@example.com`. The same words in addresses, the API and on the
//! command line.

use closeout_domain::{
    deadline::rhythm::Cadence,
    finding::severity::Severity,
    ids::{ImportId, ItemNumber, SystemId},
    item::Status,
    people::Directory,
    priority::Priority,
    rule::{Kind, Refusal, Rule},
    time,
};
use jiff::civil::Date;
use uuid::Uuid;

use crate::query::{
    AssetQuery, EscalationQuery, FindingQuery, ItemOrder, ItemQuery, LARGEST_PAGE, MilestoneQuery, ReviewQuery,
    TaskQuery, WAITING, Window,
};

/// A filter has to be one that the list knows.
pub const FILTER: Rule = Rule { id: "filter-known", cites: "user guide, lists", kind: Kind::Input };

/// What a filter may need to know.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// Who asks: `mine` and `me` mean them.
    pub me: Uuid,
    /// Everybody, to find people by address.
    pub directory: &'a Directory,
    /// The day that `late` and `due` count from.
    pub today: Date,
}

type Pair<'p> = (&'p str, &'p str);

impl Reader<'_> {
    /// Which items: `system`, `status` (several with commas, or `live`), `priority`, `owner`, `mine`, `waiting`,
    /// `requirement` (`3.5.` for a family), `late`, `due` (days ahead, or a day), `text`, `order`, `from`, `rows`.
    ///
    /// # Errors
    /// Refuses a word that the list does not know, naming those it does.
    pub fn items<'p>(&self, pairs: impl IntoIterator<Item = Pair<'p>>) -> Result<ItemQuery, Refusal> {
        let mut query = ItemQuery::default();
        for (key, value) in filled(pairs) {
            match key {
                "system" => query.system = Some(system(value)?),
                "status" if value == "live" => query.status.extend(live().map(|s| s.word().to_owned())),
                "status" => {
                    for word in value.split(',') {
                        query.status.push(word_of::<Status>("status", word)?.word().to_owned());
                    }
                }
                "priority" => query.priority = Some(word_of::<Priority>("priority", value)?.word().to_owned()),
                "owner" => query.owner = Some(self.person("owner", value)?),
                "mine" => query.mine = yes("mine", value)?.then_some(self.me),
                "waiting" => {
                    query.waiting = Some(one_of("waiting", value, &WAITING)?);
                }
                "requirement" => query.requirement = Some(value.to_owned()),
                "late" => query.late_on = yes("late", value)?.then_some(self.today),
                "due" => query.due_by = Some(self.by("due", value)?),
                "text" => query.text = Some(value.to_owned()),
                "order" => query.order = order(value)?,
                other => window(&mut query.window, other, value, ITEMS)?,
            }
        }
        Ok(query)
    }

    /// Which tasks: `system`, `item`, `stage`, `responsible`, `approver`, `late`, `active`, `from`, `rows`.
    ///
    /// # Errors
    /// Refuses a word that the list does not know, naming those it does.
    pub fn tasks<'p>(&self, pairs: impl IntoIterator<Item = Pair<'p>>) -> Result<TaskQuery, Refusal> {
        let mut query = TaskQuery::default();
        for (key, value) in filled(pairs) {
            match key {
                "system" => query.system = Some(system(value)?),
                "item" => query.item = Some(word_of::<ItemNumber>("item", value)?.0),
                "stage" => query.stage = Some(one_of("stage", value, &["open", "done", "approved", "dropped"])?),
                "responsible" => query.responsible = Some(self.person("responsible", value)?),
                "approver" => query.approver = Some(self.person("approver", value)?),
                "late" => query.late_on = yes("late", value)?.then_some(self.today),
                "active" => query.active = yes("active", value)?,
                other => window(&mut query.window, other, value, TASKS)?,
            }
        }
        Ok(query)
    }

    /// Which milestones: `system`, `item`, `reached`, `late`, `from`, `rows`.
    ///
    /// # Errors
    /// Refuses a word that the list does not know, naming those it does.
    pub fn milestones<'p>(&self, pairs: impl IntoIterator<Item = Pair<'p>>) -> Result<MilestoneQuery, Refusal> {
        let mut query = MilestoneQuery::default();
        for (key, value) in filled(pairs) {
            match key {
                "system" => query.system = Some(system(value)?),
                "item" => query.item = Some(word_of::<ItemNumber>("item", value)?.0),
                "reached" => query.reached = Some(yes("reached", value)?),
                "late" => query.late_on = yes("late", value)?.then_some(self.today),
                other => window(&mut query.window, other, value, MILESTONES)?,
            }
        }
        Ok(query)
    }

    /// Which reviews: `system`, `cadence`, `state` (several with commas), `from`, `rows`.
    ///
    /// # Errors
    /// Refuses a word that the list does not know, naming those it does.
    pub fn reviews<'p>(&self, pairs: impl IntoIterator<Item = Pair<'p>>) -> Result<ReviewQuery, Refusal> {
        let mut query = ReviewQuery::default();
        for (key, value) in filled(pairs) {
            match key {
                "system" => query.system = Some(system(value)?),
                "cadence" => query.cadence = Some(word_of::<Cadence>("cadence", value)?.word().into()),
                "state" => {
                    for word in value.split(',') {
                        query.state.push(one_of("state", word, &["open", "signed", "given_up"])?);
                    }
                }
                other => window(&mut query.window, other, value, REVIEWS)?,
            }
        }
        Ok(query)
    }

    /// Which escalations: `system`, `item`, `state` (several with commas), `to`, `from`, `rows`.
    ///
    /// # Errors
    /// Refuses a word that the list does not know, naming those it does.
    pub fn escalations<'p>(&self, pairs: impl IntoIterator<Item = Pair<'p>>) -> Result<EscalationQuery, Refusal> {
        let mut query = EscalationQuery::default();
        for (key, value) in filled(pairs) {
            match key {
                "system" => query.system = Some(system(value)?),
                "item" => query.item = Some(word_of::<ItemNumber>("item", value)?.0),
                "state" => {
                    for word in value.split(',') {
                        query.state.push(one_of("state", word, &["open", "decided", "lapsed", "settled"])?);
                    }
                }
                "to" => query.to = Some(self.person("to", value)?),
                other => window(&mut query.window, other, value, ESCALATIONS)?,
            }
        }
        Ok(query)
    }

    /// Which findings: `system`, `state`, `priority` and `severity` (at least), `answered`, `exploited`, `internet`, `fix`, `asset`,
    /// `import`, `text`, `after`, `from`, `rows`.
    ///
    /// # Errors
    /// Refuses a word that the list does not know, naming those it does.
    pub fn findings<'p>(&self, pairs: impl IntoIterator<Item = Pair<'p>>) -> Result<FindingQuery, Refusal> {
        let mut query = FindingQuery::default();
        let key_of =
            |name, value: &str| value.parse::<Uuid>().map_err(|_| wrong(name, value, "a key such as that of the list"));
        for (key, value) in filled(pairs) {
            match key {
                "system" => query.system = Some(system(value)?),
                "state" => query.state = Some(one_of("state", value, STATES)?),
                "priority" => query.priority = Some(word_of::<Priority>("priority", value)?.word().to_owned()),
                "severity" => query.at_least = Some(word_of::<Severity>("severity", value)?.word().to_owned()),
                "answered" => query.answered = Some(yes("answered", value)?),
                "exploited" => query.known_exploited = Some(yes("exploited", value)?),
                "internet" => query.internet = Some(yes("internet", value)?),
                "fix" => query.fix = Some(key_of("fix", value)?),
                "asset" => query.asset = Some(key_of("asset", value)?),
                "import" => query.import = Some(word_of::<ImportId>("import", value)?.0),
                "text" => query.text = Some(value.to_owned()),
                "after" => query.after = Some(key_of("after", value)?),
                other => window(&mut query.window, other, value, FINDINGS)?,
            }
        }
        Ok(query)
    }

    /// Reads the filters of a list of assets.
    ///
    /// # Errors
    /// Refuses a word that the list does not know, naming those it does.
    pub fn assets<'p>(&self, pairs: impl IntoIterator<Item = Pair<'p>>) -> Result<AssetQuery, Refusal> {
        let mut query = AssetQuery::default();
        let key_of =
            |name, value: &str| value.parse::<Uuid>().map_err(|_| wrong(name, value, "a key such as that of the list"));
        for (key, value) in filled(pairs) {
            match key {
                "system" => query.system = Some(system(value)?),
                "finding" => query.finding = Some(key_of("finding", value)?),
                "text" => query.text = Some(value.to_owned()),
                other => window(&mut query.window, other, value, ASSETS)?,
            }
        }
        Ok(query)
    }

    /// A person by identity, by address, or `me`.
    fn person(&self, key: &'static str, value: &str) -> Result<Uuid, Refusal> {
        if value == "me" {
            return Ok(self.me);
        }
        let by_address =
            self.directory.people.iter().find(|(_, p)| p.email.eq_ignore_ascii_case(value)).map(|(id, _)| id.0);
        by_address
            .or_else(|| value.parse().ok())
            .ok_or_else(|| wrong(key, value, "an address of somebody here, an identity, or `me`"))
    }

    /// A day: so many days ahead, or the day itself.
    fn by(&self, key: &'static str, value: &str) -> Result<Date, Refusal> {
        match value.parse::<u16>() {
            Ok(days) => Ok(self.today.saturating_add(jiff::ToSpan::days(i32::from(days)))),
            Err(_) => time::date(key, value),
        }
    }
}

/// States of a finding.
const STATES: &[&str] = &["open", "absent", "dismissed", "not_judged"];

const ITEMS: &str = "system, status, priority, owner, mine, waiting, requirement, late, due, text, order, from, rows";
const TASKS: &str = "system, item, stage, responsible, approver, late, active, from, rows";
const REVIEWS: &str = "system, cadence, state, from, rows";
const ESCALATIONS: &str = "system, item, state, to, from, rows";
const MILESTONES: &str = "system, item, reached, late, from, rows";
const FINDINGS: &str =
    "system, state, priority, severity, answered, exploited, internet, fix, asset, import, text, after, from, rows";
const ASSETS: &str = "system, finding, text, from, rows";

/// Filters that say something: an empty field of a form filters nothing.
fn filled<'p>(pairs: impl IntoIterator<Item = Pair<'p>>) -> impl Iterator<Item = Pair<'p>> {
    pairs.into_iter().map(|(key, value)| (key, value.trim())).filter(|(_, value)| !value.is_empty())
}

/// Statuses in which somebody still has to do something.
fn live() -> impl Iterator<Item = Status> {
    Status::ALL.into_iter().filter(|s| s.is_live())
}

fn wrong(key: &'static str, value: &str, expected: &str) -> Refusal {
    let shown: String = value.chars().take(60).collect();
    FILTER.refuse_field(key, format!("{shown:?} does not fit the filter {key}"), format!("give {expected}"))
}

fn system(value: &str) -> Result<Uuid, Refusal> {
    word_of::<SystemId>("system", value).map(|id| id.0)
}

fn word_of<T: std::str::FromStr<Err = closeout_domain::ids::NotAnId>>(
    key: &'static str,
    value: &str,
) -> Result<T, Refusal> {
    value.parse().map_err(|e: closeout_domain::ids::NotAnId| wrong(key, value, e.expected))
}

fn one_of(key: &'static str, value: &str, words: &[&str]) -> Result<String, Refusal> {
    match words.contains(&value) {
        true => Ok(value.into()),
        false => Err(wrong(key, value, &format!("one of {}", words.join(", ")))),
    }
}

fn yes(key: &'static str, value: &str) -> Result<bool, Refusal> {
    match value {
        "1" | "true" | "yes" | "on" => Ok(true),
        "0" | "false" | "no" => Ok(false),
        _ => Err(wrong(key, value, "yes or no")),
    }
}

fn order(value: &str) -> Result<ItemOrder, Refusal> {
    match value {
        "due" => Ok(ItemOrder::Due),
        "priority" => Ok(ItemOrder::Priority),
        "number" => Ok(ItemOrder::Number),
        "changed" => Ok(ItemOrder::Changed),
        _ => Err(wrong("order", value, "due, priority, number or changed")),
    }
}

/// How many rows a page of a list shall hold.
///
/// # Errors
/// Refuses what is no number from 1 to [`LARGEST_PAGE`].
pub fn rows(value: &str) -> Result<u32, Refusal> {
    let rows = value.trim().parse().ok().filter(|rows| (1..=LARGEST_PAGE).contains(rows));
    rows.ok_or_else(|| wrong("rows", value, &format!("a number from 1 to {LARGEST_PAGE}")))
}

fn window(window: &mut Window, key: &str, value: &str, known: &str) -> Result<(), Refusal> {
    match (key, value.parse::<u64>()) {
        ("from", Ok(from)) => window.from = from,
        ("from", Err(_)) => return Err(wrong("from", value, "a number of rows to pass over")),
        ("rows", _) => window.rows = rows(value)?,
        _ => {
            let shown: String = key.chars().take(60).collect();
            return Err(FILTER.refuse(format!("this list has no filter {shown:?}"), format!("it knows {known}")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn read<T>(ask: impl FnOnce(&Reader<'_>) -> T) -> T {
        ask(&Reader { me: Uuid::from_u128(7), directory: &Directory::default(), today: date(2026, 11, 22) })
    }

    #[test]
    fn filters_are_read_as_people_write_them() {
        let pairs = [
            ("status", "open,validated"),
            ("late", "yes"),
            ("mine", "1"),
            ("due", "14"),
            ("priority", ""),
            ("rows", "1000"),
        ];
        let query = read(|r| r.items(pairs)).unwrap();
        assert_eq!(query.status, ["open", "validated"]);
        assert_eq!((query.late_on, query.mine), (Some(date(2026, 11, 22)), Some(Uuid::from_u128(7))));
        assert_eq!((query.due_by, query.priority, query.window.rows), (Some(date(2026, 12, 6)), None, LARGEST_PAGE));
    }

    #[test]
    fn findings_are_found_in_every_state_that_they_are_shown_in() {
        for state in ["open", "absent", "dismissed", "not_judged"] {
            assert_eq!(read(|r| r.findings([("state", state)])).unwrap().state.as_deref(), Some(state));
        }
    }

    #[test]
    fn what_a_list_does_not_know_is_refused_with_what_it_knows() {
        let refusal = read(|r| r.items([("colour", "red")])).unwrap_err();
        assert!(refusal.remedy.contains("priority"), "{refusal}");
        for pair in
            [("status", "Q3"), ("owner", "nobody@example.com"), ("rows", "0"), ("rows", "1001"), ("late", "perhaps")]
        {
            assert_eq!(read(|r| r.items([pair])).unwrap_err().rule.id, "filter-known", "{pair:?}");
        }
        assert_eq!(read(|r| r.items([("due", "soon")])).unwrap_err().rule.id, "date-real");
    }
}
