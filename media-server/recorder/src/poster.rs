use crate::failure::Failure;
pub fn run(_long_side_px: u32) -> Result<(), Failure> {
    Ok(())
}
