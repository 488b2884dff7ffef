//! What the three kinds of file say alike.

/// What is said of one issue, under whatever names.
#[derive(Default)]
pub(super) struct Issue<'a> {
    pub(super) check: &'a str,
    pub(super) title: &'a str,
    pub(super) severity: &'a str,
    /// The URL, and what stands in brackets behind it: the parameter, the header.
    pub(super) url: &'a str,
    pub(super) parameter: &'a str,
    pub(super) ip: &'a str,
    pub(super) confidence: &'a str,
    pub(super) detail: &'a str,
    pub(super) background: &'a str,
    pub(super) remediation: [&'a str; 2],
    pub(super) classification: &'a str,
}
