//! The keys, by version.

use std::{
    collections::BTreeMap,
    fmt, io,
    path::{Path, PathBuf},
};

use rand::Rng;

use super::{
    cipher::{Cipher, Key},
    file,
};

/// Why the keys could not be had. Written for the engineer who starts the program.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// No such file.
    #[error("there is no key file {0}; restore it from its copy: what is sealed cannot be read without it")]
    Missing(PathBuf),
    /// Others than the owner may read or write it.
    #[error("the key file {path} is open to other users (mode {mode:03o}); run: chmod 600 {path}")]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// Not a key file, or a damaged one.
    #[error("the key file {path} cannot be used: {why}; restore it from its copy")]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// Every version has been given.
    #[error("all 255 versions of the key have been used")]
    Exhausted,
    /// The disk refused.
    #[error("the key file {path}: {error}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

/// The keys of sealed fields: the newest seals, all open. They live in a file outside the database, readable by its
/// owner only. Keep a copy of it apart from the backups of the database.
#[derive(Clone)]
pub struct KeyRing {
    path: PathBuf,
    keys: BTreeMap<u8, Key>,
    newest: (u8, Key),
    cipher: Cipher,
}

impl KeyRing {
    /// Reads the key file at `path`; fields are sealed with `cipher` from now on, and open whatever sealed them. Use
    /// this when the database is not new.
    ///
    /// # Errors
    /// [`KeyError`], with [`KeyError::Exposed`] when others may read the file.
    pub fn load(path: &Path, cipher: Cipher) -> Result<Self, KeyError> {
        let keys = file::read(path)?;
        Self::of(path, keys, cipher)
    }

    /// Reads the key file at `path`, or makes one with a random key and mode 0600 where there is none. When two
    /// processes start at once, both get the key of the one that came first.
    pub fn load_or_create(path: &Path, cipher: Cipher) -> Result<Self, KeyError> {
        match Self::load(path, cipher) {
            Err(KeyError::Missing(_)) => {
                file::create(path, &BTreeMap::from([(1, fresh())]))?;
                Self::load(path, cipher)
            }
            ring => ring,
        }
    }

    fn of(path: &Path, keys: BTreeMap<u8, Key>, cipher: Cipher) -> Result<Self, KeyError> {
        let newest = keys.last_key_value().map(|(version, key)| (*version, key.clone()));
        let newest = newest.ok_or_else(|| file::malformed(path, "it holds no key"))?;
        Ok(Self { path: path.to_owned(), keys, newest, cipher })
    }

    /// Adds a random key and writes the file; gives the new key's version. Older keys still open. A running server
    /// seals with the new key after its next start.
    ///
    /// # Errors
    /// [`KeyError::Exhausted`] after 255 keys; the ring and the file are then as before, as on any other error.
    pub fn rotate(&mut self) -> Result<u8, KeyError> {
        let version = self.newest.0.checked_add(1).ok_or(KeyError::Exhausted)?;
        let mut keys = self.keys.clone();
        keys.insert(version, fresh());
        file::replace(&self.path, &keys)?;
        *self = Self::of(&self.path, keys, self.cipher)?;
        Ok(version)
    }

    /// The versions held, oldest first.
    pub fn versions(&self) -> impl Iterator<Item = u8> {
        self.keys.keys().copied()
    }

    pub(super) fn cipher(&self) -> Cipher {
        self.cipher
    }

    pub(super) fn newest(&self) -> (u8, &Key) {
        (self.newest.0, &self.newest.1)
    }

    /// Every key, the newest first.
    pub(super) fn all(&self) -> impl Iterator<Item = &Key> {
        self.keys.values().rev()
    }

    pub(super) fn get(&self, version: u8) -> Option<&Key> {
        self.keys.get(&version)
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let versions: Vec<u8> = self.versions().collect();
        f.debug_struct("KeyRing")
            .field("path", &self.path)
            .field("versions", &versions)
            .field("cipher", &self.cipher)
            .finish_non_exhaustive()
    }
}

