//! A document as data: posts, grants, forms, workflows, deadlines, parameters and texts, each with
//! the clause that it comes from. A rulebook with a flaw is never used.

pub mod actions;
pub mod announced;
pub(crate) mod check;
pub mod clauses;
pub(crate) mod datum;
pub mod deadlines;
pub mod document;
#[cfg(test)]
pub(crate) mod embedded;
pub mod exchange;
pub mod figures;
pub mod flaw;
pub mod form;
pub mod layer;
pub mod ledgers;
pub mod library;
pub mod parameters;
pub mod posts;
pub mod print;
pub mod publication;
pub(crate) mod reader;
pub mod rule;
pub mod text;
pub(crate) mod things;
pub mod workflow;

#[cfg(test)]
pub(crate) mod without;

use std::{collections::BTreeMap, sync::Arc};

use protocol::id::UnitId;

use crate::{
    authority::{
        Authority,
        policies::{self, Policy},
    },
    deadline,
    limits::{RULEBOOK_FILE_BYTES, RULEBOOK_FILES},
    post::unit::UnitTree,
};
use actions::ActionKind;
use announced::Announced;
use clauses::Clauses;
use deadlines::{DeadlineKind, Period};
use document::Document;
use figures::Figure;
use flaw::{Fault, Flaw, Flaws};
use form::Form;
use layer::Layer;
use ledgers::Ledger;
use parameters::{Parameter, Value};
use posts::{Appointment, PostKind, TerminalKind};
use print::Print;
use publication::Publication;
use reader::{File, Table};
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
#[derive(Clone, Debug, Default)]
pub struct Rulebook {
    pub document: Document,
    pub posts: BTreeMap<String, PostKind>,
    pub terminals: BTreeMap<String, TerminalKind>,
    pub appointments: Vec<Appointment>,
    pub actions: BTreeMap<String, ActionKind>,
    pub parameters: BTreeMap<String, Parameter>,
    pub forms: BTreeMap<String, Form>,
    /// How forms look on paper, by the form.
    pub prints: BTreeMap<String, Print>,
    pub workflows: BTreeMap<String, Workflow>,
    pub deadlines: BTreeMap<String, DeadlineKind>,
    pub ledgers: BTreeMap<String, Ledger>,
    /// What everybody may read without signing in.
    pub publication: Option<Publication>,
    /// Cases that everybody may read without signing in.
    pub announcements: BTreeMap<String, Announced>,
    pub figures: BTreeMap<String, Figure>,
    pub texts: BTreeMap<String, Text>,
    pub terms: BTreeMap<String, Term>,
    pub articles: BTreeMap<String, Article>,
    pub policies: Vec<Policy>,
    pub layers: Vec<Layer>,
    authority: Authority,
    clauses: Arc<Clauses>,
}

impl Rulebook {
    /// Reads a rulebook from all its files, or tells everything that is wrong with them.
    pub fn load(sources: &[Source<'_>], clauses: &Arc<Clauses>) -> Result<Self, Vec<Flaw>> {
        let flaws = Flaws::default();
        let mut rulebook = Self {
            clauses: clauses.clone(),
            ..Self::default()
        };
        if sources.len() > RULEBOOK_FILES {
            flaws.add(&rulebook.document.place, Fault::TooLong);
        }
        for source in sources.iter().take(RULEBOOK_FILES) {
            let file = File::new(source.name, source.text, &flaws);
            if source.text.len() > RULEBOOK_FILE_BYTES {
                flaws.add(&file.place(0), Fault::TooLong);
            } else if source.name.ends_with(".cedar") {
                rulebook.policies.extend(policies::read(&file));
            } else {
                file.read(|table| rulebook.read(table));
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

    /// The form of a workflow.
    pub(crate) fn form_of(&self, workflow: &str) -> Option<&Form> {
        let workflow = self.workflows.get(workflow)?;
        self.forms.get(&workflow.form.text)
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
        Some(deadline::Rule::EarlierOf(first.into(), rule.clone().into()))
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

    /// The words of a parameter that is a text.
    pub fn words_of(&self, parameter: &str) -> impl Iterator<Item = &str> {
        let text = match self.parameters.get(parameter).map(|it| &it.value) {
            Some(Value::Text(text)) => text.as_str(),
            _ => "",
        };
        text.split_whitespace()
    }

    /// Whether the code of a unit's headquarters is a word of a parameter.
    pub fn lists(&self, parameter: &str, unit: UnitId, units: &UnitTree) -> bool {
        let headquarters = units.headquarters_of(unit).and_then(|id| units.get(id));
        headquarters.is_some_and(|unit| self.words_of(parameter).any(|code| code == unit.code))
    }

    /// Whether a switch is on. A switch that does not exist is off.
    pub fn is_on(&self, parameter: &str) -> bool {
        let found = self.parameters.get(parameter);
        found.is_some_and(|found| found.value == Value::Switch(true))
    }

    /// Finishes what was read: checks it, and puts the grants together.
    fn checked(mut self, flaws: Flaws) -> Result<Self, Vec<Flaw>> {
        if !flaws.any_syntax() {
            check::check(&self, &flaws);
        }
        flaws.into_result()?;
        let Document { code, clause, .. } = &self.document;
        self.authority =
            Authority::new(code, clause, &self.actions, &self.terminals, &self.policies);
        Ok(self)
    }

    fn read(&mut self, table: &Table<'_>) {
        if let Some(document) = table.optional("document") {
            self.document = document;
        }
        table.enter("post", &mut self.posts, |it| &it.code);
        table.enter("terminal", &mut self.terminals, |it| &it.code);
        let rows: Option<Vec<Appointment>> = table.read("appoint");
        self.appointments.extend(rows.into_iter().flatten());
        table.enter("action", &mut self.actions, |it| &it.code);
        table.enter("parameter", &mut self.parameters, |it| &it.code);
        table.enter("form", &mut self.forms, |it| &it.code);
        table.enter("print", &mut self.prints, |it| &it.form.text);
        table.enter("workflow", &mut self.workflows, |it| &it.code);
        table.enter("deadline", &mut self.deadlines, |it| &it.code);
        table.enter("ledger", &mut self.ledgers, |it| &it.kind.word);
        if let Some(publication) = table.optional("publication") {
            self.publication = Some(publication);
        }
        table.enter("announcement", &mut self.announcements, |it| &it.code);
        table.enter("figure", &mut self.figures, |it| &it.code);
        table.enter("text", &mut self.texts, |it| &it.code);
        table.enter("term", &mut self.terms, |it| &it.code);
        table.enter("article", &mut self.articles, |it| &it.clause);
    }
}

#[cfg(test)]
mod tests;
