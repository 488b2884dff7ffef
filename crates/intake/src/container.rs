//! Sees through gzip and single-file ZIP by content, without unpacking to memory or disk, and refuses bombs; sees the
//! table in a workbook.

use std::{
    cell::Cell,
    io::{self, BufReader, Read},
    rc::Rc,
};

use flate2::read::MultiGzDecoder;

use crate::{
    formats::FORMATS,
    head::Head,
    limits,
    sink::{Loss, Place, Problem, Unreadable},
    workbook,
    wrapping::Wrapping,
    zip::ZipEntry,
};

/// Unwraps until the content is no archive any more.
pub(crate) fn unwrap<'a>(input: impl Read + 'a) -> Result<(Box<dyn Read + 'a>, Wrapping), Unreadable> {
    let wrapping = Wrapping::default();
    let mut input: Box<dyn Read + 'a> = Box::new(input);
    for _ in 0..limits::LAYERS {
        let mut magic = Vec::with_capacity(64);
        input.by_ref().take(64).read_to_end(&mut magic)?;
        let gzip = magic.starts_with(&[0x1f, 0x8b]);
        let zip = magic.starts_with(b"PK\x03\x04");
        let office = zip && workbook::is_office(&magic);
        let whole = io::Cursor::new(magic).chain(input);
        if office {
            let mut bytes = Vec::new();
            whole.take(limits::WORKBOOK + 1).read_to_end(&mut bytes)?;
            if bytes.len() as u64 > limits::WORKBOOK {
                let megabytes = limits::WORKBOOK >> 20;
                return Err(Unreadable::new(
                    Place::File,
                    format!("the workbook is larger than {megabytes} MB"),
                    "save its sheet as CSV, which may be of any size, and give that file",
                ));
            }
            let table = workbook::table(&bytes, &wrapping)?;
            return Ok((Box::new(io::Cursor::new(table)), wrapping));
        }
        if !gzip && !zip {
            return Ok((Box::new(whole), wrapping));
        }
        let packed = Rc::new(Cell::new(0));
        let counted = BufReader::with_capacity(limits::HEAD, Counted { inner: whole, count: Rc::clone(&packed) });
        let unpacked: Box<dyn Read + 'a> = if gzip {
            Box::new(MultiGzDecoder::new(counted))
        } else {
            let mut entry = ZipEntry::open(counted, wrapping.clone())?;
            if is_one_report(entry.peek(limits::HEAD)?) {
                entry.join();
            }
            Box::new(entry)
        };
        input = Box::new(Metered { inner: unpacked, packed, unpacked: 0, wrapping: wrapping.clone(), ended: false });
    }
    Err(Unreadable::new(
        Place::File,
        format!("the file is an archive in an archive, {} deep or more", limits::LAYERS),
        "unpack it and give the file inside",
    ))
}

/// Whether the files of an archive whose first file begins so are one report. Damage shows when it is read.
fn is_one_report(start: &[u8]) -> bool {
    let text = String::from_utf8_lossy(start);
    let head = Head::new(text.trim_start_matches('\u{feff}'), start);
    FORMATS.iter().any(|format| format.joins_files() && format.recognises(&head))
}

/// Counts what was taken from the packed side.
struct Counted<R> {
    inner: R,
    count: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count.set(self.count.get() + read as u64);
        Ok(read)
    }
}

/// Weighs the unpacked side against the packed one, and turns damage into an early end plus a problem.
struct Metered<R> {
    inner: R,
    packed: Rc<Cell<u64>>,
    unpacked: u64,
    wrapping: Wrapping,
    ended: bool,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.ended {
            return Ok(0);
        }
        match self.inner.read(buffer) {
            Ok(read) => {
                self.unpacked += read as u64;
                self.ended = read == 0 && !buffer.is_empty();
                let (packed, unpacked) = (self.packed.get(), self.unpacked);
                let bomb = unpacked > limits::RATIO_FREE && unpacked / limits::RATIO > packed;
                if bomb || unpacked > limits::UNPACKED {
                    return Err(bomb_refused(packed, unpacked).into());
                }
                Ok(read)
            }
            Err(error) => {
                let message = match error.kind() {
                    io::ErrorKind::UnexpectedEof => "the archive ends in the middle of its data",
                    io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => "the archive is damaged",
                    _ => return Err(error),
                };
                self.ended = true;
                self.wrapping.note(
                    Problem::new(Place::Byte(self.packed.get()), Loss::Rest, message)
                        .advise("copy or export the file again; what could be unpacked was read"),
                );
                Ok(0)
            }
        }
    }
}

fn bomb_refused(packed: u64, unpacked: u64) -> Unreadable {
    Unreadable::new(
        Place::Byte(packed),
        format!("the archive unpacks to more than {} MB from {} KB", unpacked / 1_000_000, packed.div_ceil(1_000)),
        "it looks like a decompression bomb; if it is real, unpack it yourself and give the file inside",
    )
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn read(bytes: &[u8]) -> Result<(Vec<u8>, Vec<Problem>), Unreadable> {
        let (mut reader, wrapping) = unwrap(bytes)?;
        let mut out = Vec::new();
        io::copy(&mut reader, &mut out)?;
        Ok((out, wrapping.take()))
    }

    #[test]
    fn gzip_is_seen_through_even_twice() {
        assert_eq!(read(&gzip(b"hello")).unwrap().0, b"hello");
        assert_eq!(read(&gzip(&gzip(b"hello"))).unwrap().0, b"hello");
        assert_eq!(read(b"plain").unwrap(), (b"plain".to_vec(), vec![]));
        assert!(read(&gzip(&gzip(&gzip(b"hello")))).is_err());
    }

    #[test]
    fn a_truncated_gzip_gives_what_it_holds_and_says_so() {
        let text: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
        let packed = gzip(&text);
        let (out, problems) = read(&packed[..packed.len() / 2]).unwrap();
        assert!(!out.is_empty() && text.starts_with(&out));
        assert_eq!(problems[0].loss, Loss::Rest);
    }

    #[test]
    fn a_bomb_is_refused_before_it_is_unpacked() {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        for _ in 0..40 {
            encoder.write_all(&vec![b' '; 1024 * 1024]).unwrap();
        }
        let refusal = read(&encoder.finish().unwrap()).unwrap_err();
        assert!(refusal.message.starts_with("the archive unpacks to more than"), "{refusal}");
    }
}
