//! What people read beside tables. Values in, text out: the same values give the same bytes.
//!
//! | room | holds |
//! |---|---|
//! | [`picture`] | drawings of the record as SVG, for pages and documents alike |

pub mod picture;
