//! Every route on one page: method, address, the permission it takes, and who answers. Change something here and
//! `tests/routes.golden` asks to be looked at (`CLOSEOUT_BLESS=1 cargo nextest run -p closeout-web routes`).
//!
//! To add a page: write a handler in `handlers/` whose first argument is `May<P>`, and give it a line in `pages`:
//! `get(P, address, handler)` or `post(P, address, handler)`. To add an operation of the API: a handler in `api/` whose first
//! argument is `Bearer<P>`, annotated for OpenAPI, and a line in `api`. `P` is one of [`crate::permission`].

use crate::{
    api::{
        account, audit, calendars, capacity, document, escalations, evidence, findings, imports, items, knowledge,
        lists, mapping, notices, people, policy, register, reports, reviews, slip, steps, systems, things,
    },
    assets, calendar, files,
    permission::{
        Acknowledge, Administer, AppointOwner, ApproveDismissal, ApprovePlan, ApproveTask, Audit, Close, Comment,
        Decide, DecideEscalation, DecideExtension, Export, Import, KeepTime, Link, Own, Plan, Public, Read, Review,
        SignException, SignedIn, Triage, Validate, Work,
    },
    table::{Route, get, get_long, post, post_long},
    urls,
};

/// What needs nobody, pages, and the API.
pub fn all() -> Vec<Route> {
    [plain(), pages(), api()].into_iter().flatten().collect()
}

fn plain() -> Vec<Route> {
    vec![
        get(Public, "/healthz", files::health),
        get(Public, "/robots.txt", files::robots),
        get(Public, assets::FOLDER, files::asset),
        get_long(Link, urls::calendar("{calendar}"), calendar::serve),
    ]
}

/// For people: handlers take `May<P>`, and forms end with `Sent`, `Upload` or `Open`.
fn pages() -> Vec<Route> {
    [entry(), items(), parts(), steps(), escalations(), reviews(), findings(), things(), imports(), people(), account()]
        .into_iter()
        .flatten()
        .collect()
}

#[rustfmt::skip]
fn entry() -> Vec<Route> {
    use crate::handlers::{choice, entry, search, today};
    vec![
        get(Public, urls::SIGN_IN, entry::form),
        post(Public, urls::SIGN_IN, entry::sign_in),
        post(SignedIn, urls::SIGN_OUT, entry::sign_out),
        post(SignedIn, urls::THEME, choice::theme),
        post(Read, urls::SYSTEM, choice::system),
        get(Read, urls::SEARCH, search::search),
        get(Read, urls::TODAY, today::show),
    ]
}

#[rustfmt::skip]
fn items() -> Vec<Route> {
    use crate::handlers::{item, new_item, register, workbook};
    let number = "{number}";
    vec![
        get(Read, urls::ITEMS, register::list),
        post(Plan, urls::ITEMS, new_item::begin),
        get(Plan, urls::NEW_ITEM, new_item::form),
        post(Plan, urls::ITEMS_BULK_OWNER, register::bulk_owner),
        post(Comment, urls::ITEMS_BULK_COMMENT, register::bulk_comment),
        get_long(Export, urls::ITEMS_XLSX, workbook::xlsx),
        get_long(Export, urls::ITEMS_CSV, workbook::csv),
        get(Plan, urls::WORKBOOK, workbook::form),
        post_long(Plan, urls::WORKBOOK, workbook::bring),
        get_long(Plan, urls::workbook("{staged}"), workbook::differences),
        post_long(Plan, urls::workbook("{staged}"), workbook::apply),
        get(Read, urls::item(number), item::show),
        get(Read, urls::dates(number), item::dates::show),
        post(Plan, urls::dates(number), item::dates::take),
        post_long(Work, urls::item_do(number, "evidence"), item::evidence::attach),
        get_long(Export, urls::evidence(number, "{sha256}"), item::evidence::fetch),
        post(Work, urls::withdraw_evidence(number, "{sha256}"), item::evidence::withdraw),
    ]
}

