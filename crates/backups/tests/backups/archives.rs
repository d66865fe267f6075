//! Archives that are whole, and those that are not.

use std::{
    io::{Cursor, Write},
    time::Duration,
};

use flate2::{Compression, write::GzEncoder};
use jianyue_backups::drill::Limits;
use serde_json::json;
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::common::{Setting, Stage, failure};

fn tar_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, bytes) in entries {
        let mut header = tar::Header::new_gnu();
        header.set_size(u64::try_from(bytes.len()).unwrap());
        header.set_mode(0o644);
        // As somebody writes it who wants to reach out of the folder: no library would.
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        archive.append(&header, *bytes).unwrap();
    }
    archive.into_inner().unwrap()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn zip_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// Text that does not pack to nothing.
fn noise(n: u32) -> Vec<u8> {
    (0..n).flat_map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()).collect()
}

#[tokio::test]
async fn archives_are_read_to_their_end() {
    let (stage, test) = Stage::alone(Setting::default()).await;
    let noise = noise(20_000);
    let entries: [(&str, &[u8]); 2] = [("conf/app.toml", b"a = 1"), ("data/b.bin", &noise)];
    for (format, name, bytes) in [
        ("tar", "a.tar", tar_of(&entries)),
        ("tar_gz", "b.tar.gz", gz(&tar_of(&entries))),
        ("zip", "c.zip", zip_of(&entries)),
    ] {
        let drill = stage.drill_of(format, name, &bytes).await;
        assert_eq!((&drill["state"], &drill["file"]), (&json!("proved"), &json!(name)), "{drill}");
        assert_eq!(drill["counts"], json!({ "files": 2, "unpacked_bytes": 80_005 }));
    }
    let plain = stage.drill_of("plain", "d.log.gz", &gz(b"line\n")).await;
    assert_eq!(plain["counts"], json!({ "files": 1, "unpacked_bytes": 5 }));
    let policies = stage.get(&stage.client(), "/backup-policies").await.json();
    for policy in policies["items"].as_array().unwrap() {
        assert_eq!(
            (&policy["proven_at"], &policy["proven_file"]),
            (&json!("2026-03-02T01:00:00Z"), &policy["pattern"])
        );
    }
    assert_eq!(stage.events("backups.drill_ended").await.len(), 4);
    test.remove().await;
}

#[tokio::test]
async fn what_is_broken_is_said() {
    let (stage, test) = Stage::alone(Setting::default()).await;
    let noise = noise(20_000);
    let entries: [(&str, &[u8]); 2] = [("a", &noise), ("b", b"x")];
    let flipped = |mut bytes: Vec<u8>, at: usize| {
        bytes[at] ^= 0x55;
        bytes
    };
    let cut = |bytes: Vec<u8>, at: usize| bytes[..at].to_vec();
    let (tar, packed, zip) = (tar_of(&entries), gz(&tar_of(&entries)), zip_of(&entries));
    for (n, (format, bytes, why)) in [
        ("tar", cut(tar.clone(), 40_000), "不完整"),
        // Between two entries: no reader of tar would notice.
        ("tar", cut(tar.clone(), tar.len() - 1024), "没有结尾"),
        ("tar", flipped(tar.clone(), 3), "出错"),
        ("tar_gz", cut(packed.clone(), packed.len() / 2), "不完整"),
        ("tar_gz", flipped(packed.clone(), packed.len() - 6), "损坏"),
        ("zip", cut(zip.clone(), zip.len() / 2), "损坏"),
        ("zip", flipped(zip.clone(), 20_000), "损坏"),
        ("tar", tar_of(&[("../../etc/cron.d/x", b"x")]), "越出目录"),
        ("tar", tar_of(&[("/etc/x", b"x")]), "越出目录"),
        ("zip", zip_of(&[("../x", b"x")]), "越出目录"),
        ("zip", zip_of(&[]), "空的"),
        ("plain", Vec::new(), "空的"),
    ]
    .into_iter()
    .enumerate()
    {
        let said = failure(&stage.drill_of(format, &format!("{n}.{format}"), &bytes).await);
        assert!(said.contains(why), "{n} {format}: {said}");
    }
    assert!(!stage.folder.path().join("x").exists());
    let found = stage.events("backups.deviation_found").await;
    assert!(found.len() == 12 && found.iter().all(|event| event["what"] == "drill"), "{found:?}");
    test.remove().await;
}

#[tokio::test]
async fn a_bomb_is_stopped() {
    let limits = Limits { unpacked: 1 << 20, ratio: 10, entries: 50, ..Limits::default() };
    let (stage, test) = Stage::alone(Setting { limits: Some(limits), ..Setting::default() }).await;
    let zeros = vec![0; 8 << 20];
    for (format, bytes) in [
        ("tar_gz", gz(&tar_of(&[("zeros", &zeros)]))),
        ("zip", zip_of(&[("zeros", &zeros)])),
        ("plain", gz(&zeros)),
        ("sqlite", gz(&zeros)),
    ] {
        let said = failure(&stage.drill_of(format, &format!("bomb.{format}"), &bytes).await);
        assert!(said.contains("压缩炸弹"), "{format}: {said}");
    }
    let many: Vec<(String, Vec<u8>)> = (0..60).map(|n| (format!("f{n}"), Vec::new())).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    for (format, bytes) in [("tar", tar_of(&many)), ("zip", zip_of(&many))] {
        let said = failure(&stage.drill_of(format, &format!("many.{format}"), &bytes).await);
        assert!(said.contains("超过 50 个"), "{format}: {said}");
    }
    test.remove().await;
}

#[tokio::test]
async fn a_drill_ends_when_its_time_is_over() {
    let limits = Limits { time: Duration::ZERO, ..Limits::default() };
    let (stage, test) = Stage::alone(Setting { limits: Some(limits), ..Setting::default() }).await;
    let said = failure(&stage.drill_of("zip", "a.zip", &zip_of(&[("a", b"x")])).await);
    assert!(said.contains("时限") || said.contains("超时") || said.contains("没有完成"), "{said}");
    test.remove().await;
}
