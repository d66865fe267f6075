//! Mails as programs of all kinds write them, read without a database.

use std::collections::BTreeMap;

use jianyue_mailbox::letter::Letter;

use super::common::corpus;

fn letter(name: &str) -> Letter {
    Letter::read(&corpus(name, &BTreeMap::new())).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn chinese_of_every_character_set_is_read() {
    for name in ["gbk", "gb18030-quoted-printable", "big5", "gbk-without-saying-so", "utf8-base64"] {
        let letter = letter(name);
        let (subject, text) = if name == "big5" {
            ("印表機不工作", "三樓東側")
        } else {
            ("打印机不工作", "三楼东侧")
        };
        assert_eq!(letter.subject, subject, "{name}");
        assert!(letter.text.contains(text), "{name}: {}", letter.text);
        assert_eq!(letter.from, "wang@example.com", "{name}");
    }
}

#[test]
fn files_come_along_and_what_is_of_no_use_does_not() {
    let letter = letter("attachments");
    let names: Vec<_> = letter.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["故障截图.png", "附件2.png", "现场记录.txt", "附件5.eml"]);
    assert!(letter.text.contains("见附件"));
    assert_eq!(letter.notes.len(), 1);
    assert!(letter.notes[0].contains("winmail.dat"));
}

#[test]
fn broken_mails_are_read_as_far_as_they_go_and_never_panic() {
    assert!(letter("broken-mime").text.contains("没有结尾"));
    let whole = corpus("attachments", &BTreeMap::new());
    for end in (0..whole.len()).step_by(7) {
        let _ = Letter::read(&whole[..end]);
        let _ = Letter::read(&whole[end..]);
    }
    for raw in
        [&b""[..], b"\r\n\r\n", b"From:", b"From: x", b"\xff\xfe\x00", b"Content-Type: multipart/mixed; boundary=\r\n"]
    {
        assert!(Letter::read(raw).is_err(), "{raw:?}");
    }
}

#[test]
fn thousands_of_parts_and_deep_nesting_end_soon() {
    let attached = |count: usize| {
        let mut raw = b"From: a@example.com\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n".to_vec();
        for _ in 0..count {
            raw.extend(
                b"--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nx\r\n",
            );
        }
        raw
    };
    let letter = Letter::read(&attached(1_000)).unwrap();
    assert!(letter.files.len() <= 50 && letter.notes.iter().any(|note| note.contains("没有保存")));
    assert!(Letter::read(&attached(20_000)).is_err());
    for depth in [1_900, 20_000] {
        let mut raw = b"From: a@example.com\r\n".to_vec();
        for part in 0..depth {
            raw.extend(format!("Content-Type: multipart/mixed; boundary=b{part}\r\n\r\n--b{part}\r\n").bytes());
        }
        let _ = Letter::read(&raw);
        let mut raw = b"From: a@example.com\r\n".to_vec();
        raw.extend(b"Content-Type: message/rfc822\r\n\r\n".repeat(depth));
        let _ = Letter::read(&raw);
    }
}
