//! How fast the PostgreSQL store is: `CLOSEOUT_TEST_POSTGRES=… cargo bench -p closeout-store --bench postgres [-- ROWS]`,
//! 61,000 rows of an import if nothing is said, in a schema that is dropped at the end. Same rows as the bench of SQLite.

#[path = "../sqlite/rows.rs"]
mod rows;
#[path = "../sqlite/scan.rs"]
mod scan;

use std::{
    error::Error,
    fs,
    future::Future,
    io::{self, Write as _},
    time::{Duration, Instant},
};

use closeout_app::{
    ports::{EventStore, Findings, Mode, Views},
    query::{FindingQuery, ItemOrder, ItemQuery},
    record::Stream,
};
use closeout_domain::ids::{FindingId, ImportId, ItemNumber};
use closeout_store::postgres::PostgresStore;
use uuid::Uuid;

use crate::{
    rows::{ORGANIZATION, PERSON, SYSTEM, appending, register},
    scan::{Scan, run},
};

type Outcome<T> = Result<T, Box<dyn Error>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let rows = std::env::args().skip(1).find_map(|a| a.parse().ok()).unwrap_or(61_000);
    let Ok(server) = std::env::var("CLOSEOUT_TEST_POSTGRES") else {
        say("CLOSEOUT_TEST_POSTGRES names no server");
        return Ok(());
    };
    let schema = format!("bench_{}", std::process::id());
    execute(&server, &format!("CREATE SCHEMA {schema}")).await?;
    let url = format!("{server}?options=-csearch_path%3D{schema}");
    let before = Instant::now();
    let store = PostgresStore::connect(&url).await?;
    say(&format!("open an empty schema      {:>10.1} ms", before.elapsed().as_secs_f64() * 1e3));
    let measured = measure(&store, rows).await;
    drop(store);
    execute(&server, &format!("DROP SCHEMA {schema} CASCADE")).await?;
    measured
}

async fn measure(store: &PostgresStore, rows: usize) -> Outcome<()> {
    let mut times = Vec::new();
    for version in 0..1_000 {
        let before = Instant::now();
        store.append(ORGANIZATION, appending(ItemNumber(20_000), version)).await?;
        times.push(before.elapsed());
    }
    percentiles("append one event", times);
    let before = Instant::now();
    for number in 0..10_000 / 500 {
        store.append(ORGANIZATION, register(number * 500 + 1, 500)).await?;
    }
    say(&format!("10,000 items in writes of 500 {:>6.0} ms", before.elapsed().as_secs_f64() * 1e3));
    let all = ItemQuery::default();
    let queries = [
        ("register, first page", all.clone()),
        ("register, by priority", ItemQuery { order: ItemOrder::Priority, ..all.clone() }),
        ("register, mine", ItemQuery { mine: Some(PERSON.0), ..all.clone() }),
        ("register, text", ItemQuery { text: Some("LATHE 77".into()), ..all }),
    ];
    for (name, query) in &queries {
        repeat(name, || async { store.items(ORGANIZATION, query).await.map(drop) }).await?;
    }
    let stream = Stream::Item(ItemNumber(20_000));
    repeat("an item's 1,000 events", || async { store.stream(ORGANIZATION, stream).await.map(drop) }).await?;
    repeat("number of the next item", || async { store.next_item(ORGANIZATION).await.map(drop) }).await?;
    importing(store, rows).await
}

async fn importing(store: &PostgresStore, rows: usize) -> Outcome<()> {
    let first = ImportId(Uuid::from_u128(1));
    let scans = [
        ("preview", first, Mode::Preview, Scan { week: 1, rows }),
        ("import", first, Mode::Commit, Scan { week: 1, rows }),
        ("import a week later", ImportId(Uuid::from_u128(2)), Mode::Commit, Scan { week: 2, rows }),
    ];
    for (name, import, mode, scan) in scans {
        let before = Instant::now();
        let settled = run(store, import, mode, scan).await?;
        let took = before.elapsed();
        let rate = rows as f64 / took.as_secs_f64();
        say(&format!("{name:<25} {:>10.0} ms {rate:>12.0} rows/s   {:?}", took.as_secs_f64() * 1e3, settled.changes));
    }
    let status = fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or("VmHWM: unknown");
    say(&format!("memory of this process    {peak}"));
    let query = FindingQuery { system: Some(SYSTEM.0), state: Some("open".into()), ..FindingQuery::default() };
    repeat("findings, first page", || async { store.findings(ORGANIZATION, &query).await.map(drop) }).await?;
    repeat("findings by fix", || async { store.groups(ORGANIZATION, &query).await.map(drop) }).await?;
    let page = store.findings(ORGANIZATION, &query).await?;
    let key = FindingId(page.rows.first().ok_or("no finding")?.id);
    repeat("assets of a finding", || async { store.asset_states(ORGANIZATION, key).await.map(drop) }).await?;
    let before = Instant::now();
    store.undo(ORGANIZATION, first, appending(ItemNumber(20_001), 0)).await?;
    say(&format!("undo the first import     {:>10.0} ms", before.elapsed().as_secs_f64() * 1e3));
    Ok(())
}

async fn repeat<F, E>(name: &str, ask: impl Fn() -> F) -> Outcome<()>
where
    F: Future<Output = Result<(), E>>,
    E: Error + 'static,
{
    let mut times = Vec::new();
    for _ in 0..100 {
        let before = Instant::now();
        ask().await?;
        times.push(before.elapsed());
    }
    percentiles(name, times);
    Ok(())
}

fn percentiles(name: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 100).map_or(0.0, |t| t.as_secs_f64() * 1e3);
    say(&format!("{name:<28} {:>7.2} ms half  {:>7.2} ms p95", at(50), at(95)));
}

fn say(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

async fn execute(server: &str, sql: &str) -> Outcome<()> {
    let (client, connection) = tokio_postgres::connect(server, tokio_postgres::NoTls).await?;
    let driver = tokio::spawn(connection);
    client.batch_execute(sql).await?;
    drop(client);
    Ok(driver.await??)
}
