//! Compound files ([MS-CFB]): the documents of Office 97–2003, told apart by the streams in their root.

use std::io::{self, Read, Seek};

use super::{
    kind::{DOC, PPT, XLS},
    look::{Content, Source},
};

/// Sector numbers from here on are marks, not places.
const NO_SECTOR: u32 = 0xffff_fffa;
/// Entries of the sector table's own list that stand in the header.
const LISTED: usize = 109;
/// Sectors of a directory, or of the list, that are followed at most.
const MOST_SECTORS: usize = 4096;

/// Whether a file that begins with `head` is a compound file.
pub(super) fn begins(head: &[u8]) -> bool {
    head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
}

/// What the compound file is.
pub(super) fn look(file: &mut (impl Read + Seek), head: &[u8]) -> io::Result<Content> {
    let found = match Compound::of(file, head) {
        Some(mut compound) => compound.root_names()?,
        None => Vec::new(),
    };
    let kinds = [("WordDocument", &DOC), ("Workbook", &XLS), ("Book", &XLS), ("PowerPoint Document", &PPT)];
    let kind = kinds.into_iter().find(|(stream, _)| found.iter().any(|name| name == stream));
    Ok(kind.map_or(Content::Refused("安装包、Outlook 邮件或其他复合文件".into()), |(_, kind)| {
        Content::Kind(kind)
    }))
}

struct Compound<'f, F> {
    file: &'f mut F,
    header: Vec<u32>,
    sector: u64,
}

impl<'f, F: Read + Seek> Compound<'f, F> {
    fn of(file: &'f mut F, head: &[u8]) -> Option<Self> {
        let shift = u16::from_le_bytes(head.get(30..32)?.try_into().ok()?);
        matches!(shift, 9 | 12).then_some(())?;
        Some(Self { file, header: numbers(head.get(..512)?), sector: 1 << shift })
    }

    /// The names of the streams and folders in the root, not of those inside embedded objects.
    fn root_names(&mut self) -> io::Result<Vec<String>> {
        let mut directory = Vec::new();
        let mut next = self.header[12];
        while next < NO_SECTOR && directory.len() < MOST_SECTORS * 512 {
            directory.extend(self.read(next)?);
            next = self.after(next)?;
        }
        let entries: Vec<&[u8]> = directory.chunks_exact(128).collect();
        let mut names = Vec::new();
        let mut waiting: Vec<u32> = entries.first().map(|root| link(root, 76)).into_iter().collect();
        while let Some(entry) = waiting.pop().and_then(|at| entries.get(usize::try_from(at).ok()?)) {
            names.push(name(entry));
            waiting.extend([link(entry, 68), link(entry, 72)].into_iter().filter(|at| *at < NO_SECTOR));
            if names.len() > entries.len() {
                break;
            }
        }
        Ok(names)
    }

    fn read(&mut self, sector: u32) -> io::Result<Vec<u8>> {
        self.file.bytes_at((u64::from(sector) + 1) * self.sector, self.sector)
    }

    /// The sector after `sector` in its chain.
    fn after(&mut self, sector: u32) -> io::Result<u32> {
        let each = u32::try_from(self.sector / 4).unwrap_or(128);
        let table = self.table((sector / each) as usize)?;
        if table >= NO_SECTOR {
            return Ok(NO_SECTOR);
        }
        Ok(numbers(&self.read(table)?).get((sector % each) as usize).copied().unwrap_or(NO_SECTOR))
    }

    /// The `n`th sector of the sector table.
    fn table(&mut self, n: usize) -> io::Result<u32> {
        if n < LISTED {
            return Ok(self.header[19 + n]);
        }
        let each = usize::try_from(self.sector / 4).unwrap_or(128) - 1;
        let mut list = self.header[17];
        let hops = (n - LISTED) / each;
        for hop in 0..=hops.min(MOST_SECTORS) {
            if list >= NO_SECTOR {
                break;
            }
            let sectors = numbers(&self.read(list)?);
            let wanted = if hop == hops { (n - LISTED) % each } else { each };
            list = sectors.get(wanted).copied().unwrap_or(NO_SECTOR);
        }
        Ok(list)
    }
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect()
}

fn link(entry: &[u8], at: usize) -> u32 {
    numbers(&entry[at..at + 4])[0]
}

fn name(entry: &[u8]) -> String {
    let units =
        entry[..64].chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]])).take_while(|unit| *unit != 0);
    char::decode_utf16(units).map(|char| char.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Cursor;

    use super::*;

    fn entry(name: &str, left: u32, right: u32, child: u32) -> Vec<u8> {
        let mut bytes: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.resize(68, 0);
        bytes.extend([left, right, child].iter().flat_map(|at| at.to_le_bytes()));
        bytes.resize(128, 0);
        bytes
    }

    /// A compound file whose directory is in sectors 1 and, after a gap, 3.
    pub(crate) fn compound(stream: &str, embedded: &str) -> Vec<u8> {
        const NONE: u32 = 0xffff_ffff;
        let mut header = vec![0_u8; 512];
        header[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
        header[30] = 9;
        header[48] = 1;
        header[68..76].copy_from_slice(&[0xfe, 0xff, 0xff, 0xff, 0, 0, 0, 0]);
        let mut table: Vec<u8> = [0xffff_fffd_u32, 3, NONE, 0xffff_fffe].iter().flat_map(|n| n.to_le_bytes()).collect();
        table.resize(512, 0xff);
        let first = [
            entry("Root Entry", NONE, NONE, 1),
            entry("ObjectPool", NONE, 4, 2),
            entry("_1", NONE, NONE, 3),
            entry(embedded, NONE, NONE, NONE),
        ];
        let mut second = entry(stream, NONE, NONE, NONE);
        second.resize(512, 0);
        [header, table, first.concat(), vec![7; 512], second].concat()
    }

    fn content(bytes: &[u8]) -> Content {
        look(&mut Cursor::new(bytes), bytes).unwrap()
    }

    #[test]
    fn a_document_is_what_its_root_holds_not_what_is_embedded() {
        assert_eq!(content(&compound("WordDocument", "Workbook")), Content::Kind(&DOC));
        assert_eq!(content(&compound("Workbook", "WordDocument")), Content::Kind(&XLS));
        assert_eq!(content(&compound("PowerPoint Document", "")), Content::Kind(&PPT));
    }

    #[test]
    fn installers_and_broken_files_are_refused() {
        let whole = compound("!_StringData", "WordDocument");
        assert!(matches!(content(&whole), Content::Refused(_)));
        let document = compound("WordDocument", "");
        for length in (8..document.len() - 512).step_by(97) {
            assert!(matches!(content(&document[..length]), Content::Refused(_)), "{length}");
        }
    }

    #[test]
    fn a_directory_that_runs_in_circles_ends() {
        let mut file = compound("x", "y");
        file[512 + 4] = 1;
        assert!(matches!(content(&file), Content::Refused(_)));
        let mut file = compound("x", "y");
        file[1024 + 128 + 72] = 1;
        assert!(matches!(content(&file), Content::Refused(_)));
    }
}
