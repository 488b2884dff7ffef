//! A folder with a record in it, and people who type commands. Commands are written as one types them; single quotes keep
//! words together.

use std::{
    cell::RefCell,
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

/// Everybody's password.
pub const PASSWORD: &str = "seven mills of flour";

/// Far dates, so that what is planned is ahead whenever the tests run: the binary uses the machine's clock.
pub const FAR: &str = "2098-12-18";
pub const FARTHER: &str = "2099-01-10";

/// Who begins a record. They administer it, and own its plan.
pub const DANA: &str = "dana.reyes@alder.example";
/// Who does the work.
pub const SAM: &str = "sam.okafor@alder.example";
/// Who validates.
pub const VERA: &str = "vera.lind@alder.example";
/// Who approves and closes.
pub const ALEX: &str = "alex.moreau@alder.example";
/// Who may only read.
pub const JO: &str = "jo.whitfield@alder.example";

/// The binary, with nothing of the environment that could say where a record is or what day it is here.
pub fn binary(command: &str) -> Command {
    let mut binary = Command::new(env!("CARGO_BIN_EXE_closeout"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CLOSEOUT_")) {
        binary.env_remove(name);
    }
    binary.env("TZ", "UTC").stdin(Stdio::null()).args(words(command));
    binary
}

/// Runs a command that needs no record.
pub fn closeout(command: &str) -> Answer {
    Answer::of(command, binary(command))
}

/// A folder, with a record in it or not yet.
pub struct Place {
    folder: TempDir,
    tokens: RefCell<HashMap<String, String>>,
}

impl Place {
    /// An empty folder.
    pub fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), tokens: RefCell::default() }
    }

    /// A record that Dana Reyes has begun.
    pub fn begun() -> Self {
        let place = Self::empty();
        place.init().done();
        place
    }

    /// A record with one person for each role.
    pub fn with_people() -> Self {
        let place = Self::begun();
        for (email, name, role) in [
            (SAM, "Sam Okafor", "responsible"),
            (VERA, "Vera Lind", "validator"),
            (ALEX, "Alex Moreau", "approver"),
            (JO, "Jo Whitfield", "assessor"),
        ] {
            let add = format!("person add {email} --name '{name}' --role {role}");
            let mut command = place.command(&add);
            command.env("CLOSEOUT_PERSON_PASSWORD", PASSWORD);
            Answer::of(&add, command).done();
        }
        place
    }

    /// Begins the record.
    pub fn init(&self) -> Answer {
        let init = format!("init --organization 'Alder Engineering' --system 'Alder network' --admin {DANA}");
        let mut command = self.command(&init);
        command.env("CLOSEOUT_PASSWORD", PASSWORD);
        Answer::of(&init, command)
    }

    /// The folder of the record.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A path beside the record.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file beside the record.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.beside(name);
        fs::write(&path, content).unwrap();
        path
    }

    /// A command on the record, by whoever holds the folder. It runs beside the record.
    pub fn command(&self, command: &str) -> Command {
        let mut binary = binary(command);
        binary.env("CLOSEOUT_DATA", self.data()).current_dir(self.folder.path());
        binary
    }

    /// Runs a command as whoever holds the folder: Dana Reyes.
    pub fn run(&self, command: &str) -> Answer {
        Answer::of(command, self.command(command))
    }

    /// Runs a command as a person, by a token: signing in takes a while, on purpose.
    pub fn run_as(&self, person: &str, command: &str) -> Answer {
        let issue = || {
            let issued =
                self.signed_in(person, &format!("token issue tests --write --until {FAR} --output json")).done();
            issued.json()["token"].as_str().unwrap().to_owned()
        };
        let token = self.tokens.borrow_mut().entry(person.to_owned()).or_insert_with(issue).clone();
        let mut binary = self.command(command);
        binary.env("CLOSEOUT_TOKEN", token);
        Answer::of(&format!("{command} (as {person})"), binary)
    }

    /// Runs a command as a person who signs in with the password.
    pub fn signed_in(&self, person: &str, command: &str) -> Answer {
        let mut binary = self.command(command);
        binary.env("CLOSEOUT_AS", person).env("CLOSEOUT_PASSWORD", PASSWORD);
        Answer::of(&format!("{command} (as {person})"), binary)
    }

    /// What a command says to programs.
    pub fn json(&self, command: &str) -> Value {
        self.run(&format!("{command} --output json")).done().json()
    }

    /// Serves the record until it is dropped.
    pub fn serve(&self) -> Served {
        let mut command = self.command("serve --listen 127.0.0.1:0 --output json");
        Served(command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap())
    }
}

