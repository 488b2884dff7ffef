//! What is asked of each finding of a million must not go through the others.

use rusqlite::Connection;

use super::{classes::STAGE, migrate, pages, twins};
use crate::sql::{self, Dialect::Sqlite};

/// The steps in which a statement reads tables.
fn steps(sql: &str) -> Vec<String> {
    let mut connection = Connection::open_in_memory().unwrap();
    migrate::run(&mut connection, "in memory".as_ref()).unwrap();
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
    let query = closeout_app::query::AssetQuery { finding: Some(uuid::Uuid::nil()), ..Default::default() };
    let asked = [
        pages::ITEM.to_owned(),
        pages::SOURCES.to_owned(),
        format!("SELECT {STAGE} FROM finding {one}"),
        format!(
            "SELECT {} FROM asset WHERE {}",
            sql::asset_columns(Sqlite, &query),
            sql::assets(Sqlite, closeout_domain::ids::OrganizationId(uuid::Uuid::nil()), &query).sql
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
