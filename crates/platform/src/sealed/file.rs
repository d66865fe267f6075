//! The key file: TOML with one `[[key]]` a version, readable by its owner only.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use rand::Rng;
use serde::Deserialize;

use super::{cipher::Key, keys::KeyError};

const HEADING: &str = "# Keys of sealed fields, by version: the newest seals, all open.\n\
                       # What is sealed cannot be read without them. Keep a copy apart from the backups of the database.\n";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Contents {
    key: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    version: u8,
    sm4: String,
    aes: String,
}

/// The keys of the file at `path`.
pub(super) fn read(path: &Path) -> Result<BTreeMap<u8, Key>, KeyError> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(KeyError::Missing(path.to_owned())),
        Err(error) => return Err(io(path)(error)),
    };
    let mode = file.metadata().map_err(io(path))?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(KeyError::Exposed { path: path.to_owned(), mode });
    }
    let mut text = String::new();
    file.read_to_string(&mut text).map_err(io(path))?;
    // The parser's own message would quote the line, and with it a key.
    let contents: Contents = toml::from_str(&text).map_err(|_| malformed(path, "it is no list of [[key]] tables"))?;
    let mut keys = BTreeMap::new();
    for entry in contents.key {
        let version = entry.version;
        let key = key(&entry).ok_or_else(|| malformed(path, &format!("version {version} has no usable keys")))?;
        if version == 0 || keys.insert(version, key).is_some() {
            return Err(malformed(path, &format!("version {version} is zero or stands there twice")));
        }
    }
    Ok(keys)
}

/// Writes a new file, unless there is one by now.
pub(super) fn create(path: &Path, keys: &BTreeMap<u8, Key>) -> Result<(), KeyError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(io(path))?;
    }
    let draft = draft(path, keys)?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft).map_err(io(path))?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(io(path)(error)),
        _ => sync_folder(path),
    }
}

/// Writes the file anew; who reads it meanwhile sees the old one or the new one.
pub(super) fn replace(path: &Path, keys: &BTreeMap<u8, Key>) -> Result<(), KeyError> {
    let draft = draft(path, keys)?;
    fs::rename(&draft, path).map_err(io(path))?;
    sync_folder(path)
}

pub(super) fn malformed(path: &Path, why: &str) -> KeyError {
    KeyError::Malformed { path: path.to_owned(), why: why.to_owned() }
}

/// The keys in a file of their own beside `path`, on the disk.
fn draft(path: &Path, keys: &BTreeMap<u8, Key>) -> Result<PathBuf, KeyError> {
    let draft = path.with_extension(format!("{:016x}.new", rand::rng().random::<u64>()));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft).map_err(io(path))?;
    file.write_all(text(keys).as_bytes()).and_then(|()| file.sync_all()).map_err(io(path))?;
    Ok(draft)
}

fn text(keys: &BTreeMap<u8, Key>) -> String {
    keys.iter().fold(HEADING.to_owned(), |mut text, (version, key)| {
        let (sm4, aes) = (hex::encode(key.sm4), hex::encode(key.aes));
        // Writing to a String cannot fail.
        let _ = write!(text, "\n[[key]]\nversion = {version}\nsm4 = \"{sm4}\"\naes = \"{aes}\"\n");
        text
    })
}

fn key(entry: &Entry) -> Option<Key> {
    let sm4 = hex::decode(&entry.sm4).ok()?.try_into().ok()?;
    let aes = hex::decode(&entry.aes).ok()?.try_into().ok()?;
    Some(Key { sm4, aes })
}

fn sync_folder(path: &Path) -> Result<(), KeyError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(io(path))
}

fn io(path: &Path) -> impl Fn(io::Error) -> KeyError {
    move |error| KeyError::Io { path: path.to_owned(), error }
}
