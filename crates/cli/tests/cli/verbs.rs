//! The tree of verbs: what a page can change has a verb, and every verb answers programs in one JSON document.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::Value;

use crate::harness::{DANA, FAR, Place, SAM, closeout, fixture};

/// Pages that change something, each with the verb that does the same; `-` where there is nothing to do without a browser.
const VERBS: &[(&str, &str)] = &[
    ("/account/password", "person password"),
    ("/account/calendars", "calendar new"),
    ("/account/calendars/{token}/close", "calendar revoke"),
    ("/account/tokens", "token issue"),
    ("/account/tokens/{token}/revoke", "token revoke"),
    ("/audit/verify", "verify"),
    ("/assets/{asset}/merge", "assets merge"),
    ("/assets/{asset}/rate", "assets rate"),
    ("/assets/{asset}/split", "assets split"),
    ("/assets/{asset}/unmerge", "assets unmerge"),
    ("/assets/{asset}/unsplit", "assets unsplit"),
    ("/findings/attach", "findings attach"),
    ("/findings/dismiss", "findings dismiss"),
    ("/findings/make-items", "findings promote"),
    ("/findings/mapping", "findings map"),
    ("/findings/mapping/unmap", "findings unmap"),
    ("/findings/{finding}/dismissal/approve", "findings approve-dismissal"),
    ("/findings/{finding}/dismissal/decline", "findings decline-dismissal"),
    ("/findings/{finding}/dismissal/restore", "findings restore"),
    ("/feeds/{feed}", "feed kev"),
    ("/feeds/{feed}/fetch", "feed fetch"),
    ("/imports", "import"),
    ("/imports/typed", "findings add"),
    ("/imports/previews/{staged}/commit", "import"),
    ("/imports/previews/{staged}/discard", "-"),
    ("/imports/previews/{staged}/map", "import"),
    ("/imports/{import}/undo", "imports undo"),
    ("/items", "item draft"),
    ("/items/bulk/comment", "items comment"),
    ("/items/bulk/owner", "items assign"),
    ("/items/workbook", "register apply"),
    ("/items/workbook/{staged}", "register apply"),
    ("/items/{number}/actions", "item actions"),
    ("/items/{number}/approve", "item approve"),
    ("/items/{number}/close", "item close"),
    ("/items/{number}/comment", "item comment"),
    ("/items/{number}/decline", "item decline"),
    ("/items/{number}/done", "item done"),
    ("/items/{number}/evidence", "item evidence attach"),
    ("/items/{number}/evidence/{sha256}/withdraw", "item evidence withdraw"),
    ("/items/{number}/grant", "item grant"),
    ("/items/{number}/escalate", "escalation raise"),
    ("/items/{number}/controls/{part}/end", "item control end"),
    ("/escalations/{escalation}/acknowledge", "escalation acknowledge"),
    ("/escalations/{escalation}/decide", "escalation decide fund"),
    ("/escalations/{escalation}/take-back", "escalation take-back"),
    ("/reviews", "review begin"),
    ("/reviews/{review}/attend", "review attend"),
    ("/reviews/{review}/remark", "review remark"),
    ("/reviews/{review}/agree", "review agree"),
    ("/reviews/{review}/sign", "review sign"),
    ("/reviews/{review}/give-up", "review give-up"),
    ("/systems/{system}/rhythm", "system rhythm"),
    ("/notices/replay", "notice replay"),
    ("/notices/test", "notice test"),
    ("/people/{person}/supervisor", "person supervisor"),
    ("/people/{person}/hours", "person hours"),
    ("/people/{person}/away", "person away"),
    ("/people/{person}/there", "person away"),
    ("/systems/{system}/ladder", "system ladder"),
    ("/items/{number}/extensions/{part}/decline", "item milestone decline"),
    ("/items/{number}/extensions/{part}/grant", "item milestone grant"),
    ("/items/{number}/extensions/{part}/withdraw", "item milestone withdraw"),
    ("/items/{number}/milestones", "item milestone add"),
    ("/items/{number}/milestones/{part}/drop", "item milestone drop"),
    ("/items/{number}/milestones/{part}/move", "item milestone move"),
    ("/items/{number}/milestones/{part}/reach", "item milestone reach"),
    ("/items/{number}/owner", "item owner"),
    ("/items/{number}/priority", "item priority"),
    ("/items/{number}/propose-acceptance", "item propose-acceptance"),
    ("/items/{number}/propose-dismissal", "item propose-dismissal"),
    ("/items/{number}/refuse", "item refuse-closure"),
    ("/items/{number}/reject", "item reject"),
    ("/items/{number}/request-exception", "item request-exception"),
    ("/items/{number}/requirement", "item requirement"),
    ("/items/{number}/resources", "item resources"),
    ("/items/{number}/resume", "item resume"),
    ("/items/{number}/return", "item return"),
    ("/items/{number}/root-cause", "item root-cause"),
    ("/items/{number}/sign-exception", "item sign-exception"),
    ("/items/{number}/submit", "item submit"),
    ("/items/{number}/tasks", "task add"),
    ("/items/{number}/tasks/{part}/approve", "task approve"),
    ("/items/{number}/tasks/{part}/drop", "task drop"),
    ("/items/{number}/dates", "item dates"),
    ("/items/{number}/tasks/{part}/finish", "task finish"),
    ("/items/{number}/tasks/{part}/link", "task link"),
    ("/items/{number}/tasks/{part}/order", "task order"),
    ("/items/{number}/tasks/{part}/revise", "task revise"),
    ("/items/{number}/tasks/{part}/send-back", "task send-back"),
    ("/items/{number}/tasks/{part}/unlink", "task unlink"),
    ("/items/{number}/tests", "item test add"),
    ("/items/{number}/tests/run", "item test run"),
    ("/items/{number}/tests/{part}/attest", "item test attest"),
    ("/items/{number}/tests/{part}/drop", "item test drop"),
    ("/items/{number}/unlink-finding", "item unlink-finding"),
    ("/items/{number}/validate", "item validate"),
    ("/items/{number}/weakness", "item weakness"),
    ("/people", "person add"),
    ("/people/{person}/describe", "person describe"),
    ("/people/{person}/leave", "person leave"),
    ("/people/{person}/password", "person password"),
    ("/people/{person}/return", "person return"),
    ("/people/{person}/roles", "person roles"),
    ("/sign-in", "-"),
    ("/sign-out", "-"),
    ("/system", "-"),
    ("/systems", "system register"),
    ("/systems/{system}/appoint", "system appoint"),
    ("/systems/{system}/deadlines", "system deadlines"),
    ("/systems/{system}/describe", "system describe"),
    ("/systems/{system}/exposure", "system exposure"),
    ("/systems/{system}/extensions", "system extensions"),
    ("/systems/{system}/marking", "system marking"),
    ("/systems/{system}/promotion", "system promotion"),
    ("/theme", "-"),
];

