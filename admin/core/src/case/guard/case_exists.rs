//! `case_exists`: another case is in the state that this step rests on.

use super::{Facts, FieldKind, Guarding, Other, Question, Unmet, Value, Word, Words, data, texts};
use crate::rulebook::{posts::Scope, workflow::When};

data! {
    pub struct CaseExists {
        workflow: Word,
        state: Word,
        /// Further states that are as good.
        or: Vec<Word>,
        /// The field that names the case or what it is about, `actor` for who acts, or `self` for this
        /// case; without it, the unit of this case, where it has to be a case of this unit.
        field: Option<Word>,
        /// A field that names something else that it is about, too.
        also: Option<Word>,
        /// How far from the unit of this case the other may be. Without a field, that of the
        /// headquarters is looked for where this is `same_hq`.
        scope: Scope = Scope::SameUnit,
        /// Without a field, any within the scope is as good.
        whoever: bool = false,
        /// A field of it holds one of these choices.
        with: Option<When>,
        /// A field of it holds this day.
        today: Option<Word>,
    }
}

const ACTOR: &str = "actor";
const SELF: &str = "self";

impl CaseExists {
    fn named(&self) -> Option<&Word> {
        let is_named = |field: &&Word| ![ACTOR, SELF].contains(&&***field);
        self.field.as_ref().filter(is_named)
    }

    fn about(&self, facts: &Facts<'_>) -> Option<Vec<String>> {
        let mut about = match (&self.field, self.named()) {
            (_, Some(field)) => vec![facts.value(field).map(Value::key)?],
            (Some(word), None) if **word == *SELF => vec![facts.case.id.to_string()],
            (Some(_), None) => vec![facts.actor.map(|actor| actor.to_string())?],
            (None, None) if self.whoever => Vec::new(),
            (None, None) if self.scope == Scope::SameHeadquarters => {
                let unit = facts.context.units.headquarters_of(facts.case.unit);
                vec![unit?.to_string()]
            }
            (None, None) => vec![facts.case.unit.to_string()],
        };
        if let Some(also) = &self.also {
            about.push(facts.value(also).map(Value::key)?);
        }
        Some(about)
    }
}

impl Guarding for CaseExists {
    fn check(&self, words: &Words<'_>) {
        words.foreign_state(&self.workflow, &self.state);
        for state in &self.or {
            words.foreign_state(&self.workflow, state);
        }
        for field in self.named().into_iter().chain(&self.also) {
            words.field(field);
        }
        if let Some(with) = &self.with {
            words.foreign_options(&self.workflow, with);
        }
        if let Some(day) = &self.today {
            let is_date = |kind: FieldKind| kind == FieldKind::Date;
            words
                .names
                .field_of(&day.place, &self.workflow, day, is_date);
        }
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let states = std::iter::once(&self.state).chain(&self.or);
        let with = self.with.as_ref().map(|with| {
            let is = texts(&with.is).map(str::to_owned).collect();
            (with.field.text.clone(), is)
        });
        let question = |about| {
            Question::Case(Other {
                workflow: self.workflow.text.clone(),
                states: states.map(|state| state.text.clone()).collect(),
                about,
                scope: self.scope,
                with,
                on: self
                    .today
                    .as_ref()
                    .map(|day| (day.text.clone(), facts.context.today())),
            })
        };
        let about = self.about(facts);
        let exists = about.is_some_and(|about| facts.says_yes(question(about)));
        match self.named() {
            Some(field) => Unmet::field_unless(field, exists),
            None => Unmet::unless(exists),
        }
    }
}