#[rustfmt::skip]
fn parts() -> Vec<Route> {
    use crate::handlers::item::work;
    let add = |parts| urls::item_do("{number}", parts);
    let milestone = |verb| urls::milestone_do("{number}", "{part}", verb);
    let extension = |verb| urls::extension_do("{number}", "{part}", verb);
    let task = |verb| urls::task_do("{number}", "{part}", verb);
    let test = |verb| urls::test_do("{number}", "{part}", verb);
    vec![
        post(Plan, add("milestones"), work::add_milestone),
        post(Plan, milestone("move"), work::move_milestone),
        post(Work, milestone("reach"), work::reach_milestone),
        post(Plan, milestone("drop"), work::drop_milestone),
        post(DecideExtension, extension("grant"), work::grant_extension),
        post(DecideExtension, extension("decline"), work::decline_extension),
        post(Plan, extension("withdraw"), work::withdraw_extension),
        post(Plan, urls::end_control("{number}", "{part}"), work::end_control),
        post(Plan, add("tasks"), work::add_task),
        post(Plan, task("revise"), work::revise_task),
        post(Plan, task("order"), work::order_task),
        post(Work, task("finish"), work::finish_task),
        post(ApproveTask, task("approve"), work::approve_task),
        post(ApproveTask, task("send-back"), work::send_back_task),
        post(Plan, task("drop"), work::drop_task),
        post(Work, task("link"), work::link_ticket),
        post(Work, task("unlink"), work::unlink_ticket),
        post(Plan, add("tests"), work::add_test),
        post(Work, urls::run_tests("{number}"), work::run_tests),
        post(Work, test("attest"), work::attest_test),
        post(Plan, test("drop"), work::drop_test),
    ]
}

#[rustfmt::skip]
fn steps() -> Vec<Route> {
    use crate::handlers::item::{plan, steps};
    let item = |verb| urls::item_do("{number}", verb);
    vec![
        post(Plan, item("weakness"), plan::weakness),
        post(Plan, item("requirement"), plan::requirement),
        post(Plan, item("root-cause"), plan::root_cause),
        post(Plan, item("actions"), plan::actions),
        post(Plan, item("owner"), plan::owner),
        post(Plan, item("priority"), plan::priority),
        post(Plan, item("resources"), plan::resources),
        post(Plan, item("unlink-finding"), plan::unlink_finding),
        post(Plan, item("submit"), steps::submit),
        post(ApprovePlan, item("approve"), steps::approve),
        post(ApprovePlan, item("return"), steps::send_back),
        post(Work, item("done"), steps::done),
        post(Validate, item("reject"), steps::reject),
        post(Validate, item("validate"), steps::validate),
        post(Close, item("refuse"), steps::refuse),
        post(Close, item("close"), steps::close),
        post(Plan, item("propose-acceptance"), steps::propose_acceptance),
        post(Plan, item("propose-dismissal"), steps::propose_dismissal),
        post(Decide, item("grant"), steps::grant),
        post(Decide, item("decline"), steps::decline),
        post(Decide, item("resume"), steps::resume),
        post(Plan, item("request-exception"), steps::request_exception),
        post(SignException, item("sign-exception"), steps::sign_exception),
        post(Comment, item("comment"), steps::comment),
    ]
}

#[rustfmt::skip]
fn reviews() -> Vec<Route> {
    use crate::handlers::reviews;
    let does = |verb| urls::review_do("{review}", verb);
    vec![
        get(Read, urls::REVIEWS, reviews::list),
        post(Review, urls::REVIEWS, reviews::begin),
        get(Read, urls::review("{review}"), reviews::show),
        post(Review, does("attend"), reviews::attend),
        post(Review, does("remark"), reviews::remark),
        post(Review, does("agree"), reviews::agree),
        post_long(Review, does("sign"), reviews::sign),
        post(Review, does("give-up"), reviews::give_up),
        get_long(Export, urls::minutes("{review}"), reviews::minutes),
    ]
}

#[rustfmt::skip]
fn escalations() -> Vec<Route> {
    use crate::handlers::escalations;
    let does = |verb| urls::escalation_do("{escalation}", verb);
    vec![
        get(Read, urls::ESCALATIONS, escalations::list),
        get(Read, urls::escalation("{escalation}"), escalations::show),
        post(Acknowledge, does("acknowledge"), escalations::acknowledge),
        post(DecideEscalation, does("decide"), escalations::decide),
        post(Plan, does("take-back"), escalations::take_back),
        post(Plan, urls::item_do("{number}", "escalate"), escalations::escalate),
    ]
}

