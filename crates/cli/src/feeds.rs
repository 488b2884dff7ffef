//! Where feeds are fetched from. Whoever runs the program says so; without an address nothing is fetched.

use clap::Args;
use closeout_app::feeds::variable;
use closeout_connect::{Address, Feeds};
use closeout_domain::feed::Kind;

/// Under this heading help lists the flags.
const HEADING: &str = "Where feeds are fetched from; without an address, nowhere";

/// An address for each feed.
#[derive(Args, Debug, Clone)]
pub struct Addresses {
    /// Address of CISA's catalog of known exploited vulnerabilities.
    #[arg(long, value_name = "URL", env = variable(Kind::Kev), hide_env_values = true, help_heading = HEADING)]
    feed_kev: Option<Address>,
    /// Address of EPSS scores of FIRST.
    #[arg(long, value_name = "URL", env = variable(Kind::Epss), hide_env_values = true, help_heading = HEADING)]
    feed_epss: Option<Address>,
    /// Address of SSVC answers of CISA.
    #[arg(long, value_name = "URL", env = variable(Kind::Ssvc), hide_env_values = true, help_heading = HEADING)]
    feed_ssvc: Option<Address>,
}

impl Addresses {
    /// The feeds that have one, in the order in which they are fetched.
    pub fn kinds(&self) -> Vec<Kind> {
        self.given().into_iter().map(|(kind, _)| kind).collect()
    }

    /// What fetches them.
    pub fn feeds(&self) -> Feeds {
        Feeds::at(self.given())
    }

    fn given(&self) -> Vec<(Kind, Address)> {
        let of = [(Kind::Kev, &self.feed_kev), (Kind::Epss, &self.feed_epss), (Kind::Ssvc, &self.feed_ssvc)];
        of.into_iter().filter_map(|(kind, address)| Some((kind, address.clone()?))).collect()
    }
}