#[test]
fn what_a_page_can_change_has_a_verb() {
    let golden = Path::new("../web/tests/routes.golden");
    let routes = fs::read_to_string(golden).unwrap();
    let changes: BTreeSet<&str> = routes
        .lines()
        .filter_map(|line| line.strip_prefix("POST")?.trim().split(' ').next())
        .filter(|path| !path.starts_with("/api/"))
        .collect();
    let known: BTreeSet<&str> = VERBS.iter().map(|(path, _)| *path).collect();
    assert_eq!(changes, known, "give each page that changes something a line here, and the verb that does the same");
    let verbs: BTreeSet<String> = leaves("").into_iter().collect();
    for (path, verb) in VERBS.iter().filter(|(_, verb)| *verb != "-") {
        assert!(verbs.contains(*verb), "{path}: there is no verb {verb:?}");
    }
}

/// Verbs that change nothing of a record, or that are of the machine on which it is.
const WITHOUT_A_FORM: &[&str] = &[
    "demo",
    "init",
    "serve",
    "inspect",
    "formats",
    "imports list",
    "imports show",
    "imports save",
    "findings list",
    "findings fixes",
    "findings show",
    "findings mapping",
    "assets list",
    "assets show",
    "feed list",
    "items list",
    "items show",
    "tasks list",
    "tasks show",
    "milestones list",
    "escalation list",
    "escalation show",
    "review standing",
    "review list",
    "review show",
    "review minutes",
    "milestones show",
    "today",
    "item evidence save",
    "register export",
    "report weekly",
    "slip",
    "capacity",
    "report monthly",
    "report quarterly",
    "report register",
    "report assessor",
    "report item",
    "notice list",
    "person list",
    "system list",
    "system show",
    "token list",
    "calendar list",
    "audit",
    "tick",
    "rebuild",
    "backup",
    "restore",
];