/// A running server.
pub struct Served(Child);

impl Served {
    /// Waits until it says where it is.
    pub fn url(&mut self) -> String {
        let out = self.0.stdout.as_mut().unwrap();
        let said: Value =
            serde_json::Deserializer::from_reader(out).into_iter().next().expect("a document").expect("of JSON");
        said["url"].as_str().unwrap().to_owned()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ended = self.0.kill();
        let _gone = self.0.wait();
    }
}

/// What a command answered.
pub struct Answer {
    asked: String,
    code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Answer {
    fn of(asked: &str, mut command: Command) -> Self {
        let Output { status, stdout, stderr } = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Self { asked: asked.into(), code: status.code(), out: text(stdout), err: text(stderr) }
    }

    /// It ended with this exit code, and did not panic on the way.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "closeout {}\n{}\n{}", self.asked, self.out, self.err);
        assert!(!self.err.contains("panicked"), "closeout {}\n{}", self.asked, self.err);
        self
    }

    /// The exit code.
    pub fn exits_with(&self) -> i32 {
        self.code.unwrap_or_else(|| panic!("closeout {} was killed", self.asked))
    }

    /// It was done.
    #[track_caller]
    pub fn done(self) -> Self {
        self.exits(0)
    }

    /// A rule refused it: it says which, and what would make it pass.
    #[track_caller]
    pub fn refused(self, rule: &str) -> Self {
        let answer = self.exits(4);
        assert!(answer.err.contains(&format!("rule: {rule} (")), "closeout {}\n{}", answer.asked, answer.err);
        assert!(answer.err.contains("to do: "), "closeout {}\n{}", answer.asked, answer.err);
        answer
    }

    /// Standard output holds this.
    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        assert!(self.out.contains(text), "closeout {}\nshould say {text:?}\n{}", self.asked, self.out);
        self
    }

    /// Standard error holds this.
    #[track_caller]
    pub fn complains(self, text: &str) -> Self {
        assert!(self.err.contains(text), "closeout {}\nshould complain of {text:?}\n{}", self.asked, self.err);
        self
    }

    /// The one document on standard output.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("closeout {}\n{e}\n{}", self.asked, self.out))
    }
}

/// A fixture of the formats.
pub fn fixture(name: &str) -> String {
    let path = Path::new("../intake/tests/fixtures").join(name);
    path.canonicalize().unwrap().display().to_string()
}

/// The corpus of other tools' files; `None`, with a line that says so, where there is none.
pub fn corpus() -> Option<PathBuf> {
    let beside = || PathBuf::from("../../../shared/corpus");
    let path = std::env::var_os("CLOSEOUT_CORPUS").map_or_else(beside, PathBuf::from);
    if path.join("raw_counts.json").is_file() {
        return Some(path.canonicalize().unwrap());
    }
    assert!(std::env::var("CI").as_deref() != Ok("true"), "the corpus is missing: set CLOSEOUT_CORPUS");
    println!("skipped: no corpus; set CLOSEOUT_CORPUS to the folder that holds raw_counts.json");
    None
}

/// The words of a command as a shell would see them.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (i, part) in command.split('\'').enumerate() {
        if i % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}
