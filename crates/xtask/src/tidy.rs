//! The checks, one file each. A check takes values and gives back problems, so that each is tested on a tree that fails.

mod floors;
mod imports;
mod length;
mod links;
mod machine;
mod paths;
mod templates;

use std::io::Write;
use std::process::ExitCode;

use crate::tree::Tree;

struct Check {
    name: &'static str,
    run: fn(&Tree) -> Vec<String>,
}

const CHECKS: &[Check] = &[
    Check {
        name: "imports: each crate depends only on what the import table allows",
        run: |tree| imports::check(&imports::crates(&tree.metadata)),
    },
    Check {
        name: "floors: the domain's modules import downwards, and no two files import each other",
        run: |tree| floors::check(&tree.files),
    },
    Check { name: "length: no source file is over 500 lines", run: |tree| length::check(&tree.files) },
    Check {
        name: "templates: no inline style or script, nothing from another host",
        run: |tree| templates::check(&tree.files),
    },
    Check { name: "links: what the documents point at exists", run: |tree| links::check(&tree.files) },
    Check { name: "machine: no path of one machine in the tree", run: |tree| machine::check(&tree.files) },
];

/// Runs every check, writes what it found, and fails if any found something.
pub fn run(tree: &Tree, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let mut failed = 0;
    for check in CHECKS {
        let problems = (check.run)(tree);
        writeln!(out, "{}  {}", if problems.is_empty() { "ok  " } else { "FAIL" }, check.name)?;
        for problem in &problems {
            writeln!(out, "        {problem}")?;
        }
        failed += usize::from(!problems.is_empty());
    }
    writeln!(out, "{}", length::summary(&tree.files))?;
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
