//! The people of the demonstration. None of them exists: their names say so, their numbers belong to no network.

use base::{Fault, Rng, Secret};

use super::cabinet::Cabinet;
use super::clients::WHO;
use crate::account::{AccountFile, DeclaredAccount};
use crate::app::App;
use crate::cli::CliError;

/// Letters that are not taken for one another when read from a screen.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

struct Invented {
    username: &'static str,
    name: &'static str,
    phone: &'static str,
    birthdate: &'static str,
    address: &'static str,
}

/// Numbers beginning with 100 are given to nobody. Two to three names, one of them long.
const INVENTED: [Invented; 3] = [
    Invented {
        username: "demo-zhang",
        name: "张晓雨（演示）",
        phone: "10000000001",
        birthdate: "1990-05-17",
        address: "浙江省杭州市演示路1号",
    },
    Invented {
        username: "demo-li",
        name: "李建国（演示）",
        phone: "10000000002",
        birthdate: "1949-10-02",
        address: "四川省成都市演示街2号",
    },
    Invented {
        username: "demo-gulnar",
        name: "古丽娜尔·阿不都热合曼（演示）",
        phone: "10000000003",
        birthdate: "1985-03-21",
        address: "新疆维吾尔自治区乌鲁木齐市演示巷3号",
    },
];

/// Somebody to sign in as.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) username: &'static str,
    pub(super) name: &'static str,
    /// Confirmed, so that codes reach it.
    pub(super) phone: &'static str,
    pub(super) password: Secret<String>,
}

/// Gives each their account, with the password kept from the first run on.
pub(super) async fn declare(app: &App, cabinet: &Cabinet) -> Result<Vec<Person>, CliError> {
    let people = INVENTED
        .iter()
        .map(|one| {
            let password =
                cabinet.kept_or(&format!("person-{}", one.username), || password(&*app.ground.rng))?;
            Ok(Person { username: one.username, name: one.name, phone: one.phone, password })
        })
        .collect::<Result<Vec<_>, Fault>>()?;
    let file = AccountFile { account: INVENTED.iter().zip(&people).map(account).collect() };
    let problems = app.accounts.check_file(&file);
    if !problems.is_empty() {
        return Err(CliError::refused(problems.join("; ")));
    }
    app.accounts.import(&file, WHO).await?;
    Ok(people)
}

fn account((invented, person): (&Invented, &Person)) -> DeclaredAccount {
    DeclaredAccount {
        username: invented.username.to_owned(),
        name: Some(invented.name.to_owned()),
        phone: Some(invented.phone.to_owned()),
        email: Some(format!("{}@people.example", invented.username)),
        birthdate: Some(invented.birthdate.to_owned()),
        address: Some(invented.address.to_owned()),
        contacts_confirmed: true,
        password: person.password.clone(),
    }
}

/// A password that can be read aloud and typed: three groups of four letters, 60 bits.
pub(super) fn password(rng: &dyn Rng) -> String {
    let mut bytes = [0; 12];
    rng.fill(&mut bytes);
    let letter = |byte: &u8| LETTERS.get(usize::from(byte % 32)).copied().map_or('a', char::from);
    let groups: Vec<String> = bytes.chunks(4).map(|group| group.iter().map(letter).collect()).collect();
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use base::SeededRng;

    use super::*;
    use crate::account::LoginName;

    #[test]
    fn a_password_is_three_groups_of_four() {
        let password = password(&SeededRng::new(1));
        let groups: Vec<_> = password.split('-').collect();
        assert!(groups.len() == 3 && groups.iter().all(|group| group.len() == 4), "{password}");
    }

    #[test]
    fn no_two_letters_look_alike() {
        let mut letters = LETTERS.to_vec();
        letters.dedup();
        assert_eq!(letters.len(), 32);
        assert!(!LETTERS.iter().any(|letter| b"l1o0".contains(letter)));
    }

    #[test]
    fn everybody_can_be_sent_a_code_at_a_number_of_nobody() {
        for one in &INVENTED {
            assert!(LoginName::phone(one.phone).is_ok() && one.phone.starts_with("100"));
        }
    }

    #[test]
    fn everybody_says_that_they_do_not_exist() {
        assert!(
            INVENTED.iter().all(|one| one.name.ends_with("（演示）") && one.username.starts_with("demo-"))
        );
    }
}
