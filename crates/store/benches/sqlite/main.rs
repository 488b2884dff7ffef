//! How fast the SQLite store is: `cargo bench -p closeout-store --bench sqlite [-- ROWS]`, 61,000 rows of an import if
//! nothing is said. Files are made in `TMPDIR`, so that a real disk can be chosen.

mod cli;
mod rows;
mod scan;

use std::{
    error::Error,
    fs,
    future::Future,
    io::{self, Write as _},
    path::Path,
    time::{Duration, Instant},
};

use closeout_app::{
    ports::{EventStore, Findings, Mode, Views},
    query::{FindingQuery, ItemOrder, ItemQuery, Window},
    record::Stream,
};
use closeout_domain::ids::{ImportId, ItemNumber};
use closeout_store::sqlite::SqliteStore;
use uuid::Uuid;

use crate::{
    rows::{ORGANIZATION, PERSON, SYSTEM, appending, register},
    scan::{Scan, run},
};

type Outcome<T> = Result<T, Box<dyn Error>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let rows = std::env::args().skip(1).find_map(|a| a.parse().ok()).unwrap_or(61_000);
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("bench.db");
    let before = Instant::now();
    let store = SqliteStore::open(&file)?;
    say(&format!("open a new file           {:>10.1} ms", before.elapsed().as_secs_f64() * 1e3));
    drop(store);
    let before = Instant::now();
    let store = SqliteStore::open(&file)?;
    say(&format!("open it again             {:>10.1} ms", before.elapsed().as_secs_f64() * 1e3));

    writing(&store).await?;
    reading(&store).await?;
    importing(&store, rows).await?;
    drop(store);
    say(&format!("file                      {:>10} MiB", fs::metadata(&file)?.len() >> 20));
    cli::compare(&file, folder.path())
}

/// Single changes, each durable, and what the register and an item's page ask.
async fn writing(store: &SqliteStore) -> Outcome<()> {
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
    Ok(())
}

async fn reading(store: &SqliteStore) -> Outcome<()> {
    let all = ItemQuery::default();
    let window = Window { from: 5_000, rows: 50 };
    let queries = [
        ("register, first page", all.clone()),
        ("register, page 100", ItemQuery { window, ..all.clone() }),
        ("register, by priority", ItemQuery { order: ItemOrder::Priority, ..all.clone() }),
        ("register, last changed", ItemQuery { order: ItemOrder::Changed, ..all.clone() }),
        (
            "register, open of a system",
            ItemQuery { system: Some(SYSTEM.0), status: vec!["open".into()], ..all.clone() },
        ),
        ("register, mine", ItemQuery { mine: Some(PERSON.0), ..all.clone() }),
        ("register, text", ItemQuery { text: Some("LATHE 77".into()), ..all.clone() }),
    ];
    for (name, query) in &queries {
        repeat(name, || async {
            store.items(ORGANIZATION, query).await?;
            store.item_counts(ORGANIZATION, query).await?;
            Ok(())
        })
        .await?;
    }
    let stream = Stream::Item(ItemNumber(20_000));
    repeat("an item's 1,000 events", || async {
        store.stream(ORGANIZATION, stream).await?;
        Ok(())
    })
    .await?;
    repeat("number of the next item", || async {
        store.next_item(ORGANIZATION).await?;
        Ok(())
    })
    .await
}

async fn importing(store: &SqliteStore, rows: usize) -> Outcome<()> {
    let first = ImportId(Uuid::from_u128(1));
    let scans = [
        ("preview", first, Mode::Preview, Scan { week: 1, rows }),
        ("import", first, Mode::Commit, Scan { week: 1, rows }),
        ("import a week later", ImportId(Uuid::from_u128(2)), Mode::Commit, Scan { week: 2, rows }),
    ];
    for (name, import, mode, scan) in scans {
        let (before, worked) = (Instant::now(), cpu()?);
        let settled = run(store, import, mode, scan).await?;
        let (took, worked) = (before.elapsed().as_secs_f64(), cpu()? - worked);
        let (rate, effort) = (rows as f64 / took, rows as f64 / worked);
        say(&format!("{name:<25} {:>10.0} ms {rate:>9.0} rows/s {effort:>9.0} rows per CPU second", took * 1e3));
        say(&format!("    {:?}", settled.changes));
    }
    say(&format!("memory at most            {:>10} MiB", peak()? >> 10));
    let query = FindingQuery { system: Some(SYSTEM.0), state: Some("open".into()), ..FindingQuery::default() };
    repeat("findings, first page", || async {
        store.findings(ORGANIZATION, &query).await?;
        Ok(())
    })
    .await?;
    repeat("findings by fix", || async {
        store.groups(ORGANIZATION, &query).await?;
        Ok(())
    })
    .await?;
    let page = store.findings(ORGANIZATION, &query).await?;
    let key = closeout_domain::ids::FindingId(page.rows.first().ok_or("no finding")?.id);
    repeat("assets of a finding", || async {
        store.asset_states(ORGANIZATION, key).await?;
        Ok(())
    })
    .await?;
    let before = Instant::now();
    store.undo(ORGANIZATION, first, appending(ItemNumber(20_001), 0)).await?;
    say(&format!("undo the first import     {:>10.0} ms", before.elapsed().as_secs_f64() * 1e3));
    Ok(())
}

async fn repeat<F: Future<Output = Outcome<()>>>(name: &str, ask: impl Fn() -> F) -> Outcome<()> {
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

/// The most memory that was resident so far, in KiB.
fn peak() -> Outcome<u64> {
    let status = fs::read_to_string(Path::new("/proc/self/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}

/// Seconds of processor time that this process took so far, in all of its threads.
fn cpu() -> Outcome<f64> {
    cpu_from(11)
}

/// Seconds of processor time that its children took that have ended.
fn cpu_of_children() -> Outcome<f64> {
    cpu_from(13)
}

/// User and system time, two fields after each other, in hundredths of a second; see proc(5).
fn cpu_from(field: usize) -> Outcome<f64> {
    let stat = fs::read_to_string(Path::new("/proc/self/stat"))?;
    let fields = stat.rsplit(") ").next().ok_or("no fields")?.split(' ').skip(field).take(2);
    Ok(fields.map(str::parse::<f64>).sum::<Result<f64, _>>()? / 100.0)
}

fn say(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}
