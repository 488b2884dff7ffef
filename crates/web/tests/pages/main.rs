//! Every page renders from sample data: one rich sample, one empty one. Set `CLOSEOUT_WRITE_PAGES` to a folder to look at
//! what they look like in a browser.
#![cfg(test)]

mod html;
mod sample;
mod samples;

use std::{env, fs, path::Path};

use html::Html;

#[test]
fn every_page_is_well_formed_and_keeps_to_the_policy() {
    let pages = samples::all();
    let faults: Vec<String> = pages
        .iter()
        .flat_map(|(name, text)| Html::read(text).faults().into_iter().map(move |fault| format!("{name}: {fault}")))
        .collect();
    assert!(faults.is_empty(), "{} faults in {} pages:\n{}", faults.len(), pages.len(), faults.join("\n"));
}

#[test]
fn what_people_wrote_is_never_markup() {
    for (name, text) in samples::all() {
        assert!(!text.contains("<script>alert"), "{name} passes markup through");
    }
    let hostile = samples::all().into_iter().filter(|(_, text)| text.contains("&#60;script&#62;alert")).count();
    assert!(hostile >= 2, "the sample holds hostile text on {hostile} pages only");
}

#[test]
fn a_folder_of_pages_can_be_looked_at() {
    let Ok(folder) = env::var("CLOSEOUT_WRITE_PAGES") else {
        return;
    };
    let folder = Path::new(&folder);
    fs::create_dir_all(folder).unwrap();
    for asset in closeout_web::assets::ASSETS {
        fs::write(folder.join(asset.name), asset.bytes).unwrap();
    }
    for (name, text) in samples::all() {
        // Addresses of the server become files beside the page.
        let mut local = text;
        for asset in closeout_web::assets::ASSETS {
            local = local.replace(&closeout_web::assets::url(asset.name), asset.name);
        }
        fs::write(folder.join(format!("{name}.html")), local).unwrap();
    }
}
