//! A document as data: posts, grants, forms, workflows, deadlines, parameters and texts, each with
//! the clause that it comes from. A rulebook with a flaw is never used.

pub mod actions;
mod check;
pub mod clauses;
pub mod deadlines;
pub mod document;
#[cfg(test)]
pub(crate) mod embedded;
pub mod flaw;
pub mod form;
pub mod layer;
pub mod ledgers;
pub mod library;
pub mod parameters;
pub mod posts;
pub mod publication;
pub(crate) mod reader;
pub mod rule;
pub mod text;
pub mod workflow;

#[cfg(test)]
pub(crate) mod without;

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    authority::{
        Authority,
        policies::{self, Policy},
    },
    deadline,
    limits::{RULEBOOK_FILE_BYTES, RULEBOOK_FILES},
};
use actions::ActionKind;
use clauses::Clauses;
use deadlines::{DeadlineKind, Period};
use document::Document;
use flaw::{Fault, Flaw, Place};
use form::Form;
use layer::Layer;
use ledgers::Ledger;
use parameters::{Parameter, Value};
use posts::{Appointment, PostKind, TerminalKind};
use publication::Publication;
use reader::{File, Flaws, Reader};
use text::{Article, Term, Text};
use workflow::Workflow;

pub use text::Label;

/// One file of a rulebook: its path for messages, and its whole text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source<'a> {
    pub name: &'a str,
    pub text: &'a str,
}

/// One version of a document.
#[derive(Clone, Debug)]
pub struct Rulebook {
    pub document: Document,
    pub posts: BTreeMap<String, PostKind>,
    pub terminals: BTreeMap<String, TerminalKind>,
    pub appointments: Vec<Appointment>,
    pub actions: BTreeMap<String, ActionKind>,
    pub parameters: BTreeMap<String, Parameter>,
    pub forms: BTreeMap<String, Form>,
    pub workflows: BTreeMap<String, Workflow>,
    pub deadlines: BTreeMap<String, DeadlineKind>,
    pub ledgers: BTreeMap<String, Ledger>,
    /// What everybody may read without signing in.
    pub publication: Option<Publication>,
    pub texts: BTreeMap<String, Text>,
    pub terms: BTreeMap<String, Term>,
    pub articles: BTreeMap<String, Article>,
    pub policies: Vec<Policy>,
    pub layers: Vec<Layer>,
    /// Where its head stands.
    pub place: Place,
    authority: Authority,
    clauses: Arc<Clauses>,
}

