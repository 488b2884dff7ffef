//! Passwords, from where the person who types or the program that runs the command has them.

use std::io::{self, IsTerminal};

use anyhow::Context;

use crate::fail::Failure;

/// A password that exists: a line of standard input, CLOSEOUT_PASSWORD, or asked for without showing it.
pub fn known(stdin: bool, prompt: &str) -> Result<String, Failure> {
    read(stdin, "CLOSEOUT_PASSWORD", prompt).map(|(password, _)| password)
}

/// The password of whoever begins a record; typed twice where it is typed.
pub fn first(stdin: bool) -> Result<String, Failure> {
    twice(stdin, "CLOSEOUT_PASSWORD", "Password for the administrator: ")
}

/// A person's new password: another than that of whoever acts, which CLOSEOUT_PASSWORD or an earlier line holds.
pub fn renewed(stdin: bool, email: &str) -> Result<String, Failure> {
    twice(stdin, "CLOSEOUT_PERSON_PASSWORD", &format!("New password of {email}: "))
}

fn twice(stdin: bool, variable: &str, prompt: &str) -> Result<String, Failure> {
    let (password, typed) = read(stdin, variable, prompt)?;
    if typed && rpassword::prompt_password("The same again: ").context("failed to read the password")? != password {
        return Err(Failure::Usage("the two passwords differ".into()));
    }
    Ok(password)
}

/// A password, and whether somebody typed it just now.
fn read(stdin: bool, variable: &str, prompt: &str) -> Result<(String, bool), Failure> {
    if stdin {
        let mut line = String::new();
        io::stdin().read_line(&mut line).context("failed to read the password")?;
        return Ok((line.trim_end_matches(['\r', '\n']).to_owned(), false));
    }
    match std::env::var(variable) {
        Ok(password) if !password.is_empty() => Ok((password, false)),
        _ if io::stdin().is_terminal() => {
            Ok((rpassword::prompt_password(prompt).context("failed to read the password")?, true))
        }
        _ => Err(Failure::Usage(format!(
            "there is no terminal to ask for a password: set {variable} or use --password-stdin"
        ))),
    }
}
