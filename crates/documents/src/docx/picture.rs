//! Pictures in the text: photographs, drawn signatures, and the frame that charts stand in.

use super::{
    Writer,
    words::{self, Stand, paragraph},
    xml::Xml,
};
use crate::{DocumentError, PictureKind, model::Image, picture as look_at};

/// English metric units of a twentieth of a point.
const EMU: u64 = 635;
/// The height that a picture has at most, in hundredths of the type area's width.
const TALLEST: u64 = 120;

/// A drawing in a line of text: its id, what it shows, and its size in EMU.
pub struct Drawing<'a> {
    pub id: usize,
    pub about: &'a str,
    pub size: (u64, u64),
}

impl Drawing<'_> {
    /// A run with the drawing, whose content `inside` writes; `kind` is the vocabulary that it is written in.
    pub fn write(&self, xml: &mut Xml, kind: &'static str, inside: impl FnOnce(&mut Xml)) {
        let (id, name) = (self.id.to_string(), format!("图 {}", self.id));
        let (across, down) = (self.size.0.to_string(), self.size.1.to_string());
        xml.element("w:r", &[], |xml| {
            xml.element("w:drawing", &[], |xml| {
                let around = [("distT", "0"), ("distB", "0"), ("distL", "0"), ("distR", "0")];
                xml.element("wp:inline", &around, |xml| {
                    xml.leaf("wp:extent", &[("cx", &across), ("cy", &down)]);
                    xml.leaf("wp:docPr", &[("id", &id), ("name", &name), ("descr", self.about)]);
                    xml.leaf("wp:cNvGraphicFramePr", &[]);
                    xml.element("a:graphic", &[], |xml| xml.element("a:graphicData", &[("uri", kind)], inside));
                });
            });
        });
    }
}

impl Writer<'_> {
    pub(super) fn image(&mut self, image: &Image, caption: Option<&str>) -> Result<(), DocumentError> {
        let share = u64::from(image.width.clamp(1, 100));
        let room = u64::from(self.page.measure()) * share / 100;
        let tallest = u64::from(self.page.measure()) * TALLEST / 100;
        let (relation, drawing) = self.placed(&image.bytes, &image.caption, (room, tallest))?;
        paragraph(&mut self.xml, Stand::style("Figure"), |xml| picture(xml, &drawing, &relation));
        if let Some(caption) = caption {
            words::caption(&mut self.xml, caption, false);
        }
        Ok(())
    }

    /// Puts a picture into the file. Gives what refers to it, and the drawing that shows it in so much width and
    /// height.
    pub(super) fn placed<'b>(
        &mut self,
        bytes: &[u8],
        about: &'b str,
        (room, tallest): (u64, u64),
    ) -> Result<(String, Drawing<'b>), DocumentError> {
        let damaged = || DocumentError::Picture(about.to_owned(), "既不是 PNG 也不是 JPEG，或已损坏".to_owned());
        let pixels = look_at(bytes).ok_or_else(damaged)?;
        self.drawings += 1;
        let (id, relation) = (self.drawings, format!("rIdImage{}", self.drawings));
        let path = format!("media/image{id}.{}", ending(pixels.kind));
        self.package.bytes(&format!("word/{path}"), bytes.to_vec());
        let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image";
        self.package.relate(&relation, kind, &path);
        let (wide, high) = (u64::from(pixels.width), u64::from(pixels.height));
        // As wide as there is room, but no higher than a page holds.
        let (across, down) = match room * high / wide {
            down if down > tallest => (tallest * wide / high, tallest),
            down => (room, down),
        };
        Ok((relation, Drawing { id, about, size: (across.max(1) * EMU, down.max(1) * EMU) }))
    }
}

const fn ending(kind: PictureKind) -> &'static str {
    match kind {
        PictureKind::Png => "png",
        PictureKind::Jpeg => "jpeg",
    }
}

/// Shows a picture that [`Writer::placed`] has put into the file.
pub fn picture(xml: &mut Xml, drawing: &Drawing<'_>, relation: &str) {
    let (id, name) = (drawing.id.to_string(), format!("图 {}", drawing.id));
    let (across, down) = (drawing.size.0.to_string(), drawing.size.1.to_string());
    drawing.write(xml, "http://schemas.openxmlformats.org/drawingml/2006/picture", |xml| {
        xml.element("pic:pic", &[], |xml| {
            xml.element("pic:nvPicPr", &[], |xml| {
                xml.leaf("pic:cNvPr", &[("id", &id), ("name", &name), ("descr", drawing.about)]);
                xml.leaf("pic:cNvPicPr", &[]);
            });
            xml.element("pic:blipFill", &[], |xml| {
                xml.leaf("a:blip", &[("r:embed", relation)]);
                xml.raw("<a:stretch><a:fillRect/></a:stretch>");
            });
            xml.element("pic:spPr", &[], |xml| {
                xml.element("a:xfrm", &[], |xml| {
                    xml.leaf("a:off", &[("x", "0"), ("y", "0")]);
                    xml.leaf("a:ext", &[("cx", &across), ("cy", &down)]);
                });
                xml.raw("<a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom>");
            });
        });
    });
}