fn fresh() -> Key {
    let mut random = rand::rng();
    Key { sm4: random.random(), aes: random.random() }
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use tempfile::TempDir;

    use super::*;

    const SM4: Cipher = Cipher::Sm4Gcm;

    fn folder() -> (TempDir, PathBuf) {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("secrets/keys.toml");
        (folder, path)
    }

    fn files(path: &Path) -> usize {
        fs::read_dir(path.parent().unwrap()).unwrap().count()
    }

    #[test]
    fn the_file_is_made_once_for_its_owner_only() {
        let (_folder, path) = folder();
        let ring = KeyRing::load_or_create(&path, SM4).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let again = KeyRing::load_or_create(&path, SM4).unwrap();
        assert_eq!(ring.newest().1.sm4, again.newest().1.sm4);
        assert_ne!(ring.newest().1.sm4, [0; 16]);
        assert_eq!(files(&path), 1);
    }

    #[test]
    fn keys_are_random() {
        let (one, other) = (fresh(), fresh());
        assert_ne!(one.sm4, other.sm4);
        assert_ne!(one.aes, other.aes);
        assert_ne!(one.aes[..16], one.sm4);
    }

    #[test]
    fn who_came_second_takes_the_key_of_who_came_first() {
        let (_folder, path) = folder();
        let first = KeyRing::load_or_create(&path, SM4).unwrap();
        file::create(&path, &BTreeMap::from([(1, fresh())])).unwrap();
        assert_eq!(KeyRing::load(&path, SM4).unwrap().newest().1.aes, first.newest().1.aes);
        assert_eq!(files(&path), 1);
    }

    #[test]
    fn a_file_that_others_may_read_is_refused_with_the_remedy() {
        let (_folder, path) = folder();
        KeyRing::load_or_create(&path, SM4).unwrap();
        for mode in [0o640, 0o604, 0o620, 0o601] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let error = KeyRing::load_or_create(&path, SM4).unwrap_err();
            assert!(matches!(error, KeyError::Exposed { mode: found, .. } if found == mode));
            assert!(error.to_string().contains("chmod 600"));
        }
    }

    #[test]
    fn a_damaged_file_is_never_replaced_and_never_quoted() {
        let (_folder, path) = folder();
        KeyRing::load_or_create(&path, SM4).unwrap();
        let good = fs::read_to_string(&path).unwrap();
        let secret =
            good.lines().find_map(|line| line.strip_prefix("sm4 = \"")).unwrap().trim_end_matches('"').to_owned();
        let short = good.replace(&secret, &secret[2..]);
        let twice = format!("{good}{good}");
        for text in ["", "x", "[[key]]\nversion = 1", &good.replace("version = 1", "version = 0"), &short, &twice] {
            fs::write(&path, text).unwrap();
            let error = KeyRing::load_or_create(&path, SM4).unwrap_err();
            assert!(matches!(error, KeyError::Malformed { .. }), "{text}: {error}");
            assert!(!format!("{error} {error:?}").contains(&secret[2..]), "{error}");
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
    }

    #[test]
    fn a_rotation_is_in_the_file_and_keeps_its_mode() {
        let (_folder, path) = folder();
        let mut ring = KeyRing::load_or_create(&path, SM4).unwrap();
        let first = ring.newest().1.sm4;
        ring.rotate().unwrap();
        let read = KeyRing::load(&path, SM4).unwrap();
        assert_eq!(read.versions().collect::<Vec<_>>(), [1, 2]);
        assert_eq!(read.get(1).unwrap().sm4, first);
        assert_eq!(read.newest().1.sm4, ring.newest().1.sm4);
        assert_ne!(read.newest().1.sm4, first);
        assert_eq!(files(&path), 1);
    }

    #[test]
    fn a_missing_file_is_only_made_when_asked() {
        let (_folder, path) = folder();
        assert!(matches!(KeyRing::load(&path, SM4), Err(KeyError::Missing(_))));
        assert!(!path.exists());
    }

    #[test]
    fn after_255_keys_there_are_no_more() {
        let (_folder, path) = folder();
        let mut ring = KeyRing::of(&path, BTreeMap::from([(255, fresh())]), SM4).unwrap();
        assert!(matches!(ring.rotate(), Err(KeyError::Exhausted)));
    }
}
