//! Where editions of feeds can be fetched from. Only whoever runs the program chooses addresses: a page or a request that
//! could name one would make the server ask it.

use std::{io, path::Path};

use async_trait::async_trait;
use closeout_domain::feed::Kind;

/// Why a file was not fetched.
#[derive(Debug)]
pub enum NotFetched {
    /// Whoever runs the program gave no address.
    NoAddress,
    /// Something outside is wrong.
    Outside {
        /// What, and where.
        why: String,
        /// What to do.
        advice: String,
    },
    /// The disk failed.
    Disk(io::Error),
}

/// Feeds outside.
#[async_trait]
pub trait FeedSource: Send + Sync + 'static {
    /// The address of a feed, as it may be shown to people; `None` where none was given.
    fn address(&self, feed: Kind) -> Option<String>;

    /// Fetches the file at that address, as it is published, into a new file. On failure a part of it may be left there.
    ///
    /// # Errors
    /// With what went wrong.
    async fn fetch(&self, feed: Kind, into: &Path) -> Result<(), NotFetched>;
}

/// Nothing is fetched.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nowhere;

#[async_trait]
impl FeedSource for Nowhere {
    fn address(&self, _: Kind) -> Option<String> {
        None
    }

    async fn fetch(&self, _: Kind, _: &Path) -> Result<(), NotFetched> {
        Err(NotFetched::NoAddress)
    }
}
