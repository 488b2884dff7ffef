//! `closeout system …`: systems, their POA&M owners, and what becomes of findings.

use clap::{Args, Subcommand, builder::BoolishValueParser};
use closeout_app::views::SystemRow;
use closeout_domain::{
    asset::ExposureRule,
    deadline::{Preset, extension::Limit, ladder::Steps, rhythm::Rhythm},
    finding::severity::Severity,
    ids::SystemId,
    system::{Command, Description, Promotion},
};
use jiff::civil::Date;

use crate::{
    change::deadlines::Deadlines,
    desk::Desk,
    fail::Failure,
    list::{self, day},
    output::{self, Output},
    place::Place,
};

#[derive(Args, Debug)]
pub struct SystemVerbs {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// List systems, with their POA&M owners.
    List,
    /// Show one: its SSP, its POA&M owners, and what becomes of its findings.
    Show,
    /// Register a system.
    Register {
        /// Its name.
        name: String,
    },
    /// Say what its system security plan (SSP) says of it; what is not given stays.
    Describe {
        /// Another name for it.
        #[arg(long)]
        name: Option<String>,
        /// Title of its SSP.
        #[arg(long, value_name = "TEXT")]
        ssp_title: Option<String>,
        /// Version of its SSP.
        #[arg(long, value_name = "TEXT")]
        ssp_version: Option<String>,
        /// Date of its SSP.
        #[arg(long, value_name = "DATE", value_parser = day)]
        ssp_date: Option<Date>,
        /// CAGE code that it serves; may be given several times.
        #[arg(long = "cage", value_name = "CODE")]
        cage_codes: Vec<String>,
        /// Its CMMC unique identifier.
        #[arg(long, value_name = "UID")]
        cmmc_uid: Option<String>,
    },
    /// Appoint its POA&M owner.
    Appoint {
        /// Their address.
        #[arg(value_name = "EMAIL")]
        person: String,
        /// By whom it was decided, and when.
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        note: String,
    },
    /// Say which findings become draft items by themselves, and when an import asks first; what is not given stays.
    Promotion {
        /// Findings at least this bad: critical, high, medium, low or info; `never` for none.
        #[arg(long, value_name = "SEVERITY")]
        at_least: Option<String>,
        /// Whether every objective found NOT MET does, true or false.
        #[arg(long, value_name = "BOOL")]
        not_met: Option<bool>,
        /// An import that marks more than this share of the open findings absent needs an explicit yes.
        #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
        brake_percent: Option<u8>,
    },
    /// Say by when weaknesses are to be corrected: a published table, or your own.
    Deadlines(Deadlines),
    /// Say who decides on later dates than the approved ones; priorities that are not named keep what is proposed.
    Extensions {
        /// As in high=7/30: up to 7 days behind the approved date whoever plans the item moves it, up to 30 an approver
        /// decides, beyond that an executive. May be given several times.
        #[arg(long = "limit", value_name = "PRIORITY=DAYS/DAYS")]
        limits: Vec<Limit>,
    },
    /// Say before whom overdue items are laid, and after how many days; what is not given stays.
    Ladder {
        /// As in high=1/5/10/15: 1 day overdue its owner is asked, 5 their supervisor, 10 the POA&M owner, 15 an executive.
        /// May be given several times.
        #[arg(long = "step", value_name = "PRIORITY=DAYS/DAYS/DAYS/DAYS")]
        steps: Vec<Steps>,
        /// Days that somebody has to answer before the next is asked.
        #[arg(long, value_name = "DAYS")]
        answer_within: Option<u16>,
        /// Days in which a draft gets an approved plan.
        #[arg(long, value_name = "DAYS")]
        plan_within: Option<u16>,
        /// Days in which a signature is given.
        #[arg(long, value_name = "DAYS")]
        sign_within: Option<u16>,
        /// Days after which a decision that names no day of its own is looked at again.
        #[arg(long, value_name = "DAYS")]
        look_again: Option<u16>,
        /// Address of the executive who is asked.
        #[arg(long, value_name = "EMAIL")]
        executive: Option<String>,
    },
    /// Say how often the plan is reviewed; what is not given stays.
    Rhythm {
        /// With IT every so many weeks, 1 or 2; 0 for never.
        #[arg(long, value_name = "WEEKS")]
        weeks: Option<u8>,
        /// Whether it is reviewed with leadership every month.
        #[arg(long, value_name = "YES|NO", value_parser = BoolishValueParser::new())]
        monthly: Option<bool>,
        /// Whether it is reviewed with the executives every quarter.
        #[arg(long, value_name = "YES|NO", value_parser = BoolishValueParser::new())]
        quarterly: Option<bool>,
        /// Days after a period's end on which its review may still be held.
        #[arg(long, value_name = "DAYS")]
        grace: Option<u8>,
    },
    /// Say how reports are marked, at the top and the bottom of every page.
    Marking {
        /// One line, as in CUI//SP-EXPT; an empty one for no marking.
        banner: String,
    },
    /// Say what holds for assets by their names and addresses, in place of every rule before; without any, there is none.
    Exposure {
        /// As in dmz-*=internet or 10.0.0.0/8=inside,cui,high; may be given several times, the first that applies counts.
        #[arg(long = "rule", value_name = "PATTERN=WORDS")]
        rules: Vec<ExposureRule>,
    },
}

