//! What is told by mail.

use closeout_app::views::{NoticeRow, OutboxView};
use closeout_web::{
    page::{Form, Tab},
    pages::notices::Notices,
};

use super::{page, problem};
use crate::sample::{at, bare_frame, frame, person};

pub fn pages() -> Vec<(&'static str, String)> {
    let row = |n: u32, stage: &str, attempts: u32, why: &str| NoticeRow {
        key: format!("waiting/{n}/validate/1/<b>"),
        person: person(0),
        to: "dana@example.com".into(),
        subject: format!("Closeout: POAM-{n:04} waits for your validation"),
        stage: stage.into(),
        attempts,
        put: at(1, 8, 0),
        due: at(1, 9, 0),
        ended: (stage != "waiting").then(|| at(1, 8, 5)),
        why: why.into(),
    };
    let notices = vec![
        row(1, "waiting", 0, ""),
        row(2, "waiting", 2, "transient error (451): try <later>"),
        row(3, "sent", 0, ""),
        row(4, "dead", 0, "permanent error (550): no such mailbox"),
        row(5, "unknown", 0, "the server that was sending it stopped in the middle"),
    ];
    let server = Some("smtp://mail.example.com:587".to_owned());
    let some = |form: Form| Notices {
        frame: frame(Tab::People, "/notices"),
        outbox: OutboxView { server: server.clone(), notices: notices.clone() },
        form,
    };
    let refused = problem("the mail to dana@example.com was not sent: it offers no encryption", &[]);
    let none = Notices {
        frame: bare_frame(Tab::People, "/notices"),
        outbox: OutboxView { server: None, notices: Vec::new() },
        form: Form::blank(),
    };
    vec![
        page("notices", &some(Form::blank())),
        page("notices-refused", &some(Form::refused("test", Vec::new(), refused))),
        page("notices-none", &none),
    ]
}
