//! What happens by itself, over a year of mornings: `cargo bench -p closeout-store --bench tick`. A firm with one system, 500
//! systems, and one round over a large register. Files are made in `TMPDIR`, so that a real disk can be chosen.

mod firm;

use std::{
    error::Error,
    io::{self, Write as _},
    time::{Duration, Instant},
};

use crate::firm::Firm;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Days of a year.
const YEAR: usize = 365;

#[tokio::main]
async fn main() -> Outcome<()> {
    let large = std::env::args().skip(1).find_map(|a| a.parse().ok()).unwrap_or(100_000);
    year("a firm: 1 system, 10 items", 1, 10).await?;
    year("500 systems, 10 items each", 500, 10).await?;
    register(large).await
}

/// A round each morning for a year.
async fn year(name: &str, systems: u32, items: u32) -> Outcome<()> {
    let firm = Firm::found(systems).await?;
    firm.plan(items * systems).await?;
    let before = firm.events().await?;
    let mut times = Vec::with_capacity(YEAR);
    for _ in 0..YEAR {
        firm.clock.pass_a_day();
        times.push(round(&firm).await?);
    }
    let (events, spent) = (firm.events().await? - before, times.iter().sum::<Duration>());
    say(&format!("{name}: {YEAR} rounds"));
    say(&format!("  {events} events, {:.0} a second of rounds", events as f64 / spent.as_secs_f64()));
    percentiles(times);
    Ok(())
}

/// One round over a register of so many open items, of which one in twenty is late.
async fn register(items: u32) -> Outcome<()> {
    let firm = Firm::found(1).await?;
    let begun = Instant::now();
    firm.plan(items).await?;
    say(&format!("{items} open items: planned in {:.0} s", begun.elapsed().as_secs_f64()));
    firm.clock.pass_days(31);
    for what in ["the first round, which raises", "again at once", "after another change", "the next morning"] {
        match what {
            "after another change" => firm.remark().await?,
            "the next morning" => firm.clock.pass_a_day(),
            _ => {}
        }
        let before = firm.events().await?;
        let took = round(&firm).await?;
        let events = firm.events().await? - before;
        say(&format!("  {what:<32} {:>9.1} ms, {events} events", took.as_secs_f64() * 1e3));
    }
    Ok(())
}

async fn round(firm: &Firm) -> Outcome<Duration> {
    let begun = Instant::now();
    let ticked = firm.app.tick().await?;
    let took = begun.elapsed();
    let failed = ticked.failures().next().map(|(_, step, error)| format!("failed to {step}: {error}"));
    failed.map_or(Ok(took), |why| Err(why.into()))
}

fn percentiles(mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| times.get((times.len() - 1) * share / 100).map_or(0.0, |t| t.as_secs_f64() * 1e3);
    say(&format!("  a round: {:.2} ms half, {:.2} ms p95, {:.2} ms longest", at(50), at(95), at(100)));
}

fn say(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}
