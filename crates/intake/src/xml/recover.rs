//! Going on after a fault: markup without end is cut, broken markup is passed over.

use quick_xml::events::BytesStart;

use super::*;

impl Xml<'_> {
    /// Deals with the fault that the reader met; the buffer still holds what was read of the markup.
    pub(super) fn recover(&mut self, fault: Error, sink: &mut dyn Sink) -> Result<Node<'_>, Unreadable> {
        if self.reader.get_mut().take_overrun() {
            return self.cut(sink);
        }
        match fault {
            Error::Io(error) => {
                let carried = error.get_ref().and_then(|inner| inner.downcast_ref::<Unreadable>());
                Err(carried.cloned().unwrap_or_else(|| io::Error::from(error.kind()).into()))
            }
            // The reader can be used on after these.
            Error::IllFormed(fault) => {
                let at = self.line();
                sink.problem(Problem::new(at, Loss::Nothing, format!("the XML is not well formed: {fault}")));
                Ok(Node::Other)
            }
            fault => {
                if io::BufRead::fill_buf(self.reader.get_mut())?.is_empty() {
                    let inside = match fault {
                        Error::Syntax(SyntaxError::UnclosedComment) => "a comment",
                        Error::Syntax(SyntaxError::UnclosedCData) => "a CDATA section",
                        _ => "a tag",
                    };
                    self.stop(sink, format!("the file ends in the middle of {inside}"));
                    return Ok(Node::Other);
                }
                self.damaged = true;
                let at = self.line();
                sink.problem(
                    Problem::new(at, Loss::Record, format!("markup that is not XML was passed over: {fault}"))
                        .advise("the file was edited or damaged; export it again"),
                );
                self.restart();
                Ok(Node::Other)
            }
        }
    }

    /// The reader stops for good at most faults; a new one goes on from the same place.
    fn restart(&mut self) {
        self.behind_markup = false;
        let guard = std::mem::replace(&mut self.reader, reader(Guard::empty())).into_inner();
        self.reader = reader(guard);
    }

    /// The markup in the buffer is longer than anything real: finds its end and uses what is there.
    fn cut(&mut self, sink: &mut dyn Sink) -> Result<Node<'_>, Unreadable> {
        let text = String::from_utf8_lossy(&self.buffer).into_owned();
        let text = text.trim_end_matches('\u{fffd}');
        let node = if let Some(rest) = text.strip_prefix("<![CDATA[") {
            self.skip_to("]]>", rest)?;
            Node::Text(Cow::Owned(rest.to_owned()))
        } else if text.starts_with("<!--") {
            self.skip_to("-->", text)?;
            Node::Other
        } else if text.starts_with("<?") {
            self.skip_to("?>", text)?;
            Node::Other
        } else if text.starts_with("<!") {
            return Err(Unreadable::new(
                self.line(),
                "the file begins with a DOCTYPE of more than a megabyte, which is refused",
                "no scanner writes this; take the file from the tool again",
            ));
        } else if let Some(tag) = text.strip_prefix('<') {
            return self.cut_tag(tag, sink);
        } else {
            let guard = self.reader.get_mut();
            if guard.skip(|byte| byte == b'<')? {
                guard.step_back();
            }
            // Whether anybody wanted this text, and misses the rest, is for the format to say.
            Node::Text(Cow::Owned(text.to_owned()))
        };
        self.restart();
        Ok(node)
    }

    fn skip_to(&mut self, end: &str, read: &str) -> io::Result<()> {
        let mut window = 0_u32;
        let mut feed = |byte: u8| {
            window = (window << 8 | u32::from(byte)) & 0x00ff_ffff;
            let wanted = end.bytes().fold(0, |sum, byte| sum << 8 | u32::from(byte));
            let mask = if end.len() == 2 { 0xffff } else { 0x00ff_ffff };
            window & mask == wanted
        };
        // The end may have begun in what was read.
        for byte in read.bytes().rev().take(2).collect::<Vec<_>>().into_iter().rev() {
            feed(byte);
        }
        self.reader.get_mut().skip(feed)?;
        Ok(())
    }

    /// A tag whose attributes are too long: the value that was open is cut, later ones are lost.
    fn cut_tag(&mut self, tag: &str, sink: &mut dyn Sink) -> Result<Node<'_>, Unreadable> {
        let mut state = TagEnd::default();
        for byte in tag.bytes() {
            state.feed(byte);
        }
        let open = state.quote;
        let at = self.line();
        let found = self.reader.get_mut().skip(|byte| state.feed(byte))?;
        self.restart();
        let name_length = tag.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(tag.len());
        if !found || tag.starts_with('/') || name_length > NAME || self.starts.len() >= limits::DEPTH {
            self.stop(sink, "a tag has no end within a megabyte; the rest was not read".into());
            return Ok(Node::Other);
        }
        sink.problem(
            Problem::new(
                at,
                Loss::Value,
                format!(
                    "the attributes of <{}> are longer than a megabyte and were cut",
                    tag.get(..name_length).unwrap_or_default()
                ),
            )
            .advise("no scanner writes this; take the file from the tool again"),
        );
        let mut content = tag.trim_end_matches('/').to_owned();
        content.extend(open.map(char::from));
        self.behind_markup = true;
        self.starts.push(self.length);
        self.names.truncate(self.length);
        self.names.push_str(tag.get(..name_length).unwrap_or_default());
        self.length = self.names.len();
        self.implied = usize::from(state.slash);
        self.busy = state.slash;
        Ok(Node::Open(Tag(BytesStart::from_content(content, name_length))))
    }
}

/// Finds the `>` that ends a tag: one that no quotes hold.
#[derive(Default)]
struct TagEnd {
    quote: Option<u8>,
    slash: bool,
}

impl TagEnd {
    fn feed(&mut self, byte: u8) -> bool {
        match self.quote {
            Some(open) if open == byte => self.quote = None,
            Some(_) => {}
            None if byte == b'>' => return true,
            None => {
                self.slash = byte == b'/';
                if byte == b'"' || byte == b'\'' {
                    self.quote = Some(byte);
                }
            }
        }
        false
    }
}