#[rustfmt::skip]
fn findings() -> Vec<Route> {
    use crate::handlers::{finding, findings, mapping, triage};
    let dismissal = |verb| urls::dismissal_do("{finding}", verb);
    vec![
        get(Read, urls::FINDINGS, findings::inbox),
        get(Read, urls::FINDINGS_LIST, findings::list),
        get(Read, urls::fix("{fix}"), findings::fix),
        get(Read, urls::finding("{finding}"), finding::show),
        post(Triage, urls::MAKE_ITEMS, triage::make),
        post(Triage, urls::ATTACH, triage::attach),
        post(Triage, urls::DISMISS, triage::dismiss),
        get(Read, urls::MAPPING, mapping::show),
        post(Triage, urls::MAPPING, mapping::map),
        post(Triage, urls::UNMAP, mapping::unmap),
        post(ApproveDismissal, dismissal("approve"), finding::approve),
        post(ApproveDismissal, dismissal("decline"), finding::decline),
        post(ApproveDismissal, dismissal("restore"), finding::restore),
    ]
}

#[rustfmt::skip]
fn things() -> Vec<Route> {
    use crate::handlers::asset;
    let does = |verb| urls::asset_do("{asset}", verb);
    vec![
        get(Read, urls::ASSETS, asset::list),
        get(Read, urls::asset("{asset}"), asset::show),
        post(Triage, does("rate"), asset::rate),
        post_long(Triage, does("merge"), asset::merge),
        post_long(Triage, does("unmerge"), asset::unmerge),
        post_long(Triage, does("split"), asset::split),
        post_long(Triage, does("unsplit"), asset::unsplit),
    ]
}

#[rustfmt::skip]
fn imports() -> Vec<Route> {
    use crate::handlers::{feeds, imports, preview, typed};
    vec![
        get(Read, urls::IMPORTS, imports::list),
        post_long(Import, urls::IMPORTS, imports::upload),
        get(Read, urls::FEEDS, feeds::list),
        post_long(Import, urls::feed("{feed}"), feeds::bring),
        post_long(Import, urls::fetch_feed("{feed}"), feeds::fetch),
        get(Import, urls::TYPED, typed::form),
        post(Import, urls::TYPED, typed::preview),
        get_long(Import, urls::preview("{staged}"), preview::show),
        post_long(Import, urls::preview_do("{staged}", "commit"), preview::commit),
        post(Import, urls::preview_do("{staged}", "discard"), preview::discard),
        post(Import, urls::preview_do("{staged}", "map"), preview::map),
        get(Read, urls::import("{import}"), imports::show),
        get_long(Export, urls::import_file("{import}"), imports::fetch),
        post_long(Import, urls::undo_import("{import}"), imports::undo),
    ]
}

#[rustfmt::skip]
fn people() -> Vec<Route> {
    use crate::handlers::{capacity, people, reports, slip, systems};
    let person = |verb| urls::person_do("{person}", verb);
    let system = |verb| urls::system_do("{system}", verb);
    vec![
        get(Read, urls::REPORTS, reports::show),
        get_long(Export, urls::report("{file}"), reports::file),
        get(Read, urls::SLIP, slip::show),
        get(Read, urls::CAPACITY, capacity::show),
        get(Read, urls::PEOPLE, people::list),
        post(Administer, urls::PEOPLE, people::add),
        get(Read, urls::person("{person}"), people::show),
        post(Administer, person("describe"), people::describe),
        post(Administer, person("roles"), people::set_roles),
        post(Administer, person("supervisor"), people::name_supervisor),
        post(KeepTime, person("hours"), people::set_hours),
        post(KeepTime, person("away"), people::plan_absence),
        post(KeepTime, person("there"), people::withdraw_absence),
        post(Administer, person("leave"), people::leave),
        post(Administer, person("return"), people::come_back),
        post(Administer, person("password"), people::set_password),
        post(Administer, urls::SYSTEMS, systems::register),
        get(Read, urls::system("{system}"), systems::show),
        post(AppointOwner, system("appoint"), systems::appoint),
        post(Administer, system("describe"), systems::describe),
        post(Administer, system("promotion"), systems::promotion),
        post(Administer, system("deadlines"), systems::deadlines),
        post(Administer, system("extensions"), systems::extensions),
        post(Administer, system("ladder"), systems::ladder),
        post(Administer, system("rhythm"), systems::rhythm),
        post(Administer, system("exposure"), systems::exposure),
        post(Administer, system("marking"), systems::marking),
    ]
}

