//! Says in a release build that papers will have no fonts, and builds anew once they are there.

use std::{env, path::Path};

const FONTS: [&str; 3] = [
    "noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf",
    "noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
    "noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf",
];

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let root = env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let fonts = Path::new(&root).join("../../web/node_modules/@expo-google-fonts");
    let release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    for font in FONTS.map(|font| fonts.join(font)) {
        if !font.is_file() && release {
            println!("cargo:rerun-if-changed={}", font.display());
            println!("cargo:warning=no font {}: run npm ci in web/, or no PDF can be made", font.display());
        }
    }
}
