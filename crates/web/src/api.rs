//! The JSON API: for programs with a token, everything that a page can do.
