//! The standards as data.
