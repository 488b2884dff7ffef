//! What lists are asked, as conditions of SQL. One place for both databases, so that they agree with `app/src/query.rs`.
//!
//! The tables are named and their columns are alike in both; what differs is in [`Dialect`].

use std::fmt::Write as _;

use closeout_app::query::{
    AssetQuery, EscalationQuery, ItemOrder, ItemQuery, MilestoneQuery, ReviewQuery, TaskQuery, Window,
};
use closeout_domain::ids::OrganizationId;
use uuid::Uuid;

/// Which database is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Parameters are `?1`; bulk tables name an import by its number in the order of commits.
    Sqlite,
    /// Parameters are `$1`.
    Postgres,
}

/// A value that a condition compares with. Days are text, as in the tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A key.
    Key(Uuid),
    /// A word, a text or a day.
    Text(String),
    /// A number.
    Number(i64),
}

/// Conditions joined by AND, and their values in the order of their parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    dialect: Dialect,
    /// What stands after WHERE.
    pub sql: String,
    /// What its parameters stand for, the first one first.
    pub values: Vec<Value>,
}

impl Filter {
    fn of(dialect: Dialect, organization: OrganizationId) -> Self {
        let mut filter = Self { dialect, sql: "organization = ".to_owned(), values: Vec::new() };
        filter.value(Value::Key(organization.0));
        filter
    }

    /// Writes a parameter and keeps its value.
    fn value(&mut self, value: Value) {
        self.values.push(value);
        let mark = match self.dialect {
            Dialect::Sqlite => '?',
            Dialect::Postgres => '$',
        };
        // Writing to a String cannot fail.
        let _ = write!(self.sql, "{mark}{}", self.values.len());
    }

    /// `before` value `after`, if there is a value.
    fn and(&mut self, before: &str, value: Option<Value>, after: &str) {
        if let Some(value) = value {
            self.sql.push_str(" AND ");
            self.sql.push_str(before);
            self.value(value);
            self.sql.push_str(after);
        }
    }

    /// That `column` is one of the words, if there are any.
    fn and_one_of(&mut self, column: &str, words: &[String]) {
        if let Some((first, rest)) = words.split_first() {
            self.and(&format!("{column} IN ("), text(Some(first)), "");
            for word in rest {
                self.sql.push_str(", ");
                self.value(Value::Text(word.clone()));
            }
            self.sql.push(')');
        }
    }

    fn and_plain(&mut self, condition: &str) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
    }

    /// That `column` contains the text, or begins with it. No wildcards, so nothing has to be escaped.
    fn and_found(&mut self, column: &str, text: Option<String>, only_at_start: bool) {
        let find = match self.dialect {
            Dialect::Sqlite => "instr",
            Dialect::Postgres => "strpos",
        };
        let where_to = if only_at_start { ") = 1" } else { ") > 0" };
        self.and(&format!("{find}({column}, "), text.map(Value::Text), where_to);
    }

    /// `LIMIT … OFFSET …` for a window, with its parameters.
    #[must_use]
    pub fn window(mut self, window: Window) -> Self {
        self.sql.push_str(" LIMIT ");
        self.value(Value::Number(window.rows.into()));
        self.sql.push_str(" OFFSET ");
        self.value(Value::Number(window.from.try_into().unwrap_or(i64::MAX)));
        self
    }

    /// The same, listed in this order.
    #[must_use]
    pub fn ordered(mut self, columns: &str) -> Self {
        self.sql.push_str(" ORDER BY ");
        self.sql.push_str(columns);
        self
    }
}

fn key(value: Option<Uuid>) -> Option<Value> {
    value.map(Value::Key)
}

fn text(value: Option<&str>) -> Option<Value> {
    value.map(|v| Value::Text(v.to_owned()))
}

fn day(value: Option<jiff::civil::Date>) -> Option<Value> {
    value.map(|d| Value::Text(d.to_string()))
}

/// Which rows of `item`.
pub fn items(dialect: Dialect, organization: OrganizationId, query: &ItemQuery) -> Filter {
    let ItemQuery {
        system,
        status,
        priority,
        owner,
        mine,
        waiting,
        requirement,
        late_on,
        due_by,
        text: search,
        order: _,
        window: _,
    } = query;
    let mut f = Filter::of(dialect, organization);
    f.and("system = ", key(*system), "");
    f.and_one_of("status", status);
    f.and("priority = ", text(priority.as_deref()), "");
    f.and("owner = ", key(*owner), "");
    // The organization is always the first parameter.
    let here = match dialect {
        Dialect::Sqlite => "?1",
        Dialect::Postgres => "$1",
    };
    let hands = format!("number IN (SELECT p.number FROM item_person p WHERE p.organization = {here} AND p.person = ");
    f.and(&hands, key(*mine), ")");
    f.and("waiting = ", text(waiting.as_deref()), "");
    match requirement {
        Some(family) if family.ends_with('.') => f.and_found("requirement", Some(family.clone()), true),
        exactly => f.and("requirement = ", text(exactly.as_deref()), ""),
    }
    f.and("late_after < ", day(*late_on), "");
    f.and("late_after <= ", day(*due_by), "");
    f.and_found("search", search.as_deref().map(str::to_lowercase), false);
    f
}

/// The columns by which items are listed. What has no value comes last.
pub fn item_order(order: ItemOrder) -> &'static str {
    match order {
        ItemOrder::Due => "late_after IS NULL, late_after, number",
        ItemOrder::Priority => {
            "CASE priority WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 WHEN 'low' THEN 3 ELSE 4 END, \
             late_after IS NULL, late_after, number"
        }
        ItemOrder::Number => "number",
        ItemOrder::Changed => "changed DESC, number",
    }
}

