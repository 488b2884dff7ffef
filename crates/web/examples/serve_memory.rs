//! A server in memory for tools that poke at a running one: `cargo run -p closeout-web --example serve_memory -- 8089`.
//!
//! It prints a token for each role, one a line. The clock stands still, and everything is gone when it ends.
#![expect(clippy::print_stdout, reason = "tools read the tokens from here")]

use std::{error::Error, net::SocketAddr};

use closeout_domain::people::Role;
use closeout_testkit::TestApp;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let port: u16 = std::env::args().nth(1).unwrap_or_else(|| "8089".into()).parse()?;
    let site = TestApp::new().await;
    for role in Role::ALL {
        println!("{role} {}", site.token(role).await.token);
    }
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    println!("http://{}", listener.local_addr()?);
    let service = site.router.clone().into_make_service_with_connect_info::<SocketAddr>();
    Ok(axum::serve(listener, service).await?)
}
