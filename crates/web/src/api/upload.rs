//! Files that programs send.

use axum::{
    extract::{FromRequest, Multipart, Request},
    http::StatusCode,
};
use closeout_app::App;
use closeout_domain::ids::Digest;
use sha2::{Digest as _, Sha256};

use crate::{
    error::ApiError,
    upload::{Arrival, Staged, receive},
};

/// A multipart body.
#[derive(Debug)]
pub struct ApiUpload(Multipart);

impl<S: Send + Sync> FromRequest<S> for ApiUpload {
    type Rejection = ApiError;
    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        Multipart::from_request(request, state).await.map(Self).map_err(|_| {
            let remedy = "send `multipart/form-data` with the file in the field `file`";
            ApiError::field("", "the body is not multipart", remedy).with_status(StatusCode::UNSUPPORTED_MEDIA_TYPE)
        })
    }
}

/// What a program sent: fields, and one file.
#[derive(Debug)]
pub struct Sending {
    /// The fields beside the file.
    pub fields: Vec<(String, String)>,
    /// The file.
    pub file: Staged,
}

impl ApiUpload {
    /// Takes in one file of at most `limit` bytes, and the fields of these names.
    ///
    /// # Errors
    /// When there is no file or several, a field that is not known, or the file is too large.
    pub async fn receive(mut self, app: &App, limit: u64, known: &[&str]) -> Result<Sending, ApiError> {
        let Arrival { form, mut files } = receive(&mut self.0, app, limit, None).await?;
        if let Some((name, _)) = form.values.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            let shown: String = name.chars().take(60).collect();
            let remedy = format!("the fields are {} and file", known.join(", "));
            return Err(ApiError::field(shown.clone(), format!("there is no field {shown:?} here"), remedy));
        }
        match (files.pop(), files.is_empty()) {
            (Some(file), true) => Ok(Sending { fields: form.values, file }),
            (None, _) => Err(ApiError::field("file", "there is no file", "send it in the field `file`")),
            _ => Err(ApiError::field("file", "there are several files", "send one at a time")),
        }
    }
}

impl Sending {
    /// What a field says, if it says anything.
    pub fn field(&self, name: &str) -> Option<&str> {
        let value = self.fields.iter().find(|(n, _)| n == name).map(|(_, value)| value.trim());
        value.filter(|value| !value.is_empty())
    }

    /// SHA-256 over everything that was sent to this address: what tells a repeated request from another one.
    pub fn request(&self, path: &str) -> Digest {
        let mut hash = Sha256::new();
        let fields = self.fields.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]);
        for part in [path].into_iter().chain(fields).chain([self.file.name.as_str()]) {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        hash.update(self.file.digest.0);
        Digest(hash.finalize().into())
    }
}
