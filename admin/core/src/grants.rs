//! Who may do what in 110 video reporting: the short question of routes that know post and
//! terminal. The answer stands in `admin/rulebooks/video-reporting/grants.cedar`.

use std::sync::LazyLock;

use protocol::person::{Post, TerminalKind};

use crate::{
    action::{Action, post_code, terminal_code},
    authority::{Principal, Resource},
    rulebook::{Rulebook, embedded},
};

/// Why an act is not allowed, with the clause that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not allowed by {clause}")]
pub struct Denied {
    pub clause: &'static str,
}

/// Says whether a post at a terminal may do an act in its own unit. Whose reports it may touch is
/// not asked here: the shell asks it of the report's row.
pub fn may(post: Post, terminal: TerminalKind, action: Action) -> Result<(), Denied> {
    static RULEBOOK: LazyLock<Rulebook> = LazyLock::new(|| {
        let loaded = Rulebook::load(embedded::VIDEO_REPORTING, &embedded::clauses());
        loaded.expect("an embedded rulebook has no flaw, as a test says")
    });
    let principal = Principal {
        kind: post_code(post),
        person: "",
        unit: "own",
        headquarters: "own",
        terminal: terminal_code(terminal),
    };
    let own = Resource {
        unit: "own",
        headquarters: "own",
        ..Resource::default()
    };
    let asked = RULEBOOK.authority().decide(&principal, action.code(), &own);
    asked.map(drop).map_err(|denied| Denied {
        clause: denied.clause,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reception_acts_need_a_reception_terminal() {
        use Post::{HqOperationsManager, ReceptionOperator};
        use TerminalKind::{Management, Reception, Unenrolled};
        let table = [
            (ReceptionOperator, Reception, Action::SendRequest, true),
            (HqOperationsManager, Reception, Action::SendRequest, true),
            (ReceptionOperator, Unenrolled, Action::SendRequest, false),
            (HqOperationsManager, Management, Action::WatchReport, false),
            (ReceptionOperator, Unenrolled, Action::SignOut, true),
        ];
        for (post, terminal, action, expected) in table {
            let asked = may(post, terminal, action);
            assert_eq!(asked.is_ok(), expected, "{post:?} {action:?}");
            assert!(asked.is_ok() || asked == Err(Denied { clause: "VR-2.3" }));
        }
    }

    #[test]
    fn nobody_may_do_what_no_line_grants() {
        let table = [
            (Action::RevokeCredentials, "VR-3.2b"),
            // No act of a person, so no rulebook knows it.
            (Action::DeliverSms, "VR-3.1"),
        ];
        for (action, clause) in table {
            let denied = may(Post::HqOperationsManager, TerminalKind::Reception, action);
            assert_eq!(denied, Err(Denied { clause }));
        }
    }
}