impl SystemVerbs {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        let desk = Desk::open(&self.place).await?;
        let (id, command) = match self.verb {
            Verb::List => return all(&desk, output).await,
            Verb::Show => return one(&desk.system().await?, output),
            Verb::Register { name } => {
                let id = SystemId(desk.app.world().ids.uuid());
                (id, Command::Register { id, description: Description { name, ..Description::default() } })
            }
            Verb::Describe { name, ssp_title, ssp_version, ssp_date, cage_codes, cmmc_uid } => {
                let row = desk.system().await?;
                let description = Description {
                    name: name.unwrap_or(row.name),
                    ssp_title: ssp_title.unwrap_or(row.ssp_title),
                    ssp_version: ssp_version.unwrap_or(row.ssp_version),
                    ssp_date: ssp_date.or(row.ssp_date),
                    cage_codes: if cage_codes.is_empty() { row.cage_codes } else { cage_codes },
                    cmmc_uid: cmmc_uid.unwrap_or(row.cmmc_uid),
                };
                (SystemId(row.id), Command::Describe(description))
            }
            Verb::Appoint { person, note } => {
                (desk.system_id().await?, Command::AppointOwner { person: desk.person(&person)?, note })
            }
            Verb::Promotion { at_least, not_met, brake_percent } => {
                let row = desk.system().await?;
                let word = at_least.or(row.promote_at_least).filter(|word| word != "never");
                let promotion = Promotion {
                    at_least: word.map(|word| word.parse::<Severity>()).transpose()?,
                    not_met: not_met.unwrap_or(row.promote_not_met),
                    brake_percent: brake_percent.unwrap_or(row.brake_percent),
                };
                (SystemId(row.id), Command::SetPromotion(promotion))
            }
            Verb::Deadlines(deadlines) => {
                (desk.system_id().await?, Command::SetDeadlines(Box::new(deadlines.policy())))
            }
            Verb::Extensions { limits } => (desk.system_id().await?, Command::SetExtensions(limits)),
            Verb::Ladder { steps, answer_within, plan_within, sign_within, look_again, executive } => {
                let row = desk.system().await?;
                let mut ladder = row.ladder.ladder();
                ladder.steps.retain(|kept| steps.iter().all(|given| given.level != kept.level));
                ladder.steps.extend(steps);
                ladder.answer_within = answer_within.unwrap_or(ladder.answer_within);
                ladder.plan_within = plan_within.unwrap_or(ladder.plan_within);
                ladder.sign_within = sign_within.unwrap_or(ladder.sign_within);
                ladder.look_again = look_again.unwrap_or(ladder.look_again);
                ladder.executive = executive.map(|email| desk.person(&email)).transpose()?.or(ladder.executive);
                (SystemId(row.id), Command::SetLadder(Box::new(ladder)))
            }
            Verb::Rhythm { weeks, monthly, quarterly, grace } => {
                let row = desk.system().await?;
                let now = row.rhythm.rhythm();
                let rhythm = Rhythm {
                    weeks: weeks.unwrap_or(now.weeks),
                    monthly: monthly.unwrap_or(now.monthly),
                    quarterly: quarterly.unwrap_or(now.quarterly),
                    grace: grace.unwrap_or(now.grace),
                };
                (SystemId(row.id), Command::SetRhythm(rhythm))
            }
            Verb::Marking { banner } => (desk.system_id().await?, Command::SetMarking(banner)),
            Verb::Exposure { rules } => (desk.system_id().await?, Command::SetExposureRules(rules)),
        };
        desk.app.change_system(&desk.actor, id, command).await?;
        one(&desk.app.system(&desk.actor, Some(id)).await?, output)
    }
}

