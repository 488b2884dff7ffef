//! Passwords, from where the person who types or the program that runs the command has them.

use std::io::{self, IsTerminal, Read};

use anyhow::Context;

use crate::fail::Failure;

/// A password that exists: from standard input, from CLOSEOUT_PASSWORD, or asked for without showing it.
pub fn known(stdin: bool, prompt: &str) -> Result<String, Failure> {
    if stdin {
        let mut password = String::new();
        io::stdin().read_to_string(&mut password).context("failed to read the password")?;
        return Ok(password.trim_end_matches(['\r', '\n']).to_owned());
    }
    match std::env::var("CLOSEOUT_PASSWORD") {
        Ok(password) if !password.is_empty() => Ok(password),
        _ if io::stdin().is_terminal() => {
            Ok(rpassword::prompt_password(prompt).context("failed to read the password")?)
        }
        _ => Err(Failure::Usage(
            "there is no terminal to ask for a password: set CLOSEOUT_PASSWORD or use --password-stdin".into(),
        )),
    }
}

/// A password to be: typed twice where it is typed.
///
/// # Errors
/// As [`known`], and when the two differ.
pub fn new(stdin: bool) -> Result<String, Failure> {
    let asked = !stdin && std::env::var("CLOSEOUT_PASSWORD").map_or(true, |p| p.is_empty());
    let password = known(stdin, "Password for the administrator: ")?;
    if asked && rpassword::prompt_password("The same again: ").context("failed to read the password")? != password {
        return Err(Failure::Usage("the two passwords differ".into()));
    }
    Ok(password)
}
