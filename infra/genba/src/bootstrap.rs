//! `genba bootstrap` and `genba replace-chief`: what two persons do together at the server (O-8).

use std::io::Write;

use admin::{
    bootstrap::{self, HandedOver, Keeper, Named, TopChief},
    clock::Clock,
    folder::Folder,
    keys::KeyRing,
    rulebooks,
    store::{self, Db, Migrations},
};
use anyhow::Context;

use crate::{
    cli::{Bootstrap, Chief, ReplaceChief},
    prompt,
    runtime::runtime,
};

const TABLES: &[Migrations] = &[store::migrations, signaling::migrations];

/// Asks for the persons, has both keepers confirm, and prints what is handed over.
pub fn bootstrap(options: &Bootstrap) -> anyhow::Result<()> {
    let folder = Folder::open(&options.data, false)?;
    if folder.is_demo() {
        anyhow::bail!(
            "{} is a demo folder; its people are there already",
            folder.path().display()
        );
    }
    runtime()?.block_on(async {
        let db = store::open(&folder.store_url(), TABLES).await?;
        KeyRing::open(&folder, &db).await?;
        if bootstrap::is_done(&*db).await? {
            return Err(bootstrap::NotNamed::Done.into());
        }
        let keepers = [ask_keeper("1")?, ask_keeper("2")?];
        let chiefs = [
            ask_person("NPA operations chief [警察庁運用管理責任者]")?,
            ask_person("NPA system chief [警察庁システム管理責任者]")?,
        ];
        confirm(&chiefs, &keepers)?;
        let rules = rulebooks::load()?;
        let now = Clock::system().now();
        let handed = bootstrap::bootstrap(&db, &rules, &chiefs, &keepers, now).await?;
        tell(&handed)
    })
}

/// The same two keepers put another person into a top chief's post.
pub fn replace_chief(options: &ReplaceChief) -> anyhow::Result<()> {
    let chief = match options.chief {
        Chief::Operations => TopChief::Operations,
        Chief::System => TopChief::System,
    };
    runtime()?.block_on(async {
        let db = open_beside(options).await?;
        let person = ask_person("The new chief")?;
        let passphrases = [
            prompt::secret("Passphrase of the first keeper")?,
            prompt::secret("Passphrase of the second keeper")?,
        ];
        let rules = rulebooks::load()?;
        let now = Clock::system().now();
        let handed = bootstrap::replace(&db, &rules, chief, &person, &passphrases, now).await?;
        tell(&[handed])
    })
}

/// The store of a folder whose server may be running: only its database is shared.
async fn open_beside(options: &ReplaceChief) -> anyhow::Result<Db> {
    let file = options.data.join("genba.sqlite");
    if !file.exists() {
        return Err(bootstrap::NotNamed::NotDone.into());
    }
    let url = format!("sqlite://{}?mode=rw", file.display());
    let opened = store::open(&url, TABLES).await;
    opened.with_context(|| format!("the store in {}", options.data.display()))
}

fn ask_keeper(number: &str) -> anyhow::Result<Keeper> {
    Ok(Keeper {
        name: prompt::line(&format!("Name of keeper {number} [システム保管者]"))?,
        passphrase: prompt::secret(&format!(
            "Passphrase of keeper {number} (12 characters or more; kept by this person alone)"
        ))?,
    })
}

fn ask_person(post: &str) -> anyhow::Result<Named> {
    Ok(Named {
        user_id: prompt::line(&format!("{post}, user id"))?,
        name: prompt::line(&format!("{post}, name"))?,
    })
}

/// Both have seen what will be entered, and repeat their passphrases.
fn confirm(chiefs: &[Named; 2], keepers: &[Keeper; 2]) -> anyhow::Result<()> {
    for (chief, person) in TopChief::ALL.into_iter().zip(chiefs) {
        eprintln!("{}: {} ({})", chief.post(), person.name, person.user_id);
    }
    for keeper in keepers {
        let name = &keeper.name;
        let again = prompt::secret(&format!("{name} confirms with the passphrase"))?;
        if again != keeper.passphrase {
            anyhow::bail!("{name} did not confirm; nothing was entered");
        }
    }
    Ok(())
}

fn tell(handed: &[HandedOver]) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    for one in handed {
        let expires = jiff::Timestamp::from_millisecond(one.registration.expires.0)?;
        writeln!(
            out,
            "{} {}: registration code {} until {expires}",
            one.chief.post(),
            one.person.user_id,
            one.registration.code
        )?;
        if let Some(code) = &one.enrolment {
            let expires = jiff::Timestamp::from_millisecond(code.expires.0)?;
            writeln!(
                out,
                "{} {}: enrolment code of a management terminal {} until {expires}",
                one.chief.post(),
                one.person.user_id,
                code.code
            )?;
        }
    }
    writeln!(
        out,
        "Hand each code to its person alone: enrol the browser first, then sign in with the user id \
         and the registration code, and register a fingerprint."
    )?;
    Ok(out.flush()?)
}
