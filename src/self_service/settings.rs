//! What a person chose for their pages, kept with the account.

use std::sync::Arc;

use base::{AccountId, Fault};

use super::SelfService;

impl SelfService {
    /// Keeps the language (BCP 47) and the size of print. Choices of looks are not written into the audit log.
    pub async fn keep_choices(
        &self,
        account: AccountId,
        (language, print): (&str, &str),
    ) -> Result<(), Fault> {
        let work = Arc::new((self.clone(), language.to_owned(), print.to_owned()));
        self.ground
            .db
            .write(move |tx| {
                let work = work.clone();
                Box::pin(async move {
                    let (own, language, print) = &*work;
                    // Held: a contact that is confirmed in the same moment is part of the same profile.
                    let Some(held) = store::account::hold(tx, account).await? else {
                        return Ok(());
                    };
                    let accounts = &own.parts.accounts;
                    let mut profile = accounts.profile(&held)?;
                    profile.print = Some(print.clone());
                    accounts.write_profile(tx, account, &profile).await?;
                    store::account::set_locale(tx, account, Some(language), own.ground.now()).await.map(drop)
                })
            })
            .await
    }
}
