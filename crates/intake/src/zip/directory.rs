//! The directory at the end of an archive (APPNOTE.TXT 4.3.12, 4.3.16): which files it holds. A stream comes to it only by
//! passing over everything before, without unpacking any of it.

use std::io::{self, Read};

use super::fields::Fields;
use crate::limits;

const ENTRY: [u8; 4] = *b"PK\x01\x02";
const END: [u8; 4] = *b"PK\x05\x06";

/// The names of all files, in the order of the directory; empty if the archive is cut off before it, or it is too large.
pub(super) fn names(begun: Vec<u8>, rest: &mut impl Read) -> io::Result<Vec<String>> {
    let tail = tail(begun, rest)?;
    Ok(directory(&tail).map(files).unwrap_or_default())
}

/// The last [`limits::DIRECTORY`] bytes, or a little more.
fn tail(mut tail: Vec<u8>, rest: &mut impl Read) -> io::Result<Vec<u8>> {
    loop {
        let read = rest.by_ref().take(limits::HEAD as u64).read_to_end(&mut tail)?;
        if read == 0 {
            return Ok(tail);
        }
        if tail.len() > 2 * limits::DIRECTORY {
            tail.drain(..tail.len() - limits::DIRECTORY);
        }
    }
}

fn directory(tail: &[u8]) -> Option<&[u8]> {
    let end = memchr::memmem::rfind(tail, &END)?;
    let size = tail.get(end + 12..end + 16)?.try_into().ok().map(u32::from_le_bytes)?;
    tail.get(end.checked_sub(usize::try_from(size).ok()?)?..end)
}

fn files(mut directory: &[u8]) -> Vec<String> {
    let mut names = Vec::new();
    // What is behind a damaged entry is not told.
    while let Ok(Some(name)) = entry(&mut directory) {
        if !name.ends_with('/') {
            names.push(name);
        }
    }
    names
}

fn entry(directory: &mut &[u8]) -> io::Result<Option<String>> {
    let mut fields = Fields(directory);
    if fields.bytes(4)? != ENTRY {
        return Ok(None);
    }
    fields.bytes(24)?; // versions, flags, method, time, checksum, sizes
    let [name, extra, comment] = [fields.u16()?, fields.u16()?, fields.u16()?];
    fields.bytes(12)?; // disk, attributes, offset
    let name = String::from_utf8_lossy(&fields.bytes(name)?).into_owned();
    fields.bytes(extra)?;
    fields.bytes(comment)?;
    Ok(Some(name))
}
