//! The one copy that leaves: a tar archive (POSIX ustar) of the films as they are.

use protocol::time::UnixMs;

pub const BLOCK_BYTES: usize = 512;

/// Two empty blocks end an archive.
pub const END: [u8; 2 * BLOCK_BYTES] = [0; 2 * BLOCK_BYTES];

/// The header of one file. The name is plain and at most 100 bytes; what is longer is cut.
pub fn header(name: &str, bytes: u64, at: UnixMs) -> [u8; BLOCK_BYTES] {
    let mut block = [0; BLOCK_BYTES];
    let mut put = |at: usize, text: &[u8], most: usize| {
        let length = text.len().min(most);
        block[at..at + length].copy_from_slice(&text[..length]);
    };
    let seconds = u64::try_from(at.0 / 1_000).unwrap_or(0);
    put(0, name.as_bytes(), 100);
    put(100, b"0000400\0", 8);
    put(108, b"0000000\0", 8);
    put(116, b"0000000\0", 8);
    put(124, format!("{bytes:011o}\0").as_bytes(), 12);
    put(136, format!("{seconds:011o}\0").as_bytes(), 12);
    // The sum of the header's bytes is counted with spaces in its own place.
    put(148, b"        ", 8);
    put(156, b"0", 1);
    put(257, b"ustar\x0000", 8);
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block
}

/// The empty bytes after a file's content, up to a whole block.
pub fn padding(bytes: u64) -> usize {
    let over = usize::try_from(bytes % BLOCK_BYTES as u64).unwrap_or(0);
    (BLOCK_BYTES - over) % BLOCK_BYTES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_what_tar_writes() {
        let block = header("film.mp4", 1234, UnixMs(1_795_100_400_000));
        assert_eq!(&block[..9], b"film.mp4\0");
        assert_eq!(&block[124..136], b"00000002322\0");
        assert_eq!(&block[136..148], b"15277607360\0");
        assert_eq!(&block[257..265], b"ustar\x0000");
        let sum = std::str::from_utf8(&block[148..154]).unwrap();
        let mut without = block;
        without[148..156].fill(b' ');
        let counted: u32 = without.iter().map(|byte| u32::from(*byte)).sum();
        assert_eq!(u32::from_str_radix(sum, 8).unwrap(), counted);
        assert_eq!(
            (padding(0), padding(1), padding(512), padding(513)),
            (0, 511, 0, 511)
        );
    }
}
