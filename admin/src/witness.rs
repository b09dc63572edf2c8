//! A second person who proves who they are beside the one who acts, at the same terminal.

use http::StatusCode;
use protocol::{admin::case::WitnessSignIn, id::AccountId};

use crate::{
    Admin, accounts,
    address::ClientAddress,
    problem::Refused,
    sign_in::proof::{self, Verdict},
    signed_in::SignedIn,
    trail::Action,
};

/// The clause of a person's factors, where no guard asks for a witness.
pub const OWN_FACTORS: &str = "VR-2.1";

/// The witness, in the posts held today, by the clause that asks for one. A wrong user id and a wrong password look the same.
pub async fn prove(
    admin: &Admin,
    person: &SignedIn,
    witness: WitnessSignIn,
    address: ClientAddress,
    clause: &str,
) -> Result<SignedIn, Refused> {
    let refuse = async |refused: Refused| {
        let refused = admin.refuse(person, Action::SignIn, refused).await?;
        Err(refused)
    };
    let user_id = accounts::user_id_as_stored(&witness.user_id);
    if user_id == person.user_id {
        return refuse(not_apart().clause(clause)).await;
    }
    if admin.begin_try(&user_id, address.0).is_err() {
        return refuse(too_many()).await;
    }
    let db = &**admin.db();
    let holder = accounts::holder_by_user_id(db, &user_id, admin.now()).await?;
    let ceremony = admin
        .ceremonies()
        .take_sign_in(witness.ceremony.as_deref(), admin.now())
        .filter(|ceremony| ceremony.user_id == user_id);
    let account = holder.as_ref().map(|holder| holder.account.id);
    let verdict = proof::look(admin, account, ceremony.as_ref(), witness.factor).await?;
    let unknown = || unknown().clause(clause);
    let (Some(holder), Verdict::Proved(proof)) = (holder, verdict) else {
        return refuse(unknown()).await;
    };
    if proof.is_code() {
        return refuse(unknown()).await;
    }
    let now = admin.now();
    let noted = admin
        .db()
        .write(async |txn| Ok::<_, Refused>(proof.note(txn, now).await?))
        .await?;
    if !noted {
        return refuse(unknown()).await;
    }
    admin.try_succeeded(&user_id, address.0);
    let units = admin.units().await?;
    let post = holder.posts.first().map(|held| held.post.clone());
    let post = post.ok_or_else(unknown)?;
    Ok(SignedIn {
        account: AccountId(holder.account.id),
        user_id: holder.account.user_id,
        name: holder.account.name,
        unit: post.unit,
        unit_name: units.name(post.unit).to_owned(),
        post,
        posts: holder.posts,
        terminal: person.terminal,
        session: person.session,
        terminal_id: person.terminal_id,
        locked: false,
        duty: None,
        proved: now,
    })
}

fn unknown() -> Refused {
    Refused::new(
        StatusCode::UNAUTHORIZED,
        "witness_unknown",
        "立会人の利用者IDまたは認証情報が違います。",
        "The user id or the credentials of the witness are wrong.",
    )
}

fn too_many() -> Refused {
    Refused::new(
        StatusCode::TOO_MANY_REQUESTS,
        "too_many_attempts",
        "認証の失敗が続いています。しばらく待ってからもう一度行ってください。",
        "Too many failed attempts. Wait a while.",
    )
    .clause("VR-8.2")
}

fn not_apart() -> Refused {
    Refused::new(
        StatusCode::FORBIDDEN,
        "witness_not_apart",
        "立会人は、操作する人とは別の人にしてください。",
        "The witness has to be another person than the one who acts.",
    )
}
