//! What the documents tell people to type is there to be typed.

use std::{collections::HashMap, fs, path::Path};

use crate::{harness::closeout, verbs::leaves};

/// Commands stand in backticks, or begin a line of an example, perhaps after a prompt.
fn commands(text: &str) -> Vec<String> {
    let mut commands = Vec::new();
    let mut within = false;
    for line in text.replace("\\\n", " ").lines() {
        let line = line.trim_start();
        if line.starts_with("```") {
            within = !within;
        } else if within {
            commands.extend(line.trim_start_matches("$ ").strip_prefix("closeout ").map(str::to_owned));
        } else {
            let code = line.split('`').skip(1).step_by(2);
            commands.extend(code.filter_map(|code| code.strip_prefix("closeout ")).map(str::to_owned));
        }
    }
    commands
}

#[test]
fn every_command_in_the_guide_is_of_a_verb_with_these_flags() {
    let verbs = leaves("");
    let mut helps: HashMap<String, String> = HashMap::new();
    let guide = Path::new("../../docs/guide");
    let mut seen = 0;
    for file in fs::read_dir(guide).unwrap().map(|entry| entry.unwrap().path()) {
        let place = file.file_name().unwrap().display().to_string();
        for command in commands(&fs::read_to_string(&file).unwrap()) {
            let is_of = |verb: &str| format!("{command} ").starts_with(&format!("{verb} "));
            if is_of("help") || is_of("COMMAND") {
                continue;
            }
            let verb = verbs.iter().find(|verb| is_of(verb));
            let verb = verb.unwrap_or_else(|| panic!("{place}: there is no verb for `closeout {command}`"));
            let help = helps.entry(verb.clone()).or_insert_with(|| closeout(&format!("{verb} --help")).done().out);
            for flag in command.split_whitespace().filter(|word| word.starts_with("--")) {
                let flag = flag.split(['=', ',', '.']).next().unwrap();
                assert!(help.contains(&format!("{flag} ")), "{place}: {verb} takes no {flag} in `closeout {command}`");
            }
            seen += 1;
        }
    }
    assert!(seen > 50, "only {seen} commands were found");
}
