//! The binary `closeout`: pages, API and command line over one application service.

mod args;
mod change;
mod compose;
mod data;
mod demo;
mod desk;
mod fail;
mod feeds;
mod file;
mod import;
mod list;
mod mail;
mod output;
mod password;
mod place;
mod read;
mod serve;
mod tick;

use std::process::ExitCode;

use clap::Parser;

use crate::args::Cli;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(usage) => return said(&usage),
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
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => output::failure(failure, output),
    }
}

/// Help and version are no errors; both go where clap sends them. Programs get what is wrong as JSON.
fn said(usage: &clap::Error) -> ExitCode {
    let asked: Vec<String> = std::env::args().collect();
    let json = asked.iter().any(|arg| matches!(arg.as_str(), "--output=json" | "--output=ndjson"))
        || asked.windows(2).any(|two| matches!(two, [flag, word] if flag == "--output" && word.ends_with("json")));
    if usage.use_stderr() && json {
        let text = usage.render().to_string();
        let wrong = text.trim_start_matches("error: ").split("\n\n").next().unwrap_or_default().to_owned();
        return output::failure(fail::Failure::Usage(wrong), output::Output::Json);
    }
    let _printed = usage.print();
    ExitCode::from(if usage.use_stderr() { 2 } else { 0 })
}
