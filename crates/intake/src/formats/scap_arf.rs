//! SCAP's asset reporting format (ARF): XCCDF results in a wrapper, mostly with the data stream that they came from.

use std::io::BufRead;

use super::xccdf;
use crate::{
    format::Format,
    head::Head,
    sink::{Sink, Unreadable},
};

/// See the module.
pub(crate) struct ScapArf;

impl Format for ScapArf {
    fn id(&self) -> &'static str {
        "scap-arf"
    }

    fn name(&self) -> &'static str {
        "SCAP ARF"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["xml"]
    }

    fn yields(&self) -> &'static str {
        "one observation per rule result, whatever its result; coverage of each target by what is stated"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.xml_root().is_some_and(|root| root.rsplit(':').next() == Some("asset-report-collection"))
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        xccdf::read(input, sink)
    }
}