/// The key of nothing.
const NO_KEY: &str = "00000000-0000-7000-8000-000000000000";

/// Verbs whose form is that of another verb.
const SAME_FORM: &[(&str, &str)] = &[
    ("escalation decide compensate", "escalation decide fund"),
    ("escalation decide accept", "escalation decide fund"),
    ("escalation decide extend", "escalation decide fund"),
    ("escalation decide reassign", "escalation decide fund"),
    ("feed epss", "feed kev"),
    ("feed ssvc", "feed kev"),
    ("item link-findings", "findings attach"),
];

#[test]
fn what_a_verb_can_change_has_a_page() {
    let formed: BTreeSet<&str> = VERBS.iter().map(|(_, verb)| *verb).collect();
    let same = |verb: &str| SAME_FORM.iter().any(|(other, known)| *other == verb && formed.contains(known));
    let left: Vec<String> = leaves("")
        .into_iter()
        .filter(|verb| !formed.contains(verb.as_str()) && !WITHOUT_A_FORM.contains(&verb.as_str()) && !same(verb))
        .collect();
    assert_eq!(left, [""; 0], "give each verb that changes something a page, and the page a line above");
}

/// Every verb that has none below it, read from the help as a stranger would.
pub fn leaves(verb: &str) -> Vec<String> {
    let help = closeout(&format!("{verb} --help")).done().out;
    let Some((_, rest)) = help.split_once("\nCommands:\n") else { return vec![verb.to_owned()] };
    let (list, _) = rest.split_once("\n\n").unwrap();
    // Continued lines are indented further.
    let names = list.lines().filter_map(|line| line.strip_prefix("  ").filter(|line| !line.starts_with(' ')));
    let names = names.map(|line| line.split_whitespace().next().unwrap()).filter(|name| *name != "help");
    names.flat_map(|name| leaves(format!("{verb} {name}").trim())).collect()
}

#[test]
fn every_verb_and_every_argument_is_explained() {
    for verb in leaves("") {
        let help = closeout(&format!("{verb} --help")).done().out;
        let mut lines = help.lines().skip_while(|line| !line.starts_with("Usage:")).peekable();
        while let Some(line) = lines.next() {
            let argument = ["  <", "  [", "  -", "      --"].iter().any(|start| line.starts_with(start));
            let explained =
                line.trim().contains("  ") || lines.peek().is_some_and(|next| next.starts_with(&" ".repeat(10)));
            assert!(!argument || explained, "closeout {verb}: {line}");
        }
    }
}

