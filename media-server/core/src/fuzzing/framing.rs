use crate::{
    framing::{Deframer, write_frame},
    limits,
};

/// A byte stream of a TCP peer, cut into pieces of which the first byte tells the length. However
/// it is cut, the same datagrams come out.
pub fn framing(bytes: &[u8]) {
    let Some((&piece_bytes, stream)) = bytes.split_first() else {
        return;
    };
    let whole = datagrams(stream.chunks(stream.len().max(1)));
    let pieces = datagrams(stream.chunks(usize::from(piece_bytes).max(1)));
    assert_eq!(whole, pieces);
    let mut again = Vec::new();
    for datagram in &whole.0 {
        write_frame(datagram, &mut again);
    }
    assert!(again.len() <= stream.len());
    let same = datagrams(std::iter::once(again.as_slice()));
    assert_eq!(same, (whole.0, true));
}

/// What came out before the stream was found to be broken, if it was.
fn datagrams<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> (Vec<Vec<u8>>, bool) {
    let (mut deframer, mut found) = (Deframer::default(), Vec::new());
    for piece in pieces {
        let mut piece = piece.to_vec();
        let pushed = deframer.push(&mut piece, |datagram| {
            assert!((1..=limits::DATAGRAM_BYTES_MAX).contains(&datagram.len()));
            found.push(datagram.to_vec());
        });
        if pushed.is_err() {
            return (found, false);
        }
        assert!(deframer.unfinished_bytes() < limits::DATAGRAM_BYTES_MAX + 2);
    }
    (found, true)
}
