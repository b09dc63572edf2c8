//! Everything that a rulebook says on one clause, so that a screen can show article, rule in
//! force, parameters and proof side by side.

use super::{
    Label, Rulebook,
    flaw::{Place, Word},
};

/// What kind of datum a clause stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RuleKind {
    Article,
    Reference,
    Post,
    Terminal,
    Appointment,
    Action,
    Grant,
    Prohibition,
    Parameter,
    Form,
    Field,
    Workflow,
    Step,
    Guard,
    ReportAfter,
    Approvals,
    Notice,
    AssetAct,
    Deadline,
    Text,
    Term,
}

impl RuleKind {
    /// Its word on a screen.
    pub fn code(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Reference => "reference",
            Self::Post => "post",
            Self::Terminal => "terminal",
            Self::Appointment => "appointment",
            Self::Action => "action",
            Self::Grant => "grant",
            Self::Prohibition => "prohibition",
            Self::Parameter => "parameter",
            Self::Form => "form",
            Self::Field => "field",
            Self::Workflow => "workflow",
            Self::Step => "step",
            Self::Guard => "guard",
            Self::ReportAfter => "report_after",
            Self::Approvals => "approvals",
            Self::Notice => "notice",
            Self::AssetAct => "asset_act",
            Self::Deadline => "deadline",
            Self::Text => "text",
            Self::Term => "term",
        }
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

impl Rulebook {
    /// What is in force on a clause, in the order of the kinds.
    pub fn rules_on(&self, clause: &str) -> Vec<Rule<'_>> {
        let mut rules = self.rules();
        rules.retain(|rule| &**rule.clause == clause);
        rules.sort_by_key(|rule| rule.kind);
        rules
    }

    /// Every datum with its clause.
    pub fn rules(&self) -> Vec<Rule<'_>> {
        let mut rules = Vec::new();
        let mut add = |kind, clause, label| {
            rules.push(Rule {
                kind,
                clause,
                label,
                place: &clause.place,
            })
        };
        for article in self.articles.values() {
            add(RuleKind::Article, &article.clause, Some(&article.title));
        }
        for reference in &self.document.references {
            add(
                RuleKind::Reference,
                &reference.clause,
                Some(&reference.title),
            );
        }
        for post in self.posts.values() {
            add(RuleKind::Post, &post.clause, Some(&post.label));
        }
        for terminal in self.terminals.values() {
            add(RuleKind::Terminal, &terminal.clause, Some(&terminal.label));
        }
        for row in &self.appointments {
            add(RuleKind::Appointment, &row.clause, None);
        }
        for action in self.actions.values() {
            add(RuleKind::Action, &action.clause, Some(&action.label));
        }
        for policy in &self.policies {
            let kind = if policy.permits() {
                RuleKind::Grant
            } else {
                RuleKind::Prohibition
            };
            add(kind, &policy.clause, None);
        }
        for parameter in self.parameters.values() {
            add(
                RuleKind::Parameter,
                &parameter.clause,
                Some(&parameter.label),
            );
        }
        for form in self.forms.values() {
            add(RuleKind::Form, &form.clause, Some(&form.label));
            for field in &form.fields {
                add(RuleKind::Field, &field.clause, Some(&field.label));
            }
        }
        for workflow in self.workflows.values() {
            add(RuleKind::Workflow, &workflow.clause, Some(&workflow.label));
            for step in &workflow.steps {
                step_rules(step, &mut add);
            }
        }
        for deadline in self.deadlines.values() {
            add(RuleKind::Deadline, &deadline.clause, Some(&deadline.label));
        }
        for text in self.texts.values() {
            add(RuleKind::Text, &text.clause, Some(&text.label));
        }
        for term in self.terms.values() {
            add(RuleKind::Term, &term.clause, Some(&term.label));
        }
        rules
    }
}

fn step_rules<'a>(
    step: &'a super::workflow::Step,
    add: &mut impl FnMut(RuleKind, &'a Word, Option<&'a Label>),
) {
    add(RuleKind::Step, &step.clause, Some(&step.label));
    for rule in &step.guards {
        add(RuleKind::Guard, &rule.clause, rule.label.as_ref());
        if let Some(later) = &rule.or_later {
            add(RuleKind::ReportAfter, &later.clause, None);
        }
    }
    if let Some(approvals) = &step.approvals {
        add(RuleKind::Approvals, &approvals.clause, None);
    }
    for notice in &step.notices {
        add(RuleKind::Notice, &notice.clause, None);
    }
    for asset in &step.assets {
        add(RuleKind::AssetAct, &asset.clause, None);
    }
}
