//! Which modules of its own crate a source file refers to: `use crate::a::{b, c::D}`, `crate::a::f()`, `super::b`.
//!
//! Read from tokens, so that comments and strings do not count and nested braces do. Code under `#[cfg(test)]` is left out.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A path from the crate's root, `["finding", "severity", "Severity"]`.
pub type Path = Vec<String>;

/// The paths that the file of module `module` refers to. `Err` if the text is not Rust.
pub fn referred(text: &str, module: &[String]) -> Result<BTreeSet<Path>, proc_macro2::LexError> {
    let tokens = flat(text.parse()?);
    let mut reader = Reader { children: declared(&tokens), found: BTreeSet::new() };
    reader.walk(&tokens, module);
    Ok(reader.found)
}

struct Reader {
    /// `mod child;` in this file: `child::f()` refers to another file too.
    children: BTreeSet<String>,
    found: BTreeSet<Path>,
}

impl Reader {
    fn walk(&mut self, mut tokens: &[TokenTree], module: &[String]) {
        while let [first, rest @ ..] = tokens {
            tokens = match first {
                TokenTree::Punct(hash) if hash.as_char() == '#' => match rest {
                    [TokenTree::Group(attribute), item @ ..] if is_cfg_test(&attribute.stream()) => after_item(item),
                    _ => rest,
                },
                // `pub use child::X` is a table of contents, not an import; `pub(in crate::x)` names an ancestor.
                TokenTree::Ident(word) if word == "pub" => after_reexport(rest, &self.children).unwrap_or(rest),
                TokenTree::Ident(word) if word == "mod" => match rest {
                    [TokenTree::Ident(name), TokenTree::Group(body), rest @ ..] => {
                        self.walk(&flat(body.stream()), &child_of(module, &name.to_string()));
                        rest
                    }
                    _ => rest,
                },
                TokenTree::Ident(word) if strip_colons(rest).is_some() => match word.to_string().as_str() {
                    "crate" => self.path(rest, Path::new()),
                    "super" => self.path(rest, step(module, "super")),
                    name if self.children.contains(name) => self.path(rest, child_of(module, name)),
                    // What stands in the braces of another crate's path is not ours, whatever its name.
                    _ => Self { children: BTreeSet::new(), found: BTreeSet::new() }.path(rest, Path::new()),
                },
                TokenTree::Group(group) => {
                    self.walk(&flat(group.stream()), module);
                    rest
                }
                _ => rest,
            };
        }
    }

    /// Reads on from `start` as long as `::` follows; returns what comes after the path.
    fn path<'a>(&mut self, tokens: &'a [TokenTree], start: Path) -> &'a [TokenTree] {
        match strip_colons(tokens) {
            Some([TokenTree::Ident(word), rest @ ..]) => self.path(rest, step(&start, &word.to_string())),
            Some([TokenTree::Group(group), rest @ ..]) if group.delimiter() == Delimiter::Brace => {
                let members = flat(group.stream());
                for member in members.split(|token| matches!(token, TokenTree::Punct(p) if p.as_char() == ',')) {
                    match member {
                        [TokenTree::Ident(word), rest @ ..] => {
                            self.path(rest, step(&start, &word.to_string()));
                        }
                        // nothing after the last comma
                        [] => {}
                        // `*`
                        _ => {
                            self.found.insert(start.clone());
                        }
                    }
                }
                rest
            }
            // `::*`, `::<T>`, or the end of the path
            after => {
                self.found.insert(start);
                after.unwrap_or(tokens)
            }
        }
    }
}

fn step(path: &[String], word: &str) -> Path {
    match word {
        "self" => path.to_vec(),
        "super" => path.split_last().map_or_else(Path::new, |(_, parent)| parent.to_vec()),
        name => child_of(path, name),
    }
}

fn flat(tokens: TokenStream) -> Vec<TokenTree> {
    tokens.into_iter().collect()
}

fn child_of(module: &[String], name: &str) -> Path {
    module.iter().cloned().chain([name.to_owned()]).collect()
}

fn declared(tokens: &[TokenTree]) -> BTreeSet<String> {
    tokens
        .windows(3)
        .filter_map(|window| match window {
            [TokenTree::Ident(word), TokenTree::Ident(name), TokenTree::Punct(end)]
                if word == "mod" && end.as_char() == ';' =>
            {
                Some(name.to_string())
            }
            _ => None,
        })
        .collect()
}

fn strip_colons(tokens: &[TokenTree]) -> Option<&[TokenTree]> {
    match tokens {
        [TokenTree::Punct(one), TokenTree::Punct(two), rest @ ..] if one.as_char() == ':' && two.as_char() == ':' => {
            Some(rest)
        }
        _ => None,
    }
}

