//! Every route on one page: method, address, the permission it takes, and who answers. Change something here and
//! `tests/routes.golden` asks to be looked at (`CLOSEOUT_BLESS=1 cargo nextest run -p closeout-web routes`).

use crate::{
    assets, files,
    permission::Public,
    table::{Route, get},
};

/// Pages, the API, and what neither is.
pub fn all() -> Vec<Route> {
    [plain()].into_iter().flatten().collect()
}

fn plain() -> Vec<Route> {
    vec![
        get(Public, "/healthz", files::health),
        get(Public, "/robots.txt", files::robots),
        get(Public, assets::FOLDER, files::asset),
    ]
}
