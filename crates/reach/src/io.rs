//! Lines of text protocols.

use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use crate::{ReachError, guard::plain};

/// The longest line that is read.
const LONGEST_LINE: usize = 16 * 1024;
/// The most lines of one reply.
const MOST_LINES: usize = 200;

/// Anything that bytes go over.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

pub(crate) fn broken(error: &std::io::Error) -> ReachError {
    ReachError::BadAnswer(plain(error))
}

/// One line without its end. Reads byte by byte and never beyond the line, because encryption may begin behind it.
pub(crate) async fn bare_line(stream: &mut (impl AsyncRead + Unpin)) -> Result<String, ReachError> {
    let mut line = Vec::new();
    loop {
        match stream.read_u8().await.map_err(|error| broken(&error))? {
            b'\n' => break,
            b'\r' => {}
            byte if line.len() < LONGEST_LINE => line.push(byte),
            _ => return Err(ReachError::BadAnswer("应答过长".to_owned())),
        }
    }
    Ok(String::from_utf8_lossy(&line).into_owned())
}

/// One line without its end.
pub(crate) async fn line(stream: &mut (impl AsyncBufRead + Unpin)) -> Result<String, ReachError> {
    let mut line = Vec::new();
    let limit = u64::try_from(LONGEST_LINE).unwrap_or(u64::MAX);
    let read = (&mut *stream).take(limit).read_until(b'\n', &mut line).await.map_err(|error| broken(&error))?;
    if read == 0 {
        return Err(ReachError::BadAnswer("对方没有说完就断开".to_owned()));
    }
    Ok(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned())
}

pub(crate) async fn send(stream: &mut (impl AsyncWrite + Unpin), text: &str) -> Result<(), ReachError> {
    stream.write_all(text.as_bytes()).await.map_err(|error| broken(&error))?;
    stream.flush().await.map_err(|error| broken(&error))
}

/// A reply of FTP or SMTP: its code and the text of all lines (RFC 959 §4.2, RFC 5321 §4.2).
pub(crate) async fn reply(stream: &mut (impl AsyncRead + Unpin)) -> Result<(u16, String), ReachError> {
    let mut text = String::new();
    for _ in 0..MOST_LINES {
        let line = bare_line(stream).await?;
        let code = line.get(..3).and_then(|code| code.parse::<u16>().ok());
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(line.get(4..).unwrap_or_default());
        if let (Some(code), Some(b' ') | None) = (code, line.as_bytes().get(3)) {
            return Ok((code, text));
        }
    }
    Err(ReachError::BadAnswer("应答行数过多".to_owned()))
}

/// A reply whose code begins with one of `expected`.
pub(crate) async fn reply_of(
    stream: &mut (impl AsyncRead + Unpin),
    expected: &[u16],
    after: &str,
) -> Result<(u16, String), ReachError> {
    let (code, text) = reply(stream).await?;
    if expected.contains(&code) {
        return Ok((code, text));
    }
    Err(ReachError::BadAnswer(format!("{after} 之后应答 {code} {}", short(&text))))
}

/// The beginning of a text of others, on one line.
pub(crate) fn short(text: &str) -> String {
    let one_line: String = text.chars().map(|one| if one.is_control() { ' ' } else { one }).take(200).collect();
    one_line.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_reply_of_several_lines_ends_where_it_says_so() {
        let mut one: &[u8] = b"220 ready\r\n";
        assert_eq!(reply(&mut one).await.unwrap(), (220, "ready".to_owned()));
        let mut many: &[u8] = b"250-mail\r\n250-SIZE 10\r\n250 STARTTLS\r\nrest";
        assert_eq!(reply(&mut many).await.unwrap(), (250, "mail\nSIZE 10\nSTARTTLS".to_owned()));
        assert_eq!(many, b"rest");
        let mut broken: &[u8] = b"250-mail\r\n";
        assert_eq!(reply(&mut broken).await.unwrap_err().code(), "reach.bad_answer");
    }
}
