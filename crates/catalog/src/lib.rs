//! The standards as data: NIST SP 800-171 Rev 2 with the CMMC Level 2 values, and two public tables for deadlines.
//!
//! | room | holds |
//! |---|---|
//! | [`edition`](mod@edition) | for each data set: source, version, dates of effect |
//! | [`requirement`](mod@requirement) | the 110 requirements, their points, whether each may stand on an assessment POA&M |
//! | [`family`](mod@family) | the 14 families that group them |
//! | [`objective`](mod@objective) | the 320 assessment objectives |
//! | [`name`] | finding them by the names people write |
//! | [`mapping`](mod@mapping) | identifiers of checks to controls of SP 800-53 to requirements |
//! | [`directive`](mod@directive) | BOD 26-04 deadlines and the SSVC tree of CISA |
//!
//! Every value comes from a file in `data/`, embedded in the binary and read once. Reading cannot fail at run time:
//! a row that does not fit its type would be left out, and the tests of each module prove that none is.

pub mod directive;
pub mod edition;
pub mod family;
pub mod mapping;
pub mod name;
pub mod objective;
pub mod requirement;
mod table;

pub use edition::{Edition, edition, editions};
pub use family::{Family, families};
pub use name::{objective, requirement, requirements_of_level1};
pub use objective::{Objective, objectives};
pub use requirement::{Eligibility, Points, Requirement, requirements};
