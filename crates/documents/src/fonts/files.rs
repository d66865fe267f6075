//! Where the files of the fonts are.

use std::borrow::Cow;

use rust_embed::RustEmbed;

use super::Face;

#[derive(RustEmbed)]
#[folder = "../../web/node_modules/@expo-google-fonts/noto-serif-sc/400Regular"]
#[allow_missing = true]
struct Serif;

#[derive(RustEmbed)]
#[folder = "../../web/node_modules/@expo-google-fonts/noto-sans-sc/400Regular"]
#[allow_missing = true]
struct Sans;

#[derive(RustEmbed)]
#[folder = "../../web/node_modules/@expo-google-fonts/noto-sans-sc/700Bold"]
#[allow_missing = true]
struct Bold;

/// The file of a cut; nothing where it is missing.
pub(super) fn read(face: Face) -> Option<Cow<'static, [u8]>> {
    let file = match face {
        Face::Serif => Serif::get("NotoSerifSC_400Regular.ttf"),
        Face::Sans => Sans::get("NotoSansSC_400Regular.ttf"),
        Face::Bold => Bold::get("NotoSansSC_700Bold.ttf"),
    };
    file.map(|file| file.data)
}
