//! The archive of a dossier: written as it goes, with a list of what is in it.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs::File,
    io::{self, BufWriter, Read, Write},
    path::Path,
};

use sm3::{Digest, Sm3};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// What the list of what is in an archive is called there.
pub const MANIFEST: &str = "清单.csv";
/// Bytes that are read at once.
const PIECE: usize = 64 << 10;
/// Files from this size on need the longer heads of ZIP64.
const LARGE: u64 = 0xf000_0000;

/// An archive that is being written.
pub struct Archive {
    zip: Box<ZipWriter<BufWriter<File>>>,
    names: BTreeSet<String>,
    lines: String,
    /// How many files are in it.
    pub files: usize,
}

impl std::fmt::Debug for Archive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Archive").field("files", &self.files).finish_non_exhaustive()
    }
}

impl Archive {
    /// An archive at `path`.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn create(path: &Path) -> io::Result<Self> {
        let zip = Box::new(ZipWriter::new(BufWriter::new(File::create(path)?)));
        Ok(Self { zip, names: BTreeSet::new(), lines: "\u{feff}路径,字节,SM3\r\n".to_owned(), files: 0 })
    }

    /// Adds what `content` gives, under a name that is made safe and unique; gives the name.
    ///
    /// # Errors
    /// When the disk refuses, or the content cannot be read.
    pub fn add(&mut self, name: &str, size: u64, mut content: impl Read) -> io::Result<String> {
        let name = self.unique(name);
        // What is added is compressed already, nearly always.
        let options =
            SimpleFileOptions::default().compression_method(CompressionMethod::Stored).large_file(size >= LARGE);
        self.zip.start_file(name.as_str(), options).map_err(io::Error::other)?;
        let (mut hash, mut bytes, mut piece) = (Sm3::new(), 0_u64, vec![0; PIECE]);
        loop {
            let read = content.read(&mut piece)?;
            if read == 0 {
                break;
            }
            hash.update(&piece[..read]);
            self.zip.write_all(&piece[..read])?;
            bytes += read as u64;
        }
        let _ = write!(self.lines, "{},{bytes},{}\r\n", quoted(&name), hex::encode(hash.finalize()));
        self.files += 1;
        Ok(name)
    }

    /// Adds the list and ends the archive.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn finish(mut self) -> io::Result<()> {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        self.zip.start_file(MANIFEST, options).map_err(io::Error::other)?;
        self.zip.write_all(self.lines.as_bytes())?;
        self.zip.finish().map_err(io::Error::other)?.flush()
    }

    fn unique(&mut self, name: &str) -> String {
        let name = safe(name);
        let (stem, ending) = name.rsplit_once('.').map_or((name.as_str(), ""), |(stem, ending)| (stem, ending));
        let mut tried = name.clone();
        let mut n = 2;
        while !self.names.insert(tried.to_lowercase()) {
            tried = if ending.is_empty() { format!("{stem}（{n}）") } else { format!("{stem}（{n}）.{ending}") };
            n += 1;
        }
        tried
    }
}

/// A name that every system can unpack, below the folder it is unpacked into.
fn safe(name: &str) -> String {
    let part = |part: &str| {
        let clean: String = part
            .chars()
            .map(
                |c| if c.is_control() || matches!(c, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') { '_' } else { c },
            )
            .take(120)
            .collect();
        clean.trim_matches([' ', '.']).to_owned()
    };
    let parts: Vec<String> = name.split('/').map(part).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { "未命名".to_owned() } else { parts.join("/") }
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_names_each_file_with_its_size_and_digest() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.zip");
        let mut archive = Archive::create(&path).unwrap();
        assert_eq!(archive.add("报告/一.pdf", 3, &b"abc"[..]).unwrap(), "报告/一.pdf");
        assert_eq!(archive.add("报告/一.pdf", 2, &b"de"[..]).unwrap(), "报告/一（2）.pdf");
        assert_eq!(archive.add("../../etc/a:b,c", 0, &b""[..]).unwrap(), "etc/a_b,c");
        archive.finish().unwrap();
        let mut read = zip::ZipArchive::new(File::open(&path).unwrap()).unwrap();
        let mut list = String::new();
        read.by_name(MANIFEST).unwrap().read_to_string(&mut list).unwrap();
        let lines: Vec<&str> = list.lines().collect();
        assert_eq!(lines.len(), 4);
        // The digest of `abc` in GB/T 32905-2016, appendix A.
        assert_eq!(lines[1], "报告/一.pdf,3,66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
        assert!(lines[3].starts_with("\"etc/a_b,c\",0,"), "{list}");
        let mut content = String::new();
        read.by_name("报告/一.pdf").unwrap().read_to_string(&mut content).unwrap();
        assert_eq!(content, "abc");
    }
}
