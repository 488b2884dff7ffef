//! The rules of the domain, told as scenarios: given what happened, when somebody asks, then this follows.
//!
//! One binary, because each would link the whole domain again; one file per area.
#![cfg(test)]

mod asset;
mod deadline;
mod dismissal;
mod escalation;
mod every_command;
mod feed;
mod forecast;
mod import;
mod item_acceptance;
mod item_closure;
mod item_completeness;
mod item_decisions;
mod item_evidence;
mod item_extensions;
mod item_milestones;
mod item_plan;
mod item_rulings;
mod item_runs;
mod item_slip;
mod item_tasks;
mod mapping;
mod merging;
mod organization;
mod policy;
mod properties;
mod review;
mod rules;
mod scenario;
mod schedule;
mod separation;
mod system;
mod watch;
