//! Over TLS: whom to believe, where to be led on to, and by way of a proxy.

use std::sync::Arc;

use closeout_connect::Fetcher;
use hyper_util::client::proxy::matcher::Matcher;
use rustls::RootCertStore;

use crate::host::{Answer, Host, Identity, complains, fetched, http};

const NAME: &str = "feeds.example";

fn answer(line: &str) -> Option<Vec<u8>> {
    let on = |to: &str| http(&format!("302 Found\r\nLocation: {to}\r\nContent-Length: 0"), "");
    match line.split(' ').nth(1).unwrap() {
        "/kev.json" => http("200 OK\r\nContent-Length: 2", "{}"),
        "/four" => on("/three"),
        "/three" => on("two"),
        "/two" => on("https://feeds.example/one"),
        "/one" => on("/kev.json"),
        "/inside" => on("https://127.0.0.1/kev.json"),
        "/open" => on("http://feeds.example/kev.json"),
        _ => http("404 Not Found\r\nContent-Length: 0", ""),
    }
}

/// A host of a name that leads to it over a proxy, and somebody who believes `trusted`.
async fn somewhere(answer: Answer, of: &str, trusted: Option<RootCertStore>) -> (Fetcher, [Host; 2]) {
    let identity = Identity::of(of);
    let trusted = trusted.unwrap_or_else(|| identity.trusted());
    let host = Host::encrypted(answer, &identity).await;
    let proxy = Host::proxy(host.port).await;
    let proxies = Arc::new(Matcher::builder().all(proxy.url("")).build());
    (Fetcher { trusted: Some(trusted), proxies, ..Fetcher::default() }, [host, proxy])
}

#[tokio::test]
async fn who_is_trusted_is_fetched_from() {
    let (fetcher, _hosts) = somewhere(answer, NAME, None).await;
    assert_eq!(fetched(&fetcher, "https://feeds.example/kev.json").await.unwrap(), b"{}");
    complains(fetched(&fetcher, "https://feeds.example/gone").await, "feeds.example answers 404 Not Found");
}

#[tokio::test]
async fn who_is_not_trusted_is_not() {
    let stranger = Identity::of(NAME).trusted();
    let (fetcher, _hosts) = somewhere(answer, NAME, Some(stranger)).await;
    complains(
        fetched(&fetcher, "https://feeds.example/kev.json").await,
        "not trusted: no authority that this machine trusts has issued it",
    );
    let (fetcher, _hosts) = somewhere(answer, "other.example", None).await;
    complains(fetched(&fetcher, "https://feeds.example/kev.json").await, "not trusted: it is of another host");
    let (fetcher, _hosts) = somewhere(answer, NAME, Some(RootCertStore::empty())).await;
    complains(fetched(&fetcher, "https://feeds.example/kev.json").await, "holds no certificates of authorities");
}

#[tokio::test]
async fn an_answer_leads_on_three_times_and_never_inside() {
    let (fetcher, _hosts) = somewhere(answer, NAME, None).await;
    assert_eq!(fetched(&fetcher, "https://feeds.example/three").await.unwrap(), b"{}");
    complains(fetched(&fetcher, "https://feeds.example/four").await, "more than 3 times");
    for inside in ["/inside", "/open"] {
        complains(
            fetched(&fetcher, &format!("https://feeds.example{inside}")).await,
            "is not https, or is this machine",
        );
    }
}

#[tokio::test]
async fn a_host_that_speaks_plainly_is_not_believed() {
    let plain = Host::blurting(b"HTTP/1.1 200 OK\r\n\r\n{}").await;
    let fetcher = Fetcher { trusted: Some(Identity::of("127.0.0.1").trusted()), ..Fetcher::default() };
    let url = plain.url("/kev.json").replace("http:", "https:");
    complains(fetched(&fetcher, &url).await, "no encrypted connection to 127.0.0.1 comes about");
}

#[tokio::test]
async fn a_proxy_that_leads_nowhere_is_named() {
    let no = Host::open(|_| http("403 Forbidden\r\nContent-Length: 0", "")).await;
    let proxies = Arc::new(Matcher::builder().all(no.url("")).build());
    let fetcher = Fetcher { proxies, ..Fetcher::default() };
    complains(
        fetched(&fetcher, "https://feeds.example/kev.json").await,
        "the proxy 127.0.0.1 does not lead to feeds.example",
    );
}
