//! `cargo xtask tidy`: what holds in this source tree and no compiler checks.

mod tidy;
mod tree;

use std::io::Write;
use std::process::ExitCode;

use tree::Tree;

fn main() -> anyhow::Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut out = std::io::stdout().lock();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["tidy"] => tidy::run(&Tree::load()?, &mut out),
        _ => {
            writeln!(out, "usage: cargo xtask tidy")?;
            Ok(ExitCode::from(2))
        }
    }
}
