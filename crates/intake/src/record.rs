//! One record of a file as a small tree, from JSON or XML alike: a format asks for what it wants by name, and what is not
//! there is empty. The tree's memory is used again for the next record.

use crate::limits;

/// The record that was read last.
#[derive(Default)]
pub(crate) struct Tree {
    text: String,
    nodes: Vec<Node>,
    /// The name of the next node.
    key: Span,
    cut: bool,
}

/// What follows a node, up to `end`, is inside it.
#[derive(Clone, Copy)]
struct Node {
    kind: Kind,
    key: Span,
    text: Span,
    end: u32,
}

#[derive(Clone, Copy, Default)]
struct Span(u32, u32);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// `null`, or nothing at all.
    Nothing,
    /// A string, a number, a boolean, an attribute, a run of text in XML (whose key is empty).
    Text,
    /// Members in their order; in XML an element, its attributes first, as in `@id`.
    Object,
    /// Elements of a JSON list.
    List,
}

impl Tree {
    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.nodes.clear();
        self.key = Span::default();
        self.cut = false;
    }

    /// Whether something was left out because the record is too large.
    pub(crate) fn cut(&self) -> bool {
        self.cut
    }

    /// Names the node that is opened or added next; without it, it has no name.
    pub(crate) fn name(&mut self, key: &str) {
        self.key = self.keep(key);
    }

    /// The same, in two parts.
    pub(crate) fn name_of(&mut self, prefix: &str, key: &str) {
        let Span(from, _) = self.keep(prefix);
        let Span(_, to) = self.keep(key);
        self.key = Span(from, to);
    }

    /// Begins a node; what is added until it is closed is inside it. `None` where there is no more room.
    pub(crate) fn open(&mut self, kind: Kind) -> Option<usize> {
        let key = std::mem::take(&mut self.key);
        let at = self.nodes.len();
        if at >= limits::RECORD_NODES {
            self.cut = true;
            return None;
        }
        self.nodes.push(Node { kind, key, text: Span::default(), end: number(at + 1) });
        Some(at)
    }

    pub(crate) fn close(&mut self, node: Option<usize>) {
        let end = number(self.nodes.len());
        if let Some(node) = node.and_then(|at| self.nodes.get_mut(at)) {
            node.end = end;
        }
    }

    /// What it holds, in bytes.
    pub(crate) fn size(&self) -> usize {
        self.text.len() + self.nodes.len() * size_of::<Node>()
    }

    /// Adds a text.
    pub(crate) fn add(&mut self, text: &str) {
        let at = self.open(Kind::Text);
        let text = self.keep(text);
        if let Some(node) = at.and_then(|at| self.nodes.get_mut(at)) {
            node.text = text;
        }
    }

    /// Adds a piece of running text, which XML gives in several where references stand.
    pub(crate) fn add_piece(&mut self, piece: &str) {
        let end = number(self.text.len());
        match self.nodes.last() {
            Some(Node { kind: Kind::Text, key: Span(from, to), text: Span(_, last), .. })
                if from == to && *last == end =>
            {
                let Span(_, end) = self.keep(piece);
                if let Some(node) = self.nodes.last_mut() {
                    node.text.1 = end;
                }
            }
            _ => self.add(piece),
        }
    }

    /// The root.
    pub(crate) fn view(&self) -> View<'_> {
        View { tree: self, at: 0 }
    }

    fn keep(&mut self, text: &str) -> Span {
        let start = self.text.len();
        self.cut |= crate::slots::push_within(&mut self.text, text, limits::RECORD);
        Span(number(start), number(self.text.len()))
    }
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// A value of the record, or the nothing that stands where none is.
#[derive(Clone, Copy)]
pub(crate) struct View<'t> {
    tree: &'t Tree,
    at: usize,
}

