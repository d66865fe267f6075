//! Archives: every entry read to its end. Nothing is written anywhere, whatever the names say.

use std::{
    fs::File,
    io::{self, BufReader, Read},
    path::{Component, Path},
};

use super::{
    Limits, Outcome,
    budget::{Budget, Watched, says},
    files, most_of, opened, sized,
};
use crate::model::Format;

pub(super) fn read(format: Format, file: &Path, limits: Limits, budget: &Budget) -> Result<Outcome, String> {
    match format {
        Format::Zip => zip(file, limits, budget),
        Format::Plain => plain(file, limits, budget),
        _ => tar(file, limits, budget),
    }
}

fn plain(file: &Path, limits: Limits, budget: &Budget) -> Result<Outcome, String> {
    let bytes = io::copy(&mut opened(file, limits, budget)?, &mut io::sink()).map_err(|error| says(&error))?;
    if bytes == 0 {
        return Err("文件是空的".to_owned());
    }
    Ok(files(1, bytes, format!("已读到末尾，共 {}（这种文件只能证明可读）", sized(bytes))))
}

/// Whether a name stays below the folder that it is unpacked into.
fn stays_inside(name: &Path) -> bool {
    name.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

fn outside(name: &str) -> String {
    format!("归档中有越出目录的文件名“{}”，解压它会覆盖别处的文件", super::short(name))
}

/// The last bytes of what is read.
struct Tail<R> {
    inner: R,
    last: Vec<u8>,
}

/// Two blocks of zeros end an archive (POSIX.1-2017, pax interchange format).
const END: usize = 1024;

impl<R: Read> Read for Tail<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(bytes)?;
        let new = &bytes[..n];
        if n >= END {
            self.last = new[n - END..].to_vec();
        } else {
            self.last.extend_from_slice(new);
            let more = self.last.len().saturating_sub(END);
            self.last.drain(..more);
        }
        Ok(n)
    }
}

fn tar(file: &Path, limits: Limits, budget: &Budget) -> Result<Outcome, String> {
    let failed = |error: io::Error| says(&error);
    let mut archive = tar::Archive::new(Tail { inner: opened(file, limits, budget)?, last: Vec::new() });
    let (mut n, mut all) = (0_u64, 0_u64);
    for entry in archive.entries().map_err(failed)? {
        let mut entry = entry.map_err(failed)?;
        n += 1;
        if n > limits.entries {
            return Err(format!("归档中的条目超过 {} 个，已停止", limits.entries));
        }
        let name = entry.path().map_err(failed)?.into_owned();
        if !stays_inside(&name) {
            return Err(outside(&name.display().to_string()));
        }
        let (size, read) = (entry.size(), io::copy(&mut entry, &mut io::sink()).map_err(failed)?);
        if read < size {
            return Err("归档不完整，读到中途就结束了".to_owned());
        }
        all += read;
    }
    let mut rest = archive.into_inner();
    // What packs it has its checksum behind the end of the archive.
    io::copy(&mut rest, &mut io::sink()).map_err(failed)?;
    if rest.last.len() < END || rest.last.iter().any(|byte| *byte != 0) {
        return Err("归档没有结尾，备份没有写完".to_owned());
    }
    done(n, all)
}

fn zip(file: &Path, limits: Limits, budget: &Budget) -> Result<Outcome, String> {
    let raw = File::open(file).map_err(|error| says(&error))?;
    let packed = raw.metadata().map_err(|error| says(&error))?.len();
    let mut archive = zip::ZipArchive::new(BufReader::new(raw)).map_err(of_zip)?;
    if u64::try_from(archive.len()).unwrap_or(u64::MAX) > limits.entries {
        return Err(format!("归档中的条目超过 {} 个，已停止", limits.entries));
    }
    let (mut all, most) = (0_u64, most_of(limits, packed));
    for n in 0..archive.len() {
        let entry = archive.by_index(n).map_err(of_zip)?;
        let name = entry.name().map_err(of_zip)?.into_owned();
        if entry.enclosed_name().is_none() || !stays_inside(Path::new(&name)) {
            return Err(outside(&name));
        }
        // Entries may overlap, so what came out of all of them counts.
        let mut entry = Watched::new(entry, most - all, budget.clone());
        all += io::copy(&mut entry, &mut io::sink())
            .map_err(|error| format!("{}：{}", super::short(&name), says(&error)))?;
    }
    done(u64::try_from(archive.len()).unwrap_or(u64::MAX), all)
}

fn done(n: u64, all: u64) -> Result<Outcome, String> {
    if n == 0 {
        return Err("归档是空的，没有任何文件".to_owned());
    }
    Ok(files(n, all, format!("已逐个读完 {n} 个条目，解压后共 {}", sized(all))))
}

fn of_zip(error: zip::result::ZipError) -> String {
    use zip::result::ZipError;
    match error {
        ZipError::Io(error) => says(&error),
        ZipError::UnsupportedArchive(why) if why == ZipError::PASSWORD_REQUIRED => {
            "归档有口令保护，演练不能检验它的内容".to_owned()
        }
        ZipError::UnsupportedArchive(why) => format!("归档使用了不支持的压缩方式（{why}）"),
        _ => "归档已损坏，目录不能读取".to_owned(),
    }
}
