//! One POA&M entry: what is wrong, why, what is done about it by whom and when, and what shows that it is fixed.
//!
//! ```text
//! Draft ─submit─▶ Proposed ─approve─▶ Open ─work done─▶ AwaitingValidation ─validated─▶ Validated ─close─▶ Closed
//! ```

pub mod acceptance;
pub mod check;
pub mod closure;
pub mod command;
pub mod completeness;
pub mod context;
pub mod decide;
pub mod decision;
pub mod event;
pub mod evidence;
pub mod extend;
pub mod extension;
pub mod fold;
pub mod measure;
pub mod milestone;
pub mod origin;
pub mod plan;
pub mod ruling;
pub mod run;
pub mod slip;
pub mod state;
pub mod task;
pub mod value;

pub use self::{
    command::{Command, Draft},
    context::Context,
    decide::decide,
    event::Event,
    fold::{fold, replay},
    state::{Item, Status},
};