impl<'t> View<'t> {
    fn node(self) -> Option<&'t Node> {
        self.tree.nodes.get(self.at)
    }

    fn slice(self, span: Span) -> &'t str {
        self.tree.text.get(span.0 as usize..span.1 as usize).unwrap_or_default()
    }

    /// A copy to be held back until more is known, without the members of these names, wherever they stand in it.
    pub(crate) fn without(self, names: &[&str]) -> Tree {
        let mut copy = Tree::default();
        self.copy_to(&mut copy, names);
        // Many are held, each for long.
        copy.text.shrink_to_fit();
        copy.nodes.shrink_to_fit();
        copy
    }

    fn copy_to(self, tree: &mut Tree, names: &[&str]) {
        tree.name(self.key());
        if self.kind() == Kind::Text {
            return tree.add(self.node().map_or("", |node| self.slice(node.text)));
        }
        let node = tree.open(self.kind());
        for part in self.inside().filter(|part| !names.contains(&part.key())) {
            part.copy_to(tree, names);
        }
        tree.close(node);
    }

    pub(crate) fn kind(self) -> Kind {
        self.node().map_or(Kind::Nothing, |node| node.kind)
    }

    /// The name under which it stands; empty in a list.
    pub(crate) fn key(self) -> &'t str {
        self.node().map_or("", |node| self.slice(node.key))
    }

    /// Its text without white space around it: of a scalar itself, of an XML element the first run of text in it that is
    /// not blank.
    pub(crate) fn text(self) -> &'t str {
        match self.node() {
            Some(node) if node.kind == Kind::Text => self.slice(node.text).trim_ascii(),
            Some(node) if node.kind == Kind::Object => {
                self.inside().filter(|part| part.key().is_empty()).map(View::text).find(|t| !t.is_empty()).unwrap_or("")
            }
            _ => "",
        }
    }

    /// Adds the running text directly in it as it is written, white space included.
    pub(crate) fn raw(self, text: &mut String) {
        for part in self.inside().filter(|part| part.key().is_empty() && part.kind() == Kind::Text) {
            let piece = part.node().map_or("", |node| self.slice(node.text));
            crate::slots::push_within(text, piece, usize::MAX);
        }
    }

    /// Adds all text in it, in the order of the file, elements separated by white space.
    pub(crate) fn prose(self, text: &mut String) {
        match self.kind() {
            Kind::Text if !self.key().starts_with('@') => {
                let piece = self.text();
                if !piece.is_empty() {
                    if !text.is_empty() && !text.ends_with(char::is_whitespace) {
                        text.push(' ');
                    }
                    crate::slots::push_within(text, piece, limits::TEXT);
                }
            }
            Kind::Object | Kind::List => self.inside().for_each(|part| part.prose(text)),
            _ => {}
        }
    }

    /// A number, however it is written.
    pub(crate) fn number(self) -> Option<f64> {
        self.text().parse().ok().filter(|number: &f64| number.is_finite())
    }

    /// Whether it is the word `true`.
    pub(crate) fn is_true(self) -> bool {
        self.text().eq_ignore_ascii_case("true")
    }

    /// Whether nothing is there.
    pub(crate) fn is_nothing(self) -> bool {
        self.kind() == Kind::Nothing
    }

    /// The member of that name; the first where XML has several.
    pub(crate) fn get(self, key: &str) -> Self {
        self.inside().find(|part| part.key() == key).unwrap_or(self.nothing())
    }

    /// The member at the end of a path of names, as in `CVSS/nvd/V3Vector`.
    pub(crate) fn at(self, path: &str) -> Self {
        path.split('/').fold(self, Self::get)
    }

    /// What one of these paths leads to: the first that is not empty, as text.
    pub(crate) fn first(self, paths: &[&str]) -> &'t str {
        paths.iter().map(|path| self.at(path).text()).find(|text| !text.is_empty()).unwrap_or("")
    }

    /// The elements of a list; of anything else that is there, itself. Tools write one element as itself.
    pub(crate) fn items(self) -> impl Iterator<Item = Self> {
        let list = self.kind() == Kind::List;
        let itself = (!list && !self.is_nothing()).then_some(self);
        itself.into_iter().chain(self.inside().filter(move |_| list))
    }

    /// Every value under that name: all elements of that name in XML, the elements of that list in JSON.
    pub(crate) fn each(self, key: &'t str) -> impl Iterator<Item = Self> {
        self.inside().filter(move |part| part.key() == key).flat_map(Self::items)
    }

    /// Members, elements, or nothing.
    pub(crate) fn inside(self) -> impl Iterator<Item = Self> + use<'t> {
        let end = self.node().map_or(0, |node| node.end as usize);
        let mut next = self.at.saturating_add(1);
        std::iter::from_fn(move || {
            let part = View { tree: self.tree, at: next };
            let node = part.node().filter(|_| next < end)?;
            next = (node.end as usize).max(next + 1);
            Some(part)
        })
    }

    fn nothing(self) -> Self {
        View { tree: self.tree, at: usize::MAX }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Tree {
        let mut tree = Tree::default();
        let root = tree.open(Kind::Object);
        tree.name_of("@", "id");
        tree.add("7");
        tree.add_piece(" a");
        tree.add_piece("&");
        tree.add_piece("b ");
        tree.name("cve");
        let list = tree.open(Kind::List);
        tree.add("CVE-2026-0001");
        tree.add("CVE-2026-0002");
        tree.close(list);
        tree.name("cvss");
        let deep = tree.open(Kind::Object);
        tree.name("nvd");
        let nvd = tree.open(Kind::Object);
        tree.name("score");
        tree.add(" 9.8 ");
        tree.close(nvd);
        tree.close(deep);
        tree.name("fixed");
        tree.add("True");
        tree.close(root);
        tree
    }

    #[test]
    fn values_are_found_by_name_and_what_is_missing_is_empty() {
        let tree = sample();
        let view = tree.view();
        assert_eq!((view.get("@id").text(), view.text()), ("7", "a&b"));
        assert_eq!(view.each("cve").map(View::text).collect::<Vec<_>>(), ["CVE-2026-0001", "CVE-2026-0002"]);
        assert_eq!((view.at("cvss/nvd/score").number(), view.get("fixed").is_true()), (Some(9.8), true));
        assert_eq!(view.first(&["cvss/redhat/score", "cvss/nvd/score"]), "9.8");
        assert!(view.at("cvss/none/score").is_nothing() && view.at("a/b/c").items().next().is_none());
        assert_eq!(view.get("fixed").items().count(), 1, "one element may stand as itself");
        let mut text = String::new();
        view.prose(&mut text);
        assert_eq!(text, "a&b CVE-2026-0001 CVE-2026-0002 9.8 True");
    }

    #[test]
    fn a_copy_holds_the_same_but_for_what_is_left_out() {
        let tree = sample();
        let copy = tree.view().without(&["cve", "score"]);
        let view = copy.view();
        assert_eq!((view.get("@id").text(), view.text(), view.get("fixed").is_true()), ("7", "a&b", true));
        assert!(view.get("cve").is_nothing() && view.at("cvss/nvd/score").is_nothing());
        assert_eq!((view.at("cvss/nvd").kind(), view.inside().count()), (Kind::Object, 4));
        assert!(copy.size() < tree.size());
    }

    #[test]
    fn a_record_that_is_too_large_is_cut_and_says_so() {
        let mut tree = Tree::default();
        let root = tree.open(Kind::List);
        for _ in 0..=limits::RECORD_NODES {
            tree.add("x");
        }
        tree.close(root);
        assert!(tree.cut());
        assert_eq!(tree.view().inside().count(), limits::RECORD_NODES - 1);
        tree.clear();
        assert!(!tree.cut() && tree.view().is_nothing());
    }
}
