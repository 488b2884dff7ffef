//! Scanner and assessment files to observations.
