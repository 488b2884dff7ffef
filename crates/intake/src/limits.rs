//! How much of anything is read. Every bound is far above what real files hold; beyond it, text is cut and listed as a
//! problem, and what cannot be cut is refused. The number of records has no bound, nor has the size of a plain file.

/// What [`crate::open`] looks at to recognise a format, in bytes of decoded text.
pub const HEAD: usize = 64 * 1024;

/// One text of a record (a description, a plugin's output, a cell), in bytes; also all CVEs of one record together.
pub const TEXT: usize = 1024 * 1024;

/// All texts of one record that is read as a tree, in bytes.
pub const RECORD: usize = 16 * 1024 * 1024;

/// Values of one record that is read as a tree.
pub const RECORD_NODES: usize = 500_000;

/// One tag with its attributes, one comment, one run of text in XML before it is cut, in bytes. A little more than
/// [`TEXT`], so that whoever keeps the text notices.
pub const MARKUP: usize = TEXT + HEAD;

/// Elements in elements in XML, values in values in JSON.
pub const DEPTH: usize = 100;

/// Cells of one row; more are dropped.
pub const COLUMNS: usize = 2_048;

/// All cells of one row together, in bytes.
pub const ROW: usize = 8 * 1024 * 1024;

/// Rows that may stand above the header of a table.
pub const ROWS_ABOVE_HEADER: u64 = 20;

/// Problems that are kept with their text; all are counted.
pub const KEPT_PROBLEMS: usize = 1_000;

/// Bytes that a compressed file may unpack to.
pub const UNPACKED: u64 = 16 * 1024 * 1024 * 1024;

/// A workbook as it lies on the disk, in bytes: it can only be read from its end, so it is kept in memory.
pub const WORKBOOK: u64 = 64 * 1024 * 1024;

/// One file in a workbook, unpacked, in bytes. None is kept.
pub const PART: u64 = 4 * 1024 * 1024 * 1024;

/// The text of a workbook's sheet, and the texts that its cells share, in bytes each.
pub const SHEET: usize = 128 * 1024 * 1024;

/// How many times its packed size a file may unpack to, once it is past [`RATIO_FREE`]. Nessus files pack about 20 : 1.
pub const RATIO: u64 = 300;

/// Unpacked bytes below which the ratio is not looked at.
pub const RATIO_FREE: u64 = 32 * 1024 * 1024;

/// Archives in archives.
pub const LAYERS: usize = 3;

/// The directory of an archive of several files, in bytes; a longer one is not told.
pub const DIRECTORY: usize = 1024 * 1024;

/// Files of such an archive that are named.
pub const NAMED_FILES: usize = 20;

/// Distinct assets, checks or CVEs that a summary counts; beyond it the figure stands still.
pub const DISTINCT: usize = 1_000_000;

/// Assets of a table whose coverage is gathered over all rows; further ones are covered row by row.
pub const GATHERED_ASSETS: usize = 50_000;

/// Rules of a checklist that are held back because the file names their asset behind them, in bytes of text.
pub const HELD: usize = 32 * 1024 * 1024;
