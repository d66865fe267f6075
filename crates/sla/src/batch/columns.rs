//! Finding the needed columns and placing the added one.

use super::{BatchError, Column};

/// Where the columns of a table are.
pub(super) struct Columns {
    names: csv::ByteRecord,
    needed: Vec<usize>,
    /// An existing column of the added name, which is then replaced.
    existing: Option<usize>,
    adds: &'static str,
}

impl Columns {
    pub(super) fn find<C: Column>(header: &csv::ByteRecord) -> Result<Self, BatchError> {
        let index = |name: &str| header.iter().position(|field| field.trim_ascii() == name.as_bytes());
        let needed = C::NEEDS
            .iter()
            .map(|&column| index(column).ok_or(BatchError::MissingColumn { column, expected: C::HEADER }))
            .collect::<Result<_, _>>()?;
        Ok(Self { names: header.clone(), needed, existing: index(C::ADDS), adds: C::ADDS })
    }

    pub(super) fn header(&self) -> csv::ByteRecord {
        self.with(&self.names, self.adds)
    }

    /// The needed fields of a row, in the order the column asks for them.
    pub(super) fn needed<'r>(&self, record: &'r csv::ByteRecord) -> Result<Vec<&'r str>, String> {
        if record.len() != self.names.len() {
            return Err(format!(
                "应有 {} 列，实有 {} 列；含逗号的服务时间请加双引号，例如 \"tue,thu 09:00-17:30\"",
                self.names.len(),
                record.len()
            ));
        }
        self.needed
            .iter()
            .map(|&index| std::str::from_utf8(&record[index]).map(str::trim).map_err(|_| "不是 UTF-8 文字".to_owned()))
            .collect()
    }

    /// The row with the added field in its place.
    pub(super) fn with(&self, record: &csv::ByteRecord, added: &str) -> csv::ByteRecord {
        let kept = record.iter().enumerate();
        let fields = kept.map(|(index, field)| if Some(index) == self.existing { added.as_bytes() } else { field });
        fields.chain(self.existing.is_none().then_some(added.as_bytes())).collect()
    }
}
