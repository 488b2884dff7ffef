//! What a host answers, and what is made of it.

use std::{sync::Arc, time::Duration};

use closeout_connect::{Fetcher, fetch::Limits};
use hyper_util::client::proxy::matcher::Matcher;
use tokio::net::TcpListener;

use crate::host::{Host, complains, fetched, http};

fn answer(line: &str) -> Option<Vec<u8>> {
    assert!(line.starts_with("GET /") && line.ends_with(" HTTP/1.1"), "{line}");
    match line.split(' ').nth(1).unwrap() {
        "/sized" => http("200 OK\r\nContent-Length: 9", "{\"a\": 1}\n"),
        "/open-ended" => http("200 OK", "{\"a\": 1}\n"),
        "/pieces?day=1" => http("200 OK\r\nTransfer-Encoding: chunked", "4\r\n{\"a\"\r\n5\r\n: 1}\n\r\n0\r\n\r\n"),
        "/forbidden" => http("403 Forbidden\r\nContent-Length: 0", ""),
        "/broken" => http("500 Internal Server Error\r\nContent-Length: 0", ""),
        "/elsewhere" => http("302 Found\r\nLocation: http://feeds.example/kev.json\r\nContent-Length: 0", ""),
        "/here" => http("301 Moved Permanently\r\nLocation: /sized\r\nContent-Length: 0", ""),
        "/nowhere" => http("303 See Other\r\nContent-Length: 0", ""),
        "/announced" => http("200 OK\r\nContent-Length: 99999999999", ""),
        "/endless" => http("200 OK", &"x".repeat(100_000)),
        "/cut-off" => http("200 OK\r\nContent-Length: 50000", &"x".repeat(20_000)),
        "/other" => Some(b"SSH-2.0-OpenSSH_9.2\r\n".to_vec()),
        _ => None,
    }
}

#[tokio::test]
async fn a_file_arrives_byte_by_byte_as_it_is() {
    let host = Host::open(answer).await;
    for path in ["/sized", "/open-ended", "/pieces?day=1"] {
        assert_eq!(fetched(&Fetcher::default(), &host.url(path)).await.unwrap(), b"{\"a\": 1}\n", "{path}");
    }
}

#[tokio::test]
async fn what_is_no_file_is_not_taken_for_one() {
    let host = Host::open(answer).await;
    for (path, of) in [
        ("/forbidden", "127.0.0.1 answers 403 Forbidden"),
        ("/broken", "127.0.0.1 answers 500 Internal Server Error"),
        ("/elsewhere", "leads on to an address that is not https"),
        ("/here", "leads on to an address that is not https"),
        ("/nowhere", "leads on to an address that is not https"),
        ("/announced", "it is larger than 4096 MB"),
        ("/cut-off", "the connection to 127.0.0.1 broke off after 19 KB"),
        ("/other", "what 127.0.0.1 answers is not HTTP"),
    ] {
        complains(fetched(&Fetcher::default(), &host.url(path)).await, of);
    }
}

#[tokio::test]
async fn more_than_the_limit_is_not_taken_in() {
    let host = Host::open(answer).await;
    let fetcher = Fetcher { limits: Limits { largest: 50_000, ..Limits::default() }, ..Fetcher::default() };
    complains(fetched(&fetcher, &host.url("/endless")).await, "it is larger than 48 KB");
    assert!(fetched(&fetcher, &host.url("/sized")).await.is_ok());
}

#[tokio::test]
async fn nobody_waits_for_ever() {
    let host = Host::open(answer).await;
    let limits = Limits { connect: Duration::from_secs(1), whole: Duration::from_secs(2), ..Limits::default() };
    let fetcher = Fetcher { limits, ..Fetcher::default() };
    complains(fetched(&fetcher, &host.url("/silence")).await, "it took longer than 2 seconds");
    // It takes the connection and says nothing, so that no encryption comes about.
    let silent = host.url("/silence").replace("http:", "https:");
    let fetcher = Fetcher { trusted: Some(crate::host::Identity::of("127.0.0.1").trusted()), ..fetcher };
    complains(fetched(&fetcher, &silent).await, "within 1 seconds");
}

#[tokio::test]
async fn where_nobody_is_nothing_is_fetched() {
    let free = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let nobody = format!("nothing can be reached at 127.0.0.1:{port} (connection refused)");
    complains(fetched(&Fetcher::default(), &format!("http://127.0.0.1:{port}/")).await, &nobody);
}

#[tokio::test]
async fn a_name_that_leads_nowhere_is_named() {
    // A label of more than 63 characters is no name, so that nobody has to be asked.
    let host = format!("{}.example", "a".repeat(70));
    let proxies = Arc::new(Matcher::builder().build());
    let fetcher = Fetcher { proxies, ..Fetcher::default() };
    complains(fetched(&fetcher, &format!("https://{host}/")).await, &format!("the name {host} is not known"));
}
