//! What happens by the calendar: when work can be done, reviews that go through the plan, and who is asked when something is
//! late, until somebody decides.

pub mod agenda;
pub mod escalation;
pub mod forecast;
mod random;
pub mod review;
pub mod schedule;
pub mod watch;
