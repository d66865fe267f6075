//! Pictures of a file: JPEG as it came, PNG unpacked and laid on white.

use std::collections::BTreeMap;

use printpdf::{DictItem, ExternalStream, ExternalXObject, PdfDocument, XObject, XObjectId};

use crate::pictures::{Picture, PictureKind, picture};

/// Pixels of a picture at most: beyond that it is not unpacked.
const MOST_PIXELS: u64 = 60_000_000;

/// A picture, ready for the file.
#[derive(Debug)]
pub(super) struct Image {
    pub(super) size: (u32, u32),
    components: u8,
    /// How the content is packed: JPEG, or nothing yet.
    jpeg: bool,
    content: Vec<u8>,
}

/// The name of a picture within the file.
pub(super) fn id(index: usize) -> XObjectId {
    XObjectId(format!("Picture{index}"))
}

/// The picture in `bytes`; nothing where it cannot be read.
pub(super) fn read(bytes: &[u8]) -> Option<Image> {
    let found = picture(bytes)?;
    if u64::from(found.width) * u64::from(found.height) > MOST_PIXELS {
        return None;
    }
    match found.kind {
        PictureKind::Png => unpacked(bytes, found),
        // Its content is decoded by whoever reads the file; colours of print are mostly stored inverted and rare.
        PictureKind::Jpeg if matches!(found.components, 1 | 3) => Some(Image {
            size: (found.width, found.height),
            components: found.components,
            jpeg: true,
            content: bytes.to_vec(),
        }),
        PictureKind::Jpeg => None,
    }
}

fn unpacked(bytes: &[u8], found: Picture) -> Option<Image> {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().ok()?;
    let mut pixels = vec![0; reader.output_buffer_size()?];
    let frame = reader.next_frame(&mut pixels).ok()?;
    pixels.truncate(frame.buffer_size());
    let (components, content) = match frame.color_type {
        png::ColorType::Grayscale => (1, pixels),
        png::ColorType::Rgb => (3, pixels),
        png::ColorType::GrayscaleAlpha => (1, on_white::<2>(&pixels)),
        png::ColorType::Rgba => (3, on_white::<4>(&pixels)),
        png::ColorType::Indexed => return None,
    };
    Some(Image { size: (found.width, found.height), components, jpeg: false, content })
}

/// Pixels of `N` bytes, the last of which is how much of the others is seen, laid on white paper.
fn on_white<const N: usize>(pixels: &[u8]) -> Vec<u8> {
    let mut laid = Vec::with_capacity(pixels.len() / N * (N - 1));
    for pixel in pixels.chunks_exact(N) {
        let seen = u32::from(pixel[N - 1]);
        for value in &pixel[..N - 1] {
            let mixed = (u32::from(*value) * seen + 255 * (255 - seen) + 127) / 255;
            laid.push(u8::try_from(mixed).unwrap_or(u8::MAX));
        }
    }
    laid
}

/// Puts the pictures into the file.
pub(super) fn embed(file: &mut PdfDocument, images: Vec<Option<Image>>) {
    for (index, image) in images.into_iter().enumerate() {
        let Some(image) = image else { continue };
        let name = |text: &str| DictItem::Name(text.as_bytes().to_vec());
        let mut dict = BTreeMap::from([
            ("Type".to_owned(), name("XObject")),
            ("Subtype".to_owned(), name("Image")),
            ("Width".to_owned(), DictItem::Int(i64::from(image.size.0))),
            ("Height".to_owned(), DictItem::Int(i64::from(image.size.1))),
            ("BitsPerComponent".to_owned(), DictItem::Int(8)),
            ("ColorSpace".to_owned(), name(if image.components == 1 { "DeviceGray" } else { "DeviceRGB" })),
        ]);
        if image.jpeg {
            dict.insert("Filter".to_owned(), name("DCTDecode"));
        }
        let stream = ExternalStream { dict, content: image.content, compress: !image.jpeg };
        let object = ExternalXObject { stream, width: None, height: None, dpi: None };
        file.resources.xobjects.map.insert(id(index), XObject::External(object));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pictures::tests::sample_png;

    #[test]
    fn what_can_be_seen_through_is_laid_on_white() {
        let image = read(&sample_png(2, 1)).expect("a picture");
        assert_eq!((image.size, image.components, image.jpeg), ((2, 1), 3, false));
        assert_eq!(image.content, [142, 157, 187, 142, 157, 187]);
    }

    #[test]
    fn a_damaged_picture_is_none() {
        let mut bytes = sample_png(20, 20);
        let middle = bytes.len() / 2;
        bytes.truncate(middle);
        assert!(read(&bytes).is_none());
        assert!(read(b"no picture").is_none());
    }
}
