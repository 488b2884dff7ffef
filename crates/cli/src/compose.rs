//! Putting the world together: which database, which folder, which clock, and who acts.

use std::sync::Arc;

use anyhow::{Context, anyhow};
use closeout_app::{
    Actor, App, Error, World,
    auth::Attempt,
    execute::on_this_machine,
    ports::{self, Clock, Ids},
};
use closeout_domain::{
    ids::{OrganizationId, PersonId},
    people::Role,
};
use closeout_store::{
    blobs::FolderBlobs,
    postgres::PostgresStore,
    sqlite::{OpenError, SqliteStore},
};
use jiff::{
    Timestamp, Zoned,
    civil::{Date, Time},
};
use uuid::Uuid;

use crate::{
    fail::Failure,
    password,
    place::{DATABASE, Place, Store},
};

/// The machine's clock. Days are those of the machine's time zone.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        // Stores keep microseconds; what is decided on and what is read back must agree.
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }

    fn today(&self) -> Date {
        Zoned::now().date()
    }

    fn time(&self) -> Time {
        Zoned::now().time()
    }
}

/// Identities and secrets from the operating system.
pub struct SystemIds;

impl Ids for SystemIds {
    fn uuid(&self) -> Uuid {
        Uuid::now_v7()
    }

    #[expect(clippy::expect_used, reason = "without randomness nothing that follows would be safe")]
    fn secret(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
        bytes
    }
}

/// Opens the record that a command speaks of.
pub async fn open(store: &Store) -> Result<App, Failure> {
    let folder = store.folder()?;
    if store.database.is_none() && !folder.join(DATABASE).exists() {
        return Err(Failure::NoRecord(folder.display().to_string()));
    }
    connect(store).await
}

/// Opens the record, or begins it.
pub async fn connect(place: &Store) -> Result<App, Failure> {
    let folder = place.folder()?;
    std::fs::create_dir_all(&folder).with_context(|| format!("failed to make the folder {}", folder.display()))?;
    let store: Arc<dyn ports::Store> = match &place.database {
        Some(url) => Arc::new(PostgresStore::connect(url).await?),
        None => Arc::new(SqliteStore::open(&folder.join(DATABASE))?),
    };
    let blobs =
        FolderBlobs::open(&folder.join("blobs")).with_context(|| format!("failed to open {}", folder.display()))?;
    let (clock, ids) = (Arc::new(SystemClock), Arc::new(SystemIds));
    let (feeds, mail) = (Arc::new(ports::Nowhere), Arc::new(ports::NoMail));
    Ok(App::new(World { store, blobs: Arc::new(blobs), clock, ids, feeds, mail }))
}

/// Who acts: the person of `--as`, whose password is asked for, or of a token; otherwise the record's first administrator,
/// since whoever can read the folder can act as them anyway. Which duties that person has, the rules still decide.
pub async fn actor(app: &App, place: &Place) -> Result<Actor, Failure> {
    if let Some(token) = &place.token {
        return Ok(app.token(token).await?);
    }
    let organization = organization(app, place).await?;
    let Some(email) = &place.person else { return keeper(app, organization).await };
    let password = password::known(place.password_stdin, &format!("Password of {email}: "))?;
    match app.sign_in(email, &password, Some(organization), "command line").await? {
        Attempt::Done(signed_in) => {
            app.sign_out(&signed_in.secret).await?;
            Ok(on_this_machine(organization, signed_in.session.person))
        }
        Attempt::Choose(_) => Err(anyhow!("the address is of several people").into()),
    }
}

/// The organization of the record: the only one, or the one that is named.
pub async fn organization(app: &App, place: &Place) -> Result<OrganizationId, Failure> {
    let all = app.world().store.organizations().await?;
    let fits = |name: &str, id: Uuid| {
        place.organization.as_deref().is_none_or(|wanted| name.eq_ignore_ascii_case(wanted) || id.to_string() == wanted)
    };
    let fitting: Vec<_> = all.iter().filter(|o| fits(&o.name, o.id)).collect();
    match fitting.as_slice() {
        [one] => Ok(OrganizationId(one.id)),
        [] => {
            let id = place.organization.clone().unwrap_or_else(|| "in this record".into());
            Err(Error::NotFound { what: "organization", id }.into())
        }
        several => {
            let names: Vec<&str> = several.iter().map(|o| o.name.as_str()).collect();
            Err(Failure::Usage(format!(
                "the record has several organizations: choose one with --organization ({})",
                names.join(", ")
            )))
        }
    }
}

async fn keeper(app: &App, organization: OrganizationId) -> Result<Actor, Failure> {
    let row = app.world().store.organization(organization).await?;
    let directory = row.map(|row| row.directory()).unwrap_or_default();
    // Identities are made in order of time, so the first administrator is the founder as long as they are here.
    let keeper: Option<PersonId> =
        directory.people.keys().copied().find(|id| directory.holds(*id, Role::Administrator));
    let keeper = keeper.ok_or_else(|| anyhow!("the record has no administrator"))?;
    Ok(on_this_machine(organization, keeper))
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        let advice = match error {
            OpenError::NotADatabase(_) | OpenError::Foreign(_) => {
                "give the folder of a record; `closeout init` begins one"
            }
            OpenError::Newer { .. } => "use the version of closeout that wrote it, or a later one",
            _ => return Self::Other(anyhow::Error::from(error)),
        };
        Error::Unreadable { file: DATABASE.into(), why: error.to_string(), advice: advice.into() }.into()
    }
}
