//! The binary `closeout`: pages, API and command line over one application service.

mod args;
mod change;
mod compose;
mod data;
mod demo;
mod fail;
mod import;
mod output;
mod password;
mod place;
mod read;
mod serve;

use std::process::ExitCode;

use clap::Parser;

use crate::args::Cli;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(usage) => {
            // Help and version are no errors; both go where clap sends them.
            let _printed = usage.print();
            return ExitCode::from(if usage.use_stderr() { 2 } else { 0 });
        }
    };
    serve::log_to_stderr(cli.output);
    let output = cli.output;
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            return output::failure(anyhow::Error::from(error).context("failed to start").into(), output);
        }
    };
    match runtime.block_on(cli.run()) {
        Ok(code) => code,
        Err(failure) => output::failure(failure, output),
    }
}
