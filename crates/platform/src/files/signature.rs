//! Pictures of signatures that come as text.

use axum::body::Bytes;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures::stream;

use super::NewFile;
use crate::{blob::BlobStore, form::FormFaults};

/// The most bytes of the picture of a signature.
pub const SIGNATURE_LIMIT: usize = 300_000;

/// Keeps the picture of a signature that came as a data URL. Outside of transactions: it is written to the disk.
///
/// # Errors
/// Of `field`, when it is no picture, or too large.
pub async fn signature(blobs: &BlobStore, field: &'static str, url: &str) -> Result<NewFile, FormFaults> {
    let bad = || FormFaults::one(field, "签名应是 PNG 或 JPEG 图片，不超过 300 kB，请重新签名");
    let (head, data) = url.strip_prefix("data:").and_then(|rest| rest.split_once(";base64,")).ok_or_else(bad)?;
    let name = match head {
        "image/png" => "signature.png",
        "image/jpeg" => "signature.jpg",
        _ => return Err(bad()),
    };
    if data.len() > SIGNATURE_LIMIT * 4 / 3 + 4 {
        return Err(bad());
    }
    let bytes = STANDARD.decode(data).map_err(|_| bad())?;
    let pieces = stream::iter([Ok::<_, std::io::Error>(Bytes::from(bytes))]);
    let blob = blobs.put(pieces, Some(head), name).await.map_err(|_| bad())?;
    let size = i64::try_from(blob.size).unwrap_or(i64::MAX);
    Ok(NewFile { name: name.to_owned(), media_type: blob.media_type.to_owned(), size, digest: blob.digest })
}
