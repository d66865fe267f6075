//! The store on a disk.

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use futures::stream;
use tempfile::TempDir;

use super::{ole::tests::compound, zip::tests::zip, *};
use crate::Problem;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR and the rest";
const LIMIT: u64 = 1024 * 1024;

fn store() -> (TempDir, BlobStore) {
    let folder = TempDir::new().unwrap();
    let store = BlobStore::new(folder.path().join("blobs"), LIMIT);
    (folder, store)
}

async fn put(store: &BlobStore, name: &str, claimed: Option<&str>, bytes: &[u8]) -> Result<Blob, BlobError> {
    let length = bytes.len().div_ceil(5).max(1);
    let pieces: Vec<_> = bytes.chunks(length).map(|piece| Ok::<_, Infallible>(Bytes::copy_from_slice(piece))).collect();
    store.put(stream::iter(pieces), claimed, name).await
}

async fn code(store: &BlobStore, name: &str, claimed: Option<&str>, bytes: &[u8]) -> (u16, String) {
    let problem = Problem::from(put(store, name, claimed, bytes).await.unwrap_err());
    (problem.status, problem.code)
}

/// Files below the store's folder, whatever they are.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[tokio::test]
async fn what_is_put_is_read_again_by_its_digest() {
    let (folder, store) = store();
    let blob = put(&store, "现场.png", Some("image/png"), PNG).await.unwrap();
    assert_eq!((blob.size, blob.media_type), (PNG.len() as u64, "image/png"));
    assert_eq!(blob.digest, hex::encode(Sm3::digest(PNG)));
    let (mut file, size) = store.open(&blob.digest).await.unwrap().unwrap();
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).await.unwrap();
    assert_eq!((bytes.as_slice(), size), (PNG, PNG.len() as u64));
    let place = folder.path().join("blobs").join(&blob.digest[..2]).join(&blob.digest[2..4]).join(&blob.digest);
    assert_eq!(files(folder.path()), [place]);
}

#[tokio::test]
async fn equal_content_is_one_file() {
    let (folder, store) = store();
    let first = put(&store, "a.png", None, PNG).await.unwrap();
    assert_eq!(put(&store, "b.png", None, PNG).await.unwrap(), first);
    assert_eq!(files(folder.path()).len(), 1);
}

#[tokio::test]
async fn an_upload_is_stopped_at_the_limit() {
    let (folder, store) = store();
    let taken = Arc::new(AtomicUsize::new(0));
    let counter = taken.clone();
    let endless = stream::repeat_with(move || {
        counter.fetch_add(1, Ordering::Relaxed);
        Ok::<_, Infallible>(Bytes::from_static(&[b'x'; 1024]))
    });
    let problem = Problem::from(store.put(endless, None, "a.log").await.unwrap_err());
    assert_eq!((problem.status, problem.code.as_str()), (413, "attachment.too_large"));
    assert!(problem.detail.contains("1 MB"), "{}", problem.detail);
    assert_eq!(taken.load(Ordering::Relaxed), 1025);
    assert_eq!(files(folder.path()), Vec::<PathBuf>::new());
    let full = put(&store, "a.log", None, &vec![b'x'; 1024 * 1024]).await.unwrap();
    assert_eq!(full.size, LIMIT);
}

