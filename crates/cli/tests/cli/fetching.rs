//! Feeds that are fetched from an address, by hand and by cron.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::TcpListener,
    process::{Command, Stdio},
};

use serde_json::json;

use crate::harness::Place;

const KEV: &str = r#"{"catalogVersion": "2026.10.05", "dateReleased": "2026-10-05T10:00:00Z", "vulnerabilities": [
    {"cveID": "CVE-2026-0001", "dateAdded": "2026-09-20", "dueDate": "2026-10-11"}]}"#;

const EPSS: &str =
    "#model_version:v2026.01.01,score_date:2026-10-06T00:00:00Z\ncve,epss,percentile\nCVE-2026-0001,0.25,0.9\n";

/// A publisher on this machine, until the tests end.
fn publisher() -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
            let asked = lines.next().unwrap_or_default();
            let _rest = lines.take_while(|line| !line.is_empty()).count();
            let (head, body) = match asked.split(' ').nth(1).unwrap_or_default() {
                "/kev.json" => ("200 OK", KEV),
                "/epss.csv" => ("200 OK", EPSS),
                "/large" => ("200 OK\r\nContent-Length: 5000000000", ""),
                "/moved" => ("301 Moved Permanently\r\nLocation: http://127.0.0.1/kev.json", ""),
                _ => ("404 Not Found", ""),
            };
            drop(write!(stream, "HTTP/1.1 {head}\r\nConnection: close\r\n\r\n{body}"));
        }
    });
    format!("http://127.0.0.1:{port}")
}

#[test]
fn a_feed_is_fetched_from_where_it_is_told() {
    let (place, publisher) = (Place::begun(), publisher());
    let fetch = format!("feed fetch kev --from {publisher}/kev.json");
    place.run(&fetch).done().says("known exploited vulnerabilities of 2026-10-05: 1 CVEs");
    place.run(&fetch).done().says("nothing changed");
    assert_eq!(place.json("feed list")["feeds"][0]["file"], json!(format!("{publisher}/kev.json")));
    place.run("verify").done();
    place.write("newer.json", KEV.replace("2026-10-05T", "2026-10-07T"));
    place.run("feed kev newer.json").done();
    place.run(&fetch).refused("feed-forward");
    assert_eq!(place.json(&format!("{fetch} --yes"))["feed"]["date"], "2026-10-05");
}

#[test]
fn cron_fetches_every_feed_that_has_an_address() {
    let (place, publisher) = (Place::begun(), publisher());
    let fetch = |addresses: &[(&str, &str)], output: &str| {
        let mut command = place.command(&format!("feed fetch --output {output}"));
        command.envs(addresses.iter().map(|(name, path)| (*name, format!("{publisher}{path}"))));
        said(&mut command)
    };
    let both = [("CLOSEOUT_FEED_KEV", "/kev.json"), ("CLOSEOUT_FEED_EPSS", "/epss.csv")];
    let (code, out, _) = fetch(&both, "text");
    assert!(code == 0 && out.contains("2026-10-05") && out.contains("EPSS scores of FIRST of 2026-10-06"), "{out}");
    // One that fails does not keep the other out, and the exit code tells cron.
    let (code, out, _) = fetch(&[("CLOSEOUT_FEED_KEV", "/gone"), ("CLOSEOUT_FEED_EPSS", "/epss.csv")], "json");
    let told: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &told["feeds"][0]["identical"]), (5, &json!(true)), "{out}");
    assert_eq!(
        (&told["errors"][0]["feed"], &told["errors"][0]["error"]["code"]),
        (&json!("kev"), &json!("not_fetched"))
    );
}

#[test]
fn what_cannot_be_fetched_says_why_and_what_to_do() {
    let (place, publisher) = (Place::begun(), publisher());
    for (path, why) in [
        ("gone", "cannot be fetched: 127.0.0.1 answers 404 Not Found"),
        ("large", "cannot be fetched: it is larger than 4096 MB"),
        ("moved", "cannot be fetched: 127.0.0.1 leads on to an address that is not https"),
        ("epss.csv", "cannot be read: "),
    ] {
        let answer = place.run(&format!("feed fetch kev --from {publisher}/{path}")).exits(5);
        answer.complains(why).complains("  to do: ").complains("bring it in");
    }
    let nobody = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
    place.run(&format!("feed fetch kev --from http://{nobody}/")).exits(5).complains("connection refused");
    assert_eq!(place.json("feed list")["feeds"], json!([]));
}

#[test]
fn without_an_address_nothing_is_fetched() {
    let place = Place::begun();
    place.run("feed fetch").refused("feed-address").complains("CLOSEOUT_FEED_KEV");
    place.run("feed fetch kev").refused("feed-address").complains("--from URL");
    place.run("feed fetch --from https://feeds.example/kev.json").exits(2).complains("name it");
    place.run("feed fetch kev --from http://feeds.example/kev.json").exits(2).complains("only https");
    place.run("feed fetch kev --from https://a:b@feeds.example/kev.json").exits(2).complains("without");
    place.run("feed fetch nvd").exits(2);
}

fn said(command: &mut Command) -> (i32, String, String) {
    let output = command.stdin(Stdio::null()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}