/// A command for each verb, in an order in which most of them can be done.
fn commands() -> Vec<String> {
    let sha256 = "0".repeat(64);
    let scan = fixture("nessus/many.nessus");
    let import = "00000000-0000-7000-8000-000000000000";
    [
        "init --organization X --system X --admin x@alder.example",
        "demo --keep demo --no-serve",
        "formats",
        &format!("inspect {scan}"),
        &format!("import {scan}"),
        "imports list",
        &format!("imports show {import}"),
        &format!("imports save {import} scan.nessus"),
        &format!("imports undo {import} --reason x"),
        "findings list",
        "findings fixes",
        "findings add --kind audit --title 'Backups leave the building'",
        &format!("findings show {import}"),
        &format!("findings promote {import}"),
        &format!("findings attach {import} --item POAM-0001"),
        &format!("findings dismiss {import} --reason x"),
        &format!("findings approve-dismissal {import}"),
        &format!("findings decline-dismissal {import} --reason x"),
        &format!("findings restore {import} --reason x"),
        "findings map flaws --to 3.14.1 --reason x",
        "findings mapping CM-6",
        "findings unmap flaws --reason x",
        "assets list",
        &format!("assets show {import}"),
        &format!("assets rate {import} --internet no --reason x"),
        &format!("assets merge {import} {FAR} --reason x"),
        &format!("assets unmerge {import} --reason x"),
        &format!("assets split {import} --name ip=192.0.2.7 --reason x"),
        &format!("assets unsplit {import} --reason x"),
        "feed kev photo.txt",
        "feed epss photo.txt",
        "feed ssvc photo.txt",
        "feed fetch kev",
        "feed list",
        "items list",
        "items show POAM-0001",
        &format!("items assign POAM-0001 POAM-0002 --owner {DANA} --reason x"),
        "items comment POAM-0001 --text x",
        "tasks list",
        "task order POAM-0003 1",
        "item dates POAM-0001",
        "tasks show POAM-0001",
        "milestones list",
        "milestones show POAM-0001",
        "today",
        "item draft --weakness 'Doors stand open'",
        "item weakness POAM-0003 'Doors stand open at night'",
        "item requirement POAM-0003 3.10.1",
        "item root-cause POAM-0003 'Nobody closes them'",
        "item actions POAM-0003 'Close them'",
        &format!("item owner POAM-0003 {DANA}"),
        "item priority POAM-0003 high --reason x",
        "item resources POAM-0003 --people Dana --hours 1",
        &format!("item link-findings POAM-0003 {import}"),
        &format!("item unlink-finding POAM-0003 {import} --reason x"),
        &format!("item milestone add POAM-0003 Closed --due {FAR}"),
        &format!("item milestone move POAM-0003 1 --to {FAR}"),
        "item milestone grant POAM-0003 1",
        "item milestone decline POAM-0003 1 --reason x",
        "item milestone withdraw POAM-0003 1 --reason x",
        "item milestone reach POAM-0003 1",
        "item milestone drop POAM-0003 1 --reason x",
        "item test add POAM-0003 'They are closed'",
        &format!("item test attest POAM-0003 1 --statement x --evidence {sha256}"),
        "item test run POAM-0003",
        "item test drop POAM-0003 1 --reason x",
        "item evidence attach POAM-0003 photo.txt",
        &format!("item evidence save POAM-0003 {sha256} photo-again.txt"),
        &format!("item evidence withdraw POAM-0003 {sha256} --reason x"),
        &format!("task add POAM-0003 x --responsible {SAM} --approver {DANA} --effort 1 --due {FAR}"),
        &format!("task revise POAM-0003 1 x --responsible {SAM} --approver {DANA} --effort 2 --due {FAR}"),
        "task link POAM-0003 1 HD-1",
        "task unlink POAM-0003 1 HD-1",
        "task finish POAM-0003 1",
        "task approve POAM-0003 1",
        "task send-back POAM-0003 1 --reason x",
        "task drop POAM-0003 1 --reason x",
        "escalation list",
        "escalation raise POAM-0003 --reason x",
        &format!("escalation show {NO_KEY}"),
        &format!("escalation acknowledge {NO_KEY}"),
        &format!("escalation take-back {NO_KEY} --reason x"),
        &format!("escalation decide fund {NO_KEY} --amount 100 --source x --reason x"),
        &format!("escalation decide compensate {NO_KEY} --control x --owner {DANA} --until {FAR} --reason x"),
        &format!("escalation decide accept {NO_KEY} --until {FAR} --reason x"),
        &format!("escalation decide extend {NO_KEY} --milestone 1 --to {FAR} --obstacle money --reason x"),
        &format!("escalation decide reassign {NO_KEY} --to {DANA} --reason x"),
        "review standing",
        "review begin monthly",
        "review list",
        &format!("review show {NO_KEY}"),
        &format!("review attend {NO_KEY} {DANA}"),
        &format!("review remark {NO_KEY} --text x"),
        &format!("review agree {NO_KEY} POAM-0003 x --responsible {SAM} --approver {DANA} --due {FAR}"),
        &format!("review sign {NO_KEY}"),
        &format!("review give-up {NO_KEY} --reason x"),
        &format!("review minutes {NO_KEY} -o minutes.pdf"),
        "system rhythm --weeks 2",
        "item control end POAM-0003 1 --reason x",
        &format!("person supervisor {SAM} {DANA}"),
        &format!("person hours {SAM} 12"),
        &format!("person away {SAM} 2031-01-06 2031-01-10"),
        "system ladder --step high=2/4/6/8",
        "item submit POAM-0003",
        "item approve POAM-0003",
        "item return POAM-0003 --reason x",
        "item done POAM-0003",
        "item validate POAM-0003 --statement x",
        "item reject POAM-0003 --reason x",
        "item close POAM-0003 --statement x",
        "item refuse-closure POAM-0003 --reason x",
        &format!("item propose-acceptance POAM-0003 --until {FAR} --justification x"),
        "item propose-dismissal POAM-0003 --reason x",
        "item grant POAM-0003",
        "item decline POAM-0003 --reason x",
        "item resume POAM-0003 --reason x",
        &format!("item request-exception POAM-0003 {SAM} --reason x"),
        "item sign-exception POAM-0003 --reason x",
        "item comment POAM-0003 x",
        "register export -o register.xlsx",
        "register apply register.xlsx",
        "slip --by owner",
        "capacity",
        "report weekly -o weekly.pdf",
        "report monthly -o monthly.html",
        "report quarterly -o quarterly.xlsx",
        "report register -o register.pdf",
        "report assessor -o assessor.html",
        "report item POAM-0001 -o dossier.pdf",
        "notice list",
        "notice replay none",
        "notice test",
        "person list",
        "person add lee@alder.example --name Lee --role responsible",
        "person describe lee@alder.example --title Welder",
        "person roles lee@alder.example --role validator",
        "person leave lee@alder.example --reason x",
        "person return lee@alder.example",
        "person password lee@alder.example --password-stdin",
        "system list",
        "system show",
        "system register 'Shop floor'",
        "system describe --ssp-version 2",
        &format!("system appoint {DANA}"),
        "system promotion --at-least never",
        "system deadlines fedramp --shift before --federal-holidays",
        "system exposure --rule dmz-*=internet",
        "system extensions --limit high=3/20",
        "system marking CUI",
        "token list",
        &format!("token issue robot --until {FAR}"),
        &format!("token revoke {import}"),
        "calendar list",
        &format!("calendar new phone --until {FAR}"),
        &format!("calendar revoke {import}"),
        "audit",
        "verify",
        "tick",
        "rebuild",
        "backup copy.zip",
        "restore copy.zip",
    ]
    .map(str::to_owned)
    .into()
}