fn one(row: &SystemRow, output: Output) -> Result<(), Failure> {
    if output != Output::Text {
        return output::json(row);
    }
    let said = |text: &str| if text.trim().is_empty() { "not stated".to_owned() } else { text.trim().to_owned() };
    let date = row.ssp_date.map(|d| format!(" of {d}")).unwrap_or_default();
    let ssp = format!("{} {}{date}", row.ssp_title, row.ssp_version);
    let drafts = match (&row.promote_at_least, row.promote_not_met) {
        (Some(severity), true) => format!("findings from {severity} up, and every objective NOT MET"),
        (Some(severity), false) => format!("findings from {severity} up"),
        (None, true) => "every objective NOT MET".into(),
        (None, false) => "none".into(),
    };
    let mut lines = vec![
        row.name.clone(),
        format!("SSP: {}", said(&ssp)),
        format!("CAGE codes: {}", said(&row.cage_codes.join(", "))),
        format!("CMMC UID: {}", said(&row.cmmc_uid)),
        format!("POA&M owner: {}", row.poam_owner.as_ref().map_or("not appointed", |p| &p.name)),
        format!("drafts begin by themselves for: {drafts}"),
        format!("an import asks first when it marks more than {} % of the open findings absent", row.brake_percent),
    ];
    let preset = row.deadlines.preset.parse::<Preset>().map_or("unknown", Preset::title);
    lines.push(format!("due dates: {preset}"));
    let limits: Vec<String> = row.extensions().limits().iter().rev().map(ToString::to_string).collect();
    let ladder = row.ladder.ladder();
    let steps: Vec<String> = ladder.steps.iter().rev().map(ToString::to_string).collect();
    let asked = "ladder, in days overdue (owner/supervisor/POA&M owner/executive)";
    lines.push(format!("{asked}: {}", steps.join(", ")));
    lines.push(format!("extensions, in days (planner/approver): {}", limits.join(", ")));
    lines.push(format!("reviews: {}", closeout_app::history::rhythm(row.rhythm.rhythm())));
    if !row.marking.is_empty() {
        lines.push(format!("reports are marked: {}", row.marking));
    }
    if !row.exposure_rules.is_empty() {
        let patterns: Vec<&str> = row.exposure_rules.iter().map(|rule| rule.pattern.as_str()).collect();
        lines.push(format!("rules about assets: {}", patterns.join(", ")));
    }
    if !row.appointments.is_empty() {
        lines.push("\nAppointments".into());
        let since = |a: &closeout_app::views::AppointmentRow| {
            let note = if a.note.is_empty() { String::new() } else { format!(": {}", a.note) };
            format!("  {}  {}, by {}{note}", a.since.strftime("%F"), a.person.name, a.by.name)
        };
        lines.extend(row.appointments.iter().map(since));
    }
    output::text(&lines.join("\n"))
}

async fn all(desk: &Desk, output: Output) -> Result<(), Failure> {
    let rows = desk.app.systems(&desk.actor).await?;
    let row = |s: &SystemRow| {
        let owner = s.poam_owner.as_ref().map_or("not appointed", |p| &p.name);
        vec![s.name.clone(), owner.to_owned(), format!("{} {}", s.ssp_title, s.ssp_version), s.cage_codes.join(" ")]
    };
    list::print(output, "systems", &rows, None, &["System", "POA&M owner", "SSP", "CAGE codes"], row)
}
