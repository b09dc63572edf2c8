//! Cases that everybody may read without signing in.

use super::{
    Label,
    check::Names,
    datum::data,
    flaw::{Fault, Kind, Place, Word},
    form::FieldKind,
};

data! {
    /// Cases of a workflow in some states, with those of their fields that go out.
    pub struct Announced {
        pub code: String,
        pub label: Label,
        pub workflow: Word,
        pub states: Vec<Word>,
        pub fields: Vec<Word>,
        pub clause: Word,
        pub place: Place,
    }
}

impl Announced {
    /// Nothing personal goes out, and nothing that is only an id.
    pub(super) fn check(&self, names: &Names<'_>) {
        names.known(Kind::Workflow, &self.workflow);
        for state in &self.states {
            names.state_of(&state.place, &self.workflow, state);
        }
        let form = names.rulebook.form_of(&self.workflow);
        for word in &self.fields {
            names.field_of(&word.place, &self.workflow, word, is_told);
            let field = form.and_then(|form| form.field(word));
            if field.is_some_and(|field| field.personal) {
                let fault = Fault::FieldUnfit(word.text.clone());
                names.flaws.add(&word.place, fault);
            }
        }
    }
}

fn is_told(kind: FieldKind) -> bool {
    use FieldKind::{Choice, Date, Moment, Number, Text, TickGroup};
    matches!(
        kind,
        Text { .. } | Number { .. } | Date | Moment | Choice | TickGroup
    )
}
