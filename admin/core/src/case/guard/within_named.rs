//! `within_named`: what fields of this case hold lies within what fields of a case hold that it names.

use super::{Facts, FieldKind, Guarding, Unmet, Value, Word, Words, data};

data! {
    pub struct WithinNamed {
        field: Word,
        workflow: Word,
        pairs: Vec<Pair>,
    }
}

data! {
    pub struct Pair {
        /// A field of this case; `actor` stands for who acts, `unit` for the unit of the case.
        own: Word,
        /// The field of the other within which it has to lie.
        of: Word,
    }
}

const ACTOR: &str = "actor";
const UNIT: &str = "unit";

impl Guarding for WithinNamed {
    fn check(&self, words: &Words<'_>) {
        words.field_of(&self.field, |kind| kind == FieldKind::Case);
        for Pair { own, of } in &self.pairs {
            if !matches!(&**own, ACTOR | UNIT) {
                words.field(own);
            }
            let names = &words.names;
            names.field_of(&of.place, &self.workflow, of, |_| true);
        }
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let named = facts.named(&self.field);
        let is_within = |pair: &Pair| {
            let range = named.and_then(|named| named.values.get(&*pair.of));
            let range = range.map_or_else(Vec::new, Value::parts);
            let own = match &*pair.own {
                ACTOR => facts.actor.map(|actor| vec![actor.to_string()]),
                UNIT => Some(vec![facts.case.unit.to_string()]),
                own => facts.value(own).map(Value::parts),
            };
            own.is_some_and(|own| own.iter().all(|part| range.contains(part)))
        };
        let outside = self.pairs.iter().find(|pair| !is_within(pair));
        match outside {
            None => Ok(()),
            Some(pair) if matches!(&*pair.own, ACTOR | UNIT) => Unmet::unless(false),
            Some(pair) => Unmet::field_unless(&pair.own, false),
        }
    }
}
