//! Links libheif, whose Debian 12 version no Rust binding fits.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-link-lib=dylib=heif");
}
