//! One embedded CSV file, kept whole, so that what is read from it can borrow for the life of the program.

use serde::Deserialize;

pub(crate) struct Table {
    headers: csv::StringRecord,
    records: Vec<csv::StringRecord>,
}

impl Table {
    pub(crate) fn new(text: &'static str) -> Self {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let headers = reader.headers().cloned().unwrap_or_default();
        let records = reader.records().filter_map(Result::ok).collect();
        Self { headers, records }
    }

    /// The rows that fit `T`, in file order.
    pub(crate) fn rows<'a, T: Deserialize<'a>>(&'a self) -> impl Iterator<Item = T> {
        self.records.iter().filter_map(|record| record.deserialize(Some(&self.headers)).ok())
    }

    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Row {
        points: u8,
    }

    #[test]
    fn a_row_that_does_not_fit_is_left_out_and_the_rest_is_read() {
        let table = Table::new("id,points\na,1\nb,many\nc\nd,5\n");
        let points: Vec<u8> = table.rows::<Row>().map(|row| row.points).collect();
        assert_eq!(points, [1, 5]);
        assert_eq!(table.len(), 3, "the short line is not even a record");
    }
}
