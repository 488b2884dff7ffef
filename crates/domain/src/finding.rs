//! Weaknesses as sources state them, and what becomes of many statements.
//!
//! An *observation* is one source's statement about one check on one asset; *coverage* is what the source was able to
//! judge; a *finding* is the weakness with a stable identity and a state on each asset.

pub mod asset;
pub mod coverage;
pub mod dismissal;
pub mod grouping;
pub mod identity;
pub mod observation;
pub mod presence;
pub mod purl;
pub mod recognition;
pub mod service;
pub mod severity;
