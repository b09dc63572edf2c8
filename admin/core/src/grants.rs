//! Who may do what: a right is a post and a terminal kind.
//!
//! This table is the one home of grants until the rulebooks carry them; callers only ever ask
//! [`may`], so the home can move without them.

use protocol::person::{Post, TerminalKind};

use crate::action::Action;

/// Why an act is not allowed, with the clause that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not allowed by {clause}")]
pub struct Denied {
    pub clause: &'static str,
}

struct Grant {
    post: Post,
    terminal: TerminalKind,
    actions: &'static [Action],
}

/// Reception operators and their manager work at reception terminals within VR-4.1 to VR-4.3.
const GRANTS: &[Grant] = &[
    Grant {
        post: Post::ReceptionOperator,
        terminal: TerminalKind::Reception,
        actions: RECEPTION,
    },
    Grant {
        post: Post::HqOperationsManager,
        terminal: TerminalKind::Reception,
        actions: RECEPTION,
    },
];

const RECEPTION: &[Action] = &[
    Action::PrepareRequest,
    Action::SendRequest,
    Action::ReadReports,
    Action::WatchReport,
    Action::EndReport,
    Action::ReadmitDevice,
    Action::SendMessage,
    Action::AskStill,
    Action::ViewFile,
    Action::DownloadOriginal,
];

/// Acts of a person's own session need no grant.
const OWN: &[Action] = &[Action::SignIn, Action::SignOut];

/// Says whether a post at a terminal may do an act. Whose reports it may touch is not asked here:
/// that is a matter of the unit, and the shell asks it of the report's row.
pub fn may(post: Post, terminal: TerminalKind, action: Action) -> Result<(), Denied> {
    let granted = GRANTS
        .iter()
        .filter(|grant| grant.post == post && grant.terminal == terminal)
        .any(|grant| grant.actions.contains(&action));
    if granted || OWN.contains(&action) {
        return Ok(());
    }
    Err(Denied {
        clause: clause_of(action),
    })
}

fn clause_of(action: Action) -> &'static str {
    match action {
        Action::RevokeCredentials => "VR-3.2b",
        _ => "VR-2.3",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reception_acts_need_a_reception_terminal() {
        let table = [
            (
                Post::ReceptionOperator,
                TerminalKind::Reception,
                Action::SendRequest,
                true,
            ),
            (
                Post::HqOperationsManager,
                TerminalKind::Reception,
                Action::SendRequest,
                true,
            ),
            (
                Post::ReceptionOperator,
                TerminalKind::Unenrolled,
                Action::SendRequest,
                false,
            ),
            (
                Post::HqOperationsManager,
                TerminalKind::Management,
                Action::WatchReport,
                false,
            ),
            (
                Post::ReceptionOperator,
                TerminalKind::Unenrolled,
                Action::SignOut,
                true,
            ),
        ];
        for (post, terminal, action, expected) in table {
            assert_eq!(
                may(post, terminal, action).is_ok(),
                expected,
                "{post:?} {action:?}"
            );
        }
    }

    #[test]
    fn nobody_may_do_what_no_line_grants() {
        let denied = may(
            Post::HqOperationsManager,
            TerminalKind::Reception,
            Action::RevokeCredentials,
        );
        assert_eq!(denied, Err(Denied { clause: "VR-3.2b" }));
    }
}
