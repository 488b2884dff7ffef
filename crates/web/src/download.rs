//! Files on their way out: read piece by piece, never shown by the browser as part of this site.

use std::io::Read as _;

use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, header},
    response::Response,
};
use closeout_app::ports::ReadSeek;
use futures_util::stream;
use tokio::sync::mpsc;

use crate::security;

/// Bytes read at a time.
const PIECE: usize = 64 << 10;

/// An answer that is saved as a file under this name.
pub fn file(name: &str, media_type: &str, size: u64, mut file: Box<dyn ReadSeek>) -> Response {
    let (pieces, arriving) = mpsc::channel::<std::io::Result<Bytes>>(4);
    tokio::task::spawn_blocking(move || {
        loop {
            let mut piece = vec![0; PIECE];
            let read = file.read(&mut piece).map(|n| {
                piece.truncate(n);
                Bytes::from(piece)
            });
            let end = read.as_ref().map_or(true, Bytes::is_empty);
            // Nobody listens any more when the browser has gone.
            let empty = matches!(&read, Ok(bytes) if bytes.is_empty());
            if (!empty && pieces.blocking_send(read).is_err()) || end {
                return;
            }
        }
    });
    let stream = stream::unfold(arriving, async |mut arriving| arriving.recv().await.map(|piece| (piece, arriving)));
    let mut response = Response::new(Body::from_stream(stream));
    let headers = response.headers_mut();
    headers.extend(security::download(name, media_type));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(size));
    response
}
