//! Figures of what happened in a unit and in those under it: how many things of a ledger, how many
//! cases of a workflow, or the sum of what they say.

use super::{
    Label,
    check::Names,
    datum::{Part, data},
    flaw::{Fault, Kind, Place, Word},
    form::FieldKind,
    reader::Table,
    workflow::When,
};

data! {
    pub struct Figure {
        pub code: String,
        pub label: Label,
        pub of: Of,
        /// In these states; in any where none are named.
        pub states: Vec<Word>,
        /// Only cases in which a field holds one of these choices.
        pub when: Option<When>,
        /// The sum of this number instead of how many there are.
        pub sum: Option<Word>,
        pub clause: Word,
        pub place: Place,
    }
}

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    /// Things of this ledger.
    Ledger(Word),
    /// Cases of this workflow.
    Workflow(Word),
}

impl Part for Of {
    fn of(table: &Table<'_>, _: &'static str) -> Option<Self> {
        match table.optional("ledger") {
            Some(ledger) => Some(Self::Ledger(ledger)),
            None => table.read("workflow").map(Self::Workflow),
        }
    }
}

impl Figure {
    pub(super) fn check(&self, names: &Names<'_>) {
        match &self.of {
            Of::Ledger(ledger) => {
                names.known(Kind::Ledger, ledger);
                let found = names.rulebook.ledgers.get(&ledger.text);
                for state in &self.states {
                    let mut states = found.iter().flat_map(|ledger| &ledger.states);
                    let known = states.any(|it| it.code == state.text);
                    names.unless(known, Kind::State, state);
                }
                if self.when.is_some() || self.sum.is_some() {
                    let fault = Fault::FieldUnfit(self.code.clone());
                    names.flaws.add(&self.place, fault);
                }
            }
            Of::Workflow(workflow) => self.check_cases(names, workflow),
        }
    }

    fn check_cases(&self, names: &Names<'_>, workflow: &Word) {
        names.known(Kind::Workflow, workflow);
        for state in &self.states {
            names.state_of(&state.place, workflow, state);
        }
        let form = names.rulebook.form_of(workflow);
        if let Some(when) = &self.when {
            let field = form.and_then(|form| form.field(&when.field));
            for option in &when.is {
                let offered = field.is_some_and(|field| field.offers(option));
                names.unless(offered, Kind::Option, option);
            }
        }
        if let Some(sum) = &self.sum {
            let is_number = |kind| matches!(kind, FieldKind::Number { .. });
            names.field_of(&sum.place, workflow, sum, is_number);
        }
    }
}
