//! Values as they are written.

use crate::network::Network;

/// A size: a number of bytes, or one with `KB`, `MB` or `GB` (powers of 1024).
pub(super) fn size(text: &str) -> Option<u64> {
    let text = text.trim().to_ascii_uppercase();
    let units = [("KB", 10), ("MB", 20), ("GB", 30)];
    let (number, shift) = units
        .into_iter()
        .find_map(|(unit, shift)| text.strip_suffix(unit).map(|number| (number.trim(), shift)))
        .unwrap_or((text.as_str(), 0));
    number.parse::<u64>().ok().filter(|bytes| *bytes > 0)?.checked_mul(1 << shift)
}

/// A web address without query, its last slash taken off.
pub(super) fn url(text: &str) -> Option<String> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let good = !host.is_empty() && !host.starts_with('/') && !host.contains(['?', '#', ' ']);
    good.then(|| text.trim_end_matches('/').to_owned())
}

/// A mail server.
pub(super) fn mail_server(text: &str) -> Option<String> {
    let host = text.strip_prefix("smtps://").or_else(|| text.strip_prefix("smtp://"))?;
    (!host.is_empty() && !text.contains(char::is_whitespace)).then(|| text.to_owned())
}

/// A mailbox.
pub(super) fn mailbox(text: &str) -> Option<String> {
    let rest = text.strip_prefix("imaps://").or_else(|| text.strip_prefix("imap://"))?;
    (rest.contains('@') && !text.contains(char::is_whitespace)).then(|| text.to_owned())
}

/// A folder of a mailbox.
pub(super) fn folder(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty() && text.chars().all(|c| c.is_ascii_graphic() || c == ' ')).then(|| text.to_owned())
}

/// An address without a name.
pub(super) fn address(text: &str) -> Option<String> {
    let (local, domain) = text.trim().split_once('@')?;
    let plain = |part: &str| !part.is_empty() && !part.contains([' ', '<', '>', '@', '+', '\r', '\n']);
    (plain(local) && plain(domain)).then(|| text.trim().to_lowercase())
}

/// A sender: an address, or a name and an address in angle brackets.
pub(super) fn sender(text: &str) -> Option<String> {
    let (name, domain) = text.trim().trim_end_matches('>').rsplit_once('@')?;
    (!name.is_empty() && !domain.is_empty() && !text.contains(['\r', '\n'])).then(|| text.trim().to_owned())
}

/// The URL of a database that can be opened.
pub(super) fn database(text: &str) -> Option<String> {
    let known = ["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme));
    (known && !text.ends_with(':')).then(|| text.to_owned())
}

/// The URL of a database server under one of `schemes`.
pub(super) fn server(text: &str, schemes: &[&str]) -> Option<String> {
    let rest = schemes.iter().find_map(|scheme| text.strip_prefix(scheme))?;
    (!rest.is_empty() && !text.contains(char::is_whitespace)).then(|| text.to_owned())
}

/// A whole number between two bounds.
pub(super) fn between(text: &str, least: u32, most: u32) -> Option<u32> {
    text.parse().ok().filter(|number| (least..=most).contains(number))
}

/// Networks with commas between; an empty text is none.
pub(super) fn networks(text: &str) -> Option<Vec<Network>> {
    text.split(',').map(str::trim).filter(|network| !network.is_empty()).map(|network| network.parse().ok()).collect()
}

/// Absolute paths with commas between.
pub(super) fn folders(text: &str) -> Option<Vec<std::path::PathBuf>> {
    let each = text.split(',').map(str::trim).filter(|path| !path.is_empty()).map(std::path::PathBuf::from);
    each.map(|path| path.is_absolute().then_some(path)).collect()
}
