//! Which feed is fetched from where.

use std::{collections::BTreeMap, path::Path};

use async_trait::async_trait;
use closeout_app::ports::{FeedSource, NotFetched};
use closeout_domain::feed::Kind;

use crate::{address::Address, fetch::Fetcher};

/// Feeds with the addresses that whoever runs the program gave.
#[derive(Debug, Clone, Default)]
pub struct Feeds {
    addresses: BTreeMap<Kind, Address>,
    fetcher: Fetcher,
}

impl Feeds {
    /// Feeds at these addresses; the others are not fetched.
    pub fn at(addresses: impl IntoIterator<Item = (Kind, Address)>) -> Self {
        Self { addresses: addresses.into_iter().collect(), fetcher: Fetcher::default() }
    }

    /// The same, fetched in another way.
    #[must_use]
    pub fn by(self, fetcher: Fetcher) -> Self {
        Self { fetcher, ..self }
    }
}

#[async_trait]
impl FeedSource for Feeds {
    fn address(&self, feed: Kind) -> Option<String> {
        self.addresses.get(&feed).map(Address::to_string)
    }

    async fn fetch(&self, feed: Kind, into: &Path) -> Result<(), NotFetched> {
        match self.addresses.get(&feed) {
            Some(address) => Ok(self.fetcher.fetch(address, into).await?),
            None => Err(NotFetched::NoAddress),
        }
    }
}