impl Rulebook {
    /// Reads a rulebook from all its files, or tells everything that is wrong with them.
    pub fn load(sources: &[Source<'_>], clauses: &Arc<Clauses>) -> Result<Self, Vec<Flaw>> {
        let flaws = Flaws::default();
        let place = Place {
            file: "rulebook.toml".into(),
            line: 1,
        };
        let mut rulebook = Self::empty(place.clone(), clauses.clone());
        if sources.len() > RULEBOOK_FILES {
            flaws.add(&place, Fault::TooLong);
        }
        for source in sources.iter().take(RULEBOOK_FILES) {
            let file = File::new(source.name, source.text, &flaws);
            if source.text.len() > RULEBOOK_FILE_BYTES {
                file.flaw(&file.place(0), Fault::TooLong);
            } else if source.name.ends_with(".cedar") {
                rulebook.policies.extend(policies::read(&file));
            } else {
                file.read(|table| rulebook.read(table, &flaws));
            }
        }
        rulebook.checked(flaws)
    }

    pub fn authority(&self) -> &Authority {
        &self.authority
    }

    pub fn clauses(&self) -> &Clauses {
        &self.clauses
    }

    /// The counting rule of a kind of deadline, with its figure.
    pub fn period(&self, deadline: &DeadlineKind) -> Option<deadline::Rule> {
        let rule = match &deadline.period {
            Period::Fixed(rule) => rule,
            Period::Parameter(code) => self.rule(code)?,
        };
        let Some(days) = &deadline.days else {
            return Some(rule.clone());
        };
        let hours = u32::try_from(self.count(days)?).ok()?.checked_mul(24)?;
        let first = deadline::Rule::After(deadline::Length::hours(hours));
        Some(deadline::Rule::EarlierOf(
            Box::new(first),
            Box::new(rule.clone()),
        ))
    }

    /// The counting rule of a parameter that is a period.
    pub fn rule(&self, parameter: &str) -> Option<&deadline::Rule> {
        match &self.parameters.get(parameter)?.value {
            Value::Period(rule) => Some(rule),
            _ => None,
        }
    }

    /// The figure of a count parameter.
    pub fn count(&self, parameter: &str) -> Option<i64> {
        match self.parameters.get(parameter)?.value {
            Value::Count(n) => Some(n),
            _ => None,
        }
    }

    /// Whether a switch is on. A switch that does not exist is off.
    pub fn is_on(&self, parameter: &str) -> bool {
        let value = self
            .parameters
            .get(parameter)
            .map(|parameter| &parameter.value);
        matches!(value, Some(Value::Switch(true)))
    }

    /// Finishes what was read: checks it, and puts the grants together.
    fn checked(mut self, flaws: Flaws) -> Result<Self, Vec<Flaw>> {
        if !flaws.any_syntax() {
            check::check(&self, &flaws);
        }
        flaws.into_result()?;
        let Document { code, clause, .. } = &self.document;
        self.authority = Authority::new(code, clause, &self.actions, &self.policies);
        Ok(self)
    }

    fn read(&mut self, table: &Reader<'_>, flaws: &Flaws) {
        let head = table.table("document", |table| (Document::read(table), table.place()));
        if let Some((document, place)) = head {
            self.document = document;
            self.place = place;
        }
        enter(&mut self.posts, table.tables("post", PostKind::read), flaws);
        enter(
            &mut self.terminals,
            table.tables("terminal", TerminalKind::read),
            flaws,
        );
        self.appointments
            .extend(table.tables("appoint", Appointment::read));
        enter(
            &mut self.actions,
            table.tables("action", ActionKind::read),
            flaws,
        );
        enter(
            &mut self.parameters,
            table.tables("parameter", Parameter::read),
            flaws,
        );
        enter(&mut self.forms, table.tables("form", Form::read), flaws);
        enter(
            &mut self.workflows,
            table.tables("workflow", Workflow::read),
            flaws,
        );
        enter(
            &mut self.deadlines,
            table.tables("deadline", DeadlineKind::read),
            flaws,
        );
        let ledgers = table
            .tables("ledger", Ledger::read)
            .into_iter()
            .flatten()
            .collect();
        enter(&mut self.ledgers, ledgers, flaws);
        if let Some(publication) = table.parsed("publication") {
            self.publication = Some(publication);
        }
        enter(&mut self.texts, table.tables("text", Text::read), flaws);
        enter(&mut self.terms, table.tables("term", Term::read), flaws);
        enter(
            &mut self.articles,
            table.tables("article", Article::read),
            flaws,
        );
    }

    fn empty(place: Place, clauses: Arc<Clauses>) -> Self {
        Self {
            document: Document::default(),
            posts: BTreeMap::new(),
            terminals: BTreeMap::new(),
            appointments: Vec::new(),
            actions: BTreeMap::new(),
            parameters: BTreeMap::new(),
            forms: BTreeMap::new(),
            workflows: BTreeMap::new(),
            deadlines: BTreeMap::new(),
            ledgers: BTreeMap::new(),
            publication: None,
            texts: BTreeMap::new(),
            terms: BTreeMap::new(),
            articles: BTreeMap::new(),
            policies: Vec::new(),
            layers: Vec::new(),
            place,
            authority: Authority::default(),
            clauses,
        }
    }
}

/// A datum that others name by its code.
pub(crate) trait Coded {
    fn code(&self) -> &str;
    fn place(&self) -> &Place;
}

macro_rules! coded {
    ($($kind:ty: $code:ident $(. $text:ident)?, $place:ident $(. $inner:ident)?;)*) => {$(
        impl Coded for $kind {
            fn code(&self) -> &str {
                &self.$code$(.$text)?
            }
            fn place(&self) -> &Place {
                &self.$place$(.$inner)?
            }
        }
    )*};
}

coded! {
    ActionKind: code, place;
    Article: clause.text, clause.place;
    DeadlineKind: code, place;
    Form: code, place;
    Ledger: kind.word, place;
    form::Field: code, place;
    form::FieldOption: code, place;
    Parameter: code, place;
    PostKind: code, place;
    TerminalKind: code, place;
    Term: code, place;
    Text: code, place;
    Workflow: code, place;
    workflow::State: code, place;
    workflow::Step: code, place;
}

fn enter<T: Coded>(into: &mut BTreeMap<String, T>, read: Vec<T>, flaws: &Flaws) {
    for datum in read {
        if into.contains_key(datum.code()) {
            flaws.add(datum.place(), Fault::Twice(datum.code().to_owned()));
        } else {
            into.insert(datum.code().to_owned(), datum);
        }
    }
}

#[cfg(test)]
mod tests;
