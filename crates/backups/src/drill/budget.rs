//! How long and how much is read. What nobody waits for any more stops by itself.

use std::{
    io::{self, Read, Write},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

/// Until when, and whether anybody still waits.
#[derive(Clone, Debug)]
pub(super) struct Budget {
    until: Instant,
    stop: Arc<AtomicBool>,
}

/// Stops what reads under a budget as soon as whoever waits for it is gone.
#[derive(Debug)]
pub(crate) struct StopOnDrop(Arc<AtomicBool>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Budget {
    pub fn new(time: Duration) -> (Self, StopOnDrop) {
        let stop = Arc::new(AtomicBool::new(false));
        (Self { until: Instant::now() + time, stop: stop.clone() }, StopOnDrop(stop))
    }

    /// Whether to go on.
    pub fn check(&self) -> io::Result<()> {
        if self.stop.load(Ordering::Relaxed) || Instant::now() > self.until {
            return Err(io::Error::new(io::ErrorKind::TimedOut, "time"));
        }
        Ok(())
    }
}

/// The mark of a file out of which too much comes.
#[derive(Debug, thiserror::Error)]
#[error("too much")]
struct TooMuch;

/// A reader that counts, and stops when it is too late or too much.
pub(super) struct Watched<R> {
    inner: R,
    left: u64,
    budget: Budget,
}

impl<R> Watched<R> {
    pub fn new(inner: R, most: u64, budget: Budget) -> Self {
        Self { inner, left: most, budget }
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.budget.check()?;
        let n = self.inner.read(bytes)?;
        self.left =
            self.left.checked_sub(u64::try_from(n).unwrap_or(u64::MAX)).ok_or_else(|| io::Error::other(TooMuch))?;
        Ok(n)
    }
}

/// What an error of reading means, as a sentence.
pub(super) fn says(error: &io::Error) -> String {
    if matches!(error.get_ref(), Some(inner) if inner.is::<TooMuch>()) {
        return "解压出的内容远大于压缩文件，像是压缩炸弹，已停止".to_owned();
    }
    match error.kind() {
        io::ErrorKind::TimedOut => "没有在时限内读完".to_owned(),
        io::ErrorKind::UnexpectedEof => "文件不完整，读到中途就结束了".to_owned(),
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => "文件已损坏，内容与校验不符".to_owned(),
        io::ErrorKind::NotFound => "文件已不在".to_owned(),
        io::ErrorKind::PermissionDenied => "没有读取文件的权限".to_owned(),
        io::ErrorKind::StorageFull => "演练文件夹所在的磁盘已满".to_owned(),
        _ => format!("文件读取出错，可能已损坏（{}）", super::short(&error.to_string())),
    }
}

/// A writer that refuses as soon as nobody waits any more.
pub(crate) struct Stopping<W> {
    /// What is written to.
    pub inner: W,
    stop: Arc<AtomicBool>,
}

/// `inner`, for as long as what comes with it is held.
pub(crate) fn stopping<W>(inner: W) -> (Stopping<W>, StopOnDrop) {
    let stop = Arc::new(AtomicBool::new(false));
    (Stopping { inner, stop: stop.clone() }, StopOnDrop(stop))
}

impl<W: Write> Write for Stopping<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(io::Error::new(io::ErrorKind::TimedOut, "time"));
        }
        self.inner.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
