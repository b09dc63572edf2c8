//! A sequence of steps out of plain bytes.

/// Splits bytes into steps: an operation, a length, and so many bytes (or what is left).
pub struct Chunks<'a>(pub &'a [u8]);

impl<'a> Iterator for Chunks<'a> {
    type Item = (u8, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (&[operation, high, low], rest) = self.0.split_first_chunk()?;
        let length = usize::from(u16::from_be_bytes([high, low])) % 1600;
        let (chunk, rest) = rest.split_at(length.min(rest.len()));
        self.0 = rest;
        Some((operation, chunk))
    }
}

/// The other way round, for seeds.
pub fn join<'a>(steps: impl IntoIterator<Item = (u8, &'a [u8])>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (operation, chunk) in steps {
        bytes.push(operation);
        bytes.extend_from_slice(&u16::try_from(chunk.len()).unwrap_or(0).to_be_bytes());
        bytes.extend_from_slice(chunk);
    }
    bytes
}
