//! Keyset pages: a list is read on from the last row seen, never by counting rows from the start.

use serde::{Deserialize, Serialize};

/// The most rows that one page holds.
pub const MAX_LIMIT: u32 = 200;
/// The rows of a page when the caller names no number.
pub const DEFAULT_LIMIT: u32 = 50;

/// One page of a list, with the place from which the next one starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The rows, in the list's order.
    pub items: Vec<T>,
    /// Opaque cursor of the next page; `None` at the end.
    pub next: Option<String>,
}

/// Which page is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct PageRequest {
    /// Rows wanted, 1–200; 50 when absent.
    pub limit: Option<u32>,
    /// The `next` of the page before.
    pub after: Option<String>,
}

/// A cursor that this list did not give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("翻页位置无效：请去掉 after 参数，从第一页重新读取。")]
pub struct BadCursor;

impl PageRequest {
    /// Rows wanted, held between 1 and [`MAX_LIMIT`].
    #[must_use]
    pub fn limit(&self) -> u32 {
        self.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT)
    }

    /// The sort key to read on from, as the `N` parts that this list's cursors have.
    ///
    /// # Errors
    /// [`BadCursor`] when the text is no cursor, or one of a list with another number of parts. The caller parses each
    /// part and answers [`BadCursor`] too when one is not of its type.
    pub fn after<const N: usize>(&self) -> Result<Option<[String; N]>, BadCursor> {
        let Some(text) = &self.after else { return Ok(None) };
        let parts = text.split('.').map(unhex).collect::<Option<Vec<_>>>().ok_or(BadCursor)?;
        Ok(Some(parts.try_into().map_err(|_| BadCursor)?))
    }
}

impl<T> Page<T> {
    /// Cuts `rows`, read with one row more than `limit`, to a page; `key` gives the parts of a row's sort key.
    pub fn of<const N: usize>(mut rows: Vec<T>, limit: u32, key: impl Fn(&T) -> [String; N]) -> Self {
        let limit = limit as usize;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|row| key(row).map(|part| hex(&part)).join("."));
        Self { items: rows, next }
    }

    /// The same page with each row turned into something else.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(f).collect(), next: self.next }
    }
}

fn hex(text: &str) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    text.bytes().flat_map(|byte| [byte >> 4, byte & 15]).map(|nibble| char::from(DIGITS[usize::from(nibble)])).collect()
}

fn unhex(text: &str) -> Option<String> {
    if !text.len().is_multiple_of(2) {
        return None;
    }
    let bytes = (0..text.len()).step_by(2).map(|i| u8::from_str_radix(text.get(i..i + 2)?, 16).ok());
    String::from_utf8(bytes.collect::<Option<Vec<_>>>()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(after: &str) -> PageRequest {
        PageRequest { limit: None, after: Some(after.to_owned()) }
    }

    #[test]
    fn a_page_ends_with_a_cursor_only_when_there_is_more() {
        let page = Page::of(vec![1, 2, 3], 2, |n| [n.to_string(), "键".to_owned()]);
        assert_eq!(page.items, [1, 2]);
        let after = request(&page.next.unwrap()).after::<2>().unwrap().unwrap();
        assert_eq!(after, ["2".to_owned(), "键".to_owned()]);
        assert_eq!(Page::of(vec![1, 2], 2, |n| [n.to_string()]).next, None);
    }

    #[test]
    fn a_cursor_of_another_list_or_of_nobody_is_refused() {
        let next = Page::of(vec![1, 2], 1, |n| [n.to_string()]).next.unwrap();
        assert_eq!(request(&next).after::<2>(), Err(BadCursor));
        for text in ["zz", "3", "é1", "ff"] {
            assert_eq!(request(text).after::<1>(), Err(BadCursor), "{text}");
        }
    }

    #[test]
    fn limits_are_held_in_bounds() {
        let limit = |limit| PageRequest { limit, after: None }.limit();
        assert_eq!((limit(None), limit(Some(0)), limit(Some(9999))), (50, 1, 200));
    }
}
