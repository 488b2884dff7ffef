//! How fast Nessus XML is read, with a bare pass of the XML library over the same bytes beside it.
//!
//! `cargo bench -p closeout-intake`; `scripts/bench/inspect` measures whole runs on a large file.

use std::{hint::black_box, io::BufReader};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use quick_xml::{Reader, events::Event};

/// The hosts of the fixture again and again.
fn document(bytes: usize) -> Vec<u8> {
    const FIXTURE: &str = include_str!("../tests/fixtures/nessus/many.nessus");
    let (head, rest) = FIXTURE.split_once("<ReportHost").unwrap_or_default();
    let (hosts, tail) = rest.split_once("</Report>").unwrap_or_default();
    let hosts = format!("<ReportHost{hosts}");
    [head, &hosts.repeat(bytes / hosts.len()), "</Report>", tail].concat().into_bytes()
}

fn bare_pass(bytes: &[u8]) -> u64 {
    let mut reader = Reader::from_reader(BufReader::with_capacity(64 * 1024, bytes));
    let mut buffer = Vec::new();
    let mut events = 0;
    while !matches!(reader.read_event_into(&mut buffer), Ok(Event::Eof) | Err(_)) {
        events += 1;
        buffer.clear();
    }
    events
}

fn nessus(criterion: &mut Criterion) {
    let bytes = document(10_000_000);
    let mut group = criterion.benchmark_group("nessus");
    group.throughput(Throughput::Bytes(bytes.len() as u64)).sample_size(20);
    group.bench_function("bare quick-xml pass", |bencher| bencher.iter(|| bare_pass(black_box(&bytes))));
    group.bench_function("inspect", |bencher| bencher.iter(|| closeout_intake::inspect(black_box(&bytes[..]), None)));
    group.finish();
}

criterion_group!(benches, nessus);
criterion_main!(benches);