#[rustfmt::skip]
fn account() -> Vec<Route> {
    use crate::handlers::{account, audit, calendars, notices};
    vec![
        get(Own, urls::ACCOUNT, account::show),
        post(Own, urls::OWN_PASSWORD, account::set_password),
        post(Own, urls::TOKENS, account::issue),
        post(Own, urls::revoke_token("{token}"), account::revoke),
        post(Own, urls::CALENDARS, calendars::open),
        post(Own, urls::close_calendar("{token}"), calendars::close),
        get(Administer, urls::NOTICES, notices::show),
        post(Administer, urls::REPLAY_NOTICE, notices::replay),
        post_long(Administer, urls::TEST_NOTICE, notices::test),
        get(Audit, urls::AUDIT, audit::show),
        post_long(Audit, urls::VERIFY, audit::verify),
    ]
}

/// For programs: handlers take `Bearer<P>`.
#[rustfmt::skip]
fn api() -> Vec<Route> {
    crate::api! {
        GET  "/api/v1/openapi.json" Public document::serve;
        GET  "/api/v1/me" Own account::me;
        POST "/api/v1/me/password" Own account::set_password;
        GET  "/api/v1/today" Read account::today;
        GET  "/api/v1/tokens" Own account::tokens;
        POST "/api/v1/tokens" Own account::issue;
        POST "/api/v1/tokens/{token}/revoke" Own account::revoke;
        GET  "/api/v1/calendars" Own calendars::list;
        POST "/api/v1/calendars" Own calendars::open;
        POST "/api/v1/calendars/{token}/close" Own calendars::close;

        GET  "/api/v1/items" Read items::list;
        POST "/api/v1/items" Plan items::draft;
        POST "/api/v1/items/bulk/owner" Plan items::bulk_owner;
        POST "/api/v1/items/bulk/comment" Comment items::bulk_comment;
        GET  "/api/v1/items/register.xlsx" Export register::xlsx, long;
        GET  "/api/v1/items/register.csv" Export register::csv, long;
        POST "/api/v1/items/workbook" Plan register::bring, long;
        GET  "/api/v1/items/{item}" Read items::show;
        POST "/api/v1/items/{item}/plan" Plan steps::plan;
        POST "/api/v1/items/{item}/milestones" Plan steps::plan_milestone;
        POST "/api/v1/items/{item}/milestones/{part}/move" Plan steps::move_milestone;
        POST "/api/v1/items/{item}/milestones/{part}/reach" Work steps::reach_milestone;
        POST "/api/v1/items/{item}/milestones/{part}/drop" Plan steps::drop_milestone;
        POST "/api/v1/items/{item}/extensions/{part}/grant" DecideExtension steps::grant_extension;
        POST "/api/v1/items/{item}/extensions/{part}/decline" DecideExtension steps::decline_extension;
        POST "/api/v1/items/{item}/extensions/{part}/withdraw" Plan steps::withdraw_extension;
        POST "/api/v1/items/{item}/tasks" Plan steps::add_task;
        POST "/api/v1/items/{item}/tasks/{part}/revise" Plan steps::revise_task;
        POST "/api/v1/items/{item}/tasks/{part}/order" Plan steps::order_task;
        POST "/api/v1/items/{item}/tasks/{part}/finish" Work steps::finish_task;
        POST "/api/v1/items/{item}/tasks/{part}/approve" ApproveTask steps::approve_task;
        POST "/api/v1/items/{item}/tasks/{part}/send-back" ApproveTask steps::send_back_task;
        POST "/api/v1/items/{item}/tasks/{part}/drop" Plan steps::drop_task;
        POST "/api/v1/items/{item}/tasks/{part}/link" Work steps::link_ticket;
        POST "/api/v1/items/{item}/tasks/{part}/unlink" Work steps::unlink_ticket;
        POST "/api/v1/items/{item}/tests" Plan steps::add_test;
        POST "/api/v1/items/{item}/tests/run" Work steps::run_tests;
        POST "/api/v1/items/{item}/tests/{part}/attest" Work steps::attest_test;
        POST "/api/v1/items/{item}/tests/{part}/drop" Plan steps::drop_test;
        POST "/api/v1/items/{item}/evidence" Work evidence::attach, long;
        GET  "/api/v1/items/{item}/evidence/{sha256}" Export evidence::fetch, long;
        POST "/api/v1/items/{item}/evidence/{sha256}/withdraw" Work steps::withdraw_evidence;
        POST "/api/v1/items/{item}/findings" Triage steps::attach_findings;
        POST "/api/v1/items/{item}/findings/{finding}/unlink" Plan steps::unlink_finding;
        POST "/api/v1/items/{item}/submit" Plan steps::submit;
        POST "/api/v1/items/{item}/approve" ApprovePlan steps::approve;
        POST "/api/v1/items/{item}/return" ApprovePlan steps::send_back;
        POST "/api/v1/items/{item}/done" Work steps::done;
        POST "/api/v1/items/{item}/reject" Validate steps::reject;
        POST "/api/v1/items/{item}/validate" Validate steps::validate;
        POST "/api/v1/items/{item}/refuse-closure" Close steps::refuse_closure;
        POST "/api/v1/items/{item}/close" Close steps::close;
        POST "/api/v1/items/{item}/propose-acceptance" Plan steps::propose_acceptance;
        POST "/api/v1/items/{item}/propose-dismissal" Plan steps::propose_dismissal;
        POST "/api/v1/items/{item}/grant" Decide steps::grant;
        POST "/api/v1/items/{item}/decline" Decide steps::decline;
        POST "/api/v1/items/{item}/resume" Decide steps::resume;
        POST "/api/v1/items/{item}/request-exception" Plan steps::request_exception;
        POST "/api/v1/items/{item}/sign-exception" SignException steps::sign_exception;
        POST "/api/v1/items/{item}/comment" Comment steps::comment;
        POST "/api/v1/items/{item}/escalate" Plan escalations::escalate;
        POST "/api/v1/items/{item}/controls/{part}/end" Plan steps::end_control;
        GET  "/api/v1/slip" Read slip::show;
        GET  "/api/v1/capacity" Read capacity::show;
        GET  "/api/v1/items/{item}/forecast" Read capacity::forecast;
        GET  "/api/v1/items/{item}/dates" Read capacity::dates;
        POST "/api/v1/items/{item}/dates" Plan capacity::take_dates;
        GET  "/api/v1/reviews" Read reviews::list;
        GET  "/api/v1/reviews/{review}" Read reviews::show;
        POST "/api/v1/reviews/{review}/attend" Review reviews::attend;
        POST "/api/v1/reviews/{review}/remark" Review reviews::remark;
        POST "/api/v1/reviews/{review}/agree" Review reviews::agree;
        POST "/api/v1/reviews/{review}/sign" Review reviews::sign, long;
        POST "/api/v1/reviews/{review}/give-up" Review reviews::give_up;
        GET  "/api/v1/reviews/{review}/minutes" Export reviews::minutes, long;
        GET  "/api/v1/systems/{system}/reviews" Read reviews::standing;
        POST "/api/v1/systems/{system}/reviews" Review reviews::begin;
        GET  "/api/v1/escalations" Read escalations::list;
        GET  "/api/v1/escalations/{escalation}" Read escalations::show;
        POST "/api/v1/escalations/{escalation}/acknowledge" Acknowledge escalations::acknowledge;
        POST "/api/v1/escalations/{escalation}/decide" DecideEscalation escalations::decide;
        POST "/api/v1/escalations/{escalation}/take-back" Plan escalations::take_back;
        GET  "/api/v1/tasks" Read lists::tasks;
        GET  "/api/v1/milestones" Read lists::milestones;

        GET  "/api/v1/findings" Read findings::list;
        GET  "/api/v1/findings/groups" Read findings::groups;
        GET  "/api/v1/findings/{finding}" Read findings::show;
        POST "/api/v1/findings/{finding}/promote" Triage findings::promote;
        POST "/api/v1/findings/{finding}/dismissal" Triage findings::propose_dismissal;
        POST "/api/v1/findings/{finding}/dismissal/approve" ApproveDismissal findings::approve_dismissal;
        POST "/api/v1/findings/{finding}/dismissal/decline" ApproveDismissal findings::decline_dismissal;
        POST "/api/v1/findings/{finding}/dismissal/restore" ApproveDismissal findings::restore;

        GET  "/api/v1/mapping" Read mapping::show;
        POST "/api/v1/mapping" Triage mapping::map;
        POST "/api/v1/mapping/unmap" Triage mapping::unmap;

        GET  "/api/v1/assets" Read knowledge::assets;
        GET  "/api/v1/assets/{asset}" Read things::show;
        POST "/api/v1/assets/{asset}/rate" Triage things::rate;
        POST "/api/v1/assets/{asset}/merge" Triage things::merge, long;
        POST "/api/v1/assets/{asset}/unmerge" Triage things::unmerge, long;
        POST "/api/v1/assets/{asset}/split" Triage things::split, long;
        POST "/api/v1/assets/{asset}/unsplit" Triage things::unsplit, long;
        GET  "/api/v1/feeds" Read knowledge::feeds;
        POST "/api/v1/feeds/{feed}" Import knowledge::bring, long;
        POST "/api/v1/feeds/{feed}/fetch" Import knowledge::fetch, long;

        GET  "/api/v1/imports" Read imports::list;
        POST "/api/v1/imports" Import imports::upload, long;
        POST "/api/v1/imports/findings" Import imports::typed, long;
        GET  "/api/v1/imports/{import}" Read imports::show;
        GET  "/api/v1/imports/{import}/file" Export imports::fetch, long;
        POST "/api/v1/imports/{import}/undo" Import imports::undo, long;

        GET  "/api/v1/people" Read people::list;
        POST "/api/v1/people" Administer people::add;
        GET  "/api/v1/people/{person}" Read people::show;
        POST "/api/v1/people/{person}/describe" Administer people::describe;
        POST "/api/v1/people/{person}/roles" Administer people::set_roles;
        POST "/api/v1/people/{person}/supervisor" Administer people::name_supervisor;
        POST "/api/v1/people/{person}/hours" KeepTime people::set_hours;
        POST "/api/v1/people/{person}/away" KeepTime people::plan_absence;
        POST "/api/v1/people/{person}/there" KeepTime people::withdraw_absence;
        POST "/api/v1/people/{person}/leave" Administer people::leave;
        POST "/api/v1/people/{person}/return" Administer people::come_back;
        POST "/api/v1/people/{person}/password" Administer people::set_password;
        GET  "/api/v1/systems" Read systems::list;
        POST "/api/v1/systems" Administer systems::register;
        GET  "/api/v1/systems/{system}" Read systems::show;
        POST "/api/v1/systems/{system}/describe" Administer systems::describe;
        POST "/api/v1/systems/{system}/appoint" AppointOwner systems::appoint;
        POST "/api/v1/systems/{system}/promotion" Administer systems::promotion;
        POST "/api/v1/systems/{system}/deadlines" Administer policy::deadlines;
        POST "/api/v1/systems/{system}/extensions" Administer policy::extensions;
        POST "/api/v1/systems/{system}/rhythm" Administer policy::rhythm;
        POST "/api/v1/systems/{system}/ladder" Administer policy::ladder;
        POST "/api/v1/systems/{system}/exposure" Administer policy::exposure;
        POST "/api/v1/systems/{system}/marking" Administer policy::marking;

        GET  "/api/v1/reports/{report}" Export reports::report, long;

        GET  "/api/v1/notices" Administer notices::list;
        POST "/api/v1/notices/replay" Administer notices::replay;
        POST "/api/v1/notices/test" Administer notices::test, long;

        GET  "/api/v1/audit" Audit audit::list;
        GET  "/api/v1/audit/verify" Audit audit::verify, long;
    }
}
