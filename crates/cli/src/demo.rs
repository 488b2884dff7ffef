//! `closeout demo`: a sample firm in a temporary folder, made by the same use cases that people use, on a clock of its own.

mod clock;
mod firm;
mod items;
mod reviews;
mod scan;
mod story;

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use anyhow::Context;
use clap::Args;
use closeout_app::{
    App, World,
    ports::{NoMail, Nowhere},
};
use closeout_store::{blobs::FolderBlobs, sqlite::SqliteStore};

use crate::{
    compose::SystemIds,
    fail::Failure,
    output::{self, Output},
    place::DATABASE,
    serve,
};

#[derive(Args, Debug)]
pub struct Demo {
    /// Address and port to listen on; another port is taken when this one is in use.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Keep the record in this folder, which must be empty, rather than in a temporary one.
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    /// Make the record and stop, without serving it.
    #[arg(long, requires = "keep")]
    no_serve: bool,
}

impl Demo {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        let temporary = match &self.keep {
            Some(folder) => {
                std::fs::create_dir_all(folder).with_context(|| format!("failed to make {}", folder.display()))?;
                if folder.join(DATABASE).exists() {
                    return Err(Failure::Usage(format!(
                        "{} holds a record already; choose an empty folder",
                        folder.display()
                    )));
                }
                None
            }
            None => Some(tempfile::tempdir().context("failed to make a temporary folder")?),
        };
        let folder = self.keep.clone().or_else(|| temporary.as_ref().map(|t| t.path().to_owned())).unwrap_or_default();
        let clock = clock::StoryClock::begin();
        let store = SqliteStore::open(&folder.join(DATABASE))?;
        let blobs = FolderBlobs::open(&folder.join("blobs")).context("failed to open the folder")?;
        let world = World {
            store: Arc::new(store),
            blobs: Arc::new(blobs),
            clock: Arc::new(clock.clone()),
            ids: Arc::new(SystemIds),
            feeds: Arc::new(Nowhere),
            mail: Arc::new(NoMail),
        };
        let app = App::new(world);
        story::tell(&app, &clock).await?;
        clock.run();
        if self.no_serve {
            return match output {
                Output::Text => output::text(&format!("The demo's record is in {}.", folder.display())),
                Output::Json | Output::Ndjson => {
                    output::json(&serde_json::json!({ "data": folder, "today": clock::TODAY }))
                }
            };
        }
        let (listener, address) = match serve::listen(self.listen).await {
            Ok(listening) => listening,
            Err(_) if self.listen.port() != 0 => serve::listen(SocketAddr::new(self.listen.ip(), 0)).await?,
            Err(failure) => return Err(failure),
        };
        announce(output, address, &folder)?;
        serve::serve(app, listener, closeout_web::Options::default()).await
    }
}

/// Prints where it is and who can sign in.
fn announce(output: Output, address: SocketAddr, folder: &std::path::Path) -> Result<(), Failure> {
    let people = firm::PEOPLE.iter();
    if output != Output::Text {
        let people: Vec<_> = people
            .map(|p| serde_json::json!({ "name": p.name, "email": p.email, "role": p.role.word(), "password": firm::PASSWORD }))
            .collect();
        let (url, today) = (format!("http://{address}"), clock::TODAY);
        return output::json(&serde_json::json!({ "url": url, "today": today, "data": folder, "people": people }));
    }
    let rows =
        people.map(|p| vec![p.role.word().to_owned(), p.name.to_owned(), p.email.to_owned(), p.comes_for.to_owned()]);
    output::text(&format!(
        "{} is at http://{address}\n\nSign in with the password {} as\n\n{}\n\nIn the demo it is {}. Stop with Ctrl-C; the record is thrown away then.",
        firm::NAME,
        firm::PASSWORD,
        output::table(&["Role", "Name", "Address", "Comes for"], rows.collect()),
        clock::TODAY,
    ))
}
