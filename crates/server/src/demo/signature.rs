//! Signatures of the demo: small pictures made here, so that no picture lies in the repository.

/// Pixels across and down.
const SIZE: (u32, u32) = (160, 48);

/// A PNG of a made-up signature; another number gives another hand.
#[must_use]
pub fn png(hand: u32) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut head = Vec::new();
    head.extend_from_slice(&SIZE.0.to_be_bytes());
    head.extend_from_slice(&SIZE.1.to_be_bytes());
    // Eight bits of grey; deflate, no special filter, no interlacing.
    head.extend_from_slice(&[8, 0, 0, 0, 0]);
    chunk(&mut file, *b"IHDR", &head);
    chunk(&mut file, *b"IDAT", &zlib(&rows(hand)));
    chunk(&mut file, *b"IEND", &[]);
    file
}

/// Rows of grey pixels, each behind the byte for “no filter”: a line that swings like a pen.
fn rows(hand: u32) -> Vec<u8> {
    let (width, height) = SIZE;
    let mut rows = vec![0xff_u8; ((width + 1) * height) as usize];
    for row in 0..height {
        rows[(row * (width + 1)) as usize] = 0;
    }
    let swing = f64::from(hand % 5) + 3.0;
    for step in 0..4 * (width - 20) {
        let along = f64::from(step) / f64::from(4 * (width - 20));
        let (x, wave) = (10.0 + along * f64::from(width - 20), (along * swing * 6.0).sin() * (1.0 - along * 0.5));
        let y = f64::from(height) / 2.0 + wave * f64::from(height) * 0.35 + along * f64::from(hand % 7);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "inside the picture")]
        for (dx, dy) in [(0, 0), (1, 0), (0, 1)] {
            let (x, y) = ((x as u32 + dx).min(width - 1), (y.max(0.0) as u32 + dy).min(height - 1));
            rows[(y * (width + 1) + 1 + x) as usize] = 0x20;
        }
    }
    rows
}

/// A zlib stream of one block that is not compressed (RFC 1950, RFC 1951).
fn zlib(data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap_or(u16::MAX);
    let mut stream = vec![0x78, 0x01, 0x01];
    stream.extend_from_slice(&length.to_le_bytes());
    stream.extend_from_slice(&(!length).to_le_bytes());
    stream.extend_from_slice(&data[..usize::from(length)]);
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in &data[..usize::from(length)] {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    stream.extend_from_slice(&(b << 16 | a).to_be_bytes());
    stream
}

fn chunk(file: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    file.extend_from_slice(&u32::try_from(data.len()).unwrap_or(u32::MAX).to_be_bytes());
    let start = file.len();
    file.extend_from_slice(&kind);
    file.extend_from_slice(data);
    let sum = crc(&file[start..]);
    file.extend_from_slice(&sum.to_be_bytes());
}

/// CRC-32 as PNG wants it.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_the_standards() {
        assert_eq!(crc(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc(b"IEND"), 0xae42_6082);
        assert_eq!(zlib(b"Wikipedia")[16..], 0x11e6_0398_u32.to_be_bytes());
    }

    #[test]
    fn every_hand_is_another_picture_of_the_same_size() {
        let (one, two) = (png(1), png(2));
        assert_ne!(one, two);
        assert_eq!((one.len(), &one[16..24]), (two.len(), &[0, 0, 0, 160, 0, 0, 0, 48][..]));
        assert!(rows(1).iter().map(|pixel| u32::from(*pixel == 0x20)).sum::<u32>() > 200);
    }
}
