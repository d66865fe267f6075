//! What a picture is, told from its bytes.

use crate::model::{Block, Document};

/// A kind of picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureKind {
    /// Portable Network Graphics.
    Png,
    /// JPEG.
    Jpeg,
}

/// A picture that can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its kind.
    pub kind: PictureKind,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
    /// Its colours: 1 is grey, 3 is RGB, 4 is CMYK.
    pub components: u8,
}

/// What the picture in `bytes` is; nothing where it is neither PNG nor JPEG, or has no size.
#[must_use]
pub fn picture(bytes: &[u8]) -> Option<Picture> {
    png(bytes).or_else(|| jpeg(bytes)).filter(|picture| picture.width > 0 && picture.height > 0)
}

/// The bytes of the document's pictures in their order: its images, and the drawn signatures.
pub(crate) fn pictures(document: &Document) -> Vec<&[u8]> {
    let mut all = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Image(image) => all.push(image.bytes.as_slice()),
            Block::Signatures(signatures) => all.extend(signatures.iter().filter_map(|one| one.drawn.as_deref())),
            _ => {}
        }
    }
    all
}

/// Its head chunk comes first (RFC 2083).
fn png(bytes: &[u8]) -> Option<Picture> {
    let rest = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    let head = rest.get(4..8).filter(|name| *name == b"IHDR").and(rest.get(8..18))?;
    let number = |at: usize| Some(u32::from_be_bytes(head.get(at..at + 4)?.try_into().ok()?));
    let components = if matches!(head.get(9), Some(0 | 4)) { 1 } else { 3 };
    Some(Picture { kind: PictureKind::Png, width: number(0)?, height: number(4)?, components })
}

/// Its size is in the start-of-frame segment (ITU T.81 B.2.2).
fn jpeg(bytes: &[u8]) -> Option<Picture> {
    let mut rest = bytes.strip_prefix(b"\xff\xd8")?;
    loop {
        let at = rest.iter().position(|byte| *byte == 0xff)?;
        rest = rest.get(at..)?;
        let marker = *rest.iter().find(|byte| **byte != 0xff)?;
        let start = rest.iter().position(|byte| *byte != 0xff)? + 1;
        rest = rest.get(start..)?;
        match marker {
            0x00 | 0x01 | 0xd0..=0xd8 => {}
            0xd9 | 0xda => return None,
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                let number = |at: usize| Some(u32::from(u16::from_be_bytes(rest.get(at..at + 2)?.try_into().ok()?)));
                let (height, width, components) = (number(3)?, number(5)?, *rest.get(7)?);
                return Some(Picture { kind: PictureKind::Jpeg, width, height, components });
            }
            _ => {
                let length = u16::from_be_bytes(rest.get(..2)?.try_into().ok()?);
                rest = rest.get(usize::from(length)..)?;
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A PNG of one colour, with an alpha channel that lets half of it through.
    pub(crate) fn sample_png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(png::ColorType::Rgba);
        let mut writer = encoder.write_header().expect("a head");
        let pixels = [30, 60, 120, 128].repeat((width * height) as usize);
        writer.write_image_data(&pixels).expect("pixels");
        drop(writer);
        bytes
    }

    #[test]
    fn kinds_and_sizes_are_told_from_the_bytes() {
        let found = picture(&sample_png(7, 5));
        assert_eq!(found, Some(Picture { kind: PictureKind::Png, width: 7, height: 5, components: 3 }));
        let jpeg = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08\x00\x10\x00\x20\x03\x01\x22\x00";
        assert_eq!(picture(jpeg), Some(Picture { kind: PictureKind::Jpeg, width: 32, height: 16, components: 3 }));
        for wrong in [
            &b""[..],
            b"GIF89a",
            b"\x89PNG\r\n\x1a\n",
            b"\xff\xd8\xff\xda\x00",
            b"\xff\xd8\xff\xe0\xff\xff",
            &sample_png(7, 5)[..20],
        ] {
            assert_eq!(picture(wrong), None, "{wrong:?}");
        }
    }
}
