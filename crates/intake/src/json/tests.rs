//! Whether values are read from memory or byte by byte, the same comes of it.

use std::ops::ControlFlow::Continue;

use proptest::{collection::vec, prelude::*};

use super::{aside::LONGEST, pick::pick_with};
use crate::{
    pick::{Found, Taker, Want, end, start, whole},
    record::View,
    sink::{Flow, OnProblem, Problem, Sink},
};

const WANTS: &[Want] = &[
    whole("id"),
    whole("a/b"),
    whole("runs[]/results[]"),
    start("runs[]"),
    end("runs[]"),
    whole("*/names[][]"),
    whole("[]"),
    end(""),
];

/// All that was handed over, in its order.
struct Values(Vec<String>);

impl Taker for Values {
    fn take(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        self.0.push(format!("{} {:?} {}", found.want.path, found.place(), shape(found.value)));
        // So that the order of both is looked at.
        sink.problem(Problem::new(found.place(), crate::sink::Loss::Nothing, "taken"));
        Continue(())
    }
}

fn shape(view: View<'_>) -> String {
    let parts: Vec<String> = view.inside().map(shape).collect();
    format!("{:?} {} {:?} {parts:?}", view.kind(), view.key(), view.text())
}

fn told(text: &[u8], longest: usize) -> (Vec<String>, Vec<String>) {
    let (mut problems, mut taker) = (Vec::new(), Values(Vec::new()));
    let mut sink = OnProblem(|problem| problems.push(format!("{problem:?}")));
    let flow = pick_with(&mut &*text, WANTS, &mut sink, &mut taker, longest).unwrap();
    assert!(flow.is_continue());
    (taker.0, problems)
}

fn same(text: &[u8]) {
    let bytewise = told(text, 0);
    for longest in [20, 300, LONGEST] {
        let (values, problems) = told(text, longest);
        let first =
            |a: &[String], b: &[String]| a.iter().zip(b).find(|(a, b)| a != b).map(|(a, b)| format!("{a}\n{b}"));
        assert_eq!(first(&values, &bytewise.0), None, "up to {longest}");
        assert_eq!(first(&problems, &bytewise.1), None, "up to {longest}");
        assert_eq!((values.len(), problems.len()), (bytewise.0.len(), bytewise.1.len()), "up to {longest}");
    }
}

#[test]
fn what_is_odd_ends_the_same_way() {
    let long = format!("{{\"id\": \"{}\", \"a\": {{\"b\": 7}}}}", "x".repeat(3 * LONGEST / 2));
    let deep = format!("[[{}", "[".repeat(200));
    let many = format!("[{}]", "{\"id\":\n[\"\\\"}\"]},\n".repeat(20_000));
    for text in [
        &long,
        &deep,
        &many,
        "",
        " \n ",
        "[",
        "[\"",
        "[{\"a\": 1}, {\"a\": }, {\"a\": 2}]",
        "[{\"a\": [}]}]",
        "[\"\\u12\"]",
        "{\"id\"\n:\n\n \"a\nb\"}",
        "{\"id\": {\"n\": null, \"t\": true, \"f\": -1.5e3, \"u\": \"\\u0000\\ud83d\\ude00\"}} x",
        "{\"id\": 1}\n{\"id\": {\"a\": tru}}\n\n{\"id\": [2]}\n{\"id\": [3}\n{\"id\": 4}",
        "{\"id\": [1}\n{\"id\": {\"b\": 2}}\n{\"id\": {\"b\": 3}}",
        "{\"a\": {\"b\": [1, 2]}, \"runs\": [{\"results\": [{}, [], \"\", 0, {\"r\": {}}]}, {\"results\": 1}]}",
    ] {
        same(text.as_bytes());
    }
}

proptest! {
    #[test]
    fn values_are_the_same_from_memory_as_byte_by_byte(value in json(), damage in vec((0.0..1.0, any::<u8>()), 0..4), cut in 0.0..1.5) {
        let mut text = value.into_bytes();
        for (at, byte) in damage {
            let at = (at * text.len() as f64) as usize;
            text[at] = byte;
        }
        text.truncate((cut * text.len() as f64) as usize);
        same(&text);
    }
}

/// Documents, one or several, that hold what is wanted and what is not.
fn json() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|value| value.to_string()),
        any::<i32>().prop_map(|value| value.to_string()),
        (-1e9..1e9).prop_map(|value: f64| value.to_string()),
        "[a-z{}\\[\\] ,:\u{e9}]{0,12}".prop_map(|text| format!("\"{text}\"")),
        "(\\\\[n\"\\\\]){0,4}".prop_map(|text| format!("\"{text}\"")),
    ];
    let name = prop::sample::select(vec!["id", "a", "b", "runs", "results", "names", "other"]);
    let space = prop::sample::select(vec!["", " ", "\n"]);
    let value = scalar.prop_recursive(5, 60, 6, move |inner| {
        let member = (name.clone(), space.clone(), inner.clone());
        prop_oneof![
            vec(inner, 0..6).prop_map(|values| format!("[{}]", values.join(", "))),
            vec(member, 0..6).prop_map(|members| {
                let members: Vec<String> = members
                    .into_iter()
                    .map(|(name, space, value)| format!("\"{name}\"{space}:{space}{value}"))
                    .collect();
                format!("{{{}}}", members.join(","))
            }),
        ]
    });
    vec(value, 1..4).prop_map(|documents| documents.join("\n"))
}
