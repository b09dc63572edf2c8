//! Everything that a rulebook says on one clause, so that a screen can show article, rule in
//! force, parameters and proof side by side.

use std::borrow::Cow;

use super::{
    Label, Rulebook,
    flaw::{Place, Word, names},
    posts::Appointment,
    workflow::{Counted, Step},
};
use crate::{authority::policies::Policy, words::words};

/// So many names of acts stand in the label of a grant.
const ACTS_NAMED: usize = 3;

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
        Print = "print",
        Workflow = "workflow",
        Step = "step",
        Guard = "guard",
        ReportAfter = "report_after",
        Approvals = "approvals",
        Notice = "notice",
        AssetAct = "asset_act",
        TakeIn = "take_in",
        Numbering = "numbering",
        Move = "move",
        Tell = "tell",
        Announcement = "announcement",
        Figure = "figure",
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
    /// The name people read: of its own, or put together from what it names.
    pub label: Option<Cow<'a, Label>>,
    pub place: &'a Place,
}

impl<'a> Rule<'a> {
    fn new(kind: RuleKind, clause: &'a Word, label: Option<&'a Label>) -> Self {
        Self {
            kind,
            clause,
            label: label.map(Cow::Borrowed),
            place: &clause.place,
        }
    }

    fn called(kind: RuleKind, clause: &'a Word, label: Label) -> Self {
        Self {
            label: Some(Cow::Owned(label)),
            ..Self::new(kind, clause, None)
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
        rules.extend(
            rows.map(|it| Rule::called(RuleKind::Appointment, &it.clause, self.row_label(it))),
        );
        labelled!(rules, Action, self.actions.values());
        rules.extend(self.policies.iter().map(|policy| {
            let kind = if policy.permits() {
                RuleKind::Grant
            } else {
                RuleKind::Prohibition
            };
            Rule::called(kind, &policy.clause, self.policy_label(policy))
        }));
        labelled!(rules, Parameter, self.parameters.values());
        labelled!(rules, Form, self.forms.values());
        labelled!(
            rules,
            Field,
            self.forms.values().flat_map(|form| &form.fields)
        );
        labelled!(rules, Print, self.prints.values());
        labelled!(rules, Workflow, self.workflows.values());
        for it in self.workflows.values() {
            let own = [
                it.members.as_ref().map(|members| &members.clause),
                it.unlocks.as_ref().map(|unlocks| &unlocks.clause),
                it.mails.as_ref().map(|mails| &mails.clause),
            ];
            let own = own.into_iter().flatten();
            rules.extend(own.map(|clause| Rule::new(RuleKind::Workflow, clause, Some(&it.label))));
        }
        for step in self.workflows.values().flat_map(|it| &it.steps) {
            rules.extend(self.step_rules(step));
        }
        labelled!(rules, Deadline, self.deadlines.values());
        labelled!(rules, Announcement, self.announcements.values());
        labelled!(rules, Figure, self.figures.values());
        labelled!(rules, Text, self.texts.values());
        labelled!(rules, Term, self.terms.values());
        rules
    }

    /// The post that a grant names, and its acts.
    fn policy_label(&self, policy: &Policy) -> Label {
        let named = policy.actions();
        let is_named = |code: &str| named.iter().any(|action| action.id().unescaped() == code);
        let acts = self.actions.values().filter(|action| {
            is_named(&action.code) || action.groups.iter().any(|group| is_named(group))
        });
        let acts: Vec<_> = acts.map(|action| &action.label).collect();
        let (mut ja, mut en) = some_of(&acts);
        if let Some(post) = policy.post().and_then(|code| self.posts.get(&code)) {
            ja = format!("{}:{ja}", post.label.ja);
            en = format!("{}: {en}", post.label.en);
        }
        Label { ja, en }
    }

    /// Who appoints whom.
    fn row_label(&self, row: &Appointment) -> Label {
        let posts = self.posts.values();
        let grantees: Vec<_> = posts
            .filter(|post| names(&row.grantees, &post.code))
            .map(|post| &post.label)
            .collect();
        let (ja, en) = some_of(&grantees);
        let grantor = self.posts.get(row.grantor.text.as_str());
        let grantor = grantor.map(|post| post.label.clone()).unwrap_or_default();
        Label {
            ja: format!("{} → {ja}", grantor.ja),
            en: format!("{} → {en}", grantor.en),
        }
    }

    fn step_rules<'a>(&'a self, step: &'a Step) -> Vec<Rule<'a>> {
        let deadline = |code: &str| self.deadlines.get(code).map(|kind| &kind.label);
        let mut rules = vec![Rule::new(RuleKind::Step, &step.clause, Some(&step.label))];
        for rule in &step.guards {
            let own = rule.label.clone();
            let label = own.unwrap_or_else(|| rule.guard.told().with(&[]));
            rules.push(Rule::called(RuleKind::Guard, &rule.clause, label));
            let later = rule.or_later.iter();
            let kind = RuleKind::ReportAfter;
            rules.extend(later.map(|it| Rule::new(kind, &it.clause, deadline(&it.opens))));
        }
        let approvals = step.approvals.iter();
        let kind = RuleKind::Approvals;
        rules.extend(approvals.map(|it| Rule::new(kind, &it.clause, Some(&step.label))));
        let notices = step.notices.iter();
        rules.extend(notices.map(|it| {
            let text = self.texts.get(it.text.text.as_str());
            Rule::new(RuleKind::Notice, &it.clause, text.map(|text| &text.label))
        }));
        let assets = step.assets.iter();
        let kind = RuleKind::AssetAct;
        rules.extend(assets.map(|it| Rule::new(kind, &it.clause, Some(&step.label))));
        let taken = step.takes_in.iter();
        let kind = RuleKind::TakeIn;
        rules.extend(taken.map(|it| Rule::new(kind, &it.clause, Some(&step.label))));
        let numbers = step.numbers.iter();
        let kind = RuleKind::Numbering;
        rules.extend(numbers.map(|it| Rule::new(kind, &it.clause, Some(&step.label))));
        let moves = step.moves.iter();
        let kind = RuleKind::Move;
        rules.extend(moves.map(|it| Rule::new(kind, &it.clause, deadline(&it.deadline))));
        let tells = step.tells.iter();
        rules.extend(tells.map(|it| {
            let other = self.workflows.get(it.workflow.text.as_str());
            Rule::new(RuleKind::Tell, &it.clause, other.map(|other| &other.label))
        }));
        let counts = step.counts.iter();
        rules.extend(counts.map(|it| {
            let label = match &it.what {
                Counted::Figure(figure) => self.figures.get(&figure.text).map(|it| &it.label),
                Counted::LastDayOf(kind) => deadline(kind),
            };
            Rule::new(RuleKind::Figure, &it.clause, label)
        }));
        rules
    }
}

/// The first names, and how many more there are.
fn some_of(names: &[&Label]) -> (String, String) {
    let first = &names[..names.len().min(ACTS_NAMED)];
    let ja: Vec<_> = first.iter().map(|name| name.ja.as_str()).collect();
    let en: Vec<_> = first.iter().map(|name| name.en.as_str()).collect();
    let (mut ja, mut en) = (ja.join("、"), en.join(", "));
    let more = names.len() - first.len();
    if more > 0 {
        ja += &format!(" ほか{more}件");
        en += &format!(" and {more} more");
    }
    (ja, en)
}
