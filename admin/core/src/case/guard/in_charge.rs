//! `in_charge`: who acts holds one of these posts in the unit that a field names, of this case or of one
//! that it names.

use super::{Facts, FieldKind, Guarding, Kind, Unmet, Value, Word, Words, data, texts};

data! {
    pub struct InCharge {
        /// The field that names the other case, and its workflow.
        field: Option<Word>,
        workflow: Option<Word>,
        /// The unit in charge.
        of: Word,
        posts: Vec<Word>,
        /// Whoever holds one of these may do it, whichever the unit is.
        or_posts: Vec<Word>,
    }
}

impl Guarding for InCharge {
    fn check(&self, words: &Words<'_>) {
        let posts = self.posts.iter().chain(&self.or_posts);
        posts.for_each(|post| words.names.known(Kind::Post, post));
        let workflow = self.workflow.as_ref().unwrap_or(&self.of);
        let (place, unit) = (&self.of.place, |kind: FieldKind| kind == FieldKind::Unit);
        match &self.field {
            Some(field) => {
                words.field_of(field, |kind| kind == FieldKind::Case);
                words.names.field_of(place, workflow, &self.of, unit);
            }
            None => {
                words.field_of(&self.of, unit);
            }
        }
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let in_charge = match facts.value_of(self.field.as_ref(), &self.of) {
            Some(Value::Unit(unit)) => Some(*unit),
            _ => None,
        };
        let (holder, today) = (facts.context.holder, facts.context.today());
        let own = holder.posts.iter().filter(|post| {
            post.document == facts.case.document && post.is_held_by(holder.person, today)
        });
        let is_one = |kind: &str, of: &[Word]| texts(of).any(|post| post == kind);
        let mut may = own.map(|post| {
            let here = Some(post.unit) == in_charge && is_one(&post.kind, &self.posts);
            here || is_one(&post.kind, &self.or_posts)
        });
        Unmet::unless(facts.actor.is_some() && may.any(|may| may))
    }
}
