//! Documents as PDF: text that can be selected, searched and read out, bookmarks, and the same bytes for the same document.

mod fonts;
mod images;
mod marks;
mod ops;
mod outline;
mod whole;

#[cfg(test)]
mod tests;

use printpdf::{PdfDocument, PdfSaveOptions};

use crate::{
    Document, DocumentError,
    fonts::Fonts,
    layout::{Geometry, lay_out_with},
    pictures::pictures,
};

/// `document` as a PDF file.
///
/// # Errors
/// [`DocumentError`] where the fonts are missing. A picture that cannot be read is said in its place.
pub fn render(document: &Document) -> Result<Vec<u8>, DocumentError> {
    let fonts = Fonts::get()?;
    let images: Vec<_> = pictures(document).into_iter().map(images::read).collect();
    let sizes: Vec<_> = images.iter().map(|image| image.as_ref().map(|image| image.size)).collect();
    let laid = lay_out_with(document, fonts, &sizes);
    let geometry = Geometry::of(document);

    let mut file = PdfDocument::new(&document.title);
    fonts::embed(&mut file, fonts, &laid)?;
    images::embed(&mut file, images);
    file.pages = laid.pages.iter().map(|page| ops::page(page, &geometry)).collect();
    let options = PdfSaveOptions { optimize: false, subset_fonts: false, secure: true, image_optimization: None };
    let mut file = printpdf::serialize::to_lopdf_doc(&file, &options, &mut Vec::new());
    outline::add(&mut file, &laid.outline, &geometry);
    whole::describe(&mut file, document);
    whole::write(file)
}