/// Which rows of `task`.
pub fn tasks(dialect: Dialect, organization: OrganizationId, query: &TaskQuery) -> Filter {
    let TaskQuery { system, item, stage, responsible, approver, late_on, active, window: _ } = query;
    let mut f = Filter::of(dialect, organization);
    f.and("system = ", key(*system), "");
    f.and("item = ", item.map(|n| Value::Number(n.into())), "");
    f.and("stage = ", text(stage.as_deref()), "");
    f.and("responsible = ", key(*responsible), "");
    f.and("approver = ", key(*approver), "");
    f.and("stage = 'open' AND due < ", day(*late_on), "");
    if *active {
        f.and_plain("item_status = 'open'");
    }
    f
}

/// The columns by which tasks are listed.
pub const TASK_ORDER: &str = "due, item, task";

/// Which rows of `milestone`.
pub fn milestones(dialect: Dialect, organization: OrganizationId, query: &MilestoneQuery) -> Filter {
    let MilestoneQuery { system, item, reached, late_on, window: _ } = query;
    let mut f = Filter::of(dialect, organization);
    f.and("system = ", key(*system), "");
    f.and("item = ", item.map(|n| Value::Number(n.into())), "");
    match reached {
        Some(true) => f.and_plain("reached IS NOT NULL"),
        Some(false) => f.and_plain("reached IS NULL"),
        None => {}
    }
    f.and("reached IS NULL AND due < ", day(*late_on), "");
    f
}

/// The columns by which milestones are listed.
pub const MILESTONE_ORDER: &str = "due, item, milestone";

/// Which rows of `escalation`.
pub fn escalations(dialect: Dialect, organization: OrganizationId, query: &EscalationQuery) -> Filter {
    let EscalationQuery { system, item, state, to, window: _ } = query;
    let mut f = Filter::of(dialect, organization);
    f.and("system = ", key(*system), "");
    f.and("item = ", item.map(|n| Value::Number(n.into())), "");
    f.and_one_of("state", state);
    f.and("person = ", key(*to), "");
    f
}

/// The columns by which escalations are listed.
pub const ESCALATION_ORDER: &str = "raised DESC, escalation";

/// Which rows of `review`.
pub fn reviews(dialect: Dialect, organization: OrganizationId, query: &ReviewQuery) -> Filter {
    let ReviewQuery { system, cadence, state, window: _ } = query;
    let mut f = Filter::of(dialect, organization);
    f.and("system = ", key(*system), "");
    f.and("cadence = ", text(cadence.as_deref()), "");
    f.and_one_of("state", state);
    f
}

/// The columns by which reviews are listed.
pub const REVIEW_ORDER: &str = "day DESC, review";

/// The reviews that were held last, of each system and cadence.
pub const LAST_REVIEWS: &str = "SELECT doc FROM review JOIN (
        SELECT system, cadence, max(day) AS day FROM review
        WHERE organization = $1 AND state <> 'given_up' GROUP BY system, cadence
    ) AS last USING (system, cadence, day)
    WHERE organization = $1 AND state <> 'given_up' ORDER BY day DESC, review";

/// Which rows of `asset`: those of which an import that stands speaks.
pub fn assets(dialect: Dialect, organization: OrganizationId, query: &AssetQuery) -> Filter {
    let AssetQuery { system, asset, finding, text: search, uncounted: _, window: _ } = query;
    let mut f = Filter::of(dialect, organization);
    f.and_plain(&format!("EXISTS (SELECT 1 FROM presence p WHERE {})", pairs_of_asset(dialect)));
    f.and("system = ", key(*system), "");
    f.and("asset = ", key(*asset), "");
    let on = format!(
        "EXISTS (SELECT 1 FROM presence p WHERE {} AND {} AND p.finding = ",
        pairs_of_asset(dialect),
        open(dialect)
    );
    f.and(&on, key(*finding), ")");
    // From the finding to its few assets, rather than through all of them.
    let (pairs, here) = match dialect {
        Dialect::Sqlite => ("finding_asset", "?1"),
        Dialect::Postgres => ("presence", "$1"),
    };
    let there = format!("asset IN (SELECT x.asset FROM {pairs} x WHERE x.organization = {here} AND x.finding = ");
    f.and(&there, key(*finding), ")");
    f.and_found("lower(label || ' ' || ip || ' ' || os)", search.as_deref().map(str::to_lowercase), false);
    f
}

/// The columns by which assets are listed.
pub const ASSET_ORDER: &str = "label, asset";

/// The columns of an asset: key, system, label, address, operating system, open findings, what was said by hand.
pub fn asset_columns(dialect: Dialect, query: &AssetQuery) -> String {
    let open = match (query.uncounted, dialect) {
        (true, Dialect::Sqlite) => "0".to_owned(),
        (true, Dialect::Postgres) => "0::bigint".to_owned(),
        (false, _) => {
            format!("(SELECT count(*) FROM presence p WHERE {} AND {})", pairs_of_asset(dialect), open(dialect))
        }
    };
    format!(
        "asset, system, label, ip, os, {open}, \
         (SELECT s.doc FROM asset_said s WHERE s.organization = asset.organization AND s.asset = asset.asset)"
    )
}

/// The pairs of an asset, by the index of each database.
fn pairs_of_asset(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "p.organization = asset.organization AND p.system = asset.system AND p.asset = asset.asset",
        Dialect::Postgres => "p.organization = asset.organization AND p.asset = asset.asset",
    }
}

/// That a pair is open: seen there once, and not proved absent.
fn open(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "p.first_seen IS NOT NULL AND p.state <> 1",
        Dialect::Postgres => "p.first_seen IS NOT NULL AND p.state <> 'absent'",
    }
}
