//! Everything that a rulebook says on one clause, so that a screen can show article, rule in
//! force, parameters and proof side by side.

use super::{
    Label, Rulebook,
    flaw::{Place, Word},
    workflow::Step,
};
use crate::words::words;

words! {
    /// What kind of datum a clause stands on.
    pub enum RuleKind {
        Article = "article",
        Reference = "reference",
        Post = "post",
        Terminal = "terminal",
        Appointment = "appointment",
        Action = "action",
        Grant = "grant",
        Prohibition = "prohibition",
        Parameter = "parameter",
        Form = "form",
        Field = "field",
        Workflow = "workflow",
        Step = "step",
        Guard = "guard",
        ReportAfter = "report_after",
        Approvals = "approvals",
        Notice = "notice",
        AssetAct = "asset_act",
        Deadline = "deadline",
        Text = "text",
        Term = "term",
    }
}

/// One datum in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule<'a> {
    pub kind: RuleKind,
    pub clause: &'a Word,
    /// The name people read, where the datum has one.
    pub label: Option<&'a Label>,
    pub place: &'a Place,
}

impl<'a> Rule<'a> {
    fn new(kind: RuleKind, clause: &'a Word, label: Option<&'a Label>) -> Self {
        Self {
            kind,
            clause,
            label,
            place: &clause.place,
        }
    }
}

/// The rules of data that have a clause and a label.
macro_rules! labelled {
    ($rules:ident, $kind:ident, $data:expr) => {
        $rules.extend($data.map(|it| Rule::new(RuleKind::$kind, &it.clause, Some(&it.label))))
    };
}

impl Rulebook {
    /// Every datum with its clause.
    pub fn rules(&self) -> Vec<Rule<'_>> {
        let articles = self.articles.values();
        let mut rules: Vec<_> = articles
            .map(|it| Rule::new(RuleKind::Article, &it.clause, Some(&it.title)))
            .collect();
        let references = self.document.references.iter();
        rules.extend(
            references.map(|it| Rule::new(RuleKind::Reference, &it.clause, Some(&it.title))),
        );
        labelled!(rules, Post, self.posts.values());
        labelled!(rules, Terminal, self.terminals.values());
        let rows = self.appointments.iter();
        rules.extend(rows.map(|it| Rule::new(RuleKind::Appointment, &it.clause, None)));
        labelled!(rules, Action, self.actions.values());
        rules.extend(self.policies.iter().map(|policy| {
            let kind = if policy.permits() {
                RuleKind::Grant
            } else {
                RuleKind::Prohibition
            };
            Rule::new(kind, &policy.clause, None)
        }));
        labelled!(rules, Parameter, self.parameters.values());
        labelled!(rules, Form, self.forms.values());
        labelled!(
            rules,
            Field,
            self.forms.values().flat_map(|form| &form.fields)
        );
        labelled!(rules, Workflow, self.workflows.values());
        for step in self.workflows.values().flat_map(|it| &it.steps) {
            rules.extend(step_rules(step));
        }
        labelled!(rules, Deadline, self.deadlines.values());
        labelled!(rules, Text, self.texts.values());
        labelled!(rules, Term, self.terms.values());
        rules
    }
}

fn step_rules(step: &Step) -> Vec<Rule<'_>> {
    let mut rules = vec![Rule::new(RuleKind::Step, &step.clause, Some(&step.label))];
    for rule in &step.guards {
        rules.push(Rule::new(
            RuleKind::Guard,
            &rule.clause,
            rule.label.as_ref(),
        ));
        let later = rule.or_later.iter();
        rules.extend(later.map(|it| Rule::new(RuleKind::ReportAfter, &it.clause, None)));
    }
    let approvals = step.approvals.iter();
    rules.extend(approvals.map(|it| Rule::new(RuleKind::Approvals, &it.clause, None)));
    let notices = step.notices.iter();
    rules.extend(notices.map(|it| Rule::new(RuleKind::Notice, &it.clause, None)));
    let assets = step.assets.iter();
    rules.extend(assets.map(|it| Rule::new(RuleKind::AssetAct, &it.clause, None)));
    rules
}