#[tokio::test]
async fn nothing_stays_of_an_upload_that_breaks_off_or_is_dropped() {
    let (folder, store) = store();
    let broken = stream::iter([Ok(Bytes::from_static(PNG)), Err("connection reset")]);
    let problem = Problem::from(store.put(broken, None, "a.png").await.unwrap_err());
    assert_eq!(problem.code, "attachment.interrupted");
    assert_eq!(files(folder.path()), Vec::<PathBuf>::new());

    let stuck = stream::iter([Ok::<_, Infallible>(Bytes::from_static(PNG))]).chain(stream::pending());
    let mut put = Box::pin(store.put(stuck, None, "a.png"));
    while files(folder.path()).is_empty() {
        assert!(futures::poll!(&mut put).is_pending());
        tokio::task::yield_now().await;
    }
    drop(put);
    assert_eq!(files(folder.path()), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn an_attachment_that_lies_is_refused_and_not_kept() {
    let (folder, store) = store();
    let mismatch = (415, "attachment.type_mismatch".to_owned());
    assert_eq!(code(&store, "合同.pdf", Some("application/pdf"), PNG).await, mismatch);
    assert_eq!(code(&store, "a.png", Some("application/pdf"), PNG).await, mismatch);
    assert_eq!(code(&store, "a.docx", None, &zip(&[("a.txt", "x")])).await, mismatch);
    let refused = (415, "attachment.type_refused".to_owned());
    assert_eq!(code(&store, "a.png", Some("image/png"), b"MZ\x90\0\x03\0\0\0").await, refused);
    assert_eq!(code(&store, "a.txt", Some("text/plain"), b"<svg onload='x'></svg>").await, refused);
    assert_eq!(code(&store, "a.log", None, b"#!/bin/sh\nexit").await, refused);
    assert_eq!(code(&store, "a.txt", None, b"").await, (422, "attachment.empty".to_owned()));
    assert_eq!(files(folder.path()), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn documents_and_texts_are_typed_by_content() {
    let (_folder, store) = store();
    let docx = zip(&[("[Content_Types].xml", ""), ("word/document.xml", "")]);
    for (name, bytes, media_type) in [
        ("a.docx", docx.as_slice(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.doc", &compound("WordDocument", ""), "application/msword"),
        ("a.csv", "时间,温度\n".as_bytes(), "text/csv"),
        ("MZ.txt", b"MZ is how this note begins", "text/plain"),
        ("a.eml", b"From: a@example.test\nTo: b@example.test\nSubject: x\n\nhi", "message/rfc822"),
    ] {
        assert_eq!(put(&store, name, None, bytes).await.unwrap().media_type, media_type, "{name}");
    }
}

#[tokio::test]
async fn digests_lists_what_is_kept_and_nothing_else() {
    let (folder, store) = store();
    assert_eq!(store.digests().count(), 0);
    let mut kept =
        [put(&store, "a.png", None, PNG).await.unwrap().digest, put(&store, "a.txt", None, b"x").await.unwrap().digest];
    std::fs::write(folder.path().join("blobs/partial/leftover"), "x").unwrap();
    std::fs::write(folder.path().join("blobs/README"), "x").unwrap();
    let mut found = store.digests().collect::<io::Result<Vec<_>>>().unwrap();
    kept.sort();
    found.sort();
    assert_eq!(found, kept);
}

#[tokio::test]
async fn a_changed_file_is_found_out() {
    let (_folder, store) = store();
    let digest = put(&store, "a.txt", None, b"one").await.unwrap().digest;
    assert_eq!(store.check(&digest).await.unwrap(), Condition::Sound);
    std::fs::write(store.path(&digest).unwrap(), "two").unwrap();
    assert_eq!(store.check(&digest).await.unwrap(), Condition::Changed);
    put(&store, "a.txt", None, b"one").await.unwrap();
    assert_eq!(store.check(&digest).await.unwrap(), Condition::Sound, "uploading it again heals it");
    assert_eq!(store.check(&"0".repeat(64)).await.unwrap(), Condition::Missing);
}

#[tokio::test]
async fn only_digests_open_files() {
    let (folder, store) = store();
    std::fs::write(folder.path().join("secret"), "x").unwrap();
    for text in ["../secret", "", "é", &"A".repeat(64), &"../".repeat(22)[..64]] {
        assert!(store.open(text).await.unwrap().is_none(), "{text}");
    }
}

#[tokio::test]
async fn leftovers_of_a_killed_process_are_forgotten_by_age() {
    let (folder, store) = store();
    let before = "2026-03-02T00:00:00Z".parse().unwrap();
    assert_eq!(store.forget_partial(before).await.unwrap(), 0);
    let partial = folder.path().join("blobs/partial");
    std::fs::create_dir_all(&partial).unwrap();
    for (name, at) in [("old", "2026-03-01T00:00:00Z"), ("new", "2026-03-03T00:00:00Z")] {
        let file = std::fs::File::create(partial.join(name)).unwrap();
        file.set_modified(at.parse::<DateTime<Utc>>().unwrap().into()).unwrap();
    }
    assert_eq!(store.forget_partial(before).await.unwrap(), 1);
    assert_eq!(files(folder.path()), [partial.join("new")]);
}
