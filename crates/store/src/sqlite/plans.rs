//! What is asked of each finding of a million must not go through the others.

use rusqlite::{Connection, StatementStatus::VmStep, ToSql, params, types::Value};
use uuid::Uuid;

use super::{classes::STAGE, listing, migrate, pages, twins};
use crate::sql::{self, Dialect::Sqlite};

fn empty() -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    migrate::run(&mut connection, "in memory".as_ref()).unwrap();
    connection
}

/// The steps in which a statement reads tables.
fn steps(sql: &str) -> Vec<String> {
    let connection = empty();
    let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let unset = vec![None::<i64>; plan.parameter_count()];
    let steps = plan.query_map(rusqlite::params_from_iter(unset), |row| row.get::<_, String>("detail")).unwrap();
    steps.map(Result::unwrap).filter(|step| step.starts_with("SEARCH") || step.starts_with("SCAN")).collect()
}

/// Whether a step reads all that an organization has in a table.
fn reads_all(step: &str) -> bool {
    step.ends_with("(organization=?)") || (step.starts_with("SCAN") && !step.contains("CONSTANT ROW"))
}

#[test]
fn what_is_asked_of_one_finding_reads_few_rows() {
    let one = "f WHERE f.organization = ?1 AND f.finding = ?2";
    let query = closeout_app::query::AssetQuery { finding: Some(Uuid::nil()), ..Default::default() };
    let asked = [
        pages::ITEM.to_owned(),
        pages::SOURCES.to_owned(),
        format!("SELECT {STAGE} FROM finding {one}"),
        format!(
            "SELECT {} FROM asset WHERE {}",
            sql::asset_columns(Sqlite, &query),
            sql::assets(Sqlite, closeout_domain::ids::OrganizationId(Uuid::nil()), &query).sql
        ),
    ];
    for sql in asked {
        let steps = steps(&sql);
        let found: Vec<&String> = steps.iter().filter(|step| reads_all(step)).collect();
        assert!(!steps.is_empty() && found.is_empty(), "{found:?} in {sql}");
    }
}

#[test]
fn a_weakness_that_two_tools_state_is_found_by_its_index() {
    let steps = steps(twins::LEAD);
    let found: Vec<&String> = steps.iter().filter(|step| reads_all(step)).collect();
    // Once for an import, not once for each finding.
    assert_eq!(found, ["SEARCH y USING PRIMARY KEY (organization=?)"], "{steps:?}");
}

/// What a plan does not show: whether the rows that it is to leave behind are read.
#[test]
fn the_next_class_is_found_without_reading_the_one_before() {
    let connection = empty();
    let [organization, system, other] = [1, 2, 3].map(Uuid::from_u128);
    let mut add = connection
        .prepare(
            "WITH RECURSIVE n (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM n WHERE n < ?4)
            INSERT INTO finding SELECT ?1, randomblob(16), ?2, '', x'', x'', NULL, 0, '', '', NULL, '{}', ?3, 0, 'open', 0, 0, 0,
                NULL, NULL FROM n",
        )
        .unwrap();
    for (system, class, findings) in [(system, 2, 3_000), (system, 3, 1), (other, 2, 1)] {
        add.execute(params![organization, system, class, findings]).unwrap();
    }
    let next = |sql: &str, values: &[&dyn ToSql], expected: Value| {
        let mut statement = connection.prepare(sql).unwrap();
        assert_eq!(statement.query_row(values, |row| row.get::<_, Value>(0)).unwrap(), expected);
        let steps = statement.get_status(VmStep);
        assert!(steps < 100, "{steps} steps: {sql}");
    };
    next(listing::NEXT_CLASS, params![organization, system, 2], Value::Integer(3));
    next(listing::NEXT_SYSTEM, params![organization, system], other.into());
}
