use crate::failure::Failure;
pub fn run() -> Result<(), Failure> {
    Ok(())
}
