//! `seeds-signaling FOLDER` writes the seeds of every target below FOLDER, one folder each.

use std::{error::Error, fs, path::PathBuf};

const SEEDS: &[(&str, &[u8])] = &[
    ("caller_socket", br#"{"type":"hello","session_token":"a"}"#),
    (
        "caller_socket",
        br#"{"type":"positions","seq":1,"points":[{"at_ms":1795000000000,"latitude_deg":35.6,"longitude_deg":139.6,"accuracy_m":9.5}]}"#,
    ),
    ("caller_socket", br#"{"type":"say","client_key":"0123456789abcdef","words":"here"}"#),
    ("caller_socket", br#"{"type":"stuck","obstacle":"camera_denied"}"#),
    ("caller_socket", br#"{"type":"traffic","sent_bytes":1}"#),
    ("caller_socket", br#"{"type":"end","withdrawn":true}"#),
    (
        "gateway_receipt",
        b"\x02id:00A1 sub:001 dlvrd:001 submit date:2611270900 done date:2611270901 stat:DELIVRD err:000 text:x",
    ),
    ("gateway_receipt", b"\x10NACK/11"),
    (
        "json_bodies",
        b"\x03{\"safety_confirmed\":true,\"camera_confirmed\":true,\"number_presented\":true,\"reported_to_manager\":true,\"destination\":\"090-1234-5678\",\"calling_number\":\"09012345678\"}",
    ),
    ("json_bodies", b"\x04{\"confirm_token\":\"t\",\"destination\":\"+819012345678\",\"compared\":true}"),
    ("json_bodies", b"\x05{\"body\":{\"kind\":\"words\",\"words\":\"hello\"}}"),
    ("json_bodies", b"\x02{\"token\":\"abc\"}"),
    ("phone_number", "０９０－１２３４－５６７８".as_bytes()),
    ("phone_number", b"+81 90 1234 5678"),
    ("place", &[0, 0, 0, 0, 0, 0xd8, 0x41, 0x40, 0, 0, 0, 0, 0, 0x78, 0x61, 0x40]),
    ("upload", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\0\0\0\0\0../a\\b.heic"),
    (
        "upload",
        br#"{"name":"a.jpg","bytes":9,"media_type":"image/jpeg","client_key":"0123456789abcdef"}"#,
    ),
];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(
        std::env::args_os()
            .nth(1)
            .ok_or("usage: seeds-signaling FOLDER")?,
    );
    for (number, (target, bytes)) in SEEDS.iter().enumerate() {
        fs::create_dir_all(folder.join(target))?;
        fs::write(folder.join(target).join(format!("seed-{number}")), bytes)?;
    }
    Ok(())
}
