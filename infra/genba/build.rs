//! Builds anew when the pages were built anew: new hashed names are files cargo has not seen.

fn main() {
    println!("cargo:rerun-if-changed=../../web-client/dist");
}
