//! Style sheet, script and icon, embedded. Their addresses carry their content's hash, so that a browser keeps them for ever
//! and still shows a new version at once.

/// A file of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asset {
    /// The part of the address after `/static/`.
    pub name: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// Its content.
    pub bytes: &'static [u8],
}

/// Every file. Served under [`FOLDER`] with `Cache-Control: public, max-age=31536000, immutable`.
pub const ASSETS: &[Asset] = &[
    Asset {
        name: "closeout.css",
        media_type: "text/css; charset=utf-8",
        bytes: include_bytes!("../static/closeout.css"),
    },
    Asset { name: "pieces.css", media_type: "text/css; charset=utf-8", bytes: include_bytes!("../static/pieces.css") },
    Asset {
        name: "closeout.js",
        media_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("../static/closeout.js"),
    },
    Asset { name: "icon.svg", media_type: "image/svg+xml", bytes: include_bytes!("../static/icon.svg") },
];

/// The route of a file: the hash in it is not looked at.
pub const FOLDER: &str = "/static/{hash}/{name}";

/// The file of this name.
pub fn find(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name)
}

/// The address of a file.
pub fn url(name: &str) -> String {
    let hash = find(name).map_or(0, |asset| fnv(asset.bytes));
    format!("/static/{hash:016x}/{name}")
}

/// FNV-1a, 64 bits: tells versions apart, protects nothing.
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_has_an_address_of_its_own() {
        let urls: std::collections::BTreeSet<String> = ASSETS.iter().map(|a| url(a.name)).collect();
        assert_eq!(urls.len(), ASSETS.len());
        assert!(find("../Cargo.toml").is_none());
    }

    #[test]
    fn nothing_is_fetched_from_elsewhere() {
        for asset in ASSETS {
            let text = std::str::from_utf8(asset.bytes).unwrap();
            let namespace = "http://www.w3.org/2000/svg";
            let foreign = ["http://", "https://", "@import", "url("];
            let plain = text.replace(namespace, "");
            assert!(foreign.iter().all(|f| !plain.contains(f)), "{} reaches out", asset.name);
        }
    }

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(fnv(b"a"), 0xaf63_dc4c_8601_ec8c);
    }
}
