//! Files that arrive: written to the staging folder piece by piece, counted and hashed on the way, gone if nobody takes them.

use std::path::{Path, PathBuf};

use axum::{
    extract::{FromRequest, Multipart, Request, multipart::Field},
    http::StatusCode,
};
use closeout_app::{App, Error};
use closeout_domain::ids::Digest;
use sha2::{Digest as _, Sha256};
use tokio::{fs::File, io::AsyncWriteExt as _};

use crate::{
    csrf,
    error::PageError,
    sent::{Checked, FORM, Sent},
};

/// Longest field beside the files, in bytes.
const LONGEST_FIELD: usize = 64 << 10;
/// Most parts of a request: fields and files.
const MOST_PARTS: usize = 200;

/// A form with files of one of our own pages. The value that proves it comes first, before any file.
#[derive(Debug)]
pub struct Upload {
    multipart: Multipart,
    expected: csrf::Expected,
}

impl Checked for Upload {}

/// What arrived.
#[derive(Debug, Default)]
pub struct Arrival {
    /// The fields beside the files.
    pub form: Sent,
    /// The files, in the order in which they came.
    pub files: Vec<Staged>,
}

/// A file in the staging folder. It is removed when this is dropped, unless somebody has taken it from there.
#[derive(Debug)]
pub struct Staged {
    /// Where it is.
    pub path: PathBuf,
    /// Its name, as it was given.
    pub name: String,
    /// Its media type, as it was given; may be empty.
    pub media_type: String,
    /// Its size in bytes.
    pub size: u64,
    /// SHA-256 of its content.
    pub digest: Digest,
}

impl Drop for Staged {
    fn drop(&mut self) {
        // It is not there any more when it was taken over.
        drop(std::fs::remove_file(&self.path));
    }
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = PageError;
    async fn from_request(request: Request, state: &S) -> Result<Self, PageError> {
        let expected = request.extensions().get::<csrf::Expected>().cloned().ok_or_else(csrf::refusal)?;
        let multipart = Multipart::from_request(request, state).await;
        let multipart = multipart.map_err(|_| csrf::refusal())?;
        Ok(Self { multipart, expected })
    }
}

impl Upload {
    /// Takes in the form, and files of at most `limit` bytes each.
    ///
    /// # Errors
    /// When the form is not of this session, a file is too large, the request breaks off, or the disk fails. Nothing is
    /// left behind then.
    pub async fn receive(mut self, app: &App, limit: u64) -> Result<Arrival, Error> {
        receive(&mut self.multipart, app, limit, Some(&self.expected)).await
    }
}

/// Takes in a form with files. With `expected`, nothing is read before the form has proved that it is ours.
pub(crate) async fn receive(
    multipart: &mut Multipart,
    app: &App,
    limit: u64,
    expected: Option<&csrf::Expected>,
) -> Result<Arrival, Error> {
    let mut arrival = Arrival::default();
    let mut proved = expected.is_none();
    for _ in 0..MOST_PARTS {
        let Some(field) = multipart.next_field().await.map_err(|e| broken(e.status()))? else {
            return if proved { Ok(arrival) } else { Err(csrf::refusal().into()) };
        };
        let name = field.name().unwrap_or_default().to_owned();
        if field.file_name().is_some() {
            if !proved {
                return Err(csrf::refusal().into());
            }
            arrival.files.extend(stage(field, app, limit).await?);
            continue;
        }
        let value = text(field).await?;
        match expected.filter(|_| !proved) {
            Some(_) => {
                let first = Sent { values: vec![(name, value)] };
                first.proved(expected)?;
                proved = true;
            }
            None => arrival.form.values.push((name, value)),
        }
    }
    Err(Error::TooLarge { what: "the form".into(), limit: format!("{MOST_PARTS} parts") })
}

/// Keeps bytes in the staging folder as a file of this name.
///
/// # Errors
/// When the disk fails.
pub(crate) async fn keep(app: &App, name: &str, bytes: &[u8]) -> Result<Staged, Error> {
    let path = app.world().blobs.staging().join(format!("{}.arriving", app.world().ids.uuid()));
    let digest = Digest(Sha256::digest(bytes).into());
    let staged = Staged { path, name: name.into(), media_type: String::new(), size: bytes.len() as u64, digest };
    let mut file = create(&staged.path).await?;
    let write = async {
        file.write_all(bytes).await?;
        file.flush().await
    };
    write.await.map_err(|source| Error::Disk { action: "write the file", source })?;
    Ok(staged)
}

async fn text(mut field: Field<'_>) -> Result<String, Error> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|e| broken(e.status()))? {
        if bytes.len() + chunk.len() > LONGEST_FIELD {
            return Err(Error::TooLarge {
                what: "a field of the form".into(),
                limit: format!("{} KB", LONGEST_FIELD >> 10),
            });
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map_err(|_| FORM.refuse("a field is not text", "send it as UTF-8").into())
}

/// `None` for a field in which no file was chosen: browsers send it without name and content.
async fn stage(mut field: Field<'_>, app: &App, limit: u64) -> Result<Option<Staged>, Error> {
    let name = field.file_name().unwrap_or_default().to_owned();
    let media_type = field.content_type().unwrap_or_default().to_owned();
    let path = app.world().blobs.staging().join(format!("{}.arriving", app.world().ids.uuid()));
    // From here on the file goes when this goes.
    let mut staged = Staged { path, name, media_type, size: 0, digest: Digest([0; 32]) };
    let mut file = create(&staged.path).await?;
    let mut hash = Sha256::new();
    while let Some(chunk) = field.chunk().await.map_err(|e| broken(e.status()))? {
        staged.size += chunk.len() as u64;
        if staged.size > limit {
            let what = match staged.name.as_str() {
                "" => "the file".to_owned(),
                name => name.chars().take(200).collect(),
            };
            return Err(Error::TooLarge { what, limit: format!("{} MB", limit >> 20) });
        }
        hash.update(&chunk);
        file.write_all(&chunk).await.map_err(|source| Error::Disk { action: "write the file", source })?;
    }
    file.flush().await.map_err(|source| Error::Disk { action: "write the file", source })?;
    staged.digest = Digest(hash.finalize().into());
    Ok((staged.size > 0 || !staged.name.is_empty()).then_some(staged))
}

async fn create(path: &Path) -> Result<File, Error> {
    File::create_new(path).await.map_err(|source| Error::Disk { action: "make room for the file", source })
}

fn broken(status: StatusCode) -> Error {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Error::TooLarge { what: "the request".into(), limit: "what is taken in".into() }
        }
        _ => FORM.refuse("the form broke off or cannot be read", "send it again").into(),
    }
}
