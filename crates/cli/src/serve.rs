//! Serving pages and the API, and what goes into the log.

use std::{io, net::SocketAddr, time::Duration};

use anyhow::Context;
use axum::http::HeaderName;
use clap::{Args, builder::FalseyValueParser};
use closeout_app::App;
use closeout_web::Options;
use tokio::{net::TcpListener, time::MissedTickBehavior};
use tracing_subscriber::EnvFilter;

use crate::{
    compose,
    fail::Failure,
    feeds::Addresses,
    mail::MailServer,
    output::{self, Output},
    place::Store,
};

/// How often what is due by itself is done.
const TICK: Duration = Duration::from_secs(60);

#[derive(Args, Debug)]
pub struct Serve {
    #[command(flatten)]
    store: Store,
    /// Address and port to listen on. Put a TLS proxy before anything but the loopback address.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080", env = "CLOSEOUT_LISTEN")]
    listen: SocketAddr,
    /// Mark cookies as only for https; set it when a TLS proxy stands before.
    #[arg(long, env = "CLOSEOUT_SECURE", value_parser = FalseyValueParser::new())]
    secure: bool,
    /// Address under which browsers reach it, as in `https://poam.example.com`; forms from any other are refused.
    #[arg(long, value_name = "URL", env = "CLOSEOUT_ORIGIN")]
    origin: Option<String>,
    /// Header in which the proxy names the browser's address, as in x-forwarded-for: its last entry is believed. Without a
    /// proxy that sets it, anybody could.
    #[arg(long, value_name = "NAME", env = "CLOSEOUT_CLIENT_HEADER")]
    client_header: Option<HeaderName>,
    #[command(flatten)]
    addresses: Addresses,
    #[command(flatten)]
    mail: MailServer,
}

impl Serve {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        let app = compose::open(&self.store).await?.fetching_from(self.addresses.feeds());
        let app = self.mail.sending(app, self.origin.as_deref())?;
        let (listener, address) = listen(self.listen).await?;
        match output {
            Output::Text => output::remark(&format!("Closeout is at http://{address} (stop with Ctrl-C)")),
            Output::Json | Output::Ndjson => output::json(&serde_json::json!({ "url": format!("http://{address}") }))?,
        }
        let options = Options {
            secure: self.secure,
            origin: self.origin,
            client_header: self.client_header,
            ..Options::default()
        };
        serve(app, listener, options).await
    }
}

/// Takes the address, and says clearly when somebody else has it.
pub async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), Failure> {
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("failed to listen on {address}; choose another with --listen"))?;
    let address = listener.local_addr().context("failed to learn the address")?;
    Ok((listener, address))
}

/// Serves until asked to stop; requests under way are finished first.
pub async fn serve(app: App, listener: TcpListener, options: Options) -> Result<(), Failure> {
    tokio::spawn(tick(app.clone()));
    let service = closeout_web::router(app, options).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(stopped()).await.context("failed to serve")?;
    Ok(())
}

/// Does what is due by itself, every minute. What fails is tried again a minute later.
async fn tick(app: App) {
    let mut minutes = tokio::time::interval(TICK);
    minutes.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        minutes.tick().await;
        let ticking = app.clone();
        // A task of its own: a panic in a step ends this minute's round, and not all that would come after.
        match tokio::spawn(async move { ticking.tick().await }).await {
            Ok(Ok(ticked)) => {
                for (tended, step, error) in ticked.failures() {
                    let organization = tended.map(|t| tracing::field::display(t.organization));
                    tracing::error!(organization, error = error as &dyn std::error::Error, "failed to {step}");
                }
            }
            Ok(Err(error)) => tracing::error!(error = &error as &dyn std::error::Error, "failed to tick"),
            Err(_) => tracing::error!("what happens by itself ended in a panic; it is tried again"),
        }
    }
}

async fn stopped() {
    let interrupt = async {
        let _asked = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}

/// Logs go to standard error: warnings by default, `CLOSEOUT_LOG=info` for more.
pub fn log_to_stderr(output: Output) {
    let filter = EnvFilter::try_from_env("CLOSEOUT_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_target(false);
    let _set = match output {
        Output::Text => log.compact().try_init(),
        Output::Json | Output::Ndjson => log.json().try_init(),
    };
}
