//! In which words a message goes out.

use protocol::text::Language;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wording {
    pub language: Language,
    /// The message says that it is an exercise [訓練] (VR-10).
    pub is_exercise: bool,
}

impl From<Language> for Wording {
    fn from(language: Language) -> Self {
        Self {
            language,
            is_exercise: false,
        }
    }
}
