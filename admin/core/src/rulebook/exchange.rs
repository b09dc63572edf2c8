//! What goes from one unit to another: who sees its cases, how a container opens, what a mail says.

use super::{
    check::Words,
    datum::data,
    flaw::{Kind, Word},
    form::FieldKind,
};

data! {
    /// Nobody sees a case of the workflow, or takes a step of it, but those whom a case of another
    /// workflow names in a field, in the unit of the case or in one of the units that it names.
    pub struct Members {
        pub workflow: Word,
        pub state: Word,
        pub field: Word,
        /// What that case is about: the value of this field of the own form.
        pub about: Word,
        /// Fields that name further units.
        pub units: Vec<Word>,
        pub clause: Word,
    }
}

data! {
    /// An encrypted container goes out to whoever proves to know its password.
    pub struct Unlocks {
        pub container: Word,
        /// The step with which it goes out.
        pub step: Word,
        /// The parameter that says how many wrong passwords are borne.
        pub tries: Word,
        pub clause: Word,
    }
}

data! {
    /// A step that sends a mail by a relay of the register, with nothing in it but fixed words and
    /// a container.
    pub struct Mails {
        pub step: Word,
        /// The address, or the case of the address book that holds it.
        pub to: Word,
        /// The field of that case.
        pub address: Option<Word>,
        pub container: Option<Word>,
        pub subject: Word,
        pub text: Word,
        pub relay: Relay,
        pub clause: Word,
    }
}

data! {
    /// The register of relays: cases of this workflow in this state name a host and its domains.
    pub struct Relay {
        pub workflow: Word,
        pub state: Word,
        pub host: Word,
        pub domains: Word,
    }
}

fn is_text(kind: FieldKind) -> bool {
    matches!(kind, FieldKind::Text { .. })
}

impl Members {
    pub(super) fn check(&self, words: &Words<'_>) {
        words.foreign_state(&self.workflow, &self.state);
        let place = &self.field.place;
        let fits = |kind| matches!(kind, FieldKind::Person | FieldKind::Persons);
        words
            .names
            .field_of(place, &self.workflow, &self.field, fits);
        words.field(&self.about);
        for unit in &self.units {
            words.field_of(unit, |kind| kind == FieldKind::Unit);
        }
    }
}

impl Unlocks {
    pub(super) fn check(&self, words: &Words<'_>) {
        words.field_of(&self.container, |kind| kind == FieldKind::Container);
        words.effect_step(&self.step);
        words.names.count(&self.tries);
    }
}

impl Mails {
    pub(super) fn check(&self, words: &Words<'_>) {
        let names = &words.names;
        words.effect_step(&self.step);
        words.field_of(&self.to, |kind| match self.address {
            Some(_) => kind == FieldKind::Case,
            None => is_text(kind),
        });
        if let Some(container) = &self.container {
            words.field_of(container, |kind| kind == FieldKind::Container);
        }
        names.all_known(Kind::Text, [&self.subject, &self.text]);
        let relay = &self.relay;
        words.foreign_state(&relay.workflow, &relay.state);
        for field in [&relay.host, &relay.domains] {
            names.field_of(&field.place, &relay.workflow, field, is_text);
        }
    }
}
