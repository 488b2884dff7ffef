//! What the days ask for: by when work can be done with the people there are.

pub mod schedule;
