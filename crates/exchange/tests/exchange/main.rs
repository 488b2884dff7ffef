//! Registers written, read back, and files that are none.

mod csv;
mod hostile;
mod ical;
mod round_trip;
mod sample;
mod tolerance;
mod workbook;
