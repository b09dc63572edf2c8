//! Article by article: the rules that stand on it, its parameters, its proof.

use std::collections::BTreeMap;

use admin_core::rulebook::{Rulebook, rule::RuleKind};
use protocol::admin::rulebook::{ArticleView, RuleLine};

use super::super::Proofs;
use crate::{documents::document_of, posts::view::label};

/// One line for each clause of the document, and for each of another that a rule stands on. What
/// was proven is the version in force.
pub(super) fn articles(rulebook: &Rulebook, proofs: Option<&Proofs>) -> Vec<ArticleView> {
    let mut by_clause: BTreeMap<&str, Vec<RuleLine>> = BTreeMap::new();
    let own = rulebook.clauses().of_document(&rulebook.document.code);
    for clause in own {
        by_clause.entry(clause).or_default();
    }
    let mut rules = rulebook.rules();
    rules.sort_by_key(|rule| rule.kind);
    for rule in &rules {
        let lines = by_clause.entry(&rule.clause.text).or_default();
        if rule.kind != RuleKind::Article {
            lines.push(RuleLine {
                kind: rule.kind.code().to_owned(),
                label: rule.label.as_deref().map(label),
                place: rule.place.to_string(),
            });
        }
    }
    let parameters = |clause: &str| {
        let on = rulebook.parameters.values();
        on.filter(|parameter| *parameter.clause == *clause)
            .map(|parameter| parameter.code.clone())
            .collect()
    };
    let mut by_clause: Vec<_> = by_clause.into_iter().collect();
    by_clause.sort_by_key(|(clause, _)| {
        let is_own = document_of(clause) == rulebook.document.code;
        (!is_own, rulebook.clauses().place(clause))
    });
    by_clause
        .into_iter()
        .map(|(clause, rules)| ArticleView {
            clause: clause.to_owned(),
            kind: rulebook.clauses().kind(clause).map(str::to_owned),
            article: rulebook
                .articles
                .get(clause)
                .map(|article| label(&article.title)),
            rules,
            parameters: parameters(clause),
            proof: proofs.and_then(|proofs| proofs.of(clause)),
        })
        .collect()
}