fn is_cfg_test(attribute: &TokenStream) -> bool {
    attribute.to_string().replace(' ', "") == "cfg(test)"
}

/// An item ends with a semicolon or with its block.
fn after_item(tokens: &[TokenTree]) -> &[TokenTree] {
    let end = tokens.iter().position(|token| match token {
        TokenTree::Punct(p) => p.as_char() == ';',
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        _ => false,
    });
    end.and_then(|end| tokens.get(end + 1..)).unwrap_or_default()
}

fn after_reexport<'a>(tokens: &'a [TokenTree], children: &BTreeSet<String>) -> Option<&'a [TokenTree]> {
    let rest = match tokens {
        [TokenTree::Group(scope), rest @ ..] if scope.delimiter() == Delimiter::Parenthesis => rest,
        rest => rest,
    };
    match rest {
        [TokenTree::Ident(word), TokenTree::Ident(start), ..] if word == "use" => {
            let start = start.to_string();
            (start == "self" || children.contains(&start)).then(|| after_use(rest))
        }
        rest => Some(rest),
    }
}

/// A `use` has braces inside; only the semicolon ends it.
fn after_use(tokens: &[TokenTree]) -> &[TokenTree] {
    let end = tokens.iter().position(|token| matches!(token, TokenTree::Punct(p) if p.as_char() == ';'));
    end.and_then(|end| tokens.get(end + 1..)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(text: &str) -> Vec<String> {
        let module = ["finding".to_owned(), "asset".to_owned()];
        referred(text, &module).unwrap().into_iter().map(|path| path.join("::")).collect()
    }

    #[test]
    fn uses_are_read_through_nested_braces() {
        let text = "use crate::{ids::{self, PersonId}, time::Stamped as When};\nuse crate::rule::*;";
        assert_eq!(paths(text), ["ids", "ids::PersonId", "rule", "time::Stamped"]);
    }

    #[test]
    fn paths_in_code_and_macros_count() {
        let text = "fn f(x: crate::ids::Key<crate::time::Day>) { assert!(matches!(x, crate::rule::R)); }";
        assert_eq!(paths(text), ["ids::Key", "rule::R", "time::Day"]);
    }

    #[test]
    fn super_is_the_parent_and_in_an_inline_module_the_file_itself() {
        assert_eq!(
            paths("use super::{severity::Severity, super::ids::Key};"),
            ["finding::severity::Severity", "ids::Key"]
        );
        assert_eq!(paths("use super::super::ids::Key;"), ["ids::Key"]);
        assert_eq!(paths("mod inner { use super::Here; }"), ["finding::asset::Here"]);
    }

    #[test]
    fn a_declared_child_counts_unless_it_is_only_shown_to_others() {
        assert_eq!(paths("pub mod cloud; fn f() { cloud::name() }"), ["finding::asset::cloud::name"]);
        assert_eq!(paths("mod cloud; pub use cloud::{Name, Zone}; pub(crate) use self::cloud::Other;"), [""; 0]);
        assert_eq!(paths("pub(crate) fn f() { crate::ids::new() }"), ["ids::new"]);
    }

    #[test]
    fn a_comma_at_the_end_is_no_import_of_the_parent() {
        assert_eq!(
            paths("use super::{\n    severity::Severity,\n    coverage,\n};"),
            ["finding::coverage", "finding::severity::Severity"]
        );
        assert_eq!(paths("use super::{*, coverage};"), ["finding", "finding::coverage"]);
    }

    #[test]
    fn a_child_s_name_within_another_crate_s_path_is_not_the_child() {
        assert_eq!(paths("pub mod cloud; use other::{ids, cloud::{Name, Zone}};"), [""; 0]);
        assert_eq!(
            paths("pub mod cloud; fn f() -> other::List<crate::ids::Key> { cloud::name() }"),
            ["finding::asset::cloud::name", "ids::Key"]
        );
        assert_eq!(paths("fn f() { other::parse::<crate::ids::Key>(crate::time::now()) }"), ["ids::Key", "time::now"]);
    }

    #[test]
    fn comments_strings_and_tests_do_not_count() {
        let text = "/// crate::app::A\n// crate::app::B\nconst S: &str = \"crate::app::C\";\n#[cfg(test)]\nmod tests { use crate::app::D; }";
        assert_eq!(paths(text), [""; 0]);
        assert_eq!(paths("#[cfg(test)]\nuse crate::a::A;\nuse crate::b::B;"), ["b::B"]);
    }
}