#[test]
fn every_verb_answers_programs_in_one_document() {
    let place = Place::with_people();
    place.write("photo.txt", "closed");
    let mut left: BTreeSet<String> = leaves("").into_iter().filter(|verb| verb != "serve").collect();
    for command in commands() {
        let verb = left.iter().find(|verb| format!("{command} ").starts_with(&format!("{verb} "))).cloned();
        left.remove(&verb.unwrap_or_else(|| panic!("{command:?} is of no verb, or of one that was shown already")));
        let answer = place.run(&format!("{command} --output json"));
        let document = answer.json();
        assert!(document.is_object(), "{command}: {document}");
        assert_eq!(answer.err, "", "{command}");
        // It was done, or one object says why not, with the words and the number of the API.
        let error = &document["error"];
        let (detail, status) = (error["detail"].as_str(), error["status"].as_u64());
        match answer.exits_with() {
            0 => assert_eq!(error, &Value::Null, "{command}"),
            2..=6 => assert!(detail.is_some_and(|d| !d.is_empty()) && status.is_some(), "{command}: {document}"),
            other => panic!("{command} ended with {other}: {document}"),
        }
    }
    assert_eq!(left, BTreeSet::new(), "verbs that no command here shows");
    assert!(place.serve().url().starts_with("http://127.0.0.1:"));
}

#[test]
fn lists_know_every_filter_that_their_help_names() {
    let place = Place::begun();
    for verb in [
        "items list",
        "tasks list",
        "milestones list",
        "findings list",
        "findings fixes",
        "assets list",
        "escalation list",
        "review list",
    ] {
        let unknown = place.run(&format!("{verb} --filter colour=red")).exits(2);
        let known = unknown.err.split("it knows ").nth(1).unwrap().trim().to_owned();
        let known: BTreeSet<String> = known.split(", ").map(str::to_owned).collect();
        let help = closeout(&format!("{verb} --help")).done().out;
        let (_, filters) = help.split_once("Filters:").unwrap();
        let named = filters.split_whitespace().filter_map(|word| word.split_once('=')).map(|(key, _)| key.to_owned());
        assert_eq!(named.collect::<BTreeSet<_>>(), known, "{verb}");
    }
}
