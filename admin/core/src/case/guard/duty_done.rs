//! `duty_done`: none of these duties of the case is open.

use super::{Facts, Guarding, Kind, Unmet, Word, Words, data, texts};

data! {
    pub struct DutyDone {
        duties: Vec<Word>,
    }
}

impl Guarding for DutyDone {
    fn check(&self, words: &Words<'_>) {
        words.names.all_known(Kind::Deadline, &self.duties);
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let open = &facts.case.open;
        Unmet::unless(!texts(&self.duties).any(|duty| open.contains(duty)))
    }
}
